import { isUnder, isWithin } from './paths';

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
  /** Whether it is a device, which the runtime lets only privileged containers open. */
  readonly isDevice?: boolean;
}

const SECRETS = 'the Secrets, tokens and volumes of every Pod of the node';

/** A tree of the node that has what is secret in it. */
interface Tree {
  readonly path: string;
  readonly shows: string;
  /** What of it shows that, where not all does; a directory above shows it in any case. */
  readonly only?: RegExp;
  readonly isDevice?: boolean;
}

const TREES: readonly Tree[] = [
  { path: '/boot', shows: 'the kernel of the node and what it is started with' },
  {
    path: '/dev',
    shows: "the shared memory of the node's programs and, where privileged, the disks with all that is on them",
    only: /^\/dev$/,
  },
  { path: '/dev/shm', shows: "the shared memory of the node's programs" },
  {
    path: '/dev',
    shows: 'a disk of the node, with all that is on it',
    only: /^\/dev\/(?:(?:sd|hd|vd|xvd|sg|nvme|ng|mmcblk|md|dm-|loop|nbd|rbd|drbd|zd|bcache|pmem|dasd)[a-z0-9]|(?:mapper|disk|zvol|block|md)(?:\/|$)|[^/]*vg[^/]*\/)/,
    isDevice: true,
  },
  { path: '/dev', shows: 'the memory of the node', only: /^\/dev\/k?mem$/, isDevice: true },
  { path: '/etc/kubernetes', shows: 'the keys of the node and of the cluster' },
  { path: '/etc/pki', shows: 'the keys of the node' },
  { path: '/etc/rancher', shows: 'the keys of the cluster' },
  { path: '/etc/shadow', shows: 'the passwords of the node' },
  { path: '/etc/ssh', shows: 'the keys of the node' },
  { path: '/etc/ssl/private', shows: 'the keys of the node' },
  { path: '/home', shows: 'the files of the users of the node' },
  {
    path: '/proc',
    shows: 'the environment and memory of every process, with what is secret in it',
    only: /^\/proc(?:$|\/(?:[0-9]+|self|thread-self|kcore)(?:\/|$))/,
  },
  { path: '/root', shows: 'the files of root' },
  { path: '/var/lib/containerd', shows: 'the files of every container of the node' },
  { path: '/var/lib/containers', shows: 'the files of every container of the node' },
  { path: '/var/lib/docker', shows: 'the files of every container of the node' },
  { path: '/var/lib/etcd', shows: 'the whole state of the cluster, with its Secrets' },
  { path: '/var/lib/rancher', shows: 'the keys of the cluster', only: /^\/var\/lib\/rancher(?!\/k3s\/storage(?:\/|$))/ },
  // One directory below is the volume of one claim.
  { path: '/var/lib/rancher/k3s/storage', shows: 'the volumes of all Pods that the provisioner made there', only: /\/storage$/ },
];

/** Whether a path shows what is in a tree; the path is normal. */
const showsTree = (path: string, { path: tree, only }: Tree): boolean =>
  isUnder(tree, path) || (isWithin(path, tree) && (only === undefined || only.test(path)));

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
const PROGRAMS = ['/bin', '/etc', '/lib', '/lib64', '/proc', '/sbin', '/sys', '/usr'];

/** What the kubelet has for agents, plugins and profiles, below its root: sockets and files with nothing of a Pod in them. */
const FOR_OTHERS = /^\/(?:(?:pod-resources|device-plugins|plugins_registry|seccomp)(?:\/|$)|plugins\/(?!kubernetes\.io(?:\/|$))[^/])/;

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
  if (roots.some((root) => isWithin(root, path) || (isWithin(path, root) && !FOR_OTHERS.test(path.slice(root.length))))) {
    return { kind: 'kubelet', shows: SECRETS };
  }
  if (!isWritten && HARMLESS.some((harmless) => isWithin(path, harmless))) return undefined;
  const tree = TREES.find((candidate) => showsTree(path, candidate));
  if (tree !== undefined) return { kind: 'system', shows: tree.shows, ...(tree.isDevice === true && { isDevice: true }) };
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
