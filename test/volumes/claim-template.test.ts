import { Chart, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import * as fc from 'fast-check';
import { InvalidPropsError } from '../../src/props/problems';
import { ClaimSource } from '../../src/volumes/claim';
import { ClaimRetention, ClaimTemplate, ClaimTemplateProps } from '../../src/volumes/claim-template';
import { MountAccess } from '../../src/workloads/mount-options';
import { ScratchVolume } from '../../src/volumes/scratch-volume';
import { findKind, Manifest, manifests, newChart, refusal, yaml } from '../support';

const { PersistentVolumeAccessMode: Mode, PersistentVolumeMode } = kplus;
const FAST = { storageClassName: 'fast' };
const TEN = Size.gibibytes(10);

function newSet(scope: Construct, name: string | undefined = 'store'): kplus.StatefulSet {
  const set = new kplus.StatefulSet(scope, 'Set', {
    metadata: { name },
    select: false,
    service: new kplus.Service(scope, 'Service', { metadata: { name: 'store' }, ports: [{ port: 80 }] }),
    containers: [{ name: 'server', image: 'server:1', ports: [{ number: 80 }] }],
  });
  set.select(kplus.LabelSelector.of({ labels: { app: 'store' } }));
  set.podMetadata.addLabel('app', 'store');
  return set;
}

function specOf(props: Partial<ClaimTemplateProps> = {}, prepare: (set: kplus.StatefulSet) => void = () => undefined): Manifest {
  const chart = newChart();
  const set = newSet(chart);
  prepare(set);
  new ClaimTemplate(set, 'data', { storage: TEN, storageClass: FAST, ...props });
  return findKind(chart, 'StatefulSet').spec;
}

function problems(props: unknown, prepare: (chart: Chart) => kplus.StatefulSet = newSet): string[] {
  const set = prepare(newChart());
  const [first, ...lines] = refusal(() => new ClaimTemplate(set, 'data', props as ClaimTemplateProps)).split('\n');
  expect(first).toBe(`ClaimTemplate at shop/Set/data: ${lines.length === 1 ? '1 problem' : `${lines.length} problems`}`);
  return lines.map((line) => line.trim());
}

describe('practices', () => {
  test('the class and what becomes of the claims are written out', () => {
    const spec = specOf();
    expect(spec.persistentVolumeClaimRetentionPolicy).toEqual({ whenDeleted: 'Retain', whenScaled: 'Retain' });
    expect(spec.volumeClaimTemplates).toEqual([
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'data' },
        spec: {
          accessModes: ['ReadWriteOnce'],
          resources: { requests: { storage: '10Gi' } },
          storageClassName: 'fast',
          volumeMode: 'Filesystem',
        },
      },
    ]);
  });

  test('claims may be told to go with their set or their Pod', () => {
    expect(specOf({ whenDeleted: ClaimRetention.DELETE }).persistentVolumeClaimRetentionPolicy).toEqual({
      whenDeleted: 'Delete',
      whenScaled: 'Retain',
    });
    expect(specOf({ whenScaled: ClaimRetention.DELETE }).persistentVolumeClaimRetentionPolicy).toEqual({
      whenDeleted: 'Retain',
      whenScaled: 'Delete',
    });
  });

  test('no volume of the Pod disappears when claim templates are used', () => {
    const chart = newChart();
    const set = newSet(chart);
    const config = kplus.ConfigMap.fromConfigMapName(chart, 'Config', 'config');
    const secret = kplus.Secret.fromSecretName(chart, 'Secret', 'secret');
    const claim = kplus.PersistentVolumeClaim.fromClaimName(chart, 'Claim', 'shared');
    // One is only declared, one is mounted before and one after the template, one is a container's that comes later.
    set.addVolume(kplus.Volume.fromConfigMap(chart, 'ConfigVolume', config, { name: 'config' }));
    set.containers[0].mount('/secret', kplus.Volume.fromSecret(chart, 'SecretVolume', secret, { name: 'secret' }));
    const template = new ClaimTemplate(set, 'data', { storage: TEN, storageClass: FAST });
    template.mountInto(set, '/data', { access: MountAccess.READ_WRITE });
    set.containers[0].mount('/shared', kplus.Volume.fromPersistentVolumeClaim(chart, 'Shared', claim, { name: 'shared' }));
    new ScratchVolume(chart, 'scratch', { sizeLimit: Size.mebibytes(10) }).mountInto(set, '/tmp');
    set.addContainer({ name: 'late', image: 'late:1' }).mount('/late', kplus.Volume.fromEmptyDir(chart, 'Late', 'late'));
    set.addInitContainer({ name: 'init', image: 'init:1' }).mount('/init', kplus.Volume.fromEmptyDir(chart, 'Init', 'init'));

    const pod = findKind(chart, 'StatefulSet').spec.template.spec;
    const volumes = pod.volumes.map(({ name }: Manifest) => name as string).sort();
    expect(volumes).toEqual(['config', 'init', 'late', 'scratch', 'secret', 'shared']);
    const mounted = [...pod.containers, ...pod.initContainers].flatMap(({ volumeMounts }: Manifest) =>
      volumeMounts.map(({ name }: Manifest) => name as string),
    );
    expect(mounted.sort()).toEqual(['data', 'init', 'late', 'scratch', 'secret', 'shared']);
  });

  test('a Pod whose only volume is the claim has no list of volumes', () => {
    const chart = newChart();
    const set = newSet(chart);
    new ClaimTemplate(set, 'data', { storage: TEN, storageClass: FAST }).mountInto(set, '/data');
    expect(findKind(chart, 'StatefulSet').spec.template.spec.volumes).toBeUndefined();
  });

  test('it is mounted read-only unless told otherwise, where it is told', () => {
    const chart = newChart();
    const set = newSet(chart);
    set.addContainer({ name: 'reader', image: 'reader:1' });
    const template = new ClaimTemplate(set, 'data', { storage: TEN, storageClass: FAST });
    template.mountInto(set, '/data', { access: MountAccess.READ_WRITE, containers: ['server'] });
    template.mountInto(set, '/in', { containers: ['reader'], subPath: 'in' });
    const [server, reader] = findKind(chart, 'StatefulSet').spec.template.spec.containers;
    expect(server.volumeMounts).toEqual([{ mountPath: '/data', name: 'data' }]);
    expect(reader.volumeMounts).toEqual([{ mountPath: '/in', name: 'data', readOnly: true, subPath: 'in' }]);
  });

  test('a set has several templates, in the order of the code', () => {
    const spec = specOf({ name: 'log' }, (set) => new ClaimTemplate(set, 'first', { storage: TEN, storageClass: FAST }));
    expect(spec.volumeClaimTemplates.map(({ metadata }: Manifest) => metadata.name)).toEqual(['first', 'log']);
    expect(spec.volumeClaimTemplates.every(({ kind }: Manifest) => kind === 'PersistentVolumeClaim')).toBe(true);
  });

  test('a new disk may start with a snapshot', () => {
    const [template] = specOf({ dataSource: ClaimSource.fromSnapshotName('before-upgrade') }).volumeClaimTemplates;
    expect(template.spec.dataSource).toEqual({ apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 'before-upgrade' });
  });

  test('labels, annotations and one Pod alone', () => {
    const [template] = specOf({
      labels: { tier: 'gold' },
      annotations: { 'example.com/owner': 'shop' },
      accessModes: [Mode.READ_WRITE_ONCE_POD],
    }).volumeClaimTemplates;
    expect(template.metadata).toEqual({ name: 'data', labels: { tier: 'gold' }, annotations: { 'example.com/owner': 'shop' } });
    expect(template.spec.accessModes).toEqual(['ReadWriteOncePod']);
  });

  test('claims are named after template, set and ordinal', () => {
    const template = new ClaimTemplate(newSet(newChart()), 'data', { storage: TEN, storageClass: FAST });
    expect([template.claimName(), template.claimName(2)]).toEqual(['data-store-0', 'data-store-2']);
    expect(template).toMatchObject({ name: 'data', storageClassName: 'fast', storage: TEN });
    expect(refusal(() => template.claimName(-1))).toBe(
      'ClaimTemplate at shop/Set/data: 1 problem\n  ordinal: -1. Give a whole number from 0 to 2147483647.',
    );
  });

  test('in another workload it is the claim of the first Pod', () => {
    const chart = newChart();
    const template = new ClaimTemplate(newSet(chart), 'data', { storage: TEN, storageClass: FAST });
    const job = new kplus.Job(chart, 'Job', { metadata: { name: 'look' }, containers: [{ image: 'look:1' }] });
    job.containers[0].mount('/data', template, { readOnly: true });
    expect(findKind(chart, 'Job').spec.template.spec.volumes).toEqual([
      { name: 'data', persistentVolumeClaim: { claimName: 'data-store-0' } },
    ]);
  });

  test('code that moves changes no manifest', () => {
    const text = (scopeOf: (chart: Chart) => Construct) => {
      const chart = newChart();
      const scope = scopeOf(chart);
      const set = newSet(scope);
      new ClaimTemplate(set, 'data', { storage: TEN, storageClass: FAST }).mountInto(set, '/data');
      return yaml(chart).replace(/cdk8s\.io\/metadata\.addr: .*/g, '');
    };
    expect(text((chart) => new Construct(new Construct(chart, 'a'), 'b'))).toBe(text((chart) => chart));
  });

  test('a set without templates stays as it was', () => {
    const chart = newChart();
    newSet(chart);
    expect(findKind(chart, 'StatefulSet').spec).not.toHaveProperty('volumeClaimTemplates');
  });
});

describe('refusals', () => {
  const GOOD = { storage: TEN, storageClass: FAST };

  test('what a claim cannot be', () => {
    expect(problems({})).toEqual([
      'storage: missing. Give a Size, such as Size.gibibytes(1).',
      "storageClass: missing. Name a class (a ZonalStorageClass or its name): the cluster's default may bind in the wrong zone.",
    ]);
    expect(problems(undefined)).toHaveLength(2);
    expect(problems({ ...GOOD, storageClass: 'fast' })).toEqual([
      'storageClass: "fast". Give a storage class, such as ZonalStorageClass.fromStorageClassName("fast").',
    ]);
    expect(problems({ ...GOOD, name: 'Data', labels: 1, annotations: { 'a b': 'c' } })).toEqual([
      'name: "Data". Use at most 63 lower-case letters, digits and dashes, with a letter or digit at both ends: the volume in the Pods has this name.',
      'labels: 1. Give an object of keys and string values.',
      'annotations["a b"]: "c". The key must be a name of at most 63 characters, with an optional DNS prefix and slash.',
    ]);
  });

  test('a policy that is none', () => {
    expect(problems({ ...GOOD, whenDeleted: 'Keep' })).toEqual(['whenDeleted: "Keep". Use one of Retain, Delete.']);
  });

  test('a second policy for one set', () => {
    const prepare = (chart: Chart) => {
      const set = newSet(chart);
      new ClaimTemplate(set, 'log', { ...GOOD, whenDeleted: ClaimRetention.DELETE });
      return set;
    };
    expect(problems(GOOD, prepare)).toEqual([
      'whenDeleted: "Retain". Another template of the set says Delete, and a set has one policy. Say the same.',
    ]);
    expect(problems({ ...GOOD, name: 'log', whenDeleted: ClaimRetention.DELETE }, prepare)).toEqual([
      'name: "log". The set has a template of this name. Give each its own.',
    ]);
  });

  test('a set whose Pods are never made', () => {
    const name = 's'.repeat(53);
    expect(problems(GOOD, (chart) => newSet(chart, name))).toEqual([
      `statefulSet: "${name}". The API server takes a set with such a name and never makes its Pods. Use at most 52 characters.`,
    ]);
  });

  test('a set whose name follows the place in the code', () => {
    const chart = newChart();
    const set = new kplus.StatefulSet(chart, 'Set', { containers: [{ image: 'server:1', port: 80 }] });
    expect(refusal(() => new ClaimTemplate(set, 'data', GOOD))).toBe(
      `ClaimTemplate at shop/Set/data: 1 problem\n  statefulSet: "${set.name}". This name follows from the place in the code, and so would the names of the claims: code that moves gets new, empty ones. Give the set metadata.name.`,
    );
  });

  test('a raw device at a path', () => {
    const set = newSet(newChart());
    const template = new ClaimTemplate(set, 'data', { ...GOOD, volumeMode: PersistentVolumeMode.BLOCK });
    expect(refusal(() => template.mountInto(set, '/data'))).toBe(
      'ClaimTemplate at shop/Set/data: 1 problem\n  path: "/data". The claim is a raw device (Block), which no path can show. Use attachInto(), or a claim of FILE_SYSTEM.',
    );
    expect(refusal(() => template.asVolume())).toBe(
      'ClaimTemplate at shop/Set/data: 1 problem\n  volumeMode: "Block". A raw device cannot be mounted at a path: hand it over by attachInto(), or use FILE_SYSTEM.',
    );
  });

  test('a mount that hides what the image has', () => {
    const set = newSet(newChart());
    const template = new ClaimTemplate(set, 'data', GOOD);
    expect(refusal(() => template.mountInto(set, '/usr'))).toBe(
      'ClaimTemplate at shop/Set/data: 1 problem\n  path: "/usr". A mount there hides the files of the image or the kernel. Mount at a directory of its own, such as /scratch or /var/lib/app.',
    );
  });

  test('a volume of the same name, in whose place the claim would come', () => {
    const chart = newChart();
    const set = newSet(chart);
    new ClaimTemplate(set, 'data', GOOD);
    set.addVolume(kplus.Volume.fromEmptyDir(chart, 'Other', 'data'));
    expect(() => manifests(chart)).toThrow(
      '[shop/Set/data] A volume of the Pod has the name data too, and the claim would take its place. Rename one.',
    );
  });

  test('whatever the props, they are refused by name or make a manifest', () => {
    const value = fc.oneof(fc.anything(), fc.constantFrom(TEN, FAST, 'Retain', 'Delete', 'data', [Mode.READ_WRITE_ONCE]));
    const props = fc.record(
      Object.fromEntries(
        [
          'storage',
          'storageClass',
          'name',
          'accessModes',
          'volumeMode',
          'dataSource',
          'labels',
          'annotations',
          'whenDeleted',
          'whenScaled',
        ].map((name) => [name, value]),
      ),
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(props, (given) => {
        const chart = newChart();
        const set = newSet(chart);
        try {
          new ClaimTemplate(set, 'data', given as unknown as ClaimTemplateProps);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidPropsError);
          expect(set.node.tryFindChild('data')).toBeUndefined();
          return;
        }
        expect(findKind(chart, 'StatefulSet').spec.volumeClaimTemplates).toHaveLength(1);
      }),
    );
  });
});
