import { basename, resolve } from 'node:path';
import { didYouMean } from '../../util/did-you-mean';
import type { Arguments, Option } from '../arguments';
import { EXIT, Io, UsageError } from '../io';
import type { Command } from '../command';
import { Answers, Problem, readAnswers, Values } from './answers';
import { planAddition } from './into';
import { PACKAGE_MANAGER_NAMES, PackageManager, runningPackageManager } from './package-managers';
import { AnswerName, Pattern, PATTERNS } from './patterns';
import { Questions } from './questions';
import { scaffoldApp, scaffoldChart } from './scaffold';
import { ProcessTerminal, Terminal } from './terminal';
import { tryOut } from './try-out';
import { DATABASE_NAMES, DRIVER_NAMES } from './values';
import { addFiles, checkEmpty, writeDirectory } from './write';

const ANSWERS: Readonly<Record<AnswerName, Option>> = {
  namespace: { value: 'NAME', help: 'Namespace of the service (default: its name)' },
  image: { value: 'IMAGE', help: `Image with a tag; for a database ${DATABASE_NAMES.join(', ').replace(/, ([^,]+)$/, ' or $1')}` },
  size: { value: 'SIZE', help: 'Size of the storage, such as 20Gi' },
  'class-driver': { value: 'DRIVER', help: `Driver of the storage class: ${DRIVER_NAMES.join(', ')}, or a CSI driver's name` },
  zones: { value: 'ZONE,...', help: 'Zones of its volumes (default: where the first Pod runs)' },
  'nfs-server': { value: 'HOST', help: 'NFS server' },
  'nfs-path': { value: 'PATH', help: 'Path that the NFS server exports' },
  bucket: { value: 'ADDRESS', help: 'Bucket for the backups: s3://BUCKET/PATH, gs://BUCKET/PATH, or the address of a container of Azure' },
};

const widest = Math.max(...Object.keys(PATTERNS).map((name) => name.length));
const patternLines = Object.entries(PATTERNS).map(([name, { title }]) => `  ${name.padEnd(widest)}  ${title}`);

/** The command, with the terminal that it asks on. */
export function newCommand(terminal: Terminal): Command {
  return {
    usage: 'new PATTERN DIRECTORY',
    about: [
      'Makes a complete cdk8s app for a new service: chart, tests, checks, pipeline. Patterns:',
      '',
      ...patternLines,
      '',
      'On a terminal it asks for what is not given; in a pipeline it takes the defaults.',
      '',
      'Exit code: 0 done, 2 nothing was written.',
    ].join('\n'),
    options: {
      name: { value: 'NAME', help: 'Name of the service (default: that of the directory)' },
      ...ANSWERS,
      'package-manager': {
        value: 'MANAGER',
        values: PACKAGE_MANAGER_NAMES,
        help: 'For README and pipeline (default: the one that runs this)',
      },
      into: { help: 'Add a chart and its test to the app in the directory' },
      yes: { short: 'y', help: 'Ask nothing' },
    },
    async run(args, io) {
      try {
        return await new NewService(args, io, terminal).run();
      } finally {
        terminal.close();
      }
    },
  };
}

export const NEW: Command = newCommand(new ProcessTerminal());

class NewService {
  private readonly questions?: Questions;
  private readonly packageManager: PackageManager;

  constructor(
    private readonly args: Arguments,
    private readonly io: Io,
    terminal: Terminal,
  ) {
    const { CI: ci, npm_config_user_agent: agent } = io.env;
    const isPipeline = ci !== undefined && ci !== '' && ci !== 'false';
    if (terminal.isInteractive && !isPipeline && !args.flag('yes')) this.questions = new Questions(terminal, (text) => io.out(text));
    this.packageManager = (args.text('package-manager') as PackageManager | undefined) ?? runningPackageManager(agent);
  }

  async run(): Promise<number> {
    const into = this.args.flag('into');
    const { id, pattern } = await this.pattern();
    if (into && pattern.wholeApp === true) throw new UsageError(`${id} is an app of its own. Leave --into out.`);
    const shown = await this.directory();
    const directory = resolve(this.io.directory, shown);
    // Before any question: nobody answers seven of them for a directory that is taken.
    if (!into) checkEmpty(directory, shown);
    const name = await this.name(directory, into);
    const values = await this.values(id, pattern, name);
    this.io.out(into ? this.add(id, values, directory, shown) : this.make(id, values, directory, shown));
    return EXIT.clean;
  }

  private async pattern(): Promise<{ readonly id: string; readonly pattern: Pattern }> {
    const [given, , ...more] = this.args.positionals;
    if (more.length > 0) throw new UsageError(`new takes a pattern and a directory; ${more.join(' ')} is too much.`);
    const names = Object.keys(PATTERNS);
    const id = given ?? (await this.questions?.pattern());
    if (id === undefined) throw new UsageError(`Name a pattern and a directory. Patterns: ${names.join(', ')}.`);
    if (Object.hasOwn(PATTERNS, id)) return { id, pattern: PATTERNS[id] };
    throw new UsageError(`There is no pattern ${id}.${didYouMean(id, names)} Patterns: ${names.join(', ')}.`);
  }

  private async directory(): Promise<string> {
    const directory = this.args.positionals[1] ?? (await this.questions?.text('Directory'));
    if (directory === undefined || directory === '') throw new UsageError('Name the directory that the app is made in.');
    return directory;
  }

  /** In an app that exists, the directory is named after the app and not after the service. */
  private async name(directory: string, into: boolean): Promise<string> {
    const given = this.args.text('name');
    if (given !== undefined) return given;
    if (!into) return basename(directory);
    const answer = await this.questions?.text('Name of the service');
    if (answer === undefined) throw new UsageError('Give the new chart a --name: the app in the directory has its own.');
    return answer;
  }

  private async values(id: string, pattern: Pattern, name: string): Promise<Values> {
    const given = this.given(id, pattern);
    let answers = (await this.questions?.answers(pattern, name, given)) ?? given;
    for (;;) {
      const { values, problems } = readAnswers(pattern, name, answers);
      const all = values === undefined ? problems : tryOut(id, values);
      if (values !== undefined && all.length === 0) return values;
      const canBeCorrected = all.every(({ option }) => option !== 'name' && given[option] === undefined);
      if (this.questions === undefined || !canBeCorrected) throw new UsageError(describe(all));
      answers = await this.questions.correct(pattern, name, answers, all);
    }
  }

  /** What options say; those that the pattern makes no use of are refused. */
  private given(id: string, pattern: Pattern): Answers {
    const given = (Object.keys(ANSWERS) as AnswerName[]).flatMap((option) => {
      const value = this.args.text(option);
      return value === undefined ? [] : [[option, value] as const];
    });
    const useless = given.map(([option]) => option).filter((option) => !pattern.answers.includes(option));
    if (useless.length > 0) {
      const known = pattern.answers.map((option) => `--${option}`).join(', ');
      throw new UsageError(`${id} has no use for ${useless.map((option) => `--${option}`).join(', ')}. It takes ${known}.`);
    }
    return Object.fromEntries(given);
  }

  private make(id: string, values: Values, directory: string, shown: string): string {
    const files = scaffoldApp(id, values, this.packageManager);
    writeDirectory(directory, shown, files);
    const enter = directory === this.io.directory ? [] : [`  cd ${shellWord(shown)}`];
    const run = this.packageManager;
    return [
      `Made ${values.name} (${id}) in ${shown}: ${files.size} files.`,
      '',
      ...enter,
      `  ${run} install`,
      `  ${run} test`,
      `  ${run} run synth`,
      '',
    ]
      .join('\n')
      .concat('\nREADME.md says what to look at before it is deployed.\n');
  }

  private add(id: string, values: Values, directory: string, shown: string): string {
    const files = scaffoldChart(id, values);
    const { main, lines, missing } = planAddition(directory, shown, values.name, files);
    addFiles(directory, shown, files, main === undefined ? undefined : ['main.ts', main]);
    const added = [...files.keys()].map((path) => `  ${path}\n`).join('');
    const by =
      main === undefined
        ? `\nAdd to the app:\n\n${lines.map((line) => `  ${line}\n`).join('')}`
        : `  main.ts (the chart is part of the app)\n`;
    const install = missing.length === 0 ? '' : `\nThe app does not have these packages yet: ${missing.join(', ')}\n`;
    return `Added ${values.name} (${id}) to ${shown}:\n\n${added}${by}${install}`;
  }
}

function describe(problems: readonly Problem[]): string {
  const lines = problems.map(({ option, text }) => `  --${option}: ${text}\n`);
  return `${problems.length === 1 ? '1 problem' : `${problems.length} problems`}, so nothing was written:\n${lines.join('')}`.trimEnd();
}

/** A path as a shell takes it. */
function shellWord(text: string): string {
  return /^[\w./@:+-]+$/.test(text) && !text.startsWith('-') ? text : `'${text.replace(/'/g, "'\\''")}'`;
}
