import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Construct } from 'constructs';
import ts from 'typescript';
import { CONTEXT, FILES_AROUND, NOT_RUN } from './snippet-context';

/*
 * Every piece of TypeScript in README, in docs and at the classes of the API is compiled as a user compiles it, and run. What is part of an app has one
 * written around it: names of packages are imported, and other names come from the context.
 */

const ROOT = resolve(__dirname, '..');
const PACKAGES = ['cdk8s-storage', 'cdk8s', 'cdk8s-plus-27'] as const;
const FILES = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).flatMap((name) =>
    name.endsWith('.md') ? [`docs/${name}`] : [],
  ),
];

interface Snippet {
  /** File and line. */
  readonly name: string;
  readonly text: string;
}

const EXAMPLE = /^ \* @example\n((?: \*.*\n)+?) \*\/\nexport (?:abstract )?class (\w+)/gm;

/** What stands at classes, which editors and the reference show; rosetta says it in the other languages. */
const examples: ReadonlyArray<Snippet & { readonly of: string }> = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .flatMap((name) =>
    [...readFileSync(join(ROOT, 'src', name), 'utf8').matchAll(EXAMPLE)].map(([, text, of]) => {
      return { name: `${of} in src/${name}`, of, text: text.replace(/^ \* ?/gm, '').trimEnd() };
    }),
  );

const fences: readonly Snippet[] = FILES.flatMap((file) => {
  const found: Snippet[] = [];
  const lines = readFileSync(join(ROOT, file), 'utf8').split('\n');
  lines.forEach((line, index) => {
    // What is a program by itself says so to jsii-rosetta.
    if (!/^```(ts|typescript)( nofixture)?$/.test(line)) return;
    const end = lines.indexOf('```', index);
    found.push({ name: `${file}:${index + 1}`, text: lines.slice(index + 1, end).join('\n') });
  });
  return found;
});

const snippets: readonly Snippet[] = [...fences, ...examples];

const exportsOf = Object.fromEntries(
  PACKAGES.map((name) => [name, new Set(Object.keys(jest.requireActual<object>(name)).filter((word) => /^[A-Z]/.test(word)))]),
);

const LITERALS = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|\/\/.*$/gm;

/** Whether a name stands in a piece of code, and is no member of something, nor a word of a text. */
const mentions = (code: string, name: string): boolean => new RegExp(`(?<![.\\w])${name}\\b(?!:)`).test(code.replace(LITERALS, ''));

/** What a piece of code imports, and the rest, which may be props alone. */
function partsOf(text: string): readonly [string, string] {
  const imports = text.match(/^import [^;]*;$/gm) ?? [];
  const rest = imports.reduce((left, line) => left.replace(line, ''), text);
  return [imports.join('\n'), /^\w+:/.test(rest) ? `const props = {\n${rest}\n};\nvoid props;` : rest];
}

/** The app around a piece of code. */
function wholeOf({ text }: Snippet): string {
  const [ownImports, body] = partsOf(text);
  const declared = Array.from(body.matchAll(/\bconst (\w+)/g), ([, name]) => name);
  const own = new Set([...declared, ...(ownImports.match(/\w+/g) ?? [])]);
  const names: string[] = [];
  const seen = new Set<string>();
  const need = (code: string): void => {
    for (const [name, definition] of Object.entries(CONTEXT)) {
      if (own.has(name) || seen.has(name) || !mentions(code, name)) continue;
      seen.add(name);
      need(definition);
      names.push(name);
    }
  };
  need(body);
  const code = [...names.map((name) => CONTEXT[name]), body].join('\n');
  const taken = new Set<string>();
  const imports = PACKAGES.map((name) => {
    const used = [...exportsOf[name]].filter((word) => !own.has(word) && !taken.has(word) && mentions(code, word));
    for (const word of used) taken.add(word);
    return used.length === 0 ? '' : `import { ${used.join(', ')} } from '${name}';\n`;
  });
  const plus = own.has('kplus') ? '' : "import * as kplus from 'cdk8s-plus-27';\nvoid kplus;\n";
  return `${ownImports}\n${imports.join('')}${plus}import { join } from 'node:path';\nvoid join;\n${code}\nexport {};\n`;
}

const pathOf = (index: number): string => join(ROOT, 'examples', `snippet-${index}.ts`);
const wholes = new Map(snippets.map((snippet, index) => [pathOf(index), wholeOf(snippet)]));

test('every construct has an example, where it is read in an editor', () => {
  const constructs = Object.entries(jest.requireActual<Record<string, unknown>>('cdk8s-storage')).flatMap(([name, value]) =>
    typeof value === 'function' && value.prototype instanceof Construct ? [name] : [],
  );
  expect(constructs.length).toBeGreaterThan(30);
  expect(constructs.filter((name) => !examples.some(({ of }) => of === name))).toEqual([]);
});

test('all of them compile', () => {
  const { config } = ts.readConfigFile(join(ROOT, 'examples', 'tsconfig.json'), (path) => ts.sys.readFile(path)) as { config: object };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, join(ROOT, 'examples'));
  const types = ['jest', 'node'];
  const paths = { ...options.paths, 'cdk8s-storage/jest': ['../src/jest.ts'] };
  const compilerOptions = { ...options, paths, noEmit: true, skipLibCheck: true, noUnusedLocals: false, noUnusedParameters: false, types };
  const host = ts.createCompilerHost(compilerOptions);
  const [read, exists, source] = [host.readFile.bind(host), host.fileExists.bind(host), host.getSourceFile.bind(host)];
  host.readFile = (path) => wholes.get(path) ?? read(path);
  host.fileExists = (path) => wholes.has(path) || exists(path);
  host.getSourceFile = (path, language, ...more) => {
    const text = wholes.get(path);
    return text === undefined ? source(path, language, ...more) : ts.createSourceFile(path, text, language);
  };
  const program = ts.createProgram([...wholes.keys(), join(ROOT, 'src', 'jest.ts')], compilerOptions, host);
  const found = [...wholes.keys()].flatMap((path, index) =>
    ts.getPreEmitDiagnostics(program, program.getSourceFile(path)).map(({ messageText }) => {
      return `${snippets[index].name}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    }),
  );
  expect(found).toEqual([]);
});

describe('each of them runs:', () => {
  const before = { directory: process.cwd(), environment: { ...process.env } };
  const directory = mkdtempSync(join(tmpdir(), 'snippets-'));

  beforeAll(() => {
    process.chdir(directory);
    for (const [path, text] of Object.entries(FILES_AROUND)) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    process.env.CDK8S_OUTDIR = join(directory, 'dist');
    // As where somebody tries them, and no pipeline.
    delete process.env.CI;
  });

  afterAll(() => {
    process.chdir(before.directory);
    process.env = before.environment;
    rmSync(directory, { recursive: true });
  });

  test.each(snippets.map(({ name, text }, index) => [name, text, wholes.get(pathOf(index))!] as const))('%s', (_, text, whole) => {
    if (NOT_RUN.some(({ sign }) => text.includes(sign))) return;
    const { outputText } = ts.transpileModule(whole, {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
    });
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the text of the docs is the program
    new Function('require', 'exports', '__dirname', outputText)(
      (name: string) => jest.requireActual<object>(name),
      {},
      join(ROOT, 'examples', 'config-reload'),
    );
  });

  test('those that are not are there', () => {
    for (const { sign } of NOT_RUN) expect(snippets.some(({ text }) => text.includes(sign))).toBe(true);
  });
});
