/*
 * How much is read. Manifests are written by people and by charts, so what goes far beyond this is a mistake or an attack, and is
 * refused with a message rather than read until memory ends. (An object in a cluster has at most about 1.5 MB.)
 */

/** Most bytes of one file. */
export const MOST_FILE_BYTES = 64 * 2 ** 20;

/** Most bytes of all files together. */
export const MOST_BYTES = 256 * 2 ** 20;

/** Most documents of one file. */
export const MOST_DOCUMENTS = 100_000;

/** Most values that one document may hold, counted by the signs that separate them; a List of a whole cluster has fewer. */
export const MOST_VALUES = 2_000_000;

/** Most levels of nesting; the schemas of CustomResourceDefinitions have about sixty. */
export const MOST_DEPTH = 200;

/** Most aliases in one document. */
export const MOST_ALIASES = 10_000;
