/**
 * What a path of a node has to be.
 *
 * @see https://kubernetes.io/docs/concepts/storage/volumes/#hostpath-volume-types
 */
export enum HostPathType {
  /** A directory that is there: the Pod does not start otherwise. */
  DIRECTORY = 'Directory',
  /** A directory, made where it is missing: mode 0755, of root, so that only root can write there. */
  DIRECTORY_OR_CREATE = 'DirectoryOrCreate',
  /** A file that is there. */
  FILE = 'File',
  /** A file, made where it is missing: mode 0644, of root; its directory has to be there. */
  FILE_OR_CREATE = 'FileOrCreate',
  /** A Unix socket that is there. */
  SOCKET = 'Socket',
  /** A character device. */
  CHAR_DEVICE = 'CharDevice',
  /** A block device. */
  BLOCK_DEVICE = 'BlockDevice',
}
