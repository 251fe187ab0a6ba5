import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, AppProps, Chart } from 'cdk8s';
import { FleetApp } from 'cdk8s-storage';
import { readOnce } from './files';
import { Shape } from './shape';

/*
 * Runs the cells and refusals of every target of this app and writes down what came of each:
 *
 *   node driver.js TARGETS RESULTS
 *
 * TARGETS is a list of names of targets, each with its modules; RESULTS is written.
 */

interface Target {
  readonly name: string;
  readonly modules: readonly string[];
}

type Make = (chart: Chart, shape?: Shape) => unknown;
type Act = (chart: Chart, workload: unknown) => void;

interface TargetModule {
  readonly make: Make;
  readonly cells?: Readonly<Record<string, Act>>;
  readonly refusals?: Readonly<Record<string, { readonly shape?: Shape; readonly attempt: Act }>>;
}

const build = (app: App, make: Make, act?: Act, shape?: Shape): Chart => {
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  const workload = make(chart, shape);
  act?.(chart, workload);
  return chart;
};

function filesOf(app: App): Record<string, string> {
  app.synth();
  const files = readdirSync(app.outdir).map((file) => [file, readFileSync(join(app.outdir, file), 'utf8')]);
  rmSync(app.outdir, { recursive: true });
  return Object.fromEntries(files) as Record<string, string>;
}

const newApp = (kind: new (props: AppProps) => App): App => new kind({ outdir: mkdtempSync(join(tmpdir(), 'out-')) });

const manifestsOf = (app: App): unknown[] => app.charts.flatMap((chart) => chart.toJson() as unknown[]);

function runCell(make: Make, act: Act): object {
  try {
    const [app, fleet] = [App, FleetApp].map(newApp);
    for (const each of [app, fleet]) build(each, make, act);
    const manifests = manifestsOf(app);
    const [plain, other] = [app, fleet].map((each) => JSON.stringify(filesOf(each)));
    // What is rendered once more, after the app was synthesized, is the same.
    const isStable = JSON.stringify(manifests) === JSON.stringify(manifestsOf(app));
    return { manifests, isStable, isSameInFleet: plain === other };
  } catch (error) {
    return { error: messageOf(error) };
  }
}

/** What is refused, and whether at the call or when the app is synthesized. */
function runRefusal(make: Make, act: Act, shape?: Shape): object {
  let when = 'call';
  try {
    const app = newApp(App);
    build(app, make, act, shape);
    when = 'synthesis';
    filesOf(app);
    return { when: 'never' };
  } catch (error) {
    return { when, message: messageOf(error) };
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error));

function runTarget({ name, modules }: Target): object {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const loaded = modules.map((module) => require(`./${module}`) as TargetModule);
  const [{ make }] = loaded;
  const bare = new App();
  try {
    build(bare, make);
  } catch (error) {
    return { name, error: messageOf(error), bare: [], cells: {}, refusals: {} };
  }
  const cells = loaded.flatMap((module) => Object.entries(module.cells ?? {}));
  const refusals = loaded.flatMap((module) => Object.entries(module.refusals ?? {}));
  return {
    name,
    bare: manifestsOf(bare),
    cells: Object.fromEntries(cells.map(([cell, act]) => [cell, runCell(make, act)])),
    refusals: Object.fromEntries(refusals.map(([what, { attempt, shape }]) => [what, runRefusal(make, attempt, shape)])),
  };
}

readOnce();
const [targets, results] = process.argv.slice(2);
writeFileSync(results, JSON.stringify((JSON.parse(readFileSync(targets, 'utf8')) as Target[]).map(runTarget)));
