import { isWithin } from './paths';

/**
 * Places of a node: whoever gets at one of them owns the node.
 *
 * @see https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
 */

/** Directories of a node: whoever writes there owns it. */
const OWNING = [
  '/',
  '/bin',
  '/boot',
  '/dev',
  '/etc',
  '/lib',
  '/proc',
  '/root',
  '/run',
  '/sbin',
  '/sys',
  '/usr',
  '/var',
  '/var/lib',
  '/var/lib/kubelet',
  '/var/run',
];

/** Sockets of container runtimes, below /run; /var/run is the same directory. */
const SOCKETS = [
  '/run/docker.sock',
  '/run/dockershim.sock',
  '/run/cri-dockerd.sock',
  '/run/crio/crio.sock',
  '/run/containerd/containerd.sock',
  '/run/k3s/containerd/containerd.sock',
];

/** /var/run is /run. */
const asRun = (path: string): string => (isWithin(path, '/var/run') ? path.slice('/var'.length) : path);

/** Whether whoever writes to a directory owns the node; the path is normal. */
export function isOwningDirectory(path: string): boolean {
  return OWNING.includes(path);
}

/** Whether it is the socket of a container runtime: whoever connects owns the node, and a read-only mount does not hinder that. */
export function isRuntimeSocket(path: string): boolean {
  return SOCKETS.includes(asRun(path));
}

/**
 * Where the kubelet keeps what it has made of Pods, by distribution.
 *
 * @see https://kubernetes.io/docs/reference/command-line-tools-reference/kubelet/
 */
export const KUBELET_ROOTS = {
  standard: '/var/lib/kubelet',
  microk8s: '/var/snap/microk8s/common/var/lib/kubelet',
  k0s: '/var/lib/k0s/kubelet',
  tanzu: '/var/vcap/data/kubelet',
  ibmCloud: '/var/data/kubelet',
} as const;

/** What of a node a directory shows to whoever may read it as root. */
export interface NodeExposure {
  readonly kind: 'node' | 'kubelet' | 'runtime' | 'system';
  /** The object of "it shows". */
  readonly shows: string;
}

const SECRETS = 'the Secrets, tokens and volumes of every Pod of the node';

/** Trees of the node that have what is secret in them. */
const TREES: ReadonlyArray<readonly [path: string, shows: string]> = [
  ['/boot', 'the kernel of the node and what it is started with'],
  ['/dev', 'the disks of the node, with all that is on them'],
  ['/etc/kubernetes', 'the keys of the node and of the cluster'],
  ['/etc/pki', 'the keys of the node'],
  ['/etc/rancher', 'the keys of the cluster'],
  ['/etc/shadow', 'the passwords of the node'],
  ['/etc/ssh', 'the keys of the node'],
  ['/etc/ssl/private', 'the keys of the node'],
  ['/home', 'the files of the users of the node'],
  ['/proc', 'the environment and memory of every process, with what is secret in it'],
  ['/root', 'the files of root'],
  ['/var/lib/containerd', 'the files of every container of the node'],
  ['/var/lib/containers', 'the files of every container of the node'],
  ['/var/lib/docker', 'the files of every container of the node'],
  ['/var/lib/etcd', 'the whole state of the cluster, with its Secrets'],
  ['/var/lib/rancher', 'the keys of the cluster'],
];

/** What of these is nobody's secret. */
const HARMLESS = [
  '/dev/kmsg',
  '/dev/log',
  '/etc/ca-certificates',
  '/etc/hostname',
  '/etc/localtime',
  '/etc/machine-id',
  '/etc/os-release',
  '/etc/pki/ca-trust',
  '/etc/ssl/certs',
  '/etc/timezone',
  '/var/lib/docker/containers',
];

/** Trees that nobody is harmed by who reads them, and whoever writes there owns the node. */
const PROGRAMS = ['/bin', '/etc', '/lib', '/lib64', '/sbin', '/sys', '/usr'];

/** What the kubelet offers to agents. */
const FOR_AGENTS = 'pod-resources';

/** What a path of the node shows that has to be meant; undefined where it is nothing. The path is normal. */
export function exposureOf(path: string, isWritten: boolean): NodeExposure | undefined {
  if (path === '/') {
    return { kind: 'node', shows: `all files of the node: ${SECRETS} too, and what is mounted below is not read-only with it` };
  }
  const real = asRun(path);
  if (SOCKETS.some((socket) => isWithin(socket, real))) {
    return {
      kind: 'runtime',
      shows: 'the socket of the container runtime: whoever connects owns the node, and a read-only mount does not hinder that',
    };
  }
  const roots = Object.values(KUBELET_ROOTS);
  if (roots.some((root) => isWithin(root, path) || (isWithin(path, root) && !isWithin(path, `${root}/${FOR_AGENTS}`)))) {
    return { kind: 'kubelet', shows: SECRETS };
  }
  if (!isWritten && HARMLESS.some((harmless) => isWithin(path, harmless))) return undefined;
  const tree = TREES.find(([directory]) => isWithin(path, directory) || isWithin(directory, path));
  if (tree !== undefined) return { kind: 'system', shows: tree[1] };
  const isProgram = isWritten && PROGRAMS.some((directory) => isWithin(path, directory));
  return isProgram ? { kind: 'system', shows: 'the programs and settings of the node, to be written' } : undefined;
}

/** Where the kubelet has the logs of containers. Links in the first lead into the second. */
export const CONTAINER_LOG_LINKS = '/var/log/containers';
export const POD_LOGS = '/var/log/pods';

/** Whether a path leads to the logs of containers, whose files belong to root, mode 0640. */
export const showsContainerLogs = (path: string): boolean =>
  [POD_LOGS, CONTAINER_LOG_LINKS].some((logs) => isWithin(path, logs)) || ['/var/log', '/var/lib/docker/containers'].includes(path);

/** Directories that every node has, in which a file can be made. */
const ON_EVERY_NODE = [
  '/etc',
  '/home',
  '/mnt',
  '/opt',
  '/root',
  '/run',
  '/srv',
  '/tmp',
  '/var',
  '/var/cache',
  '/var/lib',
  '/var/log',
  '/var/run',
  '/var/tmp',
];

/** Whether the directory that a file is in is on every node. */
export const hasParentOnNode = (path: string): boolean => ON_EVERY_NODE.includes(path.slice(0, path.lastIndexOf('/')));

/** Whether a name is that of a file or socket, and no directory. */
export const isNamedAsFile = (path: string): boolean =>
  /\.(?:sock|pid|log|conf|ya?ml|json|pem|crt|key|lock|db|txt|service)$/.test(path) ||
  (HARMLESS.includes(path) && !/\/(?:certs|ca-trust|ca-certificates|containers)$/.test(path)) ||
  isRuntimeSocket(path);
