import { SessionResults } from './session';

const seconds = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} s`;

/** The times of a run as a table in Markdown, in an order that does not depend on which experiment was faster. */
export function table({ measured }: Pick<SessionResults, 'measured'>): string {
  const sorted = [...measured].sort((one, other) => one.what.localeCompare(other.what, 'en'));
  const rows = sorted.map(({ what, seconds: value, promise }) => [what, seconds(value), promise]);
  const all = [['what', 'measured', 'what to expect'], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column].length)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const [head, ...body] = all;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}

/** The page that the docs quote. */
export function page(results: SessionResults, kubernetes: string): string {
  const notes = [...results.notes].sort().map((note) => `- ${note}`);
  return `# Measured times

<!-- made by \`npm run test:kubelet -- --write\` -->

What [\`npm run test:kubelet\`](kubelet.md) has measured, on ${kubernetes} and a machine of few processors that was busy. They tell the order of a time, not its limit: the test fails
only where something takes many times what is to be expected.

${table(results)}

Besides, it saw:

${notes.join('\n')}
`;
}

/** The times of the page, by what was measured. */
export function timesOf(text: string): Map<string, string> {
  const rows = text.split('\n').map((line) => /^\| (.*?) +\| ([\d.]+ s) +\|/.exec(line));
  return new Map(rows.flatMap((row) => (row === null ? [] : [[row[1], row[2]]])));
}

/** A time that another page quotes, as in \`12 s<!-- postgres: server killed -->\`. */
const QUOTED = /([\d.]+ s)<!-- (.*?) -->/g;

/** A page with the times that it quotes as they were measured; fails where one is of nothing that is measured. */
export function withTimes(text: string, times: ReadonlyMap<string, string>): string {
  return text.replace(QUOTED, (_, _old: string, what: string) => {
    const time = times.get(what);
    if (time === undefined) throw new Error(`"${what}" is quoted, and not measured. There are:\n${[...times.keys()].join('\n')}`);
    return `${time}<!-- ${what} -->`;
  });
}
