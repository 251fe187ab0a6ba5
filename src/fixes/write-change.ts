import { isMap, isScalar, Pair, Scalar, YAMLMap } from 'yaml';
import { Change, Json, Path } from './change';
import { Edit } from './edits';
import { isPlain, Quote, quotedText, Style, usualQuote, written } from './scalars';
import { CannotWrite, Reached, YamlText } from './yaml-text';

/** An edit, and the value that a reader of the text finds there afterwards. */
export interface Written {
  readonly edit: Edit;
  readonly value: unknown;
}

/** Writes changes into a text, without touching anything else in it. */
export class ChangeWriter {
  private readonly quote: Quote;
  private readonly lineEnd: string;

  constructor(private readonly places: YamlText) {
    const { text } = places;
    this.quote = usualQuote(text);
    this.lineEnd = /\r\n/.test(text) ? '\r\n' : '\n';
  }

  /** Throws CannotWrite where it is not plain how. */
  write(object: YAMLMap, change: Change): Written {
    const reached = this.places.reach(object, change.path);
    switch (change.kind) {
      case 'set':
        return this.set(reached, change.to, change.after);
      case 'quote':
        return this.quoteScalar(reached);
      case 'mode':
        return this.mode(reached, change.to);
      case 'rename':
        return this.rename(reached, change.to);
    }
  }

  private set(reached: Reached, to: Json, after: string | undefined): Written {
    const { node, missing } = reached;
    const value = missing.slice(isMap(node) ? 1 : 0).reduceRight<Json>((inner, key) => ({ [key]: inner }), to);
    if (isMap(node) && missing.length > 0) return { edit: this.insert(reached, node, String(missing[0]), value, after), value: to };
    if (!isScalar(node)) throw new CannotWrite('Something else is written there.');
    if (missing.length > 0 && !isNull(node)) throw new CannotWrite('Something else is written there.');
    return { edit: this.replace(reached, value), value: to };
  }

  private quoteScalar({ node, missing }: Reached): Written {
    const [scalar, start, end] = this.plainScalar(node, missing);
    const text = this.places.text.slice(start, end);
    return { edit: { start, end, text: quotedText(text, this.style(false)) }, value: scalar.value };
  }

  private mode(reached: Reached, to: number): Written {
    const { node, missing } = reached;
    if (!isScalar(node) || missing.length > 0) throw new CannotWrite('It is not written as a number.');
    const [start, end] = this.places.rangeOf(node);
    const source = this.places.text.slice(start, end);
    if (/^0[0-7]/.test(source)) throw new CannotWrite('It is written as an octal number already.');
    checkWritable(node);
    const text = this.isJson(reached.pair) ? String(to) : `0${to.toString(8)}`;
    return { edit: { start, end, text }, value: to };
  }

  private rename({ pair, missing }: Reached, to: string): Written {
    if (!isScalar(pair?.key) || missing.length > 0) throw new CannotWrite('The key is not there.');
    checkWritable(pair.key);
    const [start, end] = this.places.rangeOf(pair.key);
    return { edit: { start, end, text: this.likeBefore(pair.key, to) }, value: undefined };
  }

  private plainScalar(node: unknown, missing: Path): [Scalar, number, number] {
    if (missing.length > 0) throw new CannotWrite('Its key is written in other letters than it is read.');
    if (!isScalar(node) || node.type !== 'PLAIN') throw new CannotWrite('It is not written as a plain word or number.');
    checkWritable(node);
    const [start, end] = this.places.rangeOf(node);
    if (this.places.text.slice(start, end).includes('\n')) throw new CannotWrite('It is written on several lines.');
    return [node, start, end];
  }

  private replace({ node, pair }: Reached, value: Json): Edit {
    const scalar = node as Scalar;
    checkWritable(scalar);
    const [start, end] = this.places.rangeOf(scalar);
    if (end > start) {
      const text = typeof value === 'string' ? this.likeBefore(scalar, value) : written(value, this.style(this.isJson(pair)));
      return { start, end, text };
    }
    // Nothing stands behind the colon.
    const { text } = this.places;
    const keyEnd = isScalar(pair?.key) ? this.places.rangeOf(pair.key)[1] : -1;
    const colon = keyEnd < 0 ? -1 : text.indexOf(':', keyEnd);
    if (colon < 0 || text.slice(keyEnd, colon).trim() !== '') throw new CannotWrite('It is a key without a value.');
    return { start: colon + 1, end: colon + 1, text: ` ${written(value, this.style(false))}` };
  }

  private insert({ pair }: Reached, map: YAMLMap, key: string, value: Json, after: string | undefined): Edit {
    if (map.flow === true) return this.insertIntoFlow(map, key, value, this.isJson(pair));
    const line = `${written(key, this.style(false))}: ${written(value, this.style(false))}`;
    const simple = map.items.filter((entry) => this.endsOnItsLine(entry));
    const before = simple.find((entry) => isScalar(entry.key) && entry.key.value === after) ?? simple.at(-1);
    const { text } = this.places;
    if (before === undefined) {
      const first = this.places.rangeOf(map.items[0].key as Scalar)[0];
      return { start: first, end: first, text: `${line}${this.lineEnd}${this.indentOf(first)}` };
    }
    const [start] = this.places.rangeOf(before.key as Scalar);
    const newline = text.indexOf('\n', this.endOf(before));
    const indented = `${this.indentOf(start)}${line}`;
    if (newline < 0) return { start: text.length, end: text.length, text: `${this.lineEnd}${indented}` };
    return { start: newline + 1, end: newline + 1, text: `${indented}${this.lineEnd}` };
  }

  private insertIntoFlow(map: YAMLMap, key: string, value: Json, json: boolean): Edit {
    const { text } = this.places;
    const [start] = this.places.rangeOf(map);
    const last = map.items.at(-1);
    if (last === undefined) {
      const [, end] = this.places.rangeOf(map);
      return { start, end, text: written({ [key]: value }, this.style(json)) };
    }
    const style = this.style(this.isJson(last));
    const [lastKey] = this.places.rangeOf(last.key as Scalar);
    // The blanks, or the new line, that stand before the last key.
    const gap = /[ \t\r\n]*$/.exec(text.slice(start + 1, lastKey))![0];
    const compact = map.items.length > 1 ? gap : gap === '' || gap.includes('\n') ? gap : ' ';
    const at = this.endOf(last);
    const entry = `${written(key, style)}:${gap === '' && style.json ? '' : ' '}${written(value, style)}`;
    return { start: at, end: at, text: `,${compact === '' && !style.json ? ' ' : compact}${entry}` };
  }

  private endOf({ key, value }: Pair<unknown, unknown>): number {
    const node = (value ?? key) as { range?: readonly [number, number, number] | null };
    return this.places.rangeOf(node)[1];
  }

  /** Whether a line can be put behind an entry: it is a single one, with nothing but a comment behind it. */
  private endsOnItsLine(pair: Pair<unknown, unknown>): boolean {
    if (!isScalar(pair.key) || (!isScalar(pair.value) && !isMap(pair.value))) return false;
    if (isScalar(pair.value) && /^BLOCK/.test(pair.value.type ?? '')) return false;
    if (isMap(pair.value) && pair.value.flow !== true) return false;
    const { text } = this.places;
    const newline = text.indexOf('\n', this.endOf(pair));
    const rest = text.slice(this.endOf(pair), newline < 0 ? text.length : newline);
    return /^[ \t\r]*(#.*)?$/.test(rest) && !text.slice(this.places.rangeOf(pair.key)[0], this.endOf(pair)).includes('\n');
  }

  /** Blanks that put a new key below one. */
  private indentOf(keyStart: number): string {
    const { text } = this.places;
    const before = text.slice(text.lastIndexOf('\n', keyStart - 1) + 1, keyStart).replace('\ufeff', '');
    if (!/^[ -]*$/.test(before)) throw new CannotWrite('Its indentation is not made of blanks.');
    return ' '.repeat(before.length);
  }

  private likeBefore({ type }: Scalar, text: string): string {
    if (type === 'QUOTE_DOUBLE') return JSON.stringify(text);
    if (type === 'QUOTE_SINGLE') return quotedText(text, { json: false, quote: "'" });
    return isPlain(text) || text.startsWith('/') ? written(text, this.style(false)) : quotedText(text, this.style(false));
  }

  private style(json: boolean): Style {
    return { json, quote: this.quote };
  }

  /** Whether an entry is written as JSON has it. */
  private isJson(pair: Pair<unknown, unknown> | undefined): boolean {
    return isScalar(pair?.key) && pair.key.type === 'QUOTE_DOUBLE';
  }
}

function isNull({ value, type, source }: Scalar): boolean {
  return type === 'PLAIN' && ['', '~', 'null', 'Null', 'NULL'].includes(source ?? String(value));
}

function checkWritable({ type, tag, anchor }: Scalar): void {
  if (type === 'BLOCK_FOLDED' || type === 'BLOCK_LITERAL') throw new CannotWrite('It is written on several lines.');
  if (tag !== undefined) throw new CannotWrite(`It has the tag ${tag}.`);
  if (anchor !== undefined) throw new CannotWrite(`It has the anchor &${anchor}, which other places may use.`);
}
