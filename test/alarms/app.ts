import { ApiObject, App, Chart, Cron, Duration, Size, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import {
  BackupStorage,
  BackupStore,
  CommitGuarantee,
  DatabaseBackup,
  DatabaseCredentials,
  DatabaseEngine,
  ReplicatedDatabase,
  SnapshotClass,
  SnapshotDeletionPolicy,
  SnapshotSchedule,
  SnapshotSource,
  StatefulDatabase,
  StorageAlarm,
  StorageAlarms,
  StorageAlarmsProps,
  StorageDriver,
  ZonalStorageClass,
} from '../../src';
import { RuleGroup } from '../../src/alarms/groups';

/** An app that has one of each thing that alarms tell of. */
export function appWithAll(props: StorageAlarmsProps = {}): { readonly chart: Chart; readonly alarms: StorageAlarms } {
  const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
  const disks = new ZonalStorageClass(chart, 'disks', { driver: StorageDriver.awsEbs() });
  const storage = { size: Size.gibibytes(100), storageClass: disks };
  const credentials = DatabaseCredentials.fromSecretName('orders');
  const engine = DatabaseEngine.postgres({ version: '18.6' });
  const database = new StatefulDatabase(chart, 'orders', { name: 'orders', credentials, engine, storage });
  new DatabaseBackup(chart, 'backup', {
    database,
    schedule: Cron.schedule({ hour: '2', minute: '30' }),
    timeZone: 'Europe/Berlin',
    storage: BackupStorage.newClaim({ size: Size.gibibytes(200), storageClass: disks }),
    startingDeadline: Duration.hours(1),
    deadline: Duration.hours(6),
    rehearsal: { size: Size.gibibytes(110), schedule: Cron.schedule({ weekDay: '0', hour: '14', minute: '0' }) },
  });
  const uploads = disks.claim(chart, 'uploads', { storage: Size.gibibytes(40) });
  const web = new kplus.Deployment(chart, 'web', {
    metadata: { name: 'web' },
    replicas: 1,
    strategy: kplus.DeploymentStrategy.recreate(),
    containers: [{ image: 'nginx:1.29.4' }],
  });
  uploads.mountInto(web, '/uploads');
  const snapshots = new SnapshotClass(chart, 'copies', { driver: disks.provisioner, deletionPolicy: SnapshotDeletionPolicy.DELETE });
  new SnapshotSchedule(chart, 'snapshots', {
    source: SnapshotSource.claims([uploads], snapshots),
    schedule: Cron.schedule({ hour: '*/6', minute: '15' }),
    image: 'alpine/kubectl:1.36.1',
    startingDeadline: Duration.minutes(10),
    deadline: Duration.hours(1),
  });
  ['ledger', 'audit'].forEach((name) => {
    new ReplicatedDatabase(chart, name, {
      name,
      engine,
      storage,
      commits: CommitGuarantee.losingNothing(),
      backup: {
        store: BackupStore.s3({ path: `s3://shop/${name}`, secretName: 'store' }),
        schedule: Cron.schedule({ hour: '3', minute: '17' }),
        keep: '30d',
      },
      monitoring: { allowFrom: [kplus.Namespaces.select(chart, `monitoring-of-${name}`, { names: ['monitoring'] })] },
    });
  });
  rehearsal(chart);
  new ApiObject(chart, 'archive', {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: 'archive' },
    spec: { capacity: { storage: '1Ti' }, accessModes: ['ReadWriteOnce'], csi: { driver: 'ebs.csi.aws.com', volumeHandle: 'vol-0a1b' } },
  });
  new ApiObject(chart, 'shared', {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'shared' },
    spec: { storageClassName: 'files', accessModes: ['ReadWriteMany'], resources: { requests: { storage: '10Gi' } } },
  });
  const alarms = new StorageAlarms(chart, 'alarms', {
    claims: { 'orders-backup': { spaceLeft: 5, lasts: Duration.days(2) } },
    alertLabels: { team: 'shop' },
    ...props,
  });
  return { chart, alarms };
}

/** A CronJob of whoever tries backups, by the label that says so. */
function rehearsal(chart: Chart): void {
  new ApiObject(chart, 'rehearsal', {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'rehearsal', labels: { 'app.kubernetes.io/component': 'restore-rehearsal' } },
    spec: {
      schedule: '0 5 * * 0',
      jobTemplate: {
        spec: {
          activeDeadlineSeconds: 3600,
          template: { spec: { restartPolicy: 'Never', containers: [{ name: 'restore', image: 'registry.example.com/rehearsal:1.4.2' }] } },
        },
      },
    },
  });
}

/** The groups of rules of an app with alarms of these props. */
export function groupsWith(props?: StorageAlarmsProps): RuleGroup[] {
  const { chart, alarms } = appWithAll(props);
  const found = (Testing.synth(chart) as Array<{ kind: string; metadata: { name: string }; spec: { groups: RuleGroup[] } }>).find(
    ({ kind, metadata }) => kind === 'PrometheusRule' && metadata.name === alarms.name,
  );
  return found!.spec.groups;
}

/** Props that change expressions, labels or annotations. */
export const VARIANTS: { readonly [title: string]: StorageAlarmsProps } = {
  'series of one cluster': { seriesLabels: { cluster: 'west "1"\\' } },
  'other thresholds': {
    thresholds: { spaceLeft: 20, inodesLeft: 3, lasts: Duration.minutes(90), paceBelow: 99 },
    claims: { 'data-orders': { inodesLeft: 50 }, ledger: { paceBelow: 10 }, uploads: { spaceLeft: 20, lasts: Duration.days(9) } },
    missedRuns: 3,
    withoutDeadline: Duration.seconds(1),
    restartsPerHour: 1,
  },
  'other severities, addresses and labels': {
    severities: Object.fromEntries(Object.values(StorageAlarm).map((alarm) => [alarm, `P1: "${alarm}"`])),
    runbooks: 'https://wiki.example.com/storage?page=a&b=%20',
    alertLabels: { team: 'a "b" \\ {c}' },
  },
  'two alarms alone': { without: Object.values(StorageAlarm).slice(2) },
};
