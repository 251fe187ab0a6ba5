import { didYouMean } from '../util/did-you-mean';
import { optionLines, readArguments } from './arguments';
import type { Command } from './command';
import { EXIT, Io, UsageError } from './io';
import { packageVersion } from './version';

/*
 * Loaded when they are run: the start of a check must not wait for the report. Not by import(), whose .js endings jest and tsx would have
 * to be taught to find sources by.
 */
/* eslint-disable @typescript-eslint/no-require-imports */
const COMMANDS: Readonly<Record<string, { readonly summary: string; load(): Command }>> = {
  check: {
    summary: 'Check Kubernetes manifests for storage mistakes',
    load: () => (require('./check') as typeof import('./check')).CHECK,
  },
  fix: {
    summary: 'Write the remedies that are always right into the manifests',
    load: () => (require('./fix') as typeof import('./fix')).FIX,
  },
  report: {
    summary: 'Show what each workload stores, and what of it survives',
    load: () => (require('./report') as typeof import('./report')).REPORT,
  },
  plan: {
    summary: 'Say what a change of manifests does to the data',
    load: () => (require('./plan') as typeof import('./plan')).PLAN,
  },
  adopt: {
    summary: 'Take over the databases that a cluster has: the constructs, and the steps',
    load: () => (require('./adopt') as typeof import('./adopt')).ADOPT,
  },
  explain: {
    summary: 'Explain a rule: why it matters, wrong and right',
    load: () => (require('./explain') as typeof import('./explain')).EXPLAIN,
  },
  rules: { summary: 'List all rules', load: () => (require('./rules') as typeof import('./rules')).RULES_COMMAND },
  new: { summary: 'Make a complete cdk8s app for a new service', load: () => (require('./new/new') as typeof import('./new/new')).NEW },
};
/* eslint-enable @typescript-eslint/no-require-imports */

/** Runs the command line and returns the exit code. Nothing is thrown. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  try {
    return await dispatch(argv, io);
  } catch (error) {
    const isUsage = error instanceof UsageError;
    io.err(`cdk8s-storage: ${isUsage ? error.message : `this is a mistake in cdk8s-storage, please report it.\n${describe(error)}`}\n`);
    return EXIT.notChecked;
  }
}

async function dispatch([name, ...rest]: readonly string[], io: Io): Promise<number> {
  if (name === undefined) {
    io.err(overview());
    return EXIT.notChecked;
  }
  if (name === '--help' || name === '-h' || (name === 'help' && rest.length === 0)) {
    io.out(overview());
    return EXIT.clean;
  }
  if (name === '--version' || name === '-v') {
    io.out(`${packageVersion()}\n`);
    return EXIT.clean;
  }
  return name === 'help' ? runCommand(rest[0], ['--help'], io) : runCommand(name, rest, io);
}

async function runCommand(name: string, rest: readonly string[], io: Io): Promise<number> {
  if (!Object.hasOwn(COMMANDS, name)) {
    throw new UsageError(`There is no command ${name}.${didYouMean(name, Object.keys(COMMANDS)) || ' See cdk8s-storage --help.'}`);
  }
  const command = COMMANDS[name].load();
  const args = readArguments(rest, `cdk8s-storage ${name}`, command.options);
  if (args.flag('help')) {
    io.out(`Usage: cdk8s-storage ${command.usage}\n\n${command.about}\n\n${optionLines(command.options)}`);
    return EXIT.clean;
  }
  return command.run(args, io);
}

function overview(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}\n`);
  return `Usage: cdk8s-storage COMMAND ...\n\n${lines.join('')}\nMore about one: cdk8s-storage COMMAND --help\nIts version: cdk8s-storage --version\n`;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
