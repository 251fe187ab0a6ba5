import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { pluginDirectory, podsDirectory, registrationDirectory, SOCKET_NAME, stagingDirectory } from '../../facts/kubernetes/csi-node';
import { containerSecurityContext, ResolvedHardening } from '../../hardening/pod-hardening';
import { HostPathType } from '../../volumes/host-path-type';
import { OwnMount } from '../../workloads/mount';
import { MountAccess, MountPropagation } from '../../workloads/mount-options';
import { fillResources } from '../../workloads/resources';

/* The containers beside the driver, and what of the node all of them see. */

export const REGISTRAR = 'node-driver-registrar';
export const LIVENESS = 'liveness-probe';

/** Where the containers see the directory of the driver's socket. */
const SOCKETS = '/csi';
export const SOCKET = `${SOCKETS}/${SOCKET_NAME}`;
const REGISTRATION = '/registration';

/** What the driver finds in its environment. */
export const VARIABLES = ['CSI_ENDPOINT', 'CSI_NODE_NAME'];

export const driverVariables = (): Record<string, kplus.EnvValue> => ({
  CSI_ENDPOINT: kplus.EnvValue.fromValue(`unix://${SOCKET}`),
  CSI_NODE_NAME: kplus.EnvValue.fromFieldRef(kplus.EnvFieldPaths.NODE_NAME),
});

export interface Ports {
  readonly liveness: number;
  readonly registrar: number;
}

const PLUGIN = 'plugin';
const REGISTRATIONS = 'registration';
const PODS = 'pods';
const STAGING = 'staging';
const DEVICES = 'devices';

export const OWN_VOLUMES: readonly string[] = [PLUGIN, REGISTRATIONS, PODS, STAGING, DEVICES];

/** What a driver does for its node. */
interface Duties {
  readonly root: string;
  readonly stages: boolean;
  readonly devices: boolean;
}

/** Where the driver sees what the plugin mounts into it, and by which prop. */
export function ownPlaces({ root, stages, devices }: Duties): ReadonlyArray<{ readonly prop: string; readonly path: string }> {
  return [
    { prop: 'driverName', path: SOCKETS },
    { prop: 'kubeletRoot', path: podsDirectory(root) },
    ...(stages ? [{ prop: 'stagesVolumes', path: stagingDirectory(root) }] : []),
    ...(devices ? [{ prop: 'devices', path: '/dev' }] : []),
  ];
}

const hostPath = (name: string, path: string, type: HostPathType) => ({ name, source: { hostPath: { path, type } } });

interface Containers {
  readonly driver: string;
  readonly driverName: string;
  readonly asksLiveness: boolean;
}

/**
 * What of the node the containers see. What the driver mounts is shared where the kubelet tells it to mount, by the paths of the node, and nowhere else.
 */
export function nodeMounts(duties: Duties, { driver, driverName, asksLiveness }: Containers): OwnMount[] {
  const { root, stages, devices } = duties;
  const access = MountAccess.READ_WRITE;
  const shared = { containers: [driver], access, propagation: MountPropagation.BIDIRECTIONAL };
  const { DIRECTORY, DIRECTORY_OR_CREATE } = HostPathType;
  const asking = [driver, REGISTRAR, ...(asksLiveness ? [LIVENESS] : [])];
  const socket = hostPath(PLUGIN, pluginDirectory(root, driverName), DIRECTORY_OR_CREATE);
  const registration = hostPath(REGISTRATIONS, registrationDirectory(root), DIRECTORY);
  const pods = { ...shared, volume: hostPath(PODS, podsDirectory(root), DIRECTORY), path: podsDirectory(root) };
  const staging = { ...shared, volume: hostPath(STAGING, stagingDirectory(root), DIRECTORY_OR_CREATE), path: stagingDirectory(root) };
  const dev = { volume: hostPath(DEVICES, '/dev', DIRECTORY), path: '/dev', containers: [driver], access };
  return [
    { volume: socket, path: SOCKETS, containers: asking, access },
    { volume: registration, path: REGISTRATION, containers: [REGISTRAR], access },
    pods,
    ...(stages ? [staging] : []),
    ...(devices ? [dev] : []),
  ];
}

/** Little programs that ask over a socket. */
const RESOURCES = {
  cpu: { request: kplus.Cpu.millis(10), limit: kplus.Cpu.millis(100) },
  memory: { request: Size.mebibytes(32), limit: Size.mebibytes(64) },
};

interface Sidecars {
  readonly hardening: ResolvedHardening;
  readonly hostNetwork: boolean;
}

/** With the network of the node it answers the node alone. */
const addressOf = (port: number, hostNetwork: boolean) => `${hostNetwork ? '127.0.0.1' : ''}:${port}`;

/** A question of the kubelet to a port: by the address of the Pod, or by that of the node for itself. */
export const ask = (port: number, hostNetwork: boolean, options: kplus.HttpGetProbeOptions) =>
  kplus.Probe.fromHttpGet('/healthz', { port, ...(hostNetwork && { host: '127.0.0.1' }), ...options });

/** What is taken of the node is said, so that nobody else is placed there with it. */
const portsOf = (name: string, number: number, hostNetwork: boolean) => (hostNetwork ? [{ name, number }] : undefined);

/** Tells the kubelet of the driver: under which name, and at which socket of the node. */
export function registrar(image: string, socket: string, port: number, { hardening, hostNetwork }: Sidecars): kplus.ContainerProps {
  return {
    name: REGISTRAR,
    image,
    imagePullPolicy: kplus.ImagePullPolicy.IF_NOT_PRESENT,
    args: [`--csi-address=${SOCKET}`, `--kubelet-registration-path=${socket}`, `--http-endpoint=${addressOf(port, hostNetwork)}`],
    ports: portsOf('registered', port, hostNetwork),
    liveness: ask(port, hostNetwork, { failureThreshold: 6 }),
    readiness: ask(port, hostNetwork, {}),
    resources: fillResources(RESOURCES),
    securityContext: containerSecurityContext(hardening),
  };
}

/** Asks the driver whether it is well, and tells the kubelet. */
export function livenessProbe(image: string, port: number, { hardening, hostNetwork }: Sidecars): kplus.ContainerProps {
  return {
    name: LIVENESS,
    image,
    imagePullPolicy: kplus.ImagePullPolicy.IF_NOT_PRESENT,
    args: [`--csi-address=${SOCKET}`, `--http-endpoint=${addressOf(port, hostNetwork)}`],
    ports: portsOf('healthz', port, hostNetwork),
    resources: fillResources(RESOURCES),
    securityContext: containerSecurityContext(hardening),
  };
}
