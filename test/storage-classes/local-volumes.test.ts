import { Chart, JsonPatch, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { LocalDisk, LocalVolumes } from '../../src';
import { manifests, Manifest, newChart, refusal } from '../support';

const disk = (node: string, gibibytes: number, path = '/mnt/disks/a'): LocalDisk => ({ node, path, storage: Size.gibibytes(gibibytes) });
const THREE = [disk('node-1', 100), disk('node-2', 100), disk('node-3', 200)];

const setIn = (chart: Chart, replicas: number) =>
  new kplus.k8s.KubeStatefulSet(chart, 'set', {
    metadata: { name: 'queue' },
    spec: {
      replicas,
      serviceName: 'queue',
      selector: { matchLabels: { app: 'queue' } },
      template: { metadata: { labels: { app: 'queue' } }, spec: { containers: [{ name: 'queue', image: 'queue:3' }] } },
    },
  });

describe('LocalVolumes', () => {
  const chart = newChart();
  const local = new LocalVolumes(chart, 'nvme', { disks: THREE, labels: { disks: 'nvme' } });
  const made = manifests(chart);
  const volumes = made.filter(({ kind }) => kind === 'PersistentVolume');

  test('makes a class that waits for its Pod, and a volume for each disk, tied to its node and kept', () => {
    expect(made.find(({ kind }) => kind === 'StorageClass')).toMatchObject({
      metadata: { name: 'nvme' },
      provisioner: 'kubernetes.io/no-provisioner',
      volumeBindingMode: 'WaitForFirstConsumer',
    });
    expect(volumes.map(({ metadata }) => metadata.name as string)).toEqual([
      'nvme-node-1-mnt-disks-a',
      'nvme-node-2-mnt-disks-a',
      'nvme-node-3-mnt-disks-a',
    ]);
    for (const [index, { spec, metadata }] of volumes.entries()) {
      expect(metadata.labels).toEqual({ disks: 'nvme' });
      expect(spec).toMatchObject({ storageClassName: 'nvme', persistentVolumeReclaimPolicy: 'Retain', local: { path: '/mnt/disks/a' } });
      expect(spec.nodeAffinity.required.nodeSelectorTerms).toEqual([
        { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [`node-${index + 1}`] }] },
      ]);
    }
    expect(local.volumes).toHaveLength(3);
  });

  test('keeps the names of volumes when the list changes', () => {
    const names = (disks: LocalDisk[]) => {
      const other = newChart();
      new LocalVolumes(other, 'nvme', { disks });
      return manifests(other).map(({ metadata }: Manifest) => metadata.name as string);
    };
    expect(names([...THREE].reverse().slice(1))).toEqual(['nvme', 'nvme-node-2-mnt-disks-a', 'nvme-node-1-mnt-disks-a']);
  });

  test('gives a set a disk for each Pod, of the size that it asks for', () => {
    const other = newChart();
    const disks = new LocalVolumes(other, 'nvme', { disks: THREE });
    const set = setIn(other, 3);
    const template = disks.claimTemplate(set, 'data', { storage: Size.gibibytes(100) });
    expect(template.storageClassName).toBe('nvme');
    expect(refusal(() => disks.claim(other, 'more', { storage: Size.gibibytes(1) }))).toBe(
      'Claim at shop/more: 1 problem\n  storage: 1Gi. A claim asks for 1Gi (Filesystem), and of the class nvme 0 disks are left that fit. Add disks, or ask for less.',
    );
  });

  test('refuses a set of more Pods than there are disks that fit, and devices where there are none', () => {
    const other = newChart();
    const disks = new LocalVolumes(other, 'nvme', { disks: THREE });
    const set = setIn(other, 3);
    expect(refusal(() => disks.claimTemplate(set, 'data', { storage: Size.gibibytes(150) }))).toBe(
      'ClaimTemplate at shop/set/data: 1 problem\n  storage: 150Gi. 3 claims ask for 150Gi (Filesystem), and of the class nvme 1 disk is left that fit. Add disks, or ask for less.',
    );
    const volumeMode = kplus.PersistentVolumeMode.BLOCK;
    expect(refusal(() => disks.claim(other, 'raw', { storage: Size.gibibytes(1), volumeMode }))).toContain(
      '1Gi (Block), and of the class nvme 0',
    );
    expect(refusal(() => disks.claim(other, 'raw', { storage: Size.gibibytes(1), storageClass: disks } as never))).toContain(
      'The claim is of this class. Leave it out.',
    );
  });

  test('sees at synthesis that a set has grown beyond its disks', () => {
    const other = newChart();
    const disks = new LocalVolumes(other, 'nvme', { disks: THREE });
    const set = setIn(other, 3);
    disks.claimTemplate(set, 'data', { storage: Size.gibibytes(100) });
    set.addJsonPatch(JsonPatch.replace('/spec/replicas', 4));
    expect(disks.node.validate()).toEqual([
      'disks: 4 claims ask for 100Gi (Filesystem), and of the class nvme 3 disks are left that fit. Add disks, or ask for less.',
    ]);
  });

  test('refuses disks that are one place, and what is no disk', () => {
    const disks = [
      disk('node-1', 1, '/mnt/a'),
      disk('node-1', 1, '/mnt/a/'),
      disk('node-1', 1, '/mnt/a/b'),
      disk('node-1', 1, '/mnt.a'),
      disk('node-2', 0, '../b'),
      { ...disk('no node', 1), volumeMode: 'Raw', fsType: '' } as never,
    ];
    expect(refusal(() => new LocalVolumes(newChart(), 'nvme', { disks }))).toBe(
      [
        'LocalVolumes at shop/nvme: 8 problems',
        '  disks[1].path: "/mnt/a/". The disk /mnt/a of the node is the same place, or below it: two claims would write one directory. Name each once.',
        '  disks[2].path: "/mnt/a/b". The disk /mnt/a of the node is the same place, or below it: two claims would write one directory. Name each once.',
        '  disks[3].path: "/mnt.a". Another volume is named nvme-node-1-mnt-a too. Mount the disk at a path that differs in letters or digits.',
        '  disks[4].path: "../b". Give an absolute path: it starts with a slash.',
        '  disks[4].storage: 0Ki. Give a size of whole KiB above zero and below 8 EiB.',
        '  disks[5].node: "no node". Name the node as its label kubernetes.io/hostname does: at most 63 letters, digits, dashes and dots.',
        '  disks[5].volumeMode: "Raw". Use one of Filesystem, Block.',
        '  disks[5].fsType: "". Name a file system, such as ext4, or leave it out.',
      ].join('\n'),
    );
    expect(refusal(() => new LocalVolumes(newChart(), 'nvme', { disks: [] }))).toBe(
      'LocalVolumes at shop/nvme: 1 problem\n  disks: []. Give a list of disks, each with its node, path and storage.',
    );
  });
});
