import { didYouMean } from '../util/did-you-mean';
import { isMap } from '../util/unchecked';
import { propsOf, StructName } from './struct-table';
import { withoutNulls } from './without-nulls';

/**
 * The props of a construct as it reads them. A class of the user that extends it may hand on all of its own props, so what only that class
 * knows is left out; what looks like a prop of ours that is missing is kept, to be reported.
 *
 * @param isExtended Whether a class of the user is made: `new.target !== TheClass`.
 */
export function ownProps<T>(props: T, struct: StructName, isExtended: boolean): T {
  const given = withoutNulls(props, struct);
  if (!isExtended || !isMap(given)) return given;
  const known = propsOf(struct);
  const missing = [...known.keys()].filter((name) => (given as Readonly<Record<string, unknown>>)[name] === undefined);
  return Object.fromEntries(Object.entries(given).filter(([name]) => known.has(name) || didYouMean(name, missing) !== '')) as T;
}
