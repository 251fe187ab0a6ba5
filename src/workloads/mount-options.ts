/**
 * What a container may do with a volume.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#volumes-1
 */
export enum MountAccess {
  /** The container only reads: the mount is `readOnly: true`, so not even a bug can write. */
  READ_ONLY = 'READ_ONLY',
  /** The container reads and writes. */
  READ_WRITE = 'READ_WRITE',
}

/**
 * Whether mounts that are made inside a volume, on its node or in a container, are seen on the other side.
 *
 * @see https://kubernetes.io/docs/concepts/storage/volumes/#mount-propagation
 */
export enum MountPropagation {
  /** Neither sees what the other mounts. */
  NONE = 'None',
  /** The container sees what the node mounts. */
  HOST_TO_CONTAINER = 'HostToContainer',
  /** Both see what the other mounts. Only a privileged container may do that, and its mounts outlive it on the node. */
  BIDIRECTIONAL = 'Bidirectional',
}

/**
 * Whether mounts inside a volume are read-only too. Without it, `readOnly` holds for the volume alone, and what is mounted below it can be
 * written.
 *
 * @see https://kubernetes.io/docs/concepts/storage/volumes/#recursive-read-only-mounts
 */
export enum RecursiveReadOnly {
  /** What is mounted below can be written. */
  DISABLED = 'Disabled',
  /** It is read-only where the node can do that. */
  IF_POSSIBLE = 'IfPossible',
  /** It is read-only; a node that cannot do that (a kernel before 5.12, an old runtime) does not start the Pod. Kubernetes 1.31. */
  ENABLED = 'Enabled',
}

/**
 * How a volume is mounted into the containers of a workload.
 */
export interface MountOptions {
  /**
   * What the containers may do with the volume.
   *
   * @default MountAccess.READ_ONLY
   */
  readonly access?: MountAccess;

  /**
   * Names of the containers, init containers included, that get the mount.
   *
   * @default - all containers that the workload has at the time of the call, without init containers
   */
  readonly containers?: string[];

  /**
   * A directory of the volume to mount instead of its root: relative, without `..`.
   *
   * @default - the root of the volume
   */
  readonly subPath?: string;

  /**
   * A directory of the volume whose name has variables of the container in it, such as `$(POD_NAME)`. The kubelet makes it where it is
   * not there. Stands instead of `subPath`.
   *
   * @default - the root of the volume
   */
  readonly subPathExpr?: string;

  /**
   * Whether mounts that are made inside the volume are seen on the other side.
   *
   * @default MountPropagation.NONE
   */
  readonly propagation?: MountPropagation;

  /**
   * Whether mounts inside a read-only volume are read-only too. Kubernetes 1.30 at least, where it is behind a feature gate.
   *
   * @default RecursiveReadOnly.DISABLED
   */
  readonly recursiveReadOnly?: RecursiveReadOnly;
}

/**
 * How a raw device is handed to the containers of a workload.
 */
export interface AttachOptions {
  /**
   * Names of the containers, init containers included, that get the device.
   *
   * @default - all containers that the workload has at the time of the call, without init containers
   */
  readonly containers?: string[];
}
