import { configKeyProblem, isVariableName } from './config-objects';
import { FieldProblem } from './field-problem';
import { isDnsLabel, isDnsSubdomain, isQualifiedName, NO_OBJECT_NAME } from './names';

/**
 * Where variables of a container come from, besides literals.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#environment-variables
 */

interface KeyRef {
  readonly name?: unknown;
  readonly key?: unknown;
}

export interface VariableSourceJson {
  readonly fieldRef?: { readonly fieldPath?: unknown; readonly apiVersion?: unknown };
  readonly resourceFieldRef?: { readonly resource?: unknown; readonly containerName?: unknown; readonly divisor?: unknown };
  readonly configMapKeyRef?: KeyRef;
  readonly secretKeyRef?: KeyRef;
}

const FIELDS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];

const RESOURCE = /^(limits|requests)\.(cpu|memory|ephemeral-storage|hugepages-.+)$/;
const OF_CPU = ['1', '1m'];
const OF_BYTES = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];

/** What is wrong with where a variable comes from. */
export function variableSourceProblems(source: VariableSourceJson): FieldProblem[] {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = source;
  const field = fieldRef && fieldProblem(fieldRef);
  return [
    ...(field === undefined ? [] : [{ field: '', value: fieldRef?.fieldPath, remedy: field }]),
    ...(resourceFieldRef === undefined ? [] : resourceProblems(resourceFieldRef)),
    ...[configMapKeyRef, secretKeyRef].flatMap((ref) => (ref === undefined ? [] : keyRefProblems(ref))),
  ];
}

function fieldProblem({ fieldPath, apiVersion }: NonNullable<VariableSourceJson['fieldRef']>): string | undefined {
  if (apiVersion !== undefined && apiVersion !== 'v1') return 'The API of Pods has the version v1 only. Leave apiVersion out.';
  const path = typeof fieldPath === 'string' ? fieldPath : '';
  const key = /^metadata\.(?:labels|annotations)\['(.*)'\]$/.exec(path)?.[1];
  if (key !== undefined) return isQualifiedName(key) ? undefined : `No label or annotation has the key ${JSON.stringify(key)}. Name one.`;
  return FIELDS.includes(path) ? undefined : `Use one of ${FIELDS.join(', ')}, a label or an annotation.`;
}

/** What is wrong with the request or limit of a container that a variable or a file shows. */
export function resourceProblems({
  resource,
  containerName,
  divisor,
}: NonNullable<VariableSourceJson['resourceFieldRef']>): FieldProblem[] {
  const found: FieldProblem[] = [];
  const what = typeof resource === 'string' ? RESOURCE.exec(resource)?.[2] : undefined;
  if (what === undefined) {
    const remedy = 'Use the request or the limit of cpu, memory or ephemeral-storage.';
    found.push({ field: 'resource', value: resource, remedy });
  }
  if (containerName !== undefined && containerName !== '' && !(typeof containerName === 'string' && isDnsLabel(containerName))) {
    found.push({ field: 'container', value: containerName, remedy: 'Give a container of the Pod.' });
  }
  const divisors = what === 'cpu' ? OF_CPU : OF_BYTES;
  if (divisor !== undefined && !divisors.includes(divisor as string)) {
    found.push({ field: 'divisor', value: divisor, remedy: `Use one of ${divisors.join(', ')}.` });
  }
  return found;
}

function keyRefProblems({ name, key }: KeyRef): FieldProblem[] {
  const found: FieldProblem[] = [];
  if (!(typeof name === 'string' && isDnsSubdomain(name))) found.push({ field: 'name', value: name, remedy: NO_OBJECT_NAME });
  const remedy = typeof key === 'string' ? configKeyProblem(key) : 'Name the key.';
  if (remedy !== undefined) found.push({ field: 'key', value: key, remedy });
  return found;
}

export interface VariablesSourceJson {
  readonly prefix?: unknown;
  readonly configMapRef?: { readonly name?: unknown };
  readonly secretRef?: { readonly name?: unknown };
}

/** What is wrong with an object whose keys all become variables. */
export function variablesSourceProblems({ prefix, configMapRef, secretRef }: VariablesSourceJson): FieldProblem[] {
  const found: FieldProblem[] = [];
  const name = (configMapRef ?? secretRef)?.name;
  if (!(typeof name === 'string' && isDnsSubdomain(name))) found.push({ field: 'name', value: name, remedy: NO_OBJECT_NAME });
  if (prefix === undefined || prefix === '' || (typeof prefix === 'string' && isVariableName(prefix))) return found;
  const remedy = 'It starts the names of variables: use letters, digits, _, . and -, without a digit first.';
  found.push({ field: 'prefix', value: prefix, remedy });
  return found;
}
