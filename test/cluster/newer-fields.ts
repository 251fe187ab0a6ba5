/**
 * Fields that older servers drop without a word, by the minor version that has them, such as 1029. Docs of ours have to say so where
 * users may be on an older one.
 */
const NEWER: ReadonlyArray<{ readonly since: number; readonly path: RegExp; readonly documented: string }> = [
  { since: 1029, path: /initContainers\[\d+\]\.restartPolicy: "Always"/, documented: 'LiveReloadOptions.nativeSidecar' },
];

/** What is lost and should not have been, on a server of that version. */
export function unexpectedLosses(fields: readonly string[], version: number): string[] {
  return fields.filter((field) => !NEWER.some(({ since, path }) => version < since && path.test(field)));
}
