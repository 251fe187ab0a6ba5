import { Cron, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import * as fc from 'fast-check';
import { DatabaseFile } from '../../../src/patterns/database/configuration';
import { DatabaseCredentials } from '../../../src/config/database-credentials';
import { DatabaseEngine } from '../../../src/patterns/database/engine';
import { StatefulDatabase } from '../../../src/patterns/database/stateful-database';
import { StatefulDatabaseProps } from '../../../src/patterns/database/props';
import { StorageDriver } from '../../../src/storage-classes/storage-driver';
import { ZonalStorageClass } from '../../../src/storage-classes/zonal-storage-class';
import { InvalidPropsError } from '../../../src/props/problems';
import { ClaimSource } from '../../../src/volumes/claim-source';
import { manifests, newChart, refusal } from '../../support';
import { CUSTOM, custom, databaseProblems, FAST, MARIADB, newDatabase, POSTGRES, withoutUsers } from './support';

const text = (value: string) => kplus.EnvValue.fromValue(value);

test('everything that is wrong is said at once', () => {
  expect(refusal(() => new StatefulDatabase(newChart(), 'db', {} as StatefulDatabaseProps))).toBe(
    [
      'StatefulDatabase at shop/db: 3 problems',
      '  name: missing. Use at most 52 lower-case letters, digits and dashes, with a letter or digit at both ends: claims, Pods and services are named after it.',
      '  engine: missing. Give the engine with its version, such as DatabaseEngine.postgres({ version: "18" }).',
      '  storage: missing. Give the size of the disk and the class that makes it.',
    ].join('\n'),
  );
});

test('no props at all', () => {
  expect(refusal(() => new StatefulDatabase(newChart(), 'db', undefined as never))).toContain('StatefulDatabase at shop/db: 3 problems');
});

test('what is refused leaves nothing in the tree', () => {
  const chart = newChart();
  refusal(() => newDatabase(chart, { replicas: 3 }));
  expect(chart.node.children).toEqual([]);
});

describe('the names', () => {
  test('one that is too long for claims and labels', () => {
    const name = 'a'.repeat(53);
    expect(databaseProblems({ name })).toEqual([
      `name: "${name}". Use at most 52 lower-case letters, digits and dashes, with a letter or digit at both ends: claims, Pods and services are named after it.`,
    ]);
    expect(() => newDatabase(newChart(), { name: 'a'.repeat(52) })).not.toThrow();
  });

  test('one that no Service may have', () => {
    expect(databaseProblems({ name: '1db' })).toEqual(['name: "1db". A Service is named with a letter first. Give another name.']);
  });

  test('one that another database of the chart has', () => {
    const chart = newChart();
    newDatabase(chart);
    expect(refusal(() => new StatefulDatabase(chart, 'other', POSTGRES))).toBe(
      'StatefulDatabase at shop/other: 1 problem\n  name: "orders-db". StatefulDatabase at shop/db makes the StatefulSet orders-db, Service orders-db, Service orders-db-headless and 5 more too: the later replaces the earlier, whose Pods go away, or is refused. Give one of them another name.',
    );
  });

  test.each([
    ['app db', 'Use at most 63 letters, digits, underscores and dashes, with a letter first.'],
    ['1', 'Use at most 63 letters, digits, underscores and dashes, with a letter first.'],
    ['a'.repeat(64), 'Use at most 63 letters, digits, underscores and dashes, with a letter first.'],
    [7, 'Use at most 63 letters, digits, underscores and dashes, with a letter first.'],
    ['template1', 'PostgreSQL needs that one for itself. Give the application one of its own.'],
    ['Postgres', 'PostgreSQL needs that one for itself. Give the application one of its own.'],
  ])('of a database inside the server', (database, remedy) => {
    expect(databaseProblems({ database })).toEqual([`database: ${JSON.stringify(database)}. ${remedy}`]);
    expect(databaseProblems({ ...MARIADB, database: 'mysql' })).toEqual([
      'database: "mysql". MariaDB needs that one for itself. Give the application one of its own.',
    ]);
  });
});

describe('replicas', () => {
  test('of an engine that does not replicate by itself', () => {
    expect(databaseProblems({ replicas: 3 })).toEqual([
      'replicas: 3. PostgreSQL does not replicate by itself, so these would be 3 separate databases. Use 1, or an operator such as CloudNativePG, the Zalando operator or Crunchy PGO.',
    ]);
    expect(databaseProblems({ ...MARIADB, replicas: 2 })).toEqual([
      'replicas: 2. MariaDB does not replicate by itself, so these would be 2 separate databases. Use 1, or an operator such as mariadb-operator.',
    ]);
    expect(databaseProblems({ engine: custom(), replicas: 2 })).toEqual([
      'replicas: 2. FerretDB does not replicate by itself, so these would be 2 separate databases. Use 1.',
    ]);
  });

  test.each([0, -1, 1.5, '1', NaN])('%j of them', (replicas) => {
    expect(databaseProblems({ replicas })[0]).toBe(
      `replicas: ${typeof replicas === 'string' ? '"1"' : replicas}. Give a whole number above zero. To stop the database for a while, scale the StatefulSet to zero with kubectl.`,
    );
  });

  test('a policy that is none', () => {
    expect(databaseProblems({ podManagementPolicy: 'Sometimes' })).toEqual([
      'podManagementPolicy: "Sometimes". Use one of OrderedReady, Parallel.',
    ]);
  });
});

describe('the engine', () => {
  test('a version that is not known', () => {
    expect(databaseProblems({ engine: DatabaseEngine.postgres({ version: '12' }) })).toEqual([
      'engine.version: "12". Only versions that are known to work are run: PostgreSQL 13, 14, 15, 16, 17, 18. Use one of them, or DatabaseEngine.custom.',
    ]);
    expect(databaseProblems({ engine: DatabaseEngine.mysql({ version: '5.7' }) })).toEqual([
      'engine.version: "5.7". Only versions that are known to work are run: MySQL 8.0, 8.4, 9.7. Use one of them, or DatabaseEngine.custom.',
    ]);
    expect(databaseProblems({ engine: DatabaseEngine.mariadb({ version: '11' }) })).toEqual([
      'engine.version: "11". Only versions that are known to work are run: MariaDB 10.6, 10.11, 11.4, 11.8, 12.3. Use one of them, or DatabaseEngine.custom.',
    ]);
  });

  test('a version that is no text', () => {
    const remedy =
      'Give the version as a string, such as "18": one of 13, 14, 15, 16, 17, 18, with or without what follows it in the image\'s tag.';
    expect(databaseProblems({ engine: DatabaseEngine.postgres({ version: 17 as never }) })).toEqual([`engine.version: 17. ${remedy}`]);
    expect(databaseProblems({ engine: DatabaseEngine.postgres({} as never) })).toEqual([`engine.version: missing. ${remedy}`]);
  });

  test('no options, no engine', () => {
    const remedy = 'Give the options of the engine, such as { version: "18" }.';
    for (const name of ['postgres', 'mysql', 'mariadb'] as const) {
      expect(databaseProblems({ engine: DatabaseEngine[name](undefined as never) })).toEqual([`engine: missing. ${remedy}`]);
    }
    expect(databaseProblems({ engine: DatabaseEngine.custom(undefined as never) })).toEqual([
      'engine: missing. Give the options of the engine: its image, port and so on.',
    ]);
    expect(databaseProblems({ engine: 'postgres' })).toEqual([
      'engine: "postgres". Give the engine with its version, such as DatabaseEngine.postgres({ version: "18" }).',
    ]);
  });

  test.each([
    ['postgres', '16', 'postgres:17'],
    ['postgres', '17.6', 'registry.example.com/mirror/postgres:17.5'],
    ['postgres', '17', 'pgvector/pgvector:pg18'],
    ['mariadb', '11.4', 'mariadb:11.8'],
  ] as const)('an image that contradicts the version: %s %s, %s', (engine, version, image) => {
    expect(databaseProblems({ engine: DatabaseEngine[engine]({ version, image }) })).toEqual([
      `engine.image: "${image}". The version is said to be ${version}. Say the one that the image has, or use an image of ${version}.`,
    ]);
  });

  test('an image of another engine', () => {
    expect(databaseProblems({ engine: DatabaseEngine.mysql({ version: '8.4', image: 'mariadb:11.4' }) })).toEqual([
      'engine.image: "mariadb:11.4". It is an image of MariaDB, not of MySQL. Use one that is built on mysql.',
    ]);
  });

  test.each([
    ['17', 'postgres:17.6-alpine'],
    ['17.6', 'registry.example.com/postgres:17'],
    ['17', 'pgvector/pgvector:0.8.0-pg17'],
    ['17', 'registry.example.com/platform/orders-db:2026-11'],
    ['17', `postgres@sha256:${'0'.repeat(64)}`],
  ])('no image that may well have the version: %s, %s', (version, image) => {
    expect(() => newDatabase(newChart(), { engine: DatabaseEngine.postgres({ version, image }) })).not.toThrow();
  });

  test('an image that changes under a running Pod', () => {
    expect(databaseProblems({ engine: DatabaseEngine.postgres({ version: '18', image: 'postgis/postgis' }) })).toEqual([
      'engine.image: "postgis/postgis". Without a tag it means latest, which changes under a running Pod. Add a tag or a digest.',
    ]);
  });

  test('options of initdb that the construct gives, or that are several words', () => {
    const engine = DatabaseEngine.postgres({
      version: '18',
      initdbArgs: ['--locale C', '--waldir=/x', '', '-Upostgres'],
      dataChecksums: 'yes' as never,
    });
    expect(databaseProblems({ engine })).toEqual([
      'engine.dataChecksums: "yes". Give true or false.',
      'engine.initdbArgs[0]: "--locale C". Give one word for each: option and value as --option=value.',
      'engine.initdbArgs[1]: "--waldir=/x". It follows from the construct. Leave it out.',
      'engine.initdbArgs[2]: "". Give one word for each: option and value as --option=value.',
      'engine.initdbArgs[3]: "-Upostgres". It follows from the construct. Leave it out.',
    ]);
  });
});

describe('storage', () => {
  const storage = POSTGRES.storage;

  test('no class: the default of the cluster is not taken silently', () => {
    expect(databaseProblems({ storage: { size: Size.gibibytes(20) } })).toEqual([
      "storage.storageClass: missing. Name a class (a ZonalStorageClass or its name): the cluster's default may bind in the wrong zone.",
    ]);
    expect(databaseProblems({ storage: { ...storage, storageClass: 'fast' } })).toEqual([
      'storage.storageClass: "fast". Give a storage class, such as ZonalStorageClass.fromStorageClassName("fast").',
    ]);
  });

  test('a claim smaller than the engine needs', () => {
    expect(databaseProblems({ storage: { ...storage, size: Size.gibibytes(1) } })).toEqual([
      'storage.size: 1Gi. Too small: the write-ahead log alone grows to 1Gi (max_wal_size) before it is recycled. Ask for 2Gi at least, and for room to grow.',
    ]);
    expect(databaseProblems({ ...MARIADB, storage: { ...storage, size: Size.mebibytes(512) } })).toEqual([
      'storage.size: 512Mi. Too small: the redo log, the undo logs and the system tablespaces take a quarter of that before the first table. Ask for 1Gi at least, and for room to grow.',
    ]);
    expect(
      databaseProblems({ engine: custom({ smallestStorage: Size.gibibytes(8) }), storage: { ...storage, size: Size.gibibytes(7) } }),
    ).toEqual(['storage.size: 7Gi. Too small: the engine says so by its smallestStorage. Ask for 8Gi at least, and for room to grow.']);
    expect(() => newDatabase(newChart(), { engine: custom(), storage: { ...storage, size: Size.mebibytes(1) } })).not.toThrow();
  });

  test('a size that the class cannot make', () => {
    const chart = newChart();
    const storageClass = new ZonalStorageClass(chart, 'big', { driver: StorageDriver.awsEbs({ type: 'st1' as never }) });
    const message = refusal(() => newDatabase(chart, { storage: { size: Size.gibibytes(20), storageClass } }));
    expect(message).toContain('\n  storage.size: 20Gi. ');
    expect(message).toContain('125Gi to 16Ti');
  });

  test('one disk for several nodes, none at all, and other absurdities', () => {
    expect(databaseProblems({ storage: { ...storage, accessMode: kplus.PersistentVolumeAccessMode.READ_WRITE_MANY } })).toEqual([
      'storage.accessMode: "ReadWriteMany". The disk of a database belongs to one server. Use READ_WRITE_ONCE or READ_WRITE_ONCE_POD.',
    ]);
    expect(databaseProblems({ storage: { ...storage, size: 20, retention: 'Keep', dataSource: 'snap', wal: 5 } })).toEqual([
      'storage.retention: "Keep". Use one of Retain, Delete.',
      'storage.size: 20. Give a Size, such as Size.gibibytes(1).',
      'storage.dataSource: "snap". Give a ClaimSource, such as ClaimSource.fromSnapshotName("before-upgrade").',
      'storage.wal: 5. Give the size of the disk.',
    ]);
    expect(databaseProblems({ storage: [] })).toEqual(['storage: []. Give the size of the disk and the class that makes it.']);
  });

  test('a write-ahead log that is too small, or that the engine has not', () => {
    expect(databaseProblems({ storage: { ...storage, wal: { size: Size.gibibytes(1) } } })).toEqual([
      'storage.wal.size: 1Gi. Too small: the log grows to max_wal_size (1Gi unless set) and beyond it under load. Ask for 2Gi at least, and for room to grow.',
    ]);
    expect(databaseProblems({ ...MARIADB, storage: { ...storage, wal: { size: Size.gibibytes(4) } } })).toEqual([
      'storage.wal: 4Gi. MariaDB has no write-ahead log that could lie on a disk of its own. Leave it out.',
    ]);
    expect(databaseProblems({ storage: { size: Size.gibibytes(20), wal: { size: 'x' } } })).toHaveLength(1);
    expect(databaseProblems({ storage: { ...storage, wal: { size: Size.gibibytes(4), storageClass: 'fast' } } })).toEqual([
      'storage.wal.storageClass: "fast". Give a storage class, such as ZonalStorageClass.fromStorageClassName("fast").',
    ]);
  });

  test('half a database from a snapshot', () => {
    const dataSource = ClaimSource.fromSnapshotName('data');
    const wal = { size: Size.gibibytes(4) };
    expect(databaseProblems({ storage: { ...storage, dataSource, wal } })).toEqual([
      "storage.wal.dataSource: missing. A database is its data and its log together: the data from a snapshot needs the other's snapshot of the same moment.",
    ]);
    expect(databaseProblems({ storage: { ...storage, wal: { ...wal, dataSource } } })).toEqual([
      "storage.dataSource: missing. A database is its data and its log together: the log from a snapshot needs the other's snapshot of the same moment.",
    ]);
    expect(() => newDatabase(newChart(), { storage: { ...storage, dataSource, wal: { ...wal, dataSource } } })).not.toThrow();
  });
});

describe('credentials', () => {
  test('a literal password, whose text is not repeated', () => {
    expect(databaseProblems({ credentials: { username: 'app', password: 'hunter2' } })).toEqual([
      'credentials: an object. Name the Secret that holds user and password: DatabaseCredentials.fromSecretName("orders-db").',
    ]);
  });

  test('a Secret whose password stands in the code', () => {
    const chart = newChart();
    const secret = new kplus.BasicAuthSecret(chart, 'Secret', { metadata: { name: 'login' }, username: 'app', password: 'hunter2' });
    expect(refusal(() => newDatabase(chart, { credentials: DatabaseCredentials.fromSecret(secret) }))).toBe(
      'StatefulDatabase at shop/db: 1 problem\n  credentials: "login". This Secret has the password in the code, and so in every manifest. Refer to one that exists: DatabaseCredentials.fromSecretName.',
    );
    // One that something else fills is fine.
    const filled = new kplus.Secret(chart, 'Filled', { metadata: { name: 'filled' } });
    expect(() => newDatabase(chart, { credentials: DatabaseCredentials.fromSecret(filled) })).not.toThrow();
  });

  test('names and keys that are none', () => {
    expect(databaseProblems({ credentials: DatabaseCredentials.fromSecretName('Orders DB') })).toEqual([
      'credentials: "Orders DB". Name the Secret: at most 253 lower-case letters, digits, dashes and dots.',
    ]);
    expect(databaseProblems({ credentials: DatabaseCredentials.fromSecret(undefined as never) })).toEqual([
      'credentials: missing. Name the Secret: at most 253 lower-case letters, digits, dashes and dots.',
    ]);
    expect(databaseProblems({ credentials: DatabaseCredentials.fromSecretName('db', { username: 'a b', password: 1 as never }) })).toEqual([
      'credentials.keys.username: "a b". A key has at most 253 letters, digits, dashes, dots and underscores.',
      'credentials.keys.password: a number. A key has at most 253 letters, digits, dashes, dots and underscores.',
    ]);
    expect(databaseProblems({ credentials: DatabaseCredentials.fromSecretName('db', { username: 'login', password: 'login' }) })).toEqual([
      'credentials.keys.password: a string of 5 characters. User and password are two keys. Name one for each.',
    ]);
    expect(databaseProblems({ credentials: DatabaseCredentials.fromSecretName('db', 5 as never) })).toEqual([
      'credentials.keys: a number. Give the names of the keys, such as { username: "user", password: "pass" }.',
    ]);
  });
});

describe('literal secrets', () => {
  const keep = 'Keep it in a Secret: mount it as a file, or take it by EnvValue.fromSecretValue().';
  const inName = 'The word "password" in its name says so, and whoever reads the manifest would read it.';
  const inText = 'It sets a password, and whoever reads the manifest would read it.';
  const excuse = (name: string) => `If it is none, say why in notSecret: { "${name}": "..." }.`;

  test('in variables', () => {
    expect(databaseProblems({ env: { POSTGRES_PASSWORD: text('hunter2'), DATABASE_URL: text('postgres://app:hunter2@db/app') } })).toEqual([
      `env["POSTGRES_PASSWORD"]: a literal. ${inName} ${keep} ${excuse('POSTGRES_PASSWORD')}`,
      `env["DATABASE_URL"]: a literal. It has a URL with a password in it, and whoever reads the manifest would read it. ${keep} ${excuse('DATABASE_URL')}`,
    ]);
    expect(databaseProblems({ engine: custom({ env: { FERRET_PASSWORD: text('hunter2') } }) })).toEqual([
      `engine.env["FERRET_PASSWORD"]: a literal. ${inName} ${keep} ${excuse('FERRET_PASSWORD')}`,
    ]);
  });

  test('a program of its own that stops nothing', () => {
    expect(databaseProblems({ engine: custom({ stopCommand: [] }) })).toEqual([
      'engine.stopCommand: []. Give the program to run, or leave it out.',
    ]);
  });

  test('in options', () => {
    expect(databaseProblems({ args: ['--init-password=hunter2'] })).toEqual([`args[0]: a literal. ${inText} ${keep} ${excuse('args')}`]);
    expect(databaseProblems({ engine: custom({ args: ['--password=hunter2'], stopCommand: ['stop', 'password=hunter2'] }) })).toHaveLength(
      2,
    );
  });

  test('in configuration, init files and scripts', () => {
    const scripts = 'Scripts can read it from the file that DB_PASSWORD_FILE names.';
    expect(
      databaseProblems({
        configuration: { 'postgresql.conf': DatabaseFile.fromText("primary_conninfo = 'host=db password=hunter2'") },
        initFiles: {
          '1.sql': DatabaseFile.fromText("CREATE ROLE reader LOGIN PASSWORD 'hunter2';"),
          '2.sh': DatabaseFile.fromText('PGPASSWORD=hunter2 psql'),
        },
      }),
    ).toEqual([
      `configuration["postgresql.conf"]: a literal. ${inText} ${scripts} ${excuse('postgresql.conf')}`,
      `initFiles["1.sql"]: a literal. It sets a password in SQL, and whoever reads the manifest would read it. ${scripts} ${excuse('1.sql')}`,
      `initFiles["2.sh"]: a literal. ${inText} ${scripts} ${excuse('2.sh')}`,
    ]);
    expect(databaseProblems({ engine: custom({ initialize: 'ferret --password=hunter2' }) })).toEqual([
      `engine.initialize: a literal. ${inText} Read it from the file of a Secret, such as the one that DB_PASSWORD_FILE names. ${excuse('command')}`,
    ]);
  });
});

describe('variables and options', () => {
  test('that are none, or that the construct sets', () => {
    expect(databaseProblems({ env: { PGDATA: text('/x'), DB_NAME: text('x'), 'A B': text('x'), C: 'x', D: text(1 as never) } })).toEqual([
      'env["A B"]: "A B". A variable is named with letters, digits, _, . and -, without a digit first.',
      'env["C"]: a string of 1 character. Give a kplus.EnvValue, such as EnvValue.fromValue("text").',
      'env["D"]: a number. Give a string; quote numbers and booleans.',
      'env["DB_NAME"]: "DB_NAME". It follows from the construct. Leave it out.',
      'env["PGDATA"]: "PGDATA". It follows from the construct. Leave it out.',
    ]);
    expect(databaseProblems({ env: [] })).toEqual(['env: []. Give an object of names and kplus.EnvValue.']);
    expect(() => newDatabase(newChart(), { env: { HOST: kplus.EnvValue.fromFieldRef(kplus.EnvFieldPaths.NODE_NAME) } })).not.toThrow();
  });

  test.each([['-c', 'port=5433'], ['-cport=5433'], ['--data-directory=/x'], ['-D', '/x'], ['-p5433']])(
    '%j would move the server',
    (...args) => {
      expect(databaseProblems({ args })).toHaveLength(1);
      expect(databaseProblems({ args })[0]).toMatch(/^args\[[01]\]: ".*"\. It follows from the construct\. Leave it out\.$/);
    },
  );

  test('options that are none', () => {
    expect(databaseProblems({ args: '-c a=b' })).toEqual(['args: "-c a=b". Give a list of strings.']);
    expect(databaseProblems({ ...MARIADB, args: ['--socket=/x', '-u', 'root'] })).toHaveLength(2);
  });
});

describe('files', () => {
  test('that cannot be read, are empty or too large', () => {
    expect(
      databaseProblems({
        initFiles: {
          '.hidden': DatabaseFile.fromText('a'),
          'gone.sql': DatabaseFile.fromPath('/nowhere/gone.sql'),
          'empty.sql': DatabaseFile.fromText(' \n'),
          'text.sql': 'SELECT 1',
          'none.sql': DatabaseFile.fromText(undefined as never),
        },
      }),
    ).toEqual([
      'initFiles[".hidden"]: ".hidden". Scripts and servers pass over files with a dot first. Use another name.',
      `initFiles["gone.sql"]: "/nowhere/gone.sql". There is no such file. Relative paths start at ${process.cwd()}.`,
      'initFiles["empty.sql"]: "". The file is empty. Leave it out.',
      'initFiles["text.sql"]: a string of 8 characters. Give DatabaseFile.fromText("...") or DatabaseFile.fromPath("...").',
      'initFiles["none.sql"]: missing. It is no text. Give a text, or the path of a file by DatabaseFile.fromPath().',
    ]);
    expect(databaseProblems({ initFiles: { 'large.sql': DatabaseFile.fromText('x'.repeat(1024 * 1024 + 1)) } })).toEqual([
      'initFiles: "1048577 bytes". The API server refuses objects of more than 1048576 bytes. Restore a backup for larger amounts.',
    ]);
    expect(databaseProblems({ initFiles: 'x.sql' })).toEqual(['initFiles: "x.sql". Give an object of file names and DatabaseFile.']);
  });

  test('a configuration that the engine would not read', () => {
    expect(databaseProblems({ configuration: { 'my.cnf': DatabaseFile.fromText('a = 1') } })).toEqual([
      'configuration: ["my.cnf"]. PostgreSQL reads postgresql.conf only, which may name the others. Add it.',
    ]);
    expect(() => newDatabase(newChart(), { configuration: {} })).not.toThrow();
  });

  test('settings that follow from the construct', () => {
    expect(
      databaseProblems({ configuration: { 'postgresql.conf': DatabaseFile.fromText("Port = 5433\n data_directory '/x'\n# port = 1") } }),
    ).toEqual([
      'configuration["postgresql.conf"]: "data_directory". It follows from the construct. Leave it out.',
      'configuration["postgresql.conf"]: "port". It follows from the construct. Leave it out.',
    ]);
    expect(databaseProblems({ ...MARIADB, configuration: { 'my.cnf': DatabaseFile.fromText('[mysqld]\ndatadir=/x') } })).toEqual([
      'configuration["my.cnf"]: "datadir". It follows from the construct. Leave it out.',
    ]);
  });

  test('init files that nobody would run', () => {
    expect(databaseProblems({ engine: custom(), initFiles: { '1.sql': DatabaseFile.fromText('SELECT 1') } })).toEqual([
      'initFiles: ["1.sql"]. FerretDB has no script that would run them. Give it one by initialize.',
    ]);
  });
});

describe('room', () => {
  test('a /dev/shm that does not fit the memory', () => {
    expect(databaseProblems({ sharedMemory: Size.gibibytes(2), resources: { memory: { limit: Size.gibibytes(1) } } })).toEqual([
      'sharedMemory: 2Gi. What is in /dev/shm counts as memory of the server: it is not below the limit of 1Gi. Raise resources.memory.limit above it, or lower it.',
    ]);
    const memory = { request: Size.mebibytes(900), limit: Size.gibibytes(1) };
    expect(databaseProblems({ sharedMemory: Size.mebibytes(256), resources: { memory } })).toEqual([
      'sharedMemory: 256Mi. What is in /dev/shm counts as memory of the server: its request of 900Mi + 256Mi = 1156Mi, above its limit of 1Gi. Raise the limit, or lower the request or this.',
    ]);
  });

  test('scratch volumes that do not fit the ephemeral storage', () => {
    expect(databaseProblems({ resources: { ephemeralStorage: { limit: Size.mebibytes(64) } } })).toEqual([
      'resources.ephemeralStorage.limit: 64Mi. A Pod is evicted when its scratch volumes, its layer and its logs exceed it: /tmp 64Mi + /var/run/postgresql 16Mi = 80Mi. Raise it, or leave it out so that it follows.',
    ]);
    expect(() => newDatabase(newChart(), { resources: { ephemeralStorage: { limit: Size.mebibytes(128) } } })).not.toThrow();
  });

  test('sizes and resources that are none', () => {
    expect(databaseProblems({ sharedMemory: '1Gi', temporarySpace: Size.kibibytes(0), resources: { memory: { limit: 1 } } })).toEqual([
      'resources.memory.limit: 1. Give a Size, such as Size.gibibytes(1).',
      'sharedMemory: "1Gi". Give a Size, such as Size.gibibytes(1).',
      'temporarySpace: 0Ki. Give a size of whole KiB above zero and below 8 EiB.',
    ]);
    expect(databaseProblems({ engine: custom({ writablePaths: [] }), temporarySpace: Size.gibibytes(1) })).toEqual([
      'temporarySpace: 1Gi. FerretDB has no /tmp. Add it to its writablePaths, or leave this out.',
    ]);
    expect(() => newDatabase(newChart(), { resources: { memory: null, cpu: null } as never })).not.toThrow();
  });
});

describe('an engine of the user', () => {
  test('that says nothing', () => {
    expect(databaseProblems({ engine: DatabaseEngine.custom({} as never) })).toEqual([
      'engine.title: missing. Say what the database is called.',
      'engine.image: missing. Name the image with a tag or digest, such as nginx:1.29.1.',
      'engine.port: missing. Give a whole number from 1 to 65535.',
      'engine.dataDirectory: missing. Give an absolute path: it starts with a slash.',
      ...['startup', 'liveness', 'readiness'].map(
        (name) => `engine.${name}: missing. Give a kplus.Probe. Without it, a server that recovers, hangs or starts looks like a dead one.`,
      ),
    ]);
  });

  test('whose probes are one', () => {
    expect(databaseProblems({ engine: custom({ liveness: CUSTOM.readiness, startup: CUSTOM.readiness }) })).toEqual([
      'engine.liveness: "the same as startup". Starting, alive and ready are three questions: give each a probe of its own, with its own patience.',
      'engine.readiness: "the same as startup". Starting, alive and ready are three questions: give each a probe of its own, with its own patience.',
    ]);
  });

  test('whose volumes hide one another', () => {
    expect(
      databaseProblems({ engine: custom({ dataDirectory: '/data', writablePaths: ['/data/tmp', '/run', '/tmp', '/tmp', 'x'] }) }),
    ).toEqual([
      'engine.writablePaths[0]: "/data/tmp". It overlaps /data (engine.dataDirectory): one would hide the other. Use a path apart.',
      'engine.writablePaths[1]: "/run". It overlaps /run/secrets/database (a volume of the construct): one would hide the other. Use a path apart.',
      'engine.writablePaths[3]: "/tmp". It overlaps /tmp (engine.writablePaths[2]): one would hide the other. Use a path apart.',
      'engine.writablePaths[4]: "x". Give an absolute path: it starts with a slash.',
    ]);
    expect(databaseProblems({ engine: custom({ dataDirectory: '/etc/database' }) })).toEqual([
      'engine.dataDirectory: "/etc/database". It overlaps /etc/database (a volume of the construct): one would hide the other. Use a path apart.',
    ]);
  });

  test('that know no users and are told some', () => {
    const wrong = withoutUsers({ usernameFileVariable: 'USER_FILE', passwordFileVariable: 'PASSWORD_FILE' });
    const why = 'FerretDB has no users (hasUsers: false), so there is no such file. Leave one of the two out.';
    expect(databaseProblems(wrong)).toEqual([
      `engine.usernameFileVariable: "USER_FILE". ${why}`,
      `engine.passwordFileVariable: "PASSWORD_FILE". ${why}`,
    ]);
    expect(databaseProblems({ ...withoutUsers(), credentials: DatabaseCredentials.fromSecretName('ferret') })).toEqual([
      'credentials: a DatabaseCredentials. FerretDB has no users (hasUsers: false), so nothing would read them. Leave them out.',
    ]);
    expect(databaseProblems({ engine: custom({ hasUsers: 'no' as never }) })).toEqual(['engine.hasUsers: "no". Give true or false.']);
  });

  test('whose options are none', () => {
    const engine = custom({
      usernameFileVariable: 'A-B',
      passwordFileVariable: 1 as never,
      replicates: 'yes' as never,
      sharedMemory: 1 as never,
      smallestStorage: 1 as never,
      command: 'run' as never,
      initialize: '',
      dump: 'pg_dump' as never,
    });
    expect(databaseProblems({ engine })).toEqual([
      'engine.command: "run". Give a list of strings.',
      'engine.usernameFileVariable: "A-B". Give the name of a variable: letters, digits and underscores.',
      'engine.passwordFileVariable: 1. Give the name of a variable: letters, digits and underscores.',
      'engine.initialize: "". Give a shell text.',
      'engine.sharedMemory: 1. Give a Size, such as Size.gibibytes(1).',
      'engine.smallestStorage: 1. Give a Size, such as Size.gibibytes(1).',
      'engine.replicates: "yes". Give true or false.',
      'engine.dump: "pg_dump". Give suffix, dump, verify and restore.',
    ]);
    expect(databaseProblems({ engine: custom({ dump: { suffix: 'dump' } as never }) })).toEqual([
      'engine.dump.suffix: "dump". Give lower-case letters and digits after a dot, such as ".archive".',
      'engine.dump.dump: missing. Give a shell text.',
      'engine.dump.verify: missing. Give a shell text.',
      'engine.dump.restore: missing. Give a shell text.',
    ]);
  });
});

test('whatever the props, they are refused by name or make a manifest', () => {
  const value = fc.oneof(
    fc.anything(),
    fc.constantFrom<unknown>(
      ...Object.values(POSTGRES),
      ...[
        Size.gibibytes(3),
        Cron.daily(),
        1,
        2,
        'app',
        ['-c', 'a=b'],
        { A: text('b') },
        { 'postgresql.conf': DatabaseFile.fromText('a = 1') },
        FAST,
      ],
      ...[custom(), custom({ replicates: true }), { memory: { limit: Size.gibibytes(2) } }, kplus.PodManagementPolicy.PARALLEL],
    ),
  );
  const names = [
    ...['name', 'engine', 'storage', 'credentials', 'database', 'replicas', 'podManagementPolicy', 'configuration', 'initFiles', 'args'],
    ...[
      'env',
      'resources',
      'sharedMemory',
      'temporarySpace',
      'user',
      'group',
      'labels',
      'annotations',
      'terminationGracePeriod',
      'hardening',
    ],
  ];
  const props = fc.record(Object.fromEntries(names.map((name) => [name, value])), { requiredKeys: [] });
  fc.assert(
    fc.property(props, fc.boolean(), (given, sound) => {
      const chart = newChart();
      try {
        new StatefulDatabase(chart, 'db', { ...(sound ? POSTGRES : {}), ...given } as StatefulDatabaseProps);
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidPropsError);
        const { message, props: wrong } = error as InvalidPropsError;
        expect(message).toMatch(/^StatefulDatabase at shop\/db: \d+ problems?\n/);
        for (const prop of wrong) expect(names).toContain(prop.split(/[.[]/)[0]);
        expect(chart.node.children).toEqual([]);
        return;
      }
      expect(manifests(chart).map(({ kind }) => kind as string)).toContain('StatefulSet');
    }),
    { numRuns: 300 },
  );
});

test('a cache that the memory has no room for, wherever it is said', () => {
  const memory = { memory: { limit: Size.gibibytes(1) } };
  const file = (content: string) => DatabaseFile.fromText(content);
  const why = (left: string) =>
    `The limit of memory leaves ${left}: the server would be killed. Give it a quarter of that, or raise resources.memory.limit.`;
  const configuration = { 'postgresql.conf': file("max_connections = 9\nshared_buffers = '2GB' # all\n") };
  expect(databaseProblems({ resources: memory, configuration, args: ['-c', 'shared_buffers=98304'] })).toEqual([
    `configuration["postgresql.conf"]: "shared_buffers = 2GB". ${why('768Mi beside /dev/shm')}`,
    `args[1]: "shared_buffers = 98304". ${why('768Mi beside /dev/shm')}`,
  ]);
  const engine = DatabaseEngine.mysql({ version: '8.4' });
  expect(databaseProblems({ resources: memory, engine, args: ['--innodb-buffer-pool-size=1G'] })).toEqual([
    `args[0]: "innodb_buffer_pool_size = 1G". ${why('1Gi')}`,
  ]);
  // What fits, and what is no size, is the user's own.
  const fits = ['-c', 'shared_buffers=256MB', '-cshared_buffers=32768', '--shared-buffers=many'];
  expect(() => newDatabase(newChart(), { resources: memory, args: fits })).not.toThrow();
});
