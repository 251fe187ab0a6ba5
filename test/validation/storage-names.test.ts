import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart, Size, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Claim, DatabaseCredentials, DatabaseEngine, FleetApp, StatefulDatabase, StorageNames, StorageNamesOptions } from 'cdk8s-storage';
import { Construct } from 'constructs';
import { messageOf } from './support';

let home = '';
let file = '';
const ci = process.env.CI;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'names-'));
  file = join(home, 'storage.names.json');
  process.env.CDK8S_OUTDIR = join(home, 'dist');
  delete process.env.CI;
});
afterEach(() => {
  delete process.env.CDK8S_OUTDIR;
  if (ci === undefined) delete process.env.CI;
  else process.env.CI = ci;
  rmSync(home, { recursive: true });
});

const SIZE = Size.gibibytes(1);
const CLASS = { storageClassName: 'fast' };

/** A claim whose name follows from its path, as those of cdk8s-plus do. */
const claim = (scope: Construct, id: string, name?: string) =>
  new kplus.PersistentVolumeClaim(scope, id, { storage: SIZE, storageClassName: 'fast', metadata: name === undefined ? {} : { name } });

const set = (scope: Construct, id: string, name: string, templates: readonly string[]) =>
  new ApiObject(scope, id, {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name },
    spec: {
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'main', image: 'example.com/a:1' }] } },
      volumeClaimTemplates: templates.map((template) => ({ metadata: { name: template }, spec: { storageClassName: 'fast' } })),
    },
  });

type Build = (app: App, shop: Chart) => unknown;

function synth(build: Build, options: StorageNamesOptions = {}, app: App = new App()): App {
  build(app, new Chart(app, 'shop', { namespace: 'shop' }));
  StorageNames.lock(app, file, options);
  app.synth();
  return app;
}

const stopped = (build: Build, options?: StorageNamesOptions) => messageOf(() => synth(build, options));

interface Written {
  readonly names: Record<string, string[]>;
  readonly gone: Record<string, object>;
}
const written = () => JSON.parse(readFileSync(file, 'utf8')) as Written;

test('claims, volumes, sets and the resources of operators are written down with the constructs that own them', () => {
  synth((app, shop) => {
    new Claim(shop, 'files', { storage: SIZE, storageClass: CLASS });
    set(shop, 'db', 'orders', ['data', 'wal']);
    new StatefulDatabase(shop, 'users', {
      name: 'users',
      engine: DatabaseEngine.postgres({ version: '17.6' }),
      storage: { size: Size.gibibytes(10), storageClass: CLASS },
      credentials: DatabaseCredentials.fromSecretName('users'),
    });
    const other = new Chart(app, 'other');
    new ApiObject(other, 'volume', { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'disk-7' }, spec: {} });
    const spec = { storage: { volumeClaimTemplate: { spec: { resources: { requests: { storage: '1Gi' } } } } } };
    new ApiObject(other, 'watch', { apiVersion: 'monitoring.coreos.com/v1', kind: 'Prometheus', metadata: { name: 'main' }, spec });
    const ephemeral = { volumeClaimTemplate: { spec: { resources: { requests: { storage: '1Gi' } } } } };
    const pod = { containers: [{ name: 'main', image: 'example.com/a:1' }], volumes: [{ name: 'tmp', ephemeral }] };
    new ApiObject(other, 'pod', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'pod' }, spec: pod });
  });
  const { names, gone } = written();
  expect(gone).toEqual({});
  expect(Object.keys(names).map((name) => name.replace(/files-[a-z0-9]+$/, 'files-HASH'))).toEqual([
    'PersistentVolume disk-7',
    'PersistentVolumeClaim shop/files',
    'Prometheus main: storage',
    'StatefulSet shop/orders: data',
    'StatefulSet shop/orders: wal',
    'StatefulSet shop/users: data',
  ]);
  expect(names['StatefulSet shop/orders: wal']).toEqual(['shop/db']);
  // A line for each name: two branches that add one each can be merged.
  expect(readFileSync(file, 'utf8')).toContain('    "StatefulSet shop/orders: data": ["shop/db"],\n');
});

test('a construct that moves and keeps its name is fine, and the file follows', () => {
  synth((_, shop) => claim(shop, 'files', 'files'));
  synth((_, shop) => claim(new Construct(shop, 'storage'), 'files', 'files'));
  expect(written().names).toEqual({ 'PersistentVolumeClaim shop/files': ['shop/storage/files/Resource'] });
});

describe('what stops a synthesis', () => {
  test('a construct that moves and is called otherwise', () => {
    synth((_, shop) => claim(shop, 'files'));
    const [before] = Object.keys(written().names);
    const text = readFileSync(file, 'utf8');
    const message = stopped((_, shop) => claim(new Construct(shop, 'storage'), 'files'));
    expect(message).toMatch(
      new RegExp(
        `^Validation failed with the following errors:\n  \\[\\] shop/files/Resource: ${before} is called (PersistentVolumeClaim shop/shop-storage-files-\\w+) now: ` +
          'what mounts that starts empty, and the data stays behind, or goes\\. ' +
          "Keep the name as it was, in the construct's metadata\\.name, namespace or template; or say what has become of the data, in the options of StorageNames\\.lock: " +
          `moved: \\{ from: '${before}', to: '\\1', reason: '…' \\}\\.$`,
      ),
    );
    expect(readFileSync(file, 'utf8')).toBe(text);
    // Nothing is written that could be applied.
    expect(readdirSync(join(home, 'dist'))).toHaveLength(1);
  });

  const SET: Build = (_, shop) => set(shop, 'db', 'orders', ['data', 'wal']);
  const TELL =
    "Keep the name as it was, in the construct's metadata.name, namespace or template; or say what has become of the data, in the options of StorageNames.lock: ";

  test.each<[string, Build, string]>([
    [
      'a set that is renamed',
      (_, shop) => set(shop, 'db', 'shop-db', ['data', 'wal']),
      `shop/db: StatefulSet shop/orders (claim templates data, wal) is called StatefulSet shop/shop-db now: what mounts that starts empty, and the data stays behind, or goes. ${TELL}moved: { from: 'StatefulSet shop/orders', to: 'StatefulSet shop/shop-db', reason: '…' }.`,
    ],
    [
      'a template that is renamed',
      (_, shop) => set(shop, 'db', 'orders', ['store', 'wal']),
      `shop/db: StatefulSet shop/orders (claim template data) is called StatefulSet shop/orders: store now: what mounts that starts empty, and the data stays behind, or goes. ${TELL}moved: { from: 'StatefulSet shop/orders: data', to: 'StatefulSet shop/orders: store', reason: '…' }.`,
    ],
    [
      'a template that is left out',
      (_, shop) => set(shop, 'db', 'orders', ['data']),
      `shop/db: StatefulSet shop/orders (claim template wal) is not made any more: its data stays behind, or goes, and whatever comes in its place starts empty. ${TELL}retired: { name: 'StatefulSet shop/orders: wal', reason: '…' }.`,
    ],
    [
      'a set that is gone',
      () => undefined,
      `shop/db: StatefulSet shop/orders (claim templates data, wal) is not made any more: its data stays behind, or goes, and whatever comes in its place starts empty. ${TELL}retired: { name: 'StatefulSet shop/orders', reason: '…' }.`,
    ],
    [
      'another namespace',
      (app) => set(new Chart(app, 'elsewhere', { namespace: 'elsewhere' }), 'db', 'orders', ['data', 'wal']),
      `shop/db: StatefulSet shop/orders (claim templates data, wal) is called StatefulSet elsewhere/orders now: what mounts that starts empty, and the data stays behind, or goes. ${TELL}moved: { from: 'StatefulSet shop/orders', to: 'StatefulSet elsewhere/orders', reason: '…' }.`,
    ],
  ])('%s', (_, build, line) => {
    synth(SET);
    expect(stopped(build)).toBe(`Validation failed with the following errors:\n  [] ${line}`);
  });

  test('all of it is told at once', () => {
    synth((_, shop) => [set(shop, 'db', 'orders', ['data']), claim(shop, 'files', 'files'), claim(shop, 'logs', 'logs')]);
    expect(stopped(() => undefined).split('\n')).toHaveLength(4);
  });

  test('what is made for several clusters, in one of them', () => {
    const clusters =
      (...ids: string[]): Build =>
      (app) =>
        ids.forEach((id) => claim(new Chart(app, id, { namespace: 'web' }), 'files', 'files'));
    synth(clusters('east', 'west'));
    expect(written().names).toEqual({ 'PersistentVolumeClaim web/files': ['east/files/Resource', 'west/files/Resource'] });
    synth(clusters('east', 'south'));
    expect(stopped(clusters('east'))).toContain(
      'south/files/Resource: PersistentVolumeClaim web/files is made once, and was made 2 times: what a cluster has of it is not used any more. ',
    );
    synth(clusters('east'), { retired: [{ name: 'PersistentVolumeClaim web/files', reason: 'South is closed.' }] });
    expect(written()).toMatchObject({ names: { 'PersistentVolumeClaim web/files': ['east/files/Resource'] }, gone: {} });
  });

  test('a chart that a test renders is looked at too', () => {
    synth(SET);
    const app = new App();
    const shop = new Chart(app, 'shop', { namespace: 'shop' });
    StorageNames.lock(app, file);
    expect(messageOf(() => Testing.synth(shop))).toContain('StatefulSet shop/orders (claim templates data, wal) is not made any more');
  });
});

describe('what is said of it', () => {
  const files: Build = (_, shop) => claim(shop, 'files', 'files');
  const store: Build = (_, shop) => claim(shop, 'files', 'store');

  test('moved: it is written down for good, and may be left out afterwards', () => {
    synth(files);
    const moved = [{ from: 'PersistentVolumeClaim shop/files', to: 'PersistentVolumeClaim shop/store', reason: 'Rebound.' }];
    synth(store, { moved });
    expect(written()).toMatchObject({
      names: { 'PersistentVolumeClaim shop/store': ['shop/files/Resource'] },
      gone: { 'PersistentVolumeClaim shop/files': { to: 'PersistentVolumeClaim shop/store', reason: 'Rebound.' } },
    });
    synth(store, { moved });
    synth(store);
    expect(written().gone).toEqual({ 'PersistentVolumeClaim shop/files': { to: 'PersistentVolumeClaim shop/store', reason: 'Rebound.' } });
  });

  test('moved as a whole: a set with all its templates', () => {
    synth((_, shop) => set(shop, 'db', 'orders', ['data', 'wal']));
    const moved = [{ from: 'StatefulSet shop/orders', to: 'StatefulSet shop/shop-db', reason: 'Rebound.' }];
    synth((_, shop) => set(shop, 'db', 'shop-db', ['data', 'wal']), { moved });
    expect(Object.keys(written().names)).toEqual(['StatefulSet shop/shop-db: data', 'StatefulSet shop/shop-db: wal']);
    expect(written().gone).toMatchObject({ 'StatefulSet shop/orders: wal': { to: 'StatefulSet shop/shop-db: wal' } });
  });

  test('retired', () => {
    synth(files);
    synth(() => undefined, { retired: [{ name: 'PersistentVolumeClaim shop/files', reason: 'All is in the object store.' }] });
    expect(written()).toMatchObject({
      names: {},
      gone: { 'PersistentVolumeClaim shop/files': { reason: 'All is in the object store.' } },
    });
    // Made again, it is not gone.
    synth(files);
    expect(written().gone).toEqual({});
  });

  test.each<[string, Build, StorageNamesOptions, string]>([
    [
      'a name that nobody knows',
      files,
      { retired: [{ name: 'PersistentVolumeClaim shop/fils', reason: 'x' }] },
      'retired[0]: the file has no PersistentVolumeClaim shop/fils. Did you mean PersistentVolumeClaim shop/files?',
    ],
    [
      'a name that is still made',
      files,
      { retired: [{ name: 'PersistentVolumeClaim shop/files', reason: 'x' }] },
      'retired[0]: PersistentVolumeClaim shop/files is still made, by shop/files/Resource. Take this out, or the construct.',
    ],
    [
      'a target that is not made',
      store,
      { moved: [{ from: 'PersistentVolumeClaim shop/files', to: 'PersistentVolumeClaim shop/stor', reason: 'x' }] },
      'moved[0]: PersistentVolumeClaim shop/stor is not made by this app. Did you mean PersistentVolumeClaim shop/store?',
    ],
  ])('is refused for %s', (_, build, options, line) => {
    synth(files);
    expect(stopped(build, options)).toBe(`Validation failed with the following errors:\n  [] ${line}`);
  });
});

describe('in a pipeline', () => {
  const files: Build = (_, shop) => claim(shop, 'files', 'files');

  test('the file has to be there, and have all names; it is not written', () => {
    process.env.CI = 'true';
    const HOW = 'Synthesize once where CI is not set, and commit what is written.';
    expect(stopped(files)).toBe(
      `Validation failed with the following errors:\n  [] ${file}: there is no such file, and it is frozen here. ${HOW}`,
    );
    synth(() => undefined, { frozen: false });
    const text = readFileSync(file, 'utf8');
    expect(stopped(files)).toBe(
      `Validation failed with the following errors:\n  [] ${file}: PersistentVolumeClaim shop/files is not in it, and it is frozen here. ${HOW}`,
    );
    expect(readFileSync(file, 'utf8')).toBe(text);
    synth(files, { frozen: false });
    synth(files);
    // Only the path is another.
    synth((_, shop) => claim(new Construct(shop, 'storage'), 'files', 'files'));
    expect(written().names).toEqual({ 'PersistentVolumeClaim shop/files': ['shop/files/Resource'] });
  });

  test('CI=false is none', () => {
    process.env.CI = 'false';
    synth(files);
    expect(existsSync(file)).toBe(true);
  });
});

describe('the file', () => {
  test.each([
    ['', 'It is no JSON: '],
    ['{', 'It is no JSON: '],
    ['[]', 'It does not look like what StorageNames.lock writes. '],
    ['{"names": {"PersistentVolumeClaim a": []}, "gone": {}}', 'It does not look like what StorageNames.lock writes. '],
    ['{"names": {}, "gone": {"PersistentVolumeClaim a": {}}}', 'It does not look like what StorageNames.lock writes. '],
    ['{\n<<<<<<< ours\n"names": {},\n=======\n', 'It has the marks of a merge that is not finished. Keep the lines of both sides.'],
  ])('is not overwritten where it holds %j', (text, why) => {
    writeFileSync(file, text);
    expect(stopped((_, shop) => claim(shop, 'files', 'files'))).toContain(`[] ${file}: ${why}`);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  test('is not a directory', () => {
    mkdirSync(file);
    expect(stopped(() => undefined)).toContain(`${file}: It cannot be read: EISDIR: illegal operation on a directory.`);
  });

  test('is not written where another validation fails, nor by what only renders', () => {
    const app = new App();
    const shop = new Chart(app, 'shop');
    claim(shop, 'files', 'files');
    StorageNames.lock(app, file);
    app.synthYaml();
    Testing.synth(shop);
    shop.node.addValidation({ validate: () => ['no'] });
    expect(messageOf(() => app.synth())).toContain('[shop] no');
    expect(existsSync(file)).toBe(false);
  });

  test('is left alone, to the byte, where nothing has changed', () => {
    synth((_, shop) => claim(shop, 'files', 'files'));
    // Whoever formats it otherwise has it so.
    writeFileSync(file, JSON.stringify(written()));
    const text = readFileSync(file, 'utf8');
    synth((_, shop) => claim(shop, 'files', 'files'));
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  test('that cannot be written says so', () => {
    const locked = join(home, 'locked');
    mkdirSync(locked);
    chmodSync(locked, 0o500);
    file = join(locked, 'no', 'storage.names.json');
    expect(stopped((_, shop) => claim(shop, 'files', 'files'))).toMatch(/storage\.names\.json: It cannot be written: E[A-Z]+: /);
  });

  test('is that of the directory where the lock was called', () => {
    const before = process.cwd();
    const app = new App();
    claim(new Chart(app, 'shop'), 'files', 'files');
    try {
      process.chdir(home);
      StorageNames.lock(app, 'names.json');
    } finally {
      process.chdir(before);
    }
    app.synth();
    expect(existsSync(join(home, 'names.json'))).toBe(true);
  });
});

test('FleetApp is locked as App is', () => {
  const build: Build = (_, shop) => claim(shop, 'files', 'files');
  synth(build, {}, new FleetApp());
  const text = readFileSync(file, 'utf8');
  rmSync(file);
  synth(build);
  expect(readFileSync(file, 'utf8')).toBe(text);
  expect(messageOf(() => synth(() => undefined, {}, new FleetApp()))).toContain('PersistentVolumeClaim shop/files is not made any more');
});

test('wrong arguments are told at once, with what to give', () => {
  const app = new App();
  const items = [null, { from: 7, to: '', reason: ' ' }];
  expect(messageOf(() => StorageNames.lock(new Chart(app, 'a') as never, '', { moved: items, retired: {}, frozen: 'no' } as never))).toBe(
    [
      'StorageNames.lock at the app: 10 problems',
      '  app: a. Give the app, which holds all charts.',
      '  file: "". Name the file, such as \'storage.names.json\', and commit it.',
      '  frozen: "no". Give true or false.',
      '  moved[0].from: missing. Give the name as it stands in the file, such as StatefulSet shop/orders.',
      '  moved[0].to: missing. Give the name that has the data now.',
      '  moved[0].reason: missing. Say what has become of the data, for whoever reads it next year.',
      '  moved[1].from: 7. Give the name as it stands in the file, such as StatefulSet shop/orders.',
      '  moved[1].to: "". Give the name that has the data now.',
      '  moved[1].reason: " ". Say what has become of the data, for whoever reads it next year.',
      '  retired: {}. Give a list.',
    ].join('\n'),
  );
  StorageNames.lock(app, file);
  expect(messageOf(() => StorageNames.lock(app, file))).toContain(
    'Its names are locked already. Call it once, with all that is moved and retired.',
  );
});
