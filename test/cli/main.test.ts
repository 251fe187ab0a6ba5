import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { BROKEN, CLEAN, directory, file } from './support';

const root = join(__dirname, '..', '..');
const tsx = join(root, 'node_modules', '.bin', 'tsx');
const main = join(root, 'src', 'cli', 'main.ts');
const start = (args: string[], input = '') => spawnSync(tsx, [main, ...args], { cwd: directory(), input, encoding: 'utf8' });

test('as a process: files as they were named, and the exit code', () => {
  file('a.yaml', BROKEN);
  const { status, stdout, stderr } = start(['check', 'a.yaml']);
  expect([status, stderr]).toEqual([1, '']);
  expect(stdout).toContain('  at a.yaml:9\n');
}, 60_000);

test('as a process: a pipe is read to its end', () => {
  const many = Array.from({ length: 3000 }, (_, index) => CLEAN.replace('web', `web-${index}`)).join('---\n');
  const { status, stdout } = start(['check', '-'], many);
  expect([status, stdout]).toEqual([0, 'No findings in 3000 objects.\n']);
}, 60_000);

test('as a process: a reader that goes away is no error', async () => {
  const many = Array.from({ length: 3000 }, (_, index) => BROKEN.replace('name: web }', `name: web-${index} }`)).join('---\n');
  file('many.yaml', many);
  const child = spawn(tsx, [main, 'check', 'many.yaml'], { cwd: directory() });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  child.stdout.once('data', () => child.stdout.destroy());
  await new Promise((done) => child.once('close', done));
  expect(errors).toBe('');
}, 60_000);

const onFull = existsSync('/dev/full') ? test : test.skip;

onFull(
  'as a process: what cannot be written is not taken for findings',
  () => {
    file('a.yaml', BROKEN);
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(tsx, [main, 'check', 'a.yaml'], {
      cwd: directory(),
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(full);
    expect([status, stderr]).toEqual([2, expect.stringMatching(/^cdk8s-storage: what came out cannot be written: ENOSPC/)]);
  },
  60_000,
);
