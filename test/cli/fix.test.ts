import { chmodSync, linkSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { BROKEN, CLEAN, command, directory, file } from './support';

/** A mount that could say readOnly: an info, and nothing else. */
const OPEN = `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  containers:
    - name: web
      image: example.com/web:1
      volumeMounts:
        - name: config # colours
          mountPath: /config
  volumes:
    - name: config
      configMap: { name: web }
`;

const MENDED = OPEN.replace('mountPath: /config\n', 'mountPath: /config\n          readOnly: true\n');

const contentOf = (name: string) => readFileSync(join(directory(), name), 'utf8');

test('remedies are written into the files, and told', async () => {
  file('k8s/web.yaml', OPEN);
  file('k8s/other.yaml', CLEAN);
  const { code, out, err } = await command(['fix', 'k8s']);
  expect(contentOf('k8s/web.yaml')).toBe(MENDED);
  expect(contentOf('k8s/other.yaml')).toBe(CLEAN);
  expect(out).toBe('');
  expect(err).toBe(
    'fixed: k8s/web.yaml:9: writable-config-mount: Pod web\n' +
      'note: Pod web: where it is in a cluster already, spec.containers.volumeMounts.readOnly cannot be changed. Delete the Pod and apply it anew,' +
      ' or let a Deployment or StatefulSet do that.\n' +
      '1 finding is fixed in 1 file. Nothing is left.\n',
  );
  expect(code).toBe(0);
  expect(readdirSync(join(directory(), 'k8s'))).toEqual(['other.yaml', 'web.yaml']);
});

test('--dry-run shows what would be written, and writes nothing', async () => {
  file('web.yaml', OPEN);
  const { code, out, err } = await command(['fix', '--dry-run', 'web.yaml']);
  expect(out).toBe(`--- web.yaml
+++ web.yaml
@@ -8,6 +8,7 @@
       volumeMounts:
         - name: config # colours
           mountPath: /config
+          readOnly: true
   volumes:
     - name: config
       configMap: { name: web }
`);
  expect(err).toContain('1 finding can be fixed in 1 file.');
  expect(contentOf('web.yaml')).toBe(OPEN);
  expect(code).toBe(0);
});

describe('exit codes', () => {
  test.each([
    [0, 'nothing that fails is left', ['web.yaml'], OPEN],
    [0, 'nothing that fails is there', ['--dry-run', 'web.yaml'], OPEN],
    [1, 'what is mended fails as it is', ['--dry-run', '--fail-on', 'info', 'web.yaml'], OPEN],
    [0, 'what failed is mended', ['--fail-on', 'info', 'web.yaml'], OPEN],
    [1, 'what needs a decision is left', ['web.yaml'], BROKEN],
    [2, 'a template cannot be read', ['web.yaml'], 'name: {{ .Values.name }}\n'],
    [2, 'a rule is not known', ['--rule', 'nope', 'web.yaml'], OPEN],
    [2, 'a rule has no remedy that is always right', ['--rule', 'missing-claim', 'web.yaml'], OPEN],
    [2, 'a size is none', ['--scratch-limit', 'much', 'web.yaml'], OPEN],
  ])('%i: %s', async (expected, _, argv, text) => {
    file('web.yaml', text);
    expect((await command(['fix', ...argv])).code).toBe(expected);
  });
});

test('what comes through a pipe goes out mended, and nothing else does', async () => {
  const { code, out, err } = await command(['fix', '-'], { input: OPEN });
  expect(out).toBe(MENDED);
  expect(err).toContain('fixed: <stdin>:9: writable-config-mount: Pod web\n');
  expect(code).toBe(0);
  expect((await command(['fix', '-'], { input: CLEAN })).out).toBe(CLEAN);
});

test('only the rules that are named', async () => {
  file('web.yaml', OPEN.replace('configMap: { name: web }', 'emptyDir: {}'));
  file('config.yaml', OPEN.replace('name: web }', 'name: other }'));
  await command(['fix', '--rule', 'scratch-without-limit', '--scratch-limit', '1Gi', '.']);
  expect(contentOf('web.yaml')).toContain('emptyDir: { sizeLimit: 1Gi }');
  expect(contentOf('config.yaml')).not.toContain('readOnly');
});

test('what is acknowledged is left, in the manifest and in the configuration', async () => {
  const acknowledged = OPEN.replace(
    '{ name: web }',
    '{ name: web, annotations: { cdk8s-storage/acknowledge.writable-config-mount: meant } }',
  );
  file('web.yaml', acknowledged);
  file('cdk8s-storage.checks.yaml', 'acknowledge: [{ rule: writable-config-mount, object: { kind: Pod, name: web }, reason: meant }]\n');
  file('other.yaml', OPEN);
  await command(['fix', 'web.yaml', 'other.yaml']);
  expect(contentOf('web.yaml')).toBe(acknowledged);
  expect(contentOf('other.yaml')).toBe(OPEN);
});

describe('a file is not written', () => {
  test('in a Helm chart', async () => {
    file('chart/Chart.yaml', 'name: chart\nversion: 1.0.0\n');
    file('chart/templates/web.yaml', OPEN);
    const { err } = await command(['fix', 'chart/templates/web.yaml']);
    expect(contentOf('chart/templates/web.yaml')).toBe(OPEN);
    expect(err).toContain('writable-config-mount: Pod web: It belongs to the Helm chart in chart: mend it there, by hand.\n');
  });

  test('that has another name', async () => {
    linkSync(file('web.yaml', OPEN), join(directory(), 'same'));
    const { err } = await command(['fix', 'web.yaml']);
    expect(contentOf('web.yaml')).toBe(OPEN);
    expect(err).toContain('It has several names (hard links), and would lose them.');
  });

  test('that is read-only', async () => {
    chmodSync(file('web.yaml', OPEN), 0o444);
    expect((await command(['fix', 'web.yaml'])).err).toContain('It is read-only.');
    expect(contentOf('web.yaml')).toBe(OPEN);
  });
});

test('what stricter readers do not understand is left, with the reason', async () => {
  const odd = OPEN.replace('{ name: web }\n', "{ name: web,\n  annotations: { a: 'x\n'} }\n");
  file('web.yaml', odd);
  const { err } = await command(['fix', 'web.yaml']);
  expect(contentOf('web.yaml')).toBe(odd);
  expect(err).toContain('The file is written in a way that only some readers of YAML understand.');
});

describe('what no server changes of an object that is there', () => {
  const ZONAL = (name: string, metadata = '') =>
    `apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata:\n  name: ${name}\n${metadata}provisioner: ebs.csi.aws.com\nreclaimPolicy: Retain\nallowVolumeExpansion: true\n`;
  const THERE = '  uid: 0d7c1f0a-9d4e-4b43-8f0e-000000000000\n';
  const WAY_OUT =
    'Make a class with another name for new claims; or delete this one and make it anew, which changes no volume that is there: a reclaim' +
    ' policy is a field of each volume too.';
  const RULE = 'immediate-binding-on-zonal-class';

  test('is written into manifests, and told with the way out, once for all that it is the same for', async () => {
    file('classes.yaml', ['a', 'b', 'c', 'd'].map((name) => ZONAL(name)).join('---\n'));
    const { err } = await command(['fix', '--rule', RULE, 'classes.yaml']);
    expect(contentOf('classes.yaml').match(/volumeBindingMode: WaitForFirstConsumer/g)).toHaveLength(4);
    expect(err.split('\n').filter((line) => line.startsWith('note: '))).toEqual([
      `note: StorageClass a, StorageClass b, StorageClass c and 1 more: where it is in a cluster already, volumeBindingMode cannot be changed. ${WAY_OUT}`,
    ]);
  });

  test.each([
    ['uid', THERE],
    ['resourceVersion', "  resourceVersion: '42'\n"],
    ['creationTimestamp', "  creationTimestamp: '2026-11-20T00:00:00Z'\n"],
  ])('is not written into what was read from a cluster, which has a %s', async (_, metadata) => {
    const text = ZONAL('fast', metadata);
    const { out, err } = await command(['fix', '--rule', RULE, '-'], { input: text });
    expect(out).toBe(text);
    expect(err).toMatch(
      `not fixed: <stdin>:1: ${RULE}: StorageClass fast: It is in the cluster already, where volumeBindingMode cannot be changed. ${WAY_OUT}\n` +
        '0 findings are fixed in 0 files.',
    );
    expect(err).not.toContain('note: ');
  });

  test('is written into manifests with a creationTimestamp of null, as tools make them', async () => {
    const { out } = await command(['fix', '--rule', RULE, '-'], { input: ZONAL('fast', '  creationTimestamp: null\n') });
    expect(out).toContain('volumeBindingMode: WaitForFirstConsumer\n');
  });

  const SET = (metadata: string) =>
    [
      ...['apiVersion: apps/v1', 'kind: StatefulSet', `metadata: { name: db${metadata} }`, 'spec:', '  replicas: 1'],
      ...['  selector: { matchLabels: { app: db } }', '  template:', '    metadata: { labels: { app: db } }', '    spec:'],
      ...['      containers:', '        - name: db', '          image: example.com/db:1', '          volumeMounts:'],
      ...[
        '            - name: config',
        '              mountPath: /config',
        '      volumes: [{ name: config, configMap: { name: db } }]',
        '---',
      ],
      ...[
        'apiVersion: v1',
        'kind: Service',
        'metadata: { name: db }',
        'spec: { clusterIP: None, selector: { app: db }, ports: [{ port: 1 }] }',
        '',
      ],
    ].join('\n');

  test('leaves the rest of the object to be mended', async () => {
    const { out } = await command(['fix', '-'], { input: SET(', uid: x') });
    expect(out).toBe(SET(', uid: x').replace('mountPath: /config\n', 'mountPath: /config\n              readOnly: true\n'));
  });

  test('is no matter where the object could not have been applied before', async () => {
    const { out, err } = await command(['fix', '-'], { input: `${ZONAL('fast')}volumeBindingMode: WaitForFirstConsumr\n` });
    expect(out).toContain('volumeBindingMode: WaitForFirstConsumer\n');
    expect(err).not.toContain('note: ');
  });

  test('is told of a set by its own way out', async () => {
    const { err } = await command(['fix', '--rule', 'statefulset-without-headless-service', '-'], { input: SET('') });
    expect(err).toContain(
      'note: StatefulSet db: where it is in a cluster already, spec.serviceName cannot be changed. Delete the set alone, kubectl delete statefulset db' +
        ' --cascade=orphan, which keeps Pods and claims, and apply it anew; the selector has to fit the Pods.\n',
    );
  });
});

test('a link stays a link, and modes stay', async () => {
  chmodSync(file('real/web.yaml', OPEN), 0o640);
  symlinkSync('real/web.yaml', join(directory(), 'web.yaml'));
  await command(['fix', 'web.yaml']);
  expect(contentOf('real/web.yaml')).toBe(MENDED);
  expect(
    readdirSync(directory(), { withFileTypes: true })
      .find(({ name }) => name === 'web.yaml')!
      .isSymbolicLink(),
  ).toBe(true);
  expect(statSync(join(directory(), 'real/web.yaml')).mode & 0o777).toBe(0o640);
});

describe('no secret is in the diff', () => {
  const secrets = [
    `stringData:\n  password: hunter2 # was hunter1\n`,
    `stringData: { password: hunter2, other: "hunter3" }\n`,
    `stringData:\n  # hunter0\n  config: |\n    user: shop\n    password: hunter2\n`,
    `data:\n  password: !!binary aHVudGVyMg==\n  other: hunter2\n`,
    `stringData: &values\n  password: hunter2\ndata: *values\n`,
  ];

  test.each(secrets)('%j', async (values) => {
    file('web.yaml', `apiVersion: v1\nkind: Secret\nmetadata: { name: web, labels: { version: 1.10 } }\n${values}---\n${OPEN}`);
    const { out, err } = await command(['fix', '--dry-run', 'web.yaml']);
    expect(out).toMatch(/^[-+]/m);
    expect(`${out}${err}`).not.toMatch(/hunter|aHVu/);
  });

  test('nor what looks like a credential elsewhere', async () => {
    file(
      'web.yaml',
      OPEN.replace(
        '      volumeMounts',
        '      env: [{ name: DB_PASSWORD, value: hunter2xyz }]\n      args: [serve, "--password=hunter2xyz"]\n      volumeMounts',
      ),
    );
    const { out } = await command(['fix', '--dry-run', 'web.yaml']);
    expect(out).toContain('readOnly: true');
    expect(out).not.toContain('hunter');
  });
});
