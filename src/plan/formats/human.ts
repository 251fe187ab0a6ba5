import { Effect, EFFECT_MEANINGS, LOUD_EFFECTS } from '../../facts/data-changes';
import { groupBy } from '../../util/group-by';
import { count, placeOf, printable } from '../../checks/formats/checked';
import { formatProblem } from '../../checks/formats/human';
import { Paint } from '../../checks/formats/paint';
import { formatRef } from '../../checks/object';
import { Change } from '../change';
import { countsInWords, Planned, PlannedRunbook } from './planned';

export interface HumanOptions {
  /** Whether to colour. */
  readonly color: boolean;
}

const MARKS: Readonly<Record<Effect, 'red' | 'yellow' | 'blue' | 'green'>> = {
  destroyed: 'red',
  detached: 'red',
  refused: 'red',
  'at-risk': 'yellow',
  'new-only': 'blue',
  disruptive: 'blue',
  safe: 'green',
};

/** Objects with a quiet effect are named, so many of them. */
const MOST_NAMES = 20;

/** The plan for a person at a terminal: what is loud in full, the rest by name. */
export function planHuman({ plan, problems, notes, runbooks }: Planned, { color }: HumanOptions): string {
  const paint = new Paint(color);
  const told = plan.changes.filter(({ effect }) => LOUD_EFFECTS.includes(effect) || effect === 'new-only');
  const blocks = told.map((change) => describe(change, paint));
  const quiet = groupBy(
    plan.changes.filter(({ effect }) => effect === 'disruptive' || effect === 'safe'),
    ({ effect }) => effect,
  );
  for (const effect of ['disruptive', 'safe'] as const) {
    const changes = quiet.get(effect);
    if (changes !== undefined) blocks.push(names(effect, changes, paint));
  }
  blocks.push(...runbooks.slice(0, MOST_RUNBOOKS).map((runbook) => steps(runbook, paint)));
  if (runbooks.length > 0) blocks.push(script(runbooks, paint));
  for (const note of notes) blocks.push(`${paint.in('blue', 'note')}: ${formatProblem(note)}`);
  for (const { rule, by } of plan.unused) {
    blocks.push(
      `${paint.in('blue', 'note')}: The acknowledgement of ${printable(rule)} in ${printable(by)} has nothing to acknowledge. Remove it: it would hide the next change there.`,
    );
  }
  if (problems.length > 0) {
    blocks.push(
      [
        `${paint.bold(paint.in('red', 'not compared'))}: ${count(problems.length, 'problem')}`,
        ...problems.map((problem) => `  ${formatProblem(problem)}`),
      ].join('\n'),
    );
  }
  // Of nothing that was read nothing can be said.
  const isRead = problems.length === 0 || plan.objects.old + plan.objects.new > 0;
  return [...blocks, ...(isRead ? [summary(plan, paint, problems.length > 0)] : [])].map((block) => `${block}\n`).join('\n');
}

function describe(change: Change, paint: Paint): string {
  const { effect, id, object, pointer, was, becomes, cause, remedy, since } = change;
  const place = placeOf(change);
  const values =
    was === undefined && becomes === undefined
      ? ''
      : `: ${printable(String(was ?? 'nothing'))} → ${printable(String(becomes ?? 'nothing'))}`;
  return [
    `${paint.bold(paint.in(MARKS[effect], effect))} ${paint.bold(id)}: ${printable(formatRef(object))}`,
    ...(place === undefined ? [] : [`  ${paint.in('cyan', 'at')} ${printable(place)}`]),
    ...(pointer === '' && values === '' ? [] : [`  ${paint.dim(`${printable(pointer) || '/'}${values}`)}`]),
    `  ${printable(cause)}${since === undefined ? '' : ` (From Kubernetes ${since}.)`}`,
    ...(remedy === '' ? [] : [`  ${paint.in('green', 'Do:')} ${printable(remedy)}`]),
  ].join('\n');
}

function names(effect: Effect, changes: readonly Change[], paint: Paint): string {
  const objects = [...new Set(changes.map(({ object }) => printable(formatRef(object))))];
  const more = objects.length > MOST_NAMES ? `, and ${objects.length - MOST_NAMES} more` : '';
  return `${paint.bold(paint.in(MARKS[effect], effect))}: ${EFFECT_MEANINGS[effect]}\n  ${objects.slice(0, MOST_NAMES).join(', ')}${more}`;
}

/** So many are shown step by step; scripts are written of all. */
const MOST_RUNBOOKS = 5;

function steps({ title, object, steps: all }: PlannedRunbook, paint: Paint): string {
  const lines = all.flatMap((step, index) => [
    `  ${index + 1}. ${printable(step.title)}${step.optional === true ? ' (only where it is wanted)' : ''}`,
    ...(step.byHand === undefined ? [] : [`       ${printable(step.byHand)}`]),
    ...step.commands.flatMap((command) => command.split('\n').map((line) => `       ${paint.dim(printable(line))}`)),
  ]);
  return [`${paint.bold(paint.in('blue', 'runbook'))}: ${printable(title)} (${printable(formatRef(object))})`, ...lines].join('\n');
}

function script(runbooks: readonly PlannedRunbook[], paint: Paint): string {
  const more = runbooks.length > MOST_RUNBOOKS ? ` There are ${runbooks.length - MOST_RUNBOOKS} more.` : '';
  return `${paint.bold('Scripts')} of ${count(runbooks.length, 'runbook')}, which check first, stop where a check fails, and may be killed and run again: --runbook DIRECTORY.${more}`;
}

function summary({ counts, objects, acknowledged, changes }: Planned['plan'], paint: Paint, isPart: boolean): string {
  const nothing = isPart ? 'No object changes of those that could be read' : paint.in('green', 'No object changes');
  const text = changes.length === 0 ? nothing : countsInWords(counts);
  const known = acknowledged.length === 0 ? '' : ` ${acknowledged.length} acknowledged.`;
  return `${paint.bold(`${text}: ${count(objects.old, 'object')} before, ${objects.new} after.`)}${known}`;
}
