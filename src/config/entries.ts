import { configKeyProblem, isWritableText, MOST_CONFIG_BYTES, secretReason } from '../facts/kubernetes/config-objects';
import { keyProblem } from '../props/check';
import { Problems } from '../props/problems';
import { isObject } from '../util/unchecked';

/** One file of a config. */
export interface ConfigEntry {
  readonly key: string;
  readonly bytes: Buffer;
}

/** The text of bytes that can stand in `data` without losing anything; undefined where they belong into `binaryData`. */
export function textOf(bytes: Buffer): string | undefined {
  const text = bytes.toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes) && isWritableText(text) ? text : undefined;
}

/** The two maps of a ConfigMap. */
export function toData(entries: readonly ConfigEntry[]): { data?: Record<string, string>; binaryData?: Record<string, string> } {
  const data: Record<string, string> = {};
  const binaryData: Record<string, string> = {};
  for (const { key, bytes } of entries) {
    const text = textOf(bytes);
    if (text === undefined) binaryData[key] = bytes.toString('base64');
    else data[key] = text;
  }
  const given = (map: Record<string, string>) => (Object.keys(map).length > 0 ? map : undefined);
  return { data: given(data), binaryData: given(binaryData) };
}

/** Reports entries that cannot be one ConfigMap; `notSecret` has a reason for each key that looks like a secret and is none. */
export function checkEntries(problems: Problems, at: string, entries: readonly ConfigEntry[], notSecret: unknown): void {
  const seen = new Set<string>();
  for (const { key, bytes } of entries) {
    const remedy = keyProblem(key) ?? configKeyProblem(key);
    if (remedy !== undefined) problems.add(`${at}.source`, key, remedy);
    if (seen.has(key)) problems.add(`${at}.source`, key, 'Two sources have a file of this name. Rename one.');
    seen.add(key);
    const reason = secretReason(key, bytes.toString('utf8'));
    if (reason !== undefined && !isAcknowledged(notSecret, key)) {
      const why = `${reason}, and everyone who sees the manifest would read it. Keep it in a Secret that the cluster has and mount it with ConfigSource.fromSecret(); if it is none, say why in notSecret`;
      problems.add(`${at}.source`, key, `${why}: { ${JSON.stringify(key)}: "..." }.`);
    }
  }
  const size = entries.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (size > MOST_CONFIG_BYTES) {
    problems.add(
      `${at}.source`,
      `${size} bytes`,
      `The API server refuses objects of more than ${MOST_CONFIG_BYTES} bytes. Split it into several configs, or put large files into an image or a volume.`,
    );
  }
  checkNotSecret(problems, `${at}.notSecret`, notSecret, seen);
}

function isAcknowledged(notSecret: unknown, key: string): boolean {
  return typeof notSecret === 'object' && notSecret !== null && Object.keys(notSecret).includes(key);
}

function checkNotSecret(problems: Problems, at: string, notSecret: unknown, keys: ReadonlySet<string>): void {
  if (notSecret === undefined) return;
  if (!isObject(notSecret)) {
    problems.add(at, notSecret, 'Give an object of keys and the reasons why they are no secrets.');
    return;
  }
  for (const [key, reason] of Object.entries(notSecret)) {
    const prop = `${at}[${JSON.stringify(key)}]`;
    if (!keys.has(key)) problems.add(prop, reason, 'There is no such key. Remove it, so that it excuses nothing later.');
    if (typeof reason !== 'string' || reason.trim() === '') problems.add(prop, reason, 'Say in words why it is no secret.');
  }
}
