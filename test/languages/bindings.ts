import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from '../cluster/binaries';
import { installOnce, ROOT, run } from '../matrix/fresh-apps';

/*
 * Bindings of jsii modules in other languages, made by jsii-pacmak: of this library by its own targets, and of the modules that it builds on,
 * whose releases for Go and Java are not served everywhere, from their npm packages.
 */

export type BoundLanguage = 'python' | 'go' | 'java';

const PACMAK = join(ROOT, 'node_modules', '.bin', 'jsii-pacmak');

/** What the apps of every language have installed, in versions that all registries have. */
export const VERSIONS = {
  cdk8s: '2.70.106',
  // The last in which Go's bindings of cdk8s-plus compile: 10.5 adds a method to constructs, which classes of several interfaces then have twice.
  constructs: '10.4.2',
  'cdk8s-plus-27': '2.9.5',
  'cdk8s-plus-33': '2.5.57',
} as const;

/** jsii's runtimes for Go; the one that jsii-pacmak writes down may not be served. */
export const GO_RUNTIME = '1.142.0';

/** The bindings of this library, in a directory of the language: a wheel, a Go module, a Maven project. */
export async function bindOwn(language: BoundLanguage, directory: string): Promise<string> {
  const codeOnly = language === 'python' ? [] : ['--code-only'];
  await run(ROOT, PACMAK, ['--target', language, '--outdir', directory, ...codeOnly]);
  return join(directory, language);
}

/** The code of a module's bindings, made once for each version. */
export async function bindDependency(language: BoundLanguage, name: keyof typeof VERSIONS): Promise<string> {
  const home = join(cacheDirectory(), 'bindings');
  const target = join(home, `${name}-${VERSIONS[name]}-${language}`);
  if (existsSync(target)) return target;
  const modules = await installOnce(VERSIONS);
  mkdirSync(home, { recursive: true });
  // Made aside and renamed, so that a directory is whole or absent.
  const work = mkdtempSync(join(home, '.bind-'));
  try {
    const source = join(modules, 'node_modules', name);
    await run(modules, PACMAK, ['--target', language, '--code-only', '--outdir', work, source]);
    renameSync(join(work, language), target);
  } catch (error) {
    // Another run was faster; its result is as good.
    if (!existsSync(target)) throw error;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return target;
}
