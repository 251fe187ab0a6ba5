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
const SOCKETS =
  /^(?:\/var)?\/run\/(?:docker\.sock|dockershim\.sock|cri-dockerd\.sock|crio\/crio\.sock|(?:k3s\/)?containerd\/containerd\.sock)$/;

/** Where the node parts of CSI drivers register themselves with the kubelet. */
export const KUBELET_PLUGINS = '/var/lib/kubelet/plugins_registry';

/** Whether whoever writes to a directory owns the node; the path is normal. */
export function isOwningDirectory(path: string): boolean {
  return OWNING.includes(path);
}

/** Whether it is the socket of a container runtime: whoever connects owns the node, and a read-only mount does not hinder that. */
export function isRuntimeSocket(path: string): boolean {
  return SOCKETS.test(path);
}
