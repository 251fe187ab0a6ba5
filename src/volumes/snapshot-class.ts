/**
 * A VolumeSnapshotClass by name: one that this app makes (`SnapshotClass`) or one that the cluster has already.
 */
export interface ISnapshotClass {
  /** The name that a snapshot writes into `volumeSnapshotClassName`. */
  readonly snapshotClassName: string;
}

/**
 * A VolumeGroupSnapshotClass by name: one that this app makes (`SnapshotGroupClass`) or one that the cluster has already.
 */
export interface ISnapshotGroupClass {
  /** The name that a group writes into `volumeGroupSnapshotClassName`. */
  readonly snapshotGroupClassName: string;
}
