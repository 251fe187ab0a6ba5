import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject, App, Yaml } from 'cdk8s';
import type * as fleet from '../src/synth/fleet-app';
import { fromLib, Measurement, newOutdir, Options, root, takeTurns } from './measure';
import { plot } from './plot';
import { addServices } from './services';

/*
 * FleetApp against the App of cdk8s, against what YAML alone costs, against itself at ten times the charts, and its memory.
 */

const { FleetApp } = fromLib<typeof fleet>('synth/fleet-app');

/** cdk8s takes more than a minute for the last. */
const SIZES = [100, 200, 400, 800, 2000];
const MEGABYTES_ALLOWED = 512;

export function measure({ quick }: Options): Measurement[] {
  const outdir = newOutdir();
  const newApp = (kind: typeof App, charts: number) => {
    const app = new kind({ outdir });
    addServices(app, charts);
    return app;
  };
  const synth = (kind: typeof App, charts: number) => () => {
    const app = newApp(kind, charts);
    return () => app.synth();
  };
  try {
    takeTurns(2, { warmUp: synth(FleetApp, 200), and: synth(App, 50) });
    const sizes = quick ? SIZES.slice(0, 3) : SIZES;
    const against = sizes.map((charts) => {
      const rounds = charts < 400 ? 11 : charts < 800 ? 7 : charts < 2000 ? 3 : 1;
      return { charts, ...takeTurns(rounds, { fleetApp: synth(FleetApp, charts), app: synth(App, charts) }) };
    });
    const most = quick ? 400 : 2000;
    const yaml = takeTurns(5, { fleetApp: synth(FleetApp, most), yaml: () => yamlOnly(newApp(App, most)) });
    const growth = takeTurns(3, { at500: synth(FleetApp, 500), at5000: synth(FleetApp, 5000) });
    if (!quick) writePlot(against, growth.at5000);
    return [
      ...against.map(({ charts, fleetApp, app }) => ({
        name: `FleetApp.synth() / App.synth(), ${charts} charts`,
        ratio: fleetApp / app,
        parts: { fleetApp, app },
      })),
      { name: `FleetApp.synth() / Yaml.stringify, ${most} charts`, ratio: yaml.fleetApp / yaml.yaml, limit: 1, parts: yaml },
      { name: 'FleetApp.synth(), 5000 charts / 500 charts', ratio: growth.at5000 / growth.at500, parts: growth },
      memory(),
    ];
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

function yamlOnly(app: App): () => string {
  const documents = app.node
    .findAll()
    .filter((construct) => ApiObject.isApiObject(construct))
    .map((object) => object.toJson() as unknown);
  return () => Yaml.stringify(...documents);
}

/** The most memory that a process of its own has resident, what runs TypeScript included. */
function memory(): Measurement {
  const megabytes = Number(
    execFileSync(join(root, 'node_modules', '.bin', 'tsx'), [join(__dirname, 'fleet-memory.ts')], { encoding: 'utf8' }),
  );
  return {
    name: 'resident memory of 5000 charts / 512 MB',
    ratio: megabytes / MEGABYTES_ALLOWED,
    limit: 1,
    parts: { megabytes, allowed: MEGABYTES_ALLOWED },
  };
}

function writePlot(against: ReadonlyArray<{ charts: number; fleetApp: number; app: number }>, at5000: number): void {
  const seconds = (of: 'app' | 'fleetApp') => against.map((row) => ({ x: row.charts, y: row[of] / 1000 }));
  const lines = [
    { name: 'App of cdk8s', colour: '#b3541e', points: seconds('app') },
    { name: 'FleetApp', colour: '#1f6f8b', points: [...seconds('fleetApp'), { x: 5000, y: at5000 / 1000 }] },
  ];
  const all = lines.flatMap(({ points }) => points.map(({ y }) => Math.log10(y)));
  const [low, high] = [Math.floor(Math.min(...all)), Math.ceil(Math.max(...all))];
  const svg = plot({
    title: 'synth() of fleets',
    x: { label: 'charts of four objects', ticks: [100, 200, 500, 1000, 2000, 5000] },
    y: { label: 'seconds of processor time', ticks: Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index)) },
    lines,
  });
  writeFileSync(join(root, 'docs', 'fleet.svg'), svg);
}
