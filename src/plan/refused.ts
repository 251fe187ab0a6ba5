import { Allowed, FixedField, isFixedIn, updateRule, When } from '../facts/kubernetes/update-rules';
import { parseQuantity } from '../facts/kubernetes/quantities';
import { asMap } from '../checks/cursor';
import { JsonMap } from '../checks/object';
import { completed, mirrorSource } from './completed';
import { typeNow } from './types';
import { onceFor } from '../util/once-for';
import { Difference, differences, Path, sameValue, valueAt } from './values';

/** A field that the server refuses to change, with all places below it that differ. */
export interface Refusal {
  readonly field: FixedField;
  readonly differences: readonly Difference[];
  readonly remedy: string;
}

export interface UpdateOptions {
  readonly minor: number;
  /** Whether the objects are whole, as a server keeps them, and not what somebody wrote. */
  readonly stored?: boolean;
}

/**
 * What of an update the API server refuses, by its own rules for the kind. Both are whole objects; what is left out is what the server fills
 * in. Without a status a claim counts as Bound.
 */
export function refusalsOf(type: string, old: JsonMap, next: JsonMap, { minor, stored = false }: UpdateOptions): readonly Refusal[] {
  const kind = typeNow(type);
  const rule = updateRule(kind);
  if (rule === undefined) return [];
  const pair: Versions = { kind, old: completed(old), next: sourceKept(kind, old, completed(next), stored), minor, stored };
  return rule.fixed.flatMap((field) => {
    if (!isFixedIn(field, minor) || (field.when !== undefined && !CONDITIONS[field.when](pair))) return [];
    const found = differingIn(field, pair);
    return found.length === 0 ? [] : [{ field, differences: found, remedy: rule.remedy }];
  });
}

interface Versions {
  readonly kind: string;
  readonly old: JsonMap;
  readonly next: JsonMap;
  readonly minor: number;
  readonly stored: boolean;
}

const phaseOf = ({ old }: Versions) => valueAt(old, ['status', 'phase']) ?? 'Bound';
const typeOf = (service: JsonMap) => valueAt(service, ['spec', 'type']);

const CONDITIONS: Readonly<Record<When, (pair: Versions) => boolean>> = {
  bound: (pair) => phaseOf(pair) === 'Bound',
  pending: (pair) => phaseOf(pair) !== 'Bound',
  immutable: ({ old }) => old.immutable === true,
  'in-cluster': ({ old, next }) => typeOf(old) !== 'ExternalName' && typeOf(next) !== 'ExternalName',
  balanced: ({ old, next }) => typeOf(old) === 'LoadBalancer' && typeOf(next) === 'LoadBalancer',
};

/** One of the two fields for a source that is left out is filled in again from the other one, which the server has written. */
function sourceKept(kind: string, old: JsonMap, next: JsonMap, stored: boolean): JsonMap {
  if (stored || kind !== 'PersistentVolumeClaim') return next;
  const [before, after] = [asMap(old.spec), asMap(next.spec)];
  if (before === undefined || after === undefined || !isNone(after.dataSource) || !isNone(after.dataSourceRef)) return next;
  if (isNone(before.dataSource) === isNone(before.dataSourceRef)) return next;
  const spec = { ...after, dataSource: before.dataSource, dataSourceRef: before.dataSourceRef };
  mirrorSource(spec);
  return { ...next, spec };
}

/** The keys of a field's pointers. */
const pathsOf = onceFor(({ at, but = [] }: FixedField): { readonly at: Path; readonly but: readonly Path[] } => {
  const split = (pointer: string) => pointer.split('/').map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  return { at: split(at).slice(1), but: but.map(split) };
});

function differingIn(field: FixedField, pair: Versions): readonly Difference[] {
  const { at, but } = pathsOf(field);
  const [was, becomes] = [valueAt(pair.old, at), valueAt(pair.next, at)];
  const skip = (path: Path) => but.some((one) => fits(one, path.slice(at.length)));
  const found = differences(was, becomes, at, skip);
  if (found.length === 0 || field.allows === undefined) return found;
  return ALLOWED[field.allows](found, was, becomes, pair);
}

function fits(pattern: Path, path: Path): boolean {
  return pattern.length === path.length && pattern.every((key, index) => key === '*' || key === path[index]);
}

const isNone = (value: unknown) => value === undefined || value === null;

/** What is left of differences after those that are allowed. */
type Filter = (found: readonly Difference[], was: unknown, becomes: unknown, pair: Versions) => readonly Difference[];

const ALLOWED: Readonly<Record<Allowed, Filter>> = {
  set: (found, was) =>
    isNone(was) || was === '' ? (found.some(({ path }) => path.at(-1) === 'storageClassName' && was === '') ? found : []) : found,
  'left-out': (found, was, becomes, { next }) => {
    // A Service without an address stays so, and these types want one.
    const wantsAddress = was === 'None' && ['NodePort', 'LoadBalancer'].includes(String(typeOf(next)));
    return (isNone(becomes) || becomes === '') && !wantsAddress ? [] : found;
  },
  grow: (found, was, becomes, { old, minor }) => {
    const [before, after] = [parseQuantity(was), parseQuantity(becomes)];
    if (before === undefined || after === undefined) return found;
    if (after >= before) return [];
    const capacity = parseQuantity(valueAt(old, ['status', 'capacity', 'storage'])) ?? before;
    return minor >= 32 && after > capacity ? [] : found;
  },
  less: (found, was, becomes) => {
    if (typeof becomes !== 'number') return found;
    return typeof was !== 'number' || becomes <= was ? [] : found;
  },
  added: (found, was, becomes) => (contains(becomes, was, ['tolerationSeconds']) ? [] : found),
  removed: (found, was, becomes) => (contains(was, becomes, []) ? [] : found),
  true: (found, _was, becomes) => (becomes === true ? [] : found),
  'any-order': (found, was, becomes) => (contains(becomes, was, []) && contains(was, becomes, []) ? [] : found),
  'with-parallelism': (found, _was, becomes, { next }) => {
    const isIndexed = valueAt(next, ['spec', 'completionMode']) === 'Indexed';
    return isIndexed && becomes === valueAt(next, ['spec', 'parallelism']) ? [] : found;
  },
  'while-suspended': (found, _was, _becomes, { old, minor }) => {
    const isSuspended = valueAt(old, ['spec', 'suspend']) === true && isNone(valueAt(old, ['status', 'startTime']));
    return isSuspended ? found.filter(({ path }) => !isSchedulingDirective(path.slice(2), minor)) : found;
  },
};

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Whether each item of one list is in the other, whatever some of its fields say. */
function contains(list: unknown, items: unknown, but: readonly string[]): boolean {
  const strip = (item: unknown) => {
    const map = asMap(item);
    return map === undefined ? item : Object.fromEntries(Object.entries(map).filter(([key]) => !but.includes(key)));
  };
  const all = listOf(list).map(strip);
  return listOf(items).every((item) => all.some((other) => sameValue(strip(item), other)));
}

/** What of the template of a Job may change before it has started: where its Pods go, what they are called, and from 1.36 what they get. */
function isSchedulingDirective(path: Path, minor: number): boolean {
  const place = path.join('/');
  return (
    /^spec\/(nodeSelector|tolerations|schedulingGates|affinity\/nodeAffinity)(\/|$)/.test(place) ||
    /^metadata\/(labels|annotations)(\/|$)/.test(place) ||
    (minor >= 36 && /^spec\/(initContainers|containers)\/[0-9]+\/resources(\/|$)/.test(place))
  );
}
