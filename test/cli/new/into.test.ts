import { chmodSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Place, scripted } from './support';

let place: Place;
beforeEach(async () => {
  place = new Place();
  await place.run('config-reload shop');
});
afterEach(() => place.remove());

const MAIN = [
  "import { App } from 'cdk8s';",
  "import { ShopChart } from './charts/shop';",
  '',
  'const app = new App();',
  "new ShopChart(app, 'shop');",
  'app.synth();',
  '',
].join('\n');

test('adds a chart, its test and its configuration, and makes it part of the app', async () => {
  expect(await place.run('app shop --into --name billing')).toEqual({
    code: 0,
    out: [
      'Added billing (app) to shop:',
      '',
      '  charts/billing.ts',
      '  config/billing/default.conf',
      '  test/billing.test.ts',
      '  main.ts (the chart is part of the app)',
      '',
    ].join('\n'),
  });
  expect(place.read('shop/main.ts')).toBe(
    [
      "import { App } from 'cdk8s';",
      "import { ShopChart } from './charts/shop';",
      "import { BillingChart } from './charts/billing';",
      '',
      'const app = new App();',
      "new ShopChart(app, 'shop');",
      "new BillingChart(app, 'billing');",
      'app.synth();',
      '',
    ].join('\n'),
  );
  expect(place.list('shop').filter((path) => path.includes('billing'))).toEqual([
    'charts/billing.ts',
    'config/billing/default.conf',
    'test/billing.test.ts',
  ]);
});

test('adds to a fleet', async () => {
  await place.run('fleet tenants');
  await place.run('stateful-database tenants --into --name ledger');
  expect(place.read('tenants/main.ts')).toContain("new LedgerChart(app, 'ledger');\napp.synth();\n");
});

test('keeps the line ends and the mode of main.ts', async () => {
  place.write('shop/main.ts', MAIN.replaceAll('\n', '\r\n'));
  chmodSync(join(place.directory, 'shop/main.ts'), 0o640);
  await place.run('config-reload shop --into --name billing');
  expect(place.read('shop/main.ts')).not.toMatch(/[^\r]\n/);
  expect(statSync(join(place.directory, 'shop/main.ts')).mode & 0o777).toBe(0o640);
});

test.each([
  ['with an app of another name', MAIN.replace('const app', 'const shop')],
  ['with two apps', `${MAIN}${MAIN}`],
  ['that synthesizes elsewhere', MAIN.replace('app.synth();', 'void run(app);')],
  ['without imports', 'const app = new App();\napp.synth();\n'],
  ['that has a chart of this name', MAIN.replaceAll('ShopChart', 'BillingChart')],
])('a main.ts %s is left alone, and the lines are shown', async (_, main) => {
  place.write('shop/main.ts', main);
  const { code, out } = await place.run('config-reload shop --into --name billing');
  expect(code).toBe(0);
  expect(out).toContain("\nAdd to the app:\n\n  import { BillingChart } from './charts/billing';\n  new BillingChart(app, 'billing');\n");
  expect(place.read('shop/main.ts')).toBe(main);
});

test('an app without a main.ts, and without our packages, gets the files and is told the rest', async () => {
  place.write('other/package.json', JSON.stringify({ dependencies: { cdk8s: '^2' } }));
  const { out } = await place.run('config-reload other --into --name billing');
  expect(out).toContain('\nAdd to the app:\n');
  expect(out).toContain('\nThe app does not have these packages yet: cdk8s-plus-27, cdk8s-storage, constructs, jest\n');
  expect(place.list('other')).toEqual(['charts/billing.ts', 'config/billing/default.conf', 'package.json', 'test/billing.test.ts']);
});

test('asks for the name, since that of the directory is that of the app', async () => {
  const terminal = scripted('billing', '', '');
  expect((await place.run('config-reload shop --into', terminal)).code).toBe(0);
  expect(terminal.asked[0]).toBe('Name of the service: ');
});

describe('refuses', () => {
  test('a directory that does not exist', async () => {
    const { refusal } = await place.run('config-reload nowhere --into --name billing');
    expect(refusal).toBe('nowhere is no directory. --into adds to an app that exists; leave it out to make a new one.');
  });

  test('a directory that is no package', async () => {
    place.write('docs/index.md', '');
    const { refusal } = await place.run('config-reload docs --into --name billing');
    expect(refusal).toBe('docs has no package.json. --into adds to an app that exists; leave it out to make a new one.');
  });

  test('a package.json that is none', async () => {
    place.write('shop/package.json', '{');
    const { refusal } = await place.run('config-reload shop --into --name billing');
    expect(refusal).toMatch(/^shop\/package\.json cannot be read: .+\.$/);
  });

  test('to write over anything, with all that is in the way', async () => {
    place.write('shop/test/billing.test.ts', 'mine');
    place.write('shop/config/billing/default.conf', 'mine');
    const before = place.list();
    const { refusal } = await place.run('config-reload shop --into --name billing');
    expect(refusal).toBe(
      'shop has config/billing/default.conf, test/billing.test.ts already, and nothing is written over. Give the chart another --name.',
    );
    expect(place.list()).toEqual(before);
  });
});
