import * as fc from 'fast-check';

/** Some of a list, always the same for a seed. */
export function drawn<T>(list: readonly T[], count: number, seed: number): T[] {
  const length = Math.min(count, list.length);
  return fc.sample(fc.shuffledSubarray([...list], { minLength: length, maxLength: length }), { numRuns: 1, seed })[0];
}
