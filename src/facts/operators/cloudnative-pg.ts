import { parseImage } from '../kubernetes/images';

/**
 * CloudNativePG and its plugin for object stores: names, labels, ports, and what its webhook says of settings.
 *
 * @see https://cloudnative-pg.io/documentation/current/
 * @see https://cloudnative-pg.io/plugin-barman-cloud/
 */

export const CNPG_API = 'postgresql.cnpg.io/v1';
export const BARMAN_API = 'barmancloud.cnpg.io/v1';
export const BARMAN_PLUGIN = 'barman-cloud.cloudnative-pg.io';

/** The images that the operator is made for, and the flavour of their tags that has all locales and the common extensions. */
export const CNPG_IMAGE = 'ghcr.io/cloudnative-pg/postgresql';
export const CNPG_FLAVOUR = 'standard-trixie';

/** The release that has no archiver of its own any more. */
export const NATIVE_ARCHIVER_GOES = '1.31';

/** Where a Cluster uses the archiver of the operator itself. */
export const NATIVE_ARCHIVER: ReadonlyArray<{ readonly at: string; readonly does: string; readonly remedy: string }> = [
  {
    at: 'spec.backup.barmanObjectStore',
    does: 'archives',
    remedy: `Move it into an ObjectStore (${BARMAN_API}), and name that one in spec.plugins: ${BARMAN_PLUGIN} with isWALArchiver: true; backups then say method: plugin.`,
  },
  {
    at: 'spec.externalClusters.*.barmanObjectStore',
    does: 'reads backups of another one',
    remedy: `Move it into an ObjectStore (${BARMAN_API}), and name that one in plugin of the external cluster: ${BARMAN_PLUGIN}.`,
  },
];

/** How a Backup is made, and what its Cluster has to have for that. */
export const BACKUP_METHODS: ReadonlyArray<{ readonly method: string; readonly needs: string }> = [
  { method: 'plugin', needs: 'spec.plugins' },
  { method: 'volumeSnapshot', needs: 'spec.backup.volumeSnapshot' },
  { method: 'barmanObjectStore', needs: 'spec.backup.barmanObjectStore' },
];

/** What holds where a Backup names no method. */
export const PRESET_BACKUP_METHOD = 'barmanObjectStore';

/** Longest name of a Cluster. */
export const LONGEST_CLUSTER = 50;

/** Labels of what the operator makes. */
export const CNPG_CLUSTER = 'cnpg.io/cluster';
export const CNPG_POD_ROLE = 'cnpg.io/podRole';
export const CNPG_JOB_ROLE = 'cnpg.io/jobRole';
export const CNPG_POOLER = 'cnpg.io/poolerName';
/** The label of the operator's own Pods, and the namespace that its manifests install it in. */
export const CNPG_OPERATOR = { 'app.kubernetes.io/name': 'cloudnative-pg' };
export const CNPG_NAMESPACE = 'cnpg-system';

/** Ports of the instances, and that of the metrics of poolers. */
export const CNPG_PORTS = { postgres: 5432, status: 8000, metrics: 9187, poolerMetrics: 9127 };

/** The majors that a Cluster is made with. */
export const CNPG_SERIES = ['14', '15', '16', '17', '18'];

/** What a retention of the object store looks like. */
export const RETENTION = /^[1-9][0-9]*[dwm]$/;

/** The version at the beginning of the tag, from which the operator knows what it runs; undefined where it refuses the image. */
export function majorOfClusterImage(image: string): number | undefined {
  const major = /^([0-9]+)(?:\.[0-9]+)*(?![0-9A-Za-z])/.exec(parseImage(image)?.tag ?? '')?.[1];
  return major === undefined ? undefined : Number(major);
}

/** Settings that the operator makes itself, or that would take the instances from it. */
export const FIXED_PARAMETERS: ReadonlySet<string> = new Set([
  ...['allow_system_table_mods', 'archive_cleanup_command', 'archive_command', 'archive_mode', 'bonjour', 'bonjour_name', 'cluster_name'],
  ...['config_file', 'data_directory', 'data_sync_retry', 'event_source', 'external_pid_file', 'hba_file', 'hot_standby', 'ident_file'],
  ...['jit_provider', 'listen_addresses', 'log_destination', 'log_directory', 'log_file_mode', 'log_filename', 'log_rotation_age'],
  ...['log_rotation_size', 'log_truncate_on_rotation', 'logging_collector', 'pg_failover_slots.primary_dsn'],
  ...['pg_failover_slots.standby_slot_names', 'port', 'primary_conninfo', 'primary_slot_name', 'promote_trigger_file'],
  ...['recovery_end_command', 'recovery_min_apply_delay', 'recovery_target', 'recovery_target_action', 'recovery_target_inclusive'],
  ...['recovery_target_lsn', 'recovery_target_name', 'recovery_target_time', 'recovery_target_timeline', 'recovery_target_xid'],
  ...['restart_after_crash', 'restore_command', 'shared_preload_libraries', 'ssl', 'ssl_ca_file', 'ssl_cert_file', 'ssl_crl_file'],
  ...['ssl_dh_params_file', 'ssl_ecdh_curve', 'ssl_key_file', 'ssl_passphrase_command', 'ssl_passphrase_command_supports_reload'],
  ...['ssl_prefer_server_ciphers', 'stats_temp_directory', 'synchronized_standby_slots', 'synchronous_standby_names', 'syslog_facility'],
  ...['syslog_ident', 'syslog_sequence_numbers', 'syslog_split_messages', 'temp_tablespaces', 'unix_socket_directories'],
  ...['unix_socket_group', 'unix_socket_permissions'],
]);

/** What a setting of PostgreSQL is called: one dot at most. */
export const PARAMETER_NAME = /^[A-Za-z_][A-Za-z0-9_$]*(\.[A-Za-z_][A-Za-z0-9_$]*)?$/;

/** What PostgreSQL takes for a boolean. */
const BOOLEAN = /^(?:t(?:r(?:ue?)?)?|f(?:a(?:l(?:se?)?)?)?|y(?:es?)?|no?|on|off?|1|0)$/i;

export const isParameterBoolean = (text: string): boolean => BOOLEAN.test(text);

/** KiB of each unit of PostgreSQL. */
const UNITS: Readonly<Record<string, number>> = { B: 1 / 1024, kB: 1, MB: 1024, GB: 1024 ** 2, TB: 1024 ** 3 };

/** A size as PostgreSQL and the operator both read it, in KiB: with a unit, or in MB; undefined where it is none. */
export function parameterSize(text: string): number | undefined {
  const match = /^([0-9]+(?:\.[0-9]+)?) *(B|kB|MB|GB|TB)$/.exec(text) ?? /^([0-9]+)()$/.exec(text);
  return match === null ? undefined : Number(match[1]) * UNITS[match[2] === '' ? 'MB' : match[2]];
}

/** What holds where nothing is said. */
const PRESET_SIZES: Readonly<Record<string, string>> = { min_wal_size: '80MB', max_wal_size: '1GB' };

/** What is wrong with one setting: its name, and a sentence. */
export interface ParameterProblem {
  readonly name: string;
  /** What comes of it: a sentence. */
  readonly why: string;
  /** What to write instead: a sentence. */
  readonly remedy: string;
}

/**
 * What is wrong with the sizes of the write-ahead log: against each other, and against the volume that it has to itself.
 *
 * @param volume KiB of the volume; undefined where the log lies with the data.
 */
export function* walProblems(parameters: Readonly<Record<string, string>>, volume: number | undefined): Generator<ParameterProblem> {
  const sizes = new Map<string, number>();
  for (const name of ['min_wal_size', 'max_wal_size', 'max_slot_wal_keep_size', 'wal_keep_size']) {
    const text = Object.hasOwn(parameters, name) ? parameters[name] : PRESET_SIZES[name];
    if (text === undefined || (name === 'max_slot_wal_keep_size' && text === '-1')) continue;
    const size = parameterSize(text);
    if (size !== undefined) sizes.set(name, size);
    else yield { name, why: 'It is no size that both PostgreSQL and the operator read.', remedy: 'Write a number with kB, MB, GB or TB.' };
  }
  const [least, most, kept] = ['min_wal_size', 'max_wal_size', 'max_slot_wal_keep_size'].map((name) => sizes.get(name));
  if (least !== undefined && most !== undefined && least >= most) {
    yield {
      name: 'min_wal_size',
      why: `It is not below max_wal_size, which is ${inUnits(most)}.`,
      remedy: 'Make it smaller, or raise max_wal_size.',
    };
  }
  if (volume === undefined) return;
  for (const name of ['min_wal_size', 'max_wal_size', 'max_slot_wal_keep_size', 'wal_keep_size']) {
    const size = sizes.get(name);
    if (size !== undefined && size >= volume && (Object.hasOwn(parameters, name) || name === 'max_wal_size')) {
      yield {
        name,
        why: `It is not below the size of the volume of the log, which is ${inUnits(volume)}: the volume is full before anything is recycled, and the server stops.`,
        remedy: 'Make it smaller, or the volume larger.',
      };
    }
  }
  if (most !== undefined && kept !== undefined && most < volume && kept < volume && most + kept > volume) {
    yield {
      name: 'max_slot_wal_keep_size',
      why: `Together with max_wal_size (${inUnits(most)}) it is more than the volume of the log has, ${inUnits(volume)}: while a replica is away, the volume is full and the server stops.`,
      remedy: 'Make one of them smaller, or the volume larger.',
    };
  }
}

/** An amount of KiB as PostgreSQL writes it, in the largest unit that holds it whole. */
export function inUnits(kibibytes: number): string {
  const [unit] = (['TB', 'GB', 'MB', 'kB'] as const).filter((name) => kibibytes % UNITS[name] === 0);
  return unit === undefined ? `${kibibytes * 1024}B` : `${kibibytes / UNITS[unit]}${unit}`;
}

/** Settings of PgBouncer that a Pooler takes. */
export const POOLER_PARAMETERS: ReadonlySet<string> = new Set([
  ...[
    'application_name_add_host',
    'auth_type',
    'autodb_idle_timeout',
    'cancel_wait_timeout',
    'client_idle_timeout',
    'client_login_timeout',
  ],
  ...['client_tls13_ciphers', 'client_tls_ciphers', 'client_tls_sslmode', 'default_pool_size', 'disable_pqexec', 'dns_max_ttl'],
  ...['dns_nxdomain_ttl', 'idle_transaction_timeout', 'ignore_startup_parameters', 'listen_backlog', 'log_connections'],
  ...['log_disconnections', 'log_pooler_errors', 'log_stats', 'max_client_conn', 'max_db_connections', 'max_packet_size'],
  ...['max_prepared_statements', 'max_user_connections', 'min_pool_size', 'pkt_buf', 'query_timeout', 'query_wait_timeout'],
  ...['reserve_pool_size', 'reserve_pool_timeout', 'sbuf_loopcnt', 'server_check_delay', 'server_check_query', 'server_connect_timeout'],
  ...[
    'server_fast_close',
    'server_idle_timeout',
    'server_lifetime',
    'server_login_retry',
    'server_reset_query',
    'server_reset_query_always',
  ],
  ...['server_round_robin', 'server_tls13_ciphers', 'server_tls_ciphers', 'server_tls_protocols', 'server_tls_sslmode', 'stats_period'],
  ...['suspend_timeout', 'tcp_defer_accept', 'tcp_keepalive', 'tcp_keepcnt', 'tcp_keepidle', 'tcp_keepintvl', 'tcp_socket_buffer'],
  ...['tcp_user_timeout', 'track_extra_parameters', 'verbose'],
]);

/** The macros of cron in six fields, seconds first; `@every` has none. */
const MACROS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 0 1 1 *',
  '@annually': '0 0 0 1 1 *',
  '@monthly': '0 0 0 1 * *',
  '@weekly': '0 0 0 * * 0',
  '@daily': '0 0 0 * * *',
  '@midnight': '0 0 0 * * *',
  '@hourly': '0 0 * * * *',
};

/** A schedule of five fields as the operator reads it; undefined for what six fields cannot say. */
export function inSixFields(schedule: string): string | undefined {
  const text = schedule.trim();
  if (text.startsWith('@')) return MACROS[text];
  return `0 ${text.split(/\s+/).join(' ')}`;
}
