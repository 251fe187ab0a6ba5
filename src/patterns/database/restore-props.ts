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
