const NEWLINE = 10;
const SPACE = 32;
const TAB = 9;
const RETURN = 13;

/** A document in the bytes of a file. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** The documents of a text. A line that begins with three dashes always begins a document, whatever stands before it. */
export function* splitDocuments(bytes: Buffer): Generator<Range> {
  // A byte order mark is no content.
  let start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const dashes = new Marker(bytes, '---', start);
  const dots = new Marker(bytes, '...', start);
  for (;;) {
    const isDashes = dashes.at <= dots.at;
    const marker = isDashes ? dashes : dots;
    if (marker.at === Infinity) break;
    const end = marker.at;
    marker.next();
    // Directives belong to the document that follows them.
    if (isDashes && isDirectives(bytes, start, end)) continue;
    yield { start, end };
    start = isDashes ? end : endOfLine(bytes, end);
  }
  yield { start, end: bytes.length };
}

/** The lines that begin with three signs. */
class Marker {
  at: number;

  constructor(
    private readonly bytes: Buffer,
    private readonly signs: string,
    start: number,
  ) {
    this.at = start - 1;
    if (bytes.toString('latin1', start, start + 3) === signs && isBlankAt(bytes, start + 3)) this.at = start;
    else this.next();
  }

  next(): void {
    const line = `\n${this.signs}`;
    let found = this.bytes.indexOf(line, Math.max(this.at, 0), 'latin1');
    while (found >= 0 && !isBlankAt(this.bytes, found + 4)) found = this.bytes.indexOf(line, found + 1, 'latin1');
    this.at = found < 0 ? Infinity : found + 1;
  }
}

function isBlankAt(bytes: Buffer, at: number): boolean {
  return at >= bytes.length || isBlank(bytes[at]);
}

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === NEWLINE || byte === TAB || byte === RETURN;
}

function endOfLine(bytes: Buffer, from: number): number {
  const at = bytes.indexOf(NEWLINE, from);
  return at < 0 ? bytes.length : at + 1;
}

function isDirectives(bytes: Buffer, start: number, end: number): boolean {
  return (
    bytes[firstContent(bytes, start, end)] === 37 &&
    /^(?:[ \t]*(?:#.*|%.*)?(?:\r?\n|$))*$/.test(bytes.toString('latin1', start, Math.min(end, start + 10_000)))
  );
}

/** So many bytes are counted at a time. */
const BLOCK = 2 ** 14;

/** Finds the lines of bytes, from 1; each block is counted once, however many ask. */
export class LineIndex {
  /** The line breaks before each block. */
  private readonly before = [0];

  constructor(private readonly bytes: Buffer) {}

  lineAt(offset: number): number {
    const block = Math.floor(offset / BLOCK);
    for (let next = this.before.length; next <= block; next += 1) {
      this.before.push(this.before[next - 1] + this.count((next - 1) * BLOCK, next * BLOCK));
    }
    return 1 + this.before[block] + this.count(block * BLOCK, offset);
  }

  private count(from: number, to: number): number {
    let count = 0;
    for (let at = from; at < to; at += 1) if (this.bytes[at] === NEWLINE) count += 1;
    return count;
  }
}

/** The first sign that is no blank and in no comment, past the line of dashes. */
export function firstContent(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end) {
    if (isBlank(bytes[at])) at += 1;
    else if (bytes[at] === 35) at = endOfLine(bytes, at);
    else if (bytes[at] === 45 && bytes.toString('latin1', at, at + 3) === '---' && isBlankAt(bytes, at + 3)) at += 3;
    else return at;
  }
  return end;
}

export function isEmpty(bytes: Buffer, start: number, end: number): boolean {
  return firstContent(bytes, start, end) >= end;
}

/** Whether a document may have an apiVersion and a kind, or one of them and what else objects have. A look at its lines: most YAML has none. */
export function hasKeys(file: Buffer, start: number, end: number): boolean {
  // No search goes beyond the document.
  const bytes = file.subarray(0, end);
  const first = firstContent(bytes, start, end);
  if (bytes[first] === 123 || bytes[first] === 91) return isThere(bytes, 'apiVersion', first, end) && isThere(bytes, 'kind', first, end);
  // A byte order mark stands before the document, and is no column of its first line.
  const indent = first - Math.max(start, bytes.lastIndexOf(NEWLINE, first) + 1);
  const [apiVersion, kind] = ['apiVersion', 'kind'].map((key) => hasKey(bytes, key, first, end, indent));
  return (apiVersion && kind) || ((apiVersion || kind) && hasKey(bytes, 'metadata', first, end, indent));
}

function isThere(bytes: Buffer, word: string, start: number, end: number): boolean {
  const at = bytes.indexOf(word, start, 'latin1');
  return at >= 0 && at < end;
}

/** Whether a line begins with a key, in the column in which the document does. */
function hasKey(bytes: Buffer, key: string, first: number, end: number, indent: number): boolean {
  for (let at = bytes.indexOf(key, first, 'latin1'); at >= 0 && at < end; at = bytes.indexOf(key, at + 1, 'latin1')) {
    const isQuoted = bytes[at - 1] === 34 || bytes[at - 1] === 39;
    const begin = isQuoted ? at - 1 : at;
    if (begin !== first && !isIndented(bytes, begin, indent)) continue;
    let behind = at + key.length + (isQuoted ? 1 : 0);
    while (bytes[behind] === SPACE || bytes[behind] === TAB) behind += 1;
    if (bytes[behind] === 58) return true;
  }
  return false;
}

function isIndented(bytes: Buffer, at: number, indent: number): boolean {
  for (let before = 1; before <= indent; before += 1) if (bytes[at - before] !== SPACE) return false;
  return bytes[at - indent - 1] === NEWLINE;
}
