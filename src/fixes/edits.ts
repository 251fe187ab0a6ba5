/** A part of a text, and what stands there instead. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text with all edits made; undefined where two of them are about the same part. */
export function edited(text: string, edits: readonly Edit[]): string | undefined {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end, text: replacement } of [...edits].sort((one, other) => one.start - other.start)) {
    if (start < from) return undefined;
    parts.push(text.slice(from, start), replacement);
    from = end;
  }
  return [...parts, text.slice(from)].join('');
}
