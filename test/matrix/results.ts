import { additionsTo, labelsOf, Manifest, objectsOf, withoutLabels } from './additions';
import { Compiled } from './compile';
import { referenceOf, Target } from './targets';

/*
 * What came of the cells of each target, and whether it is what has to come.
 */

/** What a program writes down of a cell. */
interface CellRun {
  readonly error?: string;
  readonly manifests?: readonly Manifest[];
  readonly isStable?: boolean;
  readonly isSameInFleet?: boolean;
}

interface RefusalRun {
  readonly when: 'call' | 'synthesis' | 'never';
  readonly message?: string;
}

export interface TargetRun {
  readonly name: string;
  /** Why its workload cannot be made. */
  readonly error?: string;
  readonly bare: readonly Manifest[];
  readonly cells: Readonly<Record<string, CellRun>>;
  readonly refusals: Readonly<Record<string, RefusalRun>>;
}

/** What is asked of each cell, in the order of the table. */
export const QUESTIONS = ['compiles', 'synthesizes', 'same in FleetApp', 'adds the same', 'refuses the same', 'accepted'] as const;
export type Question = (typeof QUESTIONS)[number];

export interface Verdict {
  readonly target: Target;
  readonly cell: string;
  readonly question: Question;
  /** Why not; undefined where it is as it has to be. */
  readonly problem?: string;
}

/** Answers all questions but those that an API server answers. */
export function judge(target: Target, run: TargetRun, reference: TargetRun, compiled: Compiled): Verdict[] {
  const verdicts: Verdict[] = [];
  const answer = (cell: string, question: Question, problem: string | undefined) => verdicts.push({ target, cell, question, problem });
  if (run.error !== undefined) answer('the workload', 'synthesizes', run.error);
  for (const [cell, made] of Object.entries(run.cells)) {
    answer(cell, 'compiles', compilerErrors(target, cell, compiled));
    answer(cell, 'synthesizes', made.error ?? (made.isStable ? undefined : 'it is not the same each time'));
    if (made.manifests === undefined) continue;
    answer(cell, 'same in FleetApp', made.isSameInFleet ? undefined : 'FleetApp writes other files');
    answer(cell, 'adds the same', differenceOf(additionsOf(run, made.manifests), reference, cell));
  }
  for (const [what, refused] of Object.entries(run.refusals)) {
    const errors = compilerErrors(target, what, compiled);
    answer(what, 'compiles', errors);
    const problem = refusalProblem(refused, reference.refusals[what], referenceOf(target)) ?? misnamed(target, refused.message);
    answer(what, 'refuses the same', problem);
  }
  return verdicts;
}

/** Refusals that no kind of workload of cdk8s-plus-27 gives: they test nothing. */
export function idleRefusals(runs: Iterable<TargetRun>): string[] {
  const references = [...runs].filter(({ name }) => name.startsWith('cdk8s-plus-27: '));
  const all = new Set(references.flatMap(({ refusals }) => Object.keys(refusals)));
  return [...all]
    .filter((what) => references.every(({ refusals }) => refusals[what].when === 'never'))
    .map((what) => `${what}: no kind of workload is refused it`);
}

function compilerErrors(target: Target, cell: string, { modules, errors }: Compiled): string | undefined {
  const found = modules.get(target.name)!.flatMap((module) => errors.get(`${module} ${cell}`) ?? []);
  return found.length === 0 ? undefined : found.join('\n');
}

function additionsOf(run: TargetRun, manifests: readonly Manifest[]) {
  const bare = objectsOf(run.bare);
  const labels = labelsOf(workloadIn(run));
  return additionsTo(
    objectsOf(withoutLabels(Object.values(bare), labels)),
    objectsOf(withoutLabels(Object.values(objectsOf(manifests)), labels)),
  );
}

/** The workload of a target: the last object called `web` that has Pods. */
function workloadIn({ name, bare }: TargetRun): Manifest {
  const kind = name.split(': ').at(-1);
  return objectsOf(bare)[`${kind} web`];
}

function differenceOf(own: Readonly<Record<string, unknown>>, reference: TargetRun, cell: string): string | undefined {
  if (Object.keys(own).length === 0) return 'it adds nothing';
  const manifests = reference.cells[cell]?.manifests;
  if (manifests === undefined) return `there is no ${reference.name} to compare with`;
  const theirs = additionsOf(reference, manifests);
  const paths = [...new Set([...Object.keys(theirs), ...Object.keys(own)])].sort();
  const lines = paths.flatMap((path) => {
    const [here, there] = [own[path], theirs[path]].map(canonical);
    return here === there ? [] : [`${path}: ${here}, and in ${reference.name} ${there}`];
  });
  return lines.length === 0 ? undefined : lines.join('\n');
}

/** The text of a value, whatever the order of its keys. */
function canonical(value: unknown): string {
  if (value === undefined) return 'nothing';
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([one], [other]) => (one < other ? -1 : 1)))
      : item,
  );
}

function refusalProblem(own: RefusalRun, reference: RefusalRun | undefined, name: string): string | undefined {
  const [here, there] = [own, reference].map((refusal) => `${refusal?.when}: ${normalize(refusal?.message ?? '')}`);
  if (here !== there) return `${here}\n  and in ${name}\n${there}`;
  return own.when === 'never' || own.message!.startsWith('InvalidPropsError: ') || own.message!.includes('Validation failed')
    ? undefined
    : `it is no refusal of ours: ${own.message}`;
}

/** A message without what differs by right: where the workload stands, and what the construct is that has no Pods. */
function normalize(message: string): string {
  return message.replace(/shop\/(app|web|service)\b[\w/-]*/g, 'shop/given').replace(NO_PODS, '. It has no Pods');
}

const NO_PODS = /\. (?<given>(?:An?|The) .*) has no Pods\b/;

/** What a construct without Pods is called, where it is called otherwise than its user knows it. */
function misnamed({ make }: Target, message: string | undefined): string | undefined {
  const given = NO_PODS.exec(message ?? '')?.groups?.given;
  const known = make.service.replace('VERSION', String(make.plus));
  return given === undefined || given === known ? undefined : `it is called "${given}", and not "${known}"`;
}
