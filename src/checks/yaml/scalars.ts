import { resolvePlain } from '../yaml-schema';

/** What the fast reader leaves to the thorough one. */
export const BAIL = new Error('left to the thorough reader');

const SINGLE = 39;

/** Signs of Unicode that YAML 1.1 takes for line breaks, or refuses. */
export const ODD_SIGNS = /[\u0080-\u009f\u2028\u2029\ufeff\ufffe\uffff]/;

/** Longer texts are rarely the same. */
const LONGEST_SHARED = 40;
const SLOTS = 2 ** 14;

interface Shared {
  readonly text: string;
  /** What it is where it stands without quotes. */
  readonly value: unknown;
}

/**
 * Makes texts of bytes. Keys, and many values, are the same in all manifests: they are made once, and are no parts of a larger text, which
 * would be kept as long as they are.
 */
export class Texts {
  private readonly shared: Array<Shared | undefined> = new Array<Shared | undefined>(SLOTS).fill(undefined);

  /** What a plain scalar of these bytes is. */
  plain(bytes: Buffer, start: number, end: number): unknown {
    if (end - start > LONGEST_SHARED) return this.long(bytes, start, end);
    return this.find(bytes, start, end).value;
  }

  text(bytes: Buffer, start: number, end: number): string {
    return end - start > LONGEST_SHARED ? this.long(bytes, start, end) : this.find(bytes, start, end).text;
  }

  /** A long text is no number and no word. */
  private long(bytes: Buffer, start: number, end: number): string {
    for (let at = start; at < end; at += 1) if (bytes[at] > 127) return checked(bytes.toString('utf8', start, end));
    return bytes.toString('latin1', start, end);
  }

  private find(bytes: Buffer, start: number, end: number): Shared {
    let hash = end - start;
    for (let at = start; at < end; at += 1) {
      if (bytes[at] > 127) return make(checked(bytes.toString('utf8', start, end)));
      hash = Math.imul(hash ^ bytes[at], 16777619);
    }
    const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    const known = this.shared[slot];
    if (known !== undefined && isSame(known.text, bytes, start, end)) return known;
    return (this.shared[slot] = make(bytes.toString('latin1', start, end)));
  }
}

function make(text: string): Shared {
  return { text, value: resolvePlain(text) };
}

function isSame(text: string, bytes: Buffer, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) !== bytes[start + at]) return false;
  return true;
}

function checked(text: string): string {
  if (ODD_SIGNS.test(text)) throw BAIL;
  return text;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\u0007',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\u001b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '/': '/',
  '\\': '\\',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
};

const DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** The text between quotes, which has escapes or line breaks in it. */
export function unquote(source: string, quote: number): string {
  return quote === SINGLE ? fold(source).replace(/''/g, "'") : unescape(source);
}

/** A line break between words is a blank; empty lines are line breaks. */
function fold(source: string): string {
  return source.replace(/[ \t]*\n[ \t\n]*/g, (breaks) => {
    const count = breaks.split('\n').length - 1;
    return count === 1 ? ' ' : '\n'.repeat(count - 1);
  });
}

function unescape(source: string): string {
  let text = '';
  let from = 0;
  for (let at = source.indexOf('\\'); at >= 0; at = source.indexOf('\\', from)) {
    text += fold(`${source.slice(from, at)}\u0001`).slice(0, -1);
    const sign = source[at + 1];
    if (sign === '\n') {
      // The line goes on behind the blanks of the next one; empty lines between stay.
      const blanks = /^[ \t\n]*/.exec(source.slice(at + 2))![0];
      from = at + 2 + blanks.length;
      text += '\n'.repeat(blanks.split('\n').length - 1);
      continue;
    }
    const count = DIGITS[sign];
    if (count === undefined) {
      if (!Object.hasOwn(ESCAPES, sign)) throw BAIL;
      text += ESCAPES[sign];
      from = at + 2;
      continue;
    }
    const digits = source.slice(at + 2, at + 2 + count);
    if (!/^[0-9a-fA-F]+$/.test(digits) || digits.length < count) throw BAIL;
    const code = parseInt(digits, 16);
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) throw BAIL;
    text += String.fromCodePoint(code);
    from = at + 2 + count;
  }
  return text + fold(source.slice(from));
}
