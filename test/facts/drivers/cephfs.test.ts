import { CEPHFS } from '../../../src/facts/drivers/cephfs';
import { testParameters, testRequests, testZones } from './cases';

const least = { clusterID: 'rook-ceph', fsName: 'shared' };

testParameters(
  CEPHFS,
  [
    least,
    { ...least, pool: 'shared-data0', mounter: 'kernel', kernelMountOptions: 'ms_mode=secure', volumeNamePrefix: 'apps-' },
    { ...least, mounter: 'fuse', fuseMountOptions: 'debug', backingSnapshot: 'false', encrypted: 'true', encryptionKMSID: 'vault' },
    { ...least, 'csi.storage.k8s.io/node-stage-secret-name': 'a', 'csi.storage.k8s.io/node-stage-secret-namespace': 'b' },
  ],
  [
    [
      {},
      'clusterID: The driver makes no volumes without a clusterID. Name it.',
      'fsName: The driver makes no volumes without a fsName. Name it.',
    ],
    [
      { ...least, clusterID: 'a'.repeat(37) },
      'clusterID: Give the id of the cluster in the configuration of the driver, of at most 36 characters.',
    ],
    [{ ...least, mounter: 'nfs' }, 'mounter: Use one of kernel, fuse.'],
    [
      { ...least, mounter: 'kernel', fuseMountOptions: 'debug' },
      'fuseMountOptions: The class mounts by kernel, which does not read it. Leave it out.',
    ],
    [
      { ...least, mounter: 'fuse', kernelMountOptions: 'noatime' },
      'kernelMountOptions: The class mounts by fuse, which does not read it. Leave it out.',
    ],
    [
      { ...least, pool: 'p', backingSnapshot: 'true' },
      'pool: A volume that is a snapshot is in the pool of the snapshot. Leave one of them out.',
    ],
    [{ ...least, fsname: 'x' }, 'fsname: The driver tells upper from lower case. Write fsName.'],
    [{ ...least, monitors: '10.0.0.1' }, 'monitors: The CephFS driver ignores parameters that it does not know.'],
  ],
);

testRequests(CEPHFS, [
  [least, { gibibytes: 1, accessModes: ['ReadWriteMany'] }],
  [least, { volumeMode: 'Block' }, 'volumeMode: The driver has directories and no devices. Use Filesystem.'],
]);

testZones(CEPHFS, [
  [least, ['a'], 'a: A cluster of Ceph is reached from every zone, and the driver reads no zones of a class. Leave them out.'],
]);

test('subvolumes grow', () => {
  expect(CEPHFS.expands(least)).toBe(true);
});
