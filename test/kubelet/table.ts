import { SessionResults } from './session';

/** The times of a run, and what else is to be said of it, as a table in Markdown. */
export function table({ measured, notes }: Pick<SessionResults, 'measured' | 'notes'>): string {
  const rows = measured.map(({ what, seconds, promise }) => [what, `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`, promise]);
  const all = [['what', 'measured', 'promised'], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column].length)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const [head, ...body] = all;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line), '', ...notes].join('\n');
}
