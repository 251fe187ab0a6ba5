import {
  IN_TREE_PROVISIONERS,
  IN_TREE_SOURCE_FIELDS,
  inTreeProvisioner,
  inTreeSource,
  translateInTree,
} from '../../../src/facts/drivers/in-tree';
import { driverOf } from '../../../src/facts/drivers';

test('seven provisioners are translated, the others are refused', () => {
  expect(
    IN_TREE_PROVISIONERS.map(({ provisioner, removedIn, successor, translates }) => [provisioner, removedIn, successor, translates]),
  ).toEqual([
    ['kubernetes.io/aws-ebs', '1.27', 'ebs.csi.aws.com', true],
    ['kubernetes.io/gce-pd', '1.28', 'pd.csi.storage.gke.io', true],
    ['kubernetes.io/azure-disk', '1.27', 'disk.csi.azure.com', true],
    ['kubernetes.io/cinder', '1.26', 'cinder.csi.openstack.org', true],
    ['kubernetes.io/vsphere-volume', '1.30', 'csi.vsphere.vmware.com', true],
    ['kubernetes.io/azure-file', '1.30', 'file.csi.azure.com', true],
    ['kubernetes.io/rbd', '1.31', 'rbd.csi.ceph.com', false],
    ['kubernetes.io/cephfs', '1.31', 'cephfs.csi.ceph.com', false],
    ['kubernetes.io/portworx-volume', '1.36', 'pxd.portworx.com', true],
    ['kubernetes.io/glusterfs', '1.26', undefined, false],
    ['kubernetes.io/storageos', '1.25', undefined, false],
    ['kubernetes.io/quobyte', '1.25', undefined, false],
    ['kubernetes.io/flocker', '1.25', undefined, false],
    ['kubernetes.io/scaleio', '1.22', undefined, false],
  ]);
  expect(inTreeProvisioner('ebs.csi.aws.com')).toBeUndefined();
});

test('every in-tree source has become of something', () => {
  const fates = IN_TREE_SOURCE_FIELDS.map((field) => `${field} ${inTreeSource(field)?.removedIn} ${inTreeSource(field)?.translates}`);
  expect(fates.sort()).toEqual([
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

const zones = (key: string, ...values: string[]) => [{ matchLabelExpressions: [{ key, values }] }];

test.each([
  [
    'kubernetes.io/aws-ebs',
    { type: 'io1', iopsPerGB: '10', fsType: 'ext4', zone: 'us-east-1a' },
    { type: 'io1', iopsPerGB: '10', allowautoiopspergbincrease: 'true', 'csi.storage.k8s.io/fstype': 'ext4' },
    zones('topology.kubernetes.io/zone', 'us-east-1a'),
  ],
  [
    'kubernetes.io/gce-pd',
    { type: 'pd-ssd', fstype: 'ext4', zones: 'us-central1-a, us-central1-b', 'replication-type': 'regional-pd' },
    { type: 'pd-ssd', 'csi.storage.k8s.io/fstype': 'ext4', 'replication-type': 'regional-pd' },
    zones('topology.gke.io/zone', 'us-central1-a', 'us-central1-b'),
  ],
  [
    'kubernetes.io/azure-disk',
    { storageaccounttype: 'Premium_LRS', kind: 'Managed', fsType: 'xfs', zone: 'eastus2-1' },
    { storageaccounttype: 'Premium_LRS', kind: 'Managed', fsType: 'xfs' },
    zones('topology.disk.csi.azure.com/zone', 'eastus2-1'),
  ],
  ['kubernetes.io/cinder', { availability: 'nova', fstype: 'ext4' }, { availability: 'nova', 'csi.storage.k8s.io/fstype': 'ext4' }, []],
  [
    'kubernetes.io/vsphere-volume',
    { diskformat: 'thin', storagePolicyName: 'gold', fstype: 'ext4' },
    { storagePolicyName: 'gold', 'csi.storage.k8s.io/fstype': 'ext4' },
    [],
  ],
  ['kubernetes.io/azure-file', { skuName: 'Standard_LRS', location: 'eastus2' }, { skuName: 'Standard_LRS', location: 'eastus2' }, []],
  ['kubernetes.io/portworx-volume', { repl: '2', fs: 'ext4' }, { repl: '2', fs: 'ext4' }, []],
])('%s %j', (provisioner, parameters: Record<string, string>, translated, topologies) => {
  const result = translateInTree(provisioner, parameters, []);
  expect(result).toEqual({ parameters: translated, allowedTopologies: topologies, problems: [] });
  expect(driverOf(inTreeProvisioner(provisioner)!.successor!)?.checkParameters(result.parameters) ?? []).toEqual([]);
});

test('old zone labels become the key of the driver, other keys stay', () => {
  const old = [
    ...zones('failure-domain.beta.kubernetes.io/zone', 'a'),
    ...zones('topology.kubernetes.io/zone', 'b'),
    ...zones('other', 'c'),
  ];
  const keys = (provisioner: string) =>
    translateInTree(provisioner, {}, old).allowedTopologies.map((term) => term.matchLabelExpressions[0].key);
  expect(keys('kubernetes.io/gce-pd')).toEqual(['topology.gke.io/zone', 'topology.gke.io/zone', 'other']);
  expect(keys('kubernetes.io/vsphere-volume')).toEqual(['topology.csi.vmware.com/zone', 'topology.csi.vmware.com/zone', 'other']);
  expect(keys('kubernetes.io/azure-file')).toEqual(['topology.kubernetes.io/zone', 'topology.kubernetes.io/zone', 'other']);
  expect(
    translateInTree('kubernetes.io/portworx-volume', {}, zones('failure-domain.beta.kubernetes.io/region', 'r')).allowedTopologies[0]
      .matchLabelExpressions[0].key,
  ).toBe('topology.kubernetes.io/region');
});

const POLICY = 'The CSI driver has no such parameter. Put it into a vSphere storage policy and name that as storagePolicyName.';

test('a parameter with the name of an inherited property is copied like any other', () => {
  expect(translateInTree('kubernetes.io/vsphere-volume', { constructor: 'x' }, [])).toEqual({
    parameters: { constructor: 'x' },
    allowedTopologies: [],
    problems: [],
  });
});

test.each([
  ['kubernetes.io/aws-ebs', { zone: 'a', zones: 'b' }, [], 'zones: It is there beside zone. Keep one of them.'],
  ['kubernetes.io/aws-ebs', { zones: 'a,,b' }, [], 'zones: It names an empty zone. Name each zone, or leave it out.'],
  [
    'kubernetes.io/gce-pd',
    { zone: 'a' },
    zones('topology.gke.io/zone', 'b'),
    'zone: It is there beside allowedTopologies. Keep one of them.',
  ],
  ['kubernetes.io/vsphere-volume', { diskformat: 'eagerzeroedthick' }, [], `diskformat: ${POLICY}`],
  ['kubernetes.io/vsphere-volume', { iopslimit: '100' }, [], `iopslimit: ${POLICY}`],
  [
    'kubernetes.io/vsphere-volume',
    { datastore: 'vsan' },
    [],
    'datastore: The CSI driver names a datastore by its URL. Write datastoreurl: ds:///vmfs/volumes/ID/, or a storagePolicyName.',
  ],
])('%s %j cannot be translated', (provisioner, parameters: Record<string, string>, topologies, line) => {
  const { problems } = translateInTree(provisioner, parameters, topologies);
  expect(problems.map(({ parameter, problem }) => `${parameter}: ${problem}`)).toEqual([line]);
});
