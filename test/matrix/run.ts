import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isFull } from '../full';
import { admit } from './admit';
import { moduleOf, placesOfApi } from './api';
import { checkDocs, reportValues } from './api-values';
import { AppRun, runBeside } from './beside';
import { problemsOfDocs } from './docs';
import { pack } from './fresh-apps';
import { welcomeNewcomer } from './newcomer';
import { PLUS_VERSIONS } from './packages';
import { idleRefusals, judge, Verdict } from './results';
import { problemsOf, tableOf } from './table';
import { referenceOf, targetsBeside } from './targets';

/*
 * The matrix: every make of workload, and all that can be done to one.
 *
 *   tsx test/matrix/run.ts [--if-available] [--update]
 *
 * Each cell is compiled by its user's compiler against the packed tarball, in an app outside this repository; synthesized by App and
 * FleetApp; compared with the same cell of cdk8s-plus-27; and sent to an API server. Then values of each version are put wherever the API
 * takes something of cdk8s-plus; --update writes into the docs what has to come from version 27. At last a newcomer follows docs/existing-app.md. FULL=1 takes every kind of every make and
 * the oldest server besides the newest. Wants Node and npm, and Go for the servers: --if-available says where there is none, and passes.
 */

const [ifAvailable, isUpdate] = ['--if-available', '--update'].map((flag) => process.argv.includes(flag));
const work = mkdtempSync(join(tmpdir(), 'matrix-'));
process.once('exit', () => rmSync(work, { recursive: true, force: true }));
const say = (...lines: readonly string[]) => process.stdout.write(`${lines.join('\n')}\n`);

async function main(): Promise<boolean> {
  const tarball = await pack(work);
  const places = placesOfApi();
  const apps: AppRun[] = [];
  for (const plus of PLUS_VERSIONS) apps.push(await runBeside(plus, targetsBeside(plus, isFull), moduleOf(places), tarball));
  const problems = [cellProblems(await judgeAll(apps)), ...idleRefusals(apps.flatMap(({ runs }) => runs)), ...strayErrors(apps)];

  const {
    summary,
    problems: wrong,
    list,
  } = reportValues(
    places,
    apps.map(({ plus, compiled, values }) => ({ plus, compiled, run: values })),
  );
  say('', summary);
  problems.push(...apps.flatMap(({ compiled, examples }) => problemsOfDocs(compiled, examples)));
  problems.push(...wrong, (await checkDocs(list, isUpdate)) ?? '');

  say(await welcomeNewcomer(work, tarball));
  const found = problems.filter((problem) => problem !== '');
  if (found.length > 0) say('', ...found);
  return found.length === 0;
}

async function judgeAll(apps: readonly AppRun[]): Promise<Verdict[]> {
  const runs = new Map(apps.flatMap((app) => app.runs.map((run) => [run.name, run] as const)));
  const verdicts = apps.flatMap(({ targets, compiled }) =>
    targets.flatMap((target) => judge(target, runs.get(target.name)!, runs.get(referenceOf(target))!, compiled)),
  );
  const targets = apps.flatMap((app) => app.targets);
  return [...verdicts, ...(await admit(targets, runs, { isFull, ifAvailable }))];
}

function cellProblems(verdicts: readonly Verdict[]): string {
  say(tableOf(verdicts));
  return problemsOf(verdicts);
}

/** What the compiler says outside of any cell, in how many files. */
function strayErrors(apps: readonly AppRun[]): string[] {
  const all = apps.flatMap(({ compiled }) => compiled.errors.get('') ?? []);
  const texts = all.map((line) => line.replace(/^.*?: error/, 'error'));
  return [...new Set(texts)].map((text) => {
    const lines = all.filter((line) => line.endsWith(text));
    return `the compiler says in ${lines.length} files, outside of any cell: ${lines[0]}`;
  });
}

// An exit runs what was registered to clean up; an unhandled signal would not.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    process.stderr.write(`ended by ${signal}\n`);
    process.exit(1);
  });
}

main().then(
  (passed) => {
    process.exitCode = passed ? 0 : 1;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  },
);
