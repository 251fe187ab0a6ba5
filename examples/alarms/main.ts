import { App, Chart, Cron, Duration, Size } from 'cdk8s';
import {
  BackupStorage,
  DatabaseBackup,
  DatabaseCredentials,
  DatabaseEngine,
  SnapshotClass,
  SnapshotDeletionPolicy,
  SnapshotSchedule,
  SnapshotSource,
  StatefulDatabase,
  StorageAlarm,
  StorageAlarms,
  StorageDriver,
  ZonalStorageClass,
} from 'cdk8s-storage';

const app = new App();
const chart = new Chart(app, 'orders', { namespace: 'shop' });
const disks = new ZonalStorageClass(chart, 'orders-disks', { driver: StorageDriver.awsEbs() });

const database = new StatefulDatabase(chart, 'orders', {
  name: 'orders',
  credentials: DatabaseCredentials.fromSecretName('orders'),
  engine: DatabaseEngine.postgres({ version: '18.6' }),
  storage: { size: Size.gibibytes(100), storageClass: disks },
});

new DatabaseBackup(chart, 'backup', {
  database,
  schedule: Cron.schedule({ hour: '2', minute: '30' }),
  timeZone: 'Europe/Berlin', // one night in spring has no half past two: 47 hours until the next backup
  storage: BackupStorage.newClaim({ size: Size.gibibytes(200), storageClass: disks }),
});

const uploads = disks.claim(chart, 'uploads', { storage: Size.gibibytes(40) });
const nightly = new SnapshotClass(chart, 'orders-snapshots', { driver: disks.provisioner, deletionPolicy: SnapshotDeletionPolicy.DELETE });
new SnapshotSchedule(chart, 'snapshots', {
  source: SnapshotSource.claims([uploads], nightly),
  schedule: Cron.schedule({ hour: '*/6', minute: '15' }),
  image: 'alpine/kubectl:1.36.1',
});

new StorageAlarms(chart, 'orders-alarms', {
  thresholds: { spaceLeft: 15 },
  claims: { 'orders-backup': { spaceLeft: 5, lasts: Duration.days(2) } }, // old backups are deleted after the new one
  severities: { [StorageAlarm.BACKUP_SUSPENDED]: 'info' },
  labels: { release: 'kube-prometheus-stack' }, // what Prometheus looks for
  alertLabels: { team: 'shop' },
});

app.synth();
