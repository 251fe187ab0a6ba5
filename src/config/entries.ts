import { credentialInEntry } from '../facts/credentials';
import { configKeyProblem, MOST_CONFIG_BYTES } from '../facts/kubernetes/config-objects';
import { isWritableText } from '../facts/kubernetes/texts';
import { keyProblem } from '../props/check';
import { NotSecret } from '../props/not-secret';
import { Problems } from '../props/problems';

/** One file of a config. */
export interface ConfigEntry {
  readonly key: string;
  readonly bytes: Buffer;
}

/** The bytes of a text; undefined where it is none (half a surrogate pair). */
export function bytesOfText(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'utf8');
  return bytes.toString('utf8') === text ? bytes : undefined;
}

/** The bytes that a text says in base64; undefined where it is no base64. */
export function bytesOfBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  const isBase64 = bytes.toString('base64').replace(/=+$/, '') === text.replace(/\s+/g, '').replace(/=+$/, '');
  return isBase64 ? bytes : undefined;
}

/** The text of bytes that can stand in `data` without losing anything; undefined where they belong into `binaryData`. */
export function textOf(bytes: Buffer): string | undefined {
  const text = bytes.toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes) && isWritableText(text) ? text : undefined;
}

/** How problems with entries are told. */
export interface EntriesTold {
  /** The prop of all entries. */
  readonly prop: string;
  /** What to do instead of writing out a secret. */
  readonly keepSecrets: string;
  /** What to do with more than an object holds. */
  readonly split: string;
}

/** Reports entries that cannot be one ConfigMap. */
export function checkEntries(problems: Problems, entries: readonly ConfigEntry[], notSecret: NotSecret, told: EntriesTold): void {
  const seen = new Set<string>();
  for (const { key, bytes } of entries) {
    const at = `${told.prop}[${JSON.stringify(key)}]`;
    const remedy = keyProblem(key) ?? configKeyProblem(key);
    if (remedy !== undefined) problems.add(at, key, remedy);
    if (seen.has(key)) problems.add(at, key, 'Two sources have a file of this name. Rename one.');
    seen.add(key);
    notSecret.report(at, key, credentialInEntry(key, bytes.toString('utf8')), told.keepSecrets);
  }
  const size = entries.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (size <= MOST_CONFIG_BYTES) return;
  problems.add(told.prop, `${size} bytes`, `The API server refuses objects of more than ${MOST_CONFIG_BYTES} bytes. ${told.split}`);
}
