import { parseArgs } from 'node:util';
import { didYouMean } from '../util/did-you-mean';
import { UsageError } from './io';

/** An option of a command: a switch, or one with a value, perhaps one of a few. */
export interface Option {
  readonly value?: string;
  readonly values?: readonly string[];
  /** Whether it may be repeated. */
  readonly many?: boolean;
  readonly short?: string;
  readonly help: string;
}

export type Options = Readonly<Record<string, Option>>;

export interface Arguments {
  readonly positionals: readonly string[];
  /** The value of an option; undefined where it was not given. */
  text(name: string): string | undefined;
  texts(name: string): readonly string[];
  flag(name: string): boolean;
}

export const HELP: Options = { help: { short: 'h', help: 'Show this' } };

/** Reads a command's arguments. Throws a UsageError about the first that is wrong. */
export function readArguments(args: readonly string[], command: string, options: Options): Arguments {
  const all = { ...options, ...HELP };
  const { tokens, positionals } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      Object.entries(all).map(([name, { value, short }]) => {
        const type = value === undefined ? ('boolean' as const) : ('string' as const);
        return [name, short === undefined ? { type } : { type, short }];
      }),
    ),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const given = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const value = checkOption(token, command, all);
    // Which of two values is meant, nobody knows.
    if (given.has(token.name) && all[token.name].value !== undefined && all[token.name].many !== true) {
      throw new UsageError(`--${token.name} is there twice. Give it once.`);
    }
    given.set(token.name, [...(given.get(token.name) ?? []), value]);
  }
  return {
    positionals,
    text: (name) => given.get(name)?.at(-1),
    texts: (name) => given.get(name) ?? [],
    flag: (name) => given.has(name),
  };
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string;
}

function checkOption({ name, rawName, value }: OptionToken, command: string, options: Options): string {
  if (!Object.hasOwn(options, name)) {
    const names = Object.keys(options);
    throw new UsageError(
      `${command} has no option ${rawName}.${didYouMean(name, names).replace('mean ', 'mean --') || ` See ${command} --help.`}`,
    );
  }
  const option = options[name];
  if (option.value === undefined) {
    if (value !== undefined) throw new UsageError(`--${name} takes no value.`);
    return '';
  }
  const wanted = option.values === undefined ? option.value : `one of ${option.values.join(', ')}`;
  if (value === undefined || value === '') throw new UsageError(`--${name} needs a value: ${wanted}.`);
  if (option.values !== undefined && !option.values.includes(value)) {
    throw new UsageError(`--${name} ${value}: use ${wanted}.${didYouMean(value, option.values)}`);
  }
  return value;
}

/** The lines that explain the options of a command. */
export function optionLines(options: Options): string {
  const rows = Object.entries({ ...options, ...HELP }).map(([name, { value, values, short, help }]) => {
    const flag = `${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
    return { flag, help: values === undefined ? help : `${help}: ${values.join(', ')}` };
  });
  const width = Math.max(...rows.map(({ flag }) => flag.length));
  return rows.map(({ flag, help }) => `  ${flag.padEnd(width)}  ${help}\n`).join('');
}
