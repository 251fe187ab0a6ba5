import { Measurement } from './measured';
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

/** The page that the docs quote. Of experiments that were not run, what stood there before stays. */
export function page(results: PageResults, kubernetes: string, before: string, names: readonly string[]): string {
  const notOf = (note: string) =>
    names.some((name) => note.startsWith(`${name}: `)) && !results.experiments.some((name) => note.startsWith(`${name}: `));
  const notes = [...notesOf(before).filter(notOf), ...results.notes].sort().map((note) => `- ${note}`);
  const measured = [...rowsOf(before).filter(({ what }) => !results.measured.some((other) => other.what === what)), ...results.measured];
  return `# Measured times

<!-- made by \`npm run test:kubelet -- --write\` -->

What [\`npm run test:kubelet\`](kubelet.md) has measured, on ${kubernetes} and a machine of few processors that was busy. They tell the order of a time, not its limit: the test fails
only where something takes many times what is to be expected.

${table({ measured })}

Besides, it saw:

${notes.join('\n')}
`;
}

/** What is written of a run, and which experiments it was. */
export interface PageResults extends Pick<SessionResults, 'measured' | 'notes'> {
  readonly experiments: readonly string[];
}

const rowsOf = (text: string): Measurement[] =>
  text.split('\n').flatMap((line) => {
    const [, what, time, promise] = /^\| (.*?) +\| ([\d.]+) s +\| (.*?) +\|$/.exec(line) ?? [];
    return what === undefined ? [] : [{ what, seconds: Number(time), promise, limit: Infinity }];
  });

const notesOf = (text: string): string[] => [...text.matchAll(/^- (.*)$/gm)].map(([, note]) => note);

/** The times of the page, by what was measured. */
export const timesOf = (text: string): Map<string, string> =>
  new Map(rowsOf(text).map(({ what, seconds: value }) => [what, seconds(value)]));

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
