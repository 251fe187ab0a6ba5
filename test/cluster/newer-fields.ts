import { isPlain } from './recipe';

/**
 * Fields that older servers drop without a word, by the minor version that has them, such as 1029. Docs of ours have to say so where
 * users may be on an older one.
 */
const NEWER: ReadonlyArray<{ readonly since: number; readonly path: RegExp; readonly documented: string }> = [
  { since: 1029, path: /initContainers\[\d+\]\.restartPolicy: "Always"/, documented: 'LiveReloadOptions.nativeSidecar' },
];

/** Props whose fields servers have had since a minor version; an older one refuses what has them, or drops it, as their descriptions say. */
const NEWER_PROPS: Readonly<Record<string, number>> = {
  // StopDelay.native.
  native: 1030,
  recursiveReadOnly: 1031,
  seLinuxChangePolicy: 1033,
  volumeAttributesClassName: 1034,
  serviceAccountTokenInSecrets: 1035,
};

/** A recipe without the props that a server of that version does not know. */
export function withoutNewer(value: unknown, version: number): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutNewer(item, version));
  if (!isPlain(value)) return value;
  const known = Object.entries(value).filter(([name]) => !Object.hasOwn(NEWER_PROPS, name) || NEWER_PROPS[name] <= version);
  return Object.fromEntries(known.map(([name, item]) => [name, withoutNewer(item, version)]));
}

/** What is lost and should not have been, on a server of that version. */
export function unexpectedLosses(fields: readonly string[], version: number): string[] {
  return fields.filter((field) => !NEWER.some(({ since, path }) => version < since && path.test(field)));
}
