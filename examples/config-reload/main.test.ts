import { readFileSync } from 'fs';
import { join } from 'path';
import { objectsOf, synthesize } from '../synthesize';

const files = synthesize(__dirname);
const objects = objectsOf(files);
const named = (kind: string, name: string) => objects.find((object) => object.kind === kind && object.metadata.name === name);
const template = (name: string) => named('Deployment', name).spec.template;

test('synthesizes', () => {
  expect(files).toMatchSnapshot();
});

test('pages and pictures arrive byte for byte', () => {
  const { data, binaryData } = named('ConfigMap', 'rollout-pages');
  expect(data['index.html']).toBe(readFileSync(join(__dirname, 'html', 'index.html'), 'utf8'));
  expect(Buffer.from(binaryData['favicon.png'], 'base64')).toEqual(readFileSync(join(__dirname, 'html', 'favicon.png')));
});

test('what is read at the start rolls the Pods: a digest stands on the template', () => {
  const digests = (name: string) => Object.keys(template(name).metadata.annotations ?? {}).filter((key) => key.includes('digest'));
  expect(digests('rollout')).toHaveLength(1);
  expect(digests('live')).toEqual([]);
});

test('immutable objects have new names, which a rollback names again', () => {
  const immutable = objects.filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.startsWith('immutable-'));
  expect(immutable).toHaveLength(2);
  for (const map of immutable) {
    expect(map.immutable).toBe(true);
    expect(map.metadata.name).toMatch(/^immutable-(pages|site)-[0-9a-f]+$/);
  }
});

test('the watcher is a native sidecar that sees the directories read-only', () => {
  const [watcher] = template('live').spec.initContainers;
  expect(watcher.restartPolicy).toBe('Always');
  for (const { readOnly } of watcher.volumeMounts.filter(({ name }: { name: string }) => name.startsWith('config'))) {
    expect(readOnly).toBe(true);
  }
  expect(template('live').spec.shareProcessNamespace).toBe(true);
});

test('what others own is left to Reloader, by annotations of the workload and not of its Pods', () => {
  const { metadata } = named('Deployment', 'reloader');
  expect(metadata.annotations).toMatchObject({
    'configmap.reloader.stakater.com/reload': 'company-banner',
    'secret.reloader.stakater.com/reload': 'web-tls',
  });
  expect(JSON.stringify(template('reloader').metadata)).not.toContain('stakater');
});

test('a rollout never has fewer Pods than asked for', () => {
  for (const { spec } of objects.filter(({ kind }) => kind === 'Deployment')) {
    expect(spec.strategy).toMatchObject({ type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0 } });
  }
});
