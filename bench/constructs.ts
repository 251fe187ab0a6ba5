import { ApiObject, ApiObjectProps, App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
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
  readonly apiVersion: string;
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
  const classes = kplus.k8s as unknown as Readonly<Record<string, L1 | undefined>>;
  return (chart.toJson() as Manifest[]).map(({ apiVersion, kind, ...fields }) => {
    const known = classes[`Kube${kind}`];
    const id = `${kind}-${fields.metadata.name}`;
    if (known === undefined) return { kind: ApiObject, id, props: { apiVersion, kind, ...fields } };
    return { kind: known, id, props: toProps(fields, kind) as ApiObjectProps };
  });
}

const AMOUNTS = ['requests', 'limits', 'capacity'];
const NUMBERS_OR_TEXTS = ['targetPort', 'maxUnavailable', 'maxSurge', 'minAvailable'];

/** A manifest as the props of its L1 class: amounts are objects there, and some fields have other names. */
function toProps(value: unknown, place: string): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => toProps(item, place));
  if (typeof value !== 'object' || value === null) return value;
  const { IntOrString, Quantity } = kplus.k8s;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]: [string, unknown]) => {
      if (name === 'clusterIP') return ['clusterIp', field];
      if ((AMOUNTS.includes(place) || name === 'sizeLimit') && typeof field === 'string') return [name, Quantity.fromString(field)];
      const isPort = name === 'port' && ['httpGet', 'tcpSocket', 'NetworkPolicy'].includes(place);
      if (isPort || NUMBERS_OR_TEXTS.includes(name)) {
        return [name, typeof field === 'number' ? IntOrString.fromNumber(field) : IntOrString.fromString(String(field))];
      }
      return [name, toProps(field, place === 'NetworkPolicy' ? place : name)];
    }),
  );
}
