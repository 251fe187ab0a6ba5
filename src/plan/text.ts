import { isSecretName } from '../facts/credentials';
import { Manifest } from '../checks/manifest';
import { Shown } from './change';
import { nameOf, Path } from './values';

/*
 * Values and lists of names in sentences, short and without secrets.
 */

const LONGEST = 120;

/** A value as it may be shown: nothing of a Secret, and no variable that holds one. */
export function shown(manifest: Manifest, path: Path, value: unknown): Shown | undefined {
  if (value === undefined || value === null) return undefined;
  if (isSecretPlace(manifest, path)) return undefined;
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'string') return cut(value);
  if (Array.isArray(value)) {
    const names = value.map(nameOf);
    if (names.length > 0 && names.every((name) => name !== undefined)) return cut(names.join(', '));
    if (value.every((item) => typeof item === 'string' || typeof item === 'number')) return cut(value.join(', '));
  }
  return hasSecret(value) ? undefined : cut(JSON.stringify(value));
}

function isSecretPlace({ kind }: Manifest, path: Path): boolean {
  if (kind === 'Secret') return path.length === 0 || ['data', 'stringData'].includes(String(path[0])) || path.includes('annotations');
  // A literal variable: /…/env/0/value.
  if (path.includes('env') && path.at(-1) === 'value') return true;
  return (
    path.includes('kubectl.kubernetes.io/last-applied-configuration') || path.some((key) => typeof key === 'string' && isSecretName(key))
  );
}

/** Whether an object that is shown as a whole may hold literal variables. */
function hasSecret(value: unknown): boolean {
  return /"value"|"data"|"stringData"|"annotations"/.test(JSON.stringify(value) ?? '');
}

export function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

/** So many names are told; of the others how many there are. */
const MOST_NAMES = 8;

/** `a, b and c`, or `a, b, … and 20 more`. */
export function listed(names: readonly string[], most = MOST_NAMES): string {
  if (names.length <= 1) return names[0] ?? '';
  if (names.length <= most) return `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
  return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}

/** The names of the claims that a set makes from a template: `data-db-0`, or the first to the last. */
export function claimsInWords(template: string, set: string, first: number, count: number): string {
  const name = (ordinal: number) => `${template}-${set}-${ordinal}`;
  if (count <= 0) return '';
  if (count === 1) return name(first);
  return count === 2 ? `${name(first)} and ${name(first + 1)}` : `${name(first)} to ${name(first + count - 1)}`;
}

export function pointerOf(path: Path): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
