import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, AppProps, Chart, Include, IResolver, JsonPatch, Lazy, YamlOutputType } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct, DependencyGroup, IConstruct } from 'constructs';
import * as fc from 'fast-check';

/*
 * Random apps: what they are made of, and how they are built on either class of app.
 */

/** A construct of a random app: what it is, and in which of those before it. */
export interface Part {
  readonly kind: 'chart' | 'group' | 'object' | 'resource' | 'workload' | 'include' | 'odd-chart';
  readonly parent: number;
  readonly id: string;
  readonly name?: string;
  readonly value: unknown;
  readonly lazy: boolean;
  readonly patch: 'none' | 'add' | 'test-fails';
  /** A construct that rendering this one adds to the last chart. */
  readonly adds: boolean;
  readonly complaint?: string;
}

export interface Plan {
  readonly props: AppProps;
  readonly resolver: boolean;
  readonly parts: readonly Part[];
  readonly dependencies: readonly Dependency[];
}

interface Dependency {
  readonly source: number;
  readonly target: number;
  /** Through a DependencyGroup with one more. */
  readonly grouped: boolean;
  /** Also from or to what is in no chart, which cdk8s refuses. */
  readonly anywhere: boolean;
}

const id = fc.constantFrom('a', 'b', 'c', 'web', 'db', 'Default', 'Resource', '10', '2', '1', 'With Space', 'UPPER', 'x'.repeat(70));

const json = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<unknown>('text', 'yes', '', '8080', 'a\nb\n', ' x\n\n', 0, 1.5, -0, true, null, undefined, 'ü', '1e3'),
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'on', '1', 'x y', 'resolve'), tie('node'), { maxKeys: 3 }),
  ),
})).node;

const part: fc.Arbitrary<Part> = fc.record(
  {
    kind: fc.oneof(
      { weight: 40, arbitrary: fc.constant('chart' as const) },
      { weight: 15, arbitrary: fc.constant('group' as const) },
      { weight: 50, arbitrary: fc.constant('object' as const) },
      { weight: 20, arbitrary: fc.constantFrom('resource' as const, 'workload' as const) },
      { weight: 4, arbitrary: fc.constant('odd-chart' as const) },
      // Rare: reading one starts a process.
      { weight: 1, arbitrary: fc.constant('include' as const) },
    ),
    parent: fc.nat(30),
    id,
    name: fc.option(fc.constantFrom('web', 'db', 'Web.1', 'a/b', '', '..'), { nil: undefined, freq: 2 }),
    value: json,
    lazy: fc.boolean(),
    patch: fc.oneof(
      { weight: 40, arbitrary: fc.constant('none' as const) },
      { weight: 10, arbitrary: fc.constant('add' as const) },
      { weight: 1, arbitrary: fc.constant('test-fails' as const) },
    ),
    adds: fc.constantFrom(...Array<boolean>(30).fill(false), true),
    complaint: fc.constantFrom(...Array<string | undefined>(150).fill(undefined), 'is wrong'),
  },
  { requiredKeys: ['kind', 'parent', 'id', 'value', 'lazy', 'patch', 'adds'] },
);

export const plan: fc.Arbitrary<Plan> = fc.record({
  props: fc.record(
    {
      yamlOutputType: fc.constantFrom(...(Object.values(YamlOutputType).filter((type) => typeof type === 'number') as YamlOutputType[])),
      outputFileExtension: fc.constantFrom('.yaml', '.k8s.yml', ''),
      recordConstructMetadata: fc.boolean(),
    },
    { requiredKeys: [] },
  ),
  resolver: fc.constantFrom(false, false, false, true),
  parts: fc.array(part, { minLength: 1, maxLength: 16 }),
  dependencies: fc.array(
    fc.record({
      source: fc.nat(30),
      target: fc.nat(30),
      grouped: fc.constantFrom(false, false, true),
      anywhere: fc.constantFrom(...Array<boolean>(40).fill(false), true),
    }),
    { maxLength: 6 },
  ),
});

/** Writes its own ending to what it synthesizes, as some charts of users do. */
class OddChart extends Chart {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as in cdk8s
  public toJson(): any[] {
    return [...(super.toJson() as unknown[]), undefined, { kind: 'Extra', metadata: { name: 'extra' } }];
  }
}

/** Doubles numbers under the key `a`: sees keys and values on the way. */
const doubling: IResolver = {
  resolve(context) {
    if (context.key.at(-1) === 'a' && typeof context.value === 'number' && context.value < 1000) {
      context.replaceValue(context.value * 2 + 1000);
    }
  },
};

export type AppClass = new (props: AppProps) => App;

/** Builds the app of a plan; what cannot be built (a second child of one name) is left out. */
export function build(kind: AppClass, { props, resolver, parts, dependencies }: Plan, outdir: string): App {
  const app = new kind({ ...props, outdir, resolvers: resolver ? [doubling] : undefined });
  const built: IConstruct[] = [app];
  parts.forEach((item, index) => {
    const scope = built[item.parent % built.length] as Construct;
    if (scope.node.tryFindChild(item.id) !== undefined) return;
    const inChart = scope.node.scopes.some((ancestor) => Chart.isChart(ancestor));
    const construct = buildPart(inChart ? scope : undefined, scope, item, index, outdir);
    if (item.complaint !== undefined) construct.node.addValidation({ validate: () => [item.complaint!, `${item.complaint} again`] });
    built.push(construct);
  });
  const inCharts = built.filter((construct) => construct.node.scopes.some((ancestor) => Chart.isChart(ancestor)));
  for (const { source, target, grouped, anywhere } of dependencies) {
    const among = anywhere ? built : inCharts;
    if (among.length === 0) continue;
    const [from, to] = [among[source % among.length], among[target % among.length]];
    from.node.addDependency(grouped ? new DependencyGroup(to, among[(source + target) % among.length]) : to);
  }
  return app;
}

function buildPart(inChart: Construct | undefined, scope: Construct, item: Part, index: number, outdir: string): Construct {
  if (item.kind === 'chart') return new Chart(scope, item.id, { namespace: item.name, disableResourceNameHashes: item.lazy });
  if (item.kind === 'odd-chart') return new OddChart(scope, item.id, { labels: { odd: 'yes' } });
  // Objects need a chart.
  if (inChart === undefined || item.kind === 'group') return new Construct(scope, item.id);
  const chart = Chart.of(inChart);
  const produce = () => {
    if (item.adds) addObject(chart, index);
    return item.value;
  };
  const value = item.lazy || item.adds ? Lazy.any({ produce }) : item.value;
  if (item.kind === 'include') {
    const file = join(outdir, '..', `include-${index}.yaml`);
    writeFileSync(file, `apiVersion: v1\nkind: Role\nmetadata: {name: ${item.name ?? 'reader'}}\nrules: [{verbs: ["*"], on: 0755}]\n`);
    return new Include(scope, item.id, { url: file });
  }
  const object = buildObject(scope, item, value);
  if (item.patch === 'add') ApiObject.of(object).addJsonPatch(JsonPatch.add('/metadata/annotations', { patched: 'on' }));
  if (item.patch === 'test-fails') ApiObject.of(object).addJsonPatch(JsonPatch.test('/kind', 'Nothing'));
  return object;
}

function buildObject(scope: Construct, { kind, id: child, name, lazy }: Part, value: unknown): Construct {
  const metadata = { name, annotations: lazy ? { note: value as string } : undefined };
  if (kind === 'resource') {
    return new kplus.k8s.KubeService(scope, child, {
      metadata,
      spec: { ports: [{ port: 80, targetPort: kplus.k8s.IntOrString.fromString('http') }], selector: value as Record<string, string> },
    });
  }
  if (kind === 'workload') return new kplus.ConfigMap(scope, child, { data: { text: 'a\n', flag: 'on' } });
  return new ApiObject(scope, child, { apiVersion: 'example.com/v1', kind: 'Thing', metadata, spec: value });
}

/** Adds an object and a dependency to the last chart of the app, while another is rendered. */
function addObject(from: Chart, index: number): void {
  const charts = from.node.root.node.findAll().filter((construct): construct is Chart => Chart.isChart(construct));
  const last = charts[charts.length - 1];
  const added = `added-${index}`;
  if (last.node.tryFindChild(added) !== undefined) return;
  const objects = last.node.findAll().filter((construct) => ApiObject.isApiObject(construct) && Chart.of(construct) === last);
  const late = new ApiObject(last, added, { apiVersion: 'v1', kind: 'Late' });
  objects.forEach((object) => object.node.addDependency(late));
}

/** All that an app gives: files or their absence, text, charts, and the messages of errors. */
export interface Outcome {
  readonly synth: string;
  readonly files: Record<string, string>;
  readonly yaml: string;
  readonly charts: string;
  readonly dependencies: readonly string[];
}

export function outcomeOf(kind: AppClass, what: Plan): Outcome {
  const home = mkdtempSync(join(tmpdir(), 'fleet-'));
  try {
    const outdir = join(home, 'out');
    const app = build(kind, what, outdir);
    const synth = attempt(() => app.synth());
    const files = Object.fromEntries(filesIn(outdir).map((file) => [file, readFileSync(join(outdir, file), 'utf8')]));
    return {
      synth,
      files,
      yaml: attempt(() => build(kind, what, outdir).synthYaml()),
      charts: attempt(() => app.charts.map((chart) => chart.node.path).join()),
      // Where rendering adds some that no output depends on, cdk8s resolves them sooner.
      dependencies: what.parts.some(({ adds }) => adds)
        ? []
        : app.node.findAll().map(({ node }) => `${node.path}: ${node.dependencies.map((one) => one.node.path).join()}`),
    };
  } finally {
    rmSync(home, { recursive: true });
  }
}

function attempt(work: () => string | void): string {
  try {
    return work() ?? 'done';
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort();
}
