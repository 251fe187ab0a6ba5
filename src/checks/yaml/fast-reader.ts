import { MOST_DEPTH } from '../limits';
import { endOfComment, isOdd, readBlockScalar } from './block-scalar';
import { BAIL, Texts, unquote } from './scalars';

/* In this file: a name of another module is looked up at each byte, which makes reading a tenth slower. */
const NEWLINE = 10;
const SPACE = 32;
const HASH = 35;
const COLON = 58;
const DASH = 45;
const DOUBLE = 34;
const SINGLE = 39;
const BACKSLASH = 92;

/** Where something begins and ends in the bytes of a document. */
export interface Place {
  /** For the value of a key, the key. */
  start: number;
  end: number;
  children?: Map<string | number, Place>;
}

/** What a document was, and where, if that was asked for. */
export interface FastResult {
  readonly value: unknown;
  readonly place: Place;
}

/** Parts of objects that nobody asks about and that are large: the schemas of definitions. Nothing is read of them. */
const LEFT_OUT: Readonly<Record<string, string>> = { CustomResourceDefinition: 'openAPIV3Schema' };

const texts = new Texts();

/** A document without carriage returns at the ends of its lines: to YAML they are one with the line break, and lines stay what they are. */
export function withoutReturns(
  bytes: Buffer,
  start: number,
  end: number,
): { readonly bytes: Buffer; readonly start: number; readonly end: number } {
  // Of the document alone: one search to the end of a large file for each of its documents would never end.
  if (!bytes.subarray(start, end).includes(13)) return { bytes, start, end };
  const shorter = Buffer.from(bytes.toString('latin1', start, end).replace(/\r\n/g, '\n'), 'latin1');
  return { bytes: shorter, start: 0, end: shorter.length };
}

/**
 * Reads one document as kubectl does, if it is written as most are: mappings, lists and scalars without anchors, aliases, tags and
 * directives. Undefined for all else, mistakes among it, which is left to a thorough reader. Nothing is kept of the bytes.
 */
export function readFast(bytes: Buffer, start: number, end: number, withPlaces = false): FastResult | undefined {
  try {
    return new FastReader(bytes, start, end, withPlaces).read();
  } catch (error) {
    if (error === BAIL) return undefined;
    throw error;
  }
}

class FastReader {
  /** The byte that is looked at, and its column where a line was begun. */
  private at: number;
  private column = 0;
  private depth = 0;
  /** Where the last value was, where that is asked for. */
  private place: Place = { start: 0, end: 0 };
  private leftOut = '-';

  constructor(
    private readonly bytes: Buffer,
    private readonly start: number,
    private readonly end: number,
    private readonly withPlaces: boolean,
  ) {
    this.at = start;
  }

  read(): FastResult {
    this.skipMarker();
    if (!this.toLine()) return { value: null, place: { start: this.start, end: this.start } };
    const value = this.readNode(-1);
    // What is left is another document, or a mistake.
    if (this.at < this.end) throw BAIL;
    return { value, place: this.place };
  }

  /** The line of dashes with which a document begins; what stands behind it there is not for here. */
  private skipMarker(): void {
    const { bytes, start } = this;
    if (bytes[start] !== DASH || bytes[start + 1] !== DASH || bytes[start + 2] !== DASH || !this.isBlank(start + 3)) return;
    this.at = start + 3;
    this.toLineEnd();
  }

  /** Whether at a place there is a blank, a line break or the end. */
  private isBlank(at: number): boolean {
    return at >= this.end || this.bytes[at] === SPACE || this.bytes[at] === NEWLINE;
  }

  /** To the end of a line on which nothing but blanks and a comment may follow. */
  private toLineEnd(): void {
    const { bytes, end } = this;
    let { at } = this;
    while (at < end && bytes[at] === SPACE) at += 1;
    if (at < end && bytes[at] === HASH) at = endOfComment(bytes, at, end);
    if (at < end && bytes[at] !== NEWLINE) throw BAIL;
    this.at = at;
  }

  /** From the end of a line, or from the start, to the first sign of the next line with content; false at the end. */
  private toLine(): boolean {
    const { bytes, end } = this;
    let { at } = this;
    while (at < end) {
      if (bytes[at] === NEWLINE) at += 1;
      const line = at;
      while (at < end && bytes[at] === SPACE) at += 1;
      if (at >= end) break;
      const byte = bytes[at];
      if (byte === NEWLINE) continue;
      if (byte === HASH) {
        at = endOfComment(bytes, at, end);
        continue;
      }
      if (isOdd(byte)) throw BAIL;
      this.at = at;
      this.column = at - line;
      return true;
    }
    this.at = end;
    this.column = -1;
    return false;
  }

  /** A node that begins a line, or that stands behind a dash; what it belongs to begins in a column left of it. */
  private readNode(parent: number): unknown {
    this.depth += 1;
    if (this.depth > MOST_DEPTH) throw BAIL;
    const value = this.isDash() ? this.readItems(this.column) : this.isKey() ? this.readPairs(this.column) : this.readValue(parent);
    this.depth -= 1;
    return value;
  }

  private isDash(): boolean {
    return this.bytes[this.at] === DASH && this.isBlank(this.at + 1);
  }

  /** Whether a key begins here: whether a colon follows on this line. */
  private isKey(): boolean {
    const { bytes, end } = this;
    const first = bytes[this.at];
    if (first === DOUBLE || first === SINGLE) {
      const behind = this.endOfQuoted(this.at);
      let at = behind;
      while (at < end && bytes[at] === SPACE) at += 1;
      if (bytes[at] !== COLON || at >= end) return false;
      this.refuseBreaks(this.at, behind);
      return true;
    }
    if (first === 123 || first === 91) return false;
    return this.endOfPlain(this.at) >= 0 && bytes[this.plainEnd] === COLON && this.plainEnd < end;
  }

  /** Where the last plain scalar was left: at a colon, at a comment, or at the end of its line. */
  private plainEnd = 0;

  /** The end of the words of a plain scalar on this line, without the blanks behind it. */
  private endOfPlain(from: number): number {
    const { bytes, end } = this;
    let words = from;
    let at = from;
    for (; at < end; at += 1) {
      const byte = bytes[at];
      if (byte === SPACE) continue;
      if (byte === NEWLINE) break;
      if (byte === COLON && this.isBlank(at + 1)) break;
      if (byte === HASH && at > from && bytes[at - 1] === SPACE) break;
      if (byte < SPACE || byte === 127) throw BAIL;
      words = at + 1;
    }
    this.plainEnd = at;
    return words;
  }

  /** A key and its colon are on one line. */
  private refuseBreaks(from: number, to: number): void {
    for (let at = from; at < to; at += 1) if (this.bytes[at] === NEWLINE) throw BAIL;
  }

  private readPairs(column: number): unknown {
    const map: Record<string, unknown> = {};
    const children = this.withPlaces ? new Map<string, Place>() : undefined;
    const began = this.at;
    let last = began;
    while (this.column === column) {
      const start = this.at;
      const key = this.readKey();
      if (map[key] !== undefined) throw BAIL;
      if (key === this.leftOut && !this.withPlaces && this.skipBlock(column)) continue;
      const value = this.readPairValue(column);
      map[key] = value;
      if (key === 'kind' && column === 0 && typeof value === 'string') this.leftOut = LEFT_OUT[value] ?? '-';
      if (children !== undefined) {
        children.set(key, { ...this.place, start });
        last = Math.max(last, this.place.end);
      }
    }
    if (this.column > column) throw BAIL;
    if (children !== undefined) this.place = { start: began, end: last, children };
    return map;
  }

  private readKey(): string {
    const { bytes } = this;
    const first = bytes[this.at];
    if (first === DOUBLE || first === SINGLE) {
      const began = this.at;
      const key = this.readQuoted();
      this.refuseBreaks(began, this.at);
      while (this.at < this.end && bytes[this.at] === SPACE) this.at += 1;
      if (bytes[this.at] !== COLON || !this.isBlank(this.at + 1)) throw BAIL;
      this.at += 1;
      if (key === '__proto__') throw BAIL;
      return key;
    }
    if (isIndicator(first) || (first === DASH && this.isBlank(this.at + 1))) throw BAIL;
    const start = this.at;
    const end = this.endOfPlain(start);
    if (this.plainEnd >= this.end || bytes[this.plainEnd] !== COLON || end === start) throw BAIL;
    const key = keyOf(texts.plain(bytes, start, end));
    if (end - start > 1000) throw BAIL;
    this.at = this.plainEnd + 1;
    return key;
  }

  /** What stands behind a colon. */
  private readPairValue(column: number): unknown {
    if (!this.isAtLineEnd()) return this.readValue(column);
    const { at, bytes } = this;
    this.toLineEnd();
    if (this.toLine()) {
      if (this.column > column) return this.readNode(column);
      if (this.column === column && this.isDash()) return this.readItems(column);
      // Scalars of lines may begin in the column of their key.
      if (this.column === column && (bytes[this.at] === 124 || bytes[this.at] === 62)) return this.readValue(column);
    }
    this.place = { start: at, end: at };
    return null;
  }

  /** Past the blanks here; whether nothing but a comment follows on the line. */
  private isAtLineEnd(): boolean {
    const { bytes, end } = this;
    const from = this.at;
    while (this.at < end && bytes[this.at] === SPACE) this.at += 1;
    return this.at >= end || bytes[this.at] === NEWLINE || (bytes[this.at] === HASH && this.at > from);
  }

  /** Past what stands below a key and is further in; false where there is something behind the key, or nothing below it. */
  private skipBlock(column: number): boolean {
    const { bytes, end } = this;
    if (bytes[this.at] !== NEWLINE) return false;
    let line = this.at + 1;
    while (line < end) {
      let at = line;
      while (at < end && bytes[at] === SPACE && at - line <= column) at += 1;
      if (at < end && bytes[at] !== NEWLINE && at - line <= column) break;
      const next = bytes.indexOf(NEWLINE, at);
      line = next < 0 ? end : next + 1;
    }
    if (line === this.at + 1) return false;
    this.at = line < end ? line - 1 : end;
    this.toLine();
    return true;
  }

  private readItems(column: number): unknown {
    const list: unknown[] = [];
    const children = this.withPlaces ? new Map<number, Place>() : undefined;
    const began = this.at;
    let last = began;
    this.depth += 1;
    if (this.depth > MOST_DEPTH) throw BAIL;
    while (this.column === column && this.isDash()) {
      const dash = this.at;
      this.at += 1;
      const value = this.readItem(column, dash);
      list.push(value);
      if (children !== undefined) {
        children.set(children.size, this.place);
        last = Math.max(last, this.place.end);
      }
    }
    this.depth -= 1;
    if (this.column > column) throw BAIL;
    if (children !== undefined) this.place = { start: began, end: last, children };
    return list;
  }

  private readItem(column: number, dash: number): unknown {
    if (!this.isAtLineEnd()) {
      this.column = column + this.at - dash;
      return this.readNode(column);
    }
    const { at } = this;
    this.toLineEnd();
    if (this.toLine() && this.column > column) return this.readNode(column);
    this.place = { start: at, end: at };
    return null;
  }

  /** A scalar, or what stands in brackets; leaves the reader on the first sign of the next line with content. */
  private readValue(parent: number): unknown {
    const { bytes } = this;
    const start = this.at;
    const first = bytes[start];
    let value: unknown;
    if (first === 124 || first === 62) {
      const read = readBlockScalar(bytes, start, this.end, parent);
      value = read.text;
      this.at = read.next;
      if (this.withPlaces) this.place = { start, end: Math.max(start, read.next - 1) };
      if (this.at < this.end) this.at -= 1;
      this.toLine();
      if (this.column > parent) throw BAIL;
      return value;
    }
    if (first === DOUBLE || first === SINGLE) value = this.readQuoted();
    else if (first === 123 || first === 91) value = this.readFlow();
    else return this.readPlain(parent);
    if (this.withPlaces) {
      this.place = { ...this.place, start, end: this.at, ...(first === 123 || first === 91 ? {} : { children: undefined }) };
    }
    this.toLineEnd();
    this.toLine();
    if (this.column > parent) throw BAIL;
    return value;
  }

  private readPlain(parent: number): unknown {
    const { bytes } = this;
    const start = this.at;
    const first = bytes[start];
    if (isIndicator(first) || (isWeakIndicator(first) && this.isBlank(start + 1))) throw BAIL;
    let end = this.endOfPlain(start);
    if (bytes[this.plainEnd] === COLON && this.plainEnd < this.end) throw BAIL;
    const isCommented = this.plainEnd < this.end && bytes[this.plainEnd] === HASH;
    this.at = this.plainEnd;
    this.toLineEnd();
    const firstEnd = end;
    let line = this.at;
    let more = this.toLine();
    if (!more || this.column <= parent) {
      if (this.withPlaces) this.place = { start, end };
      return texts.plain(bytes, start, end);
    }
    if (isCommented) throw BAIL;
    let text = texts.text(bytes, start, firstEnd);
    while (more && this.column > parent) {
      // Blank lines between are line breaks; a comment would have ended it.
      const breaks = this.countBreaks(line, this.at);
      end = this.endOfPlain(this.at);
      if (this.plainEnd < this.end && bytes[this.plainEnd] === COLON) throw BAIL;
      const isLast = this.plainEnd < this.end && bytes[this.plainEnd] === HASH;
      text += (breaks === 1 ? ' ' : '\n'.repeat(breaks - 1)) + texts.text(bytes, this.at, end);
      this.at = this.plainEnd;
      this.toLineEnd();
      line = this.at;
      more = this.toLine();
      // A comment ends it.
      if (isLast && more && this.column > parent) throw BAIL;
    }
    if (this.withPlaces) this.place = { start, end };
    return text;
  }

  private countBreaks(from: number, to: number): number {
    let count = 0;
    for (let at = from; at < to; at += 1) {
      if (this.bytes[at] === NEWLINE) count += 1;
      else if (this.bytes[at] === HASH) throw BAIL;
    }
    return count;
  }

  /** The place behind the closing quote. */
  private endOfQuoted(from: number): number {
    const { bytes, end } = this;
    const quote = bytes[from];
    for (let at = from + 1; at < end; at += 1) {
      const byte = bytes[at];
      if (byte === quote) {
        if (quote === DOUBLE || bytes[at + 1] !== SINGLE || at + 1 >= end) return at + 1;
        at += 1;
      } else if (byte === BACKSLASH && quote === DOUBLE) {
        at += 1;
      } else if ((byte < SPACE && byte !== NEWLINE && byte !== 9) || byte === 127) {
        throw BAIL;
      }
    }
    throw BAIL;
  }

  private readQuoted(): string {
    const { bytes } = this;
    const start = this.at + 1;
    const quote = bytes[this.at];
    const end = this.endOfQuoted(this.at) - 1;
    this.at = end + 1;
    for (let at = start; at < end; at += 1) {
      const byte = bytes[at];
      if (byte === NEWLINE || byte === BACKSLASH || byte === SINGLE) {
        if (quote === SINGLE && byte === BACKSLASH) continue;
        return unquote(texts.text(bytes, start, end), quote);
      }
    }
    return texts.text(bytes, start, end);
  }

  /** To the next sign in brackets: blanks, line breaks and comments do not count, and how far a line is indented does not either. */
  private skipFlowSpace(): number {
    const { bytes, end } = this;
    let { at } = this;
    for (;;) {
      while (at < end && (bytes[at] === SPACE || bytes[at] === NEWLINE || bytes[at] === 9)) at += 1;
      if (at < end && bytes[at] === HASH) {
        at = endOfComment(bytes, at, end);
        continue;
      }
      if (at >= end) throw BAIL;
      this.at = at;
      return bytes[at];
    }
  }

  private readFlow(): unknown {
    this.depth += 1;
    if (this.depth > MOST_DEPTH) throw BAIL;
    const value = this.bytes[this.at] === 123 ? this.readFlowMap() : this.readFlowList();
    this.depth -= 1;
    return value;
  }

  private readFlowMap(): unknown {
    const map: Record<string, unknown> = {};
    const children = this.withPlaces ? new Map<string, Place>() : undefined;
    const began = this.at;
    this.at += 1;
    for (let first = this.skipFlowSpace(); first !== 125; first = this.afterFlowItem(125)) {
      const start = this.at;
      const isQuoted = first === DOUBLE || first === SINGLE;
      const key = isQuoted ? this.readQuoted() : keyOf(this.readFlowPlain());
      if (key === '__proto__' || map[key] !== undefined) throw BAIL;
      const sign = this.skipFlowSpace();
      const hasNone = sign === 44 || sign === 125;
      if (!hasNone) this.refuseBreaks(start, this.at);
      if (!hasNone && (sign !== COLON || !(isQuoted || this.isBlank(this.at + 1)))) throw BAIL;
      const value = hasNone ? null : this.readFlowPairValue();
      map[key] = value;
      if (key === 'kind' && this.depth === 2 && typeof value === 'string') this.leftOut = LEFT_OUT[value] ?? '-';
      children?.set(key, { ...this.place, start });
    }
    this.at += 1;
    if (children !== undefined) this.place = { start: began, end: this.at, children };
    return map;
  }

  private readFlowPairValue(): unknown {
    this.at += 1;
    const sign = this.skipFlowSpace();
    if (sign === 44 || sign === 125) return null;
    return this.readFlowNode(sign);
  }

  private readFlowList(): unknown {
    const list: unknown[] = [];
    const children = this.withPlaces ? new Map<number, Place>() : undefined;
    const began = this.at;
    this.at += 1;
    for (let sign = this.skipFlowSpace(); sign !== 93; sign = this.afterFlowItem(93)) {
      const value = this.readFlowNode(sign);
      // A pair among items is an object of its own.
      if (this.skipFlowSpace() === COLON) throw BAIL;
      list.push(value);
      children?.set(children.size, this.place);
    }
    this.at += 1;
    if (children !== undefined) this.place = { start: began, end: this.at, children };
    return list;
  }

  /** Past a comma; the next sign. */
  private afterFlowItem(close: number): number {
    const sign = this.skipFlowSpace();
    if (sign === close) return sign;
    if (sign !== 44) throw BAIL;
    this.at += 1;
    const next = this.skipFlowSpace();
    if (next === 44) throw BAIL;
    return next;
  }

  private readFlowNode(sign: number): unknown {
    if (sign === 123 || sign === 91) return this.readFlow();
    const start = this.at;
    const value = sign === DOUBLE || sign === SINGLE ? this.readQuoted() : this.readFlowPlain();
    if (this.withPlaces) this.place = { start, end: this.at };
    return value;
  }

  /** Of one line: the words up to a comma, a bracket or a colon with a blank behind it. */
  private readFlowPlain(): unknown {
    const { bytes, end } = this;
    const start = this.at;
    const first = bytes[start];
    if (
      isIndicator(first) ||
      first === COLON ||
      (first === DASH ? this.isBlank(start + 1) : isWeakIndicator(first) && !isWordByte(bytes[start + 1]))
    ) {
      throw BAIL;
    }
    let words = start;
    let at = start;
    for (; at < end; at += 1) {
      const byte = bytes[at];
      if (byte === SPACE) continue;
      if (byte === 44 || byte === 93 || byte === 125) break;
      if (byte === COLON) {
        if (this.isBlank(at + 1)) break;
        if (isFlowIndicator(bytes[at + 1])) throw BAIL;
      }
      // The rest of the line may be a comment, or the scalar may go on.
      if (byte === NEWLINE) break;
      if (byte === HASH && bytes[at - 1] === SPACE) break;
      if (byte < SPACE || byte === 127 || byte === 63 || byte === 91 || byte === 123) throw BAIL;
      words = at + 1;
    }
    const text = this.continued(start, words);
    return text ?? texts.plain(bytes, start, words);
  }

  /** A plain scalar in brackets that goes on on the next line; undefined where it does not. Leaves the reader behind it. */
  private continued(start: number, words: number): string | undefined {
    this.at = words;
    const sign = this.skipFlowSpace();
    if (sign === 44 || sign === 93 || sign === 125 || sign === COLON) {
      this.at = words;
      return undefined;
    }
    const breaks = this.countBreaks(words, this.at);
    if (breaks === 0 || sign === DOUBLE || sign === SINGLE) throw BAIL;
    const first = texts.text(this.bytes, start, words);
    const from = this.at;
    const rest = this.readFlowPlain();
    const text = typeof rest === 'string' ? rest : texts.text(this.bytes, from, this.at);
    return first + (breaks === 1 ? ' ' : '\n'.repeat(breaks - 1)) + text;
  }
}

/** The key that kubectl makes of a value: words and whole numbers are told as text. Merges are for the thorough reader. */
function keyOf(value: unknown): string {
  if (value === '<<' || value === '__proto__' || value === '=') throw BAIL;
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || (Number.isSafeInteger(value) && !Object.is(value, -0))) return String(value);
  throw BAIL;
}

/** What no plain scalar begins with. */
function isIndicator(byte: number): boolean {
  switch (byte) {
    // " # % & ' * , ! > @ [ ] ` { | }
    case 34:
    case 35:
    case 37:
    case 38:
    case 39:
    case 42:
    case 44:
    case 33:
    case 62:
    case 64:
    case 91:
    case 93:
    case 96:
    case 123:
    case 124:
    case 125:
      return true;
    default:
      return false;
  }
}

/** , [ ] { } */
function isFlowIndicator(byte: number): boolean {
  return byte === 44 || byte === 91 || byte === 93 || byte === 123 || byte === 125;
}

/** What no plain scalar begins with where a blank follows. */
function isWeakIndicator(byte: number): boolean {
  return byte === DASH || byte === 63 || byte === COLON;
}

/** A letter, a digit, or what is beyond ASCII. */
function isWordByte(byte: number): boolean {
  return (
    byte > 127 || (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122) || byte === 95 || byte === 46
  );
}
