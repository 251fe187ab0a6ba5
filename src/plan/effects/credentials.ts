import { countsAtFirstStart, FILE_SUFFIX } from '../../facts/engines/first-start';
import { isUnder, normalizePath } from '../../facts/kubernetes/paths';
import { asMap, Cursor } from '../../checks/cursor';
import { Manifest } from '../../checks/manifest';
import { ManifestSet } from '../../checks/manifest-set';
import { Container, PodTemplate } from '../../checks/pod-template';
import { programIn } from '../../checks/lookup/programs';
import { isPersistent } from '../../checks/lookup/storage';
import { completed } from '../completed';
import { Draft } from '../change';
import { containerLike } from '../containers';
import { PlanContext } from '../context';
import { listed } from '../text';

/** A value that a container is given, as far as it is known. */
interface Given {
  /** Undefined where the object is not among the manifests. */
  readonly value: string | undefined;
  /** Where it comes from: object and key. */
  readonly source: string;
  readonly at: Cursor;
  readonly object?: Manifest;
  readonly key?: string;
}

/** Passwords, users and databases that a database has taken over at its first start. */
export function* credentials(context: PlanContext): Generator<Draft> {
  const told = new Set<string>();
  for (const { old, next } of context.pods) {
    for (const container of next.running) {
      const program = programIn(context.next, container);
      if (program?.facts.kind !== 'database' || program.mount?.volume === undefined || !isPersistent(program.mount.volume)) continue;
      const before = containerLike(next, old, container);
      if (before === undefined || programIn(context.old, before)?.facts !== program.facts) continue;
      const changed = changedValues(context, old, next, before, container);
      yield* describe(program.title, next, changed, told);
    }
  }
}

interface ChangedValue {
  readonly name: string;
  readonly given: Given;
}

function changedValues(
  { old: oldSet, next: nextSet }: PlanContext,
  old: PodTemplate,
  next: PodTemplate,
  before: Container,
  after: Container,
): ChangedValue[] {
  const [was, becomes] = [valuesOf(oldSet, old, before), valuesOf(nextSet, next, after)];
  return [...becomes].flatMap(([name, given]) => {
    const same = was.get(name);
    if (same === undefined) return [];
    const isKnown = same.value !== undefined && given.value !== undefined;
    return (isKnown ? same.value !== given.value : same.source !== given.source) ? [{ name, given }] : [];
  });
}

/** One change for each Secret or ConfigMap, and one for what stands in the workload itself. */
function* describe(title: string, pod: PodTemplate, changed: readonly ChangedValue[], told: Set<string>): Generator<Draft> {
  const byObject = new Map<Manifest | undefined, ChangedValue[]>();
  for (const one of changed) byObject.set(one.given.object, [...(byObject.get(one.given.object) ?? []), one]);
  for (const [object, values] of byObject) {
    const names = listed([...new Set(values.map(({ name }) => name))]);
    const key = `${object?.key ?? pod.workload.key} ${names}`;
    if (told.has(key)) continue;
    told.add(key);
    const [{ given }] = values;
    yield {
      id: 'credentials-changed',
      at: given.at,
      cause: `${names} of ${title} in ${pod.workload.toString()} ${values.length === 1 ? 'changes' : 'change'}, and it has taken over the old ${values.length === 1 ? 'value' : 'values'} at its first start: whoever connects with the new ${values.length === 1 ? 'one' : 'ones'} is refused.`,
      remedy:
        'Change it in the database first (ALTER USER …, or what its manual says), or keep the value; a chart that draws a new one each time needs an existing Secret.',
    };
  }
}

/** The variables that count at the first start, files that they name included. */
function valuesOf(set: ManifestSet, pod: PodTemplate, container: Container): ReadonlyMap<string, Given> {
  const found = new Map<string, Given>();
  for (const item of container.at.at('envFrom').items) {
    const kind = item.at('secretRef').exists ? 'Secret' : 'ConfigMap';
    const reference = item.at(kind === 'Secret' ? 'secretRef' : 'configMapRef');
    const object = set.find(kind, pod.namespace, reference.at('name').text);
    const prefix = item.at('prefix').text ?? '';
    for (const key of Object.keys(dataOf(object) ?? {})) {
      if (countsAtFirstStart(prefix + key)) {
        found.set(prefix + key, givenBy(object, key, `${kind} ${reference.at('name').text ?? ''}`, reference));
      }
    }
  }
  for (const variable of container.at.at('env').items) {
    const name = variable.at('name').text ?? '';
    const plain = name.replace(FILE_SUFFIX, '');
    if (!countsAtFirstStart(plain)) continue;
    const given = FILE_SUFFIX.test(name) ? fileOf(set, pod, container, variable) : variableOf(set, pod, variable);
    if (given !== undefined) found.set(plain, given);
  }
  return found;
}

function variableOf(set: ManifestSet, pod: PodTemplate, variable: Cursor): Given | undefined {
  const literal = variable.at('value');
  if (literal.text !== undefined) return { value: literal.text, source: 'the workload', at: literal };
  for (const [field, kind] of [
    ['secretKeyRef', 'Secret'],
    ['configMapKeyRef', 'ConfigMap'],
  ] as const) {
    const reference = variable.at('valueFrom', field);
    const [name, key] = [reference.at('name').text, reference.at('key').text];
    if (name !== undefined && key !== undefined) return givenBy(set.find(kind, pod.namespace, name), key, `${kind} ${name}`, reference);
  }
  return undefined;
}

/** The value in a file of a Secret that is mounted. */
function fileOf(set: ManifestSet, pod: PodTemplate, container: Container, variable: Cursor): Given | undefined {
  const file = variable.at('value').text;
  if (file === undefined) return undefined;
  const path = normalizePath(file);
  const mount = container.mounts.find((one) => one.path !== undefined && (normalizePath(one.path) === path || isUnder(path, one.path)));
  if (mount?.volume?.type !== 'secret') return undefined;
  const { source } = mount.volume;
  const name = source.at('secretName').text;
  const below = mount.subPath ?? path.slice(normalizePath(mount.path!).length + 1);
  const item = source.at('items').items.find((one) => one.at('path').text === below);
  const key = item === undefined ? below : item.at('key').text;
  return name === undefined || key === undefined
    ? undefined
    : givenBy(set.find('Secret', pod.namespace, name), key, `Secret ${name}`, source);
}

function givenBy(object: Manifest | undefined, key: string, title: string, reference: Cursor): Given {
  const value = dataOf(object)?.[key];
  if (object === undefined || typeof value !== 'string') return { value: undefined, source: `${title} ${key}`, at: reference };
  const field = ['stringData', 'data'].find((one) => object.root.at(one, key).exists);
  return {
    value: object.kind === 'Secret' ? Buffer.from(value, 'base64').toString() : value,
    source: `${title} ${key}`,
    at: field === undefined ? object.root : object.root.at(field, key),
    object,
    key,
  };
}

function dataOf(object: Manifest | undefined): Readonly<Record<string, unknown>> | undefined {
  return object && asMap(completed(object.body).data);
}
