import { ApiObject, App, Chart, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import * as fc from 'fast-check';
import { InvalidPropsError } from '../../src/props/problems';
import { Claim, ClaimProps } from '../../src/volumes/claim';
import { ClaimSource } from '../../src/volumes/claim-source';
import { findKind, Manifest, newChart, refusal, yaml } from '../support';

const { PersistentVolumeAccessMode: Mode, PersistentVolumeMode } = kplus;
const FAST = { storageClassName: 'fast' };
const TEN = Size.gibibytes(10);

function specOf(props: Partial<ClaimProps>): Manifest {
  const chart = newChart();
  new Claim(chart, 'data', { storage: TEN, storageClass: FAST, ...props });
  return findKind(chart, 'PersistentVolumeClaim').spec;
}

function problems(props: unknown): string[] {
  const [first, ...lines] = refusal(() => new Claim(newChart(), 'data', props as ClaimProps)).split('\n');
  expect(first).toBe(`Claim at shop/data: ${lines.length === 1 ? '1 problem' : `${lines.length} problems`}`);
  return lines.map((line) => line.trim());
}

describe('practices', () => {
  test('the class is written, so that no default class of the cluster gets the claim', () => {
    expect(specOf({}).storageClassName).toBe('fast');
  });

  test('a claim on an existing volume has the empty class', () => {
    expect(specOf({ storageClass: undefined, volumeName: 'disk-1' })).toMatchObject({ storageClassName: '', volumeName: 'disk-1' });
    expect(specOf({ storageClass: undefined, selector: { tier: 'gold' } })).toMatchObject({
      storageClassName: '',
      selector: { matchLabels: { tier: 'gold' } },
    });
    expect(specOf({ storageClass: { storageClassName: '' }, volumeName: 'disk-1' }).storageClassName).toBe('');
    expect(specOf({ volumeName: 'disk-1' }).storageClassName).toBe('fast');
  });

  test('the name is the id and does not follow the place in the tree', () => {
    const chart = newChart();
    new Claim(new Construct(new Construct(chart, 'a'), 'b'), 'data', { storage: TEN, storageClass: FAST });
    expect(findKind(chart, 'PersistentVolumeClaim').metadata).toEqual({ name: 'data', namespace: 'shop' });
  });

  test.each([
    [Size.kibibytes(512), '512Ki'],
    [Size.mebibytes(512), '512Mi'],
    [Size.mebibytes(1536), '1536Mi'],
    [Size.mebibytes(2048), '2Gi'],
    [Size.tebibytes(1), '1Ti'],
  ])('sizes of any unit', (storage, quantity) => {
    expect(specOf({ storage }).resources).toEqual({ requests: { storage: quantity } });
  });

  test('one node mounts a directory unless told otherwise', () => {
    expect(specOf({})).toMatchObject({ accessModes: ['ReadWriteOnce'], volumeMode: 'Filesystem' });
    expect(specOf({ accessModes: [Mode.READ_WRITE_ONCE_POD], volumeMode: PersistentVolumeMode.BLOCK })).toMatchObject({
      accessModes: ['ReadWriteOncePod'],
      volumeMode: 'Block',
    });
  });

  test('data from a snapshot or from another claim', () => {
    expect(specOf({ dataSource: ClaimSource.fromSnapshotName('before-upgrade') }).dataSource).toEqual({
      apiGroup: 'snapshot.storage.k8s.io',
      kind: 'VolumeSnapshot',
      name: 'before-upgrade',
    });
    const other = kplus.PersistentVolumeClaim.fromClaimName(newChart(), 'other', 'orders');
    expect(specOf({ dataSource: ClaimSource.fromClaim(other) }).dataSource).toEqual({ kind: 'PersistentVolumeClaim', name: 'orders' });
  });
});

test('everything at once', () => {
  const chart = newChart();
  new Claim(chart, 'data', {
    name: 'orders.v2',
    storage: Size.mebibytes(512),
    storageClass: FAST,
    accessModes: [Mode.READ_WRITE_ONCE, Mode.READ_ONLY_MANY],
    dataSource: ClaimSource.fromSnapshotName('before-upgrade'),
    labels: { app: 'orders' },
    annotations: { owner: 'shop' },
  });
  expect(yaml(chart)).toMatchSnapshot();
});

test('what the claim exposes', () => {
  const chart = newChart();
  const claim = new Claim(chart, 'data', { storage: TEN, storageClass: FAST });
  expect(claim.name).toBe('data');
  expect(claim.storage.toGibibytes()).toBe(10);
  expect(claim.storageClassName).toBe('fast');
  expect(claim.volumeMode).toBe(PersistentVolumeMode.FILE_SYSTEM);
  claim.accessModes.push(Mode.READ_WRITE_MANY);
  expect(claim.accessModes).toEqual(['ReadWriteOnce']);
  expect(ApiObject.of(claim).kind).toBe('PersistentVolumeClaim');
  expect(claim.resourceType).toBe('persistentvolumeclaims');
});

describe('in a Pod', () => {
  test('containers mount it, several and of several workloads', () => {
    const chart = newChart();
    const claim = new Claim(chart, 'data', { storage: TEN, storageClass: FAST });
    for (const id of ['one', 'other']) {
      const pod = new kplus.Pod(chart, id);
      pod.addContainer({ name: 'a', image: 'app:1' }).mount('/data', claim);
      pod.addContainer({ name: 'b', image: 'app:1' }).mount('/data', claim);
      const { spec } = ApiObject.of(pod).toJson();
      expect(spec.volumes).toEqual([{ name: 'pvc-data', persistentVolumeClaim: { claimName: 'data', readOnly: false } }]);
      expect(spec.containers[1].volumeMounts).toEqual([{ name: 'pvc-data', mountPath: '/data' }]);
    }
  });

  test('kplus takes it as a claim', () => {
    const chart = newChart();
    const claim = new Claim(chart, 'data', { storage: TEN, storageClass: FAST });
    expect(kplus.Volume.fromPersistentVolumeClaim(chart, 'volume', claim).name).toBe('pvc-data');
  });

  test.each([
    ['orders.v2', 'pvc-orders-v2-ace4ce8e'],
    ['a'.repeat(100), /^pvc-a{50}-[0-9a-f]{8}$/],
  ])('its volume has a name that Pods can have', (name, expected) => {
    const claim = new Claim(newChart(), 'data', { name, storage: TEN, storageClass: FAST });
    expect(claim.asVolume().name).toMatch(expected);
    expect(claim.asVolume().name.length).toBeLessThanOrEqual(63);
  });

  test('a raw device cannot be mounted', () => {
    const claim = new Claim(newChart(), 'data', { storage: TEN, storageClass: FAST, volumeMode: PersistentVolumeMode.BLOCK });
    expect(refusal(() => claim.asVolume())).toBe(
      'Claim at shop/data: 1 problem\n  volumeMode: "Block". A raw device cannot be mounted at a path: hand it over by attachInto(), or use FILE_SYSTEM.',
    );
  });
});

describe('refusals', () => {
  const MODES = 'Give a list of ReadWriteOnce, ReadOnlyMany, ReadWriteMany, ReadWriteOncePod.';
  const NAME = 'Use at most 253 lower-case letters, digits, dashes and dots, with a letter or digit at the ends of each part.';

  test('the whole message, with all problems at once', () => {
    expect(refusal(() => new Claim(newChart(), 'data', {} as ClaimProps))).toBe(
      [
        'Claim at shop/data: 2 problems',
        '  storage: missing. Give a Size, such as Size.gibibytes(1).',
        "  storageClass: missing. Name a class (a ZonalStorageClass or its name): the cluster's default may bind in the wrong zone.",
      ].join('\n'),
    );
  });

  test('a refused claim does not join the tree', () => {
    const chart = newChart();
    expect(() => new Claim(chart, 'data', {} as ClaimProps)).toThrow(InvalidPropsError);
    expect(chart.node.children).toEqual([]);
  });

  test.each([undefined, null])('props that are %j', (props) => {
    expect(problems(props)).toHaveLength(2);
  });

  test.each([
    [{ name: 'Data' }, `name: "Data". ${NAME}`],
    [{ storage: Size.gibibytes(0) }, 'storage: 0Ki. Give a size of whole KiB above zero and below 8 EiB.'],
    [{ storage: '10Gi' }, 'storage: "10Gi". Give a Size, such as Size.gibibytes(1).'],
    [{ storageClass: 'fast' }, 'storageClass: "fast". Give a storage class, such as ZonalStorageClass.fromStorageClassName("fast").'],
    [{ storageClass: {} }, 'storageClass: {}. Give a storage class, such as ZonalStorageClass.fromStorageClassName("fast").'],
    [{ storageClass: { storageClassName: '' } }, `storageClass: "". ${NAME}`],
    [{ accessModes: [] }, `accessModes: []. ${MODES}`],
    [{ accessModes: 'ReadWriteOnce' }, `accessModes: "ReadWriteOnce". ${MODES}`],
    [{ accessModes: ['RWO'] }, `accessModes: ["RWO"]. ${MODES} Each at most once.`],
    [{ accessModes: ['ReadWriteOnce', 'ReadWriteOnce'] }, `accessModes: ["ReadWriteOnce","ReadWriteOnce"]. ${MODES} Each at most once.`],
    [
      { accessModes: ['ReadWriteOncePod', 'ReadWriteOnce'] },
      'accessModes: ["ReadWriteOncePod","ReadWriteOnce"]. ReadWriteOncePod stands alone: the API server refuses it beside other modes. Use it alone.',
    ],
    [{ volumeMode: 'Raw' }, 'volumeMode: "Raw". Use one of Filesystem, Block.'],
    [{ volumeName: '' }, `volumeName: "". ${NAME}`],
    [{ selector: { a: 1 } }, 'selector["a"]: 1. Give a string; quote numbers and booleans.'],
    [{ dataSource: 'snap' }, 'dataSource: "snap". Give a ClaimSource, such as ClaimSource.fromSnapshotName("before-upgrade").'],
    [{ dataSource: ClaimSource.fromSnapshotName('A') }, `dataSource: "A". ${NAME}`],
    [{ dataSource: ClaimSource.fromClaim(undefined as unknown as kplus.IPersistentVolumeClaim) }, `dataSource: "". ${NAME}`],
    [
      { dataSource: ClaimSource.fromSnapshotName('snap'), volumeName: 'disk-1' },
      'dataSource: "snap". An existing volume keeps the data that it has. Leave out volumeName and selector, or this.',
    ],
    [{ labels: [] }, 'labels: []. Give an object of keys and string values.'],
  ])('%j', (props, line) => {
    expect(problems({ storage: TEN, storageClass: FAST, ...props })).toEqual([line]);
  });

  test('what a class knows of its volumes is asked for new volumes only', () => {
    const asked: unknown[] = [];
    const limited = {
      storageClassName: 'fast',
      _claimProblems: (request: unknown) => {
        asked.push(request);
        return [
          { field: 'storage', problem: 'Too much.' },
          { field: 'accessModes', problem: 'Too many.' },
        ];
      },
    };
    expect(problems({ storage: Size.mebibytes(1025), storageClass: limited })).toEqual([
      'storage: 1025Mi. Too much.',
      'accessModes: ["ReadWriteOnce"]. Too many.',
    ]);
    expect(asked).toEqual([{ gibibytes: 2, accessModes: ['ReadWriteOnce'], volumeMode: 'Filesystem', hasSource: false }]);
    new Claim(newChart(), 'data', { storage: TEN, storageClass: limited, volumeName: 'disk-1' });
    expect(asked).toHaveLength(1);
  });
});

test('any props give a claim or an error that names them', () => {
  const props = fc.record(
    {
      storage: fc.oneof(
        fc.integer({ min: 1, max: 5000 }).map((amount) => Size.mebibytes(amount)),
        fc.anything(),
      ),
      storageClass: fc.oneof(fc.constant(FAST), fc.anything()),
      name: fc.anything(),
      accessModes: fc.oneof(fc.subarray(Object.values(Mode)), fc.anything()),
      volumeMode: fc.anything(),
      volumeName: fc.anything(),
      selector: fc.anything(),
      dataSource: fc.anything(),
      labels: fc.anything(),
      annotations: fc.anything(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(props, (given) => {
      const chart = new Chart(new App(), 'shop');
      try {
        new Claim(chart, 'data', given as unknown as ClaimProps);
        expect(yaml(chart)).toContain('PersistentVolumeClaim');
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidPropsError);
        expect((error as InvalidPropsError).props.length).toBeGreaterThan(0);
      }
    }),
    { numRuns: 500 },
  );
});
