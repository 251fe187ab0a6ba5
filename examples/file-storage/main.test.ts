import { objectsOf, synthesize } from '../synthesize';

const files = synthesize(__dirname);
const objects = objectsOf(files);
const classes = objects.filter(({ kind }) => kind === 'StorageClass');
const named = (name: string) => classes.find(({ metadata }) => metadata.name === name);

test('synthesizes', () => {
  expect(files).toMatchSnapshot();
});

test('no files are lost with their claim, nor with the volume', () => {
  expect(new Set(classes.map(({ reclaimPolicy }) => String(reclaimPolicy)))).toEqual(new Set(['Retain']));
  expect([named('office').parameters.onDelete, named('nas').parameters.onDelete]).toEqual(['retain', 'retain']);
});

test('no class becomes the default by itself', () => {
  for (const { metadata } of classes) expect(metadata.annotations).toBeUndefined();
});

test('nothing is open to all: the drivers themselves would let everybody write by SMB and by NFS on Azure', () => {
  for (const name of ['azure-smb', 'office', 'archive-files']) {
    expect(named(name).mountOptions).toEqual(expect.arrayContaining(['uid=10001', 'gid=10001', 'dir_mode=0770', 'file_mode=0660']));
  }
  expect(named('azure-nfs').parameters.mountPermissions).toBe('0770');
  expect(named('aws-efs').parameters.directoryPerms).toBe('0750');
});

test('secrets are named, and no parameter is one', () => {
  const secrets = classes.flatMap(({ parameters }) => Object.keys(parameters as object).filter((key) => /secret/i.test(key)));
  expect(secrets.every((key) => /-secret-(name|namespace)$/.test(key))).toBe(true);
  expect(named('ceph').parameters['csi.storage.k8s.io/controller-expand-secret-name']).toBe('rook-csi-cephfs-provisioner');
});

test('a mount of NFS waits for a server that is away, with locks of the protocol', () => {
  expect(named('nas').mountOptions).toEqual(['hard', 'nfsvers=4.1', 'timeo=600', 'retrans=2']);
});

test('files that lie where they are made, or are paid for from then on, wait for their first Pod', () => {
  const waiting = classes.filter(({ volumeBindingMode }) => volumeBindingMode === 'WaitForFirstConsumer');
  expect(waiting.map(({ metadata }) => metadata.name as string)).toEqual(['aws-lustre', 'google-regional-files']);
});

test('what cannot grow does not say so', () => {
  const still = classes.filter(({ allowVolumeExpansion }) => allowVolumeExpansion === false);
  expect(still.map(({ metadata }) => metadata.name as string)).toEqual(['aws-efs']);
});

test('many nodes share the claim of such a class, and its Pods are who the files belong to', () => {
  const claim = objects.find(({ kind }) => kind === 'PersistentVolumeClaim');
  expect(claim.spec).toMatchObject({ accessModes: ['ReadWriteMany'], resources: { requests: { storage: '100Gi' } } });
  const archive = objects.find(({ kind }) => kind === 'Deployment');
  expect(archive.spec.template.spec.securityContext).toMatchObject({ runAsUser: 10001, runAsGroup: 10001 });
});
