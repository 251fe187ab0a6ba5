import { existsSync, statSync } from 'fs';
import { resolve } from 'path';
import { Level, LEVELS, RULES } from '../../src/checks';
import { readArguments, WrongArguments } from '../wrong-arguments';

const USAGE = 'npm run corpus DIR -- [--sample N] [--seed S] [--level LEVEL] [--rule RULE]';

export interface Options {
  readonly directory: string;
  readonly sample: number;
  readonly seed: number;
  readonly level?: Level;
  readonly rule?: string;
}

/** Reads the arguments of run.ts; throws what is wrong with them. */
export function parseOptions(args: readonly string[], env: NodeJS.ProcessEnv): Options {
  const { values, positionals } = readArguments(USAGE, {
    args: [...args],
    allowPositionals: true,
    options: { sample: { type: 'string' }, seed: { type: 'string' }, level: { type: 'string' }, rule: { type: 'string' } },
  });
  if (positionals.length !== 1) throw new WrongArguments(`Name one folder. ${USAGE}`);
  const directory = resolve(env.INIT_CWD ?? '.', positionals[0]);
  if (!existsSync(directory)) throw new WrongArguments(`${directory} does not exist. ${USAGE}`);
  if (!statSync(directory).isDirectory()) throw new WrongArguments(`${directory} is no folder. ${USAGE}`);
  const number = (name: 'sample' | 'seed', otherwise: number) => {
    const given = values[name] ?? String(otherwise);
    if (/^\d{1,9}$/.test(given)) return Number(given);
    throw new WrongArguments(`--${name} ${given}: give a whole number. ${USAGE}`);
  };
  const { level, rule } = values;
  if (level !== undefined && !(LEVELS as readonly string[]).includes(level)) {
    throw new WrongArguments(`--level: there is no ${level}. There are ${LEVELS.join(', ')}.`);
  }
  if (rule !== undefined && !RULES.some(({ id }) => id === rule)) {
    throw new WrongArguments(`--rule: there is no ${rule}. "npx cdk8s-storage rules" lists them.`);
  }
  return { directory, sample: number('sample', 0), seed: number('seed', 1), level: level as Level | undefined, rule };
}
