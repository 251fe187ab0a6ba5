import { Json } from './change';

/** Texts that YAML 1.1 and 1.2 read as texts without quotes. */
const PLAIN = /^[A-Za-z/][A-Za-z0-9./_-]*$/;
const WORDS = /^(y|yes|n|no|on|off|true|false|null)$/i;

export type Quote = '"' | "'";

/** How values are written around the place of a change. */
export interface Style {
  /** JSON, or YAML that looks like it. */
  readonly json: boolean;
  readonly quote: Quote;
}

export function isPlain(text: string): boolean {
  return PLAIN.test(text) && !WORDS.test(text);
}

export function quotedText(text: string, { json, quote }: Style): string {
  return json || quote === '"' || !/^[ -&(-~]*$/.test(text) ? JSON.stringify(text) : `'${text}'`;
}

/** A key or a value on one line; objects in braces. */
export function written(value: Json, style: Style): string {
  if (typeof value === 'string') return !style.json && (isPlain(value) || isSize(value)) ? value : quotedText(value, style);
  if (typeof value !== 'object') return String(value);
  const entries = Object.entries(value).map(([key, inner]) => `${written(key, style)}: ${written(inner, style)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** A quantity with a unit is no number to any reader. */
function isSize(text: string): boolean {
  return /^[0-9]+(\.[0-9]+)?([KMGTPE]i|[kMGTP])$/.test(text);
}

/** The kind of quotes that a text has more of. */
export function usualQuote(text: string): Quote {
  const count = (pattern: RegExp) => (text.match(pattern) ?? []).length;
  return count(/[:-] +'[^'\n]*'\s*$/gm) > count(/[:-] +"[^"\n]*"\s*$/gm) ? "'" : '"';
}
