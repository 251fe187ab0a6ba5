import { AWS_FSX_LUSTRE } from '../../../src/facts/drivers/aws-fsx-lustre';
import { testParameters, testRequests, testZones } from './cases';

const least = { subnetId: 'subnet-0123456789abcdef0', securityGroupIds: 'sg-0123456789abcdef0,sg-1' };
const persistent = { ...least, deploymentType: 'PERSISTENT_2', perUnitStorageThroughput: '125' };
const disks = { ...least, deploymentType: 'PERSISTENT_1', storageType: 'HDD', perUnitStorageThroughput: '12', driveCacheType: 'READ' };

testParameters(
  AWS_FSX_LUSTRE,
  [
    least,
    persistent,
    disks,
    { ...least, deploymentType: 'SCRATCH_2', s3ImportPath: 's3://data', autoImportPolicy: 'NEW' },
    { ...persistent, automaticBackupRetentionDays: '7', dailyAutomaticBackupStartTime: '03:00', weeklyMaintenanceStartTime: '7:04:00' },
    { ...persistent, dataCompressionType: 'LZ4', fileSystemTypeVersion: '2.15', extraTags: 'team=shop,tier=' },
  ],
  [
    [{}, 'subnetId: AWS makes no file system without it. Name it.', 'securityGroupIds: AWS makes no file system without it. Name it.'],
    [{ ...least, subnetId: 'nodes' }, 'subnetId: Give the id of a subnet, such as subnet-0123456789abcdef0.'],
    [
      { ...least, securityGroupIds: 'sg-1 sg-2' },
      'securityGroupIds: Give ids of security groups with commas between, such as sg-0123456789abcdef0.',
    ],
    [
      { ...persistent, perUnitStorageThroughput: '200' },
      'perUnitStorageThroughput: A PERSISTENT_2 SSD file system has one of 125, 250, 500, 1000. Use one of them.',
    ],
    [
      { ...least, deploymentType: 'PERSISTENT_1' },
      'perUnitStorageThroughput: AWS makes no PERSISTENT_1 file system without it. Use one of 50, 100, 200.',
    ],
    [{ ...least, perUnitStorageThroughput: '200' }, 'perUnitStorageThroughput: AWS has one throughput of SCRATCH_1, 200. Leave it out.'],
    [
      { ...persistent, storageType: 'HDD', driveCacheType: 'NONE' },
      'storageType: AWS has hard disks for PERSISTENT_1 only, and the class makes PERSISTENT_2. Use SSD, or PERSISTENT_1.',
    ],
    [
      { ...disks, driveCacheType: undefined },
      'driveCacheType: Parameters are strings: quote the value.',
      'driveCacheType: AWS wants it said of hard disks. Write READ, or NONE for no cache.',
    ],
    [
      { ...persistent, driveCacheType: 'READ' },
      'driveCacheType: Only hard disks have such a cache. Leave it out, or use storageType: HDD.',
    ],
    [
      { ...persistent, s3ImportPath: 's3://data' },
      's3ImportPath: A file system of PERSISTENT_2 is linked to buckets once it is there, not when it is made. Leave it out.',
    ],
    [
      { ...least, kmsKeyId: 'k' },
      'kmsKeyId: AWS has that for persistent file systems, not for SCRATCH_1. Leave it out, or use PERSISTENT_2.',
    ],
    [{ ...persistent, automaticBackupRetentionDays: '91' }, 'automaticBackupRetentionDays: Give days as a whole number from 0 to 90.'],
    [
      { ...persistent, weeklyMaintenanceStartTime: '8:00:00' },
      'weeklyMaintenanceStartTime: Give the day, 1 for Monday, and a time of UTC: 7:03:00.',
    ],
    [{ ...persistent, SubnetId: 'a' }, 'SubnetId: The driver tells upper from lower case. Write subnetId.'],
    [{ ...persistent, size: '1' }, 'size: The FSx driver ignores parameters that it does not know.'],
  ],
);

const NEXT = (size: string) =>
  `storage: The driver makes ${size} of it, the next size of a file system of FSx for Lustre, and that is what is paid for. Ask for ${size}.`;

testRequests(AWS_FSX_LUSTRE, [
  [persistent, { gibibytes: 1200, accessModes: ['ReadWriteMany'] }],
  [persistent, { gibibytes: 1 }, NEXT('1200Gi')],
  [persistent, { gibibytes: 1201 }, NEXT('2400Gi')],
  [persistent, { gibibytes: 2401 }, NEXT('4800Gi')],
  [least, { gibibytes: 2400 }],
  [least, { gibibytes: 3601 }, NEXT('7200Gi')],
  [disks, { gibibytes: 1800 }, NEXT('6000Gi')],
  [{ ...disks, perUnitStorageThroughput: '40' }, { gibibytes: 1800 }],
  [persistent, { gibibytes: 1200, volumeMode: 'Block' }, 'volumeMode: The driver has directories and no devices. Use Filesystem.'],
]);

testZones(AWS_FSX_LUSTRE, [
  [least, ['a'], 'a: A file system of FSx is reached from every zone, and the driver reads no zones of a class. Leave them out.'],
]);

test('file systems grow', () => {
  expect(AWS_FSX_LUSTRE.expands(least)).toBe(true);
});
