import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { CONTAINER_LOG_LINKS, POD_LOGS } from '../../facts/kubernetes/node-paths';
import { isWithin } from '../../facts/kubernetes/paths';
import { CheckedContainer, checkContainers, checkPathsApart, containerNames, ownMountPaths } from '../../hardening/container-options';
import { checkIdentity, Identity } from '../../hardening/identity';
import { checkPodOptions, DEFAULT_USER, podObjects } from '../../hardening/pod-options';
import { checkProbes, ProbedContainer } from '../../hardening/probed-container';
import { checkStopDelays } from '../../hardening/stop-delay';
import { checkBoolean, checkDuration, checkInteger } from '../../props/check';
import { isA } from '../../props/kinds';
import { checkKnownProps } from '../../props/known-props';
import { Problems } from '../../props/problems';
import { checkGroups, checkTolerations, DaemonSetUpdateStrategy, LONGEST_DAEMON_SET } from '../../sets/daemon-set';
import { isObject, Unchecked } from '../../util/unchecked';
import { checkHostMounts, HostReader, PlannedHostMount, readsAsRoot } from '../../volumes/host-mount';
import { checkDiskFits } from '../../volumes/scratch-accounting';
import { writableDemand } from '../../volumes/writable-paths';
import { checkObjects, FreeObjects, PlannedObject } from '../../workloads/objects';
import { BUFFER, checkBuffer, PlannedBuffer } from './buffer';
import type { NodeAgentProps } from './props';

/** An agent whose props have been checked. */
export interface AgentPlan {
  readonly identity: Identity;
  readonly objects: FreeObjects;
  readonly mounts: readonly PlannedHostMount[];
  readonly buffer?: PlannedBuffer;
  readonly user: number;
  readonly group: number;
  /** Whether it may read what only root may. */
  readonly readsAsRoot: boolean;
  readonly terminationGracePeriod: Duration;
}

const COMPONENT = 'agent';

/** Time to send what is in memory. */
const GRACE = Duration.seconds(60);

export function planAgent(scope: Construct, id: string, given: NodeAgentProps): AgentPlan {
  const problems = Problems.ofNew('NodeAgent', scope, id);
  const props: Unchecked<NodeAgentProps> = given ?? {};
  checkKnownProps(problems, '', props, 'NodeAgentProps');
  const identity = { name: (props.name ?? id) as string, component: COMPONENT };
  const name = checkIdentity(
    problems,
    identity,
    LONGEST_DAEMON_SET,
    'revisions and Pods are named after it, and it is the id unless given',
  );
  const notSecret = checkPodOptions(problems, given ?? {});
  const containers = checkContainers<ProbedContainer>(problems, 'containers', props.containers, notSecret);
  for (const { at, container } of containers) checkProbes(problems, at, container);
  checkStopDelays(problems, containers, props.terminationGracePeriod, GRACE);
  notSecret.check();
  const user = idOf(props.user);
  const group = idOf(props.group);
  const groups = [group, ...checkGroups(problems, 'supplementalGroups', props.supplementalGroups)];
  const reader = { user, groups, containers: containerNames(containers), mounting: [] };
  const mounts = checkMounts(problems, props.hostMounts, reader);
  const buffer = checkBuffer(problems, props.buffer, reader);
  checkVolumeNames(problems, mounts, buffer);
  checkPlaces(problems, containers, mounts, buffer);
  checkTolerations(problems, 'tolerations', props.tolerations);
  checkUpdate(problems, props, buffer);
  checkNode(problems, props);
  if (problems.count === 0) checkDemand(problems, given);
  const objects = checkObjects(problems, scope, name, () => agentObjects(identity, given ?? {}));
  problems.throwIfAny();
  return {
    identity,
    objects,
    mounts,
    buffer,
    user,
    group,
    readsAsRoot: readsAsRoot(reader),
    terminationGracePeriod: given.terminationGracePeriod ?? GRACE,
  };
}

/** An id that is none has been reported. */
const idOf = (id: unknown): number => (typeof id === 'number' ? id : DEFAULT_USER);

function checkMounts(problems: Problems, given: unknown, reader: HostReader): PlannedHostMount[] {
  if (Array.isArray(given) && given.length > 0) return checkHostMounts(problems, 'hostMounts', given, reader);
  problems.add(
    'hostMounts',
    given,
    'Give a list with name, path and type for each file or directory of the node. What needs none belongs in a Deployment.',
  );
  return [];
}

function checkVolumeNames(problems: Problems, mounts: readonly PlannedHostMount[], buffer: PlannedBuffer | undefined): void {
  const taken = mounts.find(({ volume }) => volume.name === BUFFER);
  if (buffer === undefined || taken === undefined) return;
  problems.add(`${taken.prop}.name`, BUFFER, 'The volume of the buffer has this name. Give another.');
}

/** What each container sees, and where: nothing hides anything else, and links lead somewhere. */
function checkPlaces(
  problems: Problems,
  containers: ReadonlyArray<CheckedContainer<ProbedContainer>>,
  mounts: readonly PlannedHostMount[],
  buffer: PlannedBuffer | undefined,
): void {
  for (const { at, container } of containers) {
    const seen = mounts.filter((mount) => mount.containers.includes(container.name));
    const buffers = buffer?.mount.containers.includes(container.name) === true ? [{ prop: 'buffer.path', path: buffer.mount.path }] : [];
    checkPathsApart(problems, [
      ...ownMountPaths(at, container),
      ...seen.map(({ path, prop }) => ({ prop: `${prop}.mountPath`, path })),
      ...buffers,
    ]);
    const links = seen.find(({ hostPath }) => isWithin(hostPath, CONTAINER_LOG_LINKS));
    const hasTarget = seen.some(({ hostPath, path }) => hostPath === path && isWithin(POD_LOGS, hostPath));
    if (links === undefined || hasTarget) continue;
    problems.add(
      `${links.prop}.path`,
      links.hostPath,
      `It has links into ${POD_LOGS}, which container ${container.name} does not see there. Mount /var/log at /var/log, or ${POD_LOGS} alone.`,
    );
  }
}

function checkUpdate(problems: Problems, props: Unchecked<NodeAgentProps>, buffer: PlannedBuffer | undefined): void {
  const { updateStrategy: strategy, minReady, revisionHistoryLimit } = props;
  if (isA(strategy, DaemonSetUpdateStrategy)) strategy._check(problems, 'updateStrategy', whyApart(props, buffer));
  else if (strategy !== undefined) {
    problems.add('updateStrategy', strategy, 'Use DaemonSetUpdateStrategy.rollingUpdate() or onDelete().');
  }
  if (minReady !== undefined) checkDuration(problems, 'minReady', minReady, 0);
  if (revisionHistoryLimit !== undefined) checkInteger(problems, 'revisionHistoryLimit', revisionHistoryLimit, { min: 0, max: 10000 });
}

/** Why the old Pod has to be gone from a node before the new one comes; undefined where it has not. */
function whyApart({ containers, hostNetwork }: Unchecked<NodeAgentProps>, buffer: PlannedBuffer | undefined): string | undefined {
  if (buffer !== undefined) return 'Two Pods would write to the buffer of one node at once.';
  const ports = (Array.isArray(containers) ? (containers as unknown[]) : []).flatMap((container) => {
    const { ports: given } = (isObject(container) ? container : {}) as Unchecked<ProbedContainer>;
    return Array.isArray(given) ? (given as unknown[]) : [];
  });
  const isOnNode = ports.some((port) => hostNetwork === true || (isObject(port) && port.hostPort !== undefined));
  return isOnNode ? 'Two Pods would want the same port of one node.' : undefined;
}

const NO_POLICY = 'No NetworkPolicy holds for a Pod with the network of its node.';

function checkNode(problems: Problems, props: Unchecked<NodeAgentProps>): void {
  const { hostNetwork, hostPid, shareProcessNamespace, hardening, allowFrom, allowTo } = props;
  if (checkBoolean(problems, 'hostPid', hostPid) === true && shareProcessNamespace === true) {
    problems.add(
      'shareProcessNamespace',
      true,
      'With hostPid the containers see each other anyway, and the API server refuses both. Leave it out.',
    );
  }
  if (checkBoolean(problems, 'hostNetwork', hostNetwork) !== true) return;
  if ((hardening as { readonly networkPolicy?: unknown } | undefined)?.networkPolicy !== false) {
    problems.add('hostNetwork', true, `${NO_POLICY} Say hardening: { networkPolicy: false }, or leave it out.`);
  }
  for (const [prop, peers] of Object.entries({ allowFrom, allowTo })) {
    if (Array.isArray(peers) && peers.length > 0) problems.add(prop, peers, `${NO_POLICY} Leave it out.`);
  }
}

function checkDemand(problems: Problems, { containers }: NodeAgentProps): void {
  const demand = writableDemand(containers);
  if (demand > 0) checkDiskFits(problems, 'containers', containers, demand);
}

/** What an agent makes. */
function agentObjects(identity: Identity, props: NodeAgentProps): PlannedObject[] {
  return [{ kind: 'DaemonSet', name: identity.name }, ...podObjects(identity, props)];
}
