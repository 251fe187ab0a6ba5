import { emptyCounts } from '../facts/kubernetes/server-defaults';
import { parseQuantity } from '../facts/kubernetes/quantities';
import { isObject } from '../util/unchecked';

/*
 * Values as the API server compares them: what is empty is as what is left out, unless the field tells them apart, and amounts are compared
 * by what they stand for.
 */

export type Path = ReadonlyArray<string | number>;

/** Maps with keys of the user: there an empty value is a value. */
const FREE_MAPS = new Set([
  ...['labels', 'annotations', 'matchLabels', 'parameters', 'data', 'binaryData', 'stringData', 'nodeSelector', 'volumeAttributes'],
  ...['requests', 'limits', 'capacity', 'hard', 'options'],
]);

/** Maps of amounts. */
const AMOUNTS = new Set(['requests', 'limits', 'capacity', 'hard']);

/** Fields that tell false, zero and the empty text from nothing. */
const TELLS_ZERO = new Set([
  ...['runAsUser', 'runAsGroup', 'fsGroup', 'runAsNonRoot', 'privileged', 'allowPrivilegeEscalation', 'readOnlyRootFilesystem'],
  ...['automountServiceAccountToken', 'enableServiceLinks', 'shareProcessNamespace', 'setHostnameAsFQDN', 'hostUsers', 'optional'],
  ...['immutable', 'storageClassName', 'volumeAttributesClassName', 'terminationGracePeriodSeconds', 'activeDeadlineSeconds', 'apiGroup'],
  ...['tolerationSeconds', 'defaultMode', 'mode', 'expirationSeconds', 'priority', 'replicas', 'backoffLimitPerIndex', 'completions'],
  ...['parallelism', 'partition', 'attachRequired', 'podInfoOnMount'],
]);

/** Whether a value is as nothing at a key of an object that is called so. */
export function isNothing(value: unknown, key: string | number | undefined, inFreeMap: boolean): boolean {
  if (value === undefined || value === null) return true;
  if (inFreeMap) return false;
  if (value === '' || value === false || value === 0) return typeof key === 'string' && !TELLS_ZERO.has(key);
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0 && !emptyCounts(key);
}

/** Whether two values are the same to the API server; `key` is the one that leads to them. */
export function sameValue(one: unknown, other: unknown, key?: string | number, parent?: string | number): boolean {
  if (one === other) return true;
  const inFreeMap = typeof parent === 'string' && FREE_MAPS.has(parent);
  const [none, noneOther] = [isNothing(one, key, inFreeMap), isNothing(other, key, inFreeMap)];
  if (none || noneOther) return none && noneOther;
  if (Array.isArray(one)) {
    return Array.isArray(other) && one.length === other.length && one.every((item, index) => sameValue(item, other[index], index, key));
  }
  if (isObject(one)) {
    if (!isObject(other)) return false;
    for (const name of Object.keys(one)) if (!sameValue(one[name], own(other, name), name, key)) return false;
    for (const name of Object.keys(other)) if (!Object.hasOwn(one, name) && !sameValue(undefined, other[name], name, key)) return false;
    return true;
  }
  if ((typeof parent === 'string' && AMOUNTS.has(parent)) || key === 'sizeLimit') {
    const amount = parseQuantity(one);
    return amount !== undefined && amount === parseQuantity(other);
  }
  return false;
}

function own(map: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(map, name) ? map[name] : undefined;
}

/** A place where two values differ. */
export interface Difference {
  readonly path: Path;
  readonly was: unknown;
  readonly becomes: unknown;
}

/** So many places are looked for. */
const MOST_DIFFERENCES = 100;

/** The places where two values differ, as deep as they go; those that `skip` names are left out, with all below. */
export function differences(one: unknown, other: unknown, path: Path, skip: (path: Path) => boolean = () => false): readonly Difference[] {
  const found: Difference[] = [];
  collect(one, other, path, skip, found);
  return found;
}

function collect(one: unknown, other: unknown, path: Path, skip: (path: Path) => boolean, found: Difference[]): void {
  if (found.length >= MOST_DIFFERENCES || skip(path) || sameValue(one, other, path.at(-1), path.at(-2))) return;
  if (Array.isArray(one) && Array.isArray(other) && sameNames(one, other)) {
    one.forEach((item, index) => collect(item, other[index], [...path, index], skip, found));
    return;
  }
  if (isObject(one) && isObject(other)) {
    for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
      collect(own(one, key), own(other, key), [...path, key], skip, found);
    }
    return;
  }
  // Where one of them has nothing, what is skipped of the other may be all that there is.
  const [whole, isOld] = isObject(one) && !isObject(other) ? [one, true] : [other, false];
  if (isObject(whole) && (isOld ? other : one) === undefined && Object.keys(whole).some((key) => skip([...path, key]))) {
    for (const [key, value] of Object.entries(whole)) {
      collect(isOld ? value : undefined, isOld ? undefined : value, [...path, key], skip, found);
    }
    return;
  }
  found.push({ path, was: one, becomes: other });
}

/** Whether lists have the same items, by their names where they have such. */
function sameNames(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((item, index) => nameOf(item) === nameOf(other[index]));
}

/** What an item of a list is called. */
export function nameOf(item: unknown): string | undefined {
  if (!isObject(item)) return undefined;
  const { name, metadata } = item as { readonly name?: unknown; readonly metadata?: unknown };
  if (typeof name === 'string') return name;
  const inner = isObject(metadata) ? (metadata as { readonly name?: unknown }).name : undefined;
  return typeof inner === 'string' ? inner : undefined;
}

/** The value at keys; undefined where there is none. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}
