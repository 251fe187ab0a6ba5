import { Chart, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Claim, ClaimTemplate, PodVolume, StorageQuota, StorageQuotaProps } from '../../src';
import { findKind, newChart, refusal } from '../support';

const FAST = { storageClassName: 'fast' };
const gibibytes = (amount: number) => Size.gibibytes(amount);

const claimIn = (chart: Chart, id: string, size: number, more = {}) =>
  new Claim(chart, id, { storage: gibibytes(size), storageClass: FAST, ...more });

const setIn = (chart: Chart, replicas: number) =>
  new kplus.StatefulSet(chart, 'set', {
    metadata: { name: 'queue' },
    replicas,
    service: new kplus.Service(chart, 'service', { ports: [{ port: 80 }], clusterIP: 'None' }),
    containers: [{ name: 'queue', image: 'queue:3' }],
  });

const refusalOf = (props: StorageQuotaProps) =>
  refusal(() => new StorageQuota(newChart(), 'storage', props))
    .split('\n')
    .slice(1);

describe('StorageQuota', () => {
  test('limits the total, the number and single classes by the keys that the server counts', () => {
    const chart = newChart();
    new StorageQuota(chart, 'storage', {
      storage: gibibytes(100),
      claims: 10,
      classes: [{ storageClass: FAST, storage: gibibytes(50), claims: 2 }],
      snapshots: 5,
    });
    expect(findKind(chart, 'ResourceQuota')).toEqual({
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'storage', namespace: 'shop' },
      spec: {
        hard: {
          'requests.storage': '100Gi',
          persistentvolumeclaims: '10',
          'fast.storageclass.storage.k8s.io/requests.storage': '50Gi',
          'fast.storageclass.storage.k8s.io/persistentvolumeclaims': '2',
          'count/volumesnapshots.snapshot.storage.k8s.io': '5',
        },
      },
    });
  });

  test('of ephemeral storage says for containers what they do not say, or the quota would refuse their Pods', () => {
    const chart = newChart();
    new StorageQuota(chart, 'storage', {
      ephemeral: { requests: gibibytes(10), limits: gibibytes(20), defaultRequest: Size.mebibytes(256), defaultLimit: gibibytes(1) },
      claimSizes: { min: gibibytes(1), max: gibibytes(100) },
    });
    expect(findKind(chart, 'ResourceQuota').spec.hard).toEqual({
      'requests.ephemeral-storage': '10Gi',
      'limits.ephemeral-storage': '20Gi',
    });
    expect(findKind(chart, 'LimitRange').spec.limits).toEqual([
      { type: 'PersistentVolumeClaim', min: { storage: '1Gi' }, max: { storage: '100Gi' } },
      { type: 'Container', default: { 'ephemeral-storage': '1Gi' }, defaultRequest: { 'ephemeral-storage': '256Mi' } },
    ]);
  });

  test('adds up what the app asks for in its namespace: claims, those of sets, those of Pods with disks of their own', () => {
    const chart = newChart();
    const quota = new StorageQuota(chart, 'storage', {
      storage: gibibytes(100),
      claims: 6,
      classes: [{ storageClass: FAST, claims: 3 }],
      claimSizes: { max: gibibytes(40) },
    });
    claimIn(chart, 'pictures', 50, { storageClass: { storageClassName: 'slow' } });
    claimIn(chart, 'elsewhere', 500, { namespace: 'office' });
    expect(quota.node.validate()).toEqual([
      'claimSizes: PersistentVolumeClaim pictures asks for 50Gi, and a claim has at most 40Gi. Ask for another size, or allow it.',
    ]);
    const set = setIn(chart, 3);
    new ClaimTemplate(set, 'data', { storage: gibibytes(10), storageClass: FAST });
    const builder = new kplus.Deployment(chart, 'builder', {
      metadata: { name: 'builder' },
      replicas: 3,
      containers: [{ name: 'builder', image: 'builder:3' }],
    });
    PodVolume.ephemeral({ name: 'work', storage: gibibytes(10), storageClass: FAST }).mountInto(builder, '/work');
    expect(quota.node.validate().slice(0, 3)).toEqual([
      'requests.storage: 100Gi. PersistentVolumeClaim pictures, StatefulSet queue, Deployment builder ask for 110Gi together. Allow more, or ask for less.',
      'persistentvolumeclaims: 6. StatefulSet queue, Deployment builder, PersistentVolumeClaim pictures ask for 7 together. Allow more, or ask for less.',
      'fast.storageclass.storage.k8s.io/persistentvolumeclaims: 3. StatefulSet queue, Deployment builder ask for 6 together. Allow more, or ask for less.',
    ]);
  });

  test('that one claim fills is not exceeded', () => {
    const chart = newChart();
    const quota = new StorageQuota(chart, 'storage', { storage: gibibytes(50), claims: 1 });
    claimIn(chart, 'pictures', 50);
    expect(quota.node.validate()).toEqual([]);
  });
});

describe('StorageQuota refuses', () => {
  test('what limits nothing', () => {
    expect(refusalOf({})).toEqual([
      '  storage: missing. A quota that limits nothing is none. Give storage, claims, classes, ephemeral or snapshots.',
    ]);
    expect(refusalOf({ claims: 1, claimSizes: {}, classes: [{ storageClass: FAST }] })).toEqual([
      '  classes[0].storage: missing. Give storage, claims or both, or leave the class out.',
      '  claimSizes: an object. Give min, max or both, or leave it out.',
    ]);
  });

  test('a quota of ephemeral storage that would refuse every Pod that says nothing', () => {
    expect(refusalOf({ ephemeral: { requests: gibibytes(1), limits: gibibytes(2) } as never })).toEqual([
      '  ephemeral.defaultRequest: missing. Give a Size, such as Size.gibibytes(1). A quota of ephemeral storage refuses every Pod that says nothing.',
      '  ephemeral.defaultLimit: missing. Give a Size, such as Size.gibibytes(1). A quota of ephemeral storage refuses every Pod that says nothing.',
    ]);
  });

  test('what the API server refuses', () => {
    const classes = [
      { storageClass: FAST, claims: 1.5 },
      { storageClass: FAST, claims: 1 },
      { storageClass: { storageClassName: 'UPPER' }, claims: 1 },
    ];
    const ephemeral = { requests: gibibytes(3), limits: gibibytes(2), defaultRequest: gibibytes(2), defaultLimit: gibibytes(1) };
    expect(refusalOf({ claims: -1, classes, claimSizes: { min: gibibytes(2), max: gibibytes(1) }, ephemeral })).toEqual([
      '  claims: -1. Give a whole number from 0 to 2147483647.',
      '  classes[0].claims: 1.5. Give a whole number from 0 to 2147483647.',
      '  classes[1].storageClass: "fast". The class is there twice. Name each once.',
      '  classes[2].storageClass: "UPPER". Use at most 253 lower-case letters, digits, dashes and dots, with a letter or digit at the ends of each part.',
      '  claimSizes.min: 2Gi. It is above max, 1Gi, and the API server refuses that. Lower it.',
      '  ephemeral.defaultRequest: 2Gi. It is above defaultLimit, 1Gi, and the API server refuses that. Lower it.',
      '  ephemeral.requests: 3Gi. It is above limits, 2Gi, which is reached first. Lower it.',
    ]);
  });

  test('what has another shape', () => {
    expect(refusalOf({ claims: 1, classes: { fast: 1 }, claimSizes: 5, ephemeral: true } as never)).toEqual([
      '  classes: an object. Give a list of classes, each with storage or claims.',
      '  claimSizes: 5. Give an object with min and max.',
      '  ephemeral: true. Give an object with requests, limits, defaultRequest and defaultLimit.',
    ]);
  });

  test('a second one of a name', () => {
    const chart = newChart();
    new StorageQuota(chart, 'storage', { claims: 1 });
    expect(refusal(() => new StorageQuota(chart, 'other', { claims: 1, name: 'storage' }))).toContain(
      'makes the ResourceQuota storage and LimitRange storage too',
    );
  });
});
