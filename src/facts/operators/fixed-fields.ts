/**
 * What the operators of databases let nobody change of a custom resource: the answers of their webhooks, or of what they do without one.
 *
 * @see https://cloudnative-pg.io/documentation/current/storage/#volume-expansion
 */

export interface FixedInResource {
  readonly type: string;
  readonly operator: string;
  /** Amounts that may grow alone. */
  readonly grow: readonly string[];
  /** Parts that may not be taken away again. */
  readonly stay: readonly string[];
  /** Named items that may not be taken away: the list, and the key of the name. */
  readonly items: ReadonlyArray<readonly [list: string, key: string]>;
  /** Values that stay as they are, with what holds where nothing is written. */
  readonly same: ReadonlyArray<readonly [at: string, preset: number]>;
  /** Values that stay as they are while a setting is on, with what holds of both where nothing is written. */
  readonly sameWhile: ReadonlyArray<{ readonly at: string; readonly preset: string; readonly on: string; readonly onPreset: boolean }>;
  /** Values that nothing which is written may become; nor what is not written, where a number is above one. */
  readonly never: ReadonlyArray<{ readonly at: string; readonly value: string; readonly above: string }>;
  /** The image of the database, whose major version does not go down; and its settings, which do not change along with it. */
  readonly image: string;
  /** Where the major version stands by itself, instead of in the image. */
  readonly major: string;
  /** The least major version that another one may be brought to. */
  readonly leastUpgrade: number;
  readonly settings: string;
  /** What the operator writes into the settings where nothing is said; and those that it sets whatever is said. */
  readonly presets: Readonly<Record<string, string>>;
  readonly ownSettings: readonly string[];
  /** Where it says how the image is changed, and the value with which it may not change along with the settings. */
  readonly apart: readonly [at: string, value: string];
  /** How the data came in when the resource was made: it counts then alone. */
  readonly recovery: string;
}

/** The user and group that the images of CloudNativePG run as. */
const CNPG_USER = 26;

/** The settings that CloudNativePG writes into a Cluster where nothing is said. */
const CNPG_PRESETS = {
  archive_timeout: '5min',
  dynamic_shared_memory_type: 'posix',
  full_page_writes: 'on',
  log_destination: 'csvlog',
  log_directory: '/controller/log',
  log_filename: 'postgres',
  log_rotation_age: '0',
  log_rotation_size: '0',
  log_truncate_on_rotation: 'false',
  logging_collector: 'on',
  max_parallel_workers: '32',
  max_replication_slots: '32',
  max_worker_processes: '32',
  shared_memory_type: 'mmap',
  shared_preload_libraries: '',
  ssl_max_protocol_version: 'TLSv1.3',
  ssl_min_protocol_version: 'TLSv1.3',
  wal_keep_size: '512MB',
  wal_level: 'logical',
  wal_log_hints: 'on',
  wal_receiver_timeout: '5s',
  wal_sender_timeout: '5s',
};

export const FIXED_IN_RESOURCES: readonly FixedInResource[] = [
  {
    type: 'postgresql.cnpg.io/Cluster',
    operator: 'CloudNativePG',
    grow: ['spec.storage.size', 'spec.walStorage.size', 'spec.tablespaces.*.storage.size'],
    stay: ['spec.walStorage'],
    items: [['spec.tablespaces', 'name']],
    same: [
      ['spec.postgresUID', CNPG_USER],
      ['spec.postgresGID', CNPG_USER],
    ],
    sameWhile: [
      {
        at: 'spec.replicationSlots.highAvailability.slotPrefix',
        preset: '_cnpg_',
        on: 'spec.replicationSlots.highAvailability.enabled',
        onPreset: true,
      },
    ],
    never: [{ at: 'spec.postgresql.parameters.wal_level', value: 'minimal', above: 'spec.instances' }],
    image: 'spec.imageName',
    major: 'spec.imageCatalogRef.major',
    leastUpgrade: 16,
    settings: 'spec.postgresql.parameters',
    presets: CNPG_PRESETS,
    ownSettings: ['archive_mode'],
    apart: ['spec.primaryUpdateMethod', 'switchover'],
    recovery: 'spec.bootstrap.recovery',
  },
];

/** Fields whose definition compares them with what was there: a change of what is written is refused by the API server itself. */
export interface FixedByDefinition {
  readonly type: string;
  readonly operator: string;
  readonly at: readonly string[];
  /** What to do instead: a sentence. */
  readonly remedy: string;
}

const ANOTHER = 'Make another object, under another name; what this one made stays or goes as its reclaim policy says.';

export const FIXED_BY_DEFINITION: readonly FixedByDefinition[] = [
  {
    type: 'postgresql.cnpg.io/Cluster',
    operator: 'CloudNativePG',
    at: ['spec.serviceAccountName'],
    remedy: 'Leave it; another account is that of another Cluster.',
  },
  {
    type: 'postgresql.cnpg.io/Database',
    operator: 'CloudNativePG',
    at: [
      ...['spec.name', 'spec.cluster', 'spec.template', 'spec.encoding', 'spec.locale', 'spec.localeProvider', 'spec.localeCollate'],
      ...['spec.localeCType', 'spec.icuLocale', 'spec.icuRules', 'spec.builtinLocale', 'spec.collationVersion'],
    ],
    remedy: ANOTHER,
  },
  { type: 'postgresql.cnpg.io/DatabaseRole', operator: 'CloudNativePG', at: ['spec.name', 'spec.cluster'], remedy: ANOTHER },
  {
    type: 'postgresql.cnpg.io/Backup',
    operator: 'CloudNativePG',
    at: ['spec'],
    remedy: 'A backup is made once. Give another one another name.',
  },
  { type: 'postgresql.cnpg.io/ScheduledBackup', operator: 'CloudNativePG', at: ['spec.cluster'], remedy: ANOTHER },
  { type: 'postgresql.cnpg.io/Pooler', operator: 'CloudNativePG', at: ['spec.cluster', 'spec.serviceAccountName'], remedy: ANOTHER },
  {
    type: 'postgresql.cnpg.io/Publication',
    operator: 'CloudNativePG',
    at: ['spec.name', 'spec.cluster', 'spec.dbname', 'spec.target.allTables'],
    remedy: ANOTHER,
  },
  { type: 'postgresql.cnpg.io/Subscription', operator: 'CloudNativePG', at: ['spec.name', 'spec.cluster', 'spec.dbname'], remedy: ANOTHER },
];
