import { Baseline, baselineFor, Files, readBaseline, synthesizeAll, takeBaseline } from './baseline';
import { changelog, mayBreak, Section } from './changelog';
import { untoldBreaks, untoldChanges } from './compare';

/*
 * Whether today keeps what the last release promised.
 */

/** All files of all examples, each example in a directory of its own. */
const together = (manifests: Readonly<Record<string, Files>>): Files =>
  Object.fromEntries(
    Object.entries(manifests).flatMap(([name, files]) => Object.entries(files).map(([file, text]) => [`${name}/${file}`, text])),
  );

/** What is broken and not told. The programs are those of the release before: an example that is changed since promises nothing. */
export async function compareWith(before: Baseline, today: Pick<Baseline, 'api'>, next: Section): Promise<string[]> {
  const programs = Object.fromEntries(Object.entries(before.examples).map(([name, { program }]) => [name, program]));
  const was = Object.fromEntries(Object.entries(before.examples).map(([name, { manifests }]) => [name, manifests]));
  const broken = untoldBreaks(before.api, today.api, next);
  return [...broken, ...(await untoldChanges(together(was), together(await synthesizeAll(programs)), next))];
}

/** What a version cannot be for what its section tells. */
export function tooSmall(before: string | undefined, { version, breaking, manifests }: Section): string[] {
  if (before === undefined || version === undefined || version === before || mayBreak(before, version)) return [];
  const told = breaking.length + manifests.length;
  return told === 0
    ? []
    : [
        `${version} follows ${before} and breaks what it had (${told} entries under "Breaking" and "Manifests"): it has to be a minor release.`,
      ];
}

/** Compares today with the last release. Gives a line to show. */
export async function checkContract(): Promise<string> {
  const [next] = changelog();
  const version = baselineFor(next.version);
  if (version === undefined) throw new Error('No release was noted: run `npm run release:baseline`.');
  const before = readBaseline(version);
  const today = await takeBaseline();
  const broken = [...tooSmall(version, next), ...(await compareWith(before, today, next))];
  if (broken.length > 0) {
    const remedy =
      version === next.version
        ? ['', `${version} is not released yet: where it is meant, \`npm run release:baseline\` notes what is now.`]
        : [];
    throw new Error([`compared with ${version}:`, ...broken, ...remedy].join('\n'));
  }
  const examples = Object.keys(before.examples).length;
  return `API and manifests of ${examples} examples, as they were in ${version}: nothing is broken, and of data nothing but what is told`;
}
