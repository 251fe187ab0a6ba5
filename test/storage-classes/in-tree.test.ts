import { PersistentVolumeReclaimPolicy } from 'cdk8s-plus-27';
import * as fc from 'fast-check';
import { IN_TREE_PROVISIONERS } from '../../src/facts/drivers/in-tree';
import { driverOf } from '../../src/facts/drivers';
import { InTreeStorageClassProps } from '../../src/storage-classes/in-tree';
import { ZonalStorageClass } from '../../src/storage-classes/zonal-storage-class';
import { InvalidPropsError } from '../../src/props/problems';
import { findKind, Manifest, newChart, refusal } from '../support';
import { linesOf, untyped } from './support';

function translate(props: InTreeStorageClassProps): Manifest {
  const chart = newChart();
  ZonalStorageClass.fromInTree(chart, 'fast', props);
  return findKind(chart, 'StorageClass');
}

function problems(props: unknown): string[] {
  return linesOf(() => ZonalStorageClass.fromInTree(newChart(), 'fast', untyped(props)), 'ZonalStorageClass at shop/fast');
}

test.each<InTreeStorageClassProps>([
  { provisioner: 'kubernetes.io/aws-ebs', parameters: { type: 'io1', iopsPerGB: '10', fsType: 'ext4', zones: 'us-east-1a, us-east-1b' } },
  { provisioner: 'kubernetes.io/gce-pd', parameters: { type: 'pd-ssd', fstype: 'ext4', zone: 'us-east1-b' } },
  { provisioner: 'kubernetes.io/azure-disk', parameters: { storageaccounttype: 'Premium_LRS', kind: 'Managed', fsType: 'xfs' } },
  { provisioner: 'kubernetes.io/azure-file', parameters: { skuName: 'Standard_LRS' }, mountOptions: ['dir_mode=0750'] },
  {
    provisioner: 'kubernetes.io/cinder',
    parameters: { type: 'ssd', fstype: 'ext4' },
    allowedTopologies: [{ matchLabelExpressions: [{ key: 'topology.kubernetes.io/zone', values: ['nova'] }] }],
  },
  { provisioner: 'kubernetes.io/vsphere-volume', parameters: { diskformat: 'thin', storagePolicyName: 'gold' } },
  { provisioner: 'kubernetes.io/portworx-volume', parameters: { repl: '2' } },
])('$provisioner', (props) => {
  expect(translate(props)).toMatchSnapshot();
});

test('what the old class leaves open gets the safe defaults', () => {
  expect(translate({ provisioner: 'kubernetes.io/aws-ebs' })).toEqual({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'fast' },
    provisioner: 'ebs.csi.aws.com',
    parameters: { encrypted: 'true' },
    reclaimPolicy: 'Retain',
    volumeBindingMode: 'WaitForFirstConsumer',
    allowVolumeExpansion: true,
  });
});

test('what the old class says stays', () => {
  const manifest = translate({
    name: 'old',
    provisioner: 'kubernetes.io/aws-ebs',
    parameters: { Encrypted: 'false' },
    reclaimPolicy: PersistentVolumeReclaimPolicy.DELETE,
    volumeBindingMode: 'WaitForFirstConsumer',
    allowVolumeExpansion: false,
    mountOptions: ['noatime'],
    defaultClass: true,
    labels: { team: 'storage' },
    annotations: { owner: 'storage' },
    allowedTopologies: [{ matchLabelExpressions: [{ key: 'failure-domain.beta.kubernetes.io/zone', values: ['us-east-1a'] }] }],
  });
  expect(manifest).toEqual({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: {
      name: 'old',
      labels: { team: 'storage' },
      annotations: { owner: 'storage', 'storageclass.kubernetes.io/is-default-class': 'true' },
    },
    provisioner: 'ebs.csi.aws.com',
    parameters: { Encrypted: 'false' },
    reclaimPolicy: 'Delete',
    volumeBindingMode: 'WaitForFirstConsumer',
    allowVolumeExpansion: false,
    mountOptions: ['noatime'],
    allowedTopologies: [{ matchLabelExpressions: [{ key: 'topology.kubernetes.io/zone', values: ['us-east-1a'] }] }],
  });
});

const LIST =
  'kubernetes.io/aws-ebs, kubernetes.io/gce-pd, kubernetes.io/azure-disk, kubernetes.io/cinder, kubernetes.io/vsphere-volume, kubernetes.io/azure-file, kubernetes.io/portworx-volume';
const EBS = 'kubernetes.io/aws-ebs';
const YAML = 'Give the list as it stands in YAML: [{ matchLabelExpressions: [{ key, values }] }].';

test('the whole message', () => {
  const build = () =>
    ZonalStorageClass.fromInTree(newChart(), 'fast', { provisioner: EBS, volumeBindingMode: 'Immediate', parameters: { type: 'gp9' } });
  expect(refusal(build)).toBe(
    [
      'ZonalStorageClass at shop/fast: 2 problems',
      '  volumeBindingMode: "Immediate". The volume could be made in a zone where no Pod that uses it can run. Drop the field, or write WaitForFirstConsumer.',
      '  parameters["type"]: "gp9". Use one of gp3, gp2, io1, io2, st1, sc1, standard. Did you mean gp3?',
    ].join('\n'),
  );
});

test.each([
  [undefined, `provisioner: missing. Give the removed provisioner of the old class, one of ${LIST}.`],
  [null, `provisioner: missing. Give the removed provisioner of the old class, one of ${LIST}.`],
  [
    { provisioner: 'kubernetes.io/aws-esb' },
    `provisioner: "kubernetes.io/aws-esb". Give the removed provisioner of the old class, one of ${LIST}. Did you mean kubernetes.io/aws-ebs?`,
  ],
  [{ provisioner: EBS, volumeBindingMode: 'Later' }, 'volumeBindingMode: "Later". Drop the field, or write WaitForFirstConsumer.'],
  [{ provisioner: EBS, paramters: {} }, 'paramters: an object. There is no such prop. Did you mean parameters?'],
  [{ provisioner: EBS, parameters: 'type' }, 'parameters: "type". Give an object of keys and string values.'],
  [{ provisioner: EBS, parameters: { encrypted: true } }, 'parameters["encrypted"]: true. Parameters are strings: quote the value.'],
  [
    { provisioner: EBS, parameters: { encrypted: 'True' } },
    'parameters["encrypted"]: "True". Only "true" switches it on; anything else means false. Write "true" or "false".',
  ],
  [{ provisioner: EBS, parameters: { zone: 'a', zones: 'b' } }, 'parameters["zones"]: "b". It is there beside zone. Keep one of them.'],
  [{ provisioner: EBS, parameters: { zone: '' } }, 'parameters["zone"]: "". It names an empty zone. Name each zone, or leave it out.'],
  [
    { provisioner: EBS, parameters: { zone: 'us-east-1' } },
    'parameters["zone"]: ["us-east-1"]. That is a region. Name availability zones, such as us-east-1a.',
  ],
  [
    {
      provisioner: 'kubernetes.io/gce-pd',
      parameters: { zones: 'us-east1-b,us-east1-c' },
      allowedTopologies: [{ matchLabelExpressions: [{ key: 'topology.gke.io/zone', values: ['us-east1-b'] }] }],
    },
    'parameters["zones"]: "us-east1-b,us-east1-c". It is there beside allowedTopologies. Keep one of them.',
  ],
  [
    { provisioner: 'kubernetes.io/gce-pd', allowedTopologies: [{ matchLabelExpressions: [{ key: 'region', values: ['a'] }] }] },
    'allowedTopologies: "region". The driver does not know this key, so no volume would be made. Write topology.gke.io/zone.',
  ],
  [
    {
      provisioner: 'kubernetes.io/gce-pd',
      parameters: { 'replication-type': 'regional-pd' },
      allowedTopologies: [{ matchLabelExpressions: [{ key: 'topology.gke.io/zone', values: ['us-east1-b'] }] }],
    },
    'allowedTopologies: ["us-east1-b"]. A regional disk lies in two zones. Name at least two, or make the disk zonal.',
  ],
  ...[[], 'zone', [1], [{}], [{ matchLabelExpressions: [] }], [{ matchLabelExpressions: [null] }]].map(
    (allowedTopologies) =>
      [{ provisioner: EBS, allowedTopologies }, `allowedTopologies: ${JSON.stringify(allowedTopologies)}. ${YAML}`] as const,
  ),
  [
    { provisioner: EBS, allowedTopologies: [{ matchLabelExpressions: [{ key: 'a', values: [] }] }] },
    `allowedTopologies: [{"matchLabelExpressions":[{"key":"a","values":[]}]}]. ${YAML}`,
  ],
  [{ provisioner: EBS, reclaimPolicy: 'Recycle' }, 'reclaimPolicy: "Recycle". Use one of Retain, Delete.'],
] as ReadonlyArray<readonly [unknown, string]>)('%j', (props, line) => {
  expect(problems(props)).toEqual([line]);
});

test.each([
  ['rbd', '1.31', 'Write a class for rbd.csi.ceph.com: its parameters are others'],
  ['cephfs', '1.31', 'Write a class for cephfs.csi.ceph.com: its parameters are others'],
  ['glusterfs', '1.26', 'It has no CSI driver: move the data to another storage, such as Ceph or NFS'],
  ['storageos', '1.25', 'Use the CSI driver of the vendor (Ondat), or another storage'],
  ['quobyte', '1.25', 'Use the CSI driver of the vendor: quobyte-csi'],
  ['flocker', '1.25', 'It is abandoned: move the data to the CSI driver of another storage'],
  ['scaleio', '1.22', 'Use the CSI driver of the vendor: csi-vxflexos.dellemc.com'],
])('kubernetes.io/%s is refused', (name, version, instead) => {
  expect(problems({ provisioner: `kubernetes.io/${name}` })).toEqual([
    `provisioner: "kubernetes.io/${name}". Kubernetes ${version} removed it, and its classes cannot be translated. ${instead}.`,
  ]);
});

test('any old class gives one that the driver accepts, or an error', () => {
  const value = fc.oneof(fc.string(), fc.constantFrom('gp2', 'io1', '10', 'true', 'us-east-1a', 'ext4', 'thin'));
  const key = fc.constantFrom(
    'type',
    'iopsPerGB',
    'iops',
    'fsType',
    'fstype',
    'zone',
    'zones',
    'encrypted',
    'kind',
    'availability',
    'diskformat',
  );
  const old = fc.record({
    provisioner: fc.constantFrom(...IN_TREE_PROVISIONERS.map(({ provisioner }) => provisioner)),
    parameters: fc.dictionary(fc.oneof({ weight: 5, arbitrary: key }, fc.string()), value, { maxKeys: 4 }),
  });
  fc.assert(
    fc.property(old, (props) => {
      try {
        const made = ZonalStorageClass.fromInTree(newChart(), 'fast', props);
        expect(driverOf(made.provisioner)?.checkParameters(made.parameters) ?? []).toEqual([]);
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidPropsError);
      }
    }),
    { numRuns: 500 },
  );
});
