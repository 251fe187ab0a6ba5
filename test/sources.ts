import { existsSync, readdirSync, readFileSync } from 'fs';
import { dirname, join, relative, resolve } from 'path';
import * as ts from 'typescript';

/*
 * The sources as text that refers to other text: what a test says about the layout is said about these.
 */

export const ROOT = join(__dirname, '..');
export const SOURCES = join(ROOT, 'src');

/** One file's word for another, or for a package. */
export interface Import {
  readonly name: string;
  /** The file, relative to src/; undefined for a package. */
  readonly target?: string;
}

export interface SourceFile {
  /** Relative to src/. */
  readonly path: string;
  readonly text: string;
  /** All of them: for types alone, and loaded late, too. */
  readonly imports: readonly Import[];
  readonly statements: readonly ts.Statement[];
}

/** The TypeScript files below a folder, relative to it. */
export function typescriptFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ts$/.test(name) && !/(^|\/)node_modules\//.test(name))
    .sort();
}

export function readSources(): SourceFile[] {
  return typescriptFiles(SOURCES).map((path) => readSource(path, readFileSync(join(SOURCES, path), 'utf8')));
}

/** A file as it would be with this text. */
export function readSource(path: string, text: string): SourceFile {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const imports = importedNames(file).map((name) => ({ name, target: name.startsWith('.') ? resolveName(path, name) : undefined }));
  return { path, text, imports, statements: [...file.statements] };
}

/** Every name of a module: `import`, `export ... from`, `import('...')` as a value and as a type, `require('...')`. */
export function importedNames(file: ts.SourceFile): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    const name = moduleOf(node);
    if (name !== undefined && ts.isStringLiteral(name)) names.push(name.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return names;
}

function moduleOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
  if (!ts.isCallExpression(node)) return undefined;
  const { expression } = node;
  const loads = expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(expression) && expression.text === 'require');
  return loads ? node.arguments[0] : undefined;
}

function resolveName(path: string, name: string): string {
  const base = resolve(SOURCES, dirname(path), name);
  const found = [`${base}.ts`, join(base, 'index.ts')].find((candidate) => existsSync(candidate));
  if (found === undefined) throw new Error(`${path} imports ${name}, which is no file.`);
  return relative(SOURCES, found);
}

/** Circles of files, each as its files in the order of their imports, and none twice. */
export function circles(files: readonly SourceFile[]): string[][] {
  const targets = new Map(files.map(({ path, imports }) => [path, imports.flatMap(({ target }) => target ?? [])]));
  const found: string[][] = [];
  const done = new Set<string>();
  const walk = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) found.push([...trail.slice(start), path]);
    if (start >= 0 || done.has(path)) return;
    for (const target of targets.get(path) ?? []) walk(target, [...trail, path]);
    done.add(path);
  };
  for (const path of targets.keys()) walk(path, []);
  return found;
}
