import { EXPERIMENTS } from './experiments';
import { Experiment } from './experiments/experiment';
import { WrongArguments } from '../wrong-arguments';

export interface Options {
  readonly ifAvailable: boolean;
  readonly isFull: boolean;
  readonly write: boolean;
  readonly only?: RegExp;
}

const USAGE = 'npm run test:kubelet -- [--if-available] [--full] [--only PATTERN]... [--write]';

/** Reads the arguments of run.ts; throws what is wrong with them. */
export function parseOptions(args: readonly string[], env: NodeJS.ProcessEnv): Options {
  const patterns: string[] = [];
  const flags = new Set<string>();
  const rest = [...args];
  while (rest.length > 0) {
    const arg = rest.shift()!;
    if (/^--only(=|$)/.test(arg)) {
      const words = arg.includes('=') ? [arg.slice('--only='.length)] : [];
      // npm and projen hand a pattern with blanks over as several words.
      while (rest.length > 0 && !rest[0].startsWith('--')) words.push(rest.shift()!);
      const pattern = words.join(' ');
      if (pattern === '') throw new WrongArguments(`--only: name a pattern of experiments. ${USAGE}`);
      patterns.push(checked(pattern));
    } else if (['--if-available', '--full', '--write'].includes(arg)) flags.add(arg);
    else throw new WrongArguments(`${arg} is not known. ${USAGE}`);
  }
  const only = patterns.length === 0 ? undefined : new RegExp(patterns.join('|'), 'i');
  const isFull = flags.has('--full') || (flags.has('--write') && patterns.length === 0) || env.KUBELET === 'full' || env.FULL === '1';
  const options = { ifAvailable: flags.has('--if-available'), isFull, write: flags.has('--write'), only };
  if (chosen(options).length === 0) {
    throw new WrongArguments(`--only: no experiment matches ${only}. There are:\n${EXPERIMENTS.map(({ name }) => `  ${name}`).join('\n')}`);
  }
  return options;
}

function checked(pattern: string): string {
  try {
    new RegExp(pattern);
    return pattern;
  } catch (error) {
    throw new WrongArguments(`--only ${pattern}: ${(error as Error).message}`);
  }
}

/** The experiments that are run. A pattern finds those of the whole set. */
export function chosen({ only, isFull }: Pick<Options, 'only' | 'isFull'>): Experiment[] {
  return EXPERIMENTS.filter(({ name, isSmall }) => (only === undefined ? isFull || isSmall === true : only.test(name)));
}
