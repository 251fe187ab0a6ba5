import { ApiObject, Chart, JsonPatch, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct, IConstruct } from 'constructs';
import * as fc from 'fast-check';
import { InvalidPropsError } from '../../src/props/problems';
import { Claim } from '../../src/volumes/claim';
import { ClaimSource } from '../../src/volumes/claim-source';
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
    service: new kplus.Service(scope, 'Service', { metadata: { name: 'store' }, ports: [{ port: 80 }], clusterIP: 'None' }),
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

describe('restore', () => {
  const restored = (prepare: (template: ClaimTemplate, chart: Chart) => void) => {
    const chart = newChart();
    const set = newSet(chart);
    const template = new ClaimTemplate(set, 'data', {
      storage: TEN,
      storageClass: FAST,
      labels: { tier: 'data' },
      annotations: { note: 'mine' },
      accessModes: [Mode.READ_WRITE_ONCE_POD],
    });
    prepare(template, chart);
    return chart;
  };
  const source = ClaimSource.fromSnapshotName('before');

  test('makes the claim that the set looks for, as the template would, with data in it', () => {
    const chart = restored((template) => {
      expect(template.restore(source, 1).name).toBe('data-store-1');
    });
    expect(findKind(chart, 'PersistentVolumeClaim')).toEqual({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data-store-1', namespace: 'shop', labels: { app: 'store', tier: 'data' }, annotations: { note: 'mine' } },
      spec: {
        accessModes: ['ReadWriteOncePod'],
        dataSource: { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 'before' },
        resources: { requests: { storage: '10Gi' } },
        storageClassName: 'fast',
        volumeMode: 'Filesystem',
      },
    });
  });

  test('the claims stand before the set, whose controller would make empty ones', () => {
    const chart = restored((template) => {
      template.restore(source);
      template.restore(source, 1);
    });
    const kinds = manifests(chart).map(({ kind }) => kind as string);
    expect(kinds.lastIndexOf('PersistentVolumeClaim')).toBeLessThan(kinds.indexOf('StatefulSet'));
  });

  test('once for each Pod, from what is a source', () => {
    restored((template) => {
      template.restore(source);
      expect(refusal(() => template.restore(source))).toBe(
        'ClaimTemplate at shop/Set/data: 1 problem\n  ordinal: 0. Its claim begins with something else already. Restore it once.',
      );
      expect(refusal(() => template.restore(undefined as never, 1))).toBe(
        'ClaimTemplate at shop/Set/data: 1 problem\n  source: missing. Give a ClaimSource, such as ClaimSource.fromSnapshotName("before-upgrade").',
      );
      expect(refusal(() => template.restore(source, -1))).toContain('  ordinal: -1. ');
    });
  });

  test('the names of the claims stay those of the set for everybody else', () => {
    const chart = restored((template) => template.restore(source));
    for (const name of ['data-store-0', 'data-store-1']) {
      expect(refusal(() => new Claim(chart, name, { storage: TEN, storageClass: FAST }))).toContain(
        `makes the PersistentVolumeClaim ${name} too`,
      );
    }
  });
});

describe('the Service of the set', () => {
  const service = (chart: Chart, clusterIP?: string, id = 'service') =>
    new kplus.Service(chart, id, { metadata: { name: 'orders' }, ports: [{ port: 80 }], clusterIP });
  const template = (set: IConstruct) =>
    new ClaimTemplate(set, 'data', { storage: Size.gibibytes(1), storageClass: { storageClassName: 'fast' } });
  const plusSet = (chart: Chart, governing: kplus.Service) =>
    new kplus.StatefulSet(chart, 'set', { metadata: { name: 'orders' }, service: governing, containers: [{ image: 'orders:1' }] });
  const labels = { app: 'orders' };
  const podTemplate = { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'orders:1' }] } };
  const json = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'orders' },
    spec: { serviceName: 'orders', selector: { matchLabels: labels }, template: podTemplate },
  };
  const serviceJson = (spec: object, namespace?: string) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'orders', namespace },
    spec: { ...spec, ports: [{ port: 80 }] },
  });
  const PROBLEM =
    "The Service orders of the set has an address of its own, so that no Pod of the set has a name in DNS. Give it clusterIP: 'None', and clients another Service.";

  test('one of cdk8s-plus with an address is refused by the call', () => {
    const chart = newChart();
    const set = plusSet(chart, service(chart));
    expect(refusal(() => template(set))).toBe(`ClaimTemplate at shop/set/data: 1 problem\n  statefulSet: shop/set. ${PROBLEM}`);
    expect(set.node.tryFindChild('data')).toBeUndefined();
  });

  test('a patch counts, on either side', () => {
    const [taken, refused] = [newChart(), newChart()];
    const patched = service(taken);
    ApiObject.of(patched).addJsonPatch(JsonPatch.add('/spec/clusterIp', 'None'));
    template(plusSet(taken, patched));
    expect(() => manifests(taken)).not.toThrow();
    const set = plusSet(refused, service(refused, 'None'));
    template(set);
    ApiObject.of(service(refused, undefined, 'other')).metadata.add('name', 'elsewhere');
    new ApiObject(refused, 'clients', { ...serviceJson({}), metadata: { name: 'clients' } });
    ApiObject.of(set).addJsonPatch(JsonPatch.replace('/spec/serviceName', 'clients'));
    expect(() => manifests(refused)).toThrow(`[shop/set/data] ${PROBLEM.replace('orders', 'clients')}`);
  });

  test.each<[string, (chart: Chart, spec: object) => unknown]>([
    ['cdk8s-plus', (chart, spec) => service(chart, (spec as { clusterIP?: string }).clusterIP)],
    [
      'a Kube class',
      (chart, spec) => new kplus.k8s.KubeService(chart, 'service', serviceJson({ clusterIp: (spec as { clusterIP?: string }).clusterIP })),
    ],
    ['an ApiObject', (chart, spec) => new ApiObject(chart, 'service', serviceJson(spec))],
    ['a List', (chart, spec) => new ApiObject(chart, 'list', { apiVersion: 'v1', kind: 'List', items: [serviceJson(spec, 'shop')] })],
  ])('one of %s is found at synthesis, for sets that are no cdk8s-plus', (_, make) => {
    for (const isBefore of [true, false]) {
      for (const [spec, isTaken] of [
        [{ clusterIP: 'None' }, true],
        [{}, false],
        [{ clusterIP: '10.0.0.10' }, false],
      ] as const) {
        const chart = newChart();
        if (isBefore) make(chart, spec);
        template(new ApiObject(chart, 'set', json));
        if (!isBefore) make(chart, spec);
        if (isTaken) expect(() => manifests(chart)).not.toThrow();
        else expect(() => manifests(chart)).toThrow(`[shop/set/data] ${PROBLEM}`);
      }
    }
  });

  test('one that others make, or of another namespace, is not judged', () => {
    const chart = newChart();
    template(new ApiObject(chart, 'set', json));
    new ApiObject(chart, 'elsewhere', serviceJson({}, 'elsewhere'));
    expect(() => manifests(chart)).not.toThrow();
  });
});
