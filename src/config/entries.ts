import { credentialInEntry } from '../facts/credentials';
import { configKeyProblem, isWritableText, MOST_CONFIG_BYTES } from '../facts/kubernetes/config-objects';
import { keyProblem } from '../props/check';
import { NotSecret } from '../props/not-secret';
import { Problems } from '../props/problems';

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

const KEEP = 'Keep it in a Secret that the cluster has and mount it with ConfigSource.fromSecret().';

/** Reports entries that cannot be one ConfigMap; `given` has a reason for each key that looks like a secret and is none. */
export function checkEntries(problems: Problems, at: string, entries: readonly ConfigEntry[], given: unknown): void {
  const notSecret = new NotSecret(problems, `${at}.notSecret`, given);
  const seen = new Set<string>();
  for (const { key, bytes } of entries) {
    const remedy = keyProblem(key) ?? configKeyProblem(key);
    if (remedy !== undefined) problems.add(`${at}.source`, key, remedy);
    if (seen.has(key)) problems.add(`${at}.source`, key, 'Two sources have a file of this name. Rename one.');
    seen.add(key);
    notSecret.report(`${at}.source[${JSON.stringify(key)}]`, key, credentialInEntry(key, bytes.toString('utf8')), KEEP);
  }
  const size = entries.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (size > MOST_CONFIG_BYTES) {
    problems.add(
      `${at}.source`,
      `${size} bytes`,
      `The API server refuses objects of more than ${MOST_CONFIG_BYTES} bytes. Split it into several configs, or put large files into an image or a volume.`,
    );
  }
  notSecret.check();
}
