import { spawnSync } from 'child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Finding, Level, LEVELS } from '../../src/checks';
import { endFor } from '../wrong-arguments';
import { drawn } from './drawn';
import { parseOptions } from './options';

/*
 * Checks a folder of YAML of others, such as clones of public repositories, one of its folders after the other, as their users would.
 *
 *   npm run corpus DIR -- [--sample N] [--seed S] [--level LEVEL] [--rule RULE]
 *
 * Prints the findings of each rule, the exit codes, the time and the memory; and a sample of findings, to be judged: would a senior engineer
 * accept them in a review? The same seed draws the same ones.
 */

const MAIN = join(__dirname, '..', '..', 'lib', 'cli', 'main.js');

/** The command, which at its end writes down what it took. */
const PROGRAM = `
const { writeFileSync } = require('node:fs');
const [main, usage, ...words] = process.argv.slice(1);
process.argv = [process.argv[0], main, ...words];
process.on('exit', () => {
  const { user } = process.cpuUsage();
  writeFileSync(usage, JSON.stringify({ seconds: user / 1e6, mebibytes: process.resourceUsage().maxRSS / 1024 }));
});
require(main);
`;

interface Report {
  readonly summary: { readonly objects: number; readonly notChecked: number };
  readonly findings: readonly Finding[];
}

interface Checked extends Report {
  readonly folder: string;
  readonly exit: number | null;
  readonly seconds: number;
  readonly mebibytes: number;
}

function checkFolder(folder: string, work: string): Checked {
  const [usage, output] = ['usage.json', 'report.json'].map((name) => join(work, name));
  const words = ['check', folder, '--format', 'json', '--output', output];
  const { status, stderr } = spawnSync(process.execPath, ['-e', PROGRAM, MAIN, usage, ...words], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  try {
    return { folder, exit: status, ...(JSON.parse(readFileSync(output, 'utf8')) as Report), ...JSON.parse(readFileSync(usage, 'utf8')) };
  } catch (cause) {
    throw new Error(`The check of ${folder} ended with ${status}, and wrote no report:\n${stderr.slice(0, 2000)}`, { cause });
  } finally {
    for (const file of [usage, output]) rmSync(file, { force: true });
  }
}

/** The folders in a folder; the folder itself, where there are files in it. */
function foldersOf(directory: string): string[] {
  const entries = readdirSync(directory, { withFileTypes: true }).filter(({ name }) => !name.startsWith('.'));
  return entries.every((entry) => entry.isDirectory()) ? entries.map(({ name }) => join(directory, name)).sort() : [directory];
}

function table(findings: readonly Finding[]): string[] {
  const counts = new Map<string, Record<Level, number>>();
  for (const { rule, level } of findings) {
    const row = counts.get(rule) ?? { error: 0, warning: 0, info: 0 };
    row[level] += 1;
    counts.set(rule, row);
  }
  const rows = [...counts].sort(([, one], [, other]) => other.error - one.error || other.warning - one.warning || other.info - one.info);
  return [
    `${'rule'.padEnd(44)}${LEVELS.map((level) => level.padStart(9)).join('')}`,
    ...rows.map(([rule, row]) => `${rule.padEnd(44)}${LEVELS.map((level) => String(row[level]).padStart(9)).join('')}`),
  ];
}

function main(): void {
  const { sample, seed, rule, level: only, directory } = parseOptions(process.argv.slice(2), process.env);
  const work = mkdtempSync(join(tmpdir(), 'corpus-'));
  try {
    const checked = foldersOf(directory).map((folder) => checkFolder(folder, work));
    const findings = checked.flatMap((one) => one.findings);
    const sum = (of: (one: Checked) => number) => checked.reduce((total, one) => total + of(one), 0);
    const exits = new Map<number | null, number>();
    for (const { exit } of checked) exits.set(exit, (exits.get(exit) ?? 0) + 1);
    const lines = [
      ...table(findings),
      '',
      `${checked.length} folders, ${sum(({ summary }) => summary.objects)} objects, ${findings.length} findings, ${sum(({ summary }) => summary.notChecked)} problems of input`,
      `exit codes: ${[...exits].map(([exit, count]) => `${exit} in ${count}`).join(', ')}`,
      `${sum(({ seconds }) => seconds).toFixed(1)} s of processor, at most ${Math.max(...checked.map(({ mebibytes }) => mebibytes)).toFixed(0)} MiB for one folder`,
    ];
    const judged = findings.filter((finding) => (rule ?? finding.rule) === finding.rule && (only ?? finding.level) === finding.level);
    for (const finding of drawn(judged, sample, seed)) {
      lines.push(
        '',
        `${finding.level} ${finding.rule}: ${finding.object?.kind} ${finding.object?.name}`,
        `  ${finding.file}:${finding.line}`,
      );
      lines.push(`  ${finding.cause}`, `  ${finding.remedy}`);
    }
    process.stdout.write(`${lines.join('\n')}\n`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

try {
  main();
} catch (error) {
  endFor(error);
}
