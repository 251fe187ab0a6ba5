import { Yaml } from 'cdk8s';
import { keyText, numberText, stringText } from './yaml-text';

const STEP = '  ';

/** What exercises every rule of this writer; see `isTrusted`. */
const SAMPLE = {
  apiVersion: 'v1',
  'app.kubernetes.io/name': 'db',
  numbers: [0, -1, 8080, 0.5, 1e21],
  words: ['yes', 'null', '~', '', 'e5', '0755', '1_000', '12:30:45', '2026-01-02', '10Gi', '100m', '10.0.0.0/8', '-e5', '--flag=x'],
  others: [true, false, null, undefined, [], {}],
  signs: ['a: b', 'a:b', 'a #b', 'a#b', ' a', 'a ', 'a:', '*', '%', "it's", 'say "x"', 'ä', '\u0007', `long ${'word '.repeat(40)}end`],
  lists: [[['x', { y: 1, z: [] }], []], { list: ['x'], map: { on: 1, '1': 2, 'a b': 3, 'c: d': 4 } }],
  blocks: { clip: 'a\n\n b\n', strip: 'a\nb', keep: 'a\n\n', space: ' a\nb\n', tail: 'a\n ', list: ['a\nb\n', ['c\n\td']] },
};

let trusted: boolean | undefined;

/** Whether this cdk8s writes as this writer does: it is compared on a sample, once. */
function isTrusted(): boolean {
  trusted ??= new DocumentWriter().write(SAMPLE) === Yaml.stringify(SAMPLE);
  return trusted;
}

/** Documents as `Yaml.stringify` of cdk8s writes them, byte for byte, in a fraction of its time. */
export function writeYaml(docs: readonly unknown[]): string {
  return docs.map(writeDocument).join('---\n');
}

function writeDocument(doc: unknown): string {
  return (isTrusted() ? new DocumentWriter().write(doc) : undefined) ?? Yaml.stringify(doc);
}

/**
 * Writes one document of maps, lists, strings, numbers, booleans and nulls; returns undefined where there is anything else.
 *
 * That is an object of a class, a function, an object that appears twice (cdk8s writes an anchor and an alias) or a key that is written
 * in a way of its own.
 */
class DocumentWriter {
  private readonly seen = new Set<object>();

  public write(doc: unknown): string | undefined {
    // A scalar on its own is indented differently.
    if (typeof doc !== 'object' || doc === null) return undefined;
    const text = this.node(doc, '');
    return text === undefined ? undefined : `${text}\n`;
  }

  /** The text of a value whose further lines start at the indentation. */
  private node(value: unknown, indent: string): string | undefined {
    if (typeof value === 'string') return stringText(value, indent);
    if (typeof value === 'object' && value !== null) return this.collection(value, indent);
    if (typeof value === 'number') return numberText(value);
    if (typeof value === 'boolean') return value ? 'true' : 'false';
    return value === null || value === undefined ? 'null' : undefined;
  }

  private collection(value: object, indent: string): string | undefined {
    if (this.seen.has(value)) return undefined;
    this.seen.add(value);
    if (Array.isArray(value)) return this.list(value, indent);
    const prototype: unknown = Object.getPrototypeOf(value);
    return prototype === Object.prototype || prototype === null ? this.map(value as Record<string, unknown>, indent) : undefined;
  }

  private list(items: readonly unknown[], indent: string): string | undefined {
    if (items.length === 0) return '[]';
    const within = indent + STEP;
    let text = '';
    for (let index = 0; index < items.length; index += 1) {
      const item = this.node(items[index], within);
      if (item === undefined) return undefined;
      text += index === 0 ? `- ${item}` : `\n${indent}- ${item}`;
    }
    return text;
  }

  private map(entries: Readonly<Record<string, unknown>>, indent: string): string | undefined {
    const within = indent + STEP;
    let text = '';
    for (const name of Object.keys(entries)) {
      const key = keyText(name);
      const entry = entries[name];
      const value = this.node(entry, within);
      if (key === undefined || value === undefined) return undefined;
      if (text !== '') text += `\n${indent}`;
      text += hasLines(entry) ? `${key}:\n${within}${value}` : `${key}: ${value}`;
    }
    return text === '' ? '{}' : text;
  }
}

/** Whether a value is a map or list that is written on lines of its own. */
function hasLines(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) ? value.length > 0 : Object.keys(value).length > 0;
}
