import { Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { PodOptions } from '../../hardening/pod-options';
import { BackupSource } from './backup-source';
import { StatefulDatabase } from './stateful-database';

/** Whom the objects of a restored Postgres belong to. */
export enum RestoredOwners {
  /** Whom they belonged to; the restore fails, and changes nothing, where one of them is missing. */
  KEEP = 'keep',
  /** The user who restores, and nobody else has rights: for a copy of production under another user, say. */
  USER = 'user',
}

/** What a `DatabaseRestore` is made of. */
export interface DatabaseRestoreProps extends PodOptions {
  /** The database that gets the data. Stop its applications for the time of the restore. */
  readonly database: StatefulDatabase;

  /** Where the backups are. */
  readonly source: BackupSource;

  /**
   * Name of the backup file, such as `orders-db-20261120T230500Z.dump`.
   *
   * @default - the latest that is good
   */
  readonly file?: string;

  /**
   * The words `overwrite existing data`, without which a database that holds anything is not touched.
   *
   * @default - refuse
   */
  readonly overwrite?: string;

  /**
   * Name of the database inside its server that the backup was made of. Data of another one is not overwritten without a word: this is it.
   *
   * @default - the name of the database that gets the data; into an empty one, any
   */
  readonly sourceDatabase?: string;

  /**
   * Whether a copy of what is overwritten is kept with the backups until the restore has ended well, and is put back where it fails; for
   * MySQL and MariaDB, which drop the old data before the new is in. The claim needs room for it. `false` where the old data is so broken
   * that it cannot be dumped, or may be lost.
   *
   * @default true
   */
  readonly keepCopy?: boolean;

  /**
   * Whether a restore is refused where the disk of the database has less room than the text of the backup takes; for Postgres, which keeps the
   * old data until the new is in. `false` where it is known to fit, since it compresses well.
   *
   * @default true
   */
  readonly checkSpace?: boolean;

  /**
   * Whom restored objects belong to; for Postgres only.
   *
   * @default RestoredOwners.KEEP
   */
  readonly owners?: RestoredOwners;

  /**
   * Name of the restore: the Job is called `<name>-restore`. A Job runs once, so another restore needs another name.
   *
   * @default - the name of the database and what is restored: `latest`, or the time of the file; and `overwrite` where it may
   */
  readonly name?: string;

  /**
   * How long the server is waited for; whole seconds.
   *
   * @default Duration.minutes(10)
   */
  readonly wait?: Duration;

  /**
   * How long the restore may take, tries included; whole seconds.
   *
   * @default Duration.hours(24)
   */
  readonly deadline?: Duration;

  /**
   * How many more tries a failed restore gets.
   *
   * @default 2
   */
  readonly retries?: number;

  /**
   * Requests and limits of the restore.
   *
   * @default - 100m to 1 CPU, 256Mi to 512Mi of memory
   */
  readonly resources?: kplus.ContainerResources;
}
