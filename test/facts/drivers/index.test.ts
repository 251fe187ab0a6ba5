import { readdirSync } from 'fs';
import { join } from 'path';
import {
  CLASS_DRIVERS,
  decidesOwner,
  driverOf,
  DRIVERS,
  isBlockDriver,
  isNetworkFileSystem,
  isNfsDriver,
  isNodeLocal,
  topologyKeyProblem,
} from '../../../src/facts/drivers';
import { Driver } from '../../../src/facts/drivers/driver-facts';
import { SOURCES } from '../../sources';

/** What is shared by the files of drivers, and the names alone. */
const NO_DRIVERS = [
  'attributes.ts',
  'block-disk.ts',
  'driver-facts.ts',
  'file-share.ts',
  'in-tree.ts',
  'index.ts',
  'others.ts',
  'parameter-table.ts',
];

test('every file of a driver is in the index, and no driver is there twice', () => {
  const folder = join(SOURCES, 'facts', 'drivers');
  const own = readdirSync(folder).filter((name) => !NO_DRIVERS.includes(name));
  expect(own.length).toBeGreaterThan(10);
  for (const name of own) {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- by the name of the file
    const members = Object.values(require(join(folder, name)) as object);
    expect([name, members.filter((member) => DRIVERS.includes(member as Driver)).length]).toEqual([name, 1]);
  }
  for (const word of ['provisioner', 'title'] as const) expect(new Set(DRIVERS.map((driver) => driver[word])).size).toBe(DRIVERS.length);
});

test('drivers are found by their provisioner', () => {
  expect(CLASS_DRIVERS.map(({ provisioner }) => provisioner)).toEqual([
    'ebs.csi.aws.com',
    'pd.csi.storage.gke.io',
    'disk.csi.azure.com',
    'cinder.csi.openstack.org',
    'csi.vsphere.vmware.com',
    'kubernetes.io/no-provisioner',
    'nfs.csi.k8s.io',
    'efs.csi.aws.com',
    'fsx.csi.aws.com',
    'filestore.csi.storage.gke.io',
    'file.csi.azure.com',
    'smb.csi.k8s.io',
    'cephfs.csi.ceph.com',
    'driver.longhorn.io',
  ]);
  for (const driver of CLASS_DRIVERS) expect(driverOf(driver.provisioner)).toBe(driver);
  expect(driverOf('rbd.csi.ceph.com')).toBeUndefined();
  // Rook puts its namespace in front.
  expect(driverOf('rook-ceph.cephfs.csi.ceph.com')).toBe(driverOf('cephfs.csi.ceph.com'));
});

test.each(['constructor', '__proto__', 'toString'])('%s is an unknown word like any other', (word) => {
  const request = { gibibytes: 1, accessModes: ['ReadWriteOnce'], volumeMode: 'Filesystem', hasSource: false };
  for (const driver of CLASS_DRIVERS) {
    for (const key of ['type', 'skuName', word]) {
      const parameters = JSON.parse(`{"${key}": "${word}"}`) as Record<string, unknown>;
      expect(driver.checkParameters(parameters).every(({ problem }) => typeof problem === 'string')).toBe(true);
      // What is made larger is made all the same.
      expect(driver.checkRequest(parameters, request).filter(({ works }) => works !== true)).toEqual([]);
      expect(driver.checkZones(parameters, [word])).toBeInstanceOf(Array);
    }
  }
});

const UNKNOWN = 'The driver does not know this key, so no volume would be made. Write';

test.each([
  ['ebs.csi.aws.com', 'topology.kubernetes.io/zone', undefined],
  ['ebs.csi.aws.com', 'topology.k8s.aws/zone-id', undefined],
  [
    'ebs.csi.aws.com',
    'topology.ebs.csi.aws.com/zone',
    'The driver still reads this key and calls it deprecated. Write topology.kubernetes.io/zone.',
  ],
  ['pd.csi.storage.gke.io', 'topology.gke.io/zone', undefined],
  ['pd.csi.storage.gke.io', 'topology.kubernetes.io/zone', `${UNKNOWN} topology.gke.io/zone.`],
  ['disk.csi.azure.com', 'topology.kubernetes.io/zone', undefined],
  ['disk.csi.azure.com', 'failure-domain.beta.kubernetes.io/zone', `${UNKNOWN} topology.disk.csi.azure.com/zone.`],
  ['csi.vsphere.vmware.com', 'topology.csi.vmware.com/k8s-building', undefined],
  ['csi.vsphere.vmware.com', 'topology.kubernetes.io/zone', `${UNKNOWN} topology.csi.vmware.com/k8s-zone.`],
  ['kubernetes.io/no-provisioner', 'topology.kubernetes.io/zone', 'No provisioner reads topologies of this class. Leave them out.'],
])('%s and the key %s', (provisioner, key, problem) => {
  expect(topologyKeyProblem(driverOf(provisioner)!, key)).toBe(problem);
});

test('the drivers whose parameters are known serve block disks, except for those of files, of local volumes, and vSphere and Longhorn, which have files too', () => {
  const others = CLASS_DRIVERS.filter(({ provisioner }) => !isBlockDriver(provisioner)).map(({ provisioner }) => provisioner);
  const files = CLASS_DRIVERS.filter(({ storage }) => storage === 'files').map(({ provisioner }) => provisioner);
  expect(files).toHaveLength(7);
  expect(others.filter((provisioner) => !files.includes(provisioner))).toEqual([
    'csi.vsphere.vmware.com',
    'kubernetes.io/no-provisioner',
    'driver.longhorn.io',
  ]);
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
