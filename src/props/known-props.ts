import { isMap } from '../util/unchecked';
import { kindOf } from './format-value';
import { Problems } from './problems';
import { propsOf, Shape, StructName } from './struct-table';
import { giveProps, join, pathOf, Place, Remedies, reportUnknown } from './unknown-prop';

/** Most props need no words of their own. */
const NO_REMEDIES: Remedies = new Map();

/**
 * Reports props that do not exist, those of nested structs included: JavaScript, casts and apps that are only transpiled would drop one
 * that is misspelled without a word, and get a default that nobody asked for.
 *
 * @param at The path of the value; empty for the props of a construct.
 * @param remedies Words of their own for props that people may well look for.
 */
export function checkKnownProps(
  problems: Problems,
  at: string,
  value: unknown,
  struct: StructName,
  remedies: Remedies = NO_REMEDIES,
): void {
  if (value === undefined || value === null) return;
  if (typeof value === 'object' && !Array.isArray(value)) walk(problems, value, { at, struct }, remedies);
  else if (!problems.mentions(pathOf(at))) problems.add(pathOf(at), kindOf(value), giveProps(struct));
}

function walk(problems: Problems, value: unknown, place: Place, remedies: Remedies): void {
  // Whether it is an object at all is for the check of its prop to say.
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  const given = value as Readonly<Record<string, unknown>>;
  const props = propsOf(place.struct);
  for (const key of Object.keys(given)) {
    const shape = props.get(key);
    if (shape === undefined) {
      // One line for an object of a class, whatever fields it has.
      if (reportUnknown(problems, given, key, place, remedies) === 'of a class') return;
    } else if (shape.struct !== undefined) {
      descend(problems, given[key], { at: join(place.at, key), struct: shape.struct, parent: place }, shape);
    }
  }
}

function descend(problems: Problems, value: unknown, place: Place, { within }: Shape): void {
  if (within === undefined) walk(problems, value, place, NO_REMEDIES);
  else if (within === 'list' && Array.isArray(value)) {
    value.forEach((item: unknown, index) => walk(problems, item, { ...place, at: `${place.at}[${index}]` }, NO_REMEDIES));
  } else if (within === 'map' && isMap(value)) {
    for (const [key, item] of Object.entries(value)) {
      walk(problems, item, { ...place, at: `${place.at}[${JSON.stringify(key)}]` }, NO_REMEDIES);
    }
  }
}
