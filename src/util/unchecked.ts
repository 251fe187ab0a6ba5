/*
 * What is handed over at run time, where types are gone (JavaScript, casts, other languages).
 */

/** Props of which nothing is known but their names. */
export type Unchecked<Props> = { readonly [Prop in keyof Props]?: unknown };

/** Whether a value is an object with keys, and no list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether an object is one of keys and values, of whichever realm: what a class has made (a Map, a Date) has fields that nobody gave. */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
