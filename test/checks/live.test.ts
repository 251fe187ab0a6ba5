import { findingsOf, read, run } from './support';
import { ManifestSet } from '../../src/checks';

const meta = (name: string, owner?: [apiVersion: string, kind: string, name: string]) =>
  `{ name: ${name}, namespace: shop, uid: u-${name}${owner ? `, ownerReferences: [{ apiVersion: ${owner[0]}, kind: ${owner[1]}, name: ${owner[2]}, controller: true }]` : ''} }`;

const POD = `spec:
        containers: [{ name: app, image: "example.com/app:1", volumeMounts: [{ name: gone, mountPath: /data }] }]
`;
const list = (...items: string[]) =>
  `apiVersion: v1\nkind: List\nitems:\n${items.map((item) => `  - ${item.trim().replaceAll('\n', '\n    ')}\n`).join('')}`;

const deployment = `apiVersion: apps/v1\nkind: Deployment\nmetadata: ${meta('web')}\nspec:\n  template:\n      ${POD}`;
const replicaSet = (name: string) =>
  `apiVersion: apps/v1\nkind: ReplicaSet\nmetadata: ${meta(name, ['apps/v1', 'Deployment', 'web'])}\nspec:\n  template:\n      ${POD}`;
const pod = (name: string, owner: [string, string, string]) =>
  `apiVersion: v1\nkind: Pod\nmetadata: ${meta(name, owner)}\n${POD.replace(/ {6}/g, '')}`;

test('what a cluster made is told of once, at what it was made of', () => {
  const pods = [0, 1, 2].map((number) => pod(`web-abc-${number}`, ['apps/v1', 'ReplicaSet', 'web-abc']));
  for (const items of [
    [deployment, replicaSet('web-abc'), replicaSet('web-old'), ...pods],
    [...pods, deployment],
  ]) {
    const findings = findingsOf('mount-without-volume', list(...items));
    expect(findings.map(({ object }) => object!.kind)).toEqual(['Deployment']);
  }
});

test('what was made of something else stays', () => {
  const pods = [pod('a', ['apps/v1', 'ReplicaSet', 'other-abc']), pod('b', ['example.com/v1', 'Runner', 'r'])];
  expect(findingsOf('mount-without-volume', list(deployment, ...pods))).toHaveLength(3);
});

describe('claims of a StatefulSet', () => {
  const set = `apiVersion: apps/v1
kind: StatefulSet
metadata: ${meta('db-main')}
spec:
  replicas: 2
  template:
    spec: { containers: [{ name: db, image: "example.com/db:1", volumeMounts: [{ name: data, mountPath: /data }] }] }
  volumeClaimTemplates:
    - metadata: { name: data }
      spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }`;
  const claim = (name: string, volume: string) =>
    `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: ${meta(name)}\nspec: { volumeName: ${volume}, accessModes: [ReadWriteOnce] }`;
  const volume = `apiVersion: v1\nkind: PersistentVolume\nmetadata: { name: pv-0, uid: u }\nspec: { csi: { driver: ebs.csi.aws.com, volumeHandle: vol-1 } }`;

  test('are folded into it, and what they are bound to is kept', () => {
    const claims = [
      claim('data-db-main-0', 'pv-0'),
      claim('data-db-main-1', 'pv-1'),
      claim('data-db-main-2', 'pv-2'),
      claim('data-other-0', 'x'),
    ];
    const manifests = new ManifestSet(read(list(set, ...claims, volume)).manifests);
    expect(manifests.claims.map(({ name }) => name)).toEqual(['data-db-main-2', 'data-other-0']);
    const [template] = manifests.pods[0].volumes;
    expect(manifests.persistentVolume(template.ownClaim!)!.name).toBe('pv-0');
  });
});

test('of a cluster only the kinds that are there are complete', () => {
  const user = `apiVersion: v1\nkind: Pod\nmetadata: ${meta('p')}\nspec:\n  containers: [{ name: a, image: "a:1", envFrom: [{ configMapRef: { name: c } }], volumeMounts: [{ name: d, mountPath: /d }] }]\n  volumes: [{ name: d, persistentVolumeClaim: { claimName: d } }]\n`;
  const rules = (...more: string[]) =>
    run(list(user, ...more), { complete: true }).findings.flatMap(({ rule }) => (rule.startsWith('missing-c') ? [rule] : []));
  expect(rules()).toEqual([]);
  expect(rules(`apiVersion: v1\nkind: ConfigMap\nmetadata: ${meta('x')}`)).toEqual(['missing-config-object']);
  expect(rules(`apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: ${meta('x')}`)).toEqual(['missing-claim']);
});

test('what an operator made is a level less, and the remedy is for what it was made for', () => {
  const set = (owner?: [string, string, string]) =>
    `apiVersion: apps/v1\nkind: StatefulSet\nmetadata: ${meta('shop-db', owner)}\nspec:\n  serviceName: shop-db\n  template:\n      ${POD}`;
  const [own] = findingsOf('mount-without-volume', set());
  const [made] = findingsOf('mount-without-volume', set(['example.com/v1', 'Database', 'shop']));
  const [byWorkload] = findingsOf('mount-without-volume', set(['apps/v1', 'Deployment', 'shop']));
  expect([own.level, made.level, byWorkload.level]).toEqual(['error', 'warning', 'error']);
  expect(made.remedy).toBe(
    `It is made for Database shop, by an operator that undoes what is changed here. Ask for it there: ${own.remedy}`,
  );
  // What somebody has said of a rule holds.
  const levels = { 'mount-without-volume': 'error' } as const;
  expect(
    run(set(['example.com/v1', 'Database', 'shop']), { levels }).findings.find(({ rule }) => rule === 'mount-without-volume')!.level,
  ).toBe('error');
});
