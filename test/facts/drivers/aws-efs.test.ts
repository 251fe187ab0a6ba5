import { AWS_EFS } from '../../../src/facts/drivers/aws-efs';
import { testParameters, testRequests, testZones } from './cases';

const least = { provisioningMode: 'efs-ap', fileSystemId: 'fs-0123456789abcdef0', directoryPerms: '750' };

testParameters(
  AWS_EFS,
  [
    least,
    { ...least, uid: '0', gid: '1000', gidRangeStart: '1000', gidRangeEnd: '2000', basePath: '/apps' },
    {
      ...least,
      subPathPattern: '${.PVC.namespace}/${.PVC.name}',
      ensureUniqueDirectory: 'false',
      reuseAccessPoint: 'false',
      az: 'eu-central-1a',
    },
    { provisioningMode: 'efs-ap', fileSystemIdSecretRef: 'efs/id', directoryPerms: '0700', enableTagging: 'false' },
  ],
  [
    [
      {},
      'provisioningMode: The driver makes no volumes without it. Write efs-ap.',
      'fileSystemId: The driver makes no volumes without it. Name the file system.',
      'directoryPerms: AWS makes no directory without a mode. Give one, such as "750".',
    ],
    [{ ...least, provisioningMode: 'efs' }, 'provisioningMode: Use one of efs-ap, s3files-ap.'],
    [{ ...least, fileSystemId: 'fs' }, 'fileSystemId: Give the id of the file system, such as fs-0123456789abcdef0.'],
    [{ ...least, directoryPerms: 'rwx' }, 'directoryPerms: Give the mode of the directories in three or four octal digits, such as "750".'],
    [{ ...least, uid: '-1' }, 'uid: Give the id as a whole number, in digits.'],
    [{ ...least, gidrangestart: '1' }, 'gidrangestart: The driver tells upper from lower case. Write gidRangeStart.'],
    [{ ...least, gidRangeStart: '5' }, 'gidRangeEnd: The driver refuses gidRangeStart without it. Give both.'],
    [{ ...least, gidRangeEnd: '5' }, 'gidRangeStart: The driver refuses gidRangeEnd without it. Give both.'],
    [{ ...least, gidRangeStart: '0', gidRangeEnd: '9' }, 'gidRangeStart: The driver wants it above zero. Give a number such as 50000.'],
    [{ ...least, gidRangeStart: '9', gidRangeEnd: '9' }, 'gidRangeEnd: The driver wants it above gidRangeStart (9). Give a larger number.'],
    [{ ...least, basePath: '/a/../b' }, 'basePath: Write the path without "..".'],
    [{ ...least, basePath: `/${'a'.repeat(60)}` }, 'basePath: The path of an access point has at most 100 characters. Shorten it.'],
    [{ ...least, basePath: '/a/b/c/d/e' }, 'basePath: The path of an access point has at most 5 parts. Leave some out.'],
    [
      { ...least, subPathPattern: '${.PVC.uid}' },
      'subPathPattern: The driver does not know ${.PVC.uid}. It puts in ${.PVC.namespace}, ${.PVC.name}, ${.PV.name}.',
    ],
    [
      { ...least, subPathPattern: '${.PVC.name}', ensureUniqueDirectory: 'false' },
      'subPathPattern: With ensureUniqueDirectory false, claims of the class would share a directory. Put in ${.PV.name}, or ${.PVC.namespace} and ${.PVC.name}.',
    ],
    [{ ...least, ensureUniqueDirectory: 'no' }, 'ensureUniqueDirectory: Write "true" or "false".'],
    [{ ...least, throughput: '1' }, 'throughput: The EFS driver ignores parameters that it does not know.'],
  ],
);

testRequests(AWS_EFS, [
  [least, { gibibytes: 1, accessModes: ['ReadWriteMany'] }],
  [least, { volumeMode: 'Block' }, 'volumeMode: The driver has directories and no devices. Use Filesystem.'],
]);

testZones(AWS_EFS, [
  [least, ['a'], 'a: A file system of EFS is reached from every zone, and the driver reads no zones of a class. Leave them out.'],
  [{ ...least, enforceZoneAffinity: 'true' }, ['a']],
]);

test('a volume has no size, and does not grow', () => {
  expect(AWS_EFS.expands(least)).toBe(false);
});
