import { Chart, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Claim, ClaimProps, ClaimSource, HostPathType, PersistentVolume, PersistentVolumeProps, PersistentVolumeSource } from '../../src';
import { findKind, newChart, refusal } from '../support';

const { READ_WRITE_ONCE, READ_ONLY_MANY, READ_WRITE_MANY } = kplus.PersistentVolumeAccessMode;
const DISK = PersistentVolumeSource.csi({ driver: 'ebs.csi.aws.com', volumeHandle: 'vol-1' });

const volumeIn = (chart: Chart, more: Partial<PersistentVolumeProps> = {}) =>
  new PersistentVolume(chart, 'disk', {
    source: DISK,
    storage: Size.gibibytes(20),
    accessModes: [READ_WRITE_ONCE, READ_ONLY_MANY],
    storageClassName: 'kept',
    ...more,
  });

const claimIn = (chart: Chart, more: Partial<ClaimProps> = {}) =>
  new Claim(chart, 'orders', { storage: Size.gibibytes(20), storageClass: { storageClassName: 'kept' }, ...more });

describe('a volume and a claim that are tied', () => {
  test('name one another, so that no other gets either', () => {
    const chart = newChart();
    volumeIn(chart).bind(claimIn(chart));
    expect(findKind(chart, 'PersistentVolume').spec.claimRef).toEqual({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      name: 'orders',
      namespace: 'shop',
    });
    expect(findKind(chart, 'PersistentVolumeClaim').spec.volumeName).toBe('disk');
  });

  test('may be told of one another already', () => {
    const chart = newChart();
    const volume = volumeIn(chart, { claimRef: { name: 'orders', namespace: 'shop' } });
    const claim = claimIn(chart, { volumeName: 'disk', storageClass: { storageClassName: 'kept' } });
    volume.bind(claim);
    volume.bind(claim);
    expect(findKind(chart, 'PersistentVolumeClaim').spec.volumeName).toBe('disk');
  });

  test('are refused for all that they disagree on, at once: the controller compares nothing of a pair', () => {
    const chart = newChart();
    const volume = volumeIn(chart, {
      claimRef: { name: 'stock', namespace: 'shop' },
      labels: { disk: 'a' },
      volumeAttributesClassName: 'gold',
    });
    const claim = claimIn(chart, {
      storageClass: undefined,
      storage: Size.gibibytes(21),
      accessModes: [READ_WRITE_MANY],
      volumeMode: kplus.PersistentVolumeMode.BLOCK,
      selector: { disk: 'b' },
      volumeName: 'other',
    });
    expect(refusal(() => volume.bind(claim))).toBe(
      [
        'PersistentVolume at shop/disk: 8 problems',
        '  claim.volumeName: "other". The claim is for another volume. Make a claim for disk, or leave volumeName out.',
        '  claimRef: "shop/stock". The volume is kept for another claim. Make a volume for each.',
        '  storageClassName: "kept". The claim has the class none. Say the same on both sides.',
        '  accessModes: ["ReadWriteOnce","ReadOnlyMany"]. The claim asks for ReadWriteMany. Ask for modes that the volume has.',
        '  volumeMode: "Filesystem". The claim is Block, and no Pod can mount what is the other kind. Say the same on both sides.',
        '  storage: 20Gi. The claim asks for 21Gi. Ask for no more than there is.',
        '  volumeAttributesClassName: "gold". The claim has the class none. Say the same on both sides.',
        '  labels: {"disk":"a"}. The claim selects {"disk":"b"}. Give the volume these labels, or leave the selector out.',
      ].join('\n'),
    );
  });

  test('are refused where the claim has no namespace, which a volume has to name, or data of its own', () => {
    const chart = new Chart(newChart().node.root, 'bare');
    expect(refusal(() => volumeIn(chart).bind(claimIn(chart, { dataSource: ClaimSource.fromSnapshotName('x') })))).toBe(
      [
        'PersistentVolume at bare/disk: 2 problems',
        '  claim.namespace: missing. Neither the claim nor its chart names one, and a volume that is kept for a claim without it is never bound. Give the namespace.',
        '  claim.dataSource: "given". An existing volume keeps the data that it has. Leave it out.',
      ].join('\n'),
    );
    expect(refusal(() => volumeIn(newChart()).bind({ name: 'orders' } as never))).toContain(
      '  claim: {"name":"orders"}. Give a Claim of this library; claim() makes one that fits.',
    );
  });
});

describe('the claim that a volume makes', () => {
  test('has its class, size, modes and attributes, whatever they are', () => {
    const chart = newChart();
    const volume = volumeIn(chart, { volumeMode: kplus.PersistentVolumeMode.BLOCK, volumeAttributesClassName: 'gold' });
    const claim = volume.claim(chart, 'orders', { labels: { team: 'shop' } });
    expect(claim.volumeMode).toBe(kplus.PersistentVolumeMode.BLOCK);
    expect(findKind(chart, 'PersistentVolumeClaim')).toMatchObject({
      metadata: { name: 'orders', labels: { team: 'shop' } },
      spec: {
        accessModes: ['ReadWriteOnce', 'ReadOnlyMany'],
        resources: { requests: { storage: '20Gi' } },
        storageClassName: 'kept',
        volumeAttributesClassName: 'gold',
        volumeMode: 'Block',
        volumeName: 'disk',
      },
    });
    expect(findKind(chart, 'PersistentVolume').spec.claimRef).toMatchObject({ name: 'orders', namespace: 'shop' });
  });

  test('of no class has an empty one, so that the default class does not make another volume', () => {
    const chart = newChart();
    volumeIn(chart, { storageClassName: undefined }).claim(chart, 'orders');
    expect(findKind(chart, 'PersistentVolumeClaim').spec.storageClassName).toBe('');
  });

  test('is refused where the volume is kept for another, and where nobody says its namespace', () => {
    const chart = newChart();
    const volume = volumeIn(chart);
    volume.claim(chart, 'orders');
    expect(refusal(() => volume.claim(chart, 'stock'))).toBe(
      'Claim at shop/stock: 1 problem\n  name: "stock". The volume disk is kept for the claim shop/orders. Use that name, or another volume.',
    );
    const bare = new Chart(newChart().node.root, 'bare');
    expect(refusal(() => volumeIn(bare).claim(bare, 'x'))).toContain('namespace: missing. Neither the claim nor its chart names one');
    expect(refusal(() => volume.claim(chart, 'more', { storage: Size.gibibytes(1) } as never))).toContain(
      'The claim has it from the volume. Leave it out.',
    );
  });
});

describe('a directory of whichever node', () => {
  const hostPath = (options: object) => () =>
    volumeIn(newChart(), { source: PersistentVolumeSource.hostPath(options as never), accessModes: [READ_WRITE_ONCE] });

  test('has to be there, and is for tests or one node by a word', () => {
    const chart = newChart();
    const source = PersistentVolumeSource.hostPath({ path: '/srv/data', acknowledgeForTestsOrOneNode: true });
    volumeIn(chart, { source, accessModes: [READ_WRITE_ONCE] });
    expect(findKind(chart, 'PersistentVolume').spec.hostPath).toEqual({ path: '/srv/data', type: 'Directory' });
    expect(hostPath({ path: '/srv/data', type: HostPathType.DIRECTORY_OR_CREATE, acknowledgeForTestsOrOneNode: true })).not.toThrow();
  });

  test('is refused without the word, as the node itself, as a device, as what can be deleted', () => {
    expect(refusal(hostPath({ path: '/var/run/docker.sock', type: 'Socket' }))).toBe(
      [
        'PersistentVolume at shop/disk: 3 problems',
        '  source.path: "/var/run/docker.sock". Whoever has its claim would have the node. Use a directory that is there for the data alone.',
        '  source.type: "Socket". Use one of Directory, DirectoryOrCreate, File, FileOrCreate, BlockDevice.',
        '  source.acknowledgeForTestsOrOneNode: missing. On another node there is other data, and nobody limits its size. Use PersistentVolumeSource.local(), or say true where it is for tests or the cluster has one node.',
      ].join('\n'),
    );
    const source = PersistentVolumeSource.hostPath({ path: '/srv', acknowledgeForTestsOrOneNode: true });
    const props = {
      source,
      accessModes: [READ_WRITE_ONCE],
      volumeMode: kplus.PersistentVolumeMode.BLOCK,
      reclaimPolicy: kplus.PersistentVolumeReclaimPolicy.DELETE,
      volumeAttributesClassName: 'gold',
    };
    expect(refusal(() => volumeIn(newChart(), props))).toBe(
      [
        'PersistentVolume at shop/disk: 3 problems',
        '  volumeAttributesClassName: "gold". Only volumes of CSI drivers have one, and the API server refuses others. Leave it out.',
        '  reclaimPolicy: "Delete". Nothing can delete such data, so the volume would end up Failed. Use RETAIN.',
        '  volumeMode: "Block". A hostPath is no device for the kubelet. Use PersistentVolumeSource.local().',
      ].join('\n'),
    );
  });
});
