import { driverOf, STORAGE_DRIVERS, topologyKeyProblem } from '../../../src/facts/drivers/storage-drivers';

test('drivers are found by their provisioner', () => {
  expect(STORAGE_DRIVERS.map(({ provisioner }) => provisioner)).toEqual([
    'ebs.csi.aws.com',
    'pd.csi.storage.gke.io',
    'disk.csi.azure.com',
    'cinder.csi.openstack.org',
    'csi.vsphere.vmware.com',
    'kubernetes.io/no-provisioner',
  ]);
  for (const driver of STORAGE_DRIVERS) expect(driverOf(driver.provisioner)).toBe(driver);
  expect(driverOf('rbd.csi.ceph.com')).toBeUndefined();
});

test.each(['constructor', '__proto__', 'toString'])('%s is an unknown word like any other', (word) => {
  const request = { gibibytes: 1, accessModes: ['ReadWriteOnce'], volumeMode: 'Filesystem', hasSource: false };
  for (const driver of STORAGE_DRIVERS) {
    for (const key of ['type', 'skuName', word]) {
      const parameters = JSON.parse(`{"${key}": "${word}"}`) as Record<string, unknown>;
      expect(driver.checkParameters(parameters).every(({ problem }) => typeof problem === 'string')).toBe(true);
      expect(driver.checkRequest(parameters, request)).toEqual([]);
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
