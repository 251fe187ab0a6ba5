import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, AppProps, Chart, YamlOutputType } from 'cdk8s';
import { FindingLevel, FleetApp, RuleLevel, StorageChecks, StorageValidation } from 'cdk8s-storage';
import { brokenPod, idlePod, messageOf } from './support';

const cwd = process.cwd();
let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'plugin-'));
  process.chdir(home);
});
afterEach(() => {
  process.chdir(cwd);
  rmSync(home, { recursive: true });
});

/** An app that writes down what the cdk8s CLI makes it write down. */
function newApp(props: AppProps = {}, AppClass = App): App {
  return new AppClass({ outdir: 'dist', recordConstructMetadata: true, ...props });
}

/** An app that uses this library, and whose synthesis does not fail for what the plugin is to find. */
function newKnowingApp(props: AppProps = {}, AppClass = App): App {
  const app = newApp(props, AppClass);
  StorageChecks.of(app).enforce({ rules: { 'mount-without-volume': RuleLevel.WARNING, 'duplicate-object': RuleLevel.WARNING } });
  return app;
}

interface Reported {
  status?: string;
  metadata?: Record<string, string>;
  readonly violations: Array<{
    ruleName: string;
    recommendation: string;
    fix: string;
    violatingResources: Array<{ resourceName: string; locations: string[]; manifestPath: string }>;
  }>;
  /** What the report says of each resource: its name, and the construct that the CLI finds by it. */
  readonly constructs: Array<[string, string | undefined]>;
}

/** What the plugin reports, with the report as the CLI makes it. */
async function validate(plugin = new StorageValidation(), manifests = filesIn('dist')): Promise<Reported> {
  const file = join('dist', 'construct-metadata.json');
  const metadata = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).resources : {};
  const reported: Reported = { violations: [], constructs: [] };
  await plugin.validate({
    manifests,
    metadata,
    report: {
      addViolation(violation: Reported['violations'][0]) {
        reported.violations.push(violation);
        for (const { resourceName } of violation.violatingResources) reported.constructs.push([resourceName, metadata[resourceName]?.path]);
      },
      submit(status: string, more: Record<string, string>) {
        Object.assign(reported, { status, metadata: more });
      },
    },
  });
  return reported;
}

function filesIn(directory: string): string[] {
  const { stdout } = spawnSync('find', [directory, '-name', '*.yaml'], { encoding: 'utf8' });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .sort();
}

test('errors fail the synthesis; each place is named, with cause and remedy', async () => {
  const app = newApp();
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  brokenPod(chart);
  app.synth();
  const { violations, status, metadata, constructs } = await validate();
  const [{ cause, remedy }] = StorageChecks.of(chart).findings();
  expect(violations).toEqual([
    {
      ruleName: 'mount-without-volume',
      recommendation: expect.stringMatching(/^error: a .*\.$/),
      fix: 'As said at each place. Why, with examples: npx cdk8s-storage explain mount-without-volume',
      violatingResources: [
        {
          resourceName: 'Pod shop/pod',
          manifestPath: 'dist/shop.k8s.yaml',
          locations: [`/spec/containers/0/volumeMounts/0/name (line 12): ${cause} ${remedy}`],
        },
      ],
    },
  ]);
  expect(constructs).toEqual([['Pod shop/pod', 'shop/pod']]);
  expect([status, metadata]).toEqual(['failure', { Objects: '1', Errors: '1', Warnings: '0', Infos: '0', Acknowledged: '0' }]);
});

test('warnings are reported and do not fail, unless told to', async () => {
  const app = newApp();
  idlePod(new Chart(app, 'shop'));
  app.synth();
  const reported = await validate();
  expect([reported.status, reported.violations[0].recommendation]).toEqual(['success', expect.stringMatching(/^warning: /)]);
  expect((await validate(new StorageValidation({ failOn: FindingLevel.WARNING }))).status).toBe('failure');
  expect((await validate(new StorageValidation({ rules: { 'volume-never-mounted': RuleLevel.OFF } }))).violations).toEqual([]);
});

test('errors come first, and what one rule finds is together', async () => {
  const app = newApp();
  const chart = new Chart(app, 'shop');
  idlePod(chart, 'a');
  brokenPod(chart, 'b');
  brokenPod(chart, 'c');
  app.synth();
  const { violations } = await validate();
  expect(violations.map(({ ruleName, violatingResources }) => [ruleName, violatingResources.length])).toEqual([
    ['mount-without-volume', 2],
    ['volume-never-mounted', 1],
  ]);
});

describe('where objects share a name', () => {
  /** Two objects called db, and one with each finding. */
  function namesakes(app: App): void {
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    brokenPod(chart, 'first', 'db');
    new ApiObject(chart, 'second', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'db' } });
    const other = new Chart(app, 'billing', { namespace: 'billing' });
    brokenPod(other, 'third', 'db');
    new ApiObject(other, 'fourth', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'db' } });
    brokenPod(other, 'fifth', 'other');
    app.synth();
  }

  const ALL = [
    ['Pod billing/db', 'billing/third'],
    ['Pod billing/other', 'billing/fifth'],
    ['Pod shop/db', 'shop/first'],
  ];

  test.each([
    ['App', App],
    ['FleetApp', FleetApp],
  ])('an %s that uses this library tells each', async (_, AppClass) => {
    for (const yamlOutputType of [0, 1, 2, 3] as YamlOutputType[]) {
      rmSync('dist', { recursive: true, force: true });
      namesakes(newKnowingApp({ yamlOutputType }, AppClass));
      const { constructs } = await validate();
      // One file for each resource, and they overwrite one another.
      const expected = yamlOutputType === YamlOutputType.FILE_PER_RESOURCE ? ALL.slice(0, 2) : ALL;
      expect(constructs.sort()).toEqual(expected);
    }
  });

  test('any other app has one path for each name, and no object gets a wrong one', async () => {
    namesakes(newApp());
    expect(JSON.parse(readFileSync('dist/construct-metadata.json', 'utf8')).resources.db.path).toBe('billing/fourth');
    expect((await validate()).constructs.sort()).toEqual([
      ['Pod billing/db', undefined],
      ['Pod billing/other', 'billing/fifth'],
      ['Pod shop/db', undefined],
    ]);
  });

  test('the one path is that of the object that was written last', async () => {
    for (const yamlOutputType of [
      YamlOutputType.FILE_PER_CHART,
      YamlOutputType.FILE_PER_APP,
      YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE,
    ]) {
      rmSync('dist', { recursive: true, force: true });
      const app = newApp({ yamlOutputType });
      const [one, two] = ['one', 'two'].map((id) => new Chart(app, id, { namespace: id }));
      brokenPod(one, 'a', 'db');
      brokenPod(two, 'b', 'db');
      two.addDependency(one);
      app.synth();
      expect((await validate()).constructs.sort()).toEqual([
        ['Pod one/db', undefined],
        ['Pod two/db', 'two/b'],
      ]);
    }
  });

  test('what has all in common is told apart by its order', async () => {
    const app = newKnowingApp();
    const chart = new Chart(app, 'shop');
    brokenPod(chart, 'a', 'db');
    brokenPod(chart, 'b', 'db');
    app.synth();
    const { constructs } = await validate();
    expect(constructs).toEqual(
      expect.arrayContaining([
        ['Pod db', 'shop/a'],
        ['Pod db of shop/b', 'shop/b'],
      ]),
    );
  });
});

test('acknowledgements in code reach the plugin, those below a construct too', async () => {
  const app = newApp();
  const chart = new Chart(app, 'shop');
  brokenPod(chart);
  StorageChecks.acknowledge(chart, 'mount-without-volume', 'A webhook adds it.');
  app.synth();
  expect(await validate()).toMatchObject({ status: 'success', violations: [], metadata: { Acknowledged: '1' } });
});

test('an acknowledgement in code that nothing needs is reported with its construct', async () => {
  const app = newApp();
  StorageChecks.acknowledge(new Chart(app, 'shop'), 'mount-without-volume', 'Old.');
  app.synth();
  const { violations, constructs } = await validate();
  expect(violations).toMatchObject([
    {
      ruleName: 'unused-acknowledgement',
      violatingResources: [{ manifestPath: 'N/A', locations: [expect.stringMatching(/^\/: The ack/)] }],
    },
  ]);
  expect(constructs).toEqual([['shop', 'shop']]);
});

test('the configuration file beside cdk8s.yaml is read, or the one that is named', async () => {
  const app = newApp();
  brokenPod(new Chart(app, 'shop'));
  app.synth();
  writeFileSync('cdk8s-storage.checks.yaml', 'acknowledge:\n  - { rule: mount-without-volume, construct: shop, reason: Later. }\n');
  writeFileSync('other.yaml', 'rules: { mount-without-volume: warning }\n');
  expect(await validate()).toMatchObject({ status: 'success', violations: [] });
  expect((await validate(new StorageValidation({ configFile: 'other.yaml' }))).metadata).toMatchObject({ Errors: '0', Warnings: '1' });
});

test('what cannot be read fails', async () => {
  mkdirSync('dist');
  writeFileSync('dist/a.yaml', 'a: [\n');
  const { status, violations } = await validate();
  expect(status).toBe('failure');
  expect(violations).toMatchObject([
    {
      ruleName: 'not-checked',
      violatingResources: [{ manifestPath: 'dist/a.yaml', locations: [expect.stringMatching(/^dist\/a\.yaml:1: /)] }],
    },
  ]);
});

test('no manifests at all are no failure of the checks', async () => {
  expect(await validate(undefined, [])).toMatchObject({ status: 'success', metadata: { Objects: '0' } });
});

test('findings about the configuration have a name too', async () => {
  writeFileSync('cdk8s-storage.checks.yaml', 'acknowledge:\n  - { rule: mount-without-volume, construct: shop, reason: Later. }\n');
  const { violations } = await validate(undefined, []);
  expect(violations).toMatchObject([
    {
      ruleName: 'unused-acknowledgement',
      violatingResources: [{ resourceName: 'cdk8s-storage.checks.yaml', manifestPath: 'cdk8s-storage.checks.yaml' }],
    },
  ]);
});

test('properties that are wrong are refused', () => {
  expect(messageOf(() => new StorageValidation({ failon: 'error', rules: { x: false } } as never))).toBe(
    [
      'StorageValidation at cdk8s.yaml: 2 problems',
      '  failon: a string of 5 characters. There is no such prop. Did you mean failOn?',
      '  rules["x"]: false. No rule is called so.',
    ].join('\n'),
  );
});
