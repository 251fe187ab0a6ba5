import type * as kplus from 'cdk8s-plus-27';
import { isObject } from '../util/unchecked';

/*
 * Values of cdk8s-plus, whatever its version: classes of another version are no subclasses of those of cdk8s-plus-27, and do the same. Each
 * carries the name that its library gave it.
 */

type Library = typeof kplus;

/** What a class of cdk8s-plus makes, where its constructor is for the library alone too. */
type Instance<Name extends keyof Library> = Library[Name] extends { readonly prototype: infer Made } ? Made : never;

const RTTI = Symbol.for('jsii.rtti');
const CLASS = /^cdk8s-plus-[0-9]+\.(.+)$/;

/** Whether a value is made by a class of any cdk8s-plus, or by one that extends it. */
export function isPlus<Name extends keyof Library>(value: unknown, name: Name): value is Instance<Name> {
  if (!isObject(value)) return false;
  for (let made: unknown = Object.getPrototypeOf(value); isObject(made); made = Object.getPrototypeOf(made)) {
    const { [RTTI]: rtti } = (made.constructor ?? {}) as { readonly [RTTI]?: { readonly fqn?: unknown } };
    if (typeof rtti?.fqn === 'string' && CLASS.exec(rtti.fqn)?.[1] === name) return true;
  }
  return false;
}

/** What cdk8s-plus has written, with numbers and quantities as they are: it puts them into objects of classes of its own. */
export function plainJson<T>(json: T): T {
  if (!isObject(json)) return json;
  if (Object.getPrototypeOf(json) !== Object.prototype) return json.value as T;
  return Object.fromEntries(Object.entries(json).map(([field, value]) => [field, plainJson(value)])) as T;
}
