import { Finding, Level } from '../finding';
import { formatRef } from '../object';
import { InputProblem } from '../input-problem';
import { RULE_PAGES, rulePage } from '../rule-page';
import { Checked, count, formatCounts, placeOf, printable, UnknownKind, unknownKinds } from './checked';
import { Paint } from './paint';
import { SecretLines } from './secret-lines';

export interface HumanOptions {
  /** Whether to colour. */
  readonly color: boolean;
  /** The lines of a file that was checked; undefined where they cannot be shown. */
  readonly sourceOf: (file: string) => readonly string[] | undefined;
}

/** Lines of context before and after the one that is meant. */
const CONTEXT = 1;

const LONGEST_LINE = 160;

const MARKS: Readonly<Record<Level, 'red' | 'yellow' | 'blue'>> = { error: 'red', warning: 'yellow', info: 'blue' };

/** The findings for a person at a terminal, each with the lines of its file. */
export function formatHuman(checked: Checked, options: HumanOptions): string {
  const paint = new Paint(options.color);
  const { result, problems, notes = [], manifests } = checked;
  const secrets = new SecretLines(manifests, result.findings);
  const blocks = result.findings.map((finding) => describe(finding, paint, options, secrets));
  const left = notes.map((note) => `${paint.in('blue', 'note')}: ${formatProblem(note)}`).join('\n');
  return [...blocks, ...(left === '' ? [] : [left]), ...problemLines(problems, paint), summary(checked, paint)]
    .map((block) => `${block}\n`)
    .join('\n');
}

/** What could not be checked, one line for each. */
export function formatProblem({ file, line, message }: InputProblem): string {
  return printable([placeOf({ file, line }), message].filter((part) => part !== undefined).join(': '));
}

function describe(finding: Finding, paint: Paint, options: HumanOptions, secrets: SecretLines): string {
  const { rule, level, object, cause, remedy } = finding;
  const place = placeOf(finding);
  return [
    `${paint.bold(paint.in(MARKS[level], level))} ${paint.bold(rule)}${object === undefined ? '' : `: ${printable(formatRef(object))}`}`,
    ...(place === undefined ? [] : [`  ${paint.in('cyan', 'at')} ${printable(place)}`]),
    ...excerpt(finding, paint, options, secrets),
    `  ${printable(cause)}`,
    `  ${paint.in('green', 'Fix:')} ${printable(remedy)}`,
  ].join('\n');
}

function excerpt({ file, line, level }: Finding, paint: Paint, { sourceOf }: HumanOptions, secrets: SecretLines): string[] {
  if (file === undefined || line === undefined) return [];
  const lines = sourceOf(file);
  if (lines === undefined || line > lines.length) return [];
  const from = Math.max(1, line - CONTEXT);
  const to = Math.min(lines.length, line + CONTEXT);
  const width = String(to).length;
  return lines.slice(from - 1, to).map((_, index) => {
    const number = from + index;
    const text = secrets.mask(file, number, lines);
    const isMeant = number === line;
    const shown = `${String(number).padStart(width)} | ${shorten(printable(text.replace(/\r$/, '')))}`.trimEnd();
    return isMeant ? `  ${paint.in(MARKS[level], '>')} ${paint.bold(shown)}` : `    ${paint.dim(shown)}`;
  });
}

function shorten(text: string): string {
  return text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE - 1)}…` : text;
}

function problemLines(problems: readonly InputProblem[], paint: Paint): string[] {
  if (problems.length === 0) return [];
  const lines = problems.map((problem) => `  ${formatProblem(problem)}`);
  return [[`${paint.bold(paint.in('red', 'not checked'))}: ${count(problems.length, 'problem')}`, ...lines].join('\n')];
}

function summary({ result, manifests, problems }: Checked, paint: Paint): string {
  const { findings, acknowledged, counts } = result;
  // What was not read must not look like a clean result.
  if (manifests.length === 0 && problems.length > 0 && findings.length === 0) return paint.bold('Nothing was checked.');
  const found = findings.length === 0 ? paint.in('green', 'No findings') : `${count(findings.length, 'finding')} (${formatCounts(counts)})`;
  const known = acknowledged.length === 0 ? '' : ` ${acknowledged.length} acknowledged.`;
  const rules = [...new Set(findings.map(({ rule }) => rule))];
  const more =
    rules.length === 0
      ? ''
      : `\n${paint.dim(`Why, and what to write instead: cdk8s-storage explain ${rules.length === 1 ? rules[0] : 'RULE'}, or ${rules.length === 1 ? rulePage(rules[0]) : RULE_PAGES}`)}`;
  const unknown = unknownKinds(manifests);
  const notKnown = unknown.reduce((sum, { objects }) => sum + objects, 0);
  return `${paint.bold(`${found} in ${count(manifests.length - notKnown, 'object')}.`)}${known}${notKnownText(unknown, notKnown)}${more}`;
}

/** So many kinds are named; the JSON has all. */
const MOST_KINDS = 5;

function notKnownText(unknown: readonly UnknownKind[], objects: number): string {
  if (objects === 0) return '';
  const kinds = [...new Set(unknown.map(({ kind }) => kind))];
  const named = kinds.slice(0, MOST_KINDS).map(printable);
  const others = kinds.length - named.length;
  const names = [...named, ...(others > 0 ? [`${others} more`] : [])].join(', ');
  const what = objects === 1 ? 'is of a kind' : `are of ${kinds.length === 1 ? 'a kind' : 'kinds'}`;
  return `\n${count(objects, 'object')} not checked, since ${objects === 1 ? 'it' : 'they'} ${what} that no rule knows: ${names}.`;
}
