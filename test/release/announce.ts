import { isDeepStrictEqual } from 'node:util';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../matrix/fresh-apps';
import { Baseline, baselineVersions, readBaseline, takeBaseline } from './baseline';
import { changelog, Section } from './changelog';

/*
 * Part of `npm run release`, after the version is known and the package compiled: what is announced is what CHANGELOG.md says of it, and what
 * the next release is held to is what this one has.
 */

/** What is not ready for a version to be released, as the commits since the last one make it. */
export async function notReady(
  version: string,
  next: Section,
  noted: Baseline | undefined,
  today: () => Promise<Baseline>,
): Promise<string[]> {
  if (next.version !== version) {
    return [
      `CHANGELOG.md: it begins with ${next.version ?? 'Unreleased'}, and the commits since the last release make ${version}: see CONTRIBUTING.md, Releases.`,
    ];
  }
  if (next.date === undefined) return [`CHANGELOG.md: "${version} (not released yet)". Write the day: "${version} (2026-12-31)".`];
  if (noted === undefined) return [`Nothing is noted of ${version}: run \`npm run release:baseline\` and commit what it writes.`];
  if (isDeepStrictEqual(noted, JSON.parse(JSON.stringify(await today())))) return [];
  return [`API or manifests have changed since ${version} was noted: run \`npm run release:baseline\` again and commit what it writes.`];
}

async function main(): Promise<void> {
  const version = readFileSync(join(ROOT, 'dist', 'version.txt'), 'utf8').trim();
  const [next] = changelog();
  const noted = baselineVersions().includes(version) ? readBaseline(version) : undefined;
  const problems = await notReady(version, next, noted, takeBaseline);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  writeFileSync(join(ROOT, 'dist', 'changelog.md'), `${next.text}\n`);
}

if (require.main === module) {
  void main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
