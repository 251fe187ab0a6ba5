/** The file system that a new volume is formatted with. */
export enum FileSystem {
  /** The usual one on Linux. */
  EXT4 = 'ext4',
  /** An older one on Linux. */
  EXT3 = 'ext3',
  /** For large files and many threads that write at once. */
  XFS = 'xfs',
  /** Known to the Google and Azure drivers; the nodes must have it. */
  BTRFS = 'btrfs',
  /** For Windows nodes. */
  NTFS = 'ntfs',
}
