import { Question, QUESTIONS, Verdict } from './results';

/*
 * Counts of a run, for people.
 */

/** A table of counts, a line for each way to make a workload. */
export function tableOf(verdicts: readonly Verdict[]): string {
  const makes = [...new Set(verdicts.map(({ target }) => target.make.title))];
  const rows = makes.map((title) => {
    const own = verdicts.filter(({ target }) => target.make.title === title);
    return [title, String(new Set(own.map(({ target }) => target.name)).size), ...QUESTIONS.map((question) => countOf(own, question))];
  });
  return format([
    ['workload', 'kinds', ...QUESTIONS],
    ...rows,
    ['all', String(new Set(verdicts.map(({ target }) => target.name)).size), ...QUESTIONS.map((question) => countOf(verdicts, question))],
  ]);
}

function countOf(verdicts: readonly Verdict[], question: Question): string {
  const asked = verdicts.filter((verdict) => verdict.question === question);
  if (asked.length === 0) return '-';
  const good = asked.filter(({ problem }) => problem === undefined).length;
  return good === asked.length ? String(good) : `${good} of ${asked.length}`;
}

function format(rows: ReadonlyArray<readonly string[]>): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) => row.map((text, column) => (column === 0 ? text.padEnd(widths[0]) : text.padStart(widths[column]))).join('  '))
    .join('\n');
}

const MOST_SHOWN = 40;

/** What is not as it has to be; the same problem of several targets once. */
export function problemsOf(verdicts: readonly Verdict[]): string {
  const groups = new Map<string, string[]>();
  for (const { target, cell, question, problem } of verdicts) {
    if (problem === undefined) continue;
    const key = `${cell}, ${question}:\n${problem.replace(/^/gm, '    ')}`;
    groups.set(key, [...(groups.get(key) ?? []), target.name]);
  }
  const shown = [...groups]
    .slice(0, MOST_SHOWN)
    .map(([key, names]) => `  ${key}\n    in ${names.length} targets: ${names.slice(0, 4).join('; ')}`);
  const rest = groups.size > MOST_SHOWN ? [`  and ${groups.size - MOST_SHOWN} more`] : [];
  return [...shown, ...rest].join('\n');
}
