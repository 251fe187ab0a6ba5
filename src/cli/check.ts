import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CheckConfig, CONFIG_FILE, readConfig, RuleLevel, ruleLevelProblem } from '../checks/config';
import { Checked, FAIL_ON, FailOn, hasFailed } from '../checks/formats/checked';
import { formatHuman, formatProblem } from '../checks/formats/human';
import { formatJson } from '../checks/formats/json';
import { formatJunit } from '../checks/formats/junit';
import { formatSarif } from '../checks/formats/sarif';
import { InputProblem } from '../checks/input-problem';
import { readIfThere } from '../checks/read-files';
import { RULE_IDS, RULES } from '../checks/rules';
import { check } from '../checks/run';
import { setsOf } from '../checks/sets';
import type { Arguments } from './arguments';
import { CommandInput, readInputs, STDIN } from './input';
import { EXIT, Io, UsageError, wantsColor } from './io';
import { writeOutput } from './output';
import { Progress } from './progress';
import type { Command } from './command';
import { packageVersion } from './version';

const FORMATS = ['human', 'json', 'sarif', 'junit'] as const;

export const CHECK: Command = {
  usage: 'check FILE|DIRECTORY|- ...',
  about: [
    'Checks Kubernetes manifests, whoever wrote them, for storage mistakes. Directories are searched for .yaml, .yml and .json files;',
    '- reads a pipe: helm template my-chart | cdk8s-storage check -',
    '',
    `Reads ${CONFIG_FILE} of the current directory: levels of rules, acknowledgements with their reasons, what to leave out.`,
    '',
    'Exit code: 0 nothing found that fails, 1 findings, 2 something could not be checked.',
  ].join('\n'),
  options: {
    format: { short: 'f', value: 'FORMAT', values: FORMATS, help: 'How findings are written' },
    output: { short: 'o', value: 'FILE', help: 'Write them into a file' },
    'fail-on': { value: 'LEVEL', values: FAIL_ON, help: 'The least level that gives exit code 1 (default: error)' },
    complete: { help: 'This is all that the cluster has: what is not in it is missing' },
    exclude: { value: 'GLOB', many: true, help: 'Leave out files and directories, such as charts or test/**; may be repeated' },
    'skip-other-files': { help: 'Leave out named files that hold no Kubernetes object, as in a directory; nothing to check is fine then' },
    config: { short: 'c', value: 'FILE', help: 'Read another configuration file' },
    rule: { value: 'RULE=LEVEL', many: true, help: 'Set the level of a rule: error, warning, info or off; may be repeated' },
  },
  async run(args, io) {
    const { config, problems } = readConfiguration(args, io);
    const levels = { ...config.levels, ...readLevels(args) };
    if (problems.length > 0) {
      for (const problem of problems) io.err(`${formatProblem(problem)}\n`);
      return EXIT.notChecked;
    }
    const progress = new Progress(io);
    const exclude = [...(config.exclude ?? []), ...args.texts('exclude')];
    const input = await readInputs(args.positionals, io, 'check', {
      exclude,
      skipsOthers: args.flag('skip-other-files'),
      onFile: (done, all) => progress.show(`Reading files: ${done} of ${all}`),
    });
    const complete = args.flag('complete') || config.complete === true;
    const result = check(setsOf(input, complete), {
      complete,
      levels,
      acknowledgements: config.acknowledgements,
      onRule: (done, all) => progress.show(`Checking ${input.manifests.length} objects: ${done} of ${all} rules`),
    });
    progress.end();
    const failOn = (args.text('fail-on') as FailOn | undefined) ?? 'error';
    const checked: Checked = { manifests: input.manifests, problems: input.problems, notes: input.notes, result, failOn };
    const format = args.text('format') ?? 'human';
    writeOutput(render(checked, format, input, args, io), args.text('output'), io);
    // What was not checked is told even where nobody opens the file.
    if (format !== 'human' || args.text('output') !== undefined) {
      for (const problem of [...input.problems, ...input.notes]) io.err(`${formatProblem(problem)}\n`);
    }
    if (input.problems.length > 0) return EXIT.notChecked;
    return hasFailed(checked) ? EXIT.findings : EXIT.clean;
  },
};

function render(checked: Checked, format: string, input: CommandInput, args: Arguments, io: Io): string {
  switch (format) {
    case 'json':
      return formatJson(checked);
    case 'sarif':
      return formatSarif(checked, { version: packageVersion(), directory: io.directory });
    case 'junit':
      return formatJunit(checked);
    default:
      return formatHuman(checked, { color: args.text('output') === undefined && wantsColor(io), sourceOf: sources(input, io) });
  }
}

/** The lines of what was checked, each file read once and only where there is a finding. */
function sources(input: CommandInput, io: Io): (file: string) => readonly string[] | undefined {
  const known = new Map<string, readonly string[] | undefined>();
  const read = (file: string) => {
    const text = file === STDIN ? input.stdin : readIfThere(resolve(io.directory, file))?.toString('utf8');
    return text?.replace(/\n$/, '').split('\n');
  };
  return (file) => {
    if (!known.has(file)) known.set(file, read(file));
    return known.get(file);
  };
}

/** The configuration that the options name, or that lies in the directory. */
export function readConfiguration(args: Arguments, io: Io): { config: CheckConfig; problems: InputProblem[] } {
  const given = args.text('config');
  const file = given ?? CONFIG_FILE;
  const path = resolve(io.directory, file);
  if (given === undefined && !existsSync(path)) return { config: { levels: {}, acknowledgements: [] }, problems: [] };
  try {
    return readConfig(
      readFileSync(path, 'utf8'),
      file,
      RULES.map(({ id }) => id),
    );
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}.`);
  }
}

function readLevels(args: Arguments): Record<string, RuleLevel> {
  return Object.fromEntries(
    args.texts('rule').map((text) => {
      const [id, level, more] = text.split('=');
      if (level === undefined || more !== undefined) {
        throw new UsageError(`--rule ${text}: write RULE=LEVEL, such as secret-in-environment=off.`);
      }
      const problem = ruleLevelProblem(id, level, RULE_IDS);
      if (problem !== undefined) throw new UsageError(`--rule ${text}: ${problem}`);
      return [id, level as RuleLevel];
    }),
  );
}
