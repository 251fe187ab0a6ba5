import { Cron, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { IStorageClass } from '../../volumes/storage-class';

/** A statement that is put to the restored database, and the answer that it has to have. */
export interface RehearsalQuestion {
  /** One statement of SQL, such as `SELECT count(*) > 1000 FROM orders`. It is readable in the manifest. */
  readonly statement: string;

  /**
   * The answer as the client prints it: a line for each row, fields apart by a bar (PostgreSQL) or a tab (MySQL, MariaDB), no header. The answer
   * to a question of yes or no is `t` in PostgreSQL and `1` in the others. One that differs is written to the log: ask for nothing secret.
   */
  readonly answer: string;
}

/**
 * A rehearsal of restores: a CronJob, `<name>-restore-rehearsal`, that restores the latest backup into a scratch server of the database's own
 * image and configuration, compares what is in there with what was there when the backup was made, and throws it away.
 *
 * It reads the backups alone, and connects to nobody. The Job fails where there is no backup, where the latest is too old, damaged, or of a newer
 * server, where it cannot be restored, where something is missing in it, or an answer differs; its last line says which.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
 */
export interface RestoreRehearsal {
  /** Room for the restored database with its indexes and a new server's own files: as much as the data takes in the real one, and a gibibyte or two. */
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
   * What is asked besides: whether the last order is of yesterday, whether a table has as many rows as it must.
   *
   * @default - nothing
   */
  readonly questions?: RehearsalQuestion[];

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
   * Requests and limits of the rehearsal. The scratch server has the configuration of the database, its caches included.
   *
   * @default - CPU and memory of the database
   */
  readonly resources?: kplus.ContainerResources;
}
