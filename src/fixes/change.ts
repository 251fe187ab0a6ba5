export type Path = ReadonlyArray<string | number>;

export type Json = string | number | boolean | { readonly [key: string]: Json };

/** What is written into an object, at keys from its root. */
export type Change =
  /** A value; where the key is not there it is added, behind the one that `after` names if that is written on one line. */
  | { readonly kind: 'set'; readonly path: Path; readonly to: Json; readonly after?: string }
  /** A text in place of what YAML reads as a number, a boolean or null: the same letters, quoted. */
  | { readonly kind: 'quote'; readonly path: Path }
  /** The mode of a file: octal in YAML, decimal in JSON, which has no octal numbers. */
  | { readonly kind: 'mode'; readonly path: Path; readonly to: number }
  /** Another key for the same value. */
  | { readonly kind: 'rename'; readonly path: Path; readonly to: string };

/** The value with a change in it. Only what lies on the way is copied: what aliases share stays shared. */
export function changed(value: unknown, path: Path, last: (parent: Record<string, unknown>, key: string) => void): unknown {
  const [key, ...rest] = path;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<string | number, unknown>;
  if (rest.length === 0) last(copy, String(key));
  else copy[key] = changed(copy[key] ?? {}, rest, last);
  return copy;
}

/** Whether two values are the same to a reader of JSON: the order of keys means nothing. */
export function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || one === null || typeof other !== 'object' || other === null) return Object.is(one, other);
  if (one === other) return true;
  const [keys, others] = [Object.keys(one), Object.keys(other)];
  return (
    Array.isArray(one) === Array.isArray(other) &&
    keys.length === others.length &&
    keys.every((key) => Object.hasOwn(other, key) && isSame((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key]))
  );
}
