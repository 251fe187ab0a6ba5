import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { Place, titleOf, valuesFor } from './api';
import { Compiled } from './compile';
import { ROOT } from './fresh-apps';
import { PlusVersion } from './packages';

/*
 * What values of other versions of cdk8s-plus are worth at each place of the API: whether the compiler takes them, and whether what comes
 * of them is what comes of those of version 27. What the compiler does not take is listed in the docs.
 */

/** What came of each value at each place, by title. */
export type PlacesRun = Readonly<Record<string, { readonly manifests?: unknown; readonly error?: string }>>;

export interface VersionRun {
  readonly plus: PlusVersion;
  readonly compiled: Compiled;
  readonly run: PlacesRun;
}

export interface ValuesReport {
  /** Counts, for people. */
  readonly summary: string;
  readonly problems: readonly string[];
  /** The list for the docs, as Markdown. */
  readonly list: string;
}

export function reportValues(places: readonly Place[], versions: readonly VersionRun[]): ValuesReport {
  const reference = versions.find(({ plus }) => plus === 27)!;
  const problems: string[] = [];
  const fixed = new Set<Place>();
  let [taken, refused] = [0, 0];
  for (const place of places) {
    for (const value of valuesFor(place)) {
      const title = titleOf(place, value);
      const expected = reference.run[title];
      for (const { plus, compiled, run } of versions) {
        const errors = compiled.errors.get(`places ${title}`) ?? [];
        const where = `${title}, cdk8s-plus-${plus}`;
        if (plus === 27) problems.push(...errors.map((error) => `${where}: ${error}`));
        else if (errors.length === 0) taken += 1;
        else {
          refused += 1;
          fixed.add(place);
        }
        const problem = runProblem(run[title], expected);
        if (problem !== undefined) problems.push(`${where}: ${problem}`);
      }
    }
  }
  const others = versions.length - 1;
  const all = places.reduce((sum, place) => sum + valuesFor(place).length, 0);
  const summary = `${all} values at ${places.length} places of the API, each of ${others} other versions: ${taken} compile, ${refused} have to come from cdk8s-plus-27 for the compiler`;
  return { summary, problems, list: listOf(places, fixed) };
}

function runProblem(own: PlacesRun[string], expected: PlacesRun[string]): string | undefined {
  if (own.error !== undefined) return own.error;
  return JSON.stringify(own.manifests) === JSON.stringify(expected.manifests) ? undefined : 'other manifests than with cdk8s-plus-27';
}

/** Types that the compiler takes from version 27 only, with the places where they stand; and all others. */
function listOf(places: readonly Place[], fixed: ReadonlySet<Place>): string {
  const types = [...new Set(places.map(({ type }) => type))].sort();
  const isFixed = (type: string) => places.some((place) => place.type === type && fixed.has(place));
  const rows = types.filter(isFixed).map((type) => `| \`${type}\` | ${whereOf([...fixed].filter((place) => place.type === type))} |`);
  const free = types.filter((type) => !isFixed(type)).map((type) => `\`${type}\``);
  return [
    '| from cdk8s-plus-27 | where |',
    '| --- | --- |',
    ...rows,
    '',
    `Values of every other type are taken from any version: ${free.join(', ')}.`,
  ].join('\n');
}

/** Places by the name of the prop or method, each with the types that have it. */
function whereOf(places: readonly Place[]): string {
  const owners = new Map<string, Set<string>>();
  for (const { declared } of places) {
    const [owner, member] = declared.split('.');
    owners.set(member, (owners.get(member) ?? new Set()).add(owner));
  }
  return [...owners].map(([member, names]) => `\`${member}\` of ${[...names].join(', ')}`).join('; ');
}

const DOCS = join(ROOT, 'docs', 'any-workload.md');
const MARKS = ['<!-- made by `npm run test:matrix -- --update` -->', '<!-- end -->'];

/** Compares the list with the one in the docs, or writes it there; undefined where they agree. */
export async function checkDocs(list: string, isUpdate: boolean): Promise<string | undefined> {
  const text = readFileSync(DOCS, 'utf8');
  const [before, rest] = text.split(MARKS[0]);
  const [, after] = (rest ?? '').split(MARKS[1]);
  if (after === undefined) return `${DOCS} has no ${MARKS.join(' … ')}`;
  const made = await format(`${before}${MARKS[0]}\n\n${list}\n\n${MARKS[1]}${after}`, {
    ...(await resolveConfig(DOCS)),
    parser: 'markdown',
  });
  if (made === text) return undefined;
  if (!isUpdate) return `${DOCS} lists other types than these; write them by \`npm run test:matrix -- --update\`:\n${list}`;
  writeFileSync(DOCS, made);
  return undefined;
}
