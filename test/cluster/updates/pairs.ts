import * as fc from 'fast-check';
import { Json, Kind, KINDS } from './kinds';

/** An object that is stored, and what is put in its place. */
export interface DrawnPair {
  readonly kind: string;
  readonly old: Json;
  readonly next: Json;
}

/** Pairs of all kinds: fields are drawn for the old one, some are drawn anew for the next. */
export const PAIRS: fc.Arbitrary<DrawnPair> = fc.constantFrom(...Object.keys(KINDS)).chain((kind) => pairsOf(kind, KINDS[kind]));

function pairsOf(kind: string, { base, fields }: Kind): fc.Arbitrary<DrawnPair> {
  const places = Object.keys(fields);
  const drawn = fc.record(Object.fromEntries(places.map((place) => [place, fc.constantFrom(...fields[place])])));
  // Few fields are set, since most objects have few; one, two or none are changed.
  const set = fc.subarray(places, { maxLength: Math.min(5, places.length) });
  const changed = fc.subarray(places, { maxLength: Math.min(2, places.length) });
  return fc.record({ first: drawn, second: drawn, set, changed }).map(({ first, second, set: own, changed: other }) => {
    const values = new Map(own.map((place) => [place, first[place]]));
    const old = withFields(base, values);
    for (const place of other) values.set(place, second[place]);
    return { kind, old, next: withFields(base, values) };
  });
}

function withFields(base: Json, values: ReadonlyMap<string, unknown>): Json {
  const copy = structuredClone(base);
  for (const [place, value] of values) {
    const keys = place.split('.');
    const last = keys.pop()!;
    let node = copy;
    for (const key of keys) node = (node[key] ??= {}) as Json;
    if (value === undefined) delete node[last];
    else node[last] = structuredClone(value);
  }
  return copy;
}
