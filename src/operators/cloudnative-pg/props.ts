import * as kplus from 'cdk8s-plus-27';
import { IConstruct } from 'constructs';
import { DatabaseConnectionOptions } from '../../config/database-connection';
import { DatabaseCredentials } from '../../config/database-credentials';
import { DatabaseEngine } from '../../patterns/database/engine';
import { CommitGuarantee } from './commit-guarantee';
import { DatabaseOrigin } from './database-origin';
import { AdditionalDatabase, ReplicatedBackup, ReplicatedMonitoring, ReplicatedPooler, ReplicatedStorage } from './parts-props';

/** What a `ReplicatedDatabase` is made of. */
export interface ReplicatedDatabaseProps {
  /**
   * Name of the database in the cluster, at most 50 characters with a letter first: the Cluster, its claims, Pods and Services are named after it, and after nothing else.
   * Data is found by this name: another one is another database.
   */
  readonly name: string;

  /**
   * PostgreSQL and its version, 14 to 18: `DatabaseEngine.postgres()`. An image that it names has to be made for the operator.
   *
   * The image is `ghcr.io/cloudnative-pg/postgresql:<version>-standard-trixie` unless one is named.
   */
  readonly engine: DatabaseEngine;

  /** The disks of each server. */
  readonly storage: ReplicatedStorage;

  /** What a client may count on once a transaction is committed: losing nothing, staying up, or being fast. */
  readonly commits: CommitGuarantee;

  /**
   * Where backups go, and when.
   *
   * @default - none, which `withoutBackup` has to say
   */
  readonly backup?: ReplicatedBackup;

  /**
   * Says that nothing is backed up: what is deleted or written over by mistake is gone in all replicas at once.
   *
   * @default false
   */
  readonly withoutBackup?: boolean;

  /**
   * User and password of the owner. The Secret is never made here, but for one that is called `<name>-app`: the operator makes that.
   * It has the keys `username`, which says the same as `owner`, and `password`; the password in the database follows it.
   *
   * @default - the Secret that is called as the database is
   */
  readonly credentials?: DatabaseCredentials;

  /**
   * Name of the database inside the servers.
   *
   * @default 'app'
   */
  readonly database?: string;

  /**
   * Name of the role that owns it, as it stands in the Secret.
   *
   * @default - the name of the database inside the servers
   */
  readonly owner?: string;

  /**
   * How many servers: one primary, the others its replicas.
   *
   * @default 3
   */
  readonly replicas?: number;

  /**
   * Says that one server is enough: nothing takes over where it or its node fails.
   *
   * @default false
   */
  readonly singleServer?: boolean;

  /**
   * Whether no two servers run on one node. Where there are too few nodes, Pods wait.
   *
   * @default true
   */
  readonly separateNodes?: boolean;

  /**
   * Where the data of a new database comes from.
   *
   * @default - a new, empty database
   */
  readonly origin?: DatabaseOrigin;

  /**
   * Settings of PostgreSQL by name, such as `{ max_connections: '200' }`. What the operator sets itself is refused.
   *
   * @default - shared_buffers a quarter of the memory; max_wal_size a quarter and max_slot_wal_keep_size half of the disk of the log
   */
  readonly parameters?: { readonly [name: string]: string };

  /**
   * Libraries that the servers load when they start, such as `timescaledb`. Those of pg_stat_statements, auto_explain, pgaudit and pg_failover_slots follow from their settings.
   *
   * @default - none
   */
  readonly preloadLibraries?: string[];

  /**
   * Requests and limits of each server. Memory is requested in full.
   *
   * @default - 1 CPU and 2Gi of memory, requested in full
   */
  readonly resources?: kplus.ContainerResources;

  /**
   * PgBouncer in front of the primary.
   *
   * @default - none
   */
  readonly pooler?: ReplicatedPooler;

  /**
   * More databases of the same servers. They stay when they are taken away here.
   *
   * @default - none
   */
  readonly databases?: AdditionalDatabase[];

  /**
   * A PodMonitor for the metrics of the servers.
   *
   * @default - none
   */
  readonly monitoring?: ReplicatedMonitoring;

  /**
   * Says that Argo CD, Flux and Helm may delete the database with everything else: its claims, and so its data, go with it.
   *
   * @default false
   */
  readonly deletable?: boolean;

  /**
   * Labels of the Pods.
   *
   * @default - those of the operator
   */
  readonly labels?: { readonly [key: string]: string };

  /**
   * Annotations of the Pods.
   *
   * @default - none
   */
  readonly annotations?: { readonly [key: string]: string };

  /**
   * Annotations of the account of the Pods, by which clouds give them a role or an identity.
   *
   * @default - none
   */
  readonly serviceAccountAnnotations?: { readonly [key: string]: string };

  /**
   * Labels that a node must have to run the servers.
   *
   * @default - any node
   */
  readonly nodeSelector?: { readonly [key: string]: string };

  /**
   * Name of the PriorityClass: who is evicted first.
   *
   * @default - the cluster's default
   */
  readonly priorityClassName?: string;

  /**
   * Who may connect: workloads of any make, and Pods, Namespaces or blocks of addresses of any cdk8s-plus.
   *
   * @default - nobody but the operator, and the servers among each other
   */
  readonly allowFrom?: IConstruct[];

  /**
   * Where the servers, and the Jobs that make them, may connect to besides DNS, the API server and the store.
   *
   * @default - nowhere
   */
  readonly allowTo?: IConstruct[];

  /**
   * Whether network policies close the Pods.
   *
   * @default true
   */
  readonly networkPolicy?: boolean;

  /**
   * Namespace of the operator, which has to reach the servers.
   *
   * @default 'cnpg-system'
   */
  readonly operatorNamespace?: string;

  /**
   * Ports of the API server, which all Pods of the operator talk to: that of its Service, and those of the servers behind it, which network plugins look at.
   *
   * @default [443, 6443]
   */
  readonly apiServerPorts?: number[];
}

/** Which servers a connection leads to. */
export enum DatabaseEndpoint {
  /** The primary, which reads and writes. */
  PRIMARY = 'primary',
  /** Any replica, which reads what may be a moment old. */
  REPLICAS = 'replicas',
  /** The primary through PgBouncer. */
  POOLER = 'pooler',
}

/** How a workload learns of a `ReplicatedDatabase`. */
export interface ReplicatedConnectionOptions extends DatabaseConnectionOptions {
  /**
   * Which servers it leads to.
   *
   * @default DatabaseEndpoint.PRIMARY
   */
  readonly endpoint?: DatabaseEndpoint;
}
