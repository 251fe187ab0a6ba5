import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { admit } from './admit';
import { compile } from './compile';
import { makeApp, pack, run } from './fresh-apps';
import { packagesBeside, PLUS_VERSIONS, PlusVersion } from './packages';
import { judge, TargetRun, Verdict } from './results';
import { problemsOf, tableOf } from './table';
import { referenceOf, Target, targetsBeside } from './targets';

/*
 * The matrix: every make of workload, and all that can be done to one.
 *
 *   tsx test/matrix/run.ts [--if-available]
 *
 * Each cell is compiled by its user's compiler against the packed tarball, in an app outside this repository; synthesized by App and
 * FleetApp; compared with the same cell of cdk8s-plus-27; and sent to an API server. FULL=1 takes every kind of every make and the oldest
 * server besides the newest. Wants Node and npm, and Go for the servers: --if-available says where there is none, and passes.
 */

const isFull = process.env.FULL === '1';
const ifAvailable = process.argv.includes('--if-available');
const work = mkdtempSync(join(tmpdir(), 'matrix-'));
process.once('exit', () => rmSync(work, { recursive: true, force: true }));

interface Group {
  readonly targets: readonly Target[];
  readonly compiled: Awaited<ReturnType<typeof compile>>;
  readonly runs: readonly TargetRun[];
}

async function runBeside(plus: PlusVersion, tarball: string): Promise<Group> {
  const targets = targetsBeside(plus, isFull);
  const app = await makeApp(packagesBeside(plus), tarball);
  const compiled = await compile(app, plus, targets);
  const [list, results, temporary] = ['targets.json', 'results.json', 'tmp'].map((name) => join(app, name));
  writeFileSync(list, JSON.stringify(targets.map(({ name }) => ({ name, modules: compiled.modules.get(name) }))));
  mkdirSync(temporary);
  await run(app, process.execPath, [join(compiled.directory, 'driver.js'), list, results], { TMPDIR: temporary });
  return { targets, compiled, runs: JSON.parse(readFileSync(results, 'utf8')) as TargetRun[] };
}

async function main(): Promise<boolean> {
  const tarball = await pack(work);
  const groups: Group[] = [];
  for (const plus of PLUS_VERSIONS) groups.push(await runBeside(plus, tarball));
  const runs = new Map(groups.flatMap(({ runs: some }) => some.map((each) => [each.name, each] as const)));
  const verdicts: Verdict[] = groups.flatMap(({ targets, compiled }) =>
    targets.flatMap((target) => judge(target, runs.get(target.name)!, runs.get(referenceOf(target))!, compiled)),
  );
  const stray = groups.flatMap(({ compiled }) => compiled.errors.get('') ?? []);
  const targets = groups.flatMap((group) => group.targets);
  verdicts.push(...(await admit(targets, runs, { isFull, ifAvailable })));
  process.stdout.write(`${tableOf(verdicts)}\n`);
  const problems = problemsOf(verdicts);
  if (stray.length > 0) process.stdout.write(`\nthe compiler says outside of any cell:\n${stray.join('\n')}\n`);
  if (problems !== '') process.stdout.write(`\n${problems}\n`);
  return problems === '' && stray.length === 0;
}

// An exit runs what was registered to clean up; an unhandled signal would not.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1));

main().then(
  (passed) => {
    process.exitCode = passed ? 0 : 1;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  },
);
