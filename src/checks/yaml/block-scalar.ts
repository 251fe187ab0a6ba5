import { BAIL, ODD_SIGNS } from './scalars';

/* As in the reader: a name of another module is looked up at each byte, which makes reading a tenth slower. */
const TAB = 9;
const NEWLINE = 10;
const SPACE = 32;
const HASH = 35;
const DASH = 45;

/** What no YAML of kubectl has, and what only a thorough reader tells apart: tabs, carriage returns. */
export function isOdd(byte: number): boolean {
  return (byte < SPACE && byte !== NEWLINE) || byte === 127;
}

/** The end of the line of a comment. */
export function endOfComment(bytes: Buffer, from: number, end: number): number {
  let at = from;
  for (; at < end && bytes[at] !== NEWLINE; at += 1) if (isOdd(bytes[at])) throw BAIL;
  return at;
}

interface Header {
  readonly isFolded: boolean;
  /** `-` and `+` for the line breaks at the end. */
  readonly chomp: number;
  /** Columns beyond the parent, where that is written. */
  readonly increment: number;
  /** The end of the header's line. */
  readonly end: number;
}

/** Reads a scalar of lines, `|` or `>`, as libyaml does. `next` is the place behind the last line of it. */
export function readBlockScalar(
  bytes: Buffer,
  start: number,
  end: number,
  parent: number,
): { readonly text: string; readonly next: number } {
  const header = readHeader(bytes, start, end);
  const first = Math.min(header.end + 1, end);
  const least = Math.max(parent + 1, 1);
  const indent = header.increment > 0 ? Math.max(parent, 0) + header.increment : Math.max(indentOfFirst(bytes, first, end), least);
  let text = '';
  /** The line break behind the last line that has something, and the empty lines behind it. */
  let lineBreak = '';
  let empty = 0;
  let wasBlank = false;
  let line = first;
  let hasWide = false;
  while (line < end) {
    let at = line;
    while (at < end && at - line < indent && bytes[at] === SPACE) at += 1;
    if (at >= end) break;
    if (bytes[at] === NEWLINE) {
      empty += 1;
      line = at + 1;
      continue;
    }
    if (at - line < indent) {
      if (bytes[at] === TAB) throw BAIL;
      break;
    }
    let stop = at;
    for (; stop < end && bytes[stop] !== NEWLINE; stop += 1) {
      const byte = bytes[stop];
      if (byte > 127) hasWide = true;
      else if (isOdd(byte) && byte !== TAB) throw BAIL;
    }
    const isBlank = bytes[at] === SPACE || bytes[at] === TAB;
    if (header.isFolded && lineBreak !== '' && !wasBlank && !isBlank) text += empty === 0 ? ' ' : '';
    else text += lineBreak;
    if (empty > 0) text += '\n'.repeat(empty);
    text += hasWide ? bytes.toString('utf8', at, stop) : bytes.toString('latin1', at, stop);
    wasBlank = isBlank;
    empty = 0;
    lineBreak = stop < end ? '\n' : '';
    line = Math.min(stop + 1, end);
  }
  if (header.chomp >= 0) text += lineBreak;
  if (header.chomp > 0) text += '\n'.repeat(empty);
  if (hasWide && ODD_SIGNS.test(text)) throw BAIL;
  return { text, next: line };
}

function readHeader(bytes: Buffer, start: number, end: number): Header {
  let at = start + 1;
  let [chomp, increment] = [0, 0];
  for (; at < end; at += 1) {
    const byte = bytes[at];
    if ((byte === DASH || byte === 43) && chomp === 0) chomp = byte === DASH ? -1 : 1;
    else if (byte >= 49 && byte <= 57 && increment === 0) increment = byte - 48;
    else break;
  }
  while (at < end && bytes[at] === SPACE) at += 1;
  if (at < end && bytes[at] === HASH) at = endOfComment(bytes, at, end);
  if (at < end && bytes[at] !== NEWLINE) throw BAIL;
  return { isFolded: bytes[start] === 62, chomp, increment, end: at };
}

/** How far the first line with something on it is indented, or an empty one before it, where that is further. */
function indentOfFirst(bytes: Buffer, first: number, end: number): number {
  let most = 0;
  for (let line = first; line < end;) {
    let at = line;
    while (at < end && bytes[at] === SPACE) at += 1;
    most = Math.max(most, at - line);
    if (at < end && bytes[at] !== NEWLINE) {
      if (bytes[at] === TAB) throw BAIL;
      break;
    }
    line = at + 1;
  }
  return most;
}
