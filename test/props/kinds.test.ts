import * as cdk8s from 'cdk8s';
import { Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import * as library from '../../src';
import { isA, isCron, isDuration, isSize } from '../../src/props/kinds';
import { manifests, newChart } from '../support';
import { secondCopy } from '../second-copy';

const otherCdk8s = secondCopy<typeof cdk8s>('cdk8s', ['constructs']);
const otherLibrary = secondCopy<typeof library>('../src', ['cdk8s', 'constructs', 'cdk8s-plus-27']);

/** Where the values of an app come from. */
interface Values {
  readonly cdk: typeof cdk8s;
  readonly lib: typeof library;
}

const OWN: Values = { cdk: cdk8s, lib: library };

/** One of each construct, with a value of each class that a prop takes. */
function build({ cdk, lib }: Values, chart: Chart): void {
  const { Cron, Duration, Size } = cdk;
  const storageClass = new library.ZonalStorageClass(chart, 'fast', { driver: lib.StorageDriver.gcePersistentDisk({}) });
  const database = new library.StatefulDatabase(chart, 'db', {
    name: 'orders-db',
    engine: lib.DatabaseEngine.postgres({ version: '17' }),
    storage: { size: Size.gibibytes(20), storageClass, dataSource: lib.ClaimSource.fromSnapshotName('before') },
    credentials: lib.DatabaseCredentials.fromSecretName('orders-db'),
    configuration: { 'postgresql.conf': lib.DatabaseFile.fromText('log_statement = ddl\n') },
    terminationGracePeriod: Duration.minutes(3),
    temporarySpace: Size.gibibytes(1),
    resources: { memory: { request: Size.gibibytes(2) } },
  });
  const backup = new library.DatabaseBackup(chart, 'backup', {
    database,
    schedule: Cron.schedule({ minute: '17', hour: '3' }),
    storage: lib.BackupStorage.newClaim({ size: Size.gibibytes(50), storageClass }),
    startingDeadline: Duration.hours(2),
    deadline: Duration.hours(3),
  });
  new library.DatabaseRestore(chart, 'restore', {
    database,
    source: lib.BackupSource.fromBackup(backup),
    wait: Duration.minutes(5),
    overwrite: 'overwrite existing data',
  });
  new library.DatabaseUpgrade(chart, 'upgrade', {
    source: database,
    target: new library.StatefulDatabase(chart, 'next', {
      name: 'orders-db-18',
      engine: lib.DatabaseEngine.postgres({ version: '18' }),
      storage: { size: Size.gibibytes(20), storageClass },
    }),
    storage: lib.BackupStorage.existingClaim(backup.claim),
    deadline: Duration.hours(3),
  });
  new library.NfsSharedStore(chart, 'store', {
    driver: lib.NfsDriver.csi({ server: 'nfs.example.com', share: '/' }),
    capacity: Size.gibibytes(5),
  });
  new library.PersistentVolume(chart, 'volume', {
    source: lib.PersistentVolumeSource.nfs({ server: 'nfs.example.com', path: '/' }),
    storage: Size.gibibytes(5),
    accessModes: [kplus.PersistentVolumeAccessMode.READ_WRITE_MANY],
  });
  const pod = new library.SharedScratchPod(chart, 'pod', {
    medium: lib.ScratchMedium.MEMORY,
    sizeLimit: Size.mebibytes(64),
    seed: { image: 'busybox:1.37.0', path: '/etc' },
    containers: [{ name: 'main', image: 'nginx:1.29.1', access: lib.MountAccess.READ_WRITE }],
  });
  new library.ScratchVolume(chart, 'disk', { sizeLimit: Size.mebibytes(64), medium: lib.ScratchMedium.DISK }).mountInto(pod.pod, '/disk');
  new library.ConfigReloadingDeployment(chart, 'web', {
    containers: [{ name: 'main', image: 'nginx:1.29.1', declineReadiness: 'a test', declineLiveness: 'a test' }],
    configs: [
      {
        name: 'pages',
        source: lib.ConfigSource.merge(lib.ConfigSource.fromData({ a: '1' }), lib.ConfigSource.fromData({ b: '2' })),
        mountPath: '/pages',
      },
    ],
    reload: lib.ReloadStrategy.live(lib.ReloadCall.httpPost(8080, '/reload'), { interval: Duration.seconds(5) }),
    minReady: Duration.seconds(10),
    progressDeadline: Duration.seconds(90),
  });
}

const rendered = (values: Values) => {
  const chart = newChart();
  build(values, chart);
  return manifests(chart);
};

test.each<[string, Values]>([
  ['another copy of this package', { ...OWN, lib: otherLibrary }],
  ['another copy of cdk8s', { ...OWN, cdk: otherCdk8s }],
])('values of %s are taken for what they are', (_, values) => {
  expect(rendered(values)).toEqual(rendered(OWN));
});

test('the copies are copies', () => {
  expect(otherLibrary.StorageDriver.awsEbs()).not.toBeInstanceOf(library.StorageDriver);
  expect(otherCdk8s.Duration.hours(1)).not.toBeInstanceOf(cdk8s.Duration);
  expect(kplus).toBe(jest.requireActual('cdk8s-plus-27'));
});

test('constructs of another copy are taken where a database is asked for', () => {
  const chart = newChart();
  const database = new otherLibrary.StatefulDatabase(chart, 'db', {
    name: 'orders-db',
    engine: library.DatabaseEngine.postgres({ version: '18' }),
    storage: { size: cdk8s.Size.gibibytes(20), storageClass: { storageClassName: 'fast' } },
    credentials: otherLibrary.DatabaseCredentials.fromSecretName('orders-db'),
  });
  new library.DatabaseBackup(chart, 'backup', {
    database,
    schedule: cdk8s.Cron.schedule({ minute: '17', hour: '3' }),
    storage: library.BackupStorage.newClaim({ size: cdk8s.Size.gibibytes(50), storageClass: { storageClassName: 'fast' } }),
  });
  expect(manifests(chart).map(({ kind }) => kind)).toContain('CronJob');
});

test('what only looks alike is told apart', () => {
  for (const value of [undefined, null, 'text', 1, [], {}, () => 1]) {
    expect([isSize(value), isDuration(value), isCron(value), isA(value, library.StorageDriver)]).toEqual([false, false, false, false]);
  }
  expect(isDuration(cdk8s.Size.gibibytes(1)) || isSize(cdk8s.Duration.hours(1)) || isCron(kplus.Cpu.millis(1))).toBe(false);
  // Both have a plan.
  expect(isA(library.DatabaseEngine.postgres({ version: '18' }), library.StorageDriver)).toBe(false);
  expect(isA(library.NfsDriver.fromStorageClass({ storageClassName: 'fast' }), library.StorageDriver)).toBe(false);
  expect(isA(library.StorageDriver.awsEbs(), library.StorageDriver)).toBe(true);
});
