import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { LONGEST_SOCKET_PATH, socketsOf } from '../../facts/kubernetes/csi-node';
import { isDriverName, isDnsSubdomain } from '../../facts/kubernetes/names';
import { KUBELET_ROOTS } from '../../facts/kubernetes/node-paths';
import { isSystemPath, normalizePath } from '../../facts/kubernetes/paths';
import { checkContainer, checkPathsApart, ownMountPaths } from '../../hardening/container-options';
import { checkIdentity, fullName, Identity } from '../../hardening/identity';
import { PodHardening } from '../../hardening/pod-hardening';
import { checkPodOptions, podObjects } from '../../hardening/pod-options';
import { ProbedContainer } from '../../hardening/probed-container';
import { checkStopDelays } from '../../hardening/stop-delay';
import { checkAbsolutePath, checkBoolean, checkDuration, checkImage, checkInteger, checkReason } from '../../props/check';
import { isA } from '../../props/kinds';
import { checkKnownProps } from '../../props/known-props';
import { checkPorts } from '../../props/ports';
import { Problems } from '../../props/problems';
import { checkTolerations, DaemonSetUpdateStrategy, LONGEST_DAEMON_SET } from '../../sets/daemon-set';
import { isObject, Unchecked } from '../../util/unchecked';
import { checkHostMounts, PlannedHostMount } from '../../volumes/host-mount';
import { checkDiskFits } from '../../volumes/scratch-accounting';
import { writableDemand } from '../../volumes/writable-paths';
import { checkObjects, FreeObjects, PlannedObject } from '../../workloads/objects';
import { checkApiAccess } from './api-access';
import { checkCsiDriver } from './csi-driver';
import { checkDriver } from './driver';
import { OWN_VOLUMES, ownPlaces, Ports } from './parts';
import type { CsiNodePluginProps } from './props';

/** A plugin whose props have been checked. */
export interface PluginPlan {
  readonly identity: Identity;
  readonly objects: FreeObjects;
  readonly kubeletRoot: string;
  readonly mounts: readonly PlannedHostMount[];
  readonly devices: boolean;
  readonly ports: Ports;
  readonly apiServerPorts: readonly number[];
  readonly hardening: PodHardening;
}

const COMPONENT = 'csi-node';

export function planPlugin(scope: Construct, id: string, given: CsiNodePluginProps): PluginPlan {
  const problems = Problems.ofNew('CsiNodePlugin', scope, id);
  const props: Unchecked<CsiNodePluginProps> = given ?? {};
  checkKnownProps(problems, '', props, 'CsiNodePluginProps');
  const identity = { name: (props.name ?? id) as string, component: COMPONENT };
  const why = 'revisions and Pods are named after it, and it is the id unless given';
  const name = checkIdentity(problems, identity, LONGEST_DAEMON_SET, why);
  const kubeletRoot = checkRoot(problems, props.kubeletRoot);
  checkDriverName(problems, props.driverName, kubeletRoot);
  checkCsiDriver(problems, 'csiDriver', props.csiDriver);
  const options = { ...given, hardening: asRoot(problems, props) };
  const notSecret = checkPodOptions(problems, options);
  const container = checkContainer<ProbedContainer>(problems, 'driver', props.driver, notSecret);
  notSecret.check();
  checkStopDelays(problems, container === undefined ? [] : [{ at: 'driver', container }], props.terminationGracePeriod);
  const reason = 'The driver is root with all that root may do on the node. Say here in words why it has to be: what it mounts.';
  checkReason(problems, 'acknowledgePrivileged', props.acknowledgePrivileged, reason);
  checkImage(problems, 'registrarImage', props.registrarImage);
  checkSwitches(problems, props);
  const ports = checkProbePorts(problems, props);
  if (container !== undefined) checkDriver(problems, container, props, ports);
  const mounts = checkMounts(problems, props.hostMounts, container);
  if (container !== undefined && kubeletRoot !== undefined) checkPlaces(problems, container, mounts, props, kubeletRoot);
  checkTolerations(problems, 'tolerations', props.tolerations);
  checkUpdate(problems, props);
  checkNode(problems, props);
  checkApiAccess(problems, 'apiAccess', props.apiAccess, Chart.of(scope).namespace);
  const apiServerPorts = checkPorts(problems, 'apiServerPorts', props.apiServerPorts, [443, 6443]);
  if (problems.count === 0) checkDemand(problems, given);
  const objects = checkObjects(problems, scope, name, () => pluginObjects(identity, given ?? {}));
  problems.throwIfAny();
  return {
    identity,
    objects,
    kubeletRoot: kubeletRoot!,
    mounts,
    devices: given.devices ?? given.csiDriver.attachRequired,
    ports,
    apiServerPorts,
    hardening: options.hardening,
  };
}

/** A plugin is root, since it mounts; what says otherwise is a mistake. */
function asRoot(
  problems: Problems,
  { user, group, shareProcessNamespace, hardening, apiAccess }: Unchecked<CsiNodePluginProps>,
): PodHardening {
  for (const [prop, value] of Object.entries({ user, group })) {
    if (value !== undefined && value !== 0) problems.add(prop, value, 'Who mounts is root. Leave it out.');
  }
  if (shareProcessNamespace === true) {
    problems.add('shareProcessNamespace', true, 'Whoever sees the processes of the driver has what it may do. Leave it out.');
  }
  if (!isObject(hardening) && hardening !== undefined) return hardening as PodHardening;
  const { runAsNonRoot, automountServiceAccountToken: token, ...rest } = (hardening ?? {}) as PodHardening;
  if ((runAsNonRoot as unknown) === true) problems.add('hardening.runAsNonRoot', true, 'Who mounts is root. Leave it out.');
  const asks = Array.isArray(apiAccess) && apiAccess.length > 0;
  if (asks && (token as unknown) === false) {
    problems.add('hardening.automountServiceAccountToken', false, 'What apiAccess names is asked for by the token. Leave it out.');
  }
  return { ...rest, runAsNonRoot: false, automountServiceAccountToken: token ?? asks };
}

function checkRoot(problems: Problems, given: unknown): string | undefined {
  if (given === undefined) return KUBELET_ROOTS.standard;
  const path = checkAbsolutePath(problems, 'kubeletRoot', given);
  if (path === undefined) return undefined;
  const root = normalizePath(path);
  const inside = /^(.+?)\/(?:pods|plugins|plugins_registry)(?:\/|$)/.exec(root)?.[1];
  if (inside !== undefined) problems.add('kubeletRoot', path, `That lies in the directory of the kubelet. Give ${inside}.`);
  else if (isSystemPath(root) || root.split('/').length < 3) {
    problems.add('kubeletRoot', path, 'It is shared with the driver, and no directory of the system. Give the --root-dir of the kubelet.');
  } else return root;
  return undefined;
}

function checkDriverName(problems: Problems, given: unknown, root: string | undefined): void {
  if (typeof given !== 'string' || !isDriverName(given) || !isDnsSubdomain(given)) {
    const remedy =
      'Give the name that the driver gives itself: at most 63 lower-case letters, digits, dashes and dots, such as nfs.csi.example.com.';
    problems.add('driverName', given, remedy);
    return;
  }
  if (root === undefined) return;
  const long = socketsOf(root, given).find((path) => Buffer.byteLength(path) > LONGEST_SOCKET_PATH);
  if (long === undefined) return;
  problems.add(
    'driverName',
    given,
    `Its socket would be ${long}, of ${Buffer.byteLength(long)} bytes, and Linux knows sockets of at most ${LONGEST_SOCKET_PATH}. Give the driver a shorter name.`,
  );
}

function checkSwitches(problems: Problems, { stagesVolumes, devices }: Unchecked<CsiNodePluginProps>): void {
  if (stagesVolumes === undefined) {
    const remedy =
      'Say true for a driver that mounts in two steps (STAGE_UNSTAGE_VOLUME) or hands out raw devices, as those of disks do; false for one that only publishes.';
    problems.add('stagesVolumes', undefined, remedy);
  } else checkBoolean(problems, 'stagesVolumes', stagesVolumes);
  checkBoolean(problems, 'devices', devices);
}

function checkProbePorts(problems: Problems, props: Unchecked<CsiNodePluginProps>): Ports {
  const { livenessImage, livenessPort, registrarPort, hostNetwork } = props;
  if (livenessImage !== undefined) checkImage(problems, 'livenessImage', livenessImage);
  else if (livenessPort !== undefined) {
    problems.add('livenessPort', livenessPort, 'No liveness probe has it. Give livenessImage, or leave it out.');
  }
  const wanted = { registrarPort, ...(livenessImage !== undefined && { livenessPort }) };
  for (const [prop, port] of Object.entries(wanted)) {
    if (port !== undefined) checkInteger(problems, prop, port, { min: 1, max: 65535 });
    else if (hostNetwork === true) {
      problems.add(
        prop,
        undefined,
        'With the network of the node it has to be one that nobody else has there. Give a port of its own, such as 29653.',
      );
    }
  }
  const ports = { liveness: (livenessPort ?? 9808) as number, registrar: (registrarPort ?? 9809) as number };
  if (livenessImage !== undefined && ports.liveness === ports.registrar) {
    problems.add('registrarPort', ports.registrar, 'The liveness probe has this port too. Give another.');
  }
  return ports;
}

function checkMounts(problems: Problems, given: unknown, container: ProbedContainer | undefined): PlannedHostMount[] {
  if (given === undefined) return [];
  if (!Array.isArray(given)) {
    problems.add('hostMounts', given, 'Give a list with name, path and type for each file or directory of the node.');
    return [];
  }
  const names = container === undefined ? [] : [container.name];
  const mounts = checkHostMounts(problems, 'hostMounts', given, { user: 0, groups: [0], containers: names, mounting: names });
  for (const { prop, volume } of mounts) {
    if (OWN_VOLUMES.includes(volume.name)) {
      problems.add(`${prop}.name`, volume.name, `A volume of the plugin has this name. Give another than ${OWN_VOLUMES.join(', ')}.`);
    }
  }
  return mounts;
}

/** What the driver sees, and where: nothing hides anything else. */
function checkPlaces(
  problems: Problems,
  container: ProbedContainer,
  mounts: readonly PlannedHostMount[],
  { stagesVolumes, devices, csiDriver }: Unchecked<CsiNodePluginProps>,
  root: string,
): void {
  const attaches = isObject(csiDriver) && csiDriver.attachRequired === true;
  checkPathsApart(problems, [
    ...ownPlaces({ root, stages: stagesVolumes === true, devices: (devices ?? attaches) === true }),
    ...ownMountPaths('driver', container),
    ...mounts.map(({ path, prop }) => ({ prop: `${prop}.mountPath`, path })),
  ]);
}

function checkUpdate(
  problems: Problems,
  { updateStrategy: strategy, minReady, revisionHistoryLimit }: Unchecked<CsiNodePluginProps>,
): void {
  if (isA(strategy, DaemonSetUpdateStrategy)) {
    strategy._check(problems, 'updateStrategy', 'Two Pods would answer on the socket of one node.');
  } else if (strategy !== undefined) {
    problems.add('updateStrategy', strategy, 'Use DaemonSetUpdateStrategy.rollingUpdate() or onDelete().');
  }
  if (minReady !== undefined) checkDuration(problems, 'minReady', minReady, 0);
  if (revisionHistoryLimit !== undefined) checkInteger(problems, 'revisionHistoryLimit', revisionHistoryLimit, { min: 0, max: 10000 });
}

const NO_POLICY = 'No NetworkPolicy holds for a Pod with the network of its node.';

function checkNode(problems: Problems, { hostNetwork, hardening, allowFrom, allowTo, nodeSelector }: Unchecked<CsiNodePluginProps>): void {
  const system = isObject(nodeSelector) ? nodeSelector[SYSTEM] : undefined;
  if (system !== undefined && system !== 'linux') {
    problems.add(`nodeSelector["${SYSTEM}"]`, system, 'Paths and mounts are those of Linux. Leave it out.');
  }
  if (checkBoolean(problems, 'hostNetwork', hostNetwork) !== true) return;
  if ((hardening as { readonly networkPolicy?: unknown } | undefined)?.networkPolicy !== false) {
    problems.add('hostNetwork', true, `${NO_POLICY} Say hardening: { networkPolicy: false }, or leave it out.`);
  }
  for (const [prop, peers] of Object.entries({ allowFrom, allowTo })) {
    if (Array.isArray(peers) && peers.length > 0) problems.add(prop, peers, `${NO_POLICY} Leave it out.`);
  }
}

/** The label of what a node runs on. */
export const SYSTEM = 'kubernetes.io/os';

function checkDemand(problems: Problems, { driver }: CsiNodePluginProps): void {
  const demand = writableDemand([driver]);
  if (demand > 0) checkDiskFits(problems, 'driver', [driver], demand);
}

/** What a plugin makes. */
function pluginObjects(identity: Identity, props: CsiNodePluginProps): PlannedObject[] {
  const name = fullName(identity);
  const asks = Array.isArray(props.apiAccess) && props.apiAccess.length > 0;
  // What is no name has been reported.
  const driverName: unknown = props.driverName;
  return [
    { kind: 'DaemonSet', name: identity.name },
    ...(typeof driverName === 'string'
      ? [{ kind: 'CSIDriver', name: driverName, from: { prop: 'driverName', value: driverName } } as const]
      : []),
    ...(asks
      ? ([
          { kind: 'ClusterRole', name },
          { kind: 'ClusterRoleBinding', name },
        ] as const)
      : []),
    ...podObjects(identity, props),
  ];
}
