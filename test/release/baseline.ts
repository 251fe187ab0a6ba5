import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { ROOT, run } from '../matrix/fresh-apps';
import { compareVersions } from './changelog';

/*
 * What a release is held to by those that follow: its API, and what it made of the examples, with the programs of the examples as they were.
 * One compressed file for each release, `baselines/VERSION.json.gz`, which `npm run release:baseline` writes.
 */

/** Text by its path. */
export type Files = Readonly<Record<string, string>>;

export interface Example {
  /** The program, and what it reads. */
  readonly program: Files;
  readonly manifests: Files;
}

export interface Baseline {
  /** The assembly of jsii, without what people read in it. */
  readonly api: unknown;
  readonly examples: Readonly<Record<string, Example>>;
}

export const BASELINES = join(__dirname, 'baselines');

const fileOf = (version: string): string => join(BASELINES, `${version}.json.gz`);

/** The versions that have one, the newest first. */
export function baselineVersions(): string[] {
  const versions = (existsSync(BASELINES) ? readdirSync(BASELINES) : []).flatMap(
    (name) => /^(\d+\.\d+\.\d+)\.json\.gz$/.exec(name)?.[1] ?? [],
  );
  return versions.sort(compareVersions).reverse();
}

/** Which one a change is compared with: that of the last release before the one that is next, or of that one itself where it is the first. */
export function baselineFor(next: string | undefined, versions = baselineVersions()): string | undefined {
  const before = versions.find((version) => next === undefined || compareVersions(version, next) < 0);
  return before ?? versions.find((version) => version === next);
}

export const readBaseline = (version: string): Baseline =>
  JSON.parse(gunzipSync(readFileSync(fileOf(version))).toString('utf8')) as Baseline;

export function writeBaseline(version: string, baseline: Baseline): string {
  mkdirSync(BASELINES, { recursive: true });
  writeFileSync(fileOf(version), gzipSync(JSON.stringify(baseline), { level: 9 }));
  return fileOf(version);
}

/** That of today, of what is compiled. */
export async function takeBaseline(): Promise<Baseline> {
  const programs = examplePrograms();
  const manifests = await synthesizeAll(programs);
  const examples = Object.entries(programs).map(([name, program]) => [name, { program, manifests: manifests[name] }] as const);
  return { api: comparable(JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8'))), examples: Object.fromEntries(examples) };
}

/** What is left out of an assembly: prose, where something stands in the sources, and what the packages that it builds on are called elsewhere. */
const NO_PROMISE = ['readme', 'locationInModule', 'symbolId', 'dependencyClosure', 'metadata'];

/** What an assembly promises to programs. */
export function comparable(assembly: unknown): unknown {
  const keep = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(keep);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
        if (NO_PROMISE.includes(key)) return [];
        return [[key, key === 'docs' ? standing(inner as Docs) : keep(inner)]];
      }),
    );
  };
  return { ...(keep(assembly) as object), version: '0.0.0', fingerprint: '' };
}

interface Docs {
  readonly stability?: string;
  readonly deprecated?: string;
}

const standing = ({ stability, deprecated }: Docs): Docs => ({ stability, deprecated });

const EXAMPLES = join(ROOT, 'examples');

/** Programs read pictures, too: bytes as they are. */
const PROGRAM = 'latin1';

/** The programs of the examples in TypeScript, without their tests. */
export function examplePrograms(): Readonly<Record<string, Files>> {
  const names = readdirSync(EXAMPLES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return Object.fromEntries(
    names.map(({ name }) => {
      const found = readdirSync(join(EXAMPLES, name), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !/\.test\.ts$|\.snap$|\.(py|go|java)$/.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name).slice(join(EXAMPLES, name).length + 1))
        .filter((path) => !path.startsWith('dist/'));
      return [name, Object.fromEntries(found.sort().map((path) => [path, readFileSync(join(EXAMPLES, name, path), PROGRAM)]))];
    }),
  );
}

/** What programs synthesize with the library of today, which has to be compiled: run as their users run them, outside of the repository. */
export async function synthesizeAll(programs: Readonly<Record<string, Files>>): Promise<Record<string, Files>> {
  const home = mkdtempSync(join(tmpdir(), 'release-'));
  try {
    linkPackages(home);
    for (const [name, program] of Object.entries(programs)) writeFiles(join(home, name), program, PROGRAM);
    const names = Object.keys(programs);
    await run(home, process.execPath, ['--require', require.resolve('tsx/cjs'), join(__dirname, 'synthesize.ts'), home, ...names], {
      CI: '',
    });
    return Object.fromEntries(names.map((name) => [name, readFiles(join(home, name, 'dist'))]));
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Has programs in a directory find this package beside those that the repository is built with. */
export function linkPackages(directory: string): void {
  const modules = join(directory, 'node_modules');
  mkdirSync(modules, { recursive: true });
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (!name.startsWith('.')) symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
  symlinkSync(ROOT, join(modules, 'cdk8s-storage'));
}

export function writeFiles(directory: string, files: Files, encoding: BufferEncoding): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text, encoding);
  }
}

const readFiles = (directory: string): Files =>
  Object.fromEntries(
    readdirSync(directory)
      .sort()
      .map((name) => [name, readFileSync(join(directory, name), 'utf8')]),
  );
