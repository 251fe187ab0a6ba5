/**
 * Whether a path, with slashes, fits a pattern: `*` stands for any characters of a name, `?` for one, `**` for any directories. A pattern
 * without a slash is a name that a file or directory anywhere may have, as in .gitignore; a directory stands for all that is below it.
 */
export function matchesGlob(pattern: string, path: string): boolean {
  const wanted = segments(pattern);
  const parts = segments(path);
  if (wanted.length === 0) return false;
  const anywhere = !pattern.replace(/\/+$/, '').includes('/');
  const full = anywhere ? ['**', ...wanted] : wanted;
  // A directory above that fits takes the path with it.
  return parts.some((_, index) => fits(full, parts.slice(0, index + 1), isAnyDepth, matchesName));
}

function segments(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

const isAnyDepth = (part: string) => part === '**';

/** Whether a name fits a pattern: `*` stands for any characters, `?` for one. */
export function matchesName(pattern: string, name: string): boolean {
  return fits([...pattern], [...name], isStar, isSame);
}

const isStar = (sign: string) => sign === '*';
const isSame = (sign: string, other: string) => sign === '?' || sign === other;

/** Without a regular expression: one star after the other must not take for ever. Only the last star is ever gone back to. */
function fits(
  pattern: readonly string[],
  text: readonly string[],
  isWild: (part: string) => boolean,
  isEqual: (wanted: string, given: string) => boolean,
): boolean {
  let [at, from] = [0, 0];
  let star = -1;
  let resume = 0;
  while (from < text.length) {
    if (at < pattern.length && isWild(pattern[at])) {
      star = at;
      at += 1;
      resume = from;
    } else if (at < pattern.length && isEqual(pattern[at], text[from])) {
      at += 1;
      from += 1;
    } else if (star >= 0) {
      resume += 1;
      at = star + 1;
      from = resume;
    } else {
      return false;
    }
  }
  while (at < pattern.length && isWild(pattern[at])) at += 1;
  return at === pattern.length;
}
