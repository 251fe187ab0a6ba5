/** How much larger the larger of two inputs is. */
const FACTOR = 8;

/** What takes time in proportion takes FACTOR times as long, what grows with the square FACTOR times that. This is between the two. */
const LIMIT = FACTOR * 3;

const ROUNDS = 6;

/** What is measured takes at least as long, in microseconds: the clock of the processor may move in steps. */
const SHORTEST = 2000;

/**
 * Fails where work does not take time in proportion to its input: by the ratio of what two sizes take in one run, of processor time, the
 * best of several turns. A busy machine lengthens both, and is asked again.
 *
 * @param size Of the smaller input.
 * @param prepare Makes the input of a size, which is not measured, and returns the work.
 */
export function expectLinear(size: number, prepare: (size: number) => () => unknown): void {
  const [small, large] = [prepare(size), prepare(size * FACTOR)];
  // What is run for the first time is slower than later on, and would make the smaller look large.
  large();
  let times = 1;
  while (processorTime(small, times) < SHORTEST) times *= 2;
  let [least, most] = [Infinity, Infinity];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (let turn = 0; turn < 3; turn += 1) least = Math.min(least, processorTime(small, times));
    most = Math.min(most, processorTime(large, times));
    if (most < least * LIMIT) return;
  }
  throw new Error(`${FACTOR} times the input took ${Math.round(most / least)} times as long: ${most / 1000} ms, not ${least / 1000} ms`);
}

/** Microseconds. */
function processorTime(work: () => unknown, times: number): number {
  const before = process.cpuUsage();
  for (let turn = 0; turn < times; turn += 1) work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
