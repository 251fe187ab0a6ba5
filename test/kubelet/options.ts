import { EXPERIMENTS } from './experiments';
import { Experiment } from './experiments/experiment';

export interface Options {
  readonly ifAvailable: boolean;
  readonly isFull: boolean;
  readonly write: boolean;
  readonly only?: RegExp;
}

const USAGE = 'npm run test:kubelet -- [--if-available] [--full] [--only PATTERN] [--write]';

/** Reads the arguments of run.ts; throws what is wrong with them. */
export function parseOptions(args: readonly string[], env: NodeJS.ProcessEnv): Options {
  let only: RegExp | undefined;
  const flags = new Set<string>();
  const rest = [...args];
  while (rest.length > 0) {
    const arg = rest.shift()!;
    const pattern = arg === '--only' ? rest.shift() : /^--only=(.*)$/s.exec(arg)?.[1];
    if (arg.startsWith('--only')) {
      if (!pattern) throw new Error(`--only: name a pattern of experiments. ${USAGE}`);
      only = new RegExp(pattern, 'i');
    } else if (['--if-available', '--full', '--write'].includes(arg)) flags.add(arg);
    else throw new Error(`${arg} is not known. ${USAGE}`);
  }
  const isFull = flags.has('--full') || flags.has('--write') || env.KUBELET === 'full' || env.FULL === '1';
  const options = { ifAvailable: flags.has('--if-available'), isFull, write: flags.has('--write'), only };
  if (options.write && only !== undefined) throw new Error('--write writes the times of all experiments: leave out --only.');
  if (chosen(options).length === 0) {
    throw new Error(`--only: no experiment matches ${only}. There are:\n${EXPERIMENTS.map(({ name }) => `  ${name}`).join('\n')}`);
  }
  return options;
}

/** The experiments that are run. A pattern finds those of the whole set. */
export function chosen({ only, isFull }: Pick<Options, 'only' | 'isFull'>): Experiment[] {
  return EXPERIMENTS.filter(({ name, isSmall }) => (only === undefined ? isFull || isSmall === true : only.test(name)));
}
