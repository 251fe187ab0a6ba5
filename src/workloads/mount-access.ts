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
