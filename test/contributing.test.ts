import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import * as ts from 'typescript';
import { CLASS_DRIVERS, DRIVERS } from '../src/facts/drivers';
import { OTHER_DRIVERS } from '../src/facts/drivers/others';
import { DATABASES, ENGINES } from '../src/facts/engines';
import { LIBRARY, TABLE } from './rooms';
import { readSources, ROOT, SourceFile, SOURCES, typescriptFiles } from './sources';

/*
 * CONTRIBUTING.md says what is so, and its recipes name all files that a change of their kind touches: of what is there already, nothing
 * is known anywhere else.
 */

const text = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');
const files = readSources();

describe('CONTRIBUTING.md', () => {
  test('shows the rooms that there are, and what each may import', () => {
    const rows = [...text.matchAll(/^\| `([a-z-]+)` +\|[^|]*\|([^|]*)\|([^|]*)\|$/gm)];
    const words = (cell: string) => (cell.trim() === '-' ? [] : cell.trim().split(', ')).sort();
    const shown = Object.fromEntries(rows.map(([, room, rooms, packages]) => [room, { rooms: words(rooms), packages: words(packages) }]));
    const built = Object.entries(TABLE).filter(([room]) => existsSync(join(SOURCES, room)));
    const packages = (names: readonly string[]) => (names === LIBRARY ? ['cdk8s'] : names);
    expect(shown).toEqual(
      Object.fromEntries(
        built.map(([room, { rooms, packages: names }]) => [room, { rooms: [...rooms].sort(), packages: packages(names) }]),
      ),
    );
  });

  test('names commands that there are, and leaves out none that people run', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly scripts: Record<string, string> };
    const named = new Set([...text.matchAll(/npm (?:run ([a-z:-]+)|(test)\b)/g)].map(([, script, test]) => script ?? test));
    expect([...named].filter((name) => !(name in scripts))).toEqual([]);
    const own = Object.keys(scripts).filter((name) => !PROJEN.includes(name));
    expect(own.filter((name) => !named.has(name))).toEqual([]);
  });

  test('names files that there are', () => {
    const paths = [...text.matchAll(/`((?:src|test|examples|templates|docs)\/[^\s`]*|\.ci\/run)`/g)].map(([, path]) => path);
    expect(paths.length).toBeGreaterThan(20);
    // A word in capitals stands for any.
    const real = paths.filter((path) => !/\b[A-Z]{4,}\b/.test(path));
    expect(real.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

/** What projen does for itself, or for releases. */
const PROJEN = [
  ...[
    'build',
    'bump',
    'bump:next-version',
    'bump:releasable-commits',
    'clobber',
    'compat',
    'default',
    'eject',
    'package',
    'package-all',
    'package:go',
    'package:java',
    'package:js',
    'package:python',
    'pre-compile',
    'post-compile',
    'post-upgrade',
    'release',
    'unbump',
    'upgrade',
  ],
  ...['prepack', 'prepare', 'projen', 'test:watch', 'watch'],
];

describe('a rule needs 2 files', () => {
  const rules = readdirSync(join(SOURCES, 'checks', 'rules')).filter((name) => name !== 'index.ts');

  test.each(rules)('%s', (name) => {
    expect(knowing([`checks/rules/${name}`], [])).toEqual([`checks/rules/${name}`, 'checks/rules/index.ts'].sort());
  });
});

describe('a driver needs 5 files, 6 where it changes volumes in use', () => {
  // Local volumes stand for a class with nothing behind it, and NFS has servers of its own.
  const typed = CLASS_DRIVERS.filter(({ typed: how, storage }) => how !== undefined && storage !== 'node');

  test.each(typed.map((driver) => [driver.title, driver] as const))('%s', (_, driver) => {
    const facts = fileOf('facts/drivers', driver);
    const options = facts.replace('facts/drivers', 'storage-classes');
    const { predecessor, provisioner } = driver;
    const words = [provisioner, driver.typed!.factory, ...(predecessor === undefined ? [] : [predecessor.provisioner, predecessor.source])];
    const known = knowing([facts, options], words);
    const changing = driver.changeable === undefined ? [] : ['storage-classes/volume-attributes-class.ts'];
    const factories = ['storage-classes/storage-driver.ts', ...changing];
    expect(known).toEqual([facts, 'facts/drivers/index.ts', options, ...factories, 'index.ts'].sort());
    expect(spelling(driver.typed!.name)).toEqual([facts, ...(driver.typed!.name === DEFAULT_DRIVER ? ['cli/new/answers.ts'] : [])].sort());
  });

  test.each(
    DRIVERS.filter((driver) => !('checkParameters' in driver) && !OTHER_DRIVERS.includes(driver)).map(
      (driver) => [driver.title, driver] as const,
    ),
  )('%s, whose classes are not known, 2', (_, driver) => {
    const facts = fileOf('facts/drivers', driver);
    expect(knowing([facts], [driver.provisioner])).toEqual(['facts/drivers/index.ts', facts].sort());
  });

  test('one of which only the name is known needs a line', () => {
    for (const { provisioner } of OTHER_DRIVERS) expect(spelling(provisioner)).toEqual(['facts/drivers/others.ts']);
  });
});

/** What `cdk8s-storage new` proposes. */
const DEFAULT_DRIVER = 'aws-ebs';

describe('an engine needs 8 files', () => {
  test.each(ENGINES.map((engine) => [engine.title, engine] as const))('%s', (_, engine) => {
    const facts = fileOf('facts/engines', engine);
    const options = facts.replace('facts/engines', 'patterns/database');
    const known = knowing([facts, options], []);
    expect(known).toEqual([facts, 'facts/engines/index.ts', options, 'patterns/database/engine.ts', 'index.ts'].sort());
    // Backups and restores are five more, rehearsals of them four, data that exists two, an upgrade one.
    const scripts = readdirSync(join(SOURCES, 'scripts')).filter((name) => name.endsWith(`-${engine.factory}.sh`));
    expect(
      scripts.filter((name) => !/^(dump|verify|contents|ask|restore|inventory|query|roles|scratch|existing|login|quiet)-/.test(name))
        .length,
    ).toBeLessThanOrEqual(8 - known.length);
  });

  test.each(DATABASES.filter((database) => !('factory' in database)).map((database) => [database.title, database] as const))(
    '%s, which is only recognized, 2',
    (_, database) => {
      const facts = fileOf('facts/engines', database);
      const repositories = database.images.flatMap((image) => image.repositories);
      expect(
        knowing(
          [facts],
          repositories.filter((name) => name.includes('/')),
        ),
      ).toEqual(['facts/engines/index.ts', facts].sort());
    },
  );
});

describe('a pattern needs 10 files', () => {
  const patterns = readdirSync(join(SOURCES, 'patterns'));
  const insideOf = (pattern: string) => files.map(({ path }) => path).filter((path) => path.startsWith(`patterns/${pattern}/`));

  test.each(patterns)('%s is known to the index and to the command alone', (pattern) => {
    const inside = insideOf(pattern);
    const others = knowing(inside, []).filter((path) => !inside.includes(path));
    // What moves up to an operator knows what it comes from, by what the index names.
    expect(others.filter((path) => path !== 'index.ts' && !/^(cli\/new|operators)\//.test(path))).toEqual([]);
    expect(inside).toEqual(expect.arrayContaining([`patterns/${pattern}/props.ts`, `patterns/${pattern}/plan.ts`]));
  });

  test('the smallest one has so many', () => {
    const pattern = 'shared-scratch';
    const template = typescriptFiles(join(ROOT, 'templates', 'patterns', pattern)).filter((name) => !name.startsWith('test/'));
    const example = readdirSync(join(ROOT, 'examples', pattern)).filter((name) => !/test|snapshots/.test(name));
    const source = new Set([...knowing(insideOf(pattern), []), ...spelling(pattern)]);
    expect(source.size + template.length + example.length).toBeLessThanOrEqual(10);
  });
});

/** The files that import one of some files, are one of them, or spell one of some words out. */
function knowing(own: readonly string[], words: readonly string[]): string[] {
  const importers = files.filter(({ imports }) => imports.some(({ target }) => target !== undefined && own.includes(target)));
  return [...new Set([...own, ...importers.map(({ path }) => path), ...words.flatMap(spelling)])].sort();
}

/** The files with a word as a name of code or as a text: not in comments, nor within other texts, such as manifests that explain a rule. */
function spelling(word: string): string[] {
  return files.filter((file) => wordsOf(file).has(word)).map(({ path }) => path);
}

const words = new Map<string, ReadonlySet<string>>();

function wordsOf({ path, statements }: SourceFile): ReadonlySet<string> {
  const known = words.get(path);
  if (known !== undefined) return known;
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) || ts.isStringLiteralLike(node)) found.add(node.text);
    ts.forEachChild(node, visit);
  };
  statements.forEach(visit);
  words.set(path, found);
  return found;
}

/** The file of a folder that exports a value. */
function fileOf(folder: string, value: unknown): string {
  const names = readdirSync(join(SOURCES, folder)).filter((name) => name !== 'index.ts');
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- by the name of the file
  const name = names.find((file) => Object.values(require(join(SOURCES, folder, file)) as object).includes(value));
  if (name === undefined) throw new Error(`No file of ${folder} exports it.`);
  return `${folder}/${name}`;
}
