import type * as kplus from 'cdk8s-plus-27';
import { ActionJson, actionProblems, ProbeKind, probeProblems } from '../facts/kubernetes/actions';
import { FieldProblem } from '../facts/kubernetes/field-problem';
import { dnsLabelRule, isDnsLabel } from '../facts/kubernetes/names';
import { givenVolumeProblems } from '../facts/kubernetes/volume-sources';
import { ContainerMountJson, containerMountProblems } from '../facts/kubernetes/volume-mounts';
import { ContainerPortJson, containerPortProblems } from '../facts/kubernetes/ports';
import { VariableSourceJson, variableSourceProblems } from '../facts/kubernetes/variable-sources';
import { formatValue } from '../props/format-value';
import { plainJson } from '../props/plus-values';
import { isObject } from '../util/unchecked';
import { PlusContainer } from '../workloads/plus-pod';
import { renderExactResources } from '../workloads/resources';
import { workloadOf } from '../workloads/find-workload';

/*
 * What was given as props has been checked by then. Containers, ports and mounts that are added by methods of cdk8s-plus are seen when the
 * app is synthesized.
 */

/** Reports at synthesis what was added to the containers of a Pod and is refused by the API server. */
export function watchContainers(pod: kplus.AbstractPod): void {
  const known = new Map(containersOf(pod).map((container) => [container, stateOf(container)]));
  pod.node.addValidation({
    validate: () => {
      const changed = containersOf(pod).filter((container) => known.get(container) !== stateOf(container));
      return [...namesakes(pod), ...changed.flatMap(problemsOf)];
    },
  });
}

const containersOf = (pod: kplus.AbstractPod): kplus.Container[] => [...pod.containers, ...pod.initContainers];

/** What changes where anything is added. */
const stateOf = ({ ports, mounts }: kplus.Container): string => `${ports.length} ${mounts.length}`;

function namesakes(pod: kplus.AbstractPod): string[] {
  const names = [...containersOf(pod), ...workloadOf(pod)!.addedContainers].map(({ name }) => name);
  const found = new Set(names.filter((name, index) => names.indexOf(name) < index));
  return [...found].map(
    (name) => `container ${name}: Another container of the Pod has this name, init containers included. Give each its own.`,
  );
}

function problemsOf(container: kplus.Container): string[] {
  const { name } = container;
  const found = new Map<string, readonly FieldProblem[]>();
  if (!isDnsLabel(name)) {
    found.set('name', [{ field: '', value: name, remedy: `${dnsLabelRule()}.` }]);
  }
  const json = written(container);
  if (typeof json === 'string') found.set('', [{ field: '', value: undefined, remedy: json }]);
  else for (const [at, problems] of fieldsOf(json)) found.set(at, problems);
  for (const { volume } of container.mounts) found.set(`volume ${volume.name}`, givenVolumeProblems({ ...volume._toKube() }));
  return [...found].flatMap(([at, problems]) =>
    problems.map(({ field, value, remedy }) => {
      const prop = [at, field].filter((part) => part !== '').join('.');
      return `container ${name}: ${prop === '' ? '' : `${prop}: ${formatValue(value, prop)}. `}${remedy}`;
    }),
  );
}

interface ContainerJson {
  readonly ports?: readonly ContainerPortJson[];
  readonly volumeMounts?: readonly ContainerMountJson[];
  readonly env?: ReadonlyArray<{ readonly name: string; readonly valueFrom?: VariableSourceJson }>;
  readonly lifecycle?: Readonly<Record<string, ActionJson | undefined>>;
  readonly [field: string]: unknown;
}

/** What a container writes, or why it cannot. */
function written(container: kplus.Container): ContainerJson | string {
  try {
    renderExactResources(container as unknown as PlusContainer);
    return container._toKube() as unknown as ContainerJson;
  } catch (error) {
    return `cdk8s-plus cannot write it: ${(error as Error).message}`;
  }
}

const PROBES: readonly ProbeKind[] = ['liveness', 'readiness', 'startup'];

function* fieldsOf({
  ports = [],
  volumeMounts = [],
  env = [],
  lifecycle = {},
  ...fields
}: ContainerJson): Generator<[string, FieldProblem[]]> {
  const names = ports.flatMap(({ name }) => (typeof name === 'string' ? [name] : []));
  for (const [index, port] of ports.entries()) yield [`ports[${index}]`, containerPortProblems(port)];
  for (const [index, mount] of volumeMounts.entries()) yield [`volumeMounts[${index}]`, containerMountProblems(mount)];
  for (const { name, valueFrom } of env) {
    if (valueFrom !== undefined) yield [`env[${JSON.stringify(name)}]`, variableSourceProblems(plainJson(valueFrom))];
  }
  for (const [name, action] of Object.entries(lifecycle)) if (action !== undefined) yield [name, actionProblems(plainJson(action), names)];
  for (const kind of PROBES) {
    const probe = fields[`${kind}Probe`];
    if (isObject(probe)) yield [kind, probeProblems(plainJson(probe), kind, names)];
  }
}
