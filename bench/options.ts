import { readArguments, WrongArguments } from '../test/wrong-arguments';
import { Options } from './measure';

/** The files of this directory that export `measure`. */
export const FILES = ['fleet', 'constructs', 'loading', 'checks', 'cli'] as const;

const USAGE = 'npm run bench -- [--json] [--quick] [--only NAME]...';

export interface BenchOptions extends Options {
  readonly json: boolean;
  readonly files: readonly string[];
}

/** Reads the arguments of run.ts; throws what is wrong with them. */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { values } = readArguments(USAGE, {
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true },
    },
  });
  const unknown = values.only?.filter((name) => !(FILES as readonly string[]).includes(name)) ?? [];
  if (unknown.length > 0) {
    throw new WrongArguments(
      `--only: there is no ${unknown.map((name) => JSON.stringify(name)).join(' and no ')}. There are ${FILES.join(', ')}.`,
    );
  }
  return { json: values.json, quick: values.quick, files: values.only ?? FILES };
}
