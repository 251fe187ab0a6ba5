import { isClusterWide } from '../facts/kubernetes/built-in-kinds';
import { append } from '../util/group-by';
import { Manifest } from '../checks/manifest';
import { typeNow } from './types';

/** An object before and after. */
export interface Pair {
  readonly old: Manifest;
  readonly next: Manifest;
}

/** The objects of two sets of manifests: those that are in both, those that go, those that come. */
export interface Pairs {
  readonly both: readonly Pair[];
  readonly removed: readonly Manifest[];
  readonly added: readonly Manifest[];
}

function kindAndName({ type, name }: Manifest): string {
  return `${typeNow(type)}\n${name}`;
}

function namespaceOf({ type, namespace }: Manifest): string | undefined {
  return isClusterWide(type) ? undefined : namespace;
}

/**
 * Finds each object in the other set: by kind, namespace and name; and where one of both sets leaves the namespace out, by kind and name
 * alone, if there is only one: then nobody says that it has moved. An object that is there twice counts as it is applied: the last one.
 */
export function pairsOf(old: readonly Manifest[], next: readonly Manifest[]): Pairs {
  const [before, after] = [latest(old), latest(next)];
  const both: Pair[] = [];
  const added = new Map<string, Manifest[]>();
  const matched = new Set<string>();
  for (const [key, manifest] of after) {
    const same = before.get(key);
    if (same === undefined) {
      append(added, kindAndName(manifest), manifest);
      continue;
    }
    matched.add(key);
    both.push({ old: same, next: manifest });
  }
  const left = new Map<string, Manifest[]>();
  for (const [key, manifest] of before) if (!matched.has(key)) append(left, kindAndName(manifest), manifest);
  const removed: Manifest[] = [];
  for (const [key, list] of left) {
    const others = added.get(key) ?? [];
    const [one, other] = [list[0], others[0]];
    const isSame = list.length === 1 && others.length === 1 && (namespaceOf(one) === undefined || namespaceOf(other) === undefined);
    if (isSame) {
      both.push({ old: one, next: other });
      added.delete(key);
    } else {
      removed.push(...list);
    }
  }
  return { both, removed, added: [...added.values()].flat() };
}

/** What has no name gets one from the server each time that it is applied: it takes the place of nothing, and nobody deletes it by its manifest. */
function latest(manifests: readonly Manifest[]): Map<string, Manifest> {
  const named = manifests.filter(({ name }) => name !== '');
  return new Map(named.map((manifest) => [`${typeNow(manifest.type)}/${namespaceOf(manifest) ?? ''}/${manifest.name}`, manifest]));
}
