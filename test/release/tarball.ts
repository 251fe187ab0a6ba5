import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { RULES } from '../../src/checks';
import { ROOT, run } from '../matrix/fresh-apps';

/*
 * What is in the package that npm gets.
 */

/** Licences under which somebody else's work may be bundled without asking anybody. */
const LICENCES = ['Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'PSF-2.0'];

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly bundledDependencies?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

const manifestOf = (directory: string): Manifest => JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as Manifest;

const filesIn = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort();

/** Packs twice, with files of other times and in another directory, and wants the same bytes. */
export async function checkReproducible(work: string): Promise<string> {
  const packs: Buffer[] = [];
  for (const [index, time] of [new Date(2001, 1, 1), new Date()].entries()) {
    for (const name of filesIn(join(ROOT, 'lib'))) utimesSync(join(ROOT, 'lib', name), time, time);
    const directory = mkdtempSync(join(work, `pack-${index}-`));
    await run(ROOT, 'npm', ['pack', '--silent', '--pack-destination', directory]);
    packs.push(readFileSync(join(directory, readdirSync(directory)[0])));
  }
  assert.ok(packs[0].equals(packs[1]), 'two packs of the same files have different bytes');
  return `two packs have the same ${(packs[0].length / 1e6).toFixed(1)} MB`;
}

/** Unpacks a tarball and gives the directory of the package. */
export function unpack(tarball: string, work: string): string {
  const directory = mkdtempSync(join(work, 'unpacked-'));
  execFileSync('tar', ['xzf', tarball, '-C', directory]);
  return join(directory, 'package');
}

/** The packages that are bundled, with the one that bundles them first. */
export function packagesIn(directory: string): string[] {
  const modules = join(directory, 'node_modules');
  if (!existsSync(modules)) return [directory];
  return [directory, ...readdirSync(modules).map((name) => join(modules, name))];
}

/** What is wrong with the files of an unpacked package. */
export function wrongFiles(directory: string): string[] {
  const files = filesIn(directory);
  const has = new Set(files);
  const wanted = [
    ...['CHANGELOG.md', 'LICENSE', 'README.md', '.jsii', 'lib/index.js', 'lib/index.d.ts', 'lib/jest.d.ts', 'schemas/plan.schema.json'],
    ...RULES.map(({ id }) => `docs/rules/${id}.md`),
    ...readdirSync(join(ROOT, 'src', 'scripts')).flatMap((name) => (name.endsWith('.sh') ? [`lib/scripts/${name}`] : [])),
  ];
  const missing = wanted.filter((file) => !has.has(file)).map((file) => `${file} is missing`);
  const useless = files
    // Tests of templates are for the app that is made of them.
    .filter(
      (file) =>
        !file.startsWith('templates/') &&
        /\.map$|\.tsbuildinfo$|(^|\/)(test|tests|__snapshots__)\/|\.test\.|\.snap$|^(rosetta|\.github|src|dist|bench)\//.test(file),
    )
    .map((file) => `${file} is of no use to anybody who installs it`);
  const dangling = files
    .filter((file) => /\.[cm]?js$/.test(file) && /^\/\/# sourceMappingURL=(?!data:)/m.test(readFileSync(join(directory, file), 'utf8')))
    .map((file) => `${file} leads to a source map that is not there`);
  const readme = [...readFileSync(join(directory, 'README.md'), 'utf8').matchAll(/\]\(([^)\s]+)\)/g)]
    .filter(([, link]) => !/^(https:|#)/.test(link))
    .map(([, link]) => `README.md: ${link} leads nowhere where npm, PyPI or Maven show it: write the whole address`);
  return [...missing, ...useless, ...dangling, ...readme, ...packagesIn(directory).flatMap(wrongTargets)];
}

/** Where package.json of a package leads to files that it does not have. */
function wrongTargets(directory: string): string[] {
  const { name, main, module, types, bin, exports } = manifestOf(directory);
  const targets: string[] = [];
  const collect = (value: unknown): void => {
    if (typeof value === 'string') targets.push(value);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
  };
  [main, module, types, bin, exports].forEach(collect);
  return targets
    .filter((target) => !target.includes('*') && !existsSync(join(directory, target)))
    .map((target) => `package.json of ${name} leads to ${target}, which is not there`);
}

/** What is wrong with licences: of the package itself, and of what it bundles, which has to be all that it needs. */
export function wrongLicences(directory: string): string[] {
  const [own, ...bundled] = packagesIn(directory);
  const names = new Set(bundled.map((one) => manifestOf(one).name));
  const needed = [own, ...bundled].flatMap((one) => Object.keys(manifestOf(one).dependencies ?? {}));
  return [
    ...needed.filter((name) => !names.has(name)).map((name) => `${name} is needed and not bundled`),
    ...[...names].filter((name) => !needed.includes(name)).map((name) => `${name} is bundled and not needed`),
    ...packagesIn(directory).flatMap((one) => {
      const { name, license } = manifestOf(one);
      const text = readdirSync(one).some((file) => /^LICEN[CS]E/i.test(file));
      return [
        ...(LICENCES.includes(license ?? '')
          ? []
          : [`${name} is under ${license ?? 'no licence that it names'}: look whether it may be bundled`]),
        ...(text ? [] : [`${name} comes without the text of its licence`]),
      ];
    }),
  ];
}

export const licencesIn = (directory: string): string =>
  packagesIn(directory)
    .map((one) => manifestOf(one))
    .map(({ name, license }) => `${name} ${license}`)
    .join(', ');

export function describe(directory: string): string {
  const files = filesIn(directory);
  return `${files.length} files, with ${RULES.length} pages of rules`;
}

/** The tarball of the package, as a release makes it. */
export async function packed(work: string): Promise<string> {
  const directory = join(work, 'js');
  mkdirSync(directory);
  await run(ROOT, 'npx', ['jsii-pacmak', '--target', 'js', '--outdir', work]);
  return join(directory, readdirSync(directory)[0]);
}
