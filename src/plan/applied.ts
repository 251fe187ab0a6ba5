import { isObject } from '../util/unchecked';
import { asMap } from '../checks/cursor';
import { isLive } from '../checks/live';
import { Manifest } from '../checks/manifest';
import { JsonMap } from '../checks/object';
import { nameOf } from './values';

/** The annotation in which kubectl keeps what was applied. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Metadata that a server keeps. */
const SERVER_METADATA = ['uid', 'resourceVersion', 'creationTimestamp', 'generation', 'managedFields', 'selfLink', 'deletionTimestamp'];

/**
 * What the server has after a manifest is applied to an object that was read from a cluster: what nobody has written stays as it is there.
 * Manifests that were not read from a cluster replace one another.
 */
export function applied(old: Manifest, next: Manifest): JsonMap {
  if (!isLive(old)) return next.body;
  return merge(old.body, lastApplied(old), next.body) as JsonMap;
}

function lastApplied(old: Manifest): JsonMap | undefined {
  const text = old.annotation(LAST_APPLIED);
  if (text === undefined) return undefined;
  try {
    return asMap(JSON.parse(text));
  } catch {
    // Somebody has cut it off: nothing is known to have been written.
    return undefined;
  }
}

function merge(live: unknown, last: unknown, next: unknown): unknown {
  if (isObject(live) && isObject(next)) {
    const written = asMap(last) ?? {};
    const kept = Object.entries(live).filter(
      ([key]) => !Object.hasOwn(next, key) && !(Object.hasOwn(written, key) && written[key] !== null),
    );
    return Object.fromEntries([
      ...kept,
      ...Object.entries(next).map(([key, value]) => [key, merge(live[key], written[key], value)] as const),
    ]);
  }
  if (Array.isArray(live) && Array.isArray(next)) {
    const lists = Array.isArray(last) ? last : [];
    const find = (list: readonly unknown[], item: unknown, index: number) => {
      const name = nameOf(item);
      if (name !== undefined) return list.find((other) => nameOf(other) === name);
      return list.length === next.length ? list[index] : undefined;
    };
    return next.map((item: unknown, index) => (isObject(item) ? merge(find(live, item, index), find(lists, item, index), item) : item));
  }
  return next;
}

/** An object without what the server keeps of it: what is left is what somebody wrote, or a default. */
export function withoutServerFields(body: JsonMap): JsonMap {
  const rest = Object.fromEntries(Object.entries(body).filter(([key]) => key !== 'status'));
  const metadata = asMap(rest.metadata);
  if (metadata === undefined) return rest;
  const kept = Object.fromEntries(Object.entries(metadata).filter(([key]) => !SERVER_METADATA.includes(key)));
  return { ...rest, metadata: kept };
}
