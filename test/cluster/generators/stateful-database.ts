import { Cron, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import * as fc from 'fast-check';
import { DatabaseBackup } from '../../../src/patterns/database/database-backup';
import { DatabaseRestore } from '../../../src/patterns/database/database-restore';
import { DatabaseUpgrade } from '../../../src/patterns/database/database-upgrade';
import { RestoredOwners } from '../../../src/patterns/database/restore-props';
import { BackupSource } from '../../../src/patterns/database/backup-source';
import { BackupStorage } from '../../../src/volumes/backup-storage';
import { DatabaseFile } from '../../../src/patterns/database/configuration';
import { DatabaseCredentials } from '../../../src/config/database-credentials';
import { DatabaseEngine } from '../../../src/patterns/database/engine';
import { ExistingData, ExistingLayoutOptions } from '../../../src/patterns/database/existing-data';
import { StatefulDatabaseProps } from '../../../src/patterns/database/props';
import { StatefulDatabase } from '../../../src/patterns/database/stateful-database';
import { PgUpgradeOptions, UpgradeMethod } from '../../../src/patterns/database/upgrade-method';
import { ClaimRetention } from '../../../src/volumes/claim-template';
import { Generator } from '../property';
import { isPlain, Later } from '../recipe';
import {
  claimOptions,
  containers,
  env,
  fileTexts,
  gibibytes,
  images,
  mebibytes,
  names,
  paths,
  podOptions,
  resources,
  seconds,
  storageClasses,
} from './common';
import { orWild, wildDurations, wildNames, wildNumbers, wildProbes } from './wild';

/** Where a server knows no users, nothing else speaks of them. */
function withoutUsers<T extends object>(options: T): T {
  if (!('hasUsers' in options) || options.hasUsers !== false) return options;
  return without(options, 'usernameFileVariable', 'passwordFileVariable') as T;
}

const without = (value: object, ...left: readonly string[]): object =>
  Object.fromEntries(Object.entries(value).filter(([name]) => !left.includes(name)));

const ENGINES = {
  postgres: fc.record(
    { version: fc.constantFrom('13', '16', '17', '18', '18.1'), dataChecksums: fc.boolean(), initdbArgs: fc.constant(['--locale=C']) },
    { requiredKeys: ['version'] },
  ),
  mysql: fc.record({ version: fc.constantFrom('8.0', '8.4', '9.7') }),
  mariadb: fc.record({ version: fc.constantFrom('10.6', '10.11', '11.4', '11.8', '12.3') }),
  custom: fc
    .record(
      {
        title: names(),
        image: images,
        port: fc.integer({ min: 1, max: 65535 }),
        dataDirectory: fc.constant('/state'),
        writablePaths: fc.constantFrom(['/tmp'], ['/tmp', '/run/app'], []),
        startup: orWild(fc.constant(kplus.Probe.fromTcpSocket({ port: 27017, failureThreshold: 360 })), wildProbes),
        liveness: orWild(fc.constant(kplus.Probe.fromTcpSocket({ failureThreshold: 6 })), wildProbes),
        readiness: orWild(fc.constant(kplus.Probe.fromCommand(['server', 'ping'])), wildProbes),
        command: orWild(fc.constant(['server']), fc.constantFrom<string[]>([], [''])),
        args: fc.constant(['--quiet']),
        usernameFileVariable: fc.constant('USER_FILE'),
        passwordFileVariable: fc.constant('PASSWORD_FILE'),
        stopCommand: orWild(fc.constant(['server', 'stop']), fc.constantFrom<string[]>([], [''])),
        env,
        initialize: fc.constant('server init'),
        sharedMemory: mebibytes(64, 512),
        smallestStorage: gibibytes(1, 10),
        replicates: fc.boolean(),
        hasUsers: fc.boolean(),
        dump: fc.constant({
          suffix: '.archive',
          dump: 'server dump "$1"',
          verify: 'server verify "$1"',
          restore: 'server restore "$1"',
          contents: 'server list',
          ready: 'server ping',
        }),
      },
      { requiredKeys: ['title', 'image', 'port', 'dataDirectory', 'startup', 'liveness', 'readiness'] },
    )
    .map(withoutUsers),
};
type EngineKind = keyof typeof ENGINES;

// eslint-disable-next-line @typescript-eslint/no-explicit-any
const MAKE: Record<EngineKind, (options: any) => DatabaseEngine> = {
  postgres: (options) => DatabaseEngine.postgres(options),
  mysql: (options) => DatabaseEngine.mysql(options),
  mariadb: (options) => DatabaseEngine.mariadb(options),
  custom: (options) => DatabaseEngine.custom(options),
};

const engines = fc.oneof(
  ...(Object.keys(ENGINES) as EngineKind[]).map((kind) =>
    fc.record({ kind: fc.constant(kind), options: ENGINES[kind] as fc.Arbitrary<object> }),
  ),
);

const credentials = orWild(names(), wildNames).map((name) => DatabaseCredentials.fromSecretName(name));
const { READ_WRITE_ONCE, READ_WRITE_ONCE_POD } = kplus.PersistentVolumeAccessMode;
const accessModes = fc.constantFrom(READ_WRITE_ONCE, READ_WRITE_ONCE_POD);

const database = fc.record(
  {
    ...podOptions,
    name: names(30),
    storage: fc.record(
      {
        size: gibibytes(10, 1000),
        storageClass: storageClasses,
        accessMode: accessModes,
        retention: fc.constantFrom(...Object.values(ClaimRetention)),
        dataSource: claimOptions.dataSource,
      },
      { requiredKeys: ['size', 'storageClass'] },
    ),
    credentials,
    database: fc.constantFrom('app', 'orders'),
    replicas: fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.integer({ min: 0, max: 5 }) }),
    podManagementPolicy: fc.constantFrom(...Object.values(kplus.PodManagementPolicy)),
    initFiles: fc
      .oneof(fc.constant('create table t (id int);\n'), fileTexts)
      .map((text) => ({ '10-tables.sql': DatabaseFile.fromText(text) })),
    args: fc.constant(['-c', 'max_connections=200']),
    env,
    resources,
    sharedMemory: mebibytes(64, 512),
    temporarySpace: mebibytes(64, 2048),
  },
  { requiredKeys: ['name', 'storage', 'credentials'] },
);

export const schedules = fc
  .record({ minute: fc.integer({ min: 0, max: 59 }), hour: fc.integer({ min: 0, max: 23 }) })
  .map(({ minute, hour }) => Cron.schedule({ minute: String(minute), hour: String(hour) }));

export const backupStorage = fc.oneof(
  fc
    .record({ size: gibibytes(1, 500), storageClass: storageClasses, accessMode: accessModes }, { requiredKeys: ['size', 'storageClass'] })
    .map((options) => BackupStorage.newClaim(options)),
  names().map(
    (name) =>
      new Later(`the claim ${name}`, (chart, id) =>
        BackupStorage.existingClaim(kplus.PersistentVolumeClaim.fromClaimName(chart, id, name)),
      ),
  ),
);

/** Statements with what a shell, SQL and the kubelet have a meaning for. */
const statements = fc.constantFrom('SELECT count(*) > 0 FROM orders', "SELECT '$(HOME) $$ `id` \\n'", 'SELECT 1\nUNION SELECT 2');

const rehearsed = {
  size: gibibytes(2, 100),
  storageClass: storageClasses,
  schedule: schedules,
  maxAge: orWild(seconds(100_000, 1_000_000), wildDurations),
  deadline: orWild(seconds(60, 86_400), wildDurations),
  retries: orWild(fc.integer({ min: 0, max: 6 }), wildNumbers),
  suspend: fc.boolean(),
  resources,
};

/** A rehearsal of restores of anything. */
export const rehearsal = fc.record(rehearsed, { requiredKeys: ['size'] });

const questions = fc.array(fc.record({ statement: statements, answer: fc.constantFrom('t', '', '1\n2') }), { maxLength: 2 });

const backup = fc.record(
  {
    ...podOptions,
    schedule: schedules,
    storage: backupStorage,
    timeZone: fc.constantFrom('Etc/UTC', 'Europe/Berlin', 'America/New_York'),
    keep: orWild(fc.integer({ min: 1, max: 30 }), wildNumbers),
    name: names(30),
    uploads: containers({}, 2),
    startingDeadline: orWild(seconds(10, 7200), wildDurations),
    deadline: orWild(seconds(60, 86_400), wildDurations),
    retries: orWild(fc.integer({ min: 0, max: 6 }), wildNumbers),
    suspend: fc.boolean(),
    resources,
    rehearsal: fc.record({ ...rehearsed, questions }, { requiredKeys: ['size'] }),
  },
  { requiredKeys: ['schedule', 'storage'] },
);

const restore = {
  ...podOptions,
  overwrite: fc.constant('overwrite existing data'),
  sourceDatabase: orWild(fc.constantFrom('app', 'Orders of 2025', '$(HOME)'), wildNames),
  name: names(40),
  wait: orWild(seconds(0, 3600), wildDurations),
  deadline: orWild(seconds(1, 86_400), wildDurations),
  retries: orWild(fc.integer({ min: 0, max: 6 }), wildNumbers),
  resources,
};

const restoreOfPostgres = fc.record(
  { ...restore, owners: fc.constantFrom(...Object.values(RestoredOwners)), checkSpace: fc.boolean() },
  { requiredKeys: [] },
);
const restoreOfMysql = fc.record({ ...restore, keepCopy: fc.boolean() }, { requiredKeys: [] });

const plain = {
  engine: new Later('postgres 18', () => DatabaseEngine.postgres({ version: '18' })),
  storage: { size: Size.gibibytes(20), storageClass: { storageClassName: 'fast' } },
  credentials: DatabaseCredentials.fromSecretName('orders-db'),
};

const wal = fc.record(
  { size: gibibytes(2, 100), storageClass: storageClasses, dataSource: claimOptions.dataSource },
  { requiredKeys: ['size'] },
);
const settings = {
  postgres: { 'postgresql.conf': DatabaseFile.fromText('work_mem = 8MB\n') },
  mysql: { 'my.cnf': DatabaseFile.fromText('[mysqld]\nmax_connections = 200\n') },
  mariadb: { 'my.cnf': DatabaseFile.fromText('[mysqld]\nmax_connections = 200\n') },
  custom: { 'server.conf': DatabaseFile.fromText('threads 2\n') },
};

const LAYOUTS = {
  postgres: ['officialPostgres', 'bitnamiPostgresql', 'ofLayout'],
  mysql: ['officialMysql', 'bitnamiMysql', 'ofLayout'],
  mariadb: ['officialMariadb', 'bitnamiMariadb', 'ofLayout'],
  custom: ['ofLayout'],
} as const;

/** Data that exists, in a layout that the engine can read. */
const existingOf = (kind: EngineKind) =>
  fc.constantFrom(...LAYOUTS[kind]).chain((layout) =>
    fc.record({
      layout: fc.constant(layout),
      options: fc.record(
        {
          directory: orWild(fc.constantFrom('', 'data', 'prod/pgdata'), wildNames),
          user: orWild(fc.integer({ min: 1, max: 2 ** 31 - 1 }), wildNumbers),
          group: orWild(fc.integer({ min: 0, max: 2 ** 31 - 1 }), wildNumbers),
          fsGroup: orWild(fc.integer({ min: 0, max: 2 ** 31 - 1 }), wildNumbers),
          claimName: orWild(names(), wildNames),
          ...(kind === 'postgres' && { allowCollationChange: fc.boolean() }),
        },
        { requiredKeys: layout === 'ofLayout' ? ['directory', 'user'] : [] },
      ),
    }),
  );

type DatabaseProps = typeof database extends fc.Arbitrary<infer Props> ? Props : never;
type ExistingRecipe = ReturnType<typeof existingOf> extends fc.Arbitrary<infer Given> ? Given : never;

/** What is left to say of a database whose data exists: the rest is that of the data. */
function onExisting({ storage, ...props }: DatabaseProps, existing: ExistingRecipe): object {
  const others = without(props, 'initFiles', 'user', 'group');
  if (existing.options.claimName === undefined) return { ...others, storage: { ...without(storage, 'dataSource'), existing } };
  return { ...without(others, 'replicas'), storage: { existing } };
}

/** Commits that are answered early, by the user's word. */
const FAST: Readonly<Record<EngineKind, object>> = {
  postgres: { args: ['-c', 'synchronous_commit=off'], notDurable: { synchronous_commit: 'All of it can be made again.' } },
  mysql: fastInnodb(),
  mariadb: fastInnodb(),
  custom: {},
};

function fastInnodb(): object {
  const notDurable = { innodb_flush_log_at_trx_commit: 'All of it can be made again.' };
  return { args: ['--innodb-flush-log-at-trx-commit=2'], notDurable };
}

/** What an engine has that others have not, and data that one of it has left. */
const ofEngine = (kind: EngineKind, props: DatabaseProps) =>
  fc
    .record({
      log: kind === 'postgres' ? fc.option(wal, { nil: undefined }) : fc.constant(undefined),
      existing: fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: existingOf(kind) }),
      isConfigured: fc.boolean(),
      isFast: fc.boolean(),
    })
    .map(({ log, existing, isConfigured, isFast }) => ({
      ...(existing === undefined ? { ...props, storage: { ...props.storage, ...(log && { wal: log }) } } : onExisting(props, existing)),
      ...(isConfigured && { configuration: settings[kind] }),
      ...(isFast && FAST[kind]),
    }));

type DatabaseGiven = Omit<StatefulDatabaseProps, 'engine'>;

/** The props with the data that exists as its factory makes it; what was spoiled is left as it is. */
function withFactories(props: unknown): DatabaseGiven {
  const storage = isPlain(props) && props.storage;
  const existing = isPlain(storage) && storage.existing;
  if (!isPlain(existing) || !(Object.values(LAYOUTS).flat() as unknown[]).includes(existing.layout)) return props as DatabaseGiven;
  const made = ExistingData[existing.layout as 'ofLayout'](existing.options as ExistingLayoutOptions);
  return { ...(props as DatabaseGiven), storage: { ...(storage as object), existing: made } };
}

/** The options of an engine beside data that exists: none that makes a new one. */
function besideData(engine: { kind: EngineKind; options: object }, props: object): typeof engine {
  const storage = (props as { storage: object }).storage;
  if (!('existing' in storage)) return engine;
  return { ...engine, options: without(engine.options, 'dataChecksums', 'initdbArgs') };
}

/** A database. */
export const statefulDatabase: Generator = {
  construct: 'StatefulDatabase',
  recipes: () =>
    fc.record({ id: names(), engine: engines, props: database }).chain(({ id, engine, props }) =>
      ofEngine(engine.kind, props).map((all) => ({
        id,
        engine: besideData(engine, all),
        props: 'hasUsers' in engine.options && engine.options.hasUsers === false ? without(all, 'credentials') : all,
      })),
    ),
  checked: ['engine.options', 'props'],
  build: (chart, { id, engine: { kind, options }, props }) => {
    new StatefulDatabase(chart, id, { engine: MAKE[kind as EngineKind](options), ...withFactories(props) });
  },
};

/** Backups of a database as it comes. */
export const databaseBackup: Generator = {
  construct: 'DatabaseBackup',
  recipes: () => fc.record({ id: names(), plain: fc.constant(plain), name: names(30), props: backup }),
  checked: ['props'],
  build: (chart, { id, plain: given, name, props }) => {
    const source = new StatefulDatabase(chart, 'database', { ...given, name });
    new DatabaseBackup(chart, id, props && { database: source, ...props });
  },
};

/** What of a restore goes by the engine. */
const RESTORED = [
  { engine: plain.engine, suffix: '.dump', props: restoreOfPostgres },
  { engine: new Later('mysql 8.4', () => DatabaseEngine.mysql({ version: '8.4' })), suffix: '.sql.gz', props: restoreOfMysql },
  { engine: new Later('mariadb 11.8', () => DatabaseEngine.mariadb({ version: '11.8' })), suffix: '.sql.gz', props: restoreOfMysql },
];

/** A restore from backups of a database. */
export const databaseRestore: Generator = {
  construct: 'DatabaseRestore',
  recipes: () =>
    fc.constantFrom(...RESTORED).chain(({ engine, suffix, props }) =>
      fc.record({
        id: names(),
        plain: fc.constant({ ...plain, engine }),
        name: names(30),
        claim: names(),
        files: names(20),
        file: fc.option(fc.constant(`-20261120T230500Z${suffix}`), { nil: undefined }),
        props: props as fc.Arbitrary<object>,
      }),
    ),
  checked: ['props'],
  build: (chart, { id, plain: given, name, claim, files, file, props }) => {
    const target = new StatefulDatabase(chart, 'database', { ...given, name });
    const source = BackupSource.fromClaim(kplus.PersistentVolumeClaim.fromClaimName(chart, 'backups', claim), files);
    new DatabaseRestore(chart, id, props && { database: target, source, file: file && `${files}${file}`, ...props });
  },
};

const wait = orWild(seconds(0, 3600), wildDurations);

/** What `UpgradeMethod.pgUpgrade` is told. */
const pgUpgrade = fc.record(
  { image: images, oldBinaries: paths, newBinaries: paths, allowCollationChange: fc.boolean(), analyze: fc.boolean() },
  { requiredKeys: ['image'] },
);

/** From which version to which, and how where it is not by a dump. */
const UPGRADED = [
  {
    from: ['postgres', '13'],
    to: ['postgres', '18'],
    props: fc.record({ owners: fc.constantFrom(...Object.values(RestoredOwners)), checkSpace: fc.boolean() }, { requiredKeys: [] }),
  },
  {
    from: ['postgres', '16'],
    to: ['postgres', '18'],
    method: pgUpgrade,
    props: fc.record({ checkSpace: fc.boolean(), wait, resources }, { requiredKeys: [] }),
  },
  { from: ['mysql', '8.0'], to: ['mysql', '8.4'], props: fc.constant({}) },
  { from: ['mariadb', '10.6'], to: ['mariadb', '11.8'], props: fc.constant({}) },
] as const;

const upgrade = {
  ...podOptions,
  storage: backupStorage,
  name: names(40),
  wait,
  deadline: orWild(seconds(1, 86_400), wildDurations),
  retries: orWild(fc.integer({ min: 0, max: 6 }), wildNumbers),
  resources,
};

/** An upgrade of one database into another. */
export const databaseUpgrade: Generator = {
  construct: 'DatabaseUpgrade',
  recipes: () =>
    fc.constantFrom(...UPGRADED).chain(({ from, to, props, ...how }) =>
      fc.record({
        id: names(),
        old: fc.constant({ ...plain, engine: new Later(from.join(' '), () => MAKE[from[0]]({ version: from[1] })) }),
        next: fc.constant({ ...plain, engine: new Later(to.join(' '), () => MAKE[to[0]]({ version: to[1] })) }),
        name: names(30),
        method: 'method' in how ? how.method : fc.constant(undefined),
        props: fc
          .tuple('method' in how ? fc.constant({}) : fc.record(upgrade, { requiredKeys: ['storage'] }), props as fc.Arbitrary<object>)
          .map(([all, own]) => ({ ...all, ...own })),
      }),
    ),
  checked: ['props'],
  build: (chart, { id, old, next, name, method: given, props }) => {
    const source = new StatefulDatabase(chart, 'old', { ...old, name: `${name}-old` });
    const target = new StatefulDatabase(chart, 'new', { ...next, name: `${name}-new` });
    const method = given && { method: UpgradeMethod.pgUpgrade(given as PgUpgradeOptions) };
    new DatabaseUpgrade(chart, id, props && { source, target, ...method, ...props });
  },
};
