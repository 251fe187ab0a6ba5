import * as kplus from 'cdk8s-plus-27';
import { driverOf, topologyKeyProblem } from '../facts/drivers';
import { IN_TREE_PROVISIONERS, inTreeProvisioner, TopologyTerm, translateInTree } from '../facts/drivers/in-tree';
import { isLabelValue, isQualifiedName } from '../facts/kubernetes/names';
import { checkSetting } from '../props/environment';
import { checkKnownProps } from '../props/known-props';
import { checkParameters } from './parameters';
import { Problems } from '../props/problems';
import { didYouMean } from '../util/did-you-mean';
import { isMap } from '../util/unchecked';
import { DriverPlan } from './driver-plan';

/** The fields of a class of a removed provisioner, as they stand in its YAML. */
export interface InTreeStorageClassProps {
  /**
   * The name of the class. A class cannot be changed in place: give the new one a new name, or delete the old one first.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /** The removed provisioner, such as `kubernetes.io/aws-ebs`. */
  readonly provisioner: string;

  /**
   * Its parameters, whose names and values are translated.
   *
   * @default - none
   */
  readonly parameters?: { readonly [key: string]: string };

  /**
   * What becomes of a volume whose claim is deleted.
   *
   * @default PersistentVolumeReclaimPolicy.RETAIN
   */
  readonly reclaimPolicy?: kplus.PersistentVolumeReclaimPolicy;

  /**
   * Mount options of the volumes.
   *
   * @default - none
   */
  readonly mountOptions?: string[];

  /**
   * Whether claims may grow.
   *
   * @default - true where the driver can
   */
  readonly allowVolumeExpansion?: boolean;

  /**
   * Accepted where it is WaitForFirstConsumer, which every ZonalStorageClass is.
   *
   * @default WaitForFirstConsumer
   */
  readonly volumeBindingMode?: string;

  /**
   * Where volumes may be made; old zone labels become the driver's own.
   *
   * @default - wherever a Pod is scheduled
   */
  readonly allowedTopologies?: kplus.k8s.TopologySelectorTerm[];

  /**
   * Whether claims without a class get this one.
   *
   * @default false
   */
  readonly defaultClass?: boolean;

  /**
   * Labels of the class.
   *
   * @default - those of the chart
   */
  readonly labels?: { readonly [key: string]: string };

  /**
   * Annotations of the class.
   *
   * @default - none
   */
  readonly annotations?: { readonly [key: string]: string };
}

/** Works out the CSI class; problems are reported under the fields of the old one. */
export function planInTree(problems: Problems, props: InTreeStorageClassProps): DriverPlan {
  checkKnownProps(problems, '', props, 'InTreeStorageClassProps');
  const { volumeBindingMode } = props;
  if (volumeBindingMode !== undefined && volumeBindingMode !== 'WaitForFirstConsumer') {
    const remedy =
      volumeBindingMode === 'Immediate'
        ? 'The volume could be made in a zone where no Pod that uses it can run. Drop the field, or write WaitForFirstConsumer.'
        : 'Drop the field, or write WaitForFirstConsumer.';
    problems.add('volumeBindingMode', volumeBindingMode, remedy);
  }
  const parameters = parametersOf(problems, props.parameters);
  const topologies = topologiesOf(problems, props.allowedTopologies);
  const successor = successorOf(problems, props.provisioner);
  const nothing = { provisioner: '', parameters: {}, expandable: true };
  return successor === undefined ? nothing : planSuccessor(problems, props, successor, parameters, topologies);
}

function planSuccessor(
  problems: Problems,
  props: InTreeStorageClassProps,
  successor: string,
  parameters: Readonly<Record<string, string>>,
  topologies: readonly TopologyTerm[],
): DriverPlan {
  const facts = driverOf(successor);
  const translation = translateInTree(props.provisioner, parameters, topologies);
  const refused = new Set<string>();
  for (const { parameter, value, problem } of translation.problems) {
    refused.add(parameter);
    problems.add(parameterName(parameter), value, problem);
  }
  // What the old class leaves open gets the defaults of this construct.
  const safe = Object.entries(facts?.safeParameters ?? {}).filter(([key]) => !hasKey(translation.parameters, key));
  const translated = { ...translation.parameters, ...Object.fromEntries(safe) } as Record<string, string>;
  for (const { parameter, value, problem } of facts?.checkParameters(translated) ?? []) {
    problems.add(parameterName(parameter), value, problem);
  }
  const zoneParameter = Object.keys(parameters).find((key) => /^zones?$/i.test(key) && !(key in translated));
  const zoneProp = zoneParameter === undefined ? 'allowedTopologies' : parameterName(zoneParameter);
  for (const { key, values } of translation.allowedTopologies.flatMap((term) => term.matchLabelExpressions)) {
    const problem = facts === undefined ? undefined : topologyKeyProblem(facts, key);
    if (problem !== undefined) problems.add('allowedTopologies', key, problem);
    else if (zoneParameter === undefined || !refused.has(zoneParameter)) {
      for (const wrong of facts?.checkZones(translated, values) ?? []) problems.add(zoneProp, wrong.zones, wrong.problem);
    }
  }
  return {
    provisioner: successor,
    parameters: translated,
    facts,
    expandable: facts?.expands(translated) ?? true,
    allowedTopologies: translation.allowedTopologies,
  };
}

function parameterName(parameter: string): string {
  return `parameters[${JSON.stringify(parameter)}]`;
}

function hasKey(parameters: Readonly<Record<string, unknown>>, key: string): boolean {
  return Object.keys(parameters).some((name) => name.toLowerCase() === key);
}

function successorOf(problems: Problems, provisioner: unknown): string | undefined {
  const inTree = typeof provisioner === 'string' ? inTreeProvisioner(provisioner) : undefined;
  if (inTree === undefined) {
    const known = IN_TREE_PROVISIONERS.filter((one) => one.translates).map((one) => one.provisioner);
    const near = typeof provisioner === 'string' ? didYouMean(provisioner, known) : '';
    problems.add('provisioner', provisioner, `Give the removed provisioner of the old class, one of ${known.join(', ')}.${near}`);
  } else if (!inTree.translates) {
    problems.add(
      'provisioner',
      provisioner,
      `Kubernetes ${inTree.removedIn} removed it, and its classes cannot be translated. ${inTree.instead}.`,
    );
  } else {
    return inTree.successor;
  }
  return undefined;
}

function parametersOf(problems: Problems, given: unknown): Readonly<Record<string, string>> {
  if (given === undefined) return {};
  if (!isMap(given)) {
    problems.add('parameters', given, 'Give an object of keys and string values.');
    return {};
  }
  const result: Record<string, string> = {};
  for (const [key, value] of Object.entries(given)) {
    if (typeof value === 'string') {
      result[key] = value;
      checkSetting(problems, parameterName(key), key, value, 'Name a Secret for the driver in csi.storage.k8s.io/provisioner-secret-name.');
    } else problems.add(parameterName(key), value, 'Parameters are strings: quote the value.');
  }
  checkParameters(problems, 'parameters', result);
  return result;
}

function topologiesOf(problems: Problems, given: unknown): readonly TopologyTerm[] {
  if (given === undefined) return [];
  if (Array.isArray(given) && given.length > 0 && given.every(isTerm)) return given;
  problems.add('allowedTopologies', given, 'Give the list as it stands in YAML: [{ matchLabelExpressions: [{ key, values }] }].');
  return [];
}

function isTerm(value: unknown): value is TopologyTerm {
  if (typeof value !== 'object' || value === null || !('matchLabelExpressions' in value)) return false;
  const { matchLabelExpressions } = value;
  return Array.isArray(matchLabelExpressions) && matchLabelExpressions.length > 0 && matchLabelExpressions.every(isExpression);
}

function isExpression(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('key' in value) || !('values' in value)) return false;
  const { key, values } = value;
  return (
    typeof key === 'string' &&
    isQualifiedName(key) &&
    Array.isArray(values) &&
    values.length > 0 &&
    values.every((one) => typeof one === 'string' && one !== '' && isLabelValue(one))
  );
}
