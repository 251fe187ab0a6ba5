import { isKnownKind } from '../../facts/operators/known-kinds';
import { groupBy } from '../../util/group-by';
import { Finding, Level, LEVELS } from '../finding';
import { Manifest } from '../manifest';
import { InputProblem } from '../input-problem';
import { CheckResult } from '../run';

/** The least level that makes checks fail; `never` where findings are only told. */
export type FailOn = Level | 'never';

export const FAIL_ON: readonly FailOn[] = [...LEVELS, 'never'];

/** What was checked and what came out: all that a format shows. */
export interface Checked {
  readonly manifests: readonly Manifest[];
  /** What could not be read, and so was not checked. */
  readonly problems: readonly InputProblem[];
  /** What was left out, and what to do about it. */
  readonly notes?: readonly InputProblem[];
  readonly result: CheckResult;
  readonly failOn: FailOn;
}

/** Whether a finding of a level makes the checks fail. */
export function fails(level: Level, failOn: FailOn): boolean {
  return failOn !== 'never' && LEVELS.indexOf(level) <= LEVELS.indexOf(failOn);
}

/** Whether any finding makes the checks fail. */
export function hasFailed({ result, failOn }: Checked): boolean {
  return result.findings.some(({ level }) => fails(level, failOn));
}

/** Objects of one kind that no rule knows: what they store, if anything, was not checked. */
export interface UnknownKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly objects: number;
}

/** The kinds of objects that no rule knows, those with the most objects first. */
export function unknownKinds(manifests: readonly Manifest[]): readonly UnknownKind[] {
  const groups = groupBy(
    manifests.filter(({ type }) => !isKnownKind(type)),
    ({ apiVersion, kind }) => `${apiVersion} ${kind}`,
  );
  return [...groups.values()]
    .map((objects) => ({ apiVersion: objects[0].apiVersion, kind: objects[0].kind, objects: objects.length }))
    .sort((one, other) => other.objects - one.objects || (one.kind < other.kind ? -1 : 1));
}

/** Where a finding is, as people write it: file and line, or construct; the object as a whole has no place of its own. */
export function placeOf({ file, line, constructPath }: Pick<Finding, 'file' | 'line' | 'constructPath'>): string | undefined {
  if (file !== undefined) return line === undefined ? file : `${file}:${line}`;
  return constructPath;
}

/** A number of things in words. */
export function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount} ${amount === 1 ? one : many}`;
}

/** `2 errors, 1 warning`; empty where there is nothing. */
export function formatCounts(counts: Readonly<Record<Level, number>>): string {
  const names: Record<Level, [string, string]> = { error: ['error', 'errors'], warning: ['warning', 'warnings'], info: ['info', 'infos'] };
  return LEVELS.filter((level) => counts[level] > 0)
    .map((level) => count(counts[level], ...names[level]))
    .join(', ');
}

/** A text of a manifest for a terminal or a log: its control characters would move the cursor, colour the screen or forge lines. */
export function printable(text: string): string {
  return text.replace(
    // eslint-disable-next-line no-control-regex -- these are the ones
    /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
