import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import * as fc from 'fast-check';
import {
  BackupStore,
  CommitGuarantee,
  DatabaseCredentials,
  DatabaseEndpoint,
  DatabaseEngine,
  DatabaseOrigin,
  Hardening,
  PoolMode,
  ReplicatedDatabase,
  StatefulDatabase,
} from '../../../src';
import { Generator } from '../property';
import { isPlain, Later } from '../recipe';
import { annotations, gibibytes, labels, mebibytes, names, optional, peers, PRIORITY_CLASS, resources, storageClasses } from './common';
import { schedules } from './stateful-database';
import { orWild as orWildOf, wildNames, wildNumbers } from './wild';

/** It has many props: each of them is wild so seldom that half of what is drawn is taken. */
const orWild = <T, W>(tame: fc.Arbitrary<T>, wild: fc.Arbitrary<W>, weight = 100): fc.Arbitrary<T | W> => orWildOf(tame, wild, weight);

const texts = fc.constantFrom(
  'on',
  'off',
  '0',
  '1',
  '-1',
  '100',
  '80MB',
  '256MB',
  '1GB',
  '2 GB',
  '64GB',
  '1.5GB',
  'many',
  '',
  'x\ny',
  '1s',
);

const parameterNames = fc.constantFrom(
  ...['max_connections', 'shared_buffers', 'min_wal_size', 'max_wal_size', 'max_slot_wal_keep_size', 'wal_keep_size', 'wal_level'],
  ...['hot_standby_feedback', 'wal_log_hints', 'sync_replication_slots', 'pg_stat_statements.max', 'archive_mode', 'work_mem'],
  ...['shared_preload_libraries', 'port', 'a.b.c', 'no name', 'synchronous_standby_names'],
);

/** Settings that are right as a whole most of the time. */
const parameters = orWild(
  fc.record(
    {
      max_connections: fc.constantFrom('100', '400'),
      max_wal_size: fc.constantFrom('512MB', '768MB'),
      min_wal_size: fc.constantFrom('80MB', '256MB'),
      max_slot_wal_keep_size: fc.constantFrom('512MB', '1GB'),
      wal_level: fc.constantFrom('replica', 'logical'),
      shared_buffers: fc.constantFrom('128kB', '1MB'),
    },
    { requiredKeys: [] },
  ),
  fc.dictionary(parameterNames, texts, { minKeys: 1, maxKeys: 3 }),
  30,
);

const versions = orWild(fc.constantFrom('14', '15.14', '16', '17.6', '18', '18.4'), fc.constantFrom('13', '19', '12.1', ''));

const flags = orWild(
  fc.constantFrom<string[]>(['--locale=C'], ['--locale-provider=icu', '--icu-locale=en'], ['--wal-segsize=64']),
  fc.constantFrom<string[]>(['--icu-locale=en'], ['-k']),
  40,
);

const images = orWild(
  fc.constantFrom(
    'ghcr.io/cloudnative-pg/postgresql:17.6-standard-trixie',
    'registry.example.com/team/postgresql:17.6',
    `registry.example.com/team/postgresql:17@sha256:${'0123456789abcdef'.repeat(4)}`,
  ),
  fc.constantFrom(
    `registry.example.com/team/postgresql@sha256:${'0123456789abcdef'.repeat(4)}`,
    'registry.example.com/team/postgresql:v17.6',
    'registry.example.com/team/postgresql:17abc',
    'registry.example.com/team/postgresql:16.4',
    'postgres:17',
  ),
  30,
);

const engines = fc.oneof(
  {
    weight: 58,
    arbitrary: fc
      .record({ version: versions, dataChecksums: fc.boolean(), initdbArgs: flags }, { requiredKeys: ['version'] })
      .map((options) => DatabaseEngine.postgres(options)),
  },
  { weight: 20, arbitrary: images.map((image) => DatabaseEngine.postgres({ version: '17', image })) },
  { weight: 1, arbitrary: fc.constant(DatabaseEngine.mysql({ version: '8.4' })) },
);

const secretNames = orWild(names(), wildNames);

/** Credentials by a Secret, by the cloud, and now and then by both or by neither. */
const credentialsOf = <K extends string>(inherit: K) =>
  fc.oneof(
    { weight: 40, arbitrary: secretNames.map((secretName) => ({ secretName })) },
    { weight: 40, arbitrary: fc.constant({ [inherit]: true }) },
    { weight: 1, arbitrary: fc.record({ secretName: secretNames, [inherit]: fc.boolean() }, { requiredKeys: [] }) },
  );

/** Stores, as what they are told. */
const stores = fc.oneof(
  fc.record({
    kind: fc.constant('s3' as const),
    options: fc
      .tuple(
        credentialsOf('inheritRole'),
        fc.record(
          {
            path: orWild(fc.constantFrom('s3://backups', 's3://backups/shop'), fc.constantFrom('s3://B', '/backups', '')),
            endpoint: orWild(
              fc.constantFrom('https://minio.example.com:9000', 'http://minio'),
              fc.constantFrom('minio:9000', 'https://minio:99999'),
            ),
            caSecretName: secretNames,
          },
          { requiredKeys: ['path'] },
        ),
      )
      .map(([credentials, rest]) => ({ ...rest, ...credentials })),
  }),
  fc.record({
    kind: fc.constant('azure' as const),
    options: credentialsOf('inheritIdentity').map((credentials) => ({
      path: 'https://account.blob.core.windows.net/backups/shop',
      ...credentials,
    })),
  }),
  fc.record({
    kind: fc.constant('google' as const),
    options: credentialsOf('inheritIdentity').map((credentials) => ({ path: 'gs://backups/shop', ...credentials })),
  }),
);

const commits = fc.oneof(
  fc.constant(CommitGuarantee.asynchronous()),
  orWild(fc.constant(1), fc.oneof(fc.constant(2), wildNumbers), 30).map((standbys) => CommitGuarantee.losingNothing(standbys)),
  orWild(fc.constant(1), fc.oneof(fc.constant(2), wildNumbers), 30).map((standbys) => CommitGuarantee.stayingUp(standbys)),
);

const old = new Later(
  'a StatefulDatabase',
  (chart, id) =>
    new StatefulDatabase(chart, id, {
      name: 'the-old-one',
      engine: DatabaseEngine.postgres({ version: '14' }),
      storage: { size: Size.gibibytes(10), storageClass: { storageClassName: 'fast' } },
    }),
);

/** Where the data comes from, as what it is told. */
const origins = fc.oneof(
  fc.record({ importOf: fc.constant(old), options: optional({ user: orWild(fc.constantFrom('orders', 'app'), wildNames) }) }),
  fc.record({
    importFrom: fc.record(
      {
        host: orWild(fc.constantFrom('db.example.com', '192.0.2.7', '2001:db8::7'), fc.constantFrom('no host', '')),
        port: orWild(fc.constantFrom(5432, 6432), wildNumbers),
        user: orWild(fc.constantFrom('orders', 'postgres'), wildNames),
        database: orWild(fc.constantFrom('orders', 'app'), wildNames),
        secretName: secretNames,
      },
      { requiredKeys: ['host', 'secretName'] },
    ),
  }),
  fc.record({
    backupOf: fc.record(
      {
        database: orWild(names(40), wildNames),
        objectStore: secretNames,
        at: orWild(
          fc.constantFrom('2026-11-27T03:00:00Z', '2026-11-27T03:00:00+01:00'),
          fc.constantFrom('2026-02-30T03:00:00Z', '2026-11-27 03:00:00', 'yesterday'),
        ),
        port: orWild(fc.constantFrom(443, 9000), wildNumbers),
      },
      { requiredKeys: ['database'] },
    ),
  }),
);

const { READ_WRITE_ONCE, READ_WRITE_ONCE_POD, READ_WRITE_MANY } = kplus.PersistentVolumeAccessMode;

const storage = fc.record(
  {
    size: orWild(gibibytes(2, 500), mebibytes(1, 2048)),
    storageClass: storageClasses,
    accessMode: orWild(fc.constantFrom(READ_WRITE_ONCE, READ_WRITE_ONCE_POD), fc.constant(READ_WRITE_MANY)),
    wal: fc.record({ size: orWild(gibibytes(2, 100), mebibytes(1, 4096)), storageClass: storageClasses }, { requiredKeys: ['size'] }),
  },
  { requiredKeys: ['size', 'storageClass'] },
);

const additional = fc.record(
  {
    name: orWild(
      fc.constantFrom('reports', 'audit_log', 'Events', 'x1'),
      fc.constantFrom('Reports', 'audit-log', 'app', 'postgres', '', 'a b', '_'),
    ),
    owner: orWild(fc.constantFrom('app', 'auditor'), fc.constantFrom('postgres', 'pg_monitor', '')),
    extensions: orWild(fc.constantFrom<string[]>([], ['pg_trgm'], ['pg_trgm', 'vector']), fc.constantFrom([''], ['a', 'a'])),
  },
  { requiredKeys: ['name'] },
);

const databases = orWild(
  fc.uniqueArray(additional, { maxLength: 2, selector: ({ name }) => name }),
  fc.array(additional, { maxLength: 2 }),
);

/** As other workloads have them, but for the memory that is mostly requested in full. */
const serverResources = fc.tuple(resources, fc.integer({ min: 0, max: 20 })).map(([given, chance]) => {
  const limit = given?.memory?.limit;
  return chance === 0 || limit === undefined ? given : { ...given, memory: { request: limit, limit } };
});

const pooler = fc.record(
  {
    mode: fc.constantFrom(...Object.values(PoolMode)),
    instances: orWild(fc.integer({ min: 1, max: 4 }), wildNumbers),
    parameters: orWild(
      fc.constantFrom<Record<string, string>>({}, { max_client_conn: '1000', default_pool_size: '20' }),
      fc.constantFrom<Record<string, string>>({ auth_file: '/x' }, { pool_mode: 'session' }, { max_client_conn: 'a\u0000b' }),
    ),
  },
  { requiredKeys: [] },
);

const props = fc.record(
  {
    name: orWild(names(50), wildNames),
    engine: engines,
    storage,
    commits,
    backup: fc.record(
      {
        schedule: schedules,
        timeZone: orWild(fc.constantFrom('Etc/UTC', 'UTC'), fc.constant('Europe/Berlin')),
        keep: orWild(fc.constantFrom('30d', '4w', '12m'), fc.constantFrom('0d', '30', '30 days', '')),
        suspend: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
    credentials: fc.oneof(
      { weight: 99, arbitrary: secretNames.map((name) => DatabaseCredentials.fromSecretName(name)) },
      { weight: 1, arbitrary: fc.constant(DatabaseCredentials.fromSecretName('orders', { username: 'user' })) },
    ),
    database: orWild(fc.constantFrom('orders', 'app', 'Orders-1'), fc.constantFrom('postgres', '', 'a b', 'ä')),
    owner: orWild(fc.constantFrom('orders', 'app'), fc.constantFrom('postgres', 'pg_x', 'streaming_replica', '')),
    replicas: orWild(fc.integer({ min: 2, max: 5 }), wildNumbers),
    singleServer: orWild(fc.constant(undefined), fc.boolean()),
    withoutBackup: orWild(fc.constantFrom(undefined, false), fc.constant(true)),
    separateNodes: fc.boolean(),
    parameters,
    preloadLibraries: fc.constantFrom<string[]>([], ['timescaledb']),
    resources: serverResources,
    pooler,
    databases,
    deletable: fc.boolean(),
    labels,
    annotations,
    serviceAccountAnnotations: annotations,
    nodeSelector: labels,
    priorityClassName: fc.constant(PRIORITY_CLASS),
    allowFrom: fc.array(peers, { maxLength: 2 }),
    allowTo: fc.array(peers, { maxLength: 2 }),
    networkPolicy: fc.boolean(),
    operatorNamespace: orWild(fc.constantFrom('cnpg-system', 'operators'), wildNames),
    apiServerPorts: orWild(
      fc.constantFrom([443], [443, 16443]),
      wildNumbers.map((port) => [port]),
    ),
  },
  { requiredKeys: ['name', 'engine', 'storage', 'commits', 'backup'] },
);

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what was drawn may be spoiled
function originOf(origin: any): DatabaseOrigin | undefined {
  if (origin === undefined || origin === null) return undefined;
  const { importOf, options, importFrom, backupOf } = origin;
  if (importOf !== undefined) return DatabaseOrigin.importOf(importOf, options);
  return importFrom === undefined ? DatabaseOrigin.backupOf(backupOf) : DatabaseOrigin.importFrom(importFrom);
}

/** PostgreSQL on CloudNativePG, and now and then a client. */
export const replicatedDatabase: Generator = {
  construct: 'ReplicatedDatabase',
  recipes: () =>
    fc.record({
      id: names(),
      props,
      store: stores,
      origin: fc.option(origins, { nil: undefined, freq: 2 }),
      isMonitored: fc.boolean(),
      endpoint: fc.option(fc.constantFrom(...Object.values(DatabaseEndpoint)), { nil: undefined }),
    }),
  checked: ['props', 'store.options', 'origin'],
  build: (chart, { id, props: given, store, origin, isMonitored, endpoint }) => {
    const monitoring =
      isMonitored === true ? { allowFrom: [kplus.Namespaces.select(chart, 'monitoring', { names: ['monitoring'] })] } : undefined;
    const from = originOf(origin);
    const backup = isPlain(given?.backup) ? { store: BackupStore[store.kind as 's3'](store.options), ...given.backup } : given?.backup;
    const database = new ReplicatedDatabase(chart, id, given && { monitoring, ...(from && { origin: from }), ...given, backup });
    if (endpoint === undefined || endpoint === null) return;
    const client = new kplus.Pod(chart, 'client', { metadata: { name: 'the-client' }, containers: [{ image: 'tools:1.29.1' }] });
    Hardening.apply(client);
    if (endpoint !== DatabaseEndpoint.POOLER || given?.pooler) database.connect(client, { endpoint });
  },
};
