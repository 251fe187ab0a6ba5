import { ENTRIES, STRUCTS } from './known-props.generated';

/** A struct of the API, or one of cdk8s-plus that ours reach. */
export type StructName = keyof typeof STRUCTS;

/** How a value is looked into; what is no struct is not. */
export interface Shape {
  readonly struct?: StructName;
  readonly within?: 'list' | 'map';
}

/** The structs that have been asked for: most apps need a few. */
const parsed = new Map<StructName, ReadonlyMap<string, Shape>>();

/** The props of a struct, by name. */
export function propsOf(struct: StructName): ReadonlyMap<string, Shape> {
  const present = parsed.get(struct);
  if (present !== undefined) return present;
  const props = new Map(STRUCTS[struct].split(' ').map(shapeOf));
  parsed.set(struct, props);
  return props;
}

function shapeOf(word: string): [string, Shape] {
  const [name, type] = word.split(':');
  if (type === undefined) return [name, {}];
  const struct = type.replace(/[[{].$/, '') as StructName;
  if (struct === type) return [name, { struct }];
  return [name, { struct, within: type.endsWith('[]') ? 'list' : 'map' }];
}

/** The constructors and methods that take a prop of this name directly. */
export function entriesTaking(prop: string): string[] {
  return Object.entries(ENTRIES).flatMap(([call, struct]) => (propsOf(struct as StructName).has(prop) ? [call] : []));
}
