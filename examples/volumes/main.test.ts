import { objectsOf, synthesize } from '../synthesize';

const files = synthesize(__dirname);
const objects = objectsOf(files);
const of = (kind: string) => objects.filter((object) => object.kind === kind);
const { spec } = objects.find(({ kind }) => kind === 'Deployment').spec.template;
const volumes = new Map(spec.volumes.map((volume: { name: string }) => [volume.name, volume]));
const mounts: Array<{ name: string; readOnly?: boolean }> = spec.containers[0].volumeMounts;

test('synthesizes', () => {
  expect(files).toMatchSnapshot();
});

test('nothing but the scratch disk can be written', () => {
  expect(mounts.filter(({ readOnly }) => readOnly !== true)).toEqual([{ name: 'cache', mountPath: '/var/cache/inference' }]);
});

test('the model is the same in each Pod: its image has a tag', () => {
  expect(volumes.get('model')).toEqual({
    name: 'model',
    image: { pullPolicy: 'IfNotPresent', reference: 'registry.example.com/models/mnist:2026.11' },
  });
});

test('the key of the certificate is for the group of the Pod, and for nobody else', () => {
  expect(volumes.get('settings')).toMatchObject({ projected: { sources: [{}, { secret: { items: [{}, { mode: 0o440 }] } }, {}] } });
  expect(spec.securityContext.fsGroup).toBe(10001);
});

test('the Pod has a token for the vault, which is short-lived, and none for the API server', () => {
  expect(spec.automountServiceAccountToken).toBe(false);
  expect(volumes.get('identity')).toMatchObject({
    projected: { sources: [{ serviceAccountToken: { audience: 'https://vault.example.com', expirationSeconds: 600 } }] },
  });
});

test('each Pod gets a disk of its own, of a class that is named', () => {
  expect(volumes.get('cache')).toMatchObject({ ephemeral: { volumeClaimTemplate: { spec: { storageClassName: 'fast-delete' } } } });
});

test('a raw device is handed over as one, and nothing mounts it', () => {
  expect(volumes.get('pages')).toMatchObject({ ephemeral: { volumeClaimTemplate: { spec: { volumeMode: 'Block' } } } });
  expect(spec.containers[0].volumeDevices).toEqual([{ name: 'pages', devicePath: '/dev/pages' }]);
  expect(mounts.map(({ name }) => name)).not.toContain('pages');
});

test('a disk that exists and its claim name one another, and the default class cannot make another', () => {
  const volume = of('PersistentVolume').find(({ metadata }) => metadata.name === 'archive');
  const [claim] = of('PersistentVolumeClaim');
  expect(volume.spec.claimRef).toMatchObject({ name: 'archive-data', namespace: 'existing' });
  expect(claim.spec).toMatchObject({ volumeName: 'archive', storageClassName: '' });
  expect(claim.spec.resources.requests.storage).toBe(volume.spec.capacity.storage);
});

test('each disk of a node is tied to it, and stays when its claim is gone', () => {
  const disks = of('PersistentVolume').filter(({ spec: { local } }) => local !== undefined);
  expect(disks).toHaveLength(of('StatefulSet')[0].spec.replicas as number);
  for (const disk of disks) {
    expect(disk.spec.persistentVolumeReclaimPolicy).toBe('Retain');
    expect(disk.spec.nodeAffinity.required.nodeSelectorTerms[0].matchExpressions[0].key).toBe('kubernetes.io/hostname');
  }
});

test('a Pod that says nothing of its node’s disk is not refused by the quota of it', () => {
  const [quota] = of('ResourceQuota');
  const containers = of('LimitRange')[0].spec.limits.find(({ type }: { type: string }) => type === 'Container');
  expect(Object.keys(quota.spec.hard as object)).toContain('limits.ephemeral-storage');
  expect(containers).toMatchObject({ default: { 'ephemeral-storage': '1Gi' }, defaultRequest: { 'ephemeral-storage': '256Mi' } });
});
