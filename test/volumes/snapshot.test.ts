import { Chart, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import {
  Claim,
  ClaimSource,
  Snapshot,
  SnapshotClass,
  SnapshotGroup,
  SnapshotGroupProps,
  SnapshotProps,
  StorageDriver,
  ZonalStorageClass,
} from '../../src';
import { findKind, manifests, newChart, refusal } from '../support';

const WEEKLY = { snapshotClassName: 'weekly' };
const FAST = { storageClassName: 'fast' };

const disksIn = (chart: Chart) => new ZonalStorageClass(chart, 'disks', { driver: StorageDriver.awsEbs() });
const pagesOn = (chart: Chart, disks: ZonalStorageClass) => disks.claim(chart, 'pages', { storage: Size.gibibytes(40) });
const problemsOf = (build: () => unknown) => refusal(build).split('\n  ').slice(1);

test('a snapshot names its claim and its class', () => {
  const chart = newChart();
  const claim = new Claim(chart, 'pages', { storage: Size.gibibytes(40), storageClass: FAST });
  const snapshot = new Snapshot(chart, 'before-upgrade', { claim, snapshotClass: WEEKLY, labels: { team: 'wiki' } });
  expect(findKind(chart, 'VolumeSnapshot')).toEqual({
    apiVersion: 'snapshot.storage.k8s.io/v1',
    kind: 'VolumeSnapshot',
    metadata: { name: 'before-upgrade', namespace: 'shop', labels: { team: 'wiki' } },
    spec: { volumeSnapshotClassName: 'weekly', source: { persistentVolumeClaimName: 'pages' } },
  });
  expect([snapshot.name, snapshot.snapshotClassName]).toEqual(['before-upgrade', 'weekly']);
});

test('a claim of which only the name is known is taken', () => {
  const chart = newChart();
  const claim = kplus.PersistentVolumeClaim.fromClaimName(chart, 'there', 'data-orders-0');
  new Snapshot(chart, 'orders', { claim, snapshotClass: WEEKLY });
  expect(findKind(chart, 'VolumeSnapshot').spec.source).toEqual({ persistentVolumeClaimName: 'data-orders-0' });
});

test('a claim that begins with a snapshot names it by its group, without which the server drops it', () => {
  const chart = newChart();
  const disks = disksIn(chart);
  const snapshot = new Snapshot(chart, 'monday', { claim: pagesOn(chart, disks), snapshotClass: WEEKLY });
  disks.claim(chart, 'restored', { storage: Size.gibibytes(40), dataSource: ClaimSource.fromSnapshot(snapshot) });
  const restored = manifests(chart).find(({ metadata }) => metadata.name === 'restored');
  expect(restored.spec.dataSource).toEqual({ apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 'monday' });
});

describe('refusals of a snapshot', () => {
  const problems = (props: unknown) => problemsOf(() => new Snapshot(newChart(), 'x', props as SnapshotProps));

  test('a claim and a class are named, and no default is taken', () => {
    expect(problems({})).toEqual([
      'snapshotClass: missing. Give a SnapshotClass; SnapshotClass.fromSnapshotClassName() makes one of a name.',
      'claim: missing. Give a Claim, or kplus.PersistentVolumeClaim.fromClaimName() for one that is there.',
    ]);
  });

  test('a class of another driver', () => {
    const chart = newChart();
    const claim = pagesOn(chart, disksIn(chart));
    const snapshotClass = new SnapshotClass(chart, 'other', { driver: 'disk.csi.azure.com' });
    expect(problemsOf(() => new Snapshot(chart, 'x', { claim, snapshotClass }))).toEqual([
      'snapshotClass: "other". It is of driver disk.csi.azure.com, and claim pages is on ebs.csi.aws.com: the snapshot would never be ready. Give a class of ebs.csi.aws.com.',
    ]);
    expect(new Snapshot(chart, 'x', { claim, snapshotClass: new SnapshotClass(chart, 'same', { driver: 'ebs.csi.aws.com' }) }).name).toBe(
      'x',
    );
  });

  test('a claim whose volumes have no snapshots', () => {
    const chart = newChart();
    const disks = new ZonalStorageClass(chart, 'local', { driver: StorageDriver.localVolumes() });
    expect(problemsOf(() => new Snapshot(chart, 'x', { claim: pagesOn(chart, disks), snapshotClass: WEEKLY }))).toEqual([
      'claim: "pages". Nobody takes snapshots of volumes of local volumes (kubernetes.io/no-provisioner). Back the files up by a program, or move them to a driver that takes snapshots.',
    ]);
  });

  test('a claim of another namespace', () => {
    const chart = newChart();
    const claim = new Claim(chart, 'pages', { storage: Size.gibibytes(1), storageClass: FAST, namespace: 'wiki' });
    expect(problemsOf(() => new Snapshot(chart, 'x', { claim, snapshotClass: WEEKLY }))).toEqual([
      'claim: "pages". It is in the namespace wiki, and a snapshot is taken of a claim of its own namespace, which is the namespace shop. Use a chart of that namespace.',
    ]);
  });
});

describe('refusals of a claim that begins with a snapshot', () => {
  test('smaller than what the snapshot is of, of another driver, of another mode: all at once', () => {
    const chart = newChart();
    const snapshot = new Snapshot(chart, 'monday', { claim: pagesOn(chart, disksIn(chart)), snapshotClass: WEEKLY });
    const other = new ZonalStorageClass(chart, 'other', { driver: StorageDriver.csi('csi.example.com') });
    const build = () =>
      other.claim(chart, 'restored', {
        storage: Size.gibibytes(39),
        volumeMode: kplus.PersistentVolumeMode.BLOCK,
        dataSource: ClaimSource.fromSnapshot(snapshot),
      });
    expect(problemsOf(build)).toEqual([
      'storage: 39Gi. It begins with snapshot monday of claim pages, which has 40Gi, and is put into no less, however little of it is used. Ask for 40Gi or more.',
      'storageClass: "other". Its driver csi.example.com cannot read snapshot monday of claim pages, which ebs.csi.aws.com holds. Use a class of ebs.csi.aws.com; to move data between drivers, copy the files.',
      'volumeMode: "Block". It begins with snapshot monday of claim pages, which is Filesystem, and the provisioner does not change that. Use the same.',
    ]);
  });

  test('in another namespace, also where a claim is copied', () => {
    const chart = newChart();
    const disks = disksIn(chart);
    const pages = pagesOn(chart, disks);
    const elsewhere = (dataSource: ClaimSource) => () =>
      new Claim(chart, 'restored', { storage: Size.gibibytes(40), storageClass: disks, namespace: 'wiki', dataSource });
    const end =
      'is in the namespace shop, and this claim in the namespace wiki: a claim begins with what its own namespace has. Use a chart of that namespace.';
    expect(problemsOf(elsewhere(ClaimSource.fromSnapshot(new Snapshot(chart, 'monday', { claim: pages, snapshotClass: WEEKLY }))))).toEqual(
      [`dataSource: "monday". Snapshot monday of claim pages ${end}`],
    );
    expect(problemsOf(elsewhere(ClaimSource.fromClaim(pages)))).toEqual([`dataSource: "pages". Claim pages ${end}`]);
  });

  test('the class of the snapshot tells the driver where the claim does not', () => {
    const chart = newChart();
    const claim = kplus.PersistentVolumeClaim.fromClaimName(chart, 'there', 'pages');
    const snapshotClass = new SnapshotClass(chart, 'weekly', { driver: 'csi.example.com' });
    const dataSource = ClaimSource.fromSnapshot(new Snapshot(chart, 'monday', { claim, snapshotClass }));
    expect(problemsOf(() => disksIn(chart).claim(chart, 'restored', { storage: Size.gibibytes(40), dataSource }))).toEqual([
      'storageClass: "disks". Its driver ebs.csi.aws.com cannot read snapshot monday, which csi.example.com holds. Use a class of csi.example.com; to move data between drivers, copy the files.',
    ]);
  });

  test('what is no snapshot', () => {
    const build = (value: unknown) => () =>
      new Claim(newChart(), 'x', {
        storage: Size.gibibytes(1),
        storageClass: FAST,
        dataSource: ClaimSource.fromSnapshot(value as Snapshot),
      });
    const problem =
      'dataSource: "". Use at most 253 lower-case letters, digits, dashes and dots, with a letter or digit at the ends of each part.';
    for (const value of [undefined, null, {}]) expect(problemsOf(build(value))).toEqual([problem]);
  });
});

describe('a group', () => {
  const GROUPS = { snapshotGroupClassName: 'groups' };

  test('selects claims by labels', () => {
    const chart = newChart();
    new SnapshotGroup(chart, 'orders', { selector: { app: 'orders' }, snapshotGroupClass: GROUPS });
    expect(findKind(chart, 'VolumeGroupSnapshot')).toEqual({
      apiVersion: 'groupsnapshot.storage.k8s.io/v1',
      kind: 'VolumeGroupSnapshot',
      metadata: { name: 'orders', namespace: 'shop' },
      spec: { volumeGroupSnapshotClassName: 'groups', source: { selector: { matchLabels: { app: 'orders' } } } },
    });
  });

  test('never all claims of the namespace by accident, which the API server takes', () => {
    const end = 'Give the labels that the claims have: without any, all claims of the namespace would be meant, whatever their driver.';
    const problems = (props: unknown) => problemsOf(() => new SnapshotGroup(newChart(), 'x', props as SnapshotGroupProps));
    expect(problems({ selector: {}, snapshotGroupClass: GROUPS })).toEqual([`selector: {}. ${end}`]);
    expect(problems({})).toEqual([
      `selector: missing. ${end}`,
      'snapshotGroupClass: missing. Give a SnapshotGroupClass; SnapshotGroupClass.fromSnapshotGroupClassName() makes one of a name.',
    ]);
  });
});
