import { Chart, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { check, ManifestSet, readValues } from '../../../src/checks';
import { DatabaseFile } from '../../../src/patterns/database/configuration';
import { DatabaseEngine } from '../../../src/patterns/database/engine';
import { DatabaseUpgrade } from '../../../src/patterns/database/database-upgrade';
import { ExistingData } from '../../../src/patterns/database/existing-data';
import { StatefulDatabase } from '../../../src/patterns/database/stateful-database';
import { StatefulDatabaseProps } from '../../../src/patterns/database/props';
import { PgUpgradeOptions, UpgradeMethod } from '../../../src/patterns/database/upgrade-method';
import { DatabaseUpgradeProps } from '../../../src/patterns/database/upgrade-props';
import { loadScript } from '../../../src/scripts/load-script';
import { BackupStorage } from '../../../src/volumes/backup-storage';
import { ClaimSource } from '../../../src/volumes/claim-source';
import { Manifest, manifests, newChart } from '../../support';
import { envOf, FAST, findNamed, MARIADB, POSTGRES, problemsOf, withoutScripts } from './support';

const IMAGE = 'tianon/postgres-upgrade:16-to-18';
const OLD = { ...POSTGRES, engine: DatabaseEngine.postgres({ version: '16' }) };
const NEW = { ...POSTGRES, name: 'orders-db-18', credentials: undefined };

interface Given {
  readonly props?: Partial<DatabaseUpgradeProps>;
  readonly options?: Partial<PgUpgradeOptions>;
  readonly old?: Partial<StatefulDatabaseProps>;
  readonly next?: Partial<StatefulDatabaseProps>;
}

function upgradeIn(chart: Chart, { props, options, old, next }: Given = {}) {
  const source = new StatefulDatabase(chart, 'old', { ...OLD, ...old });
  const target = new StatefulDatabase(chart, 'new', { ...NEW, ...next });
  const method = UpgradeMethod.pgUpgrade({ image: IMAGE, ...options });
  return new DatabaseUpgrade(chart, 'upgrade', { source, target, method, ...props });
}

function partsOf(given: Given = {}) {
  const chart = newChart();
  const made = upgradeIn(chart, given);
  const set = findNamed(chart, 'StatefulSet', 'orders-db-18');
  const pod: Manifest = set.spec.template.spec;
  return { chart, made, pod, upgrade: pod.initContainers[0], init: pod.initContainers[1] };
}

test('an image with both versions upgrades before anything makes an empty database, and the server starts last', () => {
  const { pod, upgrade } = partsOf();
  expect(pod.initContainers.map(({ name }: Manifest) => name)).toEqual(['pg-upgrade', 'init-database']);
  expect(upgrade).toMatchObject({ image: IMAGE, command: ['sh', '-c', loadScript('pg-upgrade'), 'pg-upgrade'] });
  expect(envOf(upgrade)).toEqual({
    PGDATA: '/pgdata/data',
    DB_NAME: 'app',
    DB_USERNAME_FILE: '/run/secrets/database/username',
    DB_PASSWORD_FILE: '/run/secrets/database/password',
    OLD_DATA: '/upgrade/data/data',
    OLD_BINARIES: '/usr/lib/postgresql/16/bin',
    OLD_VERSION: '16',
    NEW_BINARIES: '/usr/lib/postgresql/18/bin',
    NEW_VERSION: '18',
    DATA_CHECKSUMS: 'yes',
    UPGRADE_WAIT: '600',
  });
});

test('the old disk cannot be written to, not even by the kubelet, and the old database has no Pods', () => {
  const { chart, pod, upgrade, init } = partsOf();
  expect(pod.volumes).toContainEqual({ name: 'old-data', persistentVolumeClaim: { claimName: 'data-orders-db-0', readOnly: true } });
  expect(upgrade.volumeMounts).toContainEqual({ name: 'old-data', mountPath: '/upgrade/data', readOnly: true });
  for (const { volumeMounts } of [init, pod.containers[0]]) expect(JSON.stringify(volumeMounts)).not.toContain('old-data');
  expect(findNamed(chart, 'StatefulSet', 'orders-db').spec.replicas).toBe(0);
  expect(findNamed(chart, 'StatefulSet', 'orders-db-18').spec.replicas).toBe(1);
});

test('it has all that what makes a new database has: disks, the Secret, room, settings; and nothing else is made', () => {
  const { chart, upgrade, init } = partsOf();
  expect(upgrade.volumeMounts).toEqual(expect.arrayContaining(init.volumeMounts as Manifest[]));
  expect(upgrade.args).toEqual(init.args);
  expect(upgrade.resources).toEqual(init.resources);
  const both = newChart();
  new StatefulDatabase(both, 'old', OLD);
  new StatefulDatabase(both, 'new', NEW);
  const namesOf = (all: Chart) => manifests(all).map(({ kind, metadata }: Manifest) => `${kind} ${metadata.name}`);
  expect(namesOf(chart)).toEqual(namesOf(both));
});

test('logs with disks of their own, data that was taken over, and another user are found where they are', () => {
  const wal = { size: Size.gibibytes(4) };
  const withLog = partsOf({ old: { storage: { ...POSTGRES.storage, wal } }, next: { storage: { ...POSTGRES.storage, wal } } });
  expect(envOf(withLog.upgrade)).toMatchObject({ OLD_WAL: '/upgrade/wal/pg_wal', WAL_DIR: '/pgwal/pg_wal' });
  expect(withLog.pod.volumes).toContainEqual({ name: 'old-wal', persistentVolumeClaim: { claimName: 'wal-orders-db-0', readOnly: true } });
  const existing = ExistingData.officialPostgres({ claimName: 'postgres-pvc', directory: 'pgdata' });
  const takenOver = partsOf({ old: { storage: { existing } }, next: { user: 999 } });
  expect(envOf(takenOver.upgrade)).toMatchObject({ OLD_DATA: '/upgrade/data/pgdata', PGDATA: '/pgdata/data' });
  expect(takenOver.pod.volumes).toContainEqual({ name: 'old-data', persistentVolumeClaim: { claimName: 'postgres-pvc', readOnly: true } });
});

test('what the props say', () => {
  const { upgrade } = partsOf({
    props: { wait: Duration.minutes(1), checkSpace: false, resources: { memory: { limit: Size.gibibytes(3) } } },
    options: { oldBinaries: '/opt/16/bin', newBinaries: '/opt/18/bin', allowCollationChange: true, analyze: false },
    next: { engine: DatabaseEngine.postgres({ version: '18', dataChecksums: false }) },
  });
  expect(upgrade.resources.limits.memory).toBe('3Gi');
  expect(envOf(upgrade)).toMatchObject({
    OLD_BINARIES: '/opt/16/bin',
    NEW_BINARIES: '/opt/18/bin',
    ALLOW_COLLATION_CHANGE: 'yes',
    UPGRADE_ANALYZE: 'no',
    UPGRADE_SPACE: 'unchecked',
    UPGRADE_WAIT: '60',
    DATA_CHECKSUMS: 'no',
  });
});

test('the container meets the restricted Pod Security Standard, and tells why it ended', () => {
  const { upgrade } = partsOf();
  expect(upgrade.securityContext).toMatchObject({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, runAsNonRoot: true });
  expect(upgrade.terminationMessagePolicy).toBe('FallbackToLogsOnError');
});

test('our own checks find no error', () => {
  const { findings } = check(new ManifestSet(readValues(manifests(partsOf().chart)).manifests));
  expect(findings.filter(({ level }) => level === 'error').map(({ rule, cause }) => `${rule}: ${cause}`)).toEqual([]);
});

test('taken out of the code, both databases are as if it had never been there', () => {
  const both = newChart();
  new StatefulDatabase(both, 'old', OLD);
  new StatefulDatabase(both, 'new', NEW);
  expect(findNamed(both, 'StatefulSet', 'orders-db').spec.replicas).toBe(1);
  const { chart } = partsOf();
  const [before, after] = [both, chart].map((all) => findNamed(all, 'StatefulSet', 'orders-db-18').spec);
  expect(after.volumeClaimTemplates).toEqual(before.volumeClaimTemplates);
  expect(after.selector).toEqual(before.selector);
});

test('whoever asks for the Job or the claim of the dump is told that there is none', () => {
  const { made } = partsOf();
  expect(made.name).toBe('orders-db-18');
  for (const name of ['job', 'claim'] as const) {
    expect(problemsOf('DatabaseUpgrade', 'shop/upgrade', () => made[name])).toEqual([
      `${name}: missing. pg_upgrade makes no dump and has no Job: it runs in the Pod of the new database. Use that.`,
    ]);
  }
});

describe('refused is', () => {
  const problems = (given: Given): string[] => problemsOf('DatabaseUpgrade', 'shop/upgrade', () => upgradeIn(newChart(), given));

  test('what is no method, and what is no option of it', () => {
    expect(problems({ props: { method: 'pg_upgrade' as never } })).toEqual([
      'method: "pg_upgrade". Give UpgradeMethod.pgUpgrade({ image }), or leave it out for a dump that is restored.',
    ]);
    expect(problems({ props: { method: UpgradeMethod.pgUpgrade(undefined as never) } })).toEqual([
      'method: missing. Name an image with the programs of both versions: { image: "tianon/postgres-upgrade:16-to-18" }.',
    ]);
    expect(
      problems({
        options: { image: 'postgres', oldBinaries: 'bin', newBinaries: '/opt/new bin/', analyze: 'no', link: true } as never,
      }),
    ).toEqual([
      'method.link: true. There is no such prop: there are image, oldBinaries, newBinaries, allowCollationChange, analyze.',
      'method.image: "postgres". Without a tag it means latest, which changes under a running Pod. Add a tag or a digest.',
      'method.oldBinaries: "bin". Give an absolute path: it starts with a slash.',
      'method.newBinaries: "/opt/new bin/". Write the directory without blanks, and without a slash at its end.',
      'method.analyze: "no". Give true or false.',
    ]);
    expect(problems({ options: { oldBinaries: '/opt/bin', newBinaries: '/opt/bin' } })).toEqual([
      'method.newBinaries: "/opt/bin". These are the old programs. Give the directory of the new ones.',
    ]);
  });

  test('memory without room for the /dev/shm of the new database', () => {
    const resources = { memory: { request: Size.gibibytes(1), limit: Size.gibibytes(1) } };
    expect(problems({ props: { resources }, next: { sharedMemory: Size.mebibytes(512) } })).toEqual([
      'resources.memory.limit: 1Gi. The request of 1Gi and the /dev/shm of the new database, 512Mi, are above it. Raise it, or lower the request.',
    ]);
  });

  test('what is for the dump and its Job alone, at once', () => {
    const storage = BackupStorage.newClaim({ size: Size.gibibytes(50), storageClass: FAST });
    const why = 'pg_upgrade makes no dump and has no Job: it runs in the Pod of the new database. Leave it out.';
    expect(problems({ props: { storage, retries: 1, name: 'to-18', nodeSelector: { disk: 'ssd' }, wait: 60 as never } })).toEqual([
      `storage: "given". ${why}`,
      `retries: 1. ${why}`,
      `name: "to-18". ${why}`,
      `nodeSelector: "given". ${why}`,
      'wait: 60. Give a Duration, such as Duration.seconds(30).',
    ]);
  });

  test('two databases that pg_upgrade cannot bring together', () => {
    expect(problems({ next: { database: 'shop', user: 999 } })).toEqual([
      'target: "shop". pg_upgrade keeps the names of databases, and the old one is called "app". Give the new one database: "app".',
      'target: 999. The files of the old database belong to user 10001, and nobody else may read them. Give the new one user: 10001.',
    ]);
    const dataSource = ClaimSource.fromSnapshotName('nightly');
    expect(
      problems({
        next: {
          engine: DatabaseEngine.postgres({ version: '18', initdbArgs: ['--locale=C'] }),
          initFiles: { '10.sql': DatabaseFile.fromText('SELECT 1') },
          storage: { ...POSTGRES.storage, dataSource },
        },
      }),
    ).toEqual(
      ['initFiles', 'initdbArgs', 'storage.dataSource'].map(
        (what) => `target: shop/new. It has ${what}, for a new database, and this one comes from the old. Leave that out.`,
      ),
    );
  });

  test('another engine, which has no pg_upgrade', () => {
    const maria = (version: string) => DatabaseEngine.mariadb({ version });
    expect(
      problems({ old: { ...MARIADB, engine: maria('10.11') }, next: { ...MARIADB, name: 'orders-db-118', engine: maria('11.8') } }),
    ).toEqual(['method: "pgUpgrade". pg_upgrade is for PostgreSQL, and this is MariaDB. Leave it out: the data is dumped and restored.']);
  });

  test('a second one for the same new database', () => {
    const chart = newChart();
    const source = new StatefulDatabase(chart, 'old', OLD);
    const target = new StatefulDatabase(chart, 'new', NEW);
    const method = UpgradeMethod.pgUpgrade({ image: IMAGE });
    new DatabaseUpgrade(chart, 'first', { source, target, method });
    expect(problemsOf('DatabaseUpgrade', 'shop/upgrade', () => new DatabaseUpgrade(chart, 'upgrade', { source, target, method }))).toEqual([
      'target: shop/new. Another DatabaseUpgrade fills it already. Leave one of them out.',
    ]);
  });
});

test('the manifests', () => {
  const all = withoutScripts(partsOf().chart);
  expect(all.filter(({ kind }: Manifest) => kind === kplus.k8s.KubeStatefulSet.GVK.kind)).toMatchSnapshot();
});
