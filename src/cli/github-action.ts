import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Io } from './io';
import { run } from './run';

/*
 * What the steps of action.yml do: the same commands as by hand, once for people, once for programs, and what came of it as outputs of the
 * step and in the summary of the job.
 */

/** The inputs of the action, as its step hands them over; empty where they were not given. */
interface Inputs {
  readonly paths: readonly string[];
  readonly config: readonly string[];
  readonly failOn: string;
  readonly sarifFile: string;
  readonly planAgainst: string;
}

interface Outcome {
  readonly code: number;
  readonly text: string;
}

/** The part of the findings' JSON that is asked for. */
interface Summary {
  readonly summary: { readonly error: number; readonly warning: number; readonly info: number };
}

/** Runs the action and returns its exit code: the worst of checks and plan. */
export async function runAction(io: Io): Promise<number> {
  const inputs = readInputs(io.env);
  const check = ['check', ...inputs.paths, ...inputs.config, '--fail-on', inputs.failOn];
  const shown = await shownOf(check, io);
  const found = await summaryOf(check, io);
  if (inputs.sarifFile !== '') await shownOf([...check, '--format', 'sarif', '--output', inputs.sarifFile], io);
  const plans = inputs.planAgainst === '' ? [] : await plansOf(inputs, io);
  const report = [
    '## Storage checks\n',
    fenced(shown.text),
    ...plans.flatMap(({ path, text }) => [`## What the change does to the data in ${path}\n`, text]),
  ].join('\n');
  const reportFile = join(io.env.RUNNER_TEMP ?? tmpdir(), 'cdk8s-storage.md');
  writeFileSync(reportFile, report);
  append(io.env.GITHUB_STEP_SUMMARY, report);
  append(io.env.GITHUB_OUTPUT, `findings=${found.findings}\nerrors=${found.errors}\nreport=${reportFile}\n`);
  return Math.max(shown.code, ...plans.map(({ code }) => code));
}

function readInputs(env: Io['env']): Inputs {
  const text = (name: string) => env[name]?.trim() ?? '';
  const given = text('INPUT_PATHS');
  // With a line for each, a path may have blanks in it.
  const paths = given.split(given.includes('\n') ? /\s*\n\s*/ : /\s+/).filter(Boolean);
  const config = text('INPUT_CONFIG');
  return {
    paths: paths.length === 0 ? ['.'] : paths,
    config: config === '' ? [] : ['--config', config],
    failOn: text('INPUT_FAIL_ON') || 'error',
    sarifFile: text('INPUT_SARIF_FILE'),
    planAgainst: text('INPUT_PLAN_AGAINST'),
  };
}

/** Runs a command; what it says is seen in the log, and kept. */
async function shownOf(argv: readonly string[], io: Io): Promise<Outcome> {
  let text = '';
  const keep = (part: string) => {
    text += part;
    return part;
  };
  const code = await run(argv, { ...io, out: (part) => io.out(keep(part)), err: (part) => io.err(keep(part)) });
  return { code, text };
}

async function summaryOf(check: readonly string[], io: Io): Promise<{ readonly findings: number; readonly errors: number }> {
  const directory = mkdtempSync(join(tmpdir(), 'cdk8s-storage-'));
  try {
    const file = join(directory, 'findings.json');
    // What could not be read was told before.
    await run([...check, '--format', 'json', '--output', file], { ...io, out: () => undefined, err: () => undefined });
    const { error, warning, info } = (JSON.parse(readFileSync(file, 'utf8')) as Summary).summary;
    return { findings: error + warning + info, errors: error };
  } catch {
    // The options are wrong, so there are no findings.
    return { findings: 0, errors: 0 };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** The plan of each path, against what the revision has there. */
async function plansOf(
  { paths, config, planAgainst }: Inputs,
  io: Io,
): Promise<ReadonlyArray<{ readonly path: string; readonly code: number; readonly text: string }>> {
  const plans = [];
  for (const path of paths) {
    const plan = ['plan', `git:${planAgainst}:${path}`, path, ...config];
    io.out(`\nPlan for ${path}, against ${planAgainst}:\n`);
    const { code, text } = await shownOf(plan, io);
    let markdown = '';
    await run([...plan, '--format', 'markdown'], { ...io, out: (part) => (markdown += part), err: () => undefined });
    plans.push({ path, code, text: markdown === '' ? fenced(text) : markdown });
  }
  return plans;
}

/** A text as it is, in Markdown. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${text.replace(/\n*$/, '\n')}${fence}\n`;
}

function append(file: string | undefined, text: string): void {
  if (file !== undefined && file !== '') appendFileSync(file, text);
}
