import { execFileSync, spawn } from 'child_process';
import { createHash } from 'crypto';
import {
  accessSync,
  constants,
  copyFileSync,
  cpSync,
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'fs';
import { homedir } from 'os';
import { join } from 'path';

/*
 * The programs that tests run against are built from Go modules at pinned versions: checksums are in go.sum, and nothing that others
 * have built is downloaded.
 */

/** Programs built together, from one go.mod. */
export interface Toolchain {
  /** What it is, in messages. */
  readonly title: string;
  /** Directory of go.mod, go.sum and tools.go. */
  readonly module: string;
  /** The program, where several modules share it and have no tools.go of their own. */
  readonly source?: string;
  /** The package of each program, by the program's name. */
  readonly packages: Readonly<Record<string, string>>;
  /** The module that is built: a program of its own, or one that is put into a folder of its own, which alone can ask what is internal there. */
  readonly inside?: () => string;
  /** Flags of the linker. */
  readonly linkerFlags?: string;
}

/** Where tests find what they run. */
export class MissingPrograms extends Error {}

const LEAST_GO = [1, 25];

/** Kept outside the tree, since a build takes minutes. */
export function cacheDirectory(): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cdk8s-storage');
}

/** The directory of the programs, built if they are not there; the name of the directory follows from what they are built of. */
export async function ensurePrograms(chain: Toolchain, kind: string): Promise<string> {
  const target = join(cacheDirectory(), kind, `${chain.title}-${digestOf(chain)}`.replace(/[^\w.-]+/g, '-'));
  const programs = Object.keys(chain.packages);
  if (missingIn(target, programs).length === 0) return target;
  requireGo(chain);
  mkdirSync(join(cacheDirectory(), kind), { recursive: true });
  // Built aside and renamed, so that a directory is whole or absent, whoever else builds at the same time.
  const work = mkdtempSync(join(cacheDirectory(), kind, '.build-'));
  const stop = () => rmSync(work, { recursive: true, force: true });
  process.once('exit', stop);
  try {
    await build(chain, work);
    for (const file of readdirSync(work)) if (!programs.includes(file)) rmSync(join(work, file), { recursive: true, force: true });
    rename(work, target, programs);
  } finally {
    stop();
    process.off('exit', stop);
  }
  return target;
}

/** The programs that are not in a directory. */
export function missingIn(directory: string, programs: readonly string[]): string[] {
  return programs.filter((program) => {
    try {
      accessSync(join(directory, program), constants.X_OK);
      return false;
    } catch {
      return true;
    }
  });
}

async function build(chain: Toolchain, work: string): Promise<void> {
  prepare(chain, work);
  const start = Date.now();
  process.stdout.write(`building ${chain.title}: ${Object.keys(chain.packages).join(', ')} (minutes, the first time)\n`);
  for (const [program, path] of Object.entries(chain.packages)) {
    await go(work, ['build', '-trimpath', '-mod=readonly', `-ldflags=-s -w ${chain.linkerFlags ?? ''}`, '-o', join(work, program), path]);
  }
  process.stdout.write(`built ${chain.title} in ${Math.round((Date.now() - start) / 1000)} s\n`);
}

function prepare({ module, source, inside }: Toolchain, work: string): void {
  if (inside !== undefined) {
    // What go keeps is read-only, and so would be its copy.
    cpSync(inside(), work, { recursive: true, filter: (path) => !/\/(docs|tests|\.github)$/.test(path) });
    execFileSync('chmod', ['-R', 'u+w', work]);
    if (source !== undefined) {
      mkdirSync(join(work, 'cmd', 'asked'), { recursive: true });
      copyFileSync(source, join(work, 'cmd', 'asked', 'main.go'));
    }
    return;
  }
  for (const file of ['go.mod', 'go.sum']) copyFileSync(join(module, file), join(work, file));
  copyFileSync(source ?? join(module, 'tools.go'), join(work, 'tools.go'));
}

/** Runs go with low priority; its output is shown only where it fails. */
function go(cwd: string, args: string[]): Promise<void> {
  const log = join(cwd, 'log');
  return new Promise((resolve, reject) => {
    const env = { ...process.env, CGO_ENABLED: '0', GOWORK: 'off', GOFLAGS: '-buildvcs=false' };
    const child = spawn('nice', ['-n', '10', 'go', ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const kill = () => child.kill();
    process.once('exit', kill);
    const output = createWriteStream(log);
    child.stdout.pipe(output, { end: false });
    child.stderr.pipe(output, { end: false });
    child.on('error', reject);
    child.on('close', (code) => {
      process.off('exit', kill);
      output.end(() => {
        const lines = readFileSync(log, 'utf8').trim().split('\n');
        rmSync(log);
        if (code === 0) resolve();
        else reject(new Error(`go ${args.join(' ')} failed:\n${lines.filter((line) => !line.startsWith('go: downloading')).join('\n')}`));
      });
    });
  });
}

function rename(work: string, target: string, programs: readonly string[]): void {
  try {
    renameSync(work, target);
  } catch (error) {
    // Another build was faster; its result is as good.
    if (missingIn(target, programs).length > 0) throw error;
  }
}

function digestOf({ module, source, packages, linkerFlags }: Toolchain): string {
  const hash = createHash('sha256').update(JSON.stringify([packages, linkerFlags]));
  for (const file of ['go.mod', 'go.sum']) hash.update(readFileSync(join(module, file)));
  if (source !== undefined) hash.update(readFileSync(source));
  return hash.digest('hex').slice(0, 10);
}

function requireGo(chain: Toolchain): void {
  const wanted = `Go ${LEAST_GO.join('.')} or newer is needed to build ${chain.title}`;
  let version: string;
  try {
    version = execFileSync('go', ['env', 'GOVERSION'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    throw new MissingPrograms(`${wanted}, and there is no go.`);
  }
  const [major, minor] = version.replace(/^go/, '').split('.').map(Number);
  if (major > LEAST_GO[0] || (major === LEAST_GO[0] && minor >= LEAST_GO[1])) return;
  throw new MissingPrograms(`${wanted}, and this is ${version}.`);
}
