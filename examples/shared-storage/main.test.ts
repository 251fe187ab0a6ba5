import { objectsOf, synthesize } from '../synthesize';

const files = synthesize(__dirname);
const objects = objectsOf(files);
const find = (kind: string, name: string) => objects.find((object) => object.kind === kind && object.metadata.name === name);
const podOf = (name: string) => find('Deployment', name).spec.template.spec;

test('synthesizes', () => {
  expect(files).toMatchSnapshot();
});

test('all Pods have one claim, which many nodes may write', () => {
  expect(find('PersistentVolumeClaim', 'pictures').spec.accessModes).toEqual(['ReadWriteMany']);
  const claims = ['gallery', 'thumbnails'].map((name) => podOf(name).volumes[0].persistentVolumeClaim.claimName as string);
  expect(claims).toEqual(['pictures', 'pictures']);
});

test('who only shows the files cannot change them', () => {
  const [mount] = podOf('thumbnails').containers[0].volumeMounts;
  expect(mount).toMatchObject({ readOnly: true, subPath: 'thumbnails' });
});

test('drains take one Pod at a time, and no node has all of them where there is room', () => {
  for (const name of ['gallery', 'thumbnails', 'solver']) {
    expect(find('PodDisruptionBudget', `${name}-shared`).spec.maxUnavailable).toBe(1);
    const keys = podOf(name).topologySpreadConstraints.map(({ topologyKey }: { topologyKey: string }) => topologyKey);
    expect(keys).toEqual(['kubernetes.io/hostname', 'topology.kubernetes.io/zone']);
  }
});

test('a Pod that goes answers for a while longer, for those who have not heard of it', () => {
  expect(podOf('gallery').containers[0].lifecycle.preStop.exec.command).toEqual(['sleep', '5']);
});

test('nobody gets in but through the ingress, and nobody out', () => {
  const { spec } = find('NetworkPolicy', 'gallery-shared');
  expect(spec.policyTypes).toEqual(['Ingress', 'Egress']);
  expect(spec.ingress).toHaveLength(1);
});

test('on EFS no group does anything, so none is asked for; an image of a known user runs as that user', () => {
  expect(podOf('gallery').securityContext.fsGroup).toBeUndefined();
  expect(podOf('gallery').initContainers).toBeUndefined();
  expect(podOf('gallery').securityContext.runAsNonRoot).toBe(true);
});

test('what belongs to root is given away once, by a container with no more rights than that takes', () => {
  const [owner] = podOf('solver').initContainers;
  expect(owner.securityContext).toMatchObject({
    runAsUser: 0,
    capabilities: { add: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID'], drop: ['ALL'] },
    readOnlyRootFilesystem: true,
    allowPrivilegeEscalation: false,
  });
  expect(podOf('solver').containers[0].securityContext.runAsNonRoot).toBe(true);
});
