import { Size } from 'cdk8s';
import * as fc from 'fast-check';
import { CommitGuarantee, DatabaseEngine, ReplicatedDatabase, ReplicatedDatabaseProps } from '../../src';
import { Manifest as ReadManifest } from '../../src/checks';
import { FIXED_IN_RESOURCES } from '../../src/facts/operators/fixed-fields';
import { planBetween } from '../../src/plan';
import { InvalidPropsError } from '../../src/props/problems';
import { isFull } from '../full';
import { LEAST } from '../operators/cloudnative-pg/support';
import { newChart } from '../support';
import { Manifest } from './client';
import { replicatedDatabase } from './generators/replicated-database';
import { ADMITTED, askOperator } from './operator-admission';
import { casesOf, synthesize } from './property';
import { count, SEED } from './session';
import { Json } from './updates/kinds';

/*
 * What CloudNativePG itself says, by its own defaults and admission: of what we make, of what we refuse, and of what `plan` says of changes.
 */

const DRAWN = Number(process.env.CASES || (isFull ? 4000 : 600));
const MINUTES = 60_000;

test(
  'what we make of generated props, the operator takes without a warning',
  async () => {
    const made = fc
      .sample(casesOf(replicatedDatabase, 1036), { seed: SEED, numRuns: DRAWN })
      .flatMap((recipe) => synthesize(replicatedDatabase, recipe, 'shop') ?? [])
      .filter(({ kind }) => ADMITTED.includes(kind));
    const answers = await askOperator(made.map((manifest) => [null, manifest]));
    const differing = answers.flatMap(({ invalid, refused, warnings }, index) =>
      (invalid ?? refused ?? warnings) === undefined ? [] : [{ invalid, refused, warnings, manifest: made[index] }],
    );
    expect(differing.slice(0, 3)).toEqual([]);
    // Half of what is drawn is taken, and is three objects and more.
    expect(made.length).toBeGreaterThan(DRAWN);
    count('objects that the operator took', made.length);
  },
  15 * MINUTES,
);

/** Props, and the same said to the operator without anybody looking at it. */
interface Said {
  readonly name: string;
  readonly image: string;
  readonly replicas: number;
  readonly standbys: number;
  readonly memory: number;
  readonly wal: number;
  readonly parameters: Readonly<Record<string, string>>;
}

const sizes = fc.constantFrom('80MB', '512MB', '1GB', '3GB', '4GB', '6GB', '9GB', '16GB', '2', 'x', '4096MB', '1.5GB');

const said: fc.Arbitrary<Said> = fc.record({
  name: fc.oneof({ weight: 9, arbitrary: fc.constant('orders') }, fc.constantFrom('a.b', '1a', 'a-', 'a'.repeat(50), 'a'.repeat(51), 'A')),
  image: fc.oneof(
    { weight: 6, arbitrary: fc.constant('ghcr.io/cloudnative-pg/postgresql:17.6-standard-trixie') },
    fc.constantFrom(
      'example.com/db:latest',
      `example.com/db@sha256:${'a'.repeat(64)}`,
      'example.com/db',
      'example.com/db:x17',
      'example.com/db:17-bookworm',
    ),
  ),
  replicas: fc.constantFrom(1, 2, 3, 5),
  standbys: fc.constantFrom(0, 1, 1, 2, 3),
  memory: fc.constantFrom(1, 2, 8),
  wal: fc.constantFrom(2, 4, 8),
  parameters: fc.dictionary(
    fc.constantFrom(
      ...['min_wal_size', 'max_wal_size', 'max_slot_wal_keep_size', 'shared_buffers', 'wal_level', 'wal_log_hints'],
      ...['hot_standby_feedback', 'archive_mode', 'port', 'max_connections', 'no name', 'a.b.c'],
      ...['fsync', 'full_page_writes', 'synchronous_commit'],
    ),
    fc.oneof(sizes, fc.constantFrom('on', 'off', 'replica', 'logical', 'minimal', '100', '-1', 'yes', 'maybe')),
    { maxKeys: 2 },
  ),
});

const propsOf = ({ name, image, replicas, standbys, memory, wal, parameters }: Said): ReplicatedDatabaseProps => ({
  ...LEAST,
  name,
  engine: DatabaseEngine.postgres({ version: '17', image }),
  replicas,
  singleServer: replicas === 1,
  storage: { ...LEAST.storage, wal: { size: Size.gibibytes(wal) } },
  commits: standbys === 0 ? CommitGuarantee.asynchronous() : CommitGuarantee.losingNothing(standbys),
  resources: { memory: { limit: Size.gibibytes(memory) } },
  parameters,
});

function clusterOf(props: ReplicatedDatabaseProps): Manifest {
  const chart = newChart();
  new ReplicatedDatabase(chart, 'db', props);
  return chart.toJson().find(({ kind }) => kind === 'Cluster')!;
}

/** The Cluster that would come of it, had nobody looked. */
function unchecked({ name, image, replicas, standbys, memory, wal, parameters }: Said): Manifest {
  const { spec, metadata, ...rest } = structuredClone(clusterOf(LEAST));
  const amounts = { cpu: '1', memory: `${memory}Gi` };
  const synchronous = standbys === 0 ? undefined : { method: 'any', number: standbys, dataDurability: 'required' };
  return {
    ...rest,
    metadata: { ...metadata, name },
    spec: {
      ...spec,
      imageName: image,
      instances: replicas,
      resources: { requests: amounts, limits: amounts },
      walStorage: { ...spec.walStorage, size: `${wal}Gi` },
      // What follows from the disk where nothing is said.
      postgresql: { parameters: { max_wal_size: `${wal * 256}MB`, ...parameters }, synchronous },
    },
  };
}

/** What we refuse and the operator takes, with the reason. */
const STRICTER: ReadonlyArray<readonly [line: RegExp, reason: string]> = [
  [/max_slot_wal_keep_size/, 'it does not look at it; without a limit, or with one that does not fit, the disk of the log fills up'],
  [/\["(max|min)_wal_size"\]/, 'it knows no default of ours; units that PostgreSQL would read otherwise'],
  [/shared_buffers/, 'it takes all of the memory, and a number without a unit with a warning'],
  [/archive_mode/, 'it puts its own value in the place of any other without a word'],
  [/wal_level/, 'an archive and replicas need it; it looks at the archive of its own alone'],
  [/wal_log_hints/, 'a value that is none'],
  [/fsync|full_page_writes|synchronous_commit/, 'it takes what loses what was committed, also where commits are said to wait for replicas'],
  [/^replicas: |^singleServer: /, 'one server is a word'],
];

const refusalOf = (props: ReplicatedDatabaseProps): string[] => {
  try {
    clusterOf(props);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidPropsError)) throw error;
    return error.message.split('\n  ').slice(1);
  }
};

test(
  'what the operator refuses we refuse, and where we refuse more, it is on the list',
  async () => {
    const cases = fc.sample(said, { seed: SEED, numRuns: DRAWN });
    const answers = await askOperator(cases.map((each) => [null, unchecked(each)]));
    const differing = cases.flatMap((each, index): object[] => {
      const { refused, invalid } = answers[index];
      const ours = refusalOf(propsOf(each));
      if ((refused ?? invalid) !== undefined) return ours.length > 0 ? [] : [{ each, theirs: refused ?? invalid }];
      const unlisted = ours.filter((line) => !STRICTER.some(([pattern]) => pattern.test(line)));
      return unlisted.length === 0 ? [] : [{ each, unlisted }];
    });
    expect(differing.slice(0, 3)).toEqual([]);
    // Enough of both, or nothing would be compared.
    const refusedByThem = answers.filter(({ refused }) => refused !== undefined).length;
    expect(refusedByThem).toBeGreaterThan(DRAWN / 5);
    expect(refusedByThem).toBeLessThan((DRAWN * 9) / 10);
    count('props judged by the operator too', cases.length);
  },
  15 * MINUTES,
);

const OF_CLUSTERS = FIXED_IN_RESOURCES.find(({ type }) => type === 'postgresql.cnpg.io/Cluster')!;

const places: Readonly<Record<string, readonly unknown[]>> = {
  storage: ['10Gi', '10240Mi', '20Gi', '5Gi'].map((size) => ({ size })),
  walStorage: [undefined, { size: '5Gi' }, { size: '10Gi' }],
  tablespaces: [
    undefined,
    [{ name: 'one', storage: { size: '5Gi' } }],
    [{ name: 'one', storage: { size: '6Gi' } }],
    ['one', 'two'].map((name) => ({ name, storage: { size: '5Gi' } })),
  ],
  postgresUID: [undefined, 26, 1000],
  postgresGID: [undefined, 26, 1000],
  imageName: ['14.3', '15.2', '16.4', '17.6', '17.5', '18.0'].map((tag) => `example.com/db:${tag}`),
  replicationSlots: [
    undefined,
    { highAvailability: { enabled: true, slotPrefix: '_cnpg_' } },
    { highAvailability: { enabled: true, slotPrefix: '_shop_' } },
    { highAvailability: { enabled: false, slotPrefix: '_shop_' } },
    { highAvailability: { enabled: false, slotPrefix: '_cnpg_' }, synchronizeReplicas: { enabled: true } },
  ],
  primaryUpdateMethod: [undefined, 'switchover', 'restart'],
  postgresql: [
    undefined,
    { parameters: { work_mem: '8MB' } },
    { parameters: { work_mem: '16MB' } },
    ...Object.entries(OF_CLUSTERS.presets).flatMap(([name, value]) =>
      name.startsWith('log') ? [] : [{ parameters: { [name]: value } }, { parameters: { work_mem: '8MB', [name]: value } }],
    ),
    ...['off', 'always'].map((archive_mode) => ({ parameters: { archive_mode } })),
    { parameters: { wal_level: 'replica' } },
  ],
};

/** What no Cluster of several servers has, and some would become. */
const LATER: Readonly<Record<string, readonly unknown[]>> = { postgresql: [{ parameters: { wal_level: 'minimal' } }] };

const pairs = fc
  .tuple(
    fc.record(Object.fromEntries(Object.entries(places).map(([place, values]) => [place, fc.constantFrom(...values)]))),
    fc.record(
      Object.fromEntries(Object.entries(places).map(([place, values]) => [place, fc.constantFrom(...values, ...(LATER[place] ?? []))])),
    ),
    fc.subarray(Object.keys(places), { maxLength: 2 }),
  )
  .map(([old, other, changed]) => [old, { ...old, ...Object.fromEntries(changed.map((place) => [place, other[place]])) }] as const);

const cluster = (spec: Json): Json => ({
  apiVersion: 'postgresql.cnpg.io/v1',
  kind: 'Cluster',
  metadata: { name: 'orders', namespace: 'shop' },
  // The definition has a default for both ids, which the server fills in.
  spec: { instances: 3, postgresUID: 26, postgresGID: 26, ...(JSON.parse(JSON.stringify(spec)) as Json) },
});

/** The server knows which version the data is of. */
const stored = (spec: Json): Json => ({
  ...cluster(spec),
  status: { pgDataImageInfo: { image: spec.imageName, majorVersion: Number(/:([0-9]+)/.exec(String(spec.imageName))![1]) } },
});

test('the settings that the operator writes are those that plan takes as written', async () => {
  const [{ settings }] = await askOperator([[null, cluster({ imageName: 'example.com/db:17.6', storage: { size: '10Gi' } })]]);
  const { presets, ownSettings } = OF_CLUSTERS;
  expect(settings).toEqual({ ...presets, ...Object.fromEntries(ownSettings.map((name) => [name, expect.any(String)])) });
});

test(
  'what plan says that the operator refuses, it refuses, and nothing else',
  async () => {
    const drawn = fc.sample(pairs, { seed: SEED, numRuns: DRAWN });
    const answers = await askOperator(drawn.map(([old, next]) => [stored(old), cluster(next)]));
    const differing = drawn.flatMap(([old, next], index): object[] => {
      const { refused, invalid } = answers[index];
      if (invalid !== undefined) return [{ old, invalid }];
      const { changes } = planBetween([new ReadManifest(cluster(old))], [new ReadManifest(cluster(next))], { minor: 36 });
      const ours = changes.filter(({ id }) => id === 'operator-refuses');
      return ours.length > 0 === (refused !== undefined)
        ? []
        : [{ old, next, theirs: refused ?? 'accepted', ours: ours.map(({ cause }) => cause) }];
    });
    expect(differing.slice(0, 3)).toEqual([]);
    expect(answers.filter(({ refused }) => refused !== undefined).length).toBeGreaterThan(DRAWN / 10);
    count('updates of Clusters judged', drawn.length);
  },
  15 * MINUTES,
);
