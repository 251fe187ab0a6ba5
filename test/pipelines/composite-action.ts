import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';

/** The environment without what npm tells the scripts that it runs: nobody's pipeline has that. */
export const ENVIRONMENT: Readonly<NodeJS.ProcessEnv> = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)),
);

interface Step {
  readonly id?: string;
  readonly name: string;
  readonly shell: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly run: string;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

export interface ActionRun {
  readonly code: number;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

/** Runs the steps of a composite action as a runner of GitHub does: expressions, environment, outputs, and the end at a step that fails. */
export function runComposite(actionPath: string, workspace: string, inputs: Readonly<Record<string, string>>): ActionRun {
  const action = load(readFileSync(join(actionPath, 'action.yml'), 'utf8')) as Action;
  const unknown = Object.keys(inputs).filter((name) => !(name in action.inputs));
  if (action.runs.using !== 'composite' || unknown.length > 0) throw new Error(`not as it is called: ${unknown.join(', ')}`);
  const files = mkdtempSync(join(tmpdir(), 'runner-'));
  const context = new Map<string, string>([['github.action_path', actionPath]]);
  for (const [name, { default: value = '' }] of Object.entries(action.inputs)) context.set(`inputs.${name}`, inputs[name] ?? value);
  let log = '';
  let code = 0;
  const summary = join(files, 'summary');
  for (const [index, { id, shell, env = {}, run }] of action.runs.steps.entries()) {
    if (code !== 0) break;
    // What is put into a script by an expression is run by the shell.
    if (shell !== 'bash' || run.includes('${{')) throw new Error(`step ${index} is not run as it stands`);
    const output = join(files, `output-${index}`);
    const variables = Object.fromEntries(Object.entries(env).map(([name, text]) => [name, evaluate(text, context)]));
    const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', run], {
      cwd: workspace,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      env: { ...ENVIRONMENT, ...variables, GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary, RUNNER_TEMP: files },
    });
    log += stdout + stderr;
    code = status ?? 1;
    for (const line of readText(output).split('\n').filter(Boolean)) {
      const [name, ...value] = line.split('=');
      context.set(`steps.${id}.outputs.${name}`, value.join('='));
    }
  }
  const outputs = Object.fromEntries(Object.entries(action.outputs).map(([name, { value }]) => [name, evaluate(value, context)]));
  return { code, log, outputs, summary: readText(summary) };
}

function evaluate(text: string, context: ReadonlyMap<string, string>): string {
  return text.replace(/\$\{\{ *([\w.-]+) *\}\}/g, (_, name: string) => context.get(name) ?? '');
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // A step that has nothing to say writes no file.
    return '';
  }
}
