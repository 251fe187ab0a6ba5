import { Cron, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { IConstruct } from 'constructs';
import { IStorageClass } from '../../volumes/storage-class';
import { BackupStore } from './backup-store';

/** The disks of each server of a `ReplicatedDatabase`. They may grow, and never shrink. */
export interface ReplicatedStorage {
  /** Size of the disk of the data, at least 2Gi. */
  readonly size: Size;

  /** The class that makes the disks. The cluster's default may bind in the wrong zone; one that cannot grow means a new database when the disk is full. */
  readonly storageClass: IStorageClass;

  /**
   * Who may mount a disk at once: the Pods of one node, or one Pod alone (READ_WRITE_ONCE_POD; CSI drivers only, Kubernetes 1.29).
   *
   * @default PersistentVolumeAccessMode.READ_WRITE_ONCE
   */
  readonly accessMode?: kplus.PersistentVolumeAccessMode;

  /**
   * The disk of the write-ahead log, which is always one of its own: a log that cannot be archived fills it, and not the data.
   *
   * @default - a quarter of the size of the data, at least 8Gi and at most 64Gi, of the same class
   */
  readonly wal?: ReplicatedWalStorage;
}

/** The disk of the write-ahead log of each server. */
export interface ReplicatedWalStorage {
  /** Size of the disk, at least 2Gi. `max_wal_size` gets a quarter of it, and `max_slot_wal_keep_size` half of it, unless `parameters` say so. */
  readonly size: Size;

  /**
   * The class that makes the disk.
   *
   * @default - that of the data
   */
  readonly storageClass?: IStorageClass;
}

/** What is backed up, when and where to. */
export interface ReplicatedBackup {
  /** The bucket that takes base backups and the write-ahead log, as it is written. */
  readonly store: BackupStore;

  /**
   * When base backups are taken, in UTC and in the five fields that all other schedules have. The operator itself reads six fields, and would take five of them for one backup
   * each hour.
   *
   * @default - each night, at a minute between one and five o'clock that follows from the name
   */
  readonly schedule?: Cron;

  /**
   * Time zone of the schedule. The operator knows none but that of its own Pod, so that any other than UTC is refused.
   *
   * @default 'Etc/UTC'
   */
  readonly timeZone?: string;

  /**
   * How far back one can go: a number with d, w or m for days, weeks or months.
   *
   * @default '30d'
   */
  readonly keep?: string;

  /**
   * Whether no new base backups begin for now. The write-ahead log is archived all the same.
   *
   * @default false
   */
  readonly suspend?: boolean;
}

/** How clients share connections. */
export enum PoolMode {
  /** A client has a connection until it leaves: all of PostgreSQL works. */
  SESSION = 'session',
  /** A client has a connection for each transaction: many more clients, without prepared statements of SQL, advisory locks and settings of the session. */
  TRANSACTION = 'transaction',
}

/** PgBouncer in front of the primary. */
export interface ReplicatedPooler {
  /**
   * How clients share connections.
   *
   * @default PoolMode.SESSION
   */
  readonly mode?: PoolMode;

  /**
   * How many Pods.
   *
   * @default 2
   */
  readonly instances?: number;

  /**
   * Settings of PgBouncer, such as `max_client_conn`.
   *
   * @default - its own
   */
  readonly parameters?: { readonly [name: string]: string };
}

/** One more database of the same servers. */
export interface AdditionalDatabase {
  /** Name of the database inside the servers. */
  readonly name: string;

  /**
   * The role that owns it, which has to be there.
   *
   * @default - the owner of the first
   */
  readonly owner?: string;

  /**
   * Names of extensions that it has; the image has to have them.
   *
   * @default - none
   */
  readonly extensions?: string[];
}

/** Metrics for the operator of Prometheus. */
export interface ReplicatedMonitoring {
  /** Who may scrape the metrics: the namespace or the Pods of Prometheus. */
  readonly allowFrom: IConstruct[];

  /**
   * Labels of the PodMonitor, by which Prometheus finds it.
   *
   * @default - none
   */
  readonly labels?: { readonly [key: string]: string };
}
