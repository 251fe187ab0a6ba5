import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CASES } from '../cli/new/cases';
import { isFull } from '../full';

/*
 * Packs the library, makes every app of the cases by its command from the packed tarball, and does in them what their README says: install,
 * test, synthesize with the cdk8s CLI. What comes out is compared with committed output; `--update` writes it anew.
 *
 * By default one app of each pattern, with FULL=1 one of each case. The first app has an installation of its own, by `npm install` and once more by `npm ci`; the others share it.
 */

const ROOT = join(__dirname, '..', '..');
const EXPECTED = join(__dirname, 'expected');
const FIRST = CASES.find(({ pattern }) => pattern === 'app')!;
const CHOSEN = CASES.filter((item) => isFull || item === CASES.find(({ pattern }) => pattern === item.pattern));
/** What was downloaded before is taken as it is. */
const QUIETLY = ['--no-audit', '--no-fund', '--prefer-offline'];
/** How many times as much processor time as loading cdk8s-plus in an app of TypeScript a warm synthesis may take. */
const MOST_FOR_SYNTHESIS = 3;

const isUpdate = process.argv.includes('--update');
const work = mkdtempSync(join(tmpdir(), 'scaffold-'));
const launcher = join(work, 'launcher');
const apps = join(work, 'apps');

function run(cwd: string, command: string, ...args: string[]): string {
  try {
    return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(' ')} in ${cwd}:\n${stdout ?? ''}${stderr ?? ''}`, { cause: error });
  }
}

function pack(): string {
  const packed = join(work, 'packed');
  run(ROOT, 'npx', 'jsii-pacmak', '--target', 'js', '--outdir', packed);
  const [tarball] = readdirSync(join(packed, 'js'));
  return join(packed, 'js', tarball);
}

function installCommand(tarball: string): void {
  mkdirSync(apps);
  mkdirSync(launcher);
  writeFileSync(join(launcher, 'package.json'), JSON.stringify({ name: 'launcher', version: '1.0.0', private: true }));
  run(launcher, 'npm', 'install', ...QUIETLY, tarball);
}

/** What a user has whose package is not published: the app asks for the tarball. */
function dependOn(tarball: string, app: string): void {
  const file = join(app, 'package.json');
  const content = JSON.parse(readFileSync(file, 'utf8')) as { dependencies: Record<string, string> };
  content.dependencies['cdk8s-storage'] = `file:${tarball}`;
  writeFileSync(file, JSON.stringify(content, null, 2));
}

/** The command as npx runs it, in a directory that is no package. */
const launch = (...args: string[]) => run(apps, process.execPath, join(launcher, 'node_modules', '.bin', 'cdk8s-storage'), 'new', ...args);

function make({ pattern, name, options }: (typeof CASES)[number]): string {
  launch(pattern, name, ...options.split(' ').filter((word) => word !== ''));
  return join(apps, name);
}

/** Tests and synthesizes an app as its README says, and returns the files. */
function use(app: string): ReadonlyMap<string, string> {
  run(app, 'npm', 'test');
  run(app, 'npm', 'run', 'synth');
  const sarif = run(app, 'npx', 'cdk8s-storage', 'check', 'dist', '--fail-on', 'never', '--format', 'sarif');
  assert.deepEqual((JSON.parse(sarif) as { runs: Array<{ results: unknown[] }> }).runs[0].results, []);
  const manifests = readdirSync(join(app, 'dist')).filter((file) => file.endsWith('.yaml'));
  return new Map(manifests.sort().map((file) => [file, readFileSync(join(app, 'dist', file), 'utf8')]));
}

function compare(name: string, files: ReadonlyMap<string, string>): void {
  const folder = join(EXPECTED, name);
  if (isUpdate) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const [file, text] of files) writeFileSync(join(folder, file), text);
  }
  const committed = existsSync(folder) ? readdirSync(folder).sort() : [];
  assert.deepEqual([...files.keys()], committed, `${name}: other files than those in ${folder}`);
  for (const [file, text] of files) {
    assert.equal(text, readFileSync(join(folder, file), 'utf8'), `${name}: ${file} differs from the committed one`);
  }
}

/**
 * How long a command keeps processors busy, those of its children included, at best of three: what it takes on a machine that does nothing
 * else, measured on one that may be busy.
 */
function busyMilliseconds(cwd: string, command: string): number {
  const times = Array.from({ length: 3 }, () => {
    const timed = `TIMEFORMAT='%U %S'; { time ${command} >&2; } 2>&1 | tail -n 1`;
    const [user, system] = run(cwd, 'bash', '-c', timed).trim().split(' ').map(Number);
    return 1000 * (user + system);
  });
  return Math.min(...times);
}

try {
  const tarball = pack();
  installCommand(tarball);
  const first = make(FIRST);
  dependOn(tarball, first);
  run(first, 'npm', 'install', ...QUIETLY);
  run(first, 'npm', 'ci', ...QUIETLY);
  compare(FIRST.name, use(first));
  // What the pipeline runs: the snapshot is there now, and nothing is written.
  run(first, 'npm', 'run', 'test:ci');
  const loading = busyMilliseconds(first, `npx tsx -e 'require("cdk8s-plus-27")'`);
  const synthesis = busyMilliseconds(first, 'npm run synth') / loading;
  assert.ok(synthesis < MOST_FOR_SYNTHESIS, `a warm synthesis takes ${synthesis.toFixed(1)} times as long as loading cdk8s-plus`);

  for (const item of CHOSEN.filter((other) => other !== FIRST)) {
    const app = make(item);
    symlinkSync(join(first, 'node_modules'), join(app, 'node_modules'));
    compare(item.name, use(app));
    process.stdout.write(`${item.name} (${item.pattern} ${item.options})\n`);
  }

  // A chart more in an app that exists.
  for (const pattern of ['stateful-database', 'shared-scratch']) {
    launch(pattern, FIRST.name, '--into', '--name', `more-${pattern}`);
  }
  compare('into', use(first));
  process.stdout.write(
    `${CHOSEN.length} of ${CASES.length} apps made, tested and synthesized; a warm synthesis takes ${synthesis.toFixed(1)} times as long as loading cdk8s-plus\n`,
  );
} finally {
  rmSync(work, { recursive: true, force: true });
}
