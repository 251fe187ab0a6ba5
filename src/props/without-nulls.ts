import { isMap } from '../util/unchecked';
import { propsOf, Shape, StructName } from './struct-table';

/**
 * A struct as its construct reads it: a prop that is null counts as not given, in the structs inside too. TypeScript has one word for what
 * is left out, and so have the other languages; JavaScript has two, and what an app reads from JSON or YAML knows only this one.
 *
 * What is in a list or a map, such as a label, is no prop: null stays, and is refused.
 */
export function withoutNulls<T>(value: T, struct: StructName): T {
  return (value === null ? undefined : cleaned(value, { struct })) as T;
}

function cleaned(value: unknown, { struct, within }: Shape): unknown {
  if (struct === undefined) return value;
  if (within === 'list') return Array.isArray(value) ? value.map((item: unknown) => cleaned(item, { struct })) : value;
  // What a class has made is no struct, and not for us to copy.
  if (!isMap(value)) return value;
  const entries = Object.entries(value);
  if (within === 'map') return Object.fromEntries(entries.map(([key, item]) => [key, cleaned(item, { struct })]));
  const props = propsOf(struct);
  // One that does not exist is reported, whatever it is.
  const given = entries.filter(([name, item]) => item !== null || !props.has(name));
  return Object.fromEntries(given.map(([name, item]) => [name, cleaned(item, props.get(name) ?? {})]));
}
