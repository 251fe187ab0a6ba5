import { LEAST as REPLICATED } from './operators/cloudnative-pg/support';
import { join } from 'node:path';
import { App, Chart, Cron, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import * as fc from 'fast-check';
import * as library from '../src';
import { ENTRIES } from '../src/props/known-props.generated';
import { propsOf, Shape, StructName } from '../src/props/struct-table';
import { GENERATORS } from './cluster/generators';
import { PARTS } from './cluster/generators/parts';
import { Generator } from './cluster/property';
import { Recipe, resolve } from './cluster/recipe';

/*
 * Null counts as not given, for every prop of every struct, whoever takes it: what is made, or the error, is the same.
 */

/** What comes of a call: manifests and what it returns, or the message of the error. */
function outcomeOf(build: (chart: Chart) => unknown): string {
  const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
  try {
    const result = build(chart);
    return JSON.stringify([chart.toJson(), Construct.isConstruct(result) ? result.node.path : result]);
  } catch (error) {
    return (error as Error).message;
  }
}

/** How an outcome begins that is no error. */
const MADE = /^\[\[/;

type Path = ReadonlyArray<string | number>;
type Container = Record<string | number, unknown>;

/** The places of all props in a struct that are given, those of structs inside too. */
function propsIn(value: unknown, { struct, within }: Shape, path: Path = []): Path[] {
  if (struct === undefined || typeof value !== 'object' || value === null) return [];
  if (within !== undefined) {
    const keys = within === 'list' ? (value as unknown[]).keys() : Object.keys(value);
    return [...keys].flatMap((key) => propsIn((value as Container)[key], { struct }, [...path, key]));
  }
  const props = propsOf(struct);
  return Object.entries(value as Container)
    .filter(([name, item]) => props.has(name) && item !== undefined)
    .flatMap(([name, item]) => [[...path, name], ...propsIn(item, props.get(name)!, [...path, name])]);
}

/** A copy with one value replaced. */
function replace(value: unknown, [key, ...rest]: Path, by: unknown): unknown {
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as Container) }) as Container;
  copy[key] = rest.length === 0 ? by : replace(copy[key], rest, by);
  return copy;
}

/** The entries that recipes have drawn options of. */
const drawn = new Set<string>();
const structOf = (entry: string): StructName | undefined => (ENTRIES as Readonly<Record<string, StructName>>)[entry];

function placesIn(generator: Generator, recipe: Recipe): Path[] {
  return Object.entries(PARTS[generator.construct](recipe)).flatMap(([part, entry = '']) => {
    const path = part.split('.');
    const value = path.reduce<unknown>((within, key) => (within as Container | undefined)?.[key], recipe);
    if (value !== undefined && structOf(entry) !== undefined) drawn.add(entry);
    return propsIn(value, { struct: structOf(entry) }, path);
  });
}

function expectNullIsNothing(generator: Generator, recipe: Recipe, place: Path): void {
  const build = (given: unknown) => outcomeOf((chart) => generator.build(chart, resolve(given, chart)));
  expect([place, build(replace(recipe, place, null))]).toEqual([place, build(replace(recipe, place, undefined))]);
}

describe('in what generators draw', () => {
  test.each(GENERATORS.map((generator) => [generator.construct, generator] as const))('%s', (_, generator) => {
    fc.assert(
      fc.property(generator.recipes(1036), fc.infiniteStream(fc.nat()), (recipe, choices) => {
        const places = placesIn(generator, recipe);
        // As many of a large recipe as of a small one would take too long.
        for (const choice of choices.take(3)) expectNullIsNothing(generator, recipe, places[choice % places.length]);
      }),
      { numRuns: 40 },
    );
  });
});

const { BackupStorage, ConfigSource, DatabaseCredentials, DatabaseEngine, StorageChecks, ZonalStorageClass } = library;
const SIZE = Size.gibibytes(10);
const CLASS = ZonalStorageClass.fromStorageClassName('fast');

const newClaim = (chart: Chart, volumeMode?: kplus.PersistentVolumeMode) =>
  new library.Claim(chart, 'claim', { storage: SIZE, storageClass: CLASS, volumeMode });
const newPods = (chart: Chart) =>
  new kplus.Deployment(chart, 'pods', {
    metadata: { name: 'pods' },
    replicas: 1,
    strategy: kplus.DeploymentStrategy.recreate(),
    containers: [{ image: 'a:1' }],
  });
const newSet = (chart: Chart) => {
  const service = new kplus.Service(chart, 'service', { clusterIP: 'None', ports: [{ port: 80 }] });
  return new kplus.StatefulSet(chart, 'set', { metadata: { name: 'set' }, service, containers: [{ name: 'main', image: 'a:1' }] });
};
const newTemplate = (set: kplus.StatefulSet, volumeMode?: kplus.PersistentVolumeMode) =>
  new library.ClaimTemplate(set, 'data', { storage: SIZE, storageClass: CLASS, volumeMode });
const newDatabase = (chart: Chart, props: object = {}) =>
  new library.StatefulDatabase(chart, 'orders', {
    name: 'orders',
    engine: DatabaseEngine.postgres({ version: '17.6' }),
    storage: { size: SIZE, storageClass: CLASS },
    credentials: DatabaseCredentials.fromSecretName('orders'),
    ...props,
  });
const newReloading = (chart: Chart, source = ConfigSource.fromData({ level: 'info' }), reload?: library.ReloadStrategy) =>
  new library.ConfigReloadingDeployment(chart, 'web', {
    reload,
    containers: [{ name: 'web', image: 'a:1', declineReadiness: 'None.', declineLiveness: 'None.' }],
    configs: [{ name: 'config', source, mountPath: '/etc/web' }],
  });
const withSecret = (credentials: library.DatabaseCredentials) => (chart: Chart) => newDatabase(chart, { credentials });

const newStore = (chart: Chart, subDir?: string) => {
  const server = new library.NfsTestServer(chart, 'nfs', { acknowledgeForTestsOnly: true, nodeNetworks: ['10.0.0.0/16'] });
  new library.NfsSharedStore(chart, 'store', { driver: server.csiDriver(subDir), capacity: SIZE, storageClassName: 'nfs' });
};

interface Call {
  /** Options with all props. */
  readonly options: object;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- null is what no type allows
  readonly call: (chart: Chart, options: any) => unknown;
}

const mount = { access: library.MountAccess.READ_ONLY, containers: ['main'], subPath: 'a', subPathExpr: 'b' };
const mountOptions = { ...mount, propagation: library.MountPropagation.NONE, recursiveReadOnly: library.RecursiveReadOnly.ENABLED };
const checkOptions = { complete: true, rules: { 'host-path-volume': library.RuleLevel.OFF }, configFile: '/none.yaml' };
const { BLOCK } = kplus.PersistentVolumeMode;

/** What no generator draws. */
const CALLS: Readonly<Record<string, Call>> = {
  'BackupStorage.newClaim': {
    options: { size: SIZE, storageClass: CLASS, accessMode: kplus.PersistentVolumeAccessMode.READ_WRITE_ONCE },
    call: (chart, options) =>
      new library.DatabaseBackup(chart, 'backup', {
        database: newDatabase(chart),
        schedule: Cron.daily(),
        storage: BackupStorage.newClaim(options),
      }),
  },
  'Claim.attachInto': {
    options: { containers: ['main'] },
    call: (chart, options) => newClaim(chart, BLOCK).attachInto(newPods(chart), '/dev/data', options),
  },
  'Claim.mountInto': { options: mountOptions, call: (chart, options) => newClaim(chart).mountInto(newPods(chart), '/data', options) },
  'ClaimTemplate.attachInto': {
    options: { containers: ['main'] },
    call: (chart, options) => {
      const set = newSet(chart);
      newTemplate(set, BLOCK).attachInto(set, '/dev/data', options);
    },
  },
  'ConfigReloadingDeployment.addConfig': {
    options: {
      name: 'extra',
      source: ConfigSource.fromData({ a: 'b' }),
      mountPath: '/etc/extra',
      containers: ['web'],
      subPath: 'a',
      mode: 0o444,
      hidesImageFiles: 'Nothing of it is needed.',
      notSecret: { a: 'It is none.' },
    },
    call: (chart, options) => newReloading(chart).addConfig(options),
  },
  'ConfigSource.fromConfigMap': {
    options: { version: '1' },
    call: (chart, options) =>
      newReloading(
        chart,
        ConfigSource.fromConfigMap(kplus.ConfigMap.fromConfigMapName(chart, 'there', 'there'), options),
        library.ReloadStrategy.reloader(),
      ),
  },
  'ConfigSource.fromDirectory': {
    options: { exclude: ['*.md'] },
    call: (chart, options) => newReloading(chart, ConfigSource.fromDirectory(__dirname + '/seed', options)),
  },
  'ConfigSource.fromSecret': {
    options: { version: '1' },
    call: (chart, options) =>
      newReloading(
        chart,
        ConfigSource.fromSecret(kplus.Secret.fromSecretName(chart, 'there', 'there'), options),
        library.ReloadStrategy.reloader(),
      ),
  },
  'DatabaseCredentials.fromSecret': {
    options: { username: 'user', password: 'pass' },
    call: (chart, keys) => withSecret(DatabaseCredentials.fromSecret(kplus.Secret.fromSecretName(chart, 'there', 'there'), keys))(chart),
  },
  'DatabaseCredentials.fromSecretName': {
    options: { username: 'user', password: 'pass' },
    call: (chart, keys) => withSecret(DatabaseCredentials.fromSecretName('there', keys))(chart),
  },
  'DaemonSetUpdateStrategy.rollingUpdate': {
    options: { maxUnavailable: kplus.PercentOrAbsolute.absolute(0), maxSurge: kplus.PercentOrAbsolute.absolute(1) },
    call: (chart, options) =>
      new library.NodeAgent(chart, 'agent', {
        containers: [{ name: 'main', image: 'agent:1', declineReadiness: 'a test', declineLiveness: 'a test' }],
        hostMounts: [{ name: 'journal', path: '/run/log/journal', type: library.HostPathType.DIRECTORY }],
        updateStrategy: library.DaemonSetUpdateStrategy.rollingUpdate(options),
      }),
  },
  'LocalVolumes.claimTemplate': {
    options: {
      name: 'x',
      storage: SIZE,
      accessModes: [kplus.PersistentVolumeAccessMode.READ_WRITE_ONCE],
      volumeMode: kplus.PersistentVolumeMode.FILE_SYSTEM,
      dataSource: undefined,
      volumeAttributesClassName: undefined,
      labels: { a: 'b' },
      annotations: { a: 'b' },
      whenDeleted: library.ClaimRetention.DELETE,
      whenScaled: library.ClaimRetention.DELETE,
    },
    call: (chart, options) => {
      const disks = [{ node: 'node-1', path: '/mnt/a', storage: SIZE }];
      return new library.LocalVolumes(chart, 'local', { disks }).claimTemplate(newSet(chart), 'data', options);
    },
  },
  'PodVolume.attachInto': {
    options: { containers: ['main'] },
    call: (chart, options) =>
      library.PodVolume.ephemeral({
        name: 'raw',
        storage: SIZE,
        storageClass: CLASS,
        volumeMode: kplus.PersistentVolumeMode.BLOCK,
      }).attachInto(newPods(chart), '/dev/raw', options),
  },
  'PodVolume.configMap': {
    options: { name: 'x', configMap: { name: 'there' }, items: [{ key: 'a' }], optional: true, defaultMode: 0o440 },
    call: (chart, options) => library.PodVolume.configMap(options).mountInto(newPods(chart), '/files'),
  },
  'PodVolume.secret': {
    options: { name: 'x', secret: { name: 'there' }, items: [{ key: 'a' }], optional: true, defaultMode: 0o440 },
    call: (chart, options) => library.PodVolume.secret(options).mountInto(newPods(chart), '/files'),
  },
  'PodVolume.downwardApi': {
    options: { name: 'x', items: [{ path: 'name', field: library.PodField.NAME }], defaultMode: 0o440 },
    call: (chart, options) => library.PodVolume.downwardApi(options).mountInto(newPods(chart), '/files'),
  },
  'PodVolume.serviceAccountToken': {
    options: { name: 'x', path: 'x', audience: 'vault', expiration: Duration.minutes(20) },
    call: (chart, options) => library.PodVolume.serviceAccountToken(options).mountInto(newPods(chart), '/files'),
  },
  'PodVolume.projected': {
    options: { name: 'x', sources: [library.ProjectedSource.serviceAccountToken()], defaultMode: 0o440 },
    call: (chart, options) => library.PodVolume.projected(options).mountInto(newPods(chart), '/files'),
  },
  'PodVolume.inlineCsi': {
    options: {
      name: 'x',
      driver: 'x.example.com',
      volumeAttributes: { a: 'b' },
      fsType: 'ext4',
      nodePublishSecret: { name: 'there' },
      readOnly: false,
    },
    call: (chart, options) => library.PodVolume.inlineCsi(options).mountInto(newPods(chart), '/files'),
  },
  'PodVolume.ephemeral': {
    options: {
      name: 'x',
      storage: SIZE,
      storageClass: CLASS,
      accessModes: [kplus.PersistentVolumeAccessMode.READ_WRITE_ONCE],
      volumeMode: kplus.PersistentVolumeMode.FILE_SYSTEM,
      dataSource: library.ClaimSource.fromSnapshotName('x'),
      volumeAttributesClassName: 'x',
      labels: { a: 'b' },
      annotations: { a: 'b' },
    },
    call: (chart, options) => library.PodVolume.ephemeral(options).mountInto(newPods(chart), '/files'),
  },
  'PodVolume.image': {
    options: { name: 'models', reference: 'models:1', pullPolicy: library.ImageVolumePullPolicy.ALWAYS },
    call: (chart, options) => library.PodVolume.image(options).mountInto(newPods(chart), '/models'),
  },
  'Hardening.apply': {
    options: { user: 1000, group: 1000, imageUser: false, imagePullPolicy: kplus.ImagePullPolicy.ALWAYS },
    call: (chart, options) => {
      library.Hardening.apply(newPods(chart), options);
    },
  },
  PodIsolation: {
    options: { workload: undefined, allowFrom: [], allowTo: [], name: 'closed' },
    call: (chart, options) => new library.PodIsolation(chart, 'isolation', { ...options, workload: newPods(chart) }),
  },
  'ProjectedSource.configMap': {
    options: { items: [{ key: 'a', mode: 0o440 }], optional: true },
    call: (chart, options) =>
      mountPart(chart, library.ProjectedSource.configMap(kplus.ConfigMap.fromConfigMapName(chart, 'there', 'there'), options)),
  },
  'ProjectedSource.secret': {
    options: { items: [{ key: 'a' }], optional: true },
    call: (chart, options) =>
      mountPart(chart, library.ProjectedSource.secret(kplus.Secret.fromSecretName(chart, 'there', 'there'), options)),
  },
  'ProjectedSource.downwardApi': {
    options: { items: [{ path: 'name', field: library.PodField.NAME }] },
    call: (chart, options) => mountPart(chart, library.ProjectedSource.downwardApi(options)),
  },
  'ProjectedSource.serviceAccountToken': {
    options: { path: 'x', audience: 'vault', expiration: Duration.minutes(20) },
    call: (chart, options) => mountPart(chart, library.ProjectedSource.serviceAccountToken(options)),
  },
  'ReplicatedDatabase.connect': {
    options: {
      containers: ['main'],
      prefix: 'DB',
      mountPath: '/db',
      clientVariables: true,
      credentialVariables: true,
      endpoint: 'replicas',
    },
    call: (chart, options) => new library.ReplicatedDatabase(chart, 'db', REPLICATED).connect(newPods(chart), options as never),
  },
  'StatefulDatabase.connect': {
    options: { containers: ['main'], prefix: 'DB', mountPath: '/db', clientVariables: true, credentialVariables: true },
    call: (chart, options) => newDatabase(chart).connect(newPods(chart), options),
  },
  'StorageChecks.acknowledged': { options: checkOptions, call: (chart, options) => StorageChecks.of(chart).acknowledged(options) },
  'StorageChecks.enforce': {
    options: { ...checkOptions, failOn: library.FindingLevel.INFO },
    call: (chart, options) => {
      StorageChecks.of(chart).enforce(options);
      newPods(chart);
    },
  },
  'StoragePlan.between': {
    options: { kubernetes: '1.36', deployer: library.ManifestDeployer.HELM },
    call: (_chart, options) => library.StoragePlan.between([], [], options),
  },
  'StorageChecks.findings': { options: checkOptions, call: (chart, options) => StorageChecks.of(chart).findings(options) },
  'StorageNames.lock': {
    options: { moved: [], retired: [], frozen: true },
    call: (chart, options) => {
      library.StorageNames.lock(chart.node.root as App, join(__dirname, 'validation', 'no-names.json'), options);
      newPods(chart);
    },
  },
  StorageValidation: {
    options: { ...checkOptions, failOn: library.FindingLevel.INFO },
    call: (_, options) => new library.StorageValidation(options),
  },
  FleetApp: {
    options: { outdir: 'out', outputFileExtension: '.yml', yamlOutputType: 1, recordConstructMetadata: true, resolvers: [] },
    call: (_, options) => {
      const { outdir, outputFileExtension, yamlOutputType } = new library.FleetApp(options);
      return { outdir, outputFileExtension, yamlOutputType };
    },
  },
};

/** Mounts a volume of one part. */
function mountPart(chart: Chart, source: library.ProjectedSource): void {
  library.PodVolume.projected({ name: 'parts', sources: [source] }).mountInto(newPods(chart), '/parts');
}

describe('in what no generator draws', () => {
  test.each(Object.entries(CALLS))('%s', (entry, { options, call }) => {
    const run = (given: unknown) => outcomeOf((chart) => call(chart, given));
    expect(run(null)).toEqual(run(undefined));
    const outcomes = [run(null), run(options)];
    for (const prop of propsOf(structOf(entry)!).keys()) {
      expect(Object.keys(options)).toContain(prop);
      // By itself, and among others.
      for (const others of [{}, options]) {
        const outcome = run({ ...others, [prop]: null });
        expect([prop, outcome]).toEqual([prop, run({ ...others, [prop]: undefined })]);
        outcomes.push(outcome);
      }
    }
    // Else only errors would have been compared.
    expect(outcomes).toContainEqual(expect.stringMatching(MADE));
  });
});

test.each<[string, (chart: Chart, value: never) => unknown]>([
  ['the Pod of a claim', (chart, ordinal) => newTemplate(newSet(chart)).claimName(ordinal)],
  ['the key of a file', (chart, key) => newReloading(chart, ConfigSource.fromFile(`${__dirname}/tsconfig.json`, key))],
  [
    'the container of a signal',
    (chart, container) =>
      newReloading(chart, undefined, library.ReloadStrategy.live(library.ReloadCall.signal(library.ReloadSignal.HUP, container))),
  ],
  [
    'the kind of a workload',
    (chart, kind) => {
      newPods(chart);
      return library.Workload.named(chart, 'pods', kind).node.path;
    },
  ],
  ['a directory of a server', (chart, subDir) => newStore(chart, subDir)],
  ['ports that are let in', (chart, ports) => newReloading(chart).allowFrom(newPods(chart), ports)],
  ['ports that are let out', (chart, ports) => newReloading(chart).allowTo(newPods(chart), ports)],
  ['ports of a database', (chart, ports) => newDatabase(chart).allowTo(newPods(chart), ports)],
])('%s may be null as well', (_, call) => {
  const run = (value: unknown) => outcomeOf((chart) => call(chart, value as never));
  expect(run(null)).toBe(run(undefined));
  expect(run(null)).toMatch(MADE);
});

test('every entry of the API has been asked', () => {
  const missing = () => Object.keys(ENTRIES).filter((entry) => !drawn.has(entry) && !(entry in CALLS)).length;
  // What is drawn seldom has not come up with every seed.
  for (let round = 1; round <= 10 && missing() > 0; round += 1) {
    for (const generator of GENERATORS) {
      const seed = fc.readConfigureGlobal().seed! + round;
      for (const recipe of fc.sample(generator.recipes(1036), { numRuns: 40, seed })) {
        const before = missing();
        const places = placesIn(generator, recipe);
        if (missing() < before) for (const place of places) expectNullIsNothing(generator, recipe, place);
      }
    }
  }
  expect([...new Set([...drawn, ...Object.keys(CALLS)])].sort()).toEqual(Object.keys(ENTRIES).sort());
});

test('null in a list or a map is no prop, and refused', () => {
  const labels = { app: null } as never;
  expect(outcomeOf((chart) => new library.Claim(chart, 'x', { storage: SIZE, storageClass: CLASS, labels }))).toContain('labels["app"]: ');
});
