import { Chart } from 'cdk8s';
import * as fc from 'fast-check';

/*
 * Recipes: what generated cases are made of, before there is a chart.
 */

/** A value of props that needs a chart to be made in, such as a Secret that exists. */
export class Later {
  constructor(
    private readonly text: string,
    readonly make: (chart: Chart, id: string) => unknown,
  ) {}

  [fc.toStringMethod](): string {
    return this.text;
  }
}

/** What a case is made of, with `Later` values in it. */
export type Recipe = Readonly<Record<string, unknown>>;

/** A copy of a recipe with real values for those that waited for a chart. */
export function resolve(value: unknown, chart: Chart, next = { id: 0 }): unknown {
  if (value instanceof Later) {
    next.id += 1;
    return value.make(chart, `given-${next.id}`);
  }
  if (Array.isArray(value)) return value.map((item) => resolve(item, chart, next));
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item, chart, next)]));
}

export function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

export interface Change {
  readonly at: number;
  readonly value: unknown;
}

/** Puts a value somewhere into the checked parts of a recipe. */
export function spoil(recipe: Recipe, checked: readonly string[], { at, value }: Change): Recipe {
  const places = checked.flatMap((place) => {
    const path = place.split('.');
    const part = path.reduce<unknown>((within, key) => (isPlain(within) ? within[key] : undefined), recipe);
    return part === undefined ? [] : placesIn(part, path);
  });
  return places.length === 0 ? recipe : (replace(recipe, places[at % places.length], value) as Recipe);
}

type Path = ReadonlyArray<string | number>;

function placesIn(value: unknown, path: Path): Path[] {
  const inside = Array.isArray(value)
    ? value.map((item: unknown, index) => [index, item] as const)
    : isPlain(value)
      ? Object.entries(value)
      : [];
  return [path, ...inside.flatMap(([key, item]) => placesIn(item, [...path, key]))];
}

function replace(within: unknown, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(within)) return within.map((item: unknown, index) => (index === key ? replace(item, rest, by) : item));
  const object = within as Record<string, unknown>;
  return { ...object, [key]: replace(object[key], rest, by) };
}

/** What programs that are not typed hand over, by accident or on purpose. */
export const absurd: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<unknown>(null, undefined, NaN, -1, 0, 1.5, Infinity, 2 ** 53, 10n, true, false, '', [], {}) },
  {
    weight: 4,
    arbitrary: fc.constantFrom<unknown>(
      ' ',
      'UPPER',
      'under_score',
      '../up',
      '/',
      'a'.repeat(300),
      'line\nbreak',
      '\0',
      '-dash',
      '$(VARIABLE)',
      'ünicode',
      'y',
      '0x10',
      [null],
      [[]],
      [''],
      { a: 1 },
      { constructor: null },
      new Date(0),
      new Map(),
      () => 'called',
      Symbol('symbol'),
      [Symbol('symbol')],
      [10n],
      // What cannot become a string.
      { toString: null },
      Object.create(null),
    ),
  },
  { weight: 2, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 1, arbitrary: fc.anything() },
);

/** Whether something holds of any key and its value in a recipe. */
export function somewhere(value: unknown, holds: (key: string, item: unknown) => boolean): boolean {
  if (Array.isArray(value)) return value.some((item) => somewhere(item, holds));
  return isPlain(value) && Object.entries(value).some(([key, item]) => holds(key, item) || somewhere(item, holds));
}
