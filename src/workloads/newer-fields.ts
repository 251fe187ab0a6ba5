import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { isMap } from '../util/unchecked';
import { sortFields } from './pod-json';

/*
 * The L1 classes convert what they were given into a manifest field by field, after the JSON patches were applied, and drop what their
 * version of Kubernetes did not know: `restartPolicy` of a native sidecar, the `image` of a volume.
 *
 * @see https://github.com/cdk8s-team/cdk8s-core/blob/2.x/src/api-object.ts
 */

const KEPT = Symbol.for('cdk8s-storage.newer-fields');

type Render = () => object;

interface Internals {
  toJson: Render;
  readonly patches?: readonly unknown[];
  [KEPT]?: boolean;
}

/** Lets JSON patches of all objects below a construct set fields that cdk8s-plus-27 does not know. */
export function keepPatchedFields(construct: IConstruct): void {
  for (const child of construct.node.findAll()) if (ApiObject.isApiObject(child)) keepNewerFields(child, hasPatches);
}

/** Lets an object of any class keep all that it was given: what its class knows is written as that class does it. */
export function keepAllFields(object: ApiObject): void {
  keepNewerFields(object, () => true);
}

function keepNewerFields(object: ApiObject, when: (object: ApiObject) => boolean): void {
  const internals = object as unknown as Internals;
  if (internals[KEPT] === true) return;
  Object.defineProperty(object, KEPT, { value: true });
  const unconverted = baseRender(object);
  if (unconverted === undefined) return;
  const convert = internals.toJson.bind(object);
  internals.toJson = () => (when(object) ? restore(unconverted.call(object), convert(), 0) : convert()) as object;
}

/** Whether the user has patched an object. The list is private in cdk8s; without it each object counts as patched. */
export function hasPatches(object: ApiObject): boolean {
  return (object as unknown as Internals).patches?.length !== 0;
}

/**
 * How cdk8s itself renders an object, before its L1 class converts it; undefined where no such class does, or where somebody has overridden
 * the method: what they write is what they mean.
 */
function baseRender(object: ApiObject): Render | undefined {
  const { toJson } = object as unknown as Internals;
  let prototype = Object.getPrototypeOf(object) as object;
  while (!Object.hasOwn(prototype, 'toJson')) prototype = Object.getPrototypeOf(prototype) as object;
  // Generated classes say which API object they are.
  if ((prototype as Internals).toJson !== toJson || !Object.hasOwn(prototype.constructor, 'GVK')) return undefined;
  return (Object.getPrototypeOf(prototype) as Internals).toJson;
}

/** What was converted, with the fields that the conversion has lost. */
function restore(given: unknown, converted: unknown, depth: number): unknown {
  if (converted === undefined) return given;
  if (Array.isArray(given) && Array.isArray(converted)) {
    return given.length === converted.length ? given.map((item, index) => restore(item, converted[index], depth + 1)) : given;
  }
  // IntOrString and Quantity are maps until they are converted.
  if (!isMap(given)) return given;
  if (!isMap(converted)) return converted;
  const all: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    const written = Object.hasOwn(converted, name) ? name : renamed(name, given, converted);
    if (written === name || !Object.hasOwn(given, written)) all[written] = restore(value, converted[written], depth + 1);
  }
  // apiVersion, kind and metadata stand first.
  return depth === 0 ? all : sortFields(all);
}

/** Classes write `clusterIp` for the field clusterIP, and the like. */
function renamed(name: string, given: Readonly<Record<string, unknown>>, converted: Readonly<Record<string, unknown>>): string {
  const lower = name.toLowerCase();
  return Object.keys(converted).find((field) => field.toLowerCase() === lower && !Object.hasOwn(given, field)) ?? name;
}
