import { Size } from 'cdk8s';
import { AwsEbsVolumeType, AzureDiskSku, VolumeAttributes, VolumeAttributesClass } from '../../src';
import { attributeProblems } from '../../src/facts/drivers/attributes';
import { CEPH_RBD } from '../../src/facts/drivers/ceph-rbd';
import { DriverFacts } from '../../src/facts/drivers/driver-facts';
import { findKind, newChart, refusal } from '../support';

/** The class as it is written. */
function made(driver: VolumeAttributes) {
  const chart = newChart();
  const gold = new VolumeAttributesClass(chart, 'gold', { driver, labels: { team: 'shop' } });
  expect(gold.volumeAttributesClassName).toBe('gold');
  return findKind(chart, 'VolumeAttributesClass');
}

const refusalOf = (driver: VolumeAttributes) =>
  refusal(() => new VolumeAttributesClass(newChart(), 'gold', { driver }))
    .split('\n')
    .slice(1);

describe('VolumeAttributesClass', () => {
  test('belongs to no namespace, and has the parameters as its driver reads them, which are texts', () => {
    const { GP3 } = AwsEbsVolumeType;
    expect(made(VolumeAttributes.awsEbs({ type: GP3, iops: 6000, throughput: Size.mebibytes(500), tags: { tier: 'gold' } }))).toEqual({
      apiVersion: 'storage.k8s.io/v1',
      kind: 'VolumeAttributesClass',
      metadata: { name: 'gold', labels: { team: 'shop' } },
      driverName: 'ebs.csi.aws.com',
      parameters: { type: 'gp3', iops: '6000', throughput: '500', tagSpecification_1: 'tier=gold' },
    });
    // Other names than in a class of the same driver, and a unit.
    expect(made(VolumeAttributes.gcePersistentDisk({ iops: 5000, throughput: Size.mebibytes(250) })).parameters).toEqual({
      iops: '5000',
      throughput: '250Mi',
    });
    expect(made(VolumeAttributes.azureDisk({ sku: AzureDiskSku.PREMIUM_V2_LRS, iops: 5000, megabytesPerSecond: 200 })).parameters).toEqual({
      skuName: 'PremiumV2_LRS',
      DiskIOPSReadWrite: '5000',
      DiskMBpsReadWrite: '200',
    });
    expect(made(VolumeAttributes.csi('csi.example.com', { speed: 'high' }))).toMatchObject({
      driverName: 'csi.example.com',
      parameters: { speed: 'high' },
    });
  });
});

describe('VolumeAttributesClass refuses', () => {
  test('what changes nothing, which the API server refuses', () => {
    expect(refusalOf(VolumeAttributes.awsEbs({}))).toEqual([
      '  driver: "nothing". The API server wants one parameter at least. Say what changes.',
    ]);
    expect(refusalOf({} as never)).toEqual(['  driver: {}. Give VolumeAttributes, such as VolumeAttributes.awsEbs({ iops: 6000 }).']);
  });

  test('what the kind that it becomes cannot have', () => {
    const driver = VolumeAttributes.awsEbs({ type: AwsEbsVolumeType.GP2, throughput: Size.mebibytes(200) });
    expect(refusalOf(driver)).toEqual([expect.stringMatching(/^ {2}driver\.throughput: 200Mi\. /)]);
    // Without a kind it stays what it is, which is not known here.
    expect(made(VolumeAttributes.awsEbs({ throughput: Size.mebibytes(200) })).parameters).toEqual({ throughput: '200' });
  });

  test('amounts that are none, and no object', () => {
    expect(refusalOf(VolumeAttributes.gcePersistentDisk({ iops: 0, throughput: Size.kibibytes(1) }))).toEqual([
      '  driver.iops: 0. Give a whole number above zero.',
      '  driver.throughput: 1Ki. Give the Size per second in whole MiB, such as Size.mebibytes(250).',
    ]);
    expect(refusalOf(VolumeAttributes.csi('a b', 5 as never))).toEqual([
      '  driver: "a b". Give the name of a CSI driver, such as ebs.csi.aws.com: at most 63 letters, digits, dashes and dots.',
      '  driver.parameters: 5. Give an object of keys and string values.',
    ]);
  });
});

test('of a driver of which it is not known what it changes nothing is said', () => {
  expect(attributeProblems(CEPH_RBD as DriverFacts, { anything: 'x' })).toEqual([]);
});
