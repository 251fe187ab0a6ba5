export type JsonMap = Readonly<Record<string, unknown>>;

/** Where a manifest came from. */
export interface Origin {
  /** The file, as the user named it. */
  readonly file?: string;
  /** The construct that made it. */
  readonly constructPath?: string;
  /** The line of a place in the object, given as keys from its root; the nearest line above for places that are not written. */
  lineOf?(path: ReadonlyArray<string | number>): number | undefined;
  /** The first and the last line of a place. */
  linesOf?(path: ReadonlyArray<string | number>): readonly [first: number, last: number] | undefined;
}

/** What identifies an object in a cluster. */
export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** An object and where it came from. */
export interface SourceObject extends ObjectRef {
  readonly body: JsonMap;
  readonly origin: Origin;
  readonly shownName: string;
  toString(): string;
}

/** An object as people write it: `Deployment web/shop`, or `Deployment shop` where no namespace is given. */
export function formatRef({ kind, namespace, name }: Omit<ObjectRef, 'apiVersion'>): string {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}
