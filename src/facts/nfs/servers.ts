import { isIP, isIPv4, isIPv6 } from 'node:net';
import { hasParentPart, isAbsolute, normalizePath } from '../kubernetes/paths';

/**
 * What NFS volumes are made of: servers, exported paths, and the identity that the CSI driver gives a volume.
 *
 * @see https://kubernetes.io/docs/concepts/storage/volumes/#nfs
 * @see https://github.com/kubernetes-csi/csi-driver-nfs/blob/master/docs/driver-parameters.md
 */

export const NFS_CSI_DRIVER = 'nfs.csi.k8s.io';

export const NFS_PORT = 2049;

/** Most supplementary groups that the protocol carries to the server with a request (AUTH_SYS, RFC 5531); more are cut off silently. */
export const MOST_NFS_GROUPS = 16;

/** What `subDir` of the CSI driver may contain; the driver puts in the names of the claim and its volume. */
export const SUB_DIR_PLACEHOLDERS: readonly string[] = ['${pvc.metadata.namespace}', '${pvc.metadata.name}', '${pv.metadata.name}'];

const HOST_LABEL = /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
const EFS_SERVER = /^(?:[a-z0-9-]+\.)?fs-[0-9a-f]+\.efs\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/i;

/** Why a server cannot be mounted from, and what to write instead; undefined where it can. */
export function serverProblem(server: string): string | undefined {
  const host = bareServer(server);
  if (/\s/.test(host)) return 'It has a blank in it. Give a DNS name or an IP address alone.';
  if (host.includes('/')) return 'Give the server alone, a DNS name or an IP address: what it exports is named apart.';
  if (isIPv6(host)) return addressProblem(host);
  if (host.includes(':')) return 'Give the server without a port or path. Another port than 2049 is the mount option port=.';
  if (isIPv4(host)) return addressProblem(host);
  if (/^[0-9.]+$/.test(host)) return 'This is not an IPv4 address. Give four numbers from 0 to 255 with dots between, or a DNS name.';
  if (host.length > 253 || !host.split('.').every((label) => HOST_LABEL.test(label))) {
    return 'This is neither a DNS name nor an IP address. Give one, such as nfs.example.com or 10.0.0.5.';
  }
  return LOOPBACK_NAME.test(host) ? NODE_ITSELF : undefined;
}

/** The names that every machine has for itself: those of RFC 6761, and those in the hosts files of distributions. */
const LOOPBACK_NAME = /^(.+\.)?localhost\.?$|^localhost[46]?(\.localdomain[46]?)?\.?$|^ip6-(localhost|loopback)$/i;

const NODE_ITSELF =
  'Volumes are mounted by the nodes, so each node would look for the server on itself. Give an address that all nodes reach.';

function addressProblem(address: string): string | undefined {
  if (address.includes('%')) {
    return 'A link-local address with a zone means another machine on each node. Give a global address or a DNS name.';
  }
  if (/^127\./.test(address) || /^[0:]*1$/.test(address)) return NODE_ITSELF;
  if (/^[0.:]+$/.test(address)) return 'This address stands for no machine. Give that of the server.';
  return undefined;
}

/** Whether a server is the machine that asks for it. */
export function isNodeItself(server: string): boolean {
  return serverProblem(server) === NODE_ITSELF;
}

/** A server as the fields of a volume want it: an IPv6 address without brackets, which the kubelet and the driver add. */
export function bareServer(server: string): string {
  const inner = /^\[(.*)\]$/.exec(server)?.[1];
  return inner !== undefined && isIP(inner.split('%')[0]) === 6 ? inner : server;
}

/** Whether a server is named by the DNS of the cluster, which Pods can resolve and most nodes cannot. */
export function isClusterName(server: string): boolean {
  return /\.svc(\.|$)/i.test(server) && isIP(server) === 0;
}

/** Whether a server is a file system of Amazon EFS. */
export function isEfsServer(server: string): boolean {
  return EFS_SERVER.test(server);
}

/** Why an exported path cannot be mounted, and what to write instead; undefined where it can. */
export function exportPathProblem(path: string): string | undefined {
  if (path.trim() === '') return 'It is empty. Give the exported path, which is / where the server exports one tree (Amazon EFS, say).';
  if (!isAbsolute(path)) return 'Give an absolute path: it starts with a slash.';
  return textProblem(path);
}

/** Why a directory below a share cannot be mounted, and what to write instead; undefined where it can. */
export function subDirProblem(subDir: string): string | undefined {
  if (isAbsolute(subDir)) return 'It lies below the share: write it without the slash in front.';
  if (normalizePath(subDir) === '/') return 'It is empty. Name a directory, or leave it out for the share itself.';
  return textProblem(subDir);
}

function textProblem(path: string): string | undefined {
  if (hasParentPart(path)) return 'Write the path without "..".';
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(path)) return 'It has a line break, a tab or another control character. Take it out.';
  if (path !== path.trim()) return 'It ends in a blank. Take it out.';
  return undefined;
}

/** Why a server, share or directory is not for the CSI driver, which joins them by # and takes them apart again. */
export function csiPartProblem(part: string): string | undefined {
  return part.includes('#') ? 'csi-driver-nfs separates the parts of a volume by #, so it would mount another path. Rename it.' : undefined;
}

/** Why a `subDir` would make every claim of a class share one directory; undefined where each gets its own. */
export function sharedSubDirProblem(subDir: string, driver = 'csi-driver-nfs'): string | undefined {
  const placeholders: string[] = subDir.match(/\$\{[^}]*\}?/g) ?? [];
  const unknown = placeholders.find((placeholder) => !SUB_DIR_PLACEHOLDERS.includes(placeholder));
  if (unknown !== undefined) return `${driver} does not know ${unknown}. It puts in ${SUB_DIR_PLACEHOLDERS.join(', ')}.`;
  const [namespace, claim, volume] = SUB_DIR_PLACEHOLDERS;
  if (placeholders.includes(volume) || (placeholders.includes(namespace) && placeholders.includes(claim))) return undefined;
  return `Claims of the class would share a directory. Put in ${volume}, or ${namespace} and ${claim}; left out, each claim gets its own.`;
}

/**
 * The identity of a static volume, in the form that the driver's documentation recommends: server, share and directory.
 *
 * Two volumes of one identity are one to the kubelet: a node that has mounted the first gives its data to the Pods of the second, or
 * their Pods never start.
 *
 * @see https://github.com/kubernetes-csi/csi-driver-nfs/issues/428
 */
export function nfsVolumeHandle(server: string, share: string, subDir = ''): string {
  return [bareServer(server).toLowerCase(), ...[share, subDir].map((path) => normalizePath(path).slice(1))].join('#');
}
