import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { CONFIG_FILE } from '../checks/config';
import { hasChart } from '../checks/find-files';
import { Finding } from '../checks/finding';
import { count, FAIL_ON, FailOn, fails, formatCounts, placeOf, printable } from '../checks/formats/checked';
import { formatProblem } from '../checks/formats/human';
import { SecretLines } from '../checks/formats/secret-lines';
import { formatRef } from '../checks/object';
import { readYaml } from '../checks/read-yaml';
import { ruleOf, RULES } from '../checks/rules';
import { isSizeLimit } from '../fixes/size-limit';
import { unchangeableInWords } from '../fixes/existing';
import { FixResult, fixManifests } from '../fixes/fix-manifests';
import { fixOf } from '../fixes/rules';
import { unifiedDiff } from '../fixes/unified-diff';
import { CannotWrite } from '../fixes/yaml-text';
import { didYouMean } from '../util/did-you-mean';
import type { Arguments } from './arguments';
import { readConfiguration } from './check';
import type { Command } from './command';
import { CommandInput, readInputs, STDIN } from './input';
import { EXIT, Io, UsageError } from './io';
import { NotReplaced, replaceFile, unreplaceable } from './replace-file';

export const FIX: Command = {
  usage: 'fix FILE|DIRECTORY|- ...',
  about: [
    'Writes the remedies of findings into the manifests, where there is one that is always right; comments, order, quotes and the rest stay as',
    'they are. What needs a decision is left, as is what is acknowledged. Everything is checked again before it is written. Fields that no API',
    'server changes of an object that is there are told with the way out, and not written into what was read from a cluster.',
    '- reads a pipe, and writes what came through it, mended, to standard output.',
    '',
    `Reads ${CONFIG_FILE} of the current directory, as check does.`,
    '',
    'Exit code, as of check, for the manifests as they are afterwards: 0 nothing is left that fails, 1 findings are left, 2 something could',
    'not be read or written. With --dry-run nothing is written, and it is that for the manifests as they are now.',
  ].join('\n'),
  options: {
    'dry-run': { help: 'Show what would be written, as a unified diff' },
    rule: { value: 'RULE', many: true, help: 'Only what this rule finds; may be repeated' },
    'scratch-limit': { value: 'SIZE', help: 'The sizeLimit of scratch volumes that have none, such as 1Gi' },
    'fail-on': { value: 'LEVEL', values: FAIL_ON, help: 'The least level that gives exit code 1 (default: error)' },
    exclude: { value: 'GLOB', many: true, help: 'Leave out files and directories; may be repeated' },
    complete: { help: 'This is all that the cluster has: what is not in it is missing' },
    config: { short: 'c', value: 'FILE', help: 'Read another configuration file' },
  },
  async run(args, io) {
    const rules = readRules(args);
    const scratchLimit = readSize(args);
    const { config, problems } = readConfiguration(args, io);
    for (const problem of problems) io.err(`${formatProblem(problem)}\n`);
    if (problems.length > 0) return EXIT.notChecked;
    const input = await readInputs(args.positionals, io, 'fix', { exclude: [...(config.exclude ?? []), ...args.texts('exclude')] });
    const sources = new Sources(input, io);
    const result = fixManifests({
      manifests: input.manifests,
      kustomizations: input.kustomizations,
      textOf: (file) => sources.textOf(file),
      check: {
        complete: args.flag('complete') || config.complete === true,
        levels: config.levels,
        acknowledgements: config.acknowledgements,
      },
      rules,
      scratchLimit,
    });
    const isDry = args.flag('dry-run');
    const unwritten = isDry ? showDiff(result, sources, io) : write(result, sources, io);
    if (!isDry && input.stdin !== undefined && !result.texts.has(STDIN)) io.out(input.stdin);
    for (const problem of [...input.problems, ...input.notes]) io.err(`${formatProblem(problem)}\n`);
    tell(result, isDry, unwritten, io);
    if (input.problems.length > 0 || unwritten.size > 0) return EXIT.notChecked;
    const failOn = (args.text('fail-on') as FailOn | undefined) ?? 'error';
    const { findings } = isDry ? result.before : result.after;
    return findings.some(({ level }) => fails(level, failOn)) ? EXIT.findings : EXIT.clean;
  },
};

function readRules(args: Arguments): readonly string[] | undefined {
  const rules = args.texts('rule');
  for (const id of rules) {
    if (ruleOf(id) === undefined) {
      throw new UsageError(
        `No rule is called ${id}.${didYouMean(
          id,
          RULES.map((rule) => rule.id),
        )}`,
      );
    }
    if (fixOf(id) === undefined) {
      throw new UsageError(`--rule ${id}: what it finds needs a decision of yours. See cdk8s-storage explain ${id}.`);
    }
  }
  return rules.length === 0 ? undefined : rules;
}

function readSize(args: Arguments): string | undefined {
  const size = args.text('scratch-limit');
  if (size !== undefined && !isSizeLimit(size)) throw new UsageError(`--scratch-limit ${size}: give a size, such as 500Mi or 1Gi.`);
  return size;
}

/** The texts of what was read, and whether they may be changed. */
class Sources {
  private readonly texts = new Map<string, string>();

  constructor(
    private readonly input: CommandInput,
    private readonly io: Io,
  ) {}

  pathOf(file: string): string {
    return resolve(this.io.directory, file);
  }

  /** Throws CannotWrite where the file must not be changed. */
  textOf(file: string): string {
    const known = this.texts.get(file);
    if (known !== undefined) return known;
    const text = this.read(file);
    this.texts.set(file, text);
    return text;
  }

  private read(file: string): string {
    if (file === STDIN) return this.input.stdin!;
    const path = this.pathOf(file);
    const chart = chartAround(path);
    if (chart !== undefined) throw new CannotWrite(`It belongs to the Helm chart in ${chart}: mend it there, by hand.`);
    try {
      const reason = unreplaceable(path);
      if (reason !== undefined) throw new CannotWrite(reason);
      return readFileSync(path, 'utf8');
    } catch (error) {
      throw error instanceof CannotWrite ? error : new CannotWrite(`It cannot be read: ${(error as Error).message}.`);
    }
  }
}

/** The chart that a file is a part of. */
function chartAround(path: string): string | undefined {
  for (let directory = dirname(path); ; directory = dirname(directory)) {
    if (hasChart(directory)) return basename(directory);
    if (directory === dirname(directory)) return undefined;
  }
}

function showDiff({ texts }: FixResult, sources: Sources, io: Io): ReadonlyMap<string, string> {
  for (const [file, after] of texts) {
    const sides = [sources.textOf(file), after].map((text) => {
      const lines = text.replace(/\n$/, '').split('\n');
      const secrets = new SecretLines(readYaml(text, file).manifests, [{ file }]);
      return { lines, shown: lines.map((_, index) => secrets.mask(file, index + 1, lines)) };
    });
    io.out(unifiedDiff(file, sides[0], sides[1]));
  }
  return new Map();
}

/** Writes the files; returns why some were not. */
function write({ texts }: FixResult, sources: Sources, io: Io): ReadonlyMap<string, string> {
  const failed = new Map<string, string>();
  for (const [file, after] of texts) {
    if (file === STDIN) {
      io.out(after);
      continue;
    }
    try {
      replaceFile(sources.pathOf(file), sources.textOf(file), after);
    } catch (error) {
      if (!(error instanceof NotReplaced)) throw error;
      failed.set(file, error.message);
    }
  }
  return failed;
}

/** What was done, for people: to standard error, beside manifests or a diff. */
function tell(
  { fixed, notFixed, unchangeable, after, texts }: FixResult,
  isDry: boolean,
  unwritten: ReadonlyMap<string, string>,
  io: Io,
): void {
  const lineOf = (finding: Finding) =>
    [placeOf(finding), finding.rule, finding.object && formatRef(finding.object)].filter((part) => part !== undefined).join(': ');
  const done = fixed.filter(({ file }) => !unwritten.has(file!));
  const lines = [
    ...done.map((finding) => `${isDry ? 'to fix' : 'fixed'}: ${lineOf(finding)}`),
    ...notes(done, unchangeable),
    ...notFixed.map(({ finding, reason }) => `not fixed: ${lineOf(finding)}: ${reason}`),
    ...[...unwritten].map(([file, reason]) => `not written: ${file}: ${reason}`),
    `${count(done.length, 'finding')} ${isDry ? 'can be' : done.length === 1 ? 'is' : 'are'} fixed in ${count(texts.size - unwritten.size, 'file')}.${rest(after.counts)}`,
  ];
  io.err(lines.map((line) => `${printable(line)}\n`).join(''));
}

function rest(counts: FixResult['after']['counts']): string {
  const left = formatCounts(counts);
  return left === '' ? ' Nothing is left.' : ` Left for you to decide: ${left}. See cdk8s-storage check.`;
}

/** What objects that exist already want besides: once for each rule, and what of it the server does not let be changed. */
function notes(fixed: readonly Finding[], unchangeable: FixResult['unchangeable']): string[] {
  const rules = [...new Set(fixed.map(({ rule }) => rule))].flatMap((rule) => {
    const note = fixOf(rule)?.note;
    return note === undefined ? [] : [`note: ${rule}: ${note}`];
  });
  const files = new Set(fixed.map(({ file }) => file));
  const written = unchangeable.filter(({ manifest }) => files.has(manifest.origin.file));
  return [...rules, ...unchangeableInWords(written).map((line) => `note: ${line}`)];
}
