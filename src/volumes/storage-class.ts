/**
 * A StorageClass by name: one that this app makes (`ZonalStorageClass`) or one that the cluster has already.
 */
export interface IStorageClass {
  /** The name that a claim writes into `storageClassName`. */
  readonly storageClassName: string;
}
