import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isFull } from '../full';
import { checkGo, checkJava, checkProjen, checkPython } from './bindings';
import { checkContract } from './contract';
import { checkTranslations } from './documents';
import { checkEngines } from './engines';
import { checkReproducible, describe, licencesIn, packed, unpack, wrongFiles, wrongLicences } from './tarball';
import { checkVersions } from './version';
import { checkWorkflows, hasGo } from './workflows';

/*
 * Builds what a release publishes and verifies it; compares with the last release. Run after `npm run compile`.
 *
 *   tsx test/release/run.ts [--if-available]
 *
 * By default what npm gets, and all that is promised; with FULL=1 what the other registries get, too, which needs Python. The workflows need Go.
 * --if-available says what is missing, and passes.
 */

const none = (found: readonly string[], say: () => string): string => {
  if (found.length > 0) throw new Error(found.join('\n'));
  return say();
};

async function main(args: readonly string[]): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'release-check-'));
  let failed = 0;
  const check = async (title: string, does: () => Promise<string> | string): Promise<void> => {
    try {
      process.stdout.write(`passed  ${title}: ${await does()}\n`);
    } catch (error) {
      failed++;
      process.stdout.write(`FAILED  ${title}:\n${error instanceof Error ? error.message : String(error)}\n`);
    }
  };
  try {
    await check('version', () => checkVersions(work));
    await check('what was promised', checkContract);
    const tarball = await packed(work);
    const directory = unpack(tarball, work);
    await check('files', () => none(wrongFiles(directory), () => describe(directory)));
    await check('licences', () => none(wrongLicences(directory), () => licencesIn(directory)));
    await check('reproducible', () => checkReproducible(work));
    await check('engines', () => checkEngines(tarball));
    await check('code in documents', () => checkTranslations(work));
    if (hasGo()) await check('workflows', checkWorkflows);
    else if (args.includes('--if-available')) process.stdout.write('not run workflows, for want of Go\n');
    else throw new Error('Workflows were not looked at, for want of Go; --if-available passes over it.');
    if (isFull) {
      await check('PyPI', () => checkPython(work));
      await check('Maven', () => checkJava(work));
      await check('Go', () => checkGo(work));
      await check('project type', () => checkProjen(work));
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  if (failed > 0) throw new Error(`${failed} failed`);
}

void main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
