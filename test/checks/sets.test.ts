import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { check, readFiles, setsOf } from '../../src/checks';

let home = '';
beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'sets-'))));
afterEach(() => rmSync(home, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(home, dirname(name)), { recursive: true });
    writeFileSync(join(home, name), text);
  }
}

/** `file rule` for each finding of the rules asked for. */
function found(rules: readonly string[], complete = false): string[] {
  const input = readFiles([home]);
  expect(input.problems).toEqual([]);
  return check(setsOf(input, complete), { complete })
    .findings.filter(({ rule }) => rules.includes(rule))
    .map(({ file, rule, level, object }) => `${file!.slice(home.length + 1)}: ${level} ${rule} ${object!.kind}`);
}

const claim = (namespace = '') =>
  `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: { name: data${namespace} }\nspec: { storageClassName: fast, accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }\n`;

const workload = (name: string, namespace = '', kind = 'Deployment') => `apiVersion: apps/v1
kind: ${kind}
metadata: { name: ${name}${namespace} }
spec:
  strategy: { type: Recreate }
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers: [{ name: app, image: "example.com/app:1", volumeMounts: [{ name: data, mountPath: /data }] }]
      volumes: [{ name: data, persistentVolumeClaim: { claimName: data } }]
`;

const SHOP = ', namespace: shop';
const SHARED = ['rwo-shared-by-replicas'];

test('what has no namespace in different directories is not one application', () => {
  write({ 'a/all.yaml': `${claim()}---\n${workload('one')}`, 'b/all.yaml': `${claim()}---\n${workload('two')}` });
  expect(found([...SHARED, 'duplicate-object'])).toEqual([]);
  expect(found(['duplicate-object'], true)).toEqual(['b/all.yaml: error duplicate-object PersistentVolumeClaim']);
});

test('what names its namespace is one application, wherever it is', () => {
  write({ 'claims/data.yaml': claim(SHOP), 'a/one.yaml': workload('one', SHOP), 'b/two.yaml': workload('two', SHOP) });
  expect(found(SHARED)).not.toEqual([]);
});

test('what two directories have twice is told once', () => {
  const app = ['one', 'two', 'three'].map((name) => [`${name}.yaml`, `${claim(SHOP).replace('name: data', `name: ${name}`)}`] as const);
  write(Object.fromEntries(['dev', 'test', 'prod'].flatMap((directory) => app.map(([file, text]) => [`${directory}/${file}`, text]))));
  expect(found(['duplicate-object'])).toEqual([
    'prod/one.yaml: info duplicate-object PersistentVolumeClaim',
    'test/one.yaml: info duplicate-object PersistentVolumeClaim',
  ]);
  const input = readFiles([home]);
  const { findings } = check(setsOf(input));
  expect(findings.find(({ file }) => file!.endsWith('test/one.yaml'))!.cause).toBe(
    `PersistentVolumeClaim shop/one and 2 more of this directory are in ${join(home, 'dev')} too: where both are applied to one cluster, the later one replaces the other.`,
  );
});

test('what a kustomization merges into a ConfigMap has keys that do not stand there', () => {
  const pod =
    'apiVersion: v1\nkind: Pod\nmetadata: { name: app }\nspec:\n  containers: [{ name: app, image: "example.com/app:1", env: [{ name: A, valueFrom: { configMapKeyRef: { name: settings, key: a } } }] }]\n';
  const settings = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\ndata: { b: c }\n';
  write({ 'app.yaml': pod, 'settings.yaml': settings, 'kustomization.yaml': 'resources: [app.yaml, settings.yaml]\n' });
  expect(found(['missing-config-key'])).toEqual(['app.yaml: error missing-config-key Pod']);
  write({
    'kustomization.yaml':
      'resources: [app.yaml, settings.yaml]\nconfigMapGenerator: [{ name: settings, behavior: merge, literals: [a=1] }]\n',
  });
  expect(found(['missing-config-key'])).toEqual([]);
});

test.each(['00-assert.yaml', '03-errors.yaml', '1-assert-again.yml', 'chainsaw-assert.yaml'])(
  'what a test expects in a cluster is not what is applied: %s',
  (file) => {
    const expected = 'apiVersion: v1\nkind: Pod\nmetadata: { labels: { app: a } }\nstatus: { phase: Running }\n';
    write({ 'all.yaml': claim(), [file]: expected });
    expect(found(['invalid-name'])).toEqual([]);
    write({ 'assert-of-others.yaml': expected });
    expect(found(['invalid-name'])).toEqual(['assert-of-others.yaml: error invalid-name Pod']);
  },
);

test('directories that have the same workload are for different clusters', () => {
  write({
    'dev/all.yaml': `${claim(SHOP)}---\n${workload('one', SHOP)}`,
    'prod/all.yaml': `${claim(SHOP)}---\n${workload('one', SHOP)}---\n${workload('two', SHOP)}`,
  });
  expect(found(SHARED).every((line) => line.startsWith('prod/'))).toBe(true);
  expect(found(['duplicate-object'])).toEqual(['prod/all.yaml: info duplicate-object PersistentVolumeClaim']);
});

test('files of one directory with the same object are two tries, each with what is common', () => {
  write({ 'claim.yaml': claim(), 'old.yaml': workload('one'), 'new.yaml': workload('one'), 'other.yaml': workload('two') });
  expect(found(['duplicate-object'])).toEqual(['old.yaml: info duplicate-object Deployment']);
  expect(found(SHARED).length).toBeGreaterThan(0);
});

test('many tries are each looked at alone', () => {
  for (let number = 0; number < 60; number += 1) write({ [`${number}.yaml`]: workload('one'), 'claim.yaml': claim() });
  expect(found(SHARED)).toEqual([]);
});

test('a volume of another directory is found where only one is called so', () => {
  const volume = `apiVersion: v1\nkind: PersistentVolume\nmetadata: { name: disk }\nspec: { storageClassName: slow, capacity: { storage: 1Gi }, accessModes: [ReadWriteOnce], csi: { driver: example.com, volumeHandle: a } }\n`;
  const bound = claim(SHOP).replace('accessModes', 'volumeName: disk, accessModes');
  write({ 'volumes/disk.yaml': volume, 'app/claim.yaml': bound });
  expect(found(['claim-cannot-bind'])).toHaveLength(1);
  write({ 'others/disk.yaml': volume });
  expect(found(['claim-cannot-bind'])).toEqual([]);
});

describe('a kustomization', () => {
  const base = workload('one').replace('volumeMounts', 'ports: [], x');
  const patch = `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: one }\nspec: { replicas: 3 }\n`;

  test('is a set of its own, without its patches, and is not asked about what it changes', () => {
    write({
      'base/kustomization.yaml': 'resources: [web.yaml, claim.yaml]\n',
      'base/web.yaml': base,
      'base/claim.yaml': claim(),
      'dev/kustomization.yaml': 'resources: [../base]\npatches: [{ path: replicas.yaml }]\n',
      'dev/replicas.yaml': patch,
      'prod/Kustomization': 'bases: [../base]\npatchesStrategicMerge: [replicas.yaml]\n',
      'prod/replicas.yaml': patch,
    });
    expect(found(['duplicate-object', 'volume-never-mounted', 'mount-without-volume'])).toEqual([]);
    const { manifests, notes } = readFiles([home]);
    expect(manifests.map(({ kind }) => kind).sort()).toEqual(['Deployment', 'PersistentVolumeClaim']);
    expect(notes).toEqual([
      {
        file: join(home, 'dev/kustomization.yaml'),
        message: `This and 1 more are kustomizations: each is checked by itself, as its files are, without what it changes. Check what comes out: kubectl kustomize ${join(home, 'dev')} | cdk8s-storage check -`,
      },
    ]);
  });

  test.each([
    ['nothing', '', 1],
    ['another object', 'patches: [{ target: { kind: Service }, patch: "- op: remove" }]', 1],
    ['it by a target', 'patches: [{ target: { kind: Deployment, name: on.* }, patch: "- op: remove" }]', 0],
    ['it by a target that cannot be read', 'patches: [{ target: { name: "(a+)+$" }, patch: x }]', 0],
    ['it by a text', `patches:\n  - patch: |\n      ${patch.replaceAll('\n', '\n      ')}`, 0],
    ['its replicas', 'replicas: [{ name: one, count: 2 }]', 0],
    ['a file that is not there', 'patches: [{ path: gone.yaml }]', 1],
  ])('that changes %s', (_, change, count) => {
    write({ 'kustomization.yml': `resources: [web.yaml, https://example.com/x.yaml]\n${change}\n`, 'web.yaml': base });
    expect(found(['volume-never-mounted'])).toHaveLength(count);
  });

  test('of two bases tells once what both overlays have', () => {
    write({
      'base/kustomization.yaml': 'resources: [web.yaml]\n',
      'base/web.yaml': base,
      'a/kustomization.yaml': 'resources: [../base]\n',
      'b/kustomization.yaml': 'components: [../base/kustomization.yaml]\n',
    });
    expect(found(['volume-never-mounted'])).toHaveLength(1);
  });

  test('that takes itself ends', () => {
    write({
      'a/kustomization.yaml': 'resources: [../b, .]\n',
      'b/kustomization.yaml': 'resources: [../a, web.yaml]\n',
      'b/web.yaml': base,
    });
    expect(found(['volume-never-mounted'])).toHaveLength(1);
  });

  test('that is no YAML is left to kustomize', () => {
    write({ 'kustomization.yaml': 'resources: [\n', 'web.yaml': base });
    expect(found(['volume-never-mounted'])).toHaveLength(1);
  });
});
