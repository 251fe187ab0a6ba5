import { App, Chart, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import * as fc from 'fast-check';
import { InvalidPropsError } from '../../src/props/problems';
import { PersistentVolume, PersistentVolumeProps } from '../../src/volumes/persistent-volume';
import { PersistentVolumeSource } from '../../src/volumes/persistent-volume-source';
import { findKind, Manifest, manifests, newChart, refusal, yaml } from '../support';

const { READ_WRITE_ONCE, READ_WRITE_MANY, READ_ONLY_MANY, READ_WRITE_ONCE_POD } = kplus.PersistentVolumeAccessMode;
const nfs = PersistentVolumeSource.nfs({ server: 'nfs.example.com', path: '/exports' });
const csi = PersistentVolumeSource.csi({ driver: 'ebs.csi.aws.com', volumeHandle: 'vol-1' });
const local = PersistentVolumeSource.local({ path: '/mnt/disk1' });
const HOSTNAME = 'kubernetes.io/hostname';

const props = (more: Partial<PersistentVolumeProps> = {}): PersistentVolumeProps => ({
  source: nfs,
  storage: Size.gibibytes(10),
  accessModes: [READ_WRITE_MANY],
  ...more,
});

function volumeOf(more: Partial<PersistentVolumeProps> = {}): Manifest {
  const chart = newChart();
  new PersistentVolume(chart, 'data', props(more));
  return findKind(chart, 'PersistentVolume');
}

describe('PersistentVolume', () => {
  test('synthesizes', () => {
    const chart = newChart();
    new PersistentVolume(chart, 'shared', props({ claimRef: { name: 'shared', namespace: 'shop' }, mountOptions: ['hard'] }));
    new PersistentVolume(chart, 'disk', props({ source: csi, accessModes: [READ_WRITE_ONCE], storageClassName: 'fast' }));
    new PersistentVolume(
      chart,
      'scratch',
      props({ source: local, accessModes: [READ_WRITE_ONCE], storageClassName: 'local', nodeAffinity: { [HOSTNAME]: ['node-1'] } }),
    );
    expect(yaml(chart)).toMatchSnapshot();
  });

  test('keeps the data when its claim is deleted, unless told otherwise', () => {
    expect(volumeOf().spec.persistentVolumeReclaimPolicy).toBe('Retain');
    const deleted = volumeOf({ source: csi, reclaimPolicy: kplus.PersistentVolumeReclaimPolicy.DELETE });
    expect(deleted.spec.persistentVolumeReclaimPolicy).toBe('Delete');
  });

  test('belongs to no namespace, although cdk8s gives every object that of its chart', () => {
    expect(volumeOf().metadata).toEqual({ name: 'data' });
    const chart = new Chart(new App(), 'cluster');
    new PersistentVolume(chart, 'data', props());
    expect(findKind(chart, 'PersistentVolume').metadata).toEqual({ name: 'data' });
  });

  test('names the claim that it is for with its namespace, without which it never binds', () => {
    expect(volumeOf({ claimRef: { name: 'orders', namespace: 'shop' } }).spec.claimRef).toEqual({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      name: 'orders',
      namespace: 'shop',
    });
  });

  test('has a size of any unit, where cdk8s-plus throws below whole GiB', () => {
    expect(volumeOf({ storage: Size.mebibytes(1500) }).spec.capacity).toEqual({ storage: '1500Mi' });
  });

  test('writes an empty class out, so that no claim of the default class binds it', () => {
    expect(volumeOf().spec.storageClassName).toBe('');
    expect(volumeOf({ storageClassName: 'static' }).spec.storageClassName).toBe('static');
  });

  test('takes an NFS export', () => {
    expect(volumeOf().spec.nfs).toEqual({ server: 'nfs.example.com', path: '/exports' });
    const source = PersistentVolumeSource.nfs({ server: '[fd00::5]', path: '/exports/', readOnly: true });
    expect(volumeOf({ source }).spec.nfs).toEqual({ server: 'fd00::5', path: '/exports', readOnly: true });
  });

  test('takes a volume of a CSI driver, with all that the driver wants to know', () => {
    const source = PersistentVolumeSource.csi({
      driver: 'smb.csi.k8s.io',
      volumeHandle: 'files#share',
      volumeAttributes: { source: '//files/share' },
      fsType: 'ext4',
      readOnly: true,
      nodeStageSecret: { name: 'stage', namespace: 'kube-system' },
      nodePublishSecret: { name: 'publish', namespace: 'kube-system' },
    });
    expect(volumeOf({ source }).spec.csi).toEqual({
      driver: 'smb.csi.k8s.io',
      volumeHandle: 'files#share',
      volumeAttributes: { source: '//files/share' },
      fsType: 'ext4',
      readOnly: true,
      nodeStageSecretRef: { name: 'stage', namespace: 'kube-system' },
      nodePublishSecretRef: { name: 'publish', namespace: 'kube-system' },
    });
  });

  test('takes a disk of one node, and names the node', () => {
    const { spec } = volumeOf({
      source: PersistentVolumeSource.local({ path: '/dev/sdb', fsType: 'xfs' }),
      accessModes: [READ_WRITE_ONCE],
      nodeAffinity: { [HOSTNAME]: ['node-1'] },
    });
    expect(spec.local).toEqual({ path: '/dev/sdb', fsType: 'xfs' });
    expect(spec.nodeAffinity).toEqual({
      required: { nodeSelectorTerms: [{ matchExpressions: [{ key: HOSTNAME, operator: 'In', values: ['node-1'] }] }] },
    });
  });

  test('tells what it is', () => {
    const volume = new PersistentVolume(newChart(), 'data', props({ labels: { tier: 'slow' }, annotations: { note: 'x' } }));
    expect(volume.name).toBe('data');
    expect(volume.storage.toGibibytes()).toBe(10);
    expect(volume.storageClassName).toBe('');
    expect(volume.reclaimPolicy).toBe('Retain');
    volume.accessModes.push(READ_WRITE_ONCE);
    expect(volume.accessModes).toEqual([READ_WRITE_MANY]);
    expect(volumeOf({ labels: { tier: 'slow' }, annotations: { note: 'x' } }).metadata).toMatchObject({
      labels: { tier: 'slow' },
      annotations: { note: 'x' },
    });
  });

  test('changes no manifest when its code moves', () => {
    const before = newChart();
    new PersistentVolume(before, 'data', props());
    const after = newChart();
    new PersistentVolume(new Construct(after, 'storage'), 'data', props());
    expect(yaml(after)).toBe(yaml(before));
  });

  test('leaves one name to one volume of the whole app, and lets another app have it', () => {
    const app = new App();
    new PersistentVolume(new Chart(app, 'one'), 'data', props());
    expect(refusal(() => new PersistentVolume(new Chart(app, 'two'), 'more', props({ name: 'data' })))).toBe(
      'PersistentVolume at two/more: 1 problem\n  name: "data". PersistentVolume at one/data makes the PersistentVolume data too: volumes belong to no namespace, so the later is refused, or Pods get the wrong data. Give one of them another name. Charts for different clusters belong into an App each.',
    );
    expect(() => volumeOf({ name: 'data' })).not.toThrow();
  });

  test('leaves one handle of one driver to one volume of the whole app', () => {
    const app = new App();
    const source = (driver: string) => PersistentVolumeSource.csi({ driver, volumeHandle: 'vol-1' });
    new PersistentVolume(new Chart(app, 'one'), 'data', props({ source: source('a.example.com') }));
    new PersistentVolume(new Chart(app, 'two'), 'other', props({ source: source('b.example.com') }));
    expect(refusal(() => new PersistentVolume(new Chart(app, 'three'), 'same', props({ source: source('a.example.com') })))).toBe(
      'PersistentVolume at three/same: 1 problem\n  source.volumeHandle: "vol-1". PersistentVolume at one/data has it already. A node takes two volumes of one handle for one, so Pods get the wrong data or never start. Mount that volume, or give this one a volumeHandle of its own.',
    );
  });
});

describe('PersistentVolume refuses, and says what to write instead:', () => {
  const NAME = 'Use at most 253 lower-case letters, digits, dashes and dots, with a letter or digit at the ends of each part.';
  const NAMESPACE = 'Use at most 63 lower-case letters, digits and dashes, with a letter or digit at both ends.';
  const MODES = 'Give a list of ReadWriteOnce, ReadOnlyMany, ReadWriteMany, ReadWriteOncePod.';
  const ONE_OPTION = 'Give one option in each entry of the list, without blanks or commas.';
  const with_ = (more: object) => ({ ...props(), ...more });
  const refusalOf = (given: unknown) => refusal(() => new PersistentVolume(newChart(), 'data', given as PersistentVolumeProps));
  const nfsWith = (options: unknown) => with_({ source: PersistentVolumeSource.nfs(options as never) });
  const csiWith = (options: unknown) => with_({ source: PersistentVolumeSource.csi(options as never) });
  const localWith = (options: unknown, more: object = {}) =>
    with_({
      source: PersistentVolumeSource.local(options as never),
      accessModes: [READ_WRITE_ONCE],
      nodeAffinity: { [HOSTNAME]: ['node-1'] },
      ...more,
    });
  const ebs = { driver: 'ebs.csi.aws.com', volumeHandle: 'vol-1' };

  test.each<[string, unknown, ...string[]]>([
    ['a name that is none', with_({ name: 'Data_1' }), `name: "Data_1". ${NAME}`],
    [
      'a missing source',
      with_({ source: undefined }),
      'source: missing. Give PersistentVolumeSource.nfs(...), .csi(...), .local(...) or .hostPath(...).',
    ],
    [
      'a source that is none',
      with_({ source: {} }),
      'source: {}. Give PersistentVolumeSource.nfs(...), .csi(...), .local(...) or .hostPath(...).',
    ],
    ['a missing size', with_({ storage: undefined }), 'storage: missing. Give a Size, such as Size.gibibytes(1).'],
    ['a size of zero', with_({ storage: Size.gibibytes(0) }), 'storage: 0Ki. Give a size of whole KiB above zero and below 8 EiB.'],
    ['missing access modes', with_({ accessModes: undefined }), `accessModes: missing. ${MODES}`],
    ['no access mode', with_({ accessModes: [] }), `accessModes: []. ${MODES}`],
    ['a class that is none', with_({ storageClassName: 'A B' }), `storageClassName: "A B". ${NAME}`],
    ['a claim that is none', with_({ claimRef: { name: 'A', namespace: 'shop' } }), `claimRef.name: "A". ${NAME}`],
    [
      'a claim without namespace',
      with_({ claimRef: { name: 'a' } }),
      'claimRef.namespace: missing. Without a namespace the claim stays Pending for ever. Name that of the claim.',
    ],
    [
      'a claim with an empty namespace',
      with_({ claimRef: { name: 'a', namespace: '' } }),
      'claimRef.namespace: "". Without a namespace the claim stays Pending for ever. Name that of the claim.',
    ],
    [
      'a namespace that is none',
      with_({ claimRef: { name: 'a', namespace: 'a.b' } }),
      'claimRef.namespace: "a.b". Use at most 63 lower-case letters, digits and dashes, with a letter or digit at both ends.',
    ],
    [
      'a claim that is none',
      with_({ claimRef: {} }),
      `claimRef.name: missing. ${NAME}`,
      'claimRef.namespace: missing. Without a namespace the claim stays Pending for ever. Name that of the claim.',
    ],
    ['the policy Recycle', with_({ reclaimPolicy: 'Recycle' }), 'reclaimPolicy: "Recycle". Use one of Retain, Delete.'],
    ['a mode that is none', with_({ volumeMode: 'Raw' }), 'volumeMode: "Raw". Use one of Filesystem, Block.'],
    ['mount options in one text', with_({ mountOptions: ['hard,ro'] }), `mountOptions[0]: "hard,ro". ${ONE_OPTION}`],
    ['an empty mount option', with_({ mountOptions: ['hard', ''] }), `mountOptions[1]: "". ${ONE_OPTION}`],
    ['mount options that are no list', with_({ mountOptions: 'hard' }), 'mountOptions: "hard". Give a list of strings.'],
    ['an empty node affinity', with_({ nodeAffinity: {} }), 'nodeAffinity: {}. Give labels of nodes, each with a list of values.'],
    [
      'a node affinity that is none',
      with_({ nodeAffinity: 'node-1' }),
      'nodeAffinity: "node-1". Give labels of nodes, each with a list of values.',
    ],
    [
      'a node label without values',
      with_({ nodeAffinity: { zone: [] } }),
      'nodeAffinity["zone"]: []. Give a list of values that the label may have, at least one.',
    ],
    [
      'a node label that is none',
      with_({ nodeAffinity: { 'a b': ['x'] } }),
      'nodeAffinity["a b"]: "a b". The key must be a name of at most 63 characters, with an optional DNS prefix and slash.',
    ],
    [
      'a node label with a text',
      with_({ nodeAffinity: { zone: 'a' } }),
      'nodeAffinity["zone"]: "a". Give a list of values that the label may have, at least one.',
    ],
    [
      'a label that is none',
      with_({ labels: { a: 'b c' } }),
      'labels["a"]: "b c". A label value has at most 63 letters, digits, dashes, underscores and dots.',
    ],
    ['an annotation that is none', with_({ annotations: { a: 1 } }), 'annotations["a"]: 1. Give a string; quote numbers and booleans.'],

    ['NFS without a server', nfsWith({ path: '/' }), 'source.server: missing. Give the DNS name or IP address of the NFS server.'],
    [
      'NFS with an empty server',
      nfsWith({ server: '', path: '/' }),
      'source.server: "". Give the DNS name or IP address of the NFS server.',
    ],
    [
      'NFS with a URL',
      nfsWith({ server: 'nfs://a', path: '/' }),
      'source.server: "nfs://a". Give the server alone, a DNS name or an IP address: what it exports is named apart.',
    ],
    ['NFS with a relative path', nfsWith({ server: 'a', path: 'b' }), 'source.path: "b". Give an absolute path: it starts with a slash.'],
    [
      'NFS without anything',
      nfsWith(undefined),
      'source.server: missing. Give the DNS name or IP address of the NFS server.',
      'source.path: missing. Give the exported path, which is / where the server exports one tree (Amazon EFS, say).',
    ],
    ['NFS that is half read-only', nfsWith({ server: 'a', path: '/', readOnly: 'yes' }), 'source.readOnly: "yes". Give true or false.'],
    [
      'NFS as a device',
      with_({ volumeMode: kplus.PersistentVolumeMode.BLOCK }),
      'volumeMode: "Block". NFS has directories and no devices. Use FILE_SYSTEM.',
    ],
    [
      'NFS for one Pod',
      with_({ accessModes: [READ_WRITE_ONCE_POD] }),
      'accessModes: ["ReadWriteOncePod"]. ReadWriteOncePod is for CSI drivers only. Use ReadWriteOnce, or a CSI source.',
    ],
    [
      'NFS that is deleted',
      with_({ reclaimPolicy: 'Delete' }),
      'reclaimPolicy: "Delete". Nothing can delete such data, so the volume would end up Failed. Use RETAIN.',
    ],

    [
      'CSI without anything',
      csiWith(undefined),
      'source.driver: missing. Give the name of a CSI driver, such as ebs.csi.aws.com: at most 63 letters, digits, dashes and dots.',
      'source.volumeHandle: missing. Name the volume as its driver knows it.',
    ],
    [
      'CSI with numbers',
      csiWith({ ...ebs, volumeAttributes: { a: 1 } }),
      'source.volumeAttributes["a"]: 1. Give a string; quote numbers and booleans.',
    ],
    [
      'CSI with a list',
      csiWith({ ...ebs, volumeAttributes: [] }),
      'source.volumeAttributes: []. Give an object of keys and string values.',
    ],
    [
      'CSI with an empty file system',
      csiWith({ ...ebs, fsType: '' }),
      'source.fsType: "". Name a file system, such as ext4, or leave it out.',
    ],
    [
      'CSI with half a Secret',
      csiWith({ ...ebs, nodeStageSecret: { name: 'a' }, nodePublishSecret: {} }),
      `source.nodeStageSecret.namespace: missing. ${NAMESPACE}`,
      `source.nodePublishSecret.name: missing. ${NAME}`,
      `source.nodePublishSecret.namespace: missing. ${NAMESPACE}`,
    ],
    [
      'CSI with a Secret in what can be no namespace',
      csiWith({ ...ebs, nodeStageSecret: { name: 'a.b', namespace: 'a.b' } }),
      `source.nodeStageSecret.namespace: "a.b". ${NAMESPACE}`,
    ],

    ['a local volume without path', localWith(undefined), 'source.path: missing. Give an absolute path: it starts with a slash.'],
    [
      'a local volume with an empty file system',
      localWith({ path: '/a', fsType: ' ' }),
      'source.fsType: " ". Name a file system, such as ext4, or leave it out.',
    ],
    [
      'a local volume without a node',
      localWith({ path: '/a' }, { nodeAffinity: undefined }),
      `nodeAffinity: missing. A local volume is on one node, and the API server refuses it without. Give { '${HOSTNAME}': ['NODE'] }.`,
    ],
    [
      'a local volume on two nodes',
      localWith({ path: '/a' }, { nodeAffinity: { [HOSTNAME]: ['a', 'b'] } }),
      `nodeAffinity["${HOSTNAME}"]: ["a","b"]. A local volume is on one node: each has other data. Make a volume for each.`,
    ],
    [
      'a local volume for many nodes',
      localWith({ path: '/a' }, { accessModes: [READ_ONLY_MANY] }),
      'accessModes: ["ReadOnlyMany"]. A local volume is a disk of one node, so Pods of other nodes cannot mount it. Use ReadWriteOnce.',
    ],
    [
      'a local volume that is deleted',
      localWith({ path: '/a' }, { reclaimPolicy: 'Delete' }),
      'reclaimPolicy: "Delete". Nothing can delete such data, so the volume would end up Failed. Use RETAIN.',
    ],
  ])('%s', (_, given, ...lines) => {
    const count = lines.length === 1 ? '1 problem' : `${lines.length} problems`;
    expect(refusalOf(given)).toBe([`PersistentVolume at shop/data: ${count}`, ...lines.map((line) => `  ${line}`)].join('\n'));
  });

  test.each([null, undefined])('props of %j', (given) => {
    expect(refusalOf(given)).toContain('PersistentVolume at shop/data: 3 problems\n');
  });

  test.each([5, 'text', []])('props of %j', (given) => {
    expect(refusalOf(given)).toMatch(/^PersistentVolume at shop\/data: 4 problems\n {2}props: a .*\. Give an object of props\.\n/);
  });

  test('anything absurd with its path and props, and takes the rest', () => {
    const odd = fc.oneof(fc.constantFrom(null, '', 'x', NaN, -1, [], {}, [null], { a: [] }, true), fc.string());
    const source = fc.oneof(
      fc.constantFrom(nfs, csi, local),
      odd.map((value) => PersistentVolumeSource.nfs(value as never)),
      fc.record({ server: odd, path: odd, readOnly: odd }).map((value) => PersistentVolumeSource.nfs(value as never)),
      fc
        .record({ driver: odd, volumeHandle: odd, volumeAttributes: odd, fsType: odd, nodeStageSecret: odd }, { requiredKeys: [] })
        .map((value) => PersistentVolumeSource.csi(value as never)),
      fc.record({ path: odd, fsType: odd }, { requiredKeys: [] }).map((value) => PersistentVolumeSource.local(value as never)),
      odd,
    );
    const given = fc.record(
      {
        source,
        storage: fc.oneof(fc.constantFrom(Size.gibibytes(1), Size.mebibytes(5)), odd),
        accessModes: fc.oneof(fc.subarray([...Object.values(kplus.PersistentVolumeAccessMode)]), odd),
        name: odd,
        storageClassName: odd,
        claimRef: fc.oneof(fc.constant({ name: 'a', namespace: 'b' }), odd),
        reclaimPolicy: fc.oneof(fc.constantFrom('Retain', 'Delete'), odd),
        volumeMode: fc.oneof(fc.constantFrom('Filesystem', 'Block'), odd),
        mountOptions: odd,
        nodeAffinity: fc.oneof(fc.constant({ [HOSTNAME]: ['a'] }), odd),
        labels: odd,
        annotations: odd,
      },
      { requiredKeys: ['source', 'storage', 'accessModes'] },
    );
    fc.assert(
      fc.property(given, (absurd) => {
        const chart = newChart();
        try {
          new PersistentVolume(chart, 'data', absurd as never);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidPropsError);
          expect((error as Error).message).toMatch(/^PersistentVolume at shop\/data: \d+ problems?\n {2}[a-zA-Z]+[^:]*: /);
          expect(manifests(chart)).toEqual([]);
          return;
        }
        expect(findKind(chart, 'PersistentVolume').spec.capacity.storage).toMatch(/^[0-9]+[KMGTP]i$/);
      }),
      { numRuns: 300 },
    );
  });
});
