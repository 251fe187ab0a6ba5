import { App, Chart, Cron, Size } from 'cdk8s';
import { ClaimSource, Snapshot, SnapshotClass, SnapshotDeletionPolicy, SnapshotGroupClass, SnapshotSchedule } from 'cdk8s-storage';
import { SnapshotGroup, SnapshotSource, StorageDriver, ZonalStorageClass } from 'cdk8s-storage';

const app = new App();
const chart = new Chart(app, 'wiki', { namespace: 'wiki' });
const disks = new ZonalStorageClass(chart, 'wiki-disks', { driver: StorageDriver.awsEbs() });
const pages = disks.claim(chart, 'pages', { storage: Size.gibibytes(40) });

// One each night, of which old ones are deleted, with their copies.
const nightly = new SnapshotClass(chart, 'wiki-nightly', { driver: disks.provisioner, deletionPolicy: SnapshotDeletionPolicy.DELETE });
new SnapshotSchedule(chart, 'nightly', {
  source: SnapshotSource.claims([pages], nightly),
  schedule: Cron.schedule({ hour: '2', minute: '40' }),
  timeZone: 'Europe/Berlin',
  keep: 14,
  image: 'alpine/kubectl:1.36.1',
});

// One by hand, which outlives its namespace, and a copy of the wiki as it was then.
const kept = new SnapshotClass(chart, 'wiki-kept', { driver: disks.provisioner });
const before = new Snapshot(chart, 'before-upgrade', { claim: pages, snapshotClass: kept });
disks.claim(chart, 'pages-before-upgrade', { storage: Size.gibibytes(40), dataSource: ClaimSource.fromSnapshot(before) });

// Data and log of a search engine on two disks, at one moment; its set gives the label to its claims.
const groups = new SnapshotGroupClass(chart, 'wiki-groups', {
  driver: 'csi.example.com',
  deletionPolicy: SnapshotDeletionPolicy.DELETE,
});
new SnapshotSchedule(chart, 'search', {
  source: SnapshotSource.group({ 'app.kubernetes.io/name': 'search' }, groups),
  schedule: Cron.schedule({ hour: '3', minute: '10' }),
  image: 'alpine/kubectl:1.36.1',
});

// The same by hand, of a class that keeps it.
new SnapshotGroup(chart, 'search-before-upgrade', {
  selector: { 'app.kubernetes.io/name': 'search' },
  snapshotGroupClass: new SnapshotGroupClass(chart, 'wiki-groups-kept', { driver: 'csi.example.com' }),
});

app.synth();
