/** A word as a POSIX shell reads it back, whatever is in it; plain ones stay as they are. */
export function shellWord(word: string): string {
  if (/^[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*$/.test(word)) return word;
  return `'${word.replace(/'/g, `'\\''`)}'`;
}

/** Words as a shell reads them back. */
export const shellWords = (words: readonly string[]): string => words.map(shellWord).join(' ');
