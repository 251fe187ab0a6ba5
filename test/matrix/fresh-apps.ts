import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheDirectory } from '../cluster/binaries';

/*
 * Apps of users, outside this repository, with the packed tarball in them.
 *
 * What they need besides is installed once for each list of packages and kept in a cache; an app stands in a directory below it, as in a
 * monorepo, with an installation of the tarball of its own.
 */

export const ROOT = join(__dirname, '..', '..');

/** What was downloaded before is taken as it is. */
export const QUIETLY = ['--no-audit', '--no-fund', '--prefer-offline'];

const execute = promisify(execFile);

/** Runs a program and gives what it prints; what it prints where it fails is in the error. */
export async function run(
  cwd: string,
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  try {
    const { stdout } = await execute(command, args, { cwd, env: { ...process.env, ...env }, maxBuffer: 2 ** 28 });
    return stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(' ')} in ${cwd}:\n${stdout ?? ''}${stderr ?? ''}`, { cause: error });
  }
}

/** Packs the library, which has to be compiled. */
export async function pack(directory: string): Promise<string> {
  if (!existsSync(join(ROOT, 'lib', 'index.js'))) throw new Error('lib/ is missing: run `npm run compile` before.');
  await run(ROOT, 'npx', ['jsii-pacmak', '--target', 'js', '--outdir', directory]);
  const [tarball] = readdirSync(join(directory, 'js'));
  return join(directory, 'js', tarball);
}

/** A directory with packages in its node_modules, which stay there for the next run. */
export async function installOnce(packages: Readonly<Record<string, string>>): Promise<string> {
  const digest = createHash('sha256').update(JSON.stringify(packages)).digest('hex').slice(0, 12);
  const home = join(cacheDirectory(), 'apps');
  const target = join(home, digest);
  if (existsSync(join(target, 'node_modules'))) return target;
  mkdirSync(home, { recursive: true });
  // Made aside and renamed, so that a directory is whole or absent, whoever else installs at the same time.
  const work = mkdtempSync(join(home, '.install-'));
  try {
    writePackage(work, packages);
    await run(work, 'npm', ['install', ...QUIETLY]);
    renameSync(work, target);
  } catch (error) {
    // Another run was faster; its result is as good.
    if (!existsSync(join(target, 'node_modules'))) throw error;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return target;
}

/** Makes an app that finds the packages of a directory and has the tarball. Whoever makes it removes it. */
export async function makeApp(packages: Readonly<Record<string, string>>, tarball: string): Promise<string> {
  const app = mkdtempSync(join(await installOnce(packages), 'app-'));
  process.once('exit', () => rmSync(app, { recursive: true, force: true }));
  writePackage(app, {});
  // Its peers are in the directory above.
  await run(app, 'npm', ['install', ...QUIETLY, '--legacy-peer-deps', '--no-package-lock', tarball]);
  return app;
}

function writePackage(directory: string, dependencies: Readonly<Record<string, string>>): void {
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ name: 'app', version: '1.0.0', private: true, dependencies }));
}
