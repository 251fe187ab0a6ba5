import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** One line of the result: a ratio of two things measured in the same run, since machines differ and days differ. */
export interface Measurement {
  readonly name: string;
  readonly ratio: number;
  /** The ratio that this project promises not to exceed. */
  readonly limit?: number;
  /** What the ratio is made of: milliseconds unless the name says otherwise. */
  readonly parts: Readonly<Record<string, number>>;
}

export interface Options {
  /** Fewer rounds and smaller fleets: for a look, not for the record. */
  readonly quick: boolean;
}

/** What a file of this directory exports as `measure`. */
export type Measure = (options: Options) => readonly Measurement[] | Promise<readonly Measurement[]>;

export const root = join(__dirname, '..');

/** A new directory for output: in memory where the machine has that, since disks vary by more than what is measured. */
export function newOutdir(): string {
  return mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'bench-'));
}

/** A compiled module of this package: what users load is measured, not its sources. */
export function fromLib<T>(module: string): T {
  const path = join(root, 'lib', `${module}.js`);
  if (!existsSync(path)) throw new Error(`${path} does not exist. Run "npx projen compile" first.`);
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require(path) as T;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as (options?: { type: 'minor' }) => void;

/**
 * What a turn starts without: all that the turns before it left; or the young of it, for turns of milliseconds, since a full collection
 * throws optimized code away too, and what follows would be a measure of the compiler.
 */
export const garbage = { all: () => gc(), young: () => gc({ type: 'minor' }) };

/**
 * The median of the milliseconds of each, in processor time, which counts nothing else that the machine does. They take turns, so that
 * what slows the processor down meets all alike.
 */
export function takeTurns<K extends string>(
  rounds: number,
  turns: Record<K, () => () => unknown>,
  collectGarbage = garbage.all,
): Record<K, number> {
  const times = {} as Record<K, number[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, prepare] of Object.entries(turns) as Array<[K, () => () => unknown]>) {
      const work = prepare();
      collectGarbage();
      const start = process.cpuUsage();
      work();
      const { user, system } = process.cpuUsage(start);
      (times[name] ??= []).push((user + system) / 1000);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values as number[])])) as Record<K, number>;
}
