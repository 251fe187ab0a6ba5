import { SHORTEST_TOKEN } from './file-sources';
import { KUBELET_ROOTS } from './node-paths';

/**
 * Where the kubelet meets the node part of a CSI driver: it reads sockets in one directory, asks the driver at another, and tells it paths of the node to mount at. What a container calls these is
 * nothing to it.
 *
 * @see https://github.com/kubernetes/design-proposals-archive/blob/main/storage/container-storage-interface.md
 * @see https://github.com/kubernetes-csi/node-driver-registrar
 */

/** Where the registrar puts its socket, which the kubelet watches. */
export const registrationDirectory = (root: string): string => `${root}/plugins_registry`;

/** Whether sockets of registrars belong into a directory, whatever the kubelet's own is. */
export const isRegistrationDirectory = (path: string): boolean => path.endsWith('/plugins_registry');

/** Where a driver has its socket. */
export const pluginDirectory = (root: string, driver: string): string => `${root}/plugins/${driver}`;

export const SOCKET_NAME = 'csi.sock';

/** Where the volumes of Pods are mounted. */
export const podsDirectory = (root: string): string => `${root}/pods`;

/** Where disks are mounted once for a node, before Pods get them, and where raw devices are handed over. */
export const stagingDirectory = (root: string): string => `${root}/plugins/kubernetes.io/csi`;

/** The most bytes of the path of a Unix socket; the kubelet connects to it by its path on the node. */
export const LONGEST_SOCKET_PATH = 107;

/** The sockets of a driver: its own, and that of its registrar. */
export const socketsOf = (root: string, driver: string): readonly string[] => [
  `${pluginDirectory(root, driver)}/${SOCKET_NAME}`,
  `${registrationDirectory(root)}/${driver}-reg.sock`,
];

/** The kubelet's directory that a socket of a driver lies in; undefined where it is not laid out as the kubelet's is. */
export function rootOfSocket(path: string): string | undefined {
  return /^(\/.+)\/plugins\/[^/]+\/[^/]+$/.exec(path)?.[1];
}

const STANDARD_ROOTS: readonly string[] = Object.values(KUBELET_ROOTS);

/** A directory in which a driver mounts for others: `under` is the kubelet's. */
export interface SharedPlace {
  readonly root: string;
  /** What it has there: the end of a sentence. */
  readonly holds: string;
}

/** Whether a driver has to share what it mounts in a directory of the node; the path is normal. */
export function sharedPlace(path: string, roots: readonly string[] = STANDARD_ROOTS): SharedPlace | undefined {
  for (const root of roots) {
    if (path === root) return { root, holds: 'the volumes of Pods, and disks before Pods get them' };
    if (path === podsDirectory(root)) return { root, holds: 'the volumes of Pods' };
    // The directory of sockets has that of disks in it.
    if ([`${root}/plugins`, `${root}/plugins/kubernetes.io`, stagingDirectory(root)].includes(path)) {
      return { root, holds: 'disks before Pods get them' };
    }
  }
  return undefined;
}

/** A field that contradicts others, and what to do. */
export interface DriverProblem {
  readonly field: string;
  /** The place in a list, if it is one of several. */
  readonly index?: number;
  readonly part?: string;
  readonly cause: string;
  readonly remedy: string;
  /** Whether the API server refuses it. */
  readonly refused?: true;
}

/** What a CSIDriver object says, as far as it could be read. */
export interface DriverFields {
  readonly attachRequired?: boolean;
  readonly podInfoOnMount?: boolean;
  readonly requiresRepublish?: boolean;
  readonly serviceAccountTokenInSecrets?: boolean;
  readonly volumeLifecycleModes?: readonly string[];
  readonly tokenRequests?: ReadonlyArray<{ readonly audience?: string; readonly expirationSeconds?: number }>;
}

/** What in a CSIDriver object contradicts itself, or never works. */
export function driverProblems({
  attachRequired,
  podInfoOnMount,
  requiresRepublish,
  serviceAccountTokenInSecrets,
  volumeLifecycleModes = ['Persistent'],
  tokenRequests = [],
}: DriverFields): DriverProblem[] {
  const isInline = volumeLifecycleModes.includes('Ephemeral');
  const isClaimed = volumeLifecycleModes.includes('Persistent');
  const found: DriverProblem[] = [];
  if (isInline && isClaimed && podInfoOnMount === undefined) {
    found.push({
      field: 'podInfoOnMount',
      cause: 'With both lifecycle modes the driver learns by the information on the Pod alone which of them a volume is of',
      remedy: 'Say true; or false for a driver that mounts both alike.',
    });
  }
  if (isInline && !isClaimed && attachRequired === true) {
    found.push({
      field: 'attachRequired',
      cause: 'Volumes that a Pod describes itself are never attached, and the driver has no others',
      remedy: 'Set it to false.',
    });
  }
  const audiences = new Set<string>();
  tokenRequests.forEach(({ audience = '', expirationSeconds }, index) => {
    if (audiences.has(audience)) {
      found.push({
        field: 'tokenRequests',
        index,
        part: 'audience',
        cause: `A token for ${audience === '' ? 'the API server' : audience} is asked for twice, and the API server refuses that`,
        remedy: 'Ask once.',
        refused: true,
      });
    }
    audiences.add(audience);
    if (expirationSeconds !== undefined && expirationSeconds < SHORTEST_TOKEN) {
      found.push({
        field: 'tokenRequests',
        index,
        part: 'expirationSeconds',
        cause: `A token lives ${SHORTEST_TOKEN} s at least, and the API server refuses less`,
        remedy: `Give ${SHORTEST_TOKEN} or more, or leave it out for an hour.`,
        refused: true,
      });
    }
  });
  if (tokenRequests.length > 0 && requiresRepublish === undefined) {
    found.push({
      field: 'requiresRepublish',
      cause: 'The driver gets the tokens when it mounts, and no new ones when these are over',
      remedy: 'Say true, and the kubelet calls it again every now and then with new ones; or false where it needs them to mount alone.',
    });
  }
  if (tokenRequests.length === 0 && serviceAccountTokenInSecrets !== undefined) {
    found.push({
      field: 'serviceAccountTokenInSecrets',
      cause: 'There are no tokenRequests, so there is no token, and the API server refuses to be told how it comes',
      remedy: 'Leave it out, or ask for tokens.',
      refused: true,
    });
  }
  return found;
}
