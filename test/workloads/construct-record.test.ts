import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, AppProps, Chart, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { FleetApp, PersistentVolume, PersistentVolumeSource, StorageChecks } from '../../src';
import { readConstructRecord, recordConstructs } from '../../src/workloads/construct-record';

/** Another release of cdk8s, with another one of constructs, as the cdk8s CLI brings it along. */
const other = jest.requireActual<{ App: typeof App; Chart: typeof Chart; ApiObject: typeof ApiObject }>(
  '../../node_modules/cdk8s-cli/node_modules/cdk8s',
);

let outdir = '';
beforeEach(() => {
  outdir = mkdtempSync(join(tmpdir(), 'record-'));
});
afterEach(() => rmSync(outdir, { recursive: true }));

const newApp = (AppClass = App, props: AppProps = {}) => new AppClass({ outdir, recordConstructMetadata: true, ...props });

const record = () => readConstructRecord([join(outdir, 'shop.k8s.yaml')]);

const secret = (chart: Chart, id: string) => new ApiObject(chart, id, { apiVersion: 'v1', kind: 'Secret', metadata: { name: id } });

describe.each([
  ['App', App],
  ['FleetApp', FleetApp],
  ['App of another release of cdk8s', other.App],
])('%s', (_, AppClass) => {
  test('writes all objects, each after those that it depends on, and the notes of this library', () => {
    const app = newApp(AppClass);
    const chart = new (AppClass === other.App ? other.Chart : Chart)(app, 'shop', { namespace: 'shop' });
    const [late, early] = ['late', 'early'].map((id) => secret(chart, id));
    late.addDependency(early);
    chart.node.addMetadata('somebody else', 'x');
    recordConstructs(late);
    StorageChecks.acknowledge(chart, 'host-path-volume', 'Why.');
    app.synth();
    const object = { apiVersion: 'v1', kind: 'Secret', namespace: 'shop' };
    expect(record()).toEqual({
      objects: [
        { ...object, name: 'early', path: 'shop/early' },
        { ...object, name: 'late', path: 'shop/late' },
      ],
      notes: [{ path: 'shop', type: 'cdk8s-storage.acknowledge', data: { rule: 'host-path-volume', reason: 'Why.' } }],
    });
    // What cdk8s writes is kept.
    expect(JSON.parse(readFileSync(join(outdir, 'construct-metadata.json'), 'utf8'))).toMatchObject({
      version: '1.0.0',
      resources: { late: { path: 'shop/late' }, early: { path: 'shop/early' } },
    });
  });

  test('writes nothing where nobody asks', () => {
    const app = newApp(AppClass, { recordConstructMetadata: false });
    recordConstructs(new Chart(app, 'shop'));
    app.synth();
    expect(record()).toBeUndefined();
  });
});

describe('an app writes the record where', () => {
  test.each<[string, (chart: Chart) => void]>([
    ['something is acknowledged', (chart) => StorageChecks.acknowledge(chart, 'host-path-volume', 'Why.')],
    ['checks are enforced', (chart) => StorageChecks.of(chart).enforce()],
    [
      'a construct of this library is',
      (chart) => {
        const source = PersistentVolumeSource.nfs({ server: 'nfs.example.com', path: '/data' });
        const accessModes = [kplus.PersistentVolumeAccessMode.READ_WRITE_MANY];
        new PersistentVolume(chart, 'disk', { storage: Size.gibibytes(1), accessModes, source });
      },
    ],
  ])('%s', (_, use) => {
    const app = newApp();
    use(new Chart(app, 'shop'));
    app.synth();
    expect(record()).toBeDefined();
  });

  test.each([App, FleetApp])('and not where it uses nothing of this library: the files are those of cdk8s then', (AppClass) => {
    const app = newApp(AppClass);
    secret(new Chart(app, 'shop'), 'key');
    app.synth();
    expect(record()).toBeUndefined();
  });
});

test('two copies of this library extend an app once, and nothing but that app', () => {
  const app = newApp();
  const before = Object.getOwnPropertyNames(App.prototype);
  recordConstructs(app);
  const internals = app as unknown as { writeConstructMetadata: unknown };
  const extended = internals.writeConstructMetadata;
  jest.isolateModules(() => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- a second copy, as another package would bring it
    const copy = require('../../src/workloads/construct-record') as { recordConstructs: typeof recordConstructs };
    expect(copy.recordConstructs).not.toBe(recordConstructs);
    copy.recordConstructs(app);
  });
  expect(internals.writeConstructMetadata).toBe(extended);
  expect(Object.getOwnPropertyNames(App.prototype)).toEqual(before);
  expect(Object.keys(app)).toEqual(Object.keys(newApp()));
});

test('a root that is no app, and an app without the method that is extended, are left as they are', () => {
  for (const root of [new Construct(undefined as never, ''), Object.assign(newApp(), { writeConstructMetadata: undefined })]) {
    const before = Reflect.ownKeys(root);
    recordConstructs(new Construct(root, 'below'));
    expect(Reflect.ownKeys(root)).toEqual(before);
  }
});

test('the record is found in folders of charts too, and there is none without manifests', () => {
  writeFileSync(join(outdir, 'construct-metadata.json'), JSON.stringify({ 'cdk8s-storage': { objects: [], notes: [] } }));
  expect(readConstructRecord([join(outdir, 'shop', 'Secret.x.yaml')])).toBeDefined();
  expect(readConstructRecord([])).toBeUndefined();
});
