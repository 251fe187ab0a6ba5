import { objectsOf, synthesize } from '../synthesize';

const files = synthesize(__dirname);
const objects = objectsOf(files);
const find = (kind: string, name: string) => objects.find((object) => object.kind === kind && object.metadata.name === name);
const podOf = (name: string) => find('Deployment', name).spec.template.spec;

test('synthesizes', () => {
  expect(files).toMatchSnapshot();
});

test('the writer and the readers prefer different nodes, and none insists', () => {
  const { podAntiAffinity } = podOf('web').affinity;
  expect(podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution).toBeUndefined();
  const terms = podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution as Array<{
    podAffinityTerm: { topologyKey: string; labelSelector: { matchLabels: Record<string, string> } };
  }>;
  expect(terms.map(({ podAffinityTerm }) => podAffinityTerm.topologyKey)).toEqual(['kubernetes.io/hostname', 'kubernetes.io/hostname']);
  expect(terms.map(({ podAffinityTerm }) => podAffinityTerm.labelSelector.matchLabels['app.kubernetes.io/name'])).toEqual([
    'renderer',
    'web',
  ]);
  for (const name of ['renderer', 'web']) {
    expect(find('Deployment', name).spec.template.metadata.labels['app.kubernetes.io/name']).toBe(name);
  }
});

test('each Pod knows the name of its node', () => {
  for (const name of ['renderer', 'web']) {
    expect(podOf(name).containers[0].env).toEqual([{ name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }]);
  }
});

test('one writes, the others cannot, and all mount the same claim', () => {
  expect(podOf('renderer').containers[0].volumeMounts).toEqual([{ name: 'pvc-pictures', mountPath: '/pictures' }]);
  expect(podOf('web').containers[0].volumeMounts).toEqual([{ name: 'pvc-pictures', mountPath: '/pictures', readOnly: true }]);
  expect(podOf('web').volumes).toEqual(podOf('renderer').volumes);
});

test('the volume and the claim find each other and nothing else', () => {
  const volume = find('PersistentVolume', 'gallery.pictures').spec;
  const claim = find('PersistentVolumeClaim', 'pictures').spec;
  expect(claim).toMatchObject({
    volumeName: 'gallery.pictures',
    storageClassName: volume.storageClassName,
    accessModes: ['ReadWriteMany'],
  });
  expect(volume.claimRef).toMatchObject({ name: 'pictures', namespace: 'gallery' });
});

test('the Pods have the group of the store, and no fsGroup', () => {
  for (const name of ['renderer', 'web']) {
    expect(podOf(name).securityContext).toMatchObject({ runAsNonRoot: true, supplementalGroups: [10001] });
    expect(podOf(name).securityContext.fsGroup).toBeUndefined();
  }
});

test('nobody connects to the Pods, nor they to anybody but DNS: the server is the business of their nodes', () => {
  for (const name of ['renderer', 'web']) {
    const { spec } = find('NetworkPolicy', `${name}-isolation`);
    expect(spec.podSelector).toEqual({ matchLabels: find('Deployment', name).spec.selector.matchLabels });
    expect(spec.policyTypes).toEqual(['Ingress', 'Egress']);
    expect(spec.ingress).toBeUndefined();
    expect(spec.egress).toEqual([{ ports: ['UDP', 'TCP'].map((protocol) => ({ port: 53, protocol })) }]);
  }
});
