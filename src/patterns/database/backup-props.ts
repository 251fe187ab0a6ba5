import { Cron, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { ContainerOptions } from '../../hardening/container-options';
import { PodOptions } from '../../hardening/pod-options';
import { BackupStorage } from '../../volumes/backup-storage';
import { DatabaseRehearsal } from './rehearsal-props';
import { StatefulDatabase } from './stateful-database';

/** What a `DatabaseBackup` is made of. */
export interface DatabaseBackupProps extends PodOptions {
  /** The database to back up. */
  readonly database: StatefulDatabase;

  /**
   * When. A schedule that never comes due is refused.
   *
   * @default - each night, at a minute between one and five o'clock that follows from the name, so that not all databases are dumped at once
   */
  readonly schedule?: Cron;

  /** Where the backups are kept; never on a disk of the database itself. */
  readonly storage: BackupStorage;

  /**
   * Time zone of the schedule, as the tz database names it. It is always written out: without one, the controller's own would count.
   *
   * @default 'Etc/UTC'
   */
  readonly timeZone?: string;

  /**
   * How many good backups are kept. The oldest go after a new one has been verified, and never the last good one.
   *
   * @default 7
   */
  readonly keep?: number;

  /**
   * Name of the backup, at most 45 characters, 34 with a rehearsal: its objects are called `<name>-backup`, its files `<name>-<time>`.
   *
   * @default - the name of the database
   */
  readonly name?: string;

  /**
   * Containers that get each finished backup, to copy it elsewhere: they find links to the new file and its checksum in the directory
   * `$HANDOVER_DIR`, which they may copy as a whole if they follow links. Where one fails, all are run again in a new Pod, without a new backup; the one that failed stays, and its log says why. Name the object store in `allowTo`: the Pod may connect
   * nowhere else but to the database.
   *
   * @default - the backups stay where they are
   */
  readonly uploads?: ContainerOptions[];

  /**
   * How late a backup may begin, when the cluster was busy or down at its time; whole seconds, at least 10.
   *
   * @default Duration.hours(1)
   */
  readonly startingDeadline?: Duration;

  /**
   * How long a backup may take, tries and uploads included; whole seconds.
   *
   * @default Duration.hours(6)
   */
  readonly deadline?: Duration;

  /**
   * How many more tries a failed backup gets.
   *
   * @default 2
   */
  readonly retries?: number;

  /**
   * Whether no new backups begin for now.
   *
   * @default false
   */
  readonly suspend?: boolean;

  /**
   * Requests and limits of the backup.
   *
   * @default - 100m to 1 CPU, 256Mi to 512Mi of memory
   */
  readonly resources?: kplus.ContainerResources;

  /**
   * Restores the latest backup again and again into a scratch server, to see that it can be; the backup then records what there is, beside each
   * file as `<file>.contents`. For PostgreSQL, MySQL and MariaDB.
   *
   * @default - no rehearsal: that a backup can be restored is known when it is
   */
  readonly rehearsal?: DatabaseRehearsal;
}
