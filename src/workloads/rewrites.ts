import { ApiObject } from 'cdk8s';
import { addToPodSpec, Additions, noAdditions } from './additions';
import { keepAllFields, keepPatchedFields } from './newer-fields';
import { plusPodOf } from './plus-pod';
import { isMap } from '../util/unchecked';
import { renderExactResources } from './resources';
import type { PodView } from './pod-view';
import { ContainerJson, copyOf, ObjectJson, PodSpecJson, podSpecPath } from './pod-json';

/** Sets fields of a Pod spec; what they hold may belong to others, so it is replaced, not changed. */
export type PodSpecRewrite = (spec: PodSpecJson) => void;

/** The same for each container of a Pod spec, init containers included. */
export type ContainerRewrite = (container: ContainerJson) => void;

/** The same for the object as a whole, such as a StatefulSet. */
export type ObjectRewrite = (object: ObjectJson) => void;

/** All that is changed of one object with a Pod template when it is written. */
export interface Rewrites {
  readonly additions: Additions;
  readonly ofContainers: Set<ContainerRewrite>;
  readonly ofSpec: Set<PodSpecRewrite>;
  readonly ofObject: Set<ObjectRewrite>;
  /** What is looked at again when the app is synthesized, since containers and volumes may be added until then. */
  readonly later: Array<(pod: PodView) => readonly string[]>;
}

/** An object of a List, by what it is called there; undefined for an object that stands alone. */
export interface ListItem {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

interface Rewritten {
  /** By the item of a List; an object that stands alone has an empty key. */
  readonly rewrites: Map<string, Rewrites>;
  /** The object as it is without us. */
  readonly original: () => ObjectJson;
}

/** On the object itself, so that two copies of this library in one app write into one list. */
const REWRITTEN = Symbol.for('cdk8s-storage.rewritten');

/**
 * What is changed of an object when it is written, whoever made it.
 *
 * `toJson` of the one object is wrapped once. It runs many times in one synthesis and may hand out what others hold, so a copy is changed,
 * in the same way each time: first comes what was added, then changes of containers, of the Pod spec, of the object.
 */
export function rewritesOf(object: ApiObject, item?: ListItem): Rewrites {
  const { rewrites } = rewrittenOf(object);
  const key = item === undefined ? '' : keyOfItem(item);
  const present = rewrites.get(key);
  if (present !== undefined) return present;
  const made: Rewrites = { additions: noAdditions(), ofContainers: new Set(), ofSpec: new Set(), ofObject: new Set(), later: [] };
  rewrites.set(key, made);
  return made;
}

/** The same, where anything is changed. */
export function presentRewrites(object: ApiObject, item?: ListItem): Rewrites | undefined {
  const present = (object as { [REWRITTEN]?: Rewritten })[REWRITTEN];
  return present?.rewrites.get(item === undefined ? '' : keyOfItem(item));
}

/** An object as it is written without our changes. */
export function originalOf(object: ApiObject): ObjectJson {
  const present = (object as { [REWRITTEN]?: Rewritten })[REWRITTEN];
  return present === undefined ? (object.toJson() as ObjectJson) : present.original();
}

function rewrittenOf(object: ApiObject): Rewritten {
  const present = (object as { [REWRITTEN]?: Rewritten })[REWRITTEN];
  if (present !== undefined) return present;
  const plus = plusPodOf(object);
  // A workload of cdk8s-plus has what its version knows, and what it was patched with.
  if (plus === undefined) keepAllFields(object);
  else keepPatchedFields(object);
  const render = object.toJson.bind(object) as () => ObjectJson;
  const made: Rewritten = {
    rewrites: new Map(),
    original: () => {
      // Containers may have been added.
      plus?.containers.forEach(renderExactResources);
      plus?.initContainers.forEach(renderExactResources);
      return render();
    },
  };
  Object.defineProperty(object, REWRITTEN, { value: made });
  object.toJson = () => {
    const written = made.original();
    const own = made.rewrites.get('');
    const rewritten = own === undefined ? written : rewrite(written, own);
    if (!Array.isArray(rewritten.items)) return rewritten;
    return { ...rewritten, items: rewritten.items.map((item) => rewriteItem(item, made.rewrites)) };
  };
  return made;
}

function rewriteItem(item: ObjectJson, rewrites: ReadonlyMap<string, Rewrites>): ObjectJson {
  // What is no object is left as it is, for the API server to refuse.
  if (!isMap(item)) return item;
  const { name, namespace } = item.metadata ?? {};
  const found = rewrites.get(keyOfItem({ kind: item.kind ?? '', name: name ?? '', namespace }));
  return found === undefined ? item : rewrite(item, found);
}

/** What an object of a List is known by. */
export const keyOfItem = ({ kind, name, namespace }: ListItem): string => JSON.stringify([kind, namespace ?? '', name]);

function rewrite(written: ObjectJson, { additions, ofContainers, ofSpec, ofObject }: Rewrites): ObjectJson {
  const object = { ...written };
  const path = podSpecPath(object);
  if (path !== undefined) {
    const spec = copyTo(object, path) as PodSpecJson;
    const odd: Record<string, unknown> = {};
    const noContainers = new Map<string, Array<readonly [number, unknown]>>();
    for (const list of ['containers', 'initContainers'] as const) {
      const containers: unknown = spec[list];
      if (containers === undefined) continue;
      // What is no list, or no container in it, is left as it is, for the API server to refuse.
      if (!Array.isArray(containers)) {
        odd[list] = containers;
        spec[list] = undefined;
        continue;
      }
      noContainers.set(
        list,
        [...containers.entries()].filter(([, one]) => !isMap(one)),
      );
      spec[list] = containers.filter((one) => isMap(one)).map((one) => ({ ...one }) as ContainerJson);
    }
    addToPodSpec(spec, additions);
    for (const list of ['containers', 'initContainers'] as const) {
      for (const container of spec[list] ?? []) for (const change of ofContainers) change(container);
    }
    for (const change of ofSpec) change(spec);
    for (const [list, items] of noContainers) for (const [index, item] of items) (spec[list] as unknown[]).splice(index, 0, item);
    replaceAt(object, path, copyOf(Object.keys(odd).length === 0 ? spec : { ...odd, ...withoutUndefined(spec) }));
  }
  for (const change of ofObject) change(object);
  return object;
}

const withoutUndefined = (spec: PodSpecJson): PodSpecJson =>
  Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== undefined));

/** Copies what leads to a value, and the value, so that it can be changed. */
function copyTo(object: Record<string, unknown>, path: readonly string[]): Record<string, unknown> {
  let place = object;
  for (const field of path) {
    const copy = { ...(place[field] as Record<string, unknown> | undefined) };
    place[field] = copy;
    place = copy;
  }
  return place;
}

function replaceAt(object: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const place = path.slice(0, -1).reduce((outer, field) => outer[field] as Record<string, unknown>, object);
  place[path.at(-1)!] = value;
}
