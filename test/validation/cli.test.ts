import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { YamlOutputType } from 'cdk8s';

/*
 * `cdk8s synth` itself with the plugin, in an app as a user has one. The package is this source, loaded through tsx; `npm run test:package`
 * runs the same with the packed tarball, installed beside the newest peers: PACKED_APP is where.
 */

const root = join(__dirname, '..', '..');
const packed = process.env.PACKED_APP;
const modules = join(packed ?? root, 'node_modules');
const TYPES = Object.values(YamlOutputType).filter((type) => typeof type === 'string');
const PATIENCE = 120_000;

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'cli-'));
});
afterEach(() => rmSync(home, { recursive: true }));

function writeApp(main: string): void {
  mkdirSync(join(home, 'node_modules'));
  for (const name of ['cdk8s', 'cdk8s-plus-27', 'constructs']) symlinkSync(join(modules, name), join(home, 'node_modules', name));
  const library = join(home, 'node_modules', 'cdk8s-storage');
  if (packed === undefined) {
    mkdirSync(library);
    const [tsx, source] = [join(modules, 'tsx/dist/cjs/index.cjs'), join(root, 'src/index.ts')];
    writeFileSync(join(library, 'index.js'), `require(${JSON.stringify(tsx)});\nmodule.exports = require(${JSON.stringify(source)});\n`);
  } else {
    symlinkSync(join(modules, 'cdk8s-storage'), library);
  }
  writeFileSync(join(home, 'main.js'), main);
  writeFileSync(
    join(home, 'cdk8s.yaml'),
    'language: typescript\napp: node main.js\noutput: dist\nvalidations:\n  - package: ./node_modules/cdk8s-storage\n    version: 1.0.0\n    class: StorageValidation\n',
  );
}

interface Report {
  readonly summary: { readonly metadata: Record<string, string> };
  readonly violations: ReadonlyArray<{
    readonly ruleName: string;
    readonly violatingConstructs: ReadonlyArray<{ readonly constructPath?: string; readonly violatingResources: unknown }>;
  }>;
}

function synth(): { status: number | null; stdout: string; report: Report } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(modules, 'cdk8s-cli/bin/cdk8s'), 'synth', '--check-upgrade=false', '--validation-reports-output-file', 'report.json'],
    { cwd: home, encoding: 'utf8' },
  );
  if (status !== 0 && status !== 2) throw new Error(`cdk8s synth fails: ${stderr}`);
  return { status, stdout, report: JSON.parse(readFileSync(join(home, 'report.json'), 'utf8')).reports[0] as Report };
}

/** What was found, by rule, with the constructs that the report names. */
const found = ({ violations }: Report) =>
  violations.map(({ ruleName, violatingConstructs }) => [ruleName, violatingConstructs.map(({ constructPath }) => constructPath).sort()]);

/** In each of two charts, objects of three kinds share a name; two of them have a finding. */
const namesakes = (app: string, use = '') => `
  const { ApiObject, App, Chart, YamlOutputType } = require('cdk8s');
  const { FleetApp, PersistentVolume, PersistentVolumeSource, StorageChecks } = require('cdk8s-storage');
  const app = ${app};
  const containers = [{ name: 'web', image: 'example.com/web:1', volumeMounts: [{ name: 'data', mountPath: '/data' }] }];
  for (const name of ['shop', 'billing']) {
    const chart = new Chart(app, name, { namespace: name });
    const object = (id, kind, apiVersion, spec) => new ApiObject(chart, id, { apiVersion, kind, metadata: { name: 'orders' }, spec });
    object('engine', 'DaemonSet', 'apps/v1', { template: { spec: { containers } } });
    object('front', 'Service', 'v1', { ports: [{ port: 80 }] });
    object('late', 'Pod', 'v1', { containers });
  }
  ${use}
  app.synth();
`;

const ACKNOWLEDGE = `StorageChecks.acknowledge(app.node.findChild('shop'), 'mount-without-volume', 'A webhook adds the volume.');`;

describe.each(['App', 'FleetApp'])('%s', (kind) => {
  // FILE_PER_RESOURCE has one file for objects of one kind and name: that of the chart that was written last is left.
  test.each(packed === undefined ? ['FILE_PER_CHART'] : TYPES)(
    'acknowledgements in code and the constructs of namesakes reach the plugin, with %s',
    (type) => {
      writeApp(namesakes(`new ${kind}({ yamlOutputType: YamlOutputType.${type} })`, ACKNOWLEDGE));
      const { status, report } = synth();
      expect(found(report)).toEqual([
        ['mount-without-volume', ['billing/engine', 'billing/late']],
        ...(type === 'FILE_PER_RESOURCE' ? [['unused-acknowledgement', ['shop']]] : []),
      ]);
      expect(status).toBe(2);
      expect(report.summary.metadata).toMatchObject({ Acknowledged: type === 'FILE_PER_RESOURCE' ? '0' : '2', Errors: '2' });
    },
    PATIENCE,
  );
});

test(
  'a construct of this library in the app is enough for the constructs of all objects',
  () => {
    writeApp(
      namesakes(
        'new App()',
        `new PersistentVolume(app.node.findChild('shop'), 'disk', {
           storage: require('cdk8s').Size.gibibytes(1),
           accessModes: ['ReadWriteMany'],
           source: PersistentVolumeSource.nfs({ server: 'nfs.example.com', path: '/data' }),
         });`,
      ),
    );
    const rules = found(synth().report);
    expect(rules).toContainEqual(['mount-without-volume', ['billing/engine', 'billing/late', 'shop/engine', 'shop/late']]);
  },
  PATIENCE,
);

test(
  'an app without this library is checked as well, and no object is given the construct of its namesake',
  () => {
    writeApp(namesakes('new App()').replace(/^.*cdk8s-storage.*$/m, ''));
    const { status, stdout, report } = synth();
    expect(status).toBe(2);
    expect(stdout).toContain('mount-without-volume (4 occurrences)');
    // cdk8s has written down the last of the name alone.
    expect(found(report)).toEqual([['mount-without-volume', ['billing/late', undefined, undefined, undefined]]]);
  },
  PATIENCE,
);

test(
  'a warning lets the synthesis pass',
  () => {
    writeApp(`const { ApiObject, App, Chart } = require('cdk8s');
      const app = new App();
      new ApiObject(new Chart(app, 'shop'), 'pod', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'idle' },
        spec: { containers: [{ name: 'x', image: 'example.com/x:1' }], volumes: [{ name: 'c', configMap: { name: 'c' } }] } });
      app.synth();`);
    const { status, stdout } = synth();
    expect(status).toBe(0);
    expect(stdout).toContain('volume-never-mounted (1 occurrences)');
    expect(stdout).toContain('- Construct Path: shop/pod\n');
  },
  PATIENCE,
);
