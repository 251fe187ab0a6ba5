import { isObject } from '../util/unchecked';
import { JsonMap, SourceObject } from './object';

/** A value as an object with keys; undefined where it is none. */
export function asMap(value: unknown): JsonMap | undefined {
  return isObject(value) ? value : undefined;
}

/**
 * A place in a manifest, and what stands there.
 *
 * Manifests are foreign text: any node may be missing or of any type. A cursor never throws: it moves to what is not there, and the
 * getters return undefined (or an empty list) where the type is another one. `null` counts as missing, as it does to the API server.
 */
export class Cursor {
  constructor(
    readonly manifest: SourceObject,
    readonly value: unknown,
    private readonly parent?: Cursor,
    private readonly key?: string | number,
  ) {}

  at(...keys: ReadonlyArray<string | number>): Cursor {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- the start of a walk
    let cursor: Cursor = this;
    // Not for-of: this is what checks do most.
    for (let index = 0; index < keys.length; index += 1) {
      const key = keys[index];
      cursor = new Cursor(this.manifest, child(cursor.value, key), cursor, key);
    }
    return cursor;
  }

  /** The same place with another value: what is said there without being written. */
  saying(value: unknown): Cursor {
    return new Cursor(this.manifest, value, this.parent, this.key);
  }

  /** The same place with children that stand elsewhere; those that are not written are left out. */
  assembled(parts: Parts): Cursor {
    return new Assembled(
      this.manifest,
      parts.filter(([, part]) => part.exists),
      this.parent,
      this.key,
    );
  }

  get exists(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  get text(): string | undefined {
    return typeof this.value === 'string' ? this.value : undefined;
  }

  get number(): number | undefined {
    return typeof this.value === 'number' ? this.value : undefined;
  }

  get flag(): boolean | undefined {
    return typeof this.value === 'boolean' ? this.value : undefined;
  }

  get map(): JsonMap | undefined {
    return asMap(this.value);
  }

  /** The items of a list; none where it is no list. */
  get items(): readonly Cursor[] {
    // Lists that come from a program may have holes.
    return Array.isArray(this.value) ? Array.from(this.value, (item, index) => new Cursor(this.manifest, item, this, index)) : [];
  }

  /** The texts of a list; other items are left out. */
  get texts(): readonly string[] {
    return Array.isArray(this.value) ? this.value.filter((item): item is string => typeof item === 'string') : [];
  }

  /** The entries of an object; none where it is no object. */
  get entries(): ReadonlyArray<readonly [string, Cursor]> {
    const { map } = this;
    return map === undefined ? [] : Object.keys(map).map((key) => [key, new Cursor(this.manifest, map[key], this, key)] as const);
  }

  /** The entries of an object whose values are texts, such as labels. */
  get textEntries(): ReadonlyArray<readonly [string, string]> {
    const { map } = this;
    return map === undefined ? [] : Object.entries(map).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  }

  /** This place, or the nearest one above it that is written in the manifest. */
  get written(): Cursor {
    return this.exists || this.parent === undefined ? this : this.parent.written;
  }

  /** The keys that lead here from the object's root. */
  get path(): ReadonlyArray<string | number> {
    return this.parent === undefined ? [] : [...this.parent.path, this.key!];
  }

  /** The place as a JSON pointer (RFC 6901); empty for the object itself. */
  get pointer(): string {
    return this.path.map((key) => `/${String(key).replace(/~/g, '~0').replace(/\//g, '~1')}`).join('');
  }
}

/** A place whose children stand elsewhere: a claim of fields that an operator names in its own way. */
class Assembled extends Cursor {
  private readonly parts: ReadonlyMap<string | number, Cursor>;

  constructor(manifest: SourceObject, parts: Parts, parent: Cursor | undefined, key: string | number | undefined) {
    super(manifest, Object.fromEntries(parts.map(([name, part]) => [name, part.value])), parent, key);
    this.parts = new Map(parts);
  }

  override at(...keys: ReadonlyArray<string | number>): Cursor {
    const [first, ...rest] = keys;
    const part = first === undefined ? undefined : this.parts.get(first);
    if (part === undefined) return super.at(...keys);
    return rest.length === 0 ? part : part.at(...rest);
  }
}

type Parts = ReadonlyArray<readonly [key: string, part: Cursor]>;

function child(value: unknown, key: string | number): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  // Keys such as `constructor` are inherited by every object.
  return Object.hasOwn(value, key) ? (value as Record<string | number, unknown>)[key] : undefined;
}
