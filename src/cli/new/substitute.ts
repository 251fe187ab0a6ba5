/** What stands in a template, and what stands in its place; undefined takes its whole line away. */
export type Substitutions = Readonly<Record<string, string | undefined>>;

/**
 * Replaces texts, all in one pass: what was put in is never looked at again, so that a service may be called like a placeholder.
 * Where two start at one place, the longer wins.
 */
export function substitute(text: string, substitutions: Substitutions): string {
  const texts = Object.keys(substitutions).sort((one, other) => other.length - one.length);
  if (texts.length === 0) return text;
  const patterns = texts.map((item) => (substitutions[item] === undefined ? `(?:^[^\\n]*${escape(item)}[^\\n]*\\n)` : escape(item)));
  return text.replace(new RegExp(patterns.join('|'), 'gm'), (found) => substitutions[found] ?? '');
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

/** A text as a TypeScript literal in single quotes. */
export function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replace(/\\"/g, '"').replace(/'/g, "\\'")}'`;
}
