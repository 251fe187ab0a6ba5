import { MOST_COUNT } from './actions';
import { FieldProblem } from './field-problem';

/** How Pods of a Deployment are replaced: numbers of Pods, or percentages. */
export interface RollingUpdateAmounts {
  readonly maxSurge?: unknown;
  readonly maxUnavailable?: unknown;
}

/** What is wrong with how Pods are replaced. */
export function rollingUpdateProblems({ maxSurge, maxUnavailable }: RollingUpdateAmounts): FieldProblem[] {
  const found: FieldProblem[] = [];
  for (const [field, value] of Object.entries({ maxSurge, maxUnavailable })) {
    if (value !== undefined && !isAmount(value)) found.push({ field, value, remedy: 'Give a whole number of Pods, or whole percents.' });
  }
  const percents = typeof maxUnavailable === 'string' && isAmount(maxUnavailable) ? Number(maxUnavailable.slice(0, -1)) : 0;
  if (percents > 100) {
    found.push({ field: 'maxUnavailable', value: maxUnavailable, remedy: 'No more than all Pods can be away: use 100 % at most.' });
  }
  return found;
}

function isAmount(value: unknown): boolean {
  if (typeof value === 'string') return /^[0-9]{1,9}%$/.test(value);
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST_COUNT;
}
