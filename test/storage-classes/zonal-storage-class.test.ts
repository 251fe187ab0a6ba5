import { ApiObject, App, Chart, Size, Testing } from 'cdk8s';
import { PersistentVolumeReclaimPolicy } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import * as fc from 'fast-check';
import { StorageDriver } from '../../src/storage-classes/storage-driver';
import { ZonalStorageClass } from '../../src/storage-classes/zonal-storage-class';
import { InvalidPropsError } from '../../src/props/problems';
import { findKind, newChart, refusal, yaml } from '../support';
import { classWith, linesOf, manifestOf, problemsOf, untyped } from './support';

const EBS = StorageDriver.awsEbs();

describe('practices', () => {
  test('the volume is made where its first Pod runs', () => {
    for (const driver of [EBS, StorageDriver.localVolumes(), StorageDriver.csi('disks.example.com')]) {
      expect(manifestOf(driver)).toMatchObject({ volumeBindingMode: 'WaitForFirstConsumer' });
    }
  });

  test('nothing is lost by leaving something out', () => {
    expect(classWith(EBS).reclaimPolicy).toBe(PersistentVolumeReclaimPolicy.RETAIN);
    expect(manifestOf(EBS)).toMatchObject({ reclaimPolicy: 'Retain' });
    expect(manifestOf(EBS, { reclaimPolicy: PersistentVolumeReclaimPolicy.DELETE })).toMatchObject({ reclaimPolicy: 'Delete' });
  });

  test('claims can grow where the driver can', () => {
    expect(classWith(EBS).allowVolumeExpansion).toBe(true);
    expect(manifestOf(EBS)).toMatchObject({ allowVolumeExpansion: true });
    expect(manifestOf(EBS, { allowVolumeExpansion: false })).toMatchObject({ allowVolumeExpansion: false });
    expect(manifestOf(StorageDriver.localVolumes())).toMatchObject({ allowVolumeExpansion: false });
  });

  test('a class is the default only when asked', () => {
    expect(manifestOf(EBS).metadata.annotations).toBeUndefined();
    expect(manifestOf(EBS, { defaultClass: false }).metadata.annotations).toBeUndefined();
    expect(manifestOf(EBS, { defaultClass: true, annotations: { owner: 'storage' } }).metadata.annotations).toEqual({
      owner: 'storage',
      'storageclass.kubernetes.io/is-default-class': 'true',
    });
  });

  test.each([
    [EBS, 'topology.kubernetes.io/zone', ['us-east-1a', 'us-east-1b']],
    [StorageDriver.gcePersistentDisk(), 'topology.gke.io/zone', ['us-east1-b']],
    [StorageDriver.azureDisk(), 'topology.disk.csi.azure.com/zone', ['eastus2-1']],
    [StorageDriver.openStackCinder(), 'topology.cinder.csi.openstack.org/zone', ['nova']],
    [StorageDriver.vSphere(), 'topology.csi.vmware.com/k8s-zone', ['rack-1']],
    [StorageDriver.csi('x.example.com', { topologyKey: 'topology.x.example.com/zone' }), 'topology.x.example.com/zone', ['a']],
  ])('zones are written under the key of the driver', (driver, key, zones) => {
    expect(manifestOf(driver, { zones }).allowedTopologies).toEqual([{ matchLabelExpressions: [{ key, values: zones }] }]);
    expect(manifestOf(driver).allowedTopologies).toBeUndefined();
  });

  test('the name does not follow the place in the tree', () => {
    const app = new App();
    const nested = new Chart(new Construct(app, 'team'), 'storage');
    new ZonalStorageClass(new Construct(nested, 'disks'), 'fast', { driver: EBS });
    new ZonalStorageClass(nested, 'other', { driver: EBS, name: 'slow.disks' });
    expect((Testing.synth(nested) as Array<{ metadata: unknown }>).map(({ metadata }) => metadata)).toEqual([
      { name: 'fast' },
      { name: 'slow.disks' },
    ]);
  });

  test('the class has no namespace, whatever that of its chart', () => {
    expect(manifestOf(EBS).metadata).toEqual({ name: 'fast' });
    const chart = new Chart(new App(), 'bare');
    classWith(EBS, {}, chart);
    expect(findKind(chart, 'StorageClass').metadata).toEqual({ name: 'fast' });
  });
});

test('everything at once', () => {
  const chart = newChart();
  const fast = classWith(
    EBS,
    {
      zones: ['us-east-1a'],
      defaultClass: true,
      mountOptions: ['noatime', 'discard'],
      labels: { team: 'storage' },
      annotations: { 'example.com/owner': 'storage' },
      reclaimPolicy: PersistentVolumeReclaimPolicy.DELETE,
      allowVolumeExpansion: false,
    },
    chart,
  );
  fast.claim(chart, 'data', { storage: Size.mebibytes(512) });
  expect(yaml(chart)).toMatchSnapshot();
});

test('what the class exposes', () => {
  const fast = classWith(EBS);
  expect(fast.storageClassName).toBe('fast');
  expect(fast.provisioner).toBe('ebs.csi.aws.com');
  expect(fast.apiObject).toBe(ApiObject.of(fast));
  fast.parameters.type = 'changed';
  expect(fast.parameters).toEqual({ type: 'gp3', encrypted: 'true' });
  expect(ZonalStorageClass.fromStorageClassName('standard').storageClassName).toBe('standard');
});

test('later changes of the props change nothing', () => {
  const chart = newChart();
  const zones = ['us-east-1a'];
  const mountOptions = ['noatime'];
  classWith(EBS, { zones, mountOptions }, chart);
  zones.push('us-east-1b');
  mountOptions.push('bad');
  expect(findKind(chart, 'StorageClass')).toMatchObject({
    mountOptions: ['noatime'],
    allowedTopologies: [{ matchLabelExpressions: [{ values: ['us-east-1a'] }] }],
  });
});

describe('refusals', () => {
  test('the whole message, with all problems at once', () => {
    const build = () =>
      classWith(StorageDriver.awsEbs(untyped({ iosp: 3000, iops: 100 })), {
        name: 'Fast_Disks',
        zones: [],
        volumeBindingMode: 'Immediate',
        reclaimPolicy: 'Recycle',
      });
    expect(build).toThrow(
      new Error(
        [
          'ZonalStorageClass at shop/fast: 6 problems',
          '  volumeBindingMode: "Immediate". A ZonalStorageClass always waits for the first consumer: with Immediate the disk could be made in a zone where no Pod can run. Drop it.',
          '  name: "Fast_Disks". Use at most 253 lower-case letters, digits, dashes and dots, with a letter or digit at the ends of each part.',
          '  driver.iosp: 3000. There is no such prop. Did you mean iops?',
          '  driver.iops: 100. gp3 has 3000 to 80000 IOPS. Give a number in between, or use another type.',
          '  zones: []. An empty list allows no zone, and the API server refuses it. Name zones, or leave it out.',
          '  reclaimPolicy: "Recycle". Use one of Retain, Delete.',
        ].join('\n'),
      ),
    );
  });

  test('a refused class does not join the tree', () => {
    const chart = newChart();
    expect(() => classWith(EBS, { zones: [] }, chart)).toThrow();
    expect(chart.node.children).toEqual([]);
  });

  test('a wrong driver throws with the class, not before', () => {
    expect(() => StorageDriver.awsEbs({ iops: -1 })).not.toThrow();
  });

  test.each([undefined, null, {}])('props that are %j', (props) => {
    expect(refusal(() => new ZonalStorageClass(newChart(), 'fast', untyped(props)))).toBe(
      'ZonalStorageClass at shop/fast: 1 problem\n  driver: missing. Give a StorageDriver, such as StorageDriver.awsEbs().',
    );
  });

  const ZONE_NAME = 'Name each zone as the label of its nodes does: at most 63 letters, digits, dashes, underscores and dots.';

  test.each([
    [{ zones: [''] }, `zones: [""]. ${ZONE_NAME}`],
    [{ zones: ['us east'] }, `zones: ["us east"]. ${ZONE_NAME}`],
    [{ zones: ['us-east-1a', 'us-east-1a'] }, 'zones: ["us-east-1a","us-east-1a"]. A zone is there twice. Name each once.'],
    [{ zones: ['us-east-1'] }, 'zones: ["us-east-1"]. That is a region. Name availability zones, such as us-east-1a.'],
    [{ zones: 'us-east-1a' }, 'zones: "us-east-1a". Give a list of strings.'],
    [{ allowVolumeExpansion: 'yes' }, 'allowVolumeExpansion: "yes". Give true or false.'],
    [{ defaultClass: 1 }, 'defaultClass: 1. Give true or false.'],
    [{ mountOptions: 'ro' }, 'mountOptions: "ro". Give a list of strings.'],
    [{ mountOptions: ['ro', ' '] }, 'mountOptions: ["ro"," "]. An option is empty. Leave it out.'],
    [{ labels: { a: 1 } }, 'labels["a"]: 1. Give a string; quote numbers and booleans.'],
    [{ annotations: [] }, 'annotations: []. Give an object of keys and string values.'],
    [{ zone: ['a'] }, 'zone: a list of 1. There is no such prop. Did you mean zones?'],
    [
      { parameters: {} },
      'parameters: {}. They are options of the driver, such as StorageDriver.awsEbs({ iops: 6000 }); StorageDriver.csi takes any, and ZonalStorageClass.fromInTree those of an old class.',
    ],
    [{ driver: 'ebs' }, 'driver: "ebs". Give a StorageDriver, such as StorageDriver.awsEbs().'],
  ])('%j', (props, line) => {
    expect(problemsOf(EBS, props)).toEqual([line]);
  });

  test('parameters of which the API server takes less, and one without a name', () => {
    const many = Object.fromEntries(Array.from({ length: 513 }, (_, index) => [`p${index}`, '']));
    expect(problemsOf(StorageDriver.csi('tapes.example.com', { parameters: many }))).toEqual([
      'driver.parameters: 513 parameters. A class has at most 512. Leave some out.',
    ]);
    expect(problemsOf(StorageDriver.csi('tapes.example.com', { parameters: { a: 'x'.repeat(256 * 1024) } }))).toEqual([
      'driver.parameters: 262145 bytes. The parameters of a class have at most 262144 bytes together. Shorten them.',
    ]);
    expect(problemsOf(StorageDriver.csi('tapes.example.com', { parameters: { '': 'x' } }))).toEqual([
      'driver.parameters[""]: "x". A parameter has a name. Give it one.',
    ]);
  });

  test('growth of what cannot grow', () => {
    expect(problemsOf(StorageDriver.localVolumes(), { allowVolumeExpansion: true })).toEqual([
      'allowVolumeExpansion: true. Volumes of this class cannot grow, and claims that try stay stuck. Leave it out.',
    ]);
    expect(problemsOf(StorageDriver.csi('tapes.example.com', { expandable: false }), { allowVolumeExpansion: true })).toEqual([
      'allowVolumeExpansion: true. Volumes of this class cannot grow, and claims that try stay stuck. Leave it out.',
    ]);
  });

  test('zones of a driver that reads none, or whose key is unknown', () => {
    expect(problemsOf(StorageDriver.localVolumes(), { zones: ['a'] })).toEqual([
      'zones: ["a"]. Nothing is provisioned, so nothing reads them: each local volume names its node in its own nodeAffinity. Leave them out.',
    ]);
    expect(problemsOf(StorageDriver.csi('x.example.com'), { zones: ['a'] })).toEqual([
      'zones: ["a"]. Zones are written under the driver\'s own key, which is not known. Give topologyKey to StorageDriver.csi.',
    ]);
  });
});

describe('claims', () => {
  test('a claim of the class, in the chart of whoever uses it', () => {
    const chart = newChart();
    const fast = classWith(EBS, {}, new Chart(new App(), 'platform'));
    const claim = fast.claim(chart, 'data', { storage: Size.mebibytes(1536) });
    expect(claim.storageClassName).toBe('fast');
    expect(findKind(chart, 'PersistentVolumeClaim')).toMatchObject({
      metadata: { name: 'data', namespace: 'shop' },
      spec: { storageClassName: 'fast', resources: { requests: { storage: '1536Mi' } } },
    });
  });

  test('what the driver could not make is refused', () => {
    const chart = newChart();
    const fast = classWith(StorageDriver.awsEbs({ iops: 16000 }), {}, chart);
    expect(linesOf(() => fast.claim(chart, 'data', { storage: Size.gibibytes(10) }), 'Claim at shop/data')).toEqual([
      'storage: 10Gi. gp3 has at most 500 IOPS per GiB, and the class asks for 16000. Ask for at least 32Gi.',
    ]);
  });

  test('nothing is known of the volumes of other drivers', () => {
    const chart = newChart();
    const other = classWith(StorageDriver.csi('x.example.com'), {}, chart);
    expect(other.claim(chart, 'data', { storage: Size.tebibytes(500) }).name).toBe('data');
  });
});

test('any props give a class or an error that names them', () => {
  const drivers = fc.constantFrom(EBS, StorageDriver.gcePersistentDisk({ regional: true }), StorageDriver.localVolumes());
  const props = fc.record(
    {
      driver: fc.oneof({ weight: 9, arbitrary: drivers }, { weight: 1, arbitrary: fc.anything() }),
      name: fc.oneof(fc.constantFrom('fast', 'slow.disks'), fc.anything()),
      zones: fc.oneof(fc.subarray(['us-east-1a', 'us-east1-b', 'us-east1-c', '']), fc.anything()),
      reclaimPolicy: fc.oneof(fc.constantFrom('Retain', 'Delete', 'Recycle'), fc.anything()),
      allowVolumeExpansion: fc.oneof(fc.boolean(), fc.anything()),
      defaultClass: fc.oneof(fc.boolean(), fc.anything()),
      mountOptions: fc.oneof(fc.array(fc.string()), fc.anything()),
      labels: fc.anything(),
      annotations: fc.anything(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(props, (given) => {
      const chart = newChart();
      try {
        new ZonalStorageClass(chart, 'fast', untyped(given));
        expect(findKind(chart, 'StorageClass')).toMatchObject({ volumeBindingMode: 'WaitForFirstConsumer' });
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidPropsError);
        expect(chart.node.children).toEqual([]);
      }
    }),
    { numRuns: 500 },
  );
});
