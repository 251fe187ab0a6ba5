import { Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { PodOptions } from '../../hardening/pod-options';
import { BackupStorage } from '../../volumes/backup-storage';
import { RestoredOwners } from './restore-props';
import { StatefulDatabase } from './stateful-database';
import { UpgradeMethod } from './upgrade-method';

/** What a `DatabaseUpgrade` is made of. */
export interface DatabaseUpgradeProps extends PodOptions {
  /** The old database, which is only read: whatever happens, it is as it was. Stop its applications before. */
  readonly source: StatefulDatabase;

  /** The new database: of the same engine in a newer series, with a name and a disk of its own, and empty. */
  readonly target: StatefulDatabase;

  /**
   * Where the dump lies until it is restored, and stays afterwards. Has to be given unless `method` makes no dump; never on a disk of the two databases. The claim of a `DatabaseBackup`
   * will do, by `BackupStorage.existingClaim(backup.claim)`, where it has room for one more.
   *
   * @default - none
   */
  readonly storage?: BackupStorage;

  /**
   * How the data gets into the new database. With `UpgradeMethod.pgUpgrade`, of the other props only `wait`, `resources` and `checkSpace`
   * have a meaning.
   *
   * @default - it is dumped and restored, by a Job
   */
  readonly method?: UpgradeMethod;

  /**
   * Whether it is refused where the disk of the new database has less room than the text of the dump takes, or a copy of the old data; for
   * Postgres. `false` where it is known to fit, since it compresses well.
   *
   * @default true
   */
  readonly checkSpace?: boolean;

  /**
   * Whom restored objects belong to; for Postgres only. Roles belong to the server and do not come along.
   *
   * @default RestoredOwners.KEEP
   */
  readonly owners?: RestoredOwners;

  /**
   * Name of the upgrade, at most 55 characters: the Job and the claim are called `<name>-upgrade`, and so begins the name of the dump. A
   * Job runs once, so another upgrade needs another name.
   *
   * @default - the name of the new database
   */
  readonly name?: string;

  /**
   * How long the new server is waited for, or with pg_upgrade the old one until it has stopped; whole seconds.
   *
   * @default Duration.minutes(10)
   */
  readonly wait?: Duration;

  /**
   * How long the upgrade may take, tries included; whole seconds.
   *
   * @default Duration.hours(24)
   */
  readonly deadline?: Duration;

  /**
   * How many more tries a failed upgrade gets. One whose dump is whole goes on with the restore.
   *
   * @default 2
   */
  readonly retries?: number;

  /**
   * Requests and limits of the dump and of the restore, which run one after the other; or of pg_upgrade.
   *
   * @default - 100m to 1 CPU, 256Mi to 512Mi of memory; with pg_upgrade those of the new database
   */
  readonly resources?: kplus.ContainerResources;
}
