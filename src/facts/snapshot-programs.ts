/**
 * Jobs that take snapshots of claims by the API of the cluster, by the words that they are told.
 */

/** What such a job is told. */
export interface ToldSnapshots {
  /** Single words: arguments, and values of variables. */
  readonly words: readonly string[];
  /** Scripts and manifests: words with blanks or line breaks in them. */
  readonly texts: readonly string[];
}

/** What a job takes snapshots of. */
export interface SnapshotTargets {
  /** Names of claims, or what may be one. */
  readonly claims: readonly string[];
  /** Labels of the claims of a group, as pairs. */
  readonly labels: ReadonlyArray<readonly [key: string, value: string]>;
}

/** A program that makes an object of the API. */
const MAKES = /\b(?:kubectl|oc)\b|\bcurl\b/;

const KIND = /\bVolume(?:Group)?Snapshot\b/;

/** A claim in a manifest within a script: a name, or a variable, whose value is a word of its own. */
const NAMED = /\bpersistentVolumeClaimName\\?["']?\s*:\s*\\?["']?([a-z0-9][a-z0-9.-]*)/g;

/** What a job takes snapshots of; undefined where it takes none. */
export function snapshotTargets({ words, texts }: ToldSnapshots): SnapshotTargets | undefined {
  const text = texts.join('\n');
  if (!KIND.test(text) || !MAKES.test(text) || !/\b(?:create|apply|POST)\b/.test(text)) return undefined;
  const conditions = words.filter((word) => /^[^\s=,]+=[^\s=,]+(?:,[^\s=,]+=[^\s=,]+)*$/.test(word)).flatMap((word) => word.split(','));
  return {
    claims: [...words, ...[...text.matchAll(NAMED)].map(([, name]) => name)],
    labels: conditions.map((condition) => condition.split('=') as [string, string]),
  };
}
