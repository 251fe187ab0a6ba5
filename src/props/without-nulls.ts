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

/** The value itself where there is nothing to leave out, as in most apps. */
function cleaned(value: unknown, { struct, within }: Shape): unknown {
  if (struct === undefined) return value;
  if (within === 'list') return Array.isArray(value) ? listOf(value, struct) : value;
  // What a class has made is no struct, and not for us to copy.
  if (!isMap(value)) return value;
  const props = within === 'map' ? undefined : propsOf(struct);
  let copy: Record<string, unknown> | undefined;
  for (const [name, item] of Object.entries(value)) {
    const shape = props === undefined ? { struct } : props.get(name);
    // One that does not exist is reported, whatever it is.
    if (shape === undefined) continue;
    if (item === null && props !== undefined) delete (copy ??= { ...value })[name];
    else if (shape.struct !== undefined) {
      const clean = cleaned(item, shape);
      if (clean !== item) (copy ??= { ...value })[name] = clean;
    }
  }
  return copy ?? value;
}

function listOf(items: readonly unknown[], struct: StructName): readonly unknown[] {
  const clean = items.map((item) => cleaned(item, { struct }));
  return clean.every((item, index) => item === items[index]) ? items : clean;
}
