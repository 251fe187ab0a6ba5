import { ApiObject, ApiObjectProps, App, Chart } from 'cdk8s';
import type * as library from 'cdk8s-storage';
import { Construct } from 'constructs';
import { fromLib, garbage, Measurement, Options, takeTurns } from './measure';
import { PatternCase, PATTERNS } from './patterns';

/*
 * Each pattern against raw L1 classes that emit the same manifests, constructing and synthesizing both.
 */

const lib = fromLib<typeof library>('index');
/** How many there are in a chart, and how many charts are synthesized in a turn: garbage is collected in one as often as it would be. */
const COUNT = 25;
const CHARTS = 10;

type L1 = new (scope: Construct, id: string, props: ApiObjectProps) => ApiObject;

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

export function measure({ quick }: Options): Measurement[] {
  return PATTERNS.map((pattern) => measureOne(pattern, quick ? 5 : 15));
}

function measureOne(pattern: PatternCase, rounds: number): Measurement {
  const parts = rawParts(pattern);
  const ours = (app: App) => {
    const chart = new Chart(app, 'chart', { namespace: 'shop' });
    times(COUNT, (index) => pattern.build(lib, chart, `thing-${index}`));
    return app.synthYaml();
  };
  const raw = (app: App) => {
    const chart = new Chart(app, 'chart');
    for (const { kind, id, props } of parts) new kind(chart, id, props);
    return app.synthYaml();
  };
  // The same but for what no L1 class can write, such as the kind of a claim template.
  if (Math.abs(raw(new App()).length / ours(new App()).length - 1) > 0.01) {
    throw new Error(`${pattern.name}: the raw classes emit other manifests`);
  }
  const turn = (work: (app: App) => string, kind: new () => App) => () => () => times(CHARTS, () => work(new kind()));
  // Less is left of both in a FleetApp, so what ours add is more beside it.
  const turns = { ours: turn(ours, App), raw: turn(raw, App), oursInFleet: turn(ours, lib.FleetApp), rawInFleet: turn(raw, lib.FleetApp) };
  takeTurns(6, turns, garbage.young);
  const took = takeTurns(rounds, turns, garbage.young);
  const each = Object.fromEntries(Object.entries(took).map(([name, milliseconds]) => [name, milliseconds / COUNT / CHARTS]));
  return { name: `${pattern.name} / raw L1`, ratio: took.ours / took.raw, limit: 1.3, parts: each };
}

const times = (count: number, work: (index: number) => void): void => Array.from({ length: count }).forEach((_, index) => work(index));

/** The L1 class of each object that the pattern makes and its props, as somebody would have written them by hand. */
function rawParts(pattern: PatternCase): ReadonlyArray<{ kind: L1; id: string; props: ApiObjectProps }> {
  const chart = new Chart(new App(), 'chart', { namespace: 'shop' });
  times(COUNT, (index) => pattern.build(lib, chart, `thing-${index}`));
  const order = new Map((chart.toJson() as Manifest[]).map((manifest, index) => [nameOf(manifest), index]));
  return chart.node
    .findAll()
    .filter((construct): construct is ApiObject => ApiObject.isApiObject(construct))
    .map((object) => {
      // The method of the base class gives what was passed to the L1 class, resolved.
      const { apiVersion, kind, ...rest } = ApiObject.prototype.toJson.call(object) as ApiObjectProps;
      const generic = object.constructor === ApiObject;
      const props = (generic ? { apiVersion, kind, ...rest } : rest) as ApiObjectProps;
      return {
        kind: object.constructor as L1,
        id: object.node.path.replaceAll('/', '-'),
        props,
        rank: order.get(nameOf(object.toJson() as Manifest)) ?? 0,
      };
    })
    .sort((one, other) => one.rank - other.rank);
}

function nameOf(manifest: Manifest): string {
  return `${manifest.kind}/${manifest.metadata.name}`;
}
