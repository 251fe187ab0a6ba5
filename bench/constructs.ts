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
const COUNT = 50;
const CHARTS = 10;

type L1 = new (scope: Construct, id: string, props: ApiObjectProps) => ApiObject;

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

export function measure({ quick }: Options): Measurement[] {
  return PATTERNS.map((pattern) => measureOne(pattern, quick ? 5 : 21));
}

function measureOne(pattern: PatternCase, rounds: number): Measurement {
  const ours = () => synthesize((chart) => times(COUNT, (index) => pattern.build(lib, chart, `thing-${index}`)), 'shop');
  const parts = rawParts(pattern);
  const raw = () => synthesize((chart) => parts.forEach(({ kind, id, props }) => new kind(chart, id, props)));
  // The same but for what no L1 class can write, such as the kind of a claim template.
  if (Math.abs(raw().length / ours().length - 1) > 0.01) throw new Error(`${pattern.name}: the raw classes emit other manifests`);
  const turns = { ours: () => () => times(CHARTS, ours), raw: () => () => times(CHARTS, raw) };
  takeTurns(6, turns, garbage.young);
  const { ours: a, raw: b } = takeTurns(rounds, turns, garbage.young);
  const each = COUNT * CHARTS;
  return { name: `${pattern.name} / raw L1`, ratio: a / b, limit: 1.3, parts: { ours: a / each, raw: b / each } };
}

function synthesize(build: (chart: Chart) => void, namespace?: string): string {
  const app = new App();
  build(new Chart(app, 'chart', { namespace }));
  return app.synthYaml();
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
