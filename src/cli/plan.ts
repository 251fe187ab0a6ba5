import { Effect, EFFECTS, LOUD_EFFECTS } from '../facts/data-changes';
import { Deployer, DEPLOYERS } from '../facts/deployers';
import { NEWEST_MINOR, OLDEST_MINOR } from '../facts/kubernetes/update-rules';
import { formatProblem } from '../checks/formats/human';
import { planHuman } from '../plan/formats/human';
import { planJson } from '../plan/formats/json';
import { planMarkdown } from '../plan/formats/markdown';
import { hasFailed, Planned } from '../plan/formats/planned';
import { planSarif } from '../plan/formats/sarif';
import { PlanContext, planIn } from '../plan';
import { changeRunbooks } from '../runbooks/changes/find';
import { didYouMean } from '../util/did-you-mean';
import type { Arguments } from './arguments';
import { readConfiguration } from './check';
import type { Command } from './command';
import { readSide } from './plan-input';
import { EXIT, Io, UsageError, wantsColor } from './io';
import { writeOutput } from './output';
import { runbookFiles, shownRunbook, writeFiles } from './runbook-files';
import { packageVersion } from './version';

const FORMATS = ['human', 'json', 'sarif', 'markdown'] as const;

/** Those that somebody has to look at before anything is applied. */
const FAIL_ON = LOUD_EFFECTS;

const VERSIONS = Array.from({ length: NEWEST_MINOR - OLDEST_MINOR + 1 }, (_, index) => `1.${OLDEST_MINOR + index}`);

export const PLAN: Command = {
  usage: 'plan OLD NEW',
  about: [
    'Says what a change of manifests does to the data: what the API server refuses, which workloads come up empty, what is deleted, what is at',
    'risk. OLD and NEW are files, directories, - for a pipe, or git:REF:PATH for what a revision has; OLD may be a dump of a cluster:',
    'kubectl get all,pvc,pv,sc,cm,secret -A -o yaml > live.yaml && cdk8s-storage plan live.yaml dist',
    '',
    'NEW is all that is wanted: what is not in it has gone, and --with says what becomes of that.',
    '',
    'Exit code: 0 nothing that fails, 1 effects that do, 2 something could not be read.',
  ].join('\n'),
  options: {
    kubernetes: { value: 'VERSION', values: VERSIONS, help: `The API server that is asked (default: ${VERSIONS.at(-1)!})` },
    with: { value: 'TOOL', values: DEPLOYERS, help: 'What applies the manifests (default: kubectl)' },
    format: { short: 'f', value: 'FORMAT', values: FORMATS, help: 'How the plan is written' },
    output: { short: 'o', value: 'FILE', help: 'Write it into a file' },
    'fail-on': {
      value: 'EFFECT,...',
      help: `The effects that give exit code 1, of ${EFFECTS.join(', ')}; or never (default: ${FAIL_ON.join(',')})`,
    },
    runbook: {
      value: 'DIRECTORY',
      help: 'Write NAME.sh and NAME.md for each change that is refused or detached and can be done with the data: scripts that change nothing without --apply',
    },
    namespace: { short: 'n', value: 'NAMESPACE', help: 'Where runbooks find objects that name no namespace (default: default)' },
    exclude: { value: 'GLOB', many: true, help: 'Leave out files and directories, such as charts or test/**; may be repeated' },
    config: { short: 'c', value: 'FILE', help: 'Read another configuration file' },
  },
  async run(args, io) {
    const [oldPath, nextPath, ...more] = args.positionals;
    if (oldPath === undefined || nextPath === undefined) {
      throw new UsageError('Name two: what is there, and what takes its place: plan OLD NEW.');
    }
    if (more.length > 0) {
      throw new UsageError(`${more.length + 2} are named, and two are compared. Put the files of each into a directory.`);
    }
    if (oldPath === '-' && nextPath === '-') throw new UsageError('There is one pipe. Give a file for one of both.');
    const failOn = readFailOn(args.text('fail-on'));
    const { config, problems } = readConfiguration(args, io);
    if (problems.length > 0) {
      for (const problem of problems) io.err(`${formatProblem(problem)}\n`);
      return EXIT.notChecked;
    }
    const exclude = [...(config.exclude ?? []), ...args.texts('exclude')];
    // An empty OLD is the first time that anything is applied, and an empty NEW takes all away: both have to be meant.
    const old = await readSide(oldPath, io, exclude);
    const next = await readSide(nextPath, io, exclude);
    const deployer = (args.text('with') ?? 'kubectl') as Deployer;
    const minor = Number((args.text('kubernetes') ?? VERSIONS.at(-1)!).slice(2));
    const context = new PlanContext(old.manifests, next.manifests, minor, deployer);
    const plan = planIn(context, config.acknowledgements);
    const runbooks = changeRunbooks(context, plan, { deployer, namespace: args.text('namespace') ?? 'default' });
    const planned: Planned = {
      plan,
      problems: [...old.problems, ...next.problems],
      notes: [...old.notes, ...next.notes],
      runbooks: runbooks.map(shownRunbook),
      failOn,
    };
    const directory = args.text('runbook');
    if (directory !== undefined) {
      writeFiles(runbooks.flatMap(runbookFiles), directory, io);
      if (runbooks.length === 0) io.err('no runbook: nothing of what is refused or detached can be done by one.\n');
    }
    const format = args.text('format') ?? 'human';
    writeOutput(render(planned, format, args, io), args.text('output'), io);
    if (format !== 'human' || args.text('output') !== undefined) {
      for (const problem of [...planned.problems, ...planned.notes]) io.err(`${formatProblem(problem)}\n`);
    }
    if (planned.problems.length > 0) return EXIT.notChecked;
    return hasFailed(planned) ? EXIT.findings : EXIT.clean;
  },
};

function readFailOn(text: string | undefined): readonly Effect[] {
  if (text === undefined) return FAIL_ON;
  if (text === 'never') return [];
  return text.split(',').map((word) => {
    const effect = word.trim();
    if (!(EFFECTS as readonly string[]).includes(effect)) {
      throw new UsageError(
        `--fail-on ${text}: ${effect === '' ? 'an effect is missing' : `there is no effect ${effect}`}. Use some of ${EFFECTS.join(', ')}, with commas between them, or never.${didYouMean(effect, EFFECTS)}`,
      );
    }
    return effect as Effect;
  });
}

function render(planned: Planned, format: string, args: Arguments, io: Io): string {
  switch (format) {
    case 'json':
      return planJson(planned);
    case 'sarif':
      return planSarif(planned, { version: packageVersion(), directory: io.directory });
    case 'markdown':
      return planMarkdown(planned);
    default:
      return planHuman(planned, { color: args.text('output') === undefined && wantsColor(io) });
  }
}
