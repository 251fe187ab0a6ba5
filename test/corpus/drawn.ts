/** Some of a list, always the same for a seed. */
export function drawn<T>(list: readonly T[], count: number, seed: number): T[] {
  const rest = [...list];
  let state = seed >>> 0;
  // Mulberry32, a generator of a few lines whose numbers are even enough to draw by.
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const result: T[] = [];
  while (result.length < count && rest.length > 0) result.push(...rest.splice(Math.floor(next() * rest.length), 1));
  return result;
}
