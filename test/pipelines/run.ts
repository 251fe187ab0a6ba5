import { strict as assert } from 'node:assert';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isFull } from '../full';
import { ActionRun, ENVIRONMENT, runComposite } from './composite-action';

/*
 * What pipelines of others take from a tag of this repository, which has no lib/: the action, and the hooks of pre-commit. Both are run from
 * a clone of the last commit, on a repository with a base, a harmless change and one that loses data. The hooks are run where Python is, by
 * the pre-commit of PyPI, with FULL=1: it installs everything once more.
 */

const ROOT = join(__dirname, '..', '..');
const work = mkdtempSync(join(tmpdir(), 'pipelines-'));
const tag = join(work, 'tag');
const repository = join(work, 'repository');

const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args], { cwd: repository, encoding: 'utf8' });

function write(name: string, text: string): void {
  const file = join(repository, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const set = (name: string, more = '') => `apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec: { clusterIP: None, selector: { app: ${name} }, ports: [{ port: 80 }] }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: ${name}, namespace: shop }
spec:
  serviceName: ${name}
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers:
        - name: main
          image: example.com/shop:1
          volumeMounts: [{ name: data, mountPath: /data }${more}]
  volumeClaimTemplates:
    - metadata: { name: data }
      spec: { storageClassName: fast, accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
`;

const say = (line: string) => process.stdout.write(`${line}\n`);

function makeRepository(): void {
  mkdirSync(repository);
  git('init', '--quiet', '--initial-branch', 'main');
  write('k8s/shop.yaml', set('shop'));
  write('.github/workflows/other.yaml', 'on: push\njobs: {}\n');
  write('compose.yaml', 'services: { web: { image: web } }\n');
  git('add', '-A');
  git('commit', '--quiet', '-m', 'base');
}

function act(inputs: Readonly<Record<string, string>>): ActionRun {
  const run = runComposite(tag, repository, inputs);
  assert.ok(existsSync(run.outputs.report), `a report is written: ${run.log}`);
  assert.equal(readFileSync(run.outputs.report, 'utf8'), run.summary);
  return run;
}

function tryAction(): void {
  let run = act({ paths: 'k8s', 'sarif-file': 'storage.sarif' });
  assert.deepEqual([run.code, run.outputs.errors], [0, '0'], run.log);
  const sarif = JSON.parse(readFileSync(join(repository, 'storage.sarif'), 'utf8')) as { runs: Array<{ results: unknown[] }> };
  assert.equal(String(sarif.runs[0].results.length), run.outputs.findings);

  write('k8s/shop.yaml', set('shop', ', { name: logs, mountPath: /logs }'));
  run = act({ paths: '.' });
  assert.deepEqual([run.code, run.outputs.errors], [1, '1'], run.log);
  assert.match(run.log, /mount-without-volume/);
  assert.match(run.summary, /^## Storage checks\n\n```\n.*mount-without-volume/s);
  assert.equal(act({ paths: '.', 'fail-on': 'never' }).code, 0);
  write('other.checks.yaml', 'rules: { mount-without-volume: off }\n');
  assert.equal(act({ paths: 'k8s\n', config: 'other.checks.yaml' }).code, 0);
  const wrong = act({ paths: 'none', 'fail-on': 'sometimes' });
  assert.deepEqual([wrong.code, wrong.outputs.findings], [2, '0']);
  assert.match(wrong.log, /--fail-on sometimes/);

  write('k8s/shop.yaml', set('store'));
  run = act({ paths: 'k8s', 'plan-against': 'main' });
  assert.equal(run.code, 1, run.log);
  assert.match(run.log, /detached/);
  assert.match(run.summary, /## What the change does to the data in k8s\n\n.*detached/s);
  git('checkout', '--quiet', '--', 'k8s');
  assert.equal(act({ paths: 'k8s', 'plan-against': 'main' }).code, 0);
}

/** pre-commit, which is there or is installed; undefined where there is no Python for it. */
function preCommit(): string | undefined {
  if (spawnSync('pre-commit', ['--version']).status === 0) return 'pre-commit';
  const home = join(work, 'python');
  if (spawnSync('python3', ['-m', 'venv', home]).status !== 0) return undefined;
  const { status } = spawnSync(join(home, 'bin', 'pip'), ['install', '--quiet', 'pre-commit'], { stdio: 'inherit' });
  return status === 0 ? join(home, 'bin', 'pre-commit') : undefined;
}

function tryHooks(command: string): void {
  const attempt = (hook: string, ...files: string[]) => {
    const { status, stdout, stderr } = spawnSync(command, ['try-repo', tag, hook, '--verbose', '--files', ...files], {
      cwd: repository,
      encoding: 'utf8',
      env: { ...ENVIRONMENT, PRE_COMMIT_HOME: join(work, 'hooks') },
    });
    return { status, log: stdout + stderr };
  };
  const all = ['k8s/shop.yaml', 'compose.yaml', '.github/workflows/other.yaml'];
  const expectPassed = (hook: string, ...files: string[]) => {
    const { status, log } = attempt(hook, ...files);
    assert.equal(status, 0, log);
    assert.match(log, /Passed/, log);
  };
  const expectFailed = (hook: string, what: RegExp) => {
    const { status, log } = attempt(hook, ...all);
    assert.equal(status, 1, log);
    assert.match(log, what);
  };
  expectPassed('cdk8s-storage-check', ...all);
  expectPassed('cdk8s-storage-check', 'compose.yaml');
  expectPassed('cdk8s-storage-check-all', ...all);
  expectPassed('cdk8s-storage-plan', ...all);
  write('k8s/shop.yaml', set('shop', ', { name: logs, mountPath: /logs }'));
  expectFailed('cdk8s-storage-check', /mount-without-volume/);
  expectFailed('cdk8s-storage-check-all', /mount-without-volume/);
  write('k8s/shop.yaml', set('store'));
  expectFailed('cdk8s-storage-plan', /detached/);
}

try {
  execFileSync('git', ['clone', '--quiet', '--no-local', ROOT, tag]);
  assert.ok(!existsSync(join(tag, 'lib')), 'a tag has no lib/');
  makeRepository();
  tryAction();
  say('action.yml: its steps check, write SARIF, plan, and fail where they should');
  const command = isFull ? preCommit() : undefined;
  if (command === undefined) {
    say(`hooks of pre-commit: not run, ${isFull ? 'there is no Python with venv and pip' : 'FULL=1 runs them'}`);
  } else {
    tryHooks(command);
    say('hooks of pre-commit: they check, plan, and fail where they should');
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
