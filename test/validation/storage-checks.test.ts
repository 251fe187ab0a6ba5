import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart, JsonPatch, Testing } from 'cdk8s';
import { FindingLevel, FleetApp, RuleLevel, StorageChecks } from 'cdk8s-storage';
import { Construct } from 'constructs';
import * as engine from '../../src/checks/run';
import { brokenPod, idlePod, messageOf, newShop } from './support';

const rulesOf = (checks: StorageChecks, options = {}) => checks.findings(options).map(({ rule }) => rule);

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'checks-'));
  process.env.CDK8S_OUTDIR = home;
});
afterEach(() => {
  delete process.env.CDK8S_OUTDIR;
  rmSync(home, { recursive: true });
  jest.restoreAllMocks();
});

test('a finding says which construct makes the object, and where in it', () => {
  const { chart } = newShop();
  brokenPod(new Construct(chart, 'web'));
  expect(StorageChecks.of(chart).findings()).toEqual([
    {
      rule: 'mount-without-volume',
      level: FindingLevel.ERROR,
      cause: 'Container web mounts volume data at /data, and the Pod has no volume or claim template of that name.',
      remedy: expect.stringMatching(/\.$/),
      constructPath: 'shop/web/pod',
      apiVersion: 'v1',
      kind: 'Pod',
      namespace: 'shop',
      name: 'pod',
      pointer: '/spec/containers/0/volumeMounts/0/name',
    },
  ]);
});

test('what is checked is what is below the construct, and nothing else', () => {
  const { app, chart } = newShop();
  brokenPod(new Construct(chart, 'web'));
  idlePod(new Chart(app, 'other'));
  expect(rulesOf(StorageChecks.of(app)).sort()).toEqual(['mount-without-volume', 'volume-never-mounted']);
  expect(rulesOf(StorageChecks.of(app.node.findChild('other')))).toEqual(['volume-never-mounted']);
  expect(rulesOf(StorageChecks.of(chart.node.findChild('web')))).toEqual(['mount-without-volume']);
});

test('patches, and charts that make their manifests in a way of their own, are seen as they are written', () => {
  class Own extends Chart {
    public override toJson(): unknown[] {
      return super.toJson().map((object: { metadata: object }) => ({ ...object, metadata: { ...object.metadata, namespace: 'own' } }));
    }
  }
  const app = new App();
  const own = new Own(app, 'own');
  brokenPod(own);
  StorageChecks.of(app).enforce();
  expect(StorageChecks.of(app).findings()).toMatchObject([{ namespace: 'own', constructPath: 'own' }]);
  expect(messageOf(() => app.synth())).toContain('own: error mount-without-volume (Pod own/pod, ');

  const { chart } = newShop();
  brokenPod(chart).addJsonPatch(JsonPatch.remove('/spec/containers/0/volumeMounts'));
  expect(StorageChecks.of(chart).findings()).toEqual([]);
});

describe('enforce', () => {
  test('makes synthesis fail on errors, with their constructs, and lets warnings pass', () => {
    const { app, chart } = newShop();
    idlePod(chart);
    StorageChecks.of(app).enforce();
    app.synth();
    brokenPod(chart);
    const { cause, remedy } = StorageChecks.of(app).findings()[1];
    expect(messageOf(() => app.synth())).toBe(
      `Validation failed with the following errors:\n  [] shop/pod: error mount-without-volume (Pod shop/pod, /spec/containers/0/volumeMounts/0/name): ${cause} ${remedy}`,
    );
  });

  test('fails on warnings where it is told to', () => {
    const { app, chart } = newShop();
    idlePod(chart);
    StorageChecks.of(chart).enforce({ failOn: FindingLevel.WARNING });
    expect(messageOf(() => app.synthYaml())).toContain('[shop] shop/idle: warning volume-never-mounted (Pod shop/idle, ');
  });

  test.each([
    ['App', App],
    ['FleetApp', FleetApp],
  ])('checks once in a synthesis of an %s, however many charts there are', (_, AppClass) => {
    const app = new AppClass();
    for (let index = 0; index < 12; index += 1) idlePod(new Chart(app, `c${index}`, { namespace: `n${index}` }));
    StorageChecks.of(app).enforce();
    const check = jest.spyOn(engine, 'check');
    app.synth();
    expect(check).toHaveBeenCalledTimes(1);
    app.synthYaml();
    expect(check).toHaveBeenCalledTimes(2);
  });

  test('forgets between two syntheses, so that what was mended or broken is seen', () => {
    const { app, chart } = newShop();
    const pod = brokenPod(chart);
    StorageChecks.of(app).enforce();
    expect(() => app.synth()).toThrow(/mount-without-volume/);
    pod.addJsonPatch(JsonPatch.remove('/spec/containers/0/volumeMounts'));
    app.synth();
    pod.addJsonPatch(JsonPatch.add('/spec/containers/0/volumeMounts', [{ name: 'x', mountPath: '/x' }]));
    expect(() => app.synth()).toThrow(/mounts volume x/);
  });

  test('sees what rendering a chart has added', () => {
    const app = new App();
    const [one, two] = [new Chart(app, 'one'), new Chart(app, 'two')];
    StorageChecks.of(app).enforce();
    new ApiObject(one, 'lazy', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } });
    const render = one.toJson.bind(one);
    one.toJson = () => {
      if (two.node.tryFindChild('late') === undefined) brokenPod(two, 'late');
      return render();
    };
    expect(() => app.synth()).toThrow(/two\/late: error mount-without-volume/);
  });

  test('works where a test renders a single chart', () => {
    const { app, chart } = newShop();
    StorageChecks.of(app).enforce();
    expect(Testing.synth(chart)).toEqual([]);
    brokenPod(chart);
    expect(() => Testing.synth(chart)).toThrow(/mount-without-volume/);
  });

  test('works where another copy of cdk8s has made the app', () => {
    const root = Object.assign(new Construct(undefined as never, ''), { resolvers: [] });
    brokenPod(new Chart(root, 'shop'));
    StorageChecks.of(root).enforce();
    expect(root.node.validate()).toEqual([expect.stringContaining('shop/pod: error mount-without-volume')]);
  });

  test('works where another release of cdk8s has made app, chart and object, once in a synthesis', () => {
    const other = jest.requireActual<{ App: typeof App; Chart: typeof Chart; ApiObject: typeof ApiObject }>(
      '../../node_modules/cdk8s-cli/node_modules/cdk8s',
    );
    const app = new other.App();
    for (const name of ['one', 'two']) {
      const chart = new (class extends other.Chart {})(app, name);
      new other.ApiObject(chart, 'front', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'x' } });
    }
    StorageChecks.of(app).enforce();
    const check = jest.spyOn(engine, 'check');
    expect(messageOf(() => app.synth())).toMatch(/two\/front: error duplicate-object .*\(construct one\/front\)/);
    expect(check).toHaveBeenCalledTimes(1);
  });
});

describe('acknowledgements', () => {
  test('cover the construct and what is below it, and keep the reason', () => {
    const { app, chart } = newShop();
    const web = new Construct(chart, 'web');
    brokenPod(web);
    brokenPod(chart, 'other');
    StorageChecks.acknowledge(web, 'mount-without-volume', 'A webhook adds the volume.');
    StorageChecks.of(app).enforce();
    expect(StorageChecks.of(app).findings()).toMatchObject([{ constructPath: 'shop/other' }]);
    expect(StorageChecks.of(app).acknowledged()).toMatchObject([
      { rule: 'mount-without-volume', constructPath: 'shop/web/pod', reason: 'A webhook adds the volume.', by: 'code, on shop/web' },
    ]);
    expect(messageOf(() => app.synth())).not.toContain('shop/web');
    StorageChecks.acknowledge(app, 'mount-without-volume', 'All of them.');
    app.synth();
    expect(
      StorageChecks.of(app)
        .acknowledged()
        .map(({ by }) => by),
    ).toEqual(['code, on the app', 'code, on shop/web']);
  });

  test('that nothing needs are findings themselves, but not where they stand above what is checked', () => {
    const { app, chart } = newShop();
    idlePod(chart);
    StorageChecks.acknowledge(app, 'mount-without-volume', 'Old.');
    StorageChecks.acknowledge(chart, 'host-path-volume', 'Old.');
    expect(
      StorageChecks.of(app)
        .findings()
        .map(({ rule, constructPath, kind }) => [rule, constructPath, kind]),
    ).toEqual([
      ['unused-acknowledgement', '', undefined],
      ['unused-acknowledgement', 'shop', undefined],
      ['volume-never-mounted', 'shop/idle', 'Pod'],
    ]);
    expect(StorageChecks.of(chart).findings()).toMatchObject([{ constructPath: 'shop' }, { constructPath: 'shop/idle' }]);
  });

  test('that nothing needs can be made to fail', () => {
    const { app, chart } = newShop();
    StorageChecks.acknowledge(chart, 'mount-without-volume', 'Old.');
    StorageChecks.of(app).enforce({ rules: { 'unused-acknowledgement': RuleLevel.ERROR, 'duplicate-object': RuleLevel.ERROR } });
    expect(messageOf(() => app.synth())).toMatch(
      /\n {2}\[\] shop: error unused-acknowledgement: The acknowledgement of mount-without-volume /,
    );
    for (const id of ['a', 'b']) new ApiObject(chart, id, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'same' } });
    expect(messageOf(() => app.synth())).toContain('shop/b: error duplicate-object (Secret shop/same');
  });

  test('without a reason, or of no rule, are refused at once', () => {
    const { chart } = newShop();
    expect(messageOf(() => StorageChecks.acknowledge(chart, 'host-path-volumes', ' '))).toBe(
      [
        'StorageChecks.acknowledge at shop: 2 problems',
        '  rule: "host-path-volumes". No rule is called so. Did you mean host-path-volume?',
        '  reason: " ". Say why it may stay, for whoever reads it next year.',
      ].join('\n'),
    );
    expect(messageOf(() => StorageChecks.acknowledge(chart, null as never, null as never))).toContain(
      'rule: missing. No rule is called so.',
    );
    expect(chart.node.metadata).toEqual([]);
  });
});

describe('options', () => {
  test('set levels, by code or by file, and say that the manifests are all', () => {
    const { chart } = newShop();
    brokenPod(chart);
    idlePod(chart);
    const checks = StorageChecks.of(chart);
    expect(rulesOf(checks, { rules: { 'mount-without-volume': RuleLevel.OFF } })).toEqual(['volume-never-mounted']);
    expect(rulesOf(checks, { complete: true })).toContain('missing-config-object');
    const configFile = join(home, 'checks.yaml');
    writeFileSync(
      configFile,
      'complete: true\nrules: { mount-without-volume: off }\nacknowledge:\n  - { rule: volume-never-mounted, construct: shop, reason: Soon. }\n',
    );
    expect(rulesOf(checks, { configFile })).toEqual(['missing-config-object']);
    expect(checks.acknowledged({ configFile })).toMatchObject([{ reason: 'Soon.', by: `${configFile}:4` }]);
    expect(rulesOf(checks, { configFile, complete: false })).toEqual([]);
  });

  test('that are wrong are refused, all at once', () => {
    const { app } = newShop();
    const options = {
      complet: true,
      complete: 'yes',
      rules: { 'host-path': 'off', 'host-path-volume': 'loud' },
      failOn: 'fatal',
      configFile: '/none.yaml',
    };
    expect(messageOf(() => StorageChecks.of(app).enforce(options as never))).toBe(
      [
        'StorageChecks.enforce at the app: 6 problems',
        '  complet: true. There is no such prop. Did you mean complete?',
        '  complete: "yes". Give true or false.',
        '  failOn: "fatal". Use one of error, warning, info.',
        '  configFile: "/none.yaml". It cannot be read: ENOENT: no such file or directory.',
        '  rules["host-path"]: "off". No rule is called so.',
        '  rules["host-path-volume"]: "loud". Use one of error, warning, info, off.',
      ].join('\n'),
    );
    expect(messageOf(() => StorageChecks.of(app).findings({ rules: [], configFile: ' ' } as never))).toBe(
      [
        'StorageChecks.findings at the app: 2 problems',
        '  configFile: " ". Name a file.',
        '  rules: []. Give an object of rule ids and levels.',
      ].join('\n'),
    );
    expect(app.node.validate()).toEqual([]);
  });

  test('of a file that is wrong name the line', () => {
    const { chart } = newShop();
    const configFile = join(home, 'checks.yaml');
    writeFileSync(configFile, 'rules:\n  host-path-volume: loud\n');
    expect(messageOf(() => StorageChecks.of(chart).acknowledged({ configFile })).replaceAll(home, '')).toBe(
      'StorageChecks.acknowledged at shop: 1 problem\n  configFile: "/checks.yaml:2". The level of host-path-volume is "loud". Use one of error, warning, info, off.',
    );
  });

  test('of null are none', () => {
    expect(StorageChecks.of(newShop().chart).findings(null as never)).toEqual([]);
  });
});

test('only constructs can be checked', () => {
  expect(messageOf(() => StorageChecks.of('shop' as never))).toBe(
    'StorageChecks.of at a construct: 1 problem\n  scope: "shop". Give a construct: the app, a chart, or what is in one.',
  );
});
