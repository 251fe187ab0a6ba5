import { relative } from 'node:path';
import { ROOT } from '../matrix/fresh-apps';
import { baselineFor, readBaseline, takeBaseline, writeBaseline } from './baseline';
import { changelog } from './changelog';
import { compareWith } from './contract';

/*
 * Notes API and manifests of today as those of the release that CHANGELOG.md names first. What the release before promised, and this one
 * takes away without a word, is told and nothing is written.
 */

async function main(): Promise<void> {
  const [next] = changelog();
  if (next.version === undefined) {
    throw new Error('CHANGELOG.md: "## Unreleased". Write which version it is: "## 1.2.3 (not released yet)".');
  }
  const today = await takeBaseline();
  const before = baselineFor(next.version);
  const broken = before === undefined || before === next.version ? [] : await compareWith(readBaseline(before), today, next);
  if (broken.length > 0) throw new Error(`compared with ${before}:\n${broken.join('\n')}`);
  process.stdout.write(`${relative(ROOT, writeBaseline(next.version, today))}\n`);
}

void main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
