import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { PodOptions } from '../../hardening/pod-options';
import { DatabaseFile } from './configuration';
import { DatabaseCredentials } from '../../config/database-credentials';
import { DatabaseEngine } from './engine';
import { DatabaseStorage } from './storage';

/** What a `StatefulDatabase` is made of. */
export interface StatefulDatabaseProps extends PodOptions {
  /**
   * Name of the database in the cluster, at most 52 characters: the StatefulSet, its claims, services and selectors are named after it, and
   * after nothing else. Data is found by this name: another one is another database.
   */
  readonly name: string;

  /** The kind of database and its version. */
  readonly engine: DatabaseEngine;

  /** The disk. */
  readonly storage: DatabaseStorage;

  /**
   * User and password. They are used when the database is made: a later change of the Secret changes no password in the database, so
   * change it there first. The Secret is never made here: until somebody has made it, the Pods wait.
   *
   * @default - the Secret that is called as the database is, with the keys `username` and `password`; none for an engine that knows no users
   */
  readonly credentials?: DatabaseCredentials;

  /**
   * Name of the database inside the server, which belongs to the user.
   *
   * @default 'app'
   */
  readonly database?: string;

  /**
   * How many Pods. More than one is refused for an engine that does not replicate by itself.
   *
   * @default 1
   */
  readonly replicas?: number;

  /**
   * Whether Pods are started and replaced one after the other, each when the one before is ready.
   *
   * @default - PARALLEL, so that a broken change of the one Pod is mended by the next; ORDERED_READY for an engine that replicates
   */
  readonly podManagementPolicy?: kplus.PodManagementPolicy;

  /**
   * Settings of the engine by file name, mounted at `/etc/database`: `postgresql.conf` for Postgres, added to the defaults; `my.cnf` for
   * MySQL and MariaDB; any for others. A change replaces the Pod.
   *
   * @default - the engine's defaults
   */
  readonly configuration?: { readonly [fileName: string]: DatabaseFile };

  /**
   * Files that a new database is filled with, in the order of their names: `.sql`, `.sql.gz` and `.sh`. A change replaces the Pod and does
   * nothing to a database that is there.
   *
   * @default - none
   */
  readonly initFiles?: { readonly [fileName: string]: DatabaseFile };

  /**
   * Options of the server, such as `['-c', 'max_connections=200']`.
   *
   * @default - none
   */
  readonly args?: string[];

  /**
   * Settings in `configuration`, `args` and `initdbArgs` with which a crash costs data, by name, each with the reason why that may be;
   * it is written into the manifest. They are refused otherwise. With some the database is damaged (`fsync`, `full_page_writes`,
   * `innodb_doublewrite`), with others the last second of what was committed is lost (`synchronous_commit`,
   * `innodb_flush_log_at_trx_commit`).
   *
   * @default - none: what is committed is on disk
   */
  readonly notDurable?: { readonly [setting: string]: string };

  /**
   * Variables of the server and of what initialises it. One that holds a literal secret is refused.
   *
   * @default - none
   */
  readonly env?: { readonly [name: string]: kplus.EnvValue };

  /**
   * Requests and limits of the server.
   *
   * @default - 250m to 2 CPUs; 1Gi of memory and /dev/shm, requested in full; 64Mi to 256Mi of ephemeral storage and the scratch volumes
   */
  readonly resources?: kplus.ContainerResources;

  /**
   * Size of /dev/shm, which counts as memory of the server. Parallel queries of Postgres need it.
   *
   * @default - 256Mi for Postgres, the runtime's own 64Mi for others
   */
  readonly sharedMemory?: Size;

  /**
   * Size of /tmp, which MySQL and MariaDB sort in.
   *
   * @default - 64Mi; 1Gi for MySQL and MariaDB
   */
  readonly temporarySpace?: Size;
}
