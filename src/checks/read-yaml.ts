import { loadAll, YAMLException } from 'js-yaml';
import { isListKind } from '../facts/kubernetes/types';
import { asMap } from './cursor';
import { MOST_ALIASES, MOST_DEPTH, MOST_DOCUMENTS, MOST_VALUES } from './limits';
import { InputProblem } from './input-problem';
import { Kustomizations } from './kustomizations';
import { Manifest } from './manifest';
import { JsonMap, Origin } from './object';
import { KUBERNETES_SCHEMA } from './yaml-schema';
import { Rereader, TextSource, YamlLines } from './yaml-lines';
import { hasKeys, isEmpty, LineIndex, splitDocuments } from './yaml/documents';
import { readFast, withoutReturns } from './yaml/fast-reader';

/** What was read: the objects, and what could not be read. */
export interface Input {
  readonly manifests: readonly Manifest[];
  readonly problems: readonly InputProblem[];
  /** Files of a directory that hold other things than Kubernetes objects: values of charts, dashboards. */
  readonly skipped?: readonly InputProblem[];
  /** What was left out, and what to do about it. */
  readonly notes?: readonly InputProblem[];
  readonly kustomizations?: Kustomizations;
}

/** Reads the Kubernetes objects of a text of YAML or JSON documents. Never throws: what cannot be read becomes a problem. */
export function readYaml(text: string, file?: string): Input {
  const bytes = Buffer.from(text);
  return readDocuments({ file, load: () => bytes }, bytes, new Rereader());
}

const NO_OBJECT = 'This has no apiVersion and no kind, so it is no Kubernetes object. Leave it out.';

/**
 * The same of bytes, which have to be UTF-8. They are asked for again where somebody wants to know a line. In foreign text, which nobody said
 * to be of Kubernetes, a document that has not both an apiVersion and a kind need not be sound YAML.
 */
export function readDocuments(source: TextSource, bytes: Buffer, rereader: Rereader, isForeign = false): Input {
  const { file } = source;
  const manifests: Manifest[] = [];
  const problems: InputProblem[] = [];
  if (isForeign && !bytes.includes('apiVersion') && !bytes.includes('kind')) {
    if (!isEmpty(bytes, 0, bytes.length)) problems.push({ file, line: 1, message: NO_OBJECT, isOther: true });
    return { manifests, problems };
  }
  const index = new LineIndex(bytes);
  let count = 0;
  for (const { start, end } of splitDocuments(bytes)) {
    count += 1;
    if (count > MOST_DOCUMENTS) {
      const line = index.lineAt(start);
      problems.push({ file, line, message: `From here on there are more than ${MOST_DOCUMENTS} documents. Split the file.` });
      break;
    }
    if (isForeign && !hasKeys(bytes, start, end)) {
      if (!isEmpty(bytes, start, end)) problems.push({ file, line: index.lineAt(start), message: NO_OBJECT, isOther: true });
      continue;
    }
    const lines = new YamlLines(source, start, end, rereader);
    const origin: Origin = { file, lineOf: (path) => lines.lineOf(path), linesOf: (path) => lines.linesOf(path) };
    try {
      for (const value of parse(bytes, start, end)) open(value, [], origin, manifests, problems);
    } catch (error) {
      problems.push({ file, ...describe(error, bytes.toString('utf8', start, end), index.lineAt(start)) });
    }
  }
  return { manifests, problems };
}

/** The objects of values that are parsed already, such as what a construct synthesizes. */
export function readValues(values: readonly unknown[], origin: Origin = {}): Input {
  const manifests: Manifest[] = [];
  const problems: InputProblem[] = [];
  for (const value of values) open(value, [], origin, manifests, problems);
  return { manifests, problems };
}

/** A text that is too much, or that explodes. */
class TooMuch extends Error {}

function parse(bytes: Buffer, start: number, end: number): unknown[] {
  if (end - start > MOST_VALUES && countSeparators(bytes, start, end) > MOST_VALUES) {
    throw new TooMuch(`The document holds more than ${MOST_VALUES} values. Split it.`);
  }
  const text = withoutReturns(bytes, start, end);
  const fast = readFast(text.bytes, text.start, text.end);
  if (fast !== undefined) return [fast.value];
  const source = bytes.toString('utf8', start, end);
  const values = loadAll(source, { schema: KUBERNETES_SCHEMA, maxDepth: MOST_DEPTH, maxAliases: MOST_ALIASES });
  if (source.includes('*')) values.forEach(checkExpansion);
  return values;
}

function countSeparators(bytes: Buffer, start: number, end: number): number {
  let count = 0;
  for (let index = start; index < end; index += 1) {
    const code = bytes[index];
    // Line break, comma, opening bracket and brace, colon.
    if (code === 10 || code === 44 || code === 91 || code === 123 || code === 58) count += 1;
  }
  return count;
}

/** Aliases share what they name, so a short text can stand for an endless tree. Refuses those that nobody can walk through. */
function checkExpansion(root: unknown): void {
  const sizes = new Map<object, number | 'open'>();
  const sizeOf = (value: unknown, depth: number): number => {
    if (typeof value !== 'object' || value === null) return 1;
    const known = sizes.get(value);
    if (known === 'open') throw new TooMuch('An alias refers to a node that contains it. Write the values out.');
    if (known !== undefined) return known;
    if (depth > MOST_DEPTH) throw new TooMuch(`Aliases nest more than ${MOST_DEPTH} levels deep. Write the values out.`);
    sizes.set(value, 'open');
    let size = 1;
    for (const item of Object.values(value)) size += sizeOf(item, depth + 1);
    sizes.set(value, size);
    return size;
  };
  if (sizeOf(root, 0) > MOST_VALUES) throw new TooMuch(`The aliases stand for more than ${MOST_VALUES} values. Write the values out.`);
}

function describe(error: unknown, source: string, firstLine: number): Omit<InputProblem, 'file'> {
  if (error instanceof TooMuch) return { line: firstLine, message: error.message };
  if (!(error instanceof YAMLException)) {
    return { line: firstLine, message: `This cannot be read as YAML: ${error instanceof Error ? error.message : String(error)}.` };
  }
  const lines = source.trimEnd().split(/\r?\n/);
  const at = Math.min(error.mark?.line ?? 0, lines.length - 1);
  // Some mistakes are noticed at the end of the text, and those of templates far from where they stand.
  const template = isTemplate(lines[at]) ? at : lines.findIndex((text) => isTemplate(text) && isOnlyTemplate(text, error.reason));
  if (template < 0) return { line: firstLine + at, message: explain(error.reason, lines[at]) };
  return { line: firstLine + template, message: TEMPLATE, isTemplate: true };
}

const TEMPLATE = 'This is a template, not YAML. Render it first, with helm template say, and check what comes out.';

/** Whether a line with a template is no YAML: it begins with one, or the reader has met one as a key. */
function isOnlyTemplate(line: string, reason: string): boolean {
  return reason.includes('complex keys') || line.trimStart().startsWith('{{');
}

/** Without a regular expression: a line may be as long as the file, and full of brackets. */
function isTemplate(line: string): boolean {
  const start = line.indexOf('{{');
  return start >= 0 && line.includes('}}', start);
}

function explain(reason: string, line: string): string {
  if (/^ *\t/.test(line)) return 'A tab stands in the indentation. Indent with blanks.';
  if (reason === 'duplicated mapping key') {
    return `The key ${line.trim().split(':')[0]} is there twice, and readers disagree on which one counts. Keep one.`;
  }
  if (reason.includes('complex keys')) return 'A key is a list or an object, and objects of Kubernetes have none such. Quote it.';
  if (reason === 'deficient indentation') return 'A quote or bracket is not closed, or what is inside of it is not indented.';
  return `This is not YAML: ${reason}.`;
}

/** An object, or the objects of a List. */
function open(
  value: unknown,
  prefix: ReadonlyArray<string | number>,
  origin: Origin,
  manifests: Manifest[],
  problems: InputProblem[],
): void {
  if (value === null || value === undefined) return;
  const refuse = (message: string, isOther: boolean) => {
    problems.push({ file: origin.file, line: origin.lineOf?.(prefix), message: inConstruct(message, origin), isOther });
  };
  const body = asMap(value);
  if (body === undefined) {
    const what = Array.isArray(value) ? 'a list' : `a ${typeof value}`;
    refuse(`This is ${what}, not a Kubernetes object. Give objects with apiVersion and kind.`, true);
    return;
  }
  const { kind } = body;
  if (isListKind(kind) && Array.isArray(body.items)) {
    openItems(body, kind, prefix, origin, manifests, problems);
    return;
  }
  const missing = ['apiVersion', 'kind'].filter((key) => typeof body[key] !== 'string' || body[key] === '');
  if (missing.length > 0) {
    if (missing.length === 2) refuse(NO_OBJECT, true);
    else refuse(`This has no ${missing[0]}, so it is no Kubernetes object. Add it.`, asMap(body.metadata) === undefined);
    return;
  }
  const lineOf = origin.lineOf && ((path: ReadonlyArray<string | number>) => origin.lineOf?.([...prefix, ...path]));
  const linesOf = origin.linesOf && ((path: ReadonlyArray<string | number>) => origin.linesOf?.([...prefix, ...path]));
  manifests.push(new Manifest(body, prefix.length === 0 ? origin : { ...origin, lineOf, linesOf }));
}

function inConstruct(message: string, { constructPath }: Origin): string {
  return constructPath === undefined ? message : `${constructPath}: ${message}`;
}

function openItems(
  list: JsonMap,
  kind: string,
  prefix: ReadonlyArray<string | number>,
  origin: Origin,
  manifests: Manifest[],
  problems: InputProblem[],
): void {
  const itemKind = kind.slice(0, -'List'.length);
  (list.items as readonly unknown[]).forEach((item, index) => {
    const body = asMap(item);
    // The items of a typed list, such as a ConfigMapList, need not say again what they are.
    const typed =
      body !== undefined && itemKind !== '' && body.kind === undefined ? { apiVersion: list.apiVersion, kind: itemKind, ...body } : item;
    open(typed, [...prefix, 'items', index], origin, manifests, problems);
  });
}
