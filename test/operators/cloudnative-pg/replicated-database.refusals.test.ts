import { App, Chart, Cron, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import {
  BackupStore,
  CommitGuarantee,
  DatabaseCredentials,
  DatabaseEndpoint,
  DatabaseEngine,
  DatabaseOrigin,
  PoolMode,
  ReplicatedDatabase,
  ReplicatedDatabaseProps,
  StatefulDatabase,
} from '../../../src';
import { newChart, refusal } from '../../support';
import { FAST, LEAST, newReplicated, problemsOf, STORE } from './support';

const gib = (amount: number) => Size.gibibytes(amount);
const postgres = (options: object) => ({ engine: DatabaseEngine.postgres({ version: '18.4', ...options }) });
const storage = (more: object) => ({ storage: { ...LEAST.storage, ...more } });
const backup = (more: object) => ({ backup: { store: STORE, ...more } });
const s3 = (options: object) => backup({ store: BackupStore.s3({ path: 's3://backups', secretName: 'store', ...options }) });

test('nothing given: all that is missing, at once', () => {
  const message = refusal(() => new ReplicatedDatabase(newChart(), 'db', {} as ReplicatedDatabaseProps));
  expect(message.split('\n')).toEqual([
    'ReplicatedDatabase at shop/db: 5 problems',
    '  name: missing. Use at most 50 lower-case letters, digits and dashes, with a letter first and no dash at the end: Services and Pods are named after it.',
    '  engine: missing. Give PostgreSQL with its version, such as DatabaseEngine.postgres({ version: "18" }).',
    '  storage: missing. Give the size of the disk and the class that makes it.',
    '  commits: missing. Say what a commit means: CommitGuarantee.losingNothing() stops writing where no replica is there, stayingUp() goes on, asynchronous() loses the last of it in a failover.',
    '  backup: missing. What is deleted by mistake is gone in all replicas at once. Give a store, such as { store: BackupStore.s3({ path, secretName }) }, or say withoutBackup: true.',
  ]);
});

test.each<[string, object, string]>([
  [
    'a name with a dot',
    { name: 'orders.db' },
    'name: "orders.db". Use at most 50 lower-case letters, digits and dashes, with a letter first and no dash at the end: Services and Pods are named after it.',
  ],
  [
    'a digit first',
    { name: '1st' },
    'name: "1st". Use at most 50 lower-case letters, digits and dashes, with a letter first and no dash at the end: Services and Pods are named after it.',
  ],
  [
    '51 characters',
    { name: 'a'.repeat(51) },
    `name: "${'a'.repeat(51)}". Use at most 50 lower-case letters, digits and dashes, with a letter first and no dash at the end: Services and Pods are named after it.`,
  ],
  [
    'another database',
    { engine: DatabaseEngine.mariadb({ version: '11.8' }) },
    'engine: MariaDB. CloudNativePG runs PostgreSQL, and no MariaDB. Name an operator that is made for it: docs/operators.md tells which.',
  ],
  [
    'a version that the operator no longer has',
    { engine: DatabaseEngine.postgres({ version: '13' }) },
    'engine.version: "13". The operator runs 14, 15, 16, 17, 18. Use one of them.',
  ],
  [
    'latest',
    postgres({ image: 'ghcr.io/cloudnative-pg/postgresql:latest' }),
    'engine.image: "ghcr.io/cloudnative-pg/postgresql:latest". The tag latest changes under a running Pod. Name a version or a digest.',
  ],
  [
    'a bare digest',
    postgres({ image: `ghcr.io/team/db@sha256:${'a'.repeat(64)}` }),
    expect.stringMatching(
      /^engine\.image: "ghcr\.io\/team\/db@sha256:a+…\. The operator reads the version at the beginning of the tag, beside a digest too\. Use a tag such as 18\.1-standard-trixie\.$/,
    ),
  ],
  [
    'a tag without a version',
    postgres({ image: 'ghcr.io/team/db:stable' }),
    'engine.image: "ghcr.io/team/db:stable". The operator reads the version at the beginning of the tag, beside a digest too. Use a tag such as 18.1-standard-trixie.',
  ],
  [
    'a tag of another version',
    postgres({ image: 'ghcr.io/team/db:17.6' }),
    'engine.image: "ghcr.io/team/db:17.6". The operator reads version 17 in its tag, and the engine says 18. Say the same.',
  ],
  [
    'the official image',
    postgres({ image: 'postgres:18.4' }),
    'engine.image: "postgres:18.4". It is made to run by itself, as another user. Use one that is made for the operator, such as ghcr.io/cloudnative-pg/postgresql.',
  ],
  [
    'an option of initdb without a field',
    postgres({ initdbArgs: ['--no-sync'] }),
    'engine.initdbArgs[0]: "--no-sync". The operator has a field for encoding, locale, lc-collate, lc-ctype, locale-provider, icu-locale, icu-rules, builtin-locale, wal-segsize alone. Write one of them as --option=value, or leave it out.',
  ],
  [
    'a locale of another provider',
    postgres({ initdbArgs: ['--icu-locale=de'] }),
    'engine.initdbArgs[0]: "de". It belongs to --locale-provider=icu. Add that, or leave it out.',
  ],
  [
    'an odd segment',
    postgres({ initdbArgs: ['--wal-segsize=48'] }),
    'engine.initdbArgs[0]: "--wal-segsize=48". Give a power of two from 1 to 1024, in MB.',
  ],
  [
    'a small disk',
    storage({ size: gib(1) }),
    'storage.size: 1Gi. Too small: the write-ahead log alone grows to 1Gi (max_wal_size) before it is recycled. Ask for 2Gi at least, and for room to grow.',
  ],
  [
    'a small disk of the log',
    storage({ wal: { size: gib(1) } }),
    'storage.wal.size: 1Gi. Too small: the log grows to max_wal_size (1Gi unless set) and beyond it under load. Ask for 2Gi at least, and for room to grow.',
  ],
  [
    'a disk of many',
    storage({ accessMode: 'ReadWriteMany' }),
    'storage.accessMode: "ReadWriteMany". Each disk belongs to one server. Use READ_WRITE_ONCE or READ_WRITE_ONCE_POD.',
  ],
  [
    'claims that would stay',
    storage({ retention: 'Retain' }),
    'storage.retention: a string of 6 characters. The operator deletes the claims with the Cluster, which is guarded against deletion. Leave it out.',
  ],
  [
    'one server',
    { replicas: 1, commits: CommitGuarantee.asynchronous() },
    'replicas: 1. Nothing takes over where one server or its node fails. Use 3, or say singleServer: true.',
  ],
  ['one server of three', { replicas: 3, singleServer: true }, 'singleServer: true. There are 3. Leave it out, or replicas.'],
  [
    'as many standbys as servers',
    { commits: CommitGuarantee.losingNothing(3) },
    'commits.standbys: 3. Of 3 servers one is the primary, so 2 are left: no commit would ever end. Name at most 2.',
  ],
  [
    'a standby of one server',
    { singleServer: true },
    'commits.standbys: 1. One server has no replica that could wait. Use CommitGuarantee.asynchronous(), or more replicas.',
  ],
  ['a backup and none', { withoutBackup: true }, 'withoutBackup: true. There is a backup. Leave out one of both.'],
  [
    'a time zone',
    backup({ timeZone: 'Europe/Berlin' }),
    'backup.timeZone: "Europe/Berlin". The operator knows no time zone, and a converted hour is wrong half of the year. Write the schedule in UTC, and leave this out.',
  ],
  [
    'six fields',
    backup({ schedule: { expressionString: '0 0 3 * * *' } }),
    'backup.schedule: "0 0 3 * * *". It has 6 fields. Write five: minute, hour, day of the month, month and day of the week, such as "30 3 * * *".',
  ],
  [
    'a schedule that never comes',
    backup({ schedule: Cron.schedule({ day: '31', month: '2' }) }),
    'backup.schedule: "* * 31 2 *". No month of it has that day, so it would never run. Name a day that exists.',
  ],
  [
    'a schedule without fields',
    backup({ schedule: { expressionString: '@every 1h' } }),
    'backup.schedule: "@every 1h". The operator reads six fields, which cannot say this. Write five fields, such as "30 3 * * *".',
  ],
  [
    'a retention without a unit',
    backup({ keep: '30' }),
    'backup.keep: "30". Give a whole number with d, w or m for days, weeks or months, such as 30d.',
  ],
  [
    'no bucket',
    s3({ path: '/backups' }),
    'backup.store.path: "/backups". Name the bucket and a directory in it, such as s3://backups/shop.',
  ],
  [
    'an endpoint with a path',
    s3({ endpoint: 'https://minio.example.com/backups' }),
    'backup.store.endpoint: "https://minio.example.com/backups". Give the address of the server without a path, such as https://minio.example.com:9000.',
  ],
  [
    'no credentials',
    backup({ store: BackupStore.google({ path: 'gs://backups' }) }),
    'backup.store.secretName: missing. Name the Secret with the credentials, or say inheritIdentity: true where the Pods have them by the cloud.',
  ],
  [
    'credentials twice',
    s3({ inheritRole: true }),
    'backup.store.secretName: "store". The Pods have what they need by inheritRole. Give one of both.',
  ],
  [
    'no store',
    { backup: { store: 's3://backups' } },
    'backup.store: "s3://backups". Give BackupStore.s3({ path, secretName }), azure() or google().',
  ],
  [
    'keys that the operator does not read',
    { credentials: DatabaseCredentials.fromSecretName('orders', { username: 'user' }) },
    'credentials.keys.username: "user". The operator reads the key username of the Secret, and no other. Leave it out.',
  ],
  [
    'a role of the operator',
    { owner: 'postgres' },
    'owner: "postgres". This role is the operator’s or PostgreSQL’s own. Give the application one of its own.',
  ],
  [
    'a database of PostgreSQL',
    { database: 'template1' },
    'database: "template1". PostgreSQL needs that one for itself. Give the application one of its own.',
  ],
  [
    'a fixed setting',
    { parameters: { port: '5433' } },
    'parameters["port"]: "5433". The operator sets it itself, and its webhook refuses it. Leave it out.',
  ],
  [
    'standbys by hand',
    { parameters: { synchronous_standby_names: '*' } },
    'parameters["synchronous_standby_names"]: "*". The operator sets it. Use commits: CommitGuarantee.losingNothing() or stayingUp().',
  ],
  [
    'an archive by hand',
    { parameters: { archive_command: 'cp %p /a' } },
    'parameters["archive_command"]: "cp %p /a". The operator sets it. Use backup.',
  ],
  [
    'libraries as a setting',
    { parameters: { shared_preload_libraries: 'x' } },
    'parameters["shared_preload_libraries"]: "x". It is called preloadLibraries here, and is a list.',
  ],
  [
    'more cache than memory',
    { parameters: { shared_buffers: '4GB' } },
    'parameters["shared_buffers"]: "4GB". The servers have 2Gi of memory, and each connection takes some beside it. Give it a quarter, or at most half of that, or raise resources.memory.',
  ],
  [
    'a cache without a unit',
    { parameters: { shared_buffers: '512' } },
    'parameters["shared_buffers"]: "512". Write the size with its unit, such as 512MB: a number alone means 8kB each to PostgreSQL, and MB to the operator.',
  ],
  [
    'commits that stay in memory',
    { commits: CommitGuarantee.asynchronous(), parameters: { fsync: 'OF' } },
    'parameters["fsync"]: "OF". What is committed stays in memory: a node that fails leaves a damaged database. Leave it out.',
  ],
  [
    'pages that are half written',
    { parameters: { full_page_writes: 'false' } },
    'parameters["full_page_writes"]: "false". A page that is half written when a node fails is never made whole again. Leave it out.',
  ],
  [
    'commits that wait and do not',
    { commits: CommitGuarantee.stayingUp(), parameters: { synchronous_commit: 'local' } },
    'parameters["synchronous_commit"]: "local". No commit waits for a replica, and a failover loses the last of what was committed. Leave it out.',
  ],
  [
    'a log as large as its disk',
    { parameters: { max_wal_size: '10GB' } },
    'parameters["max_wal_size"]: "10GB". It is not below the size of the volume of the log, which is 10GB: the volume is full before anything is recycled, and the server stops. Make it smaller, or the volume larger.',
  ],
  [
    'a slot that keeps all of the disk',
    { parameters: { max_slot_wal_keep_size: '12GB' } },
    'parameters["max_slot_wal_keep_size"]: "12GB". It is not below the size of the volume of the log, which is 10GB: the volume is full before anything is recycled, and the server stops. Make it smaller, or the volume larger.',
  ],
  [
    'a slot that keeps everything',
    { parameters: { max_slot_wal_keep_size: '-1' } },
    'parameters["max_slot_wal_keep_size"]: "-1". Without a limit, a replica that is away for long fills the disk of the log, and the primary stops. Give a size below that of the disk.',
  ],
  [
    'a log and a slot that do not fit together',
    { parameters: { max_wal_size: '6GB', max_slot_wal_keep_size: '6GB' } },
    'parameters["max_slot_wal_keep_size"]: "6GB". Together with max_wal_size (6GB) it is more than the volume of the log has, 10GB: while a replica is away, the volume is full and the server stops. Make one of them smaller, or the volume larger.',
  ],
  [
    'a least log above the most',
    { parameters: { min_wal_size: '3GB' } },
    'parameters["min_wal_size"]: "3GB". It is not below max_wal_size, which is 2560MB. Make it smaller, or raise max_wal_size.',
  ],
  [
    'a log that replicas cannot read',
    { parameters: { wal_level: 'minimal' } },
    'parameters["wal_level"]: "minimal". Replicas and the archive need replica or logical. Use one of them, or leave it out.',
  ],
  [
    'no hints in the log',
    { parameters: { wal_log_hints: 'off' } },
    'parameters["wal_log_hints"]: "off". Without it, an old primary cannot become a replica again. Leave it out.',
  ],
  [
    'a number as setting',
    { parameters: { max_connections: 200 } },
    'parameters["max_connections"]: a number. Give a string; quote numbers and booleans.',
  ],
  [
    'memory that is not requested',
    { resources: { memory: { request: gib(1), limit: gib(4) } } },
    'resources.memory.request: 1Gi. A server that lives on memory which it did not request is the first to be killed when its node runs short. Request the limit.',
  ],
  [
    'a setting that no pooler takes',
    { pooler: { parameters: { auth_file: '/x' } } },
    'pooler.parameters["auth_file"]: "/x". The operator lets nobody set this one, or PgBouncer has none of the name. Leave it out.',
  ],
  [
    'a mode that PgBouncer has and the operator has not',
    { pooler: { mode: 'statement' } },
    'pooler.mode: "statement". Use one of session, transaction.',
  ],
  [
    'two databases of one object',
    { databases: [{ name: 'a_b' }, { name: 'a-b' }] },
    'databases[1].name: "a-b". Its object would be called orders-a-b, as that of a_b is. Give another name.',
  ],
  [
    'the first database again',
    { databases: [{ name: 'app' }] },
    'databases[0].name: "app". There is one of this name already. Give another name.',
  ],
  [
    'metrics that nobody could scrape',
    { monitoring: {} },
    'monitoring.allowFrom: missing. The Pods are closed, so nobody could scrape them. Name the namespace or the Pods of Prometheus.',
  ],
  [
    'a label of the operator',
    { labels: { 'cnpg.io/cluster': 'other' } },
    'labels["cnpg.io/cluster"]: "other". It is the operator’s own. Use another key.',
  ],
  [
    'an annotation of the operator',
    { annotations: { 'cnpg.io/hibernation': 'on' } },
    'annotations["cnpg.io/hibernation"]: "on". It is the operator’s own. Use another key.',
  ],
  [
    'an import of nothing',
    { origin: DatabaseOrigin.importFrom({ host: 'no host', secretName: 'old' }) },
    'origin.host: "no host". Give the name or address of the server, such as db.example.com.',
  ],
  [
    'a restore into itself',
    { origin: DatabaseOrigin.backupOf({ database: 'orders' }) },
    'origin.database: "orders". A restore is a new database with another name, or both would write into one place of the store, and the old one could not be looked at. Give the new one another name.',
  ],
  [
    'a moment without an offset',
    { origin: DatabaseOrigin.backupOf({ database: 'old', at: '2026-11-27 03:00:00' }) },
    'origin.at: "2026-11-27 03:00:00". Give date and time with the offset from UTC, such as 2026-11-27T03:00:00Z.',
  ],
  [
    'a day that is none',
    { origin: DatabaseOrigin.backupOf({ database: 'old', at: '2026-02-30T03:00:00Z' }) },
    'origin.at: "2026-02-30T03:00:00Z". Give date and time with the offset from UTC, such as 2026-11-27T03:00:00Z.',
  ],
  [
    'files as settings',
    { configuration: {} },
    'configuration: an object. Write the settings one by one: parameters: { max_connections: "200" }.',
  ],
  ['the word of the operator', { instances: 3 }, 'instances: 3. It is called replicas here.'],
  [
    'a backup that is a word',
    { backup: 'daily' as never },
    'backup: "daily". Give a store, such as { store: BackupStore.s3({ path, secretName }) }.',
  ],
  [
    'a store of nothing',
    backup({ store: BackupStore.s3(undefined as never) }),
    'backup.store: missing. Give where it is, such as { path: "s3://backups/shop" }.',
  ],
  [
    'the name of a database to import',
    { origin: DatabaseOrigin.importOf('orders' as never) },
    'origin.database: "orders". Give the StatefulDatabase. A server elsewhere is read by DatabaseOrigin.importFrom().',
  ],
  [
    'a server elsewhere without its password',
    { origin: DatabaseOrigin.importFrom({ host: 'db.example.com' } as never) },
    'origin.secretName: missing. Name the Secret that has the password of the user there, under the key password.',
  ],
  [
    'an origin by its host',
    { origin: 'db.example.com' as never },
    'origin: "db.example.com". Give DatabaseOrigin.importOf(database), importFrom({ host, secretName }) or backupOf({ database }).',
  ],
  [
    'a pooler by its mode',
    { pooler: 'session' as never },
    'pooler: "session". Give an object, such as { mode: PoolMode.TRANSACTION }, or leave it out.',
  ],
  [
    'a list of settings for the pooler',
    { pooler: { parameters: ['max_client_conn=100'] as never } },
    'pooler.parameters: a list of 1. Give an object of names and texts.',
  ],
  [
    'another database that is no list',
    { databases: { name: 'reports' } as never },
    'databases: {"name":"reports"}. Give a list, such as [{ name: "reports" }].',
  ],
  [
    'another database by its name',
    { databases: ['reports'] as never },
    'databases[0]: "reports". Give an object, such as { name: "reports" }.',
  ],
  [
    'an extension with its version',
    { databases: [{ name: 'reports', extensions: ['pg_trgm=1.6'] }] },
    'databases[0].extensions[0]: "pg_trgm=1.6". Name an extension, such as pg_trgm.',
  ],
  [
    'an extension twice',
    { databases: [{ name: 'reports', extensions: ['pg_trgm', 'pg_trgm'] }] },
    'databases[0].extensions[1]: "pg_trgm". It is named twice. Name it once.',
  ],
  [
    'monitoring by a word',
    { monitoring: true as never },
    'monitoring: true. Say who may scrape the metrics, such as { allowFrom: [namespace] }.',
  ],
  [
    'an option of initdb twice',
    postgres({ initdbArgs: ['--encoding=UTF8', '--encoding=LATIN1'] }),
    'engine.initdbArgs[1]: "--encoding=LATIN1". It is said twice. Say it once.',
  ],
  [
    'a list of settings',
    { parameters: ['max_connections=200'] as never },
    'parameters: a list of 1. Give an object of names and texts, such as { max_connections: "200" }.',
  ],
  [
    'a setting with a dash',
    { parameters: { 'max-connections': '200' } },
    'parameters["max-connections"]: "max-connections". A setting is named with letters, digits and underscores, with one dot at most.',
  ],
  [
    'a setting that is neither on nor off',
    { parameters: { wal_log_hints: 'maybe' } },
    'parameters["wal_log_hints"]: "maybe". Give on or off.',
  ],
  ['a log by its size', storage({ wal: gib(10) }), 'storage.wal: 10Gi. Give an object of props: size, storageClass.'],
])('%s', (_, props, message) => {
  expect(problemsOf(props)).toEqual([message]);
});

test('where no commit waits, one may stay in memory for a moment: that is what was asked for', () => {
  const chart = newChart();
  newReplicated(chart, { commits: CommitGuarantee.asynchronous(), parameters: { synchronous_commit: 'off' } });
  const { spec } = chart.toJson().find(({ kind }) => kind === 'Cluster');
  expect(spec.postgresql.parameters.synchronous_commit).toBe('off');
});

test('a replicated database cannot have the name of a database whose Pods have it already: both would make orders-<ordinal>', () => {
  const chart = newChart();
  new StatefulDatabase(chart, 'old', { name: 'orders', engine: LEAST.engine, storage: { size: gib(10), storageClass: FAST } });
  expect(problemsOf({}, chart)).toEqual([
    'name: "orders". StatefulDatabase at shop/old makes the Pod orders-<ordinal> too: the later is refused and never starts. Give one of them another name.',
  ]);
});

test('an import has to be of PostgreSQL, and of the same namespace', () => {
  const app = new App();
  const [shop, other] = ['shop', 'other'].map((namespace) => new Chart(app, namespace, { namespace }));
  const old = (chart: Chart, id: string, engine: DatabaseEngine) =>
    new StatefulDatabase(chart, id, { name: id, engine, storage: { size: gib(10), storageClass: FAST } });
  const elsewhere = old(other, 'elsewhere', LEAST.engine);
  const mysql = old(shop, 'mysql', DatabaseEngine.mysql({ version: '8.4' }));
  expect(problemsOf({ origin: DatabaseOrigin.importOf(elsewhere) }, shop)).toEqual([
    'origin.database: other/elsewhere. It is in the namespace other, and the Secret with its password cannot be read from the namespace shop. Put that Secret into both, and use DatabaseOrigin.importFrom().',
  ]);
  expect(problemsOf({ origin: DatabaseOrigin.importOf(mysql) }, shop)).toEqual([
    'origin.database: shop/mysql. It runs MySQL, and this is PostgreSQL: it cannot read that. Bring the data over by a program of your own.',
  ]);
});

test('an import reads no server that is newer than itself', () => {
  const chart = newChart();
  const of = (version: string) => DatabaseEngine.postgres({ version });
  const old = new StatefulDatabase(chart, 'old', {
    name: 'old',
    engine: of('17.6'),
    storage: { size: gib(10), storageClass: FAST },
  });
  const into = (version: string) => ({ origin: DatabaseOrigin.importOf(old), engine: of(version) });
  expect(problemsOf(into('16.10'), chart)).toEqual([
    'origin.database: shop/old. It runs PostgreSQL 17, and pg_dump of 16 refuses to read a newer server. Use an engine of version 17 or newer.',
  ]);
  newReplicated(chart, { ...into('17.6'), name: 'same' });
  const newer = new ReplicatedDatabase(chart, 'newer', { ...LEAST, ...into('18.4'), name: 'newer' });
  expect(newer.name).toBe('newer');
});

test('a connection leads to what is there', () => {
  const chart = newChart();
  const single = newReplicated(chart, { singleServer: true, commits: CommitGuarantee.asynchronous() });
  const client = new kplus.Deployment(chart, 'client', { containers: [{ image: 'app:1' }] });
  const lines = (endpoint: DatabaseEndpoint) => refusal(() => single.connect(client, { endpoint })).split('\n  ')[1];
  expect(lines(DatabaseEndpoint.POOLER)).toBe('options.endpoint: "pooler". The database has no pooler. Give it one: pooler: {}.');
  expect(lines(DatabaseEndpoint.REPLICAS)).toBe(
    'options.endpoint: "replicas". The database has one server and no replicas. Use DatabaseEndpoint.PRIMARY.',
  );
  expect(lines('secondary' as DatabaseEndpoint)).toBe('options.endpoint: "secondary". Use one of primary, replicas, pooler.');
});

test('what the remedies say is taken', () => {
  const remedied: Array<Partial<ReplicatedDatabaseProps>> = [
    { singleServer: true, commits: CommitGuarantee.asynchronous(), backup: undefined, withoutBackup: true },
    postgres({ image: `ghcr.io/cloudnative-pg/postgresql:18.1-standard-trixie@sha256:${'a'.repeat(64)}` }),
    postgres({ initdbArgs: ['--locale-provider=icu', '--icu-locale=de', '--wal-segsize=64'] }),
    { commits: CommitGuarantee.stayingUp(2), pooler: { mode: PoolMode.TRANSACTION } },
    { resources: { memory: { request: gib(4), limit: gib(4) } }, parameters: { shared_buffers: '2GB' } },
    s3({ inheritRole: true, secretName: undefined, endpoint: 'https://minio.example.com:9000' }),
  ];
  for (const props of remedied) expect(() => newReplicated(newChart(), props)).not.toThrow();
});
