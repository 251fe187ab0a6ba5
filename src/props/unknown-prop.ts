import { didYouMean } from '../util/did-you-mean';
import { isMap } from '../util/unchecked';
import { described, kindOf } from './format-value';
import { peerHas } from './peer-structs';
import { Problems } from './problems';
import { entriesTaking, propsOf, StructName } from './struct-table';
import { remedyInWords, WORDS } from './words-of-others';

/** Where a struct is handed over. */
export interface Place {
  /** Its path; empty for the props of a construct. */
  readonly at: string;
  readonly struct: StructName;
  /** The struct that it is part of. */
  readonly parent?: Place;
}

/** What to write instead of a prop, by its name. */
export type Remedies = ReadonlyMap<string, string>;

/** More places, or props, than this say nothing. */
const MOST_PLACES = 3;
const MOST_LISTED = 12;

/** What problems call a value: its path, and the props of a construct have none. */
export const pathOf = (at: string): string => (at === '' ? 'props' : at);

/** What to give where something else than a struct was. */
export function giveProps(struct: StructName): string {
  const known = [...propsOf(struct).keys()];
  return `Give an object of props${known.length <= MOST_LISTED ? `: ${list(known)}` : ''}.`;
}

/** The path of a prop inside a value. */
export function join(at: string, key: string): string {
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${pathOf(at)}[${JSON.stringify(key)}]`;
  return at === '' ? key : `${at}.${key}`;
}

/**
 * Reports a prop that its struct does not have, unless an installed peer that is newer than this package has it. An object that a class has
 * made is reported as a whole: its fields are no props.
 */
export function reportUnknown(
  problems: Problems,
  given: Readonly<Record<string, unknown>>,
  key: string,
  place: Place,
  remedies: Remedies,
): 'of a class' | undefined {
  const { at, struct } = place;
  if (/^cdk8s/.test(struct) && peerHas(struct, key)) return undefined;
  if (!isMap(given)) {
    problems.add(pathOf(at), given, giveProps(struct));
    return 'of a class';
  }
  const remedy = remedies.get(key);
  problems.add(join(at, key), remedy === undefined ? shown(given[key]) : given[key], remedy ?? remedyFor(key, place));
  return undefined;
}

/** What the value is for is not known, so it may be a secret. */
function shown(value: unknown): unknown {
  if (value === undefined || value === null) return described(String(value));
  return typeof value === 'number' ? value : kindOf(value);
}

function remedyFor(key: string, place: Place): string {
  const known = propsOf(place.struct);
  const inWords = remedyInWords(place.struct, key);
  if (inWords !== undefined) return inWords;
  const inside = pathsTo([key], place.struct, place.at);
  const meant = inside.length > 0 ? undefined : (WORDS.get(key) ?? []).find((word) => known.has(word));
  if (meant !== undefined) return `It is called ${meant} here.`;
  const near = didYouMean(key, [...known.keys()]);
  if (near !== '') return `There is no such prop.${near}`;
  const elsewhere = placesOf(key, place);
  if (elsewhere.length > 0) return `It does not belong here. Write ${list(elsewhere, 'or')}.`;
  const entries = entriesTaking(key);
  if (entries.length > 0 && entries.length <= MOST_PLACES) {
    return `It is not known here. ${list(entries, 'and')} ${entries.length === 1 ? 'takes' : 'take'} it.`;
  }
  return `There is no such prop${known.size <= MOST_LISTED ? `: there ${known.size === 1 ? 'is' : 'are'} ${list([...known.keys()])}` : ''}.`;
}

/** Where else in what was handed over the prop is known, by another name too: in the nearest struct around this one that has it inside. */
function placesOf(key: string, place: Place): string[] {
  for (let outer: Place | undefined = place; outer !== undefined; outer = outer.parent) {
    const same = pathsTo([key], outer.struct, outer.at);
    const found = same.length > 0 ? same : pathsTo(WORDS.get(key) ?? [], outer.struct, outer.at);
    if (found.length > 0) return found.length <= MOST_PLACES ? found : [];
  }
  return [];
}

function pathsTo(names: readonly string[], struct: StructName, at: string): string[] {
  const props = [...propsOf(struct)];
  const own = props.filter(([name]) => names.includes(name)).map(([name]) => join(at, name));
  if (own.length > 0) return own;
  return props.flatMap(([name, shape]) => {
    if (shape.struct === undefined) return [];
    const inside = { list: '[0]', map: '["NAME"]', plain: '' }[shape.within ?? 'plain'];
    return pathsTo(names, shape.struct, join(at, name) + inside);
  });
}

function list(words: readonly string[], conjunction?: string): string {
  const text = words.join(', ');
  return conjunction === undefined ? text : text.replace(/, ([^,]*)$/, ` ${conjunction} $1`);
}
