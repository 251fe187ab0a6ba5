import { objectsOf, synthesize } from '../synthesize';

const files = synthesize(__dirname);
const objects = objectsOf(files);
const classes = objects.filter(({ kind }) => kind === 'StorageClass');

test('synthesizes', () => {
  expect(files).toMatchSnapshot();
});

test('no disk is made before its Pod has a zone', () => {
  expect(new Set(classes.map(({ volumeBindingMode }) => String(volumeBindingMode)))).toEqual(new Set(['WaitForFirstConsumer']));
});

test('no data is lost with its claim', () => {
  expect(new Set(classes.map(({ reclaimPolicy }) => String(reclaimPolicy)))).toEqual(new Set(['Retain']));
});

test('no class becomes the default by itself', () => {
  for (const { metadata } of classes) expect(metadata.annotations).toBeUndefined();
});

test('zones are written under the key that the driver reads', () => {
  const keys = classes.flatMap(({ provisioner, allowedTopologies = [] }) =>
    allowedTopologies.flatMap((term: { matchLabelExpressions: Array<{ key: string }> }) =>
      term.matchLabelExpressions.map(({ key }) => `${provisioner} ${key}`),
    ),
  );
  expect([...new Set(keys)]).toEqual([
    'ebs.csi.aws.com topology.kubernetes.io/zone',
    'pd.csi.storage.gke.io topology.gke.io/zone',
    'disk.csi.azure.com topology.disk.csi.azure.com/zone',
    'cinder.csi.openstack.org topology.cinder.csi.openstack.org/zone',
    'csi.vsphere.vmware.com topology.csi.vmware.com/k8s-zone',
    'csi.hetzner.cloud csi.hetzner.cloud/location',
  ]);
});

test('disks are encrypted where the driver has a switch for it, and parameters are strings', () => {
  for (const { provisioner, parameters = {} } of classes) {
    if (provisioner === 'ebs.csi.aws.com') expect(parameters.encrypted).toBe('true');
    for (const value of Object.values(parameters)) expect(typeof value).toBe('string');
  }
});

test('the in-tree class is translated: the driver’s name, its zones as topology, its file system under the key that is read', () => {
  expect(classes.find(({ metadata }) => metadata.name === 'aws-legacy')).toMatchObject({
    provisioner: 'ebs.csi.aws.com',
    parameters: { 'csi.storage.k8s.io/fstype': 'ext4', allowautoiopspergbincrease: 'true', iopsPerGB: '10' },
    allowedTopologies: [{ matchLabelExpressions: [{ values: ['eu-central-1a', 'eu-central-1b'] }] }],
  });
});

test('a claim may ask for MiB', () => {
  const claim = objects.find(({ kind }) => kind === 'PersistentVolumeClaim');
  expect(claim.spec).toMatchObject({ storageClassName: 'aws-small', resources: { requests: { storage: '512Mi' } } });
});

test('the attributes of a claim are of the driver of its class', () => {
  const claim = objects.find(({ metadata }) => metadata.name === 'sessions');
  const named = (kind: string, name: string) => objects.find((object) => object.kind === kind && object.metadata.name === name);
  const attributes = named('VolumeAttributesClass', claim.spec.volumeAttributesClassName as string);
  expect(attributes.driverName).toBe(named('StorageClass', claim.spec.storageClassName as string).provisioner);
});
