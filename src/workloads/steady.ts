import { ApiObject } from 'cdk8s';
import { isMap } from '../util/unchecked';
import { watchSynthesis } from './during-synthesis';
import { ObjectJson } from './pod-json';
import { originalOf } from './rewrites';

/*
 * A List of hundreds of workloads, each of which is mounted into, would be rendered as a whole for each of them, and for each of them again
 * when the app is synthesized. What is plain data is rendered once, and once more for each synthesis.
 */

interface Steady {
  readonly json: ObjectJson;
  /** What has to be the same for it to hold. */
  readonly state: readonly unknown[];
}

/** On the object, one for each copy of this library. */
const STEADY = Symbol('cdk8s-storage.steady');

interface Internals {
  readonly props?: { readonly items?: unknown };
  readonly patches?: readonly unknown[];
  readonly toJson: unknown;
  [STEADY]?: Steady;
}

/** An object as it is written without our changes; not for what is written itself, since it may be shared. */
export function steadyOf(object: ApiObject): ObjectJson {
  const internals = object as unknown as Internals;
  const { props, patches } = internals;
  const items = Array.isArray(props?.items) ? props.items.length : undefined;
  const state = [watchSynthesis(object)(), patches?.length, items];
  const present = internals[STEADY];
  if (present?.state.every((part, index) => part === state[index]) === true) return present.json;
  const json = originalOf(object);
  if (props !== undefined && isPlain(props)) Object.defineProperty(object, STEADY, { value: { json, state }, configurable: true });
  return json;
}

/** Whether nothing in a value is found when it is written, as a Lazy is. */
function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'function';
  if (Array.isArray(value)) return value.every(isPlain);
  return isMap(value) && Object.values(value).every(isPlain);
}
