import { Cron, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { IStorageClass } from '../volumes/storage-class';

/**
 * A rehearsal of restores: a CronJob, `<name>-restore-rehearsal`, that restores the latest backup into a place that is thrown away, and compares what is in there with what was
 * there when the backup was made.
 *
 * It reads the backups alone, and connects to nobody. The Job fails where there is no backup, where the latest is too old or damaged, where it cannot be restored, or where something
 * is missing in it; its last line says which.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
 */
export interface RestoreRehearsal {
  /** Room for what is restored: as much as the data takes in the real place; for a database, a gibibyte or two more for a new server's own files. */
  readonly size: Size;

  /**
   * The class that makes a disk for each rehearsal, which is deleted with its Pod. One of ours that keeps its disks (Retain) is refused.
   *
   * @default - an emptyDir on the disk of the node, counted as ephemeral storage
   */
  readonly storageClass?: IStorageClass;

  /**
   * When, in the time zone of the backup; not when the backup is made.
   *
   * @default - each Sunday, at a minute between twelve and six o'clock in the afternoon that follows from the name
   */
  readonly schedule?: Cron;

  /**
   * How old the latest backup may be, by the time of its start; whole seconds.
   *
   * @default - the longest time between two backups by their schedule, and their starting deadline and deadline
   */
  readonly maxAge?: Duration;

  /**
   * How long a rehearsal may take, tries included; whole seconds.
   *
   * @default Duration.hours(6)
   */
  readonly deadline?: Duration;

  /**
   * How many more tries one gets that was stopped, or found no room; a backup that is not good is not tried again.
   *
   * @default 1
   */
  readonly retries?: number;

  /**
   * Whether no rehearsals begin for now.
   *
   * @default false
   */
  readonly suspend?: boolean;

  /**
   * Requests and limits of the rehearsal. The scratch server of a database has its configuration, caches included.
   *
   * @default - CPU and memory of the database, or those of the backup of a volume; ephemeral storage follows from `size`
   */
  readonly resources?: kplus.ContainerResources;
}
