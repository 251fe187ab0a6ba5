import type { Cron, Duration, Size } from 'cdk8s';
import { isObject } from '../util/unchecked';

/*
 * What a value is, whoever made it: an app may have several copies of cdk8s and of this package, and cdk8s-plus for a newer Kubernetes than
 * ours. So no value is asked whether it is an instance of the class that is loaded here.
 */

/** A size of any cdk8s. */
export function isSize(value: unknown): value is Size {
  return hasMethod(value, 'toKibibytes');
}

/** A duration of any cdk8s. */
export function isDuration(value: unknown): value is Duration {
  return hasMethod(value, 'toSeconds') && hasMethod(value, 'toMilliseconds');
}

/** A schedule of any cdk8s. */
export function isCron(value: unknown): value is Cron {
  return typeof value === 'object' && value !== null && 'expressionString' in value && typeof value.expressionString === 'string';
}

/** What our classes make says what it is, in the same words in every copy of this package. */
interface OfOurs {
  readonly _class: string;
}

/** Whether a value is of a class of ours, by whichever copy of this package. */
export function isA<T extends OfOurs>(value: unknown, type: { readonly prototype: T }): value is T {
  return isObject(value) && (value as Partial<OfOurs>)._class === type.prototype._class;
}

function hasMethod(value: unknown, name: string): boolean {
  return isObject(value) && typeof value[name] === 'function';
}
