import { createHash } from 'node:crypto';
import { ConfigEntry } from './entries';

/** What a Pod reads of a ConfigMap or Secret. */
export interface ReadObject {
  /** The object, by its name (and kind, where two kinds may share a name). */
  readonly object: string;
  readonly entries: readonly ConfigEntry[];
}

/**
 * The SHA-256, in hex, of configuration: the same for the same content in any order, another one for any other content.
 *
 * Each part is preceded by its length, so that no two lists are written the same way, and entries are sorted by bytes, so that
 * neither the order in the code nor the machine's locale has a say.
 */
export function configDigest(objects: readonly ReadObject[]): string {
  const rows = objects.flatMap(({ object, entries }) => entries.map(({ key, bytes }) => [Buffer.from(object), Buffer.from(key), bytes]));
  rows.sort((one, other) => Buffer.compare(one[0], other[0]) || Buffer.compare(one[1], other[1]) || Buffer.compare(one[2], other[2]));
  const hash = createHash('sha256');
  for (const part of rows.flat()) {
    const length = Buffer.alloc(8);
    length.writeBigUInt64BE(BigInt(part.length));
    hash.update(length).update(part);
  }
  return hash.digest('hex');
}
