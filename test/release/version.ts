import { strict as assert } from 'node:assert';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run } from '../matrix/fresh-apps';

/*
 * Which version a release would have: without a tag the first one, and from then on what commits say.
 */

/** Commits and the versions that follow each other, the first without a tag. */
const HISTORY: ReadonlyArray<readonly [string | undefined, string]> = [
  [undefined, '0.1.0'],
  ['fix: A size is read as the server reads it', '0.1.1'],
  ['feat: Another driver', '0.1.2'],
  ['feat!: A prop has another name', '0.2.0'],
];

export async function checkVersions(work: string): Promise<string> {
  const clone = join(work, 'clone');
  const git = (...args: string[]) => run(clone, 'git', ['-c', 'user.name=release', '-c', 'user.email=release@localhost', ...args]);
  mkdirSync(clone);
  await git('init', '--quiet', '--initial-branch', 'main');
  for (const file of ['package.json', '.projen']) cpSync(join(ROOT, file), join(clone, file), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(clone, 'node_modules'));
  await git('add', 'package.json', '.projen');
  await git('commit', '--quiet', '--message', 'All that was before the first release');
  for (const [commit, expected] of HISTORY) {
    if (commit !== undefined) await git('commit', '--quiet', '--allow-empty', '--message', commit);
    rmSync(join(clone, 'dist'), { recursive: true, force: true });
    await run(clone, 'npx', ['projen', 'bump']);
    const version = readFileSync(join(clone, 'dist', 'version.txt'), 'utf8').trim();
    assert.equal(version, expected, `after "${commit ?? 'no release'}" the next release would be ${version}`);
    await git('checkout', '--quiet', 'package.json');
    await git('tag', `v${version}`);
  }
  return `without tags ${HISTORY[0][1]}, then ${HISTORY.slice(1)
    .map(([commit, version]) => `${version} after ${commit!.split(':')[0]}`)
    .join(', ')}`;
}
