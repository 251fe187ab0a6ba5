import { execFileSync } from 'child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'fs';
import { join, relative } from 'path';
import { parseAllDocuments } from 'yaml';

/*
 * Synthesizes every example, as its user would, with the cdk8s CLI and lists what was made.
 */

const root = join(__dirname, '..');
const output = join(root, 'dist', 'examples');
const cdk8s = join(root, 'node_modules', '.bin', 'cdk8s');

const names = readdirSync(__dirname)
  .filter((name) => existsSync(join(__dirname, name, 'cdk8s.yaml')))
  .sort();

const rows = names.map((name) => {
  const directory = join(output, name);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  execFileSync(cdk8s, ['synth', '--check-upgrade=false', '--output', directory], {
    cwd: join(__dirname, name),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const files = readdirSync(directory).map((file) => join(directory, file));
  const text = files.map((file) => readFileSync(file, 'utf8'));
  const kinds = text.flatMap((yaml) => parseAllDocuments(yaml).map((document) => String(document.get('kind'))));
  return {
    example: name,
    objects: kinds.length,
    kinds: [...new Set(kinds)].join(', '),
    lines: text.join('').split('\n').length,
    kilobytes: (files.reduce((sum, file) => sum + statSync(file).size, 0) / 1000).toFixed(1),
  };
});

const columns = ['example', 'objects', 'lines', 'kilobytes', 'kinds'] as const;
const table = [columns, ...rows.map((row) => columns.map((column) => String(row[column])))];
const widths = columns.map((_, index) => Math.max(...table.map((row) => row[index].length)));
for (const row of table) {
  console.log(
    row
      .map((cell, index) => cell.padEnd(widths[index]))
      .join('  ')
      .trimEnd(),
  );
}
console.log(`\n${rows.length} examples in ${relative(process.cwd(), output)}/`);
