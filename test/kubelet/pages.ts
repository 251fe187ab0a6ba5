import { execFileSync } from 'child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { EXPERIMENTS } from './experiments';
import { page, PageResults, timesOf, withTimes } from './table';

const root = join(__dirname, '..', '..');

/** The times that other pages quote. */
export const TIMES = join(root, 'docs', 'measured-times.md');

/** The pages that may quote them. */
export const quotingPages = (): string[] => [
  join(root, 'README.md'),
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(root, 'docs', name))
    .filter((file) => file !== TIMES),
];

/** Writes the page of times anew, and what other pages quote of it. */
export function writePages(results: PageResults, kubernetes: string): void {
  const text = page(
    results,
    kubernetes,
    existsSync(TIMES) ? readFileSync(TIMES, 'utf8') : '',
    EXPERIMENTS.map(({ name }) => name),
  );
  writeFileSync(TIMES, text);
  const times = timesOf(text);
  for (const file of quotingPages()) {
    const before = readFileSync(file, 'utf8');
    const after = withTimes(before, times);
    if (after !== before) writeFileSync(file, after);
  }
  // Columns of tables may be wider now.
  execFileSync(process.execPath, [require.resolve('prettier/bin/prettier.cjs'), '--log-level=warn', '--write', TIMES, ...quotingPages()]);
}
