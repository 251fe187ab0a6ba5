import { readFileSync } from 'fs';
import { builtinModules } from 'module';
import { join } from 'path';
import * as ts from 'typescript';
import { RULES } from '../src/checks';
import { LIBRARY, TABLE } from './rooms';
import { circles, importedNames, readSource, readSources, ROOT, SourceFile, SOURCES, typescriptFiles } from './sources';

/*
 * The house: which room may know which. CONTRIBUTING.md says what lives where, and why.
 */

/** These are opened from outside: the command uses all rooms, the package's index names what is public. */
const DOORS = ['cli', 'index.ts'];

/** The matchers of jest are a door of `validation` whose place people import: `cdk8s-storage/jest`. */
const JEST = 'jest.ts';

/** Files that are programs: whoever loads one wants what it does. */
const PROGRAMS = ['cli/github-action-main.ts', 'cli/main.ts', JEST];

/** Rooms that must not even load what makes constructs: a check starts quickly, in pipelines that have no cdk8s. */
const WITHOUT_LIBRARY = ['util', 'facts', 'scripts', 'checks', 'plan', 'runbooks', 'fixes', 'report'];

/** Commands that only read manifests; those in folders write code for people, and try it. */
const CHECKING_COMMANDS = /^cli\/[^/]+$/;

const EMPTY_COLLECTION = /= new (Weak)?(Map|Set)(<.*>)?\(\);$/;

/** What may be noted in a module: what comes out the same whoever works it out again. */
const NOTED_IN_MODULES = [
  // What was worked out of manifests or read from the package, kept because it is asked for often.
  'checks/lookup/databases.ts: cache',
  'facts/kubernetes/fields.ts: parsed',
  'checks/lookup/programs.ts: cache',
  'checks/lookup/storage.ts: drivers',
  'scripts/load-script.ts: loaded',
  'props/peer-structs.ts: assemblies',
  'props/struct-table.ts: parsed',
  // Never changed.
  'props/known-props.ts: NO_REMEDIES',
  'synth/dependencies.ts: NONE',
  // Whether the cdk8s that this copy found is one that is known.
  'synth/cdk8s-guard.ts: known',
  'synth/yaml-writer.ts: trusted',
  // True only while this copy looks at what an app makes.
  'validation/synthesis-memo.ts: looking',
  // Values of defaults and what became of them, of containers that this copy made.
  'workloads/resources.ts: defaulted',
];

/** Rooms whose files are their own but for those that the index names; of the patterns, each folder is one such room. */
const CLOSED = ['patterns', 'operators'];

const files = readSources();
const roomOf = (path: string): string => (path === JEST ? 'validation' : path.split('/')[0]);
const isBuiltIn = (name: string): boolean => builtinModules.includes(name.replace(/^node:/, ''));
const publicFiles = new Set(files.find(({ path }) => path === 'index.ts')!.imports.flatMap(({ target }) => target ?? []));

/** What is wrong with the imports of a file, by the table. */
function wrongArrows({ path, imports }: SourceFile): string[] {
  const room = roomOf(path);
  if (DOORS.includes(room)) return [];
  if (!Object.hasOwn(TABLE, room)) return [`${path}: there is no room ${room}`];
  const { rooms, packages } = TABLE[room];
  return imports.flatMap(({ name, target }) => {
    if (target === undefined) return isBuiltIn(name) || packages.includes(name) ? [] : [`${path} -> ${name}`];
    const other = roomOf(target);
    const inside = CLOSED.includes(other) && partOf(path) !== partOf(target);
    if (inside && publicFiles.has(target)) return other === room || rooms.includes(other) ? [] : [`${path} -> ${target}`];
    if (inside) return [`${path} -> ${target}, which is an inside of ${partOf(target)}`];
    return other === room || rooms.includes(other) ? [] : [`${path} -> ${target}`];
  });
}

/** The room that a file belongs to, for patterns the folder. */
const partOf = (path: string): string =>
  path
    .split('/')
    .slice(0, path.startsWith('patterns/') ? 2 : 1)
    .join('/');

describe('the rooms', () => {
  test('know each other by the table only', () => {
    expect(files.length).toBeGreaterThan(250);
    expect(files.flatMap(wrongArrows)).toEqual([]);
  });

  test.each([
    ['facts/a.ts', `import { Problems } from '../props/problems';`],
    ['facts/a.ts', `import type { Problems } from '../props/problems';`],
    ['facts/a.ts', `import { Size } from 'cdk8s';`],
    ['checks/a.ts', `import type { Size } from 'cdk8s';`],
    ['checks/a.ts', `export * from '../props/problems';`],
    ['checks/rules/a.ts', `const kplus = require('cdk8s-plus-27');`],
    ['checks/a.ts', `type Lazy = typeof import('../patterns/nfs/plan');`],
    ['checks/a.ts', `const load = () => import('../report/model');`],
    ['report/a.ts', `import { manifestsOf } from '../validation/constructed-manifests';`],
    ['props/a.ts', `import { checkAccess } from '../workloads/mount';`],
    ['patterns/nfs/a.ts', `import { planDatabase } from '../database/plan';`],
    ['patterns/nfs/a.ts', `import type { DatabasePlan } from '../database/plan';`],
    ['operators/cnpg/a.ts', `import { planDatabase } from '../../patterns/database/plan';`],
    ['volumes/a.ts', `import { check } from '../checks/run';`],
    ['synth/a.ts', `import { check } from '../checks/run';`],
    ['workloads/a.ts', `import yaml = require('js-yaml');`],
    ['cellar/a.ts', ``],
  ])('%s: %s is refused', (path, text) => {
    expect(wrongArrows(readSource(path, text))).toHaveLength(1);
  });

  test.each([
    ['facts/a.ts', `import { isIP } from 'node:net'; import { didYouMean } from '../util/did-you-mean';`],
    ['patterns/nfs/a.ts', `import { StatefulDatabase } from '../database/stateful-database';`],
    ['operators/cnpg/a.ts', `import { StatefulDatabase } from '../../patterns/database/stateful-database';`],
    ['validation/a.ts', `import { App } from 'cdk8s'; import { check } from '../checks/run';`],
    ['cli/a.ts', `import { planDatabase } from '../patterns/database/plan';`],
  ])('%s: %s is taken', (path, text) => {
    expect(wrongArrows(readSource(path, text))).toEqual([]);
  });

  test('have no circle of files, not even for types', () => {
    expect(circles(files)).toEqual([]);
  });

  test('a circle would be seen', () => {
    const text = (name: string) => `import type { X } from './${name}';`;
    const circle = [
      readSource('util/did-you-mean.ts', text('group-by')),
      readSource('util/group-by.ts', text('unchecked')),
      readSource('util/unchecked.ts', text('did-you-mean')),
    ];
    expect(circles(circle)).toEqual([['util/did-you-mean.ts', 'util/group-by.ts', 'util/unchecked.ts', 'util/did-you-mean.ts']]);
  });
});

describe('what is loaded', () => {
  afterEach(() => LIBRARY.forEach((name) => jest.dontMock(name)));

  test('the wing of checks, what it stands on and the commands on it load neither cdk8s nor cdk8s-plus nor constructs', () => {
    const loaded: string[] = [];
    for (const name of LIBRARY) {
      jest.doMock(name, () => {
        loaded.push(name);
        return {};
      });
    }
    const own = files.filter(
      ({ path }) => !PROGRAMS.includes(path) && (WITHOUT_LIBRARY.includes(roomOf(path)) || CHECKING_COMMANDS.test(path)),
    );
    expect(own.length).toBeGreaterThan(100);
    jest.isolateModules(() => own.forEach(load));
    expect(loaded).toEqual([]);
  });

  test('nothing happens because a module was loaded', () => {
    jest.isolateModules(() => {
      const watched = [...LIBRARY.map(loadModule), globalThis];
      const before = watched.map(membersOf);
      files.filter(({ path }) => !PROGRAMS.includes(path)).forEach(load);
      expect(watched.flatMap((module, index) => changed(before[index], membersOf(module)))).toEqual([]);
    });
  });

  test('a module says what there is and does nothing', () => {
    const doing = files
      .filter(({ path }) => !PROGRAMS.includes(path))
      .flatMap(({ path, statements }) =>
        statements.filter((statement) => !isDeclaration(statement)).map((statement) => `${path}: ${statement.getText()}`),
      );
    expect(doing).toEqual([]);
  });

  test('what is noted lies on the construct tree, and not in a module that a second copy of the library does not share', () => {
    const noting = files.flatMap(({ path, statements }) =>
      statements
        .filter(ts.isVariableStatement)
        .filter((statement) => (statement.declarationList.flags & ts.NodeFlags.Const) === 0 || EMPTY_COLLECTION.test(statement.getText()))
        .map((statement) => `${path}: ${statement.declarationList.declarations[0].name.getText()}`),
    );
    expect(noting.filter((place) => !NOTED_IN_MODULES.includes(place))).toEqual([]);
  });

  test('the index names what is public and does nothing else', () => {
    const index = files.find(({ path }) => path === 'index.ts')!;
    const others = index.statements.filter((statement) => !ts.isExportDeclaration(statement) || statement.moduleSpecifier === undefined);
    expect(others.map((statement) => statement.getText())).toEqual([]);
  });
});

describe('rules', () => {
  const names = typescriptFiles(join(SOURCES, 'checks', 'rules')).filter((name) => name !== 'index.ts');

  test('every file of a rule is registered, and every rule has a file of its id', () => {
    expect(RULES.map(({ id }) => `${id}.ts`).sort()).toEqual(names);
  });
});

describe('public constructs', () => {
  const classes = files.flatMap(({ statements }) => statements.filter(ts.isClassDeclaration));
  const baseOf = (declaration: ts.ClassDeclaration): string | undefined =>
    declaration.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0].expression.getText();
  const named = new Map(classes.map((declaration) => [declaration.name?.text, declaration]));
  const isConstruct = (declaration: ts.ClassDeclaration | undefined): boolean => {
    const base = declaration && baseOf(declaration);
    if (base === undefined) return false;
    return /^(Construct|App|Chart|ApiObject|kplus\.\w+)$/.test(base) || isConstruct(named.get(base));
  };
  const index = files.find(({ path }) => path === 'index.ts')!;
  const exported = index.statements
    .filter(ts.isExportDeclaration)
    .flatMap(({ exportClause }) =>
      exportClause && ts.isNamedExports(exportClause) ? exportClause.elements.map(({ name }) => name.text) : [],
    );
  const constructs = exported.filter((name) => isConstruct(named.get(name)));

  const textsOf = (folder: string): string[] =>
    typescriptFiles(join(ROOT, folder)).map((name) => readFileSync(join(ROOT, folder, name), 'utf8'));

  /** Examples, what `cdk8s-storage new` writes, what is spoiled and handed over, and the tests that say what is refused. */
  const shown = [
    ...['examples', 'templates', 'test/cluster/generators'].flatMap(textsOf),
    ...textsOf('test').filter((text) => /\b(refusal|problemsOf|linesOf)\(/.test(text)),
  ];

  test('are found', () => {
    expect(constructs).toEqual(expect.arrayContaining(['StatefulDatabase', 'PersistentVolume', 'FleetApp', 'Claim']));
  });

  test.each(constructs)('%s is in an example, or in a test of what it refuses', (name) => {
    expect(shown.some((text) => new RegExp(`\\b(new ${name}|${name}\\.[a-z]\\w*)\\(`).test(text))).toBe(true);
  });
});

test('examples import what users can import', () => {
  const foreign = typescriptFiles(join(ROOT, 'examples'))
    .filter((name) => name.includes('/'))
    .flatMap((name) => {
      const text = readFileSync(join(ROOT, 'examples', name), 'utf8');
      return importedNames(ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true))
        .filter((imported) => !['cdk8s-storage', 'cdk8s-storage/jest', ...LIBRARY].includes(imported))
        .filter((imported) => !isBuiltIn(imported) && !/^(\.\/[^.]+|\.\.\/synthesize)$/.test(imported))
        .map((imported) => `${name} -> ${imported}`);
    });
  expect(foreign).toEqual([]);
});

function load({ path }: SourceFile): void {
  loadModule(join(SOURCES, path));
}

function loadModule(name: string): object {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- import() would not be isolated
  return require(name) as object;
}

/** What could be patched of a module: its members, and those of its classes and their prototypes. */
function membersOf(module: object): Map<string, unknown> {
  const members = new Map<string, unknown>();
  const add = (prefix: string, owner: object): void => {
    for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
      // Its value, or its getter.
      members.set(`${prefix}${key}`, Object.values(descriptor)[0]);
    }
  };
  add('', module);
  // Packages hand out what they export by getters; those of the global object make things.
  for (const name of Object.getOwnPropertyNames(module)) {
    const isMade = Object.getOwnPropertyDescriptor(module, name)!.value === undefined && module === globalThis;
    const value = isMade ? undefined : (module as Readonly<Record<string, unknown>>)[name];
    if (typeof value !== 'function') continue;
    add(`${name}.`, value);
    const { prototype } = value as { readonly prototype?: object };
    if (prototype) add(`${name}.prototype.`, prototype);
  }
  return members;
}

function changed(before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((key) => !Object.is(before.get(key), after.get(key)));
}

function isDeclaration(statement: ts.Statement): boolean {
  return (
    ts.isImportDeclaration(statement) ||
    ts.isImportEqualsDeclaration(statement) ||
    ts.isExportDeclaration(statement) ||
    ts.isVariableStatement(statement) ||
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement)
  );
}
