import { IN_TREE_SOURCE_FIELDS, inTreeSource } from '../../../src/facts/drivers/in-tree-sources';
import { decidesOwner, isBlockDriver, isNetworkFileSystem, isNfsDriver, isNodeLocal } from '../../../src/facts/drivers/storage-backends';
import { STORAGE_DRIVERS } from '../../../src/facts/drivers/storage-drivers';

test('the drivers whose parameters are known serve block disks, except for local volumes and vSphere, which has files too', () => {
  const others = STORAGE_DRIVERS.filter(({ provisioner }) => !isBlockDriver(provisioner)).map(({ provisioner }) => provisioner);
  expect(others).toEqual(['csi.vsphere.vmware.com', 'kubernetes.io/no-provisioner']);
});

test.each([
  ['rook-ceph.rbd.csi.ceph.com', true, false],
  ['rbd.csi.ceph.com', true, false],
  ['evilrbd.csi.ceph.com', false, false],
  ['rook-ceph.cephfs.csi.ceph.com', false, true],
  ['efs.csi.aws.com', false, true],
  ['nfs.csi.k8s.io', false, true],
  ['cluster.local/nfs-subdir-external-provisioner', false, true],
  ['example.com/confsync', false, false],
  ['driver.longhorn.io', false, false],
])('%s: block %s, network file system %s', (driver, block, network) => {
  expect([isBlockDriver(driver), isNetworkFileSystem(driver)]).toEqual([block, network]);
});

test('the other kinds', () => {
  expect(isNfsDriver('k8s-sigs.io/nfs-client')).toBe(true);
  expect(decidesOwner('file.csi.azure.com')).toBe(true);
  expect(decidesOwner('nfs.csi.k8s.io')).toBe(false);
  expect(isNodeLocal('rancher.io/local-path')).toBe(true);
  expect(isNodeLocal('ebs.csi.aws.com')).toBe(false);
});

test('every in-tree source has become of something', () => {
  expect(IN_TREE_SOURCE_FIELDS.map((field) => `${field} ${inTreeSource(field)?.removedIn} ${inTreeSource(field)?.translates}`)).toEqual([
    'awsElasticBlockStore 1.27 true',
    'azureDisk 1.27 true',
    'azureFile 1.30 true',
    'cephfs 1.31 false',
    'cinder 1.26 true',
    'flocker 1.25 false',
    'gcePersistentDisk 1.28 true',
    'glusterfs 1.26 false',
    'portworxVolume 1.36 true',
    'quobyte 1.25 false',
    'rbd 1.31 false',
    'scaleIO 1.22 false',
    'storageos 1.25 false',
    'vsphereVolume 1.30 true',
  ]);
  expect(inTreeSource('nfs')).toBeUndefined();
  expect(inTreeSource('constructor')).toBeUndefined();
});
