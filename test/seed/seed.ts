import { execFileSync } from 'node:child_process';

/** Where generated cases begin, and why there. */
export interface Seed {
  readonly seed: number;
  readonly origin: string;
}

/**
 * The seed of a run: what SEED says, else what follows from the commit, so that it varies and yet repeats; where there is no git, any.
 */
export function seedOfRun(env: NodeJS.ProcessEnv = process.env, directory = __dirname): Seed {
  const given = env.SEED;
  if (given !== undefined && given !== '') {
    if (!/^[0-9]{1,10}$/.test(given)) throw new Error(`SEED is ${given}: give a whole number, as a run prints it.`);
    return { seed: Number(given), origin: 'of SEED' };
  }
  const commit = commitOf(directory);
  return commit === undefined
    ? { seed: Math.floor(Math.random() * 2 ** 31), origin: 'drawn, since there is no git to take it from' }
    : { seed: Number.parseInt(commit.slice(0, 8), 16) >>> 1, origin: `of commit ${commit.slice(0, 12)}` };
}

function commitOf(directory: string): string | undefined {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { cwd: directory, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

/** Says where generated cases begin, and how to have the same again. */
export function announce({ seed, origin }: Seed, command: string): string {
  return `generated cases: seed ${seed}, ${origin}; the same again: SEED=${seed} ${command}\n`;
}
