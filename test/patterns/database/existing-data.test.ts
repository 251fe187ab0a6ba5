import { Size } from 'cdk8s';
import { check, ManifestSet, readValues } from '../../../src/checks';
import { DatabaseBackup } from '../../../src/patterns/database/database-backup';
import { DatabaseEngine } from '../../../src/patterns/database/engine';
import { ExistingData } from '../../../src/patterns/database/existing-data';
import { StatefulDatabaseProps } from '../../../src/patterns/database/props';
import { BackupStorage } from '../../../src/volumes/backup-storage';
import { DatabaseFile } from '../../../src/patterns/database/configuration';
import * as kplus from 'cdk8s-plus-27';
import { Manifest, manifests, newChart } from '../../support';
import { custom, databaseProblems, envOf, FAST, newBackup, newDatabase, partsOf } from './support';

const SIZE = { size: Size.gibibytes(20), storageClass: FAST };

const withData = (existing: ExistingData, more: Partial<StatefulDatabaseProps> = {}) =>
  ({ storage: { ...SIZE, existing }, ...more }) as Partial<StatefulDatabaseProps>;

const onClaim = (existing: ExistingData, more: Partial<StatefulDatabaseProps> = {}) => ({ storage: { existing }, ...more });

const MARIADB = DatabaseEngine.mariadb({ version: '11.8' });
const MYSQL = DatabaseEngine.mysql({ version: '8.4' });
const postgres = (version: string, image?: string) => DatabaseEngine.postgres({ version, image });

describe('the layouts that are known', () => {
  test.each<[string, DatabaseEngine, ExistingData, string, object]>([
    [
      'official postgres, its volume at the data directory',
      postgres('17'),
      ExistingData.officialPostgres(),
      '/pgdata',
      { runAsUser: 999, runAsGroup: 999 },
    ],
    [
      'official postgres with PGDATA below',
      postgres('16'),
      ExistingData.officialPostgres({ directory: 'pgdata' }),
      '/pgdata/pgdata',
      { runAsUser: 999, runAsGroup: 999 },
    ],
    [
      'official postgres from 18 on',
      postgres('18'),
      ExistingData.officialPostgres(),
      '/pgdata/18/docker',
      { runAsUser: 999, runAsGroup: 999 },
    ],
    ['official postgres on Alpine', postgres('17.6-alpine'), ExistingData.officialPostgres(), '/pgdata', { runAsUser: 70, runAsGroup: 70 }],
    [
      'bitnami postgresql',
      postgres('16'),
      ExistingData.bitnamiPostgresql(),
      '/pgdata/data',
      { runAsUser: 1001, runAsGroup: 1001, fsGroup: 1001 },
    ],
    [
      'bitnami postgresql with a subPath',
      postgres('16'),
      ExistingData.bitnamiPostgresql({ directory: 'prod/data' }),
      '/pgdata/prod/data',
      { runAsUser: 1001, runAsGroup: 1001, fsGroup: 1001 },
    ],
    ['official mysql', MYSQL, ExistingData.officialMysql(), '/data', { runAsUser: 999, runAsGroup: 999 }],
    ['official mariadb', MARIADB, ExistingData.officialMariadb(), '/data', { runAsUser: 999, runAsGroup: 999 }],
    ['bitnami mysql', MYSQL, ExistingData.bitnamiMysql(), '/data/data', { runAsUser: 1001, runAsGroup: 1001, fsGroup: 1001 }],
    ['bitnami mariadb', MARIADB, ExistingData.bitnamiMariadb({ user: 1002 }), '/data/data', { runAsUser: 1002, runAsGroup: 1002 }],
    [
      'any other',
      MARIADB,
      ExistingData.ofLayout({ directory: 'a/b', user: 3000, group: 3001, fsGroup: 3002 }),
      '/data/a/b',
      { runAsUser: 3000, runAsGroup: 3001, fsGroup: 3002 },
    ],
  ])('%s: the server is the owner, and finds the data where it lies', (_, engine, existing, path, owner) => {
    const { pod, server, init } = partsOf(withData(existing, { engine }));
    const { runAsUser, runAsGroup, fsGroup } = pod.securityContext;
    // No fsGroup that was not there before: the kubelet would change the group and the modes of all files.
    expect({ runAsUser, runAsGroup, ...(fsGroup !== undefined && { fsGroup }) }).toEqual(owner);
    const told = [envOf(server).PGDATA, ...(server.args as string[]).map((arg) => /^--datadir=(.*)/.exec(arg)?.[1])].filter(Boolean);
    expect(told).toEqual([path]);
    expect(envOf(init)[engine === MYSQL || engine === MARIADB ? 'DATA_DIR' : 'PGDATA']).toBe(path);
  });
});

describe('an existing claim', () => {
  const EXISTING = ExistingData.officialPostgres({ claimName: 'data-of-old' });

  test('by a name of its own is a plain volume: the set has no template that would make one where it is missing', () => {
    const chart = newChart();
    const database = newDatabase(chart, onClaim(EXISTING));
    const set = manifests(chart).find(({ kind }: Manifest) => kind === 'StatefulSet');
    expect(set.spec.volumeClaimTemplates).toBeUndefined();
    expect(set.spec.template.spec.volumes).toContainEqual({ name: 'data', persistentVolumeClaim: { claimName: 'data-of-old' } });
    expect(database.claimName(0)).toBe('data-of-old');
    for (const container of [...set.spec.template.spec.containers, ...set.spec.template.spec.initContainers]) {
      expect(container.volumeMounts).toContainEqual({ name: 'data', mountPath: '/pgdata' });
    }
  });

  test('without one is the claim that the set looks for: the template stays, as every other database has it', () => {
    const chart = newChart();
    const database = newDatabase(chart, withData(ExistingData.officialPostgres()));
    const set = manifests(chart).find(({ kind }: Manifest) => kind === 'StatefulSet');
    expect(set.spec.volumeClaimTemplates.map(({ metadata }: Manifest) => metadata.name)).toEqual(['data']);
    expect(database.claimName(0)).toBe('data-orders-db-0');
  });

  test('is no place for its own backups', () => {
    const chart = newChart();
    const database = newDatabase(chart, onClaim(EXISTING));
    const claim = kplus.PersistentVolumeClaim.fromClaimName(chart, 'old', 'data-of-old');
    expect(() => newBackup(chart, { database, storage: BackupStorage.existingClaim(claim) })).toThrow(
      'That is a disk of the database itself: what destroys it destroys the backup too. Use a claim of its own.',
    );
  });
});

describe('nothing is initialised', () => {
  const LAYOUTS: Array<[string, Partial<StatefulDatabaseProps>]> = [
    ['postgres', withData(ExistingData.officialPostgres())],
    ['mysql', withData(ExistingData.officialMysql(), { engine: MYSQL })],
    ['mariadb', withData(ExistingData.bitnamiMariadb(), { engine: MARIADB })],
    ['custom', withData(ExistingData.ofLayout({ directory: 'db', user: 3000 }), { engine: custom({ initialize: 'make a new one' }) })],
  ];

  test.each(LAYOUTS)('%s: what runs before the server only looks, and its reason becomes the status of the Pod', (name, props) => {
    const { pod, init } = partsOf(props);
    expect(pod.initContainers).toHaveLength(1);
    expect(init.name).toBe('existing-data');
    expect(init.terminationMessagePolicy).toBe('FallbackToLogsOnError');
    const script: string = init.command[2];
    expect(script).toContain(`# src/scripts/existing-${name === 'mariadb' ? 'mysql' : name}.sh of cdk8s-storage`);
    expect(script).not.toMatch(/initdb |install-db|initialize-insecure|make a new one/);
  });

  test.each(LAYOUTS)('%s: our own checks find nothing', (name, props) => {
    const chart = newChart();
    const database = newDatabase(chart, props);
    if (name !== 'custom') newBackup(chart, { database });
    const { findings } = check(new ManifestSet(readValues(manifests(chart)).manifests));
    const told = findings.filter(({ level, rule }) => level !== 'info' || rule === 'rule-failed');
    expect(told.map(({ rule, level, cause }) => `${level} ${rule}: ${cause}`)).toEqual([]);
  });

  test('a custom engine looks into the directory that it is told', () => {
    const { init } = partsOf(LAYOUTS[3][1]);
    expect(envOf(init)).toMatchObject({ DATA_DIR: '/state/db', VOLUME: '/state' });
  });
});

describe('the user of the data', () => {
  test('is tried by the readiness of Postgres, over the address that others use; its files can be read without a group', () => {
    const { pod, server } = partsOf(withData(ExistingData.officialPostgres()));
    expect(server.readinessProbe.exec.command[2]).toContain('# src/scripts/login-postgres.sh');
    expect(server.env).toContainEqual({ name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } });
    expect(server.volumeMounts).toContainEqual({ name: 'credentials', mountPath: '/run/secrets/database', readOnly: true });
    const secret = pod.volumes.find(({ name }: Manifest) => name === 'credentials').secret;
    expect(secret.defaultMode).toBe(0o444);
    const grouped = partsOf(withData(ExistingData.bitnamiPostgresql())).pod;
    expect(grouped.volumes.find(({ name }: Manifest) => name === 'credentials').secret.defaultMode).toBe(0o440);
  });

  test('settings of the configuration stand above those that came with the data', () => {
    const chart = newChart();
    const configuration = { 'postgresql.conf': DatabaseFile.fromText('max_connections = 50\n') };
    newDatabase(chart, withData(ExistingData.bitnamiPostgresql(), { engine: postgres('16'), configuration }));
    const config = manifests(chart).find(({ kind }: Manifest) => kind === 'ConfigMap');
    expect(config.data['postgresql.conf']).toBe("include_if_exists = '/pgdata/data/postgresql.conf'\n\nmax_connections = 50\n");
  });
});

describe('refused is', () => {
  const EXISTING = ExistingData.officialPostgres();
  const LAYOUT = { directory: 'data', user: 1001 };

  test.each<[string, object, string[]]>([
    [
      'what is no ExistingData',
      withData('orders' as unknown as ExistingData),
      [
        'storage.existing: "orders". Say how the data lies: ExistingData.officialPostgres(), ExistingData.bitnamiPostgresql() and so on, or ExistingData.ofLayout({ directory, user }).',
      ],
    ],
    [
      'the layout of another engine',
      withData(ExistingData.bitnamiMysql()),
      [
        'storage.existing: "bitnamiMysql". That is the layout of Bitnami\'s MySQL, and the engine is PostgreSQL. Use the layout of its own, or ExistingData.ofLayout.',
      ],
    ],
    [
      "a known layout for an engine of one's own",
      withData(EXISTING, { engine: custom() }),
      [
        'storage.existing: "officialPostgres". That is the layout of the official image of PostgreSQL, and the engine is FerretDB. Use the layout of its own, or ExistingData.ofLayout.',
      ],
    ],
    [
      'what fills a new database',
      withData(EXISTING, { initFiles: { '1.sql': DatabaseFile.fromText('SELECT 1') } }),
      ['initFiles: ["1.sql"]. They fill a new database, and this one exists. Leave it out.'],
    ],
    [
      'what makes a new database',
      withData(EXISTING, { engine: DatabaseEngine.postgres({ version: '17', dataChecksums: true, initdbArgs: ['--locale=C.UTF-8'] }) }),
      [
        'engine.dataChecksums: true. It is for a new database, and this one exists: nothing would come of it. Leave it out.',
        'engine.initdbArgs: ["--locale=C.UTF-8"]. It is for a new database, and this one exists: nothing would come of it. Leave it out.',
      ],
    ],
    [
      'another owner beside',
      withData(EXISTING, { user: 10, group: 11 }),
      [
        'user: 10. It is the owner of the data, which storage.existing says. Leave it out.',
        'group: 11. It is the owner of the data, which storage.existing says. Leave it out.',
      ],
    ],
    [
      'a snapshot beside',
      { storage: { ...SIZE, existing: EXISTING, dataSource: { kind: 'VolumeSnapshot', name: 'a' } } },
      ['storage.dataSource: {"kind":"VolumeSnapshot","name":"a"}. The claim has its data already. Leave it out.'],
    ],
    [
      'a new log',
      { storage: { ...SIZE, existing: EXISTING, wal: { size: Size.gibibytes(4) } } },
      ['storage.wal: "a disk". The write-ahead log stays where it is, with the data. Leave it out.'],
    ],
    [
      'what the claim says itself',
      {
        storage: {
          ...SIZE,
          accessMode: kplus.PersistentVolumeAccessMode.READ_WRITE_ONCE,
          existing: ExistingData.officialPostgres({ claimName: 'old' }),
        },
      },
      [
        'storage.size: 20Gi. It is that of the claim that exists, which stays as it is. Leave it out.',
        'storage.storageClass: {"storageClassName":"fast"}. It is that of the claim that exists, which stays as it is. Leave it out.',
        'storage.accessMode: "ReadWriteOnce". It is that of the claim that exists, which stays as it is. Leave it out.',
      ],
    ],
    [
      'several writers of one claim',
      onClaim(ExistingData.ofLayout({ ...LAYOUT, claimName: 'old' }), { engine: custom({ replicates: true }), replicas: 3 }),
      ['replicas: 3. All Pods would write to the one claim. Use 1.'],
    ],
    [
      'no name of a claim',
      onClaim(ExistingData.officialPostgres({ claimName: 'Old_1' })),
      [
        'storage.existing.claimName: "Old_1". Use at most 253 lower-case letters, digits, dashes and dots, with a letter or digit at the ends of each part.',
      ],
    ],
    [
      'a path out of the volume',
      withData(ExistingData.officialPostgres({ directory: '../data' })),
      [
        'storage.existing.directory: "../data". Give the directory relative to the root of the volume, such as "data" or "prod/pgdata"; "" for the root.',
      ],
    ],
    [
      'an absolute path',
      withData(ExistingData.officialPostgres({ directory: '/var/lib/postgresql/data' })),
      [
        'storage.existing.directory: "/var/lib/postgresql/data". Give the directory relative to the root of the volume, such as "data" or "prod/pgdata"; "" for the root.',
      ],
    ],
    [
      'no owner',
      withData(ExistingData.ofLayout({ directory: 'data' } as never)),
      ['storage.existing.user: missing. Say whose the files are: ls -ln in the directory.'],
    ],
    [
      'no layout',
      withData(ExistingData.ofLayout(undefined as never)),
      ['storage.existing: missing. Say where the data lies and whose it is: { directory: "data", user: 1001 }.'],
    ],
    [
      'root',
      withData(ExistingData.ofLayout({ directory: '', user: 0 })),
      [
        'storage.existing.user: 0. A server that runs as root is refused. Give the files to another user with the old server stopped (chown -R), and name him.',
      ],
    ],
    [
      'a typo',
      withData(ExistingData.officialPostgres({ claimNam: 'old' } as never)),
      ['storage.existing.claimNam: a string of 3 characters. There is no such prop. Did you mean claimName?'],
    ],
    [
      'a word that means nothing to the engine',
      withData(ExistingData.officialMysql({ allowCollationChange: true }), { engine: MYSQL }),
      ['storage.existing.allowCollationChange: true. MySQL does not sort by the C library. Leave it out.'],
    ],
    [
      'no size for the template',
      { storage: { existing: EXISTING } },
      [
        'storage.size: missing. Give a Size, such as Size.gibibytes(1).',
        "storage.storageClass: missing. Name a class (a ZonalStorageClass or its name): the cluster's default may bind in the wrong zone.",
      ],
    ],
  ])('%s', (_, props, problems) => {
    expect(databaseProblems(props)).toEqual(problems);
  });

  test('nothing of its size: a disk that is there is as small as it is', () => {
    expect(() => newDatabase(newChart(), { storage: { size: Size.mebibytes(512), storageClass: FAST, existing: EXISTING } })).not.toThrow();
  });
});

test('a backup and its restore run as they do anyway, beside data of another owner', () => {
  const chart = newChart();
  const backup: DatabaseBackup = newBackup(chart, {
    database: newDatabase(chart, onClaim(ExistingData.officialPostgres({ claimName: 'old' }))),
  });
  expect(backup).toBeDefined();
  const cronJob = manifests(chart).find(({ kind }: Manifest) => kind === 'CronJob');
  expect(cronJob.spec.jobTemplate.spec.template.spec.securityContext).toMatchObject({ runAsUser: 10001, fsGroup: 10001 });
});
