import { dirname, normalize } from 'node:path';
import { isClusterWide } from '../facts/kubernetes/built-in-kinds';
import { groupBy } from '../util/group-by';
import { Manifest } from './manifest';
import { ManifestSet } from './manifest-set';
import { Input } from './read-yaml';
import { World } from './world';

/** Kinds of which one copy alone can be in the cluster: two directories that both have one are for two clusters, or two tries. */
const SINGLE = /^(apps\/\w+|batch\/\w+|Pod|ReplicationController|PersistentVolumeClaim)$/;

/** Backups that say themselves which namespaces they reach: all sets see them. */
const BACKUPS = 'velero.io/';

/** More files than these, each with what is common to them, are each looked at alone. */
const MOST_VARIANTS = 50;

/**
 * The sets in which objects are checked together: those of each kustomization that no other one takes; all that name their namespaces,
 * wherever they are; and those of a directory where some do not. What is in two files is in two sets: an object is not its own rival.
 * With `complete` all is one application.
 */
export function setsOf({ manifests, kustomizations }: Pick<Input, 'manifests' | 'kustomizations'>, complete = false): ManifestSet[] {
  const files = groupBy(manifests, ({ origin }) => (origin.file === undefined ? '' : normalize(origin.file)));
  const roots = kustomizations?.roots ?? [];
  if (complete || (files.size <= 1 && roots.length === 0)) return [new ManifestSet(manifests)];
  const world = new World(manifests);
  const wide = manifests.filter(({ apiVersion }) => apiVersion.startsWith(BACKUPS));
  const sets: ManifestSet[] = [];
  const taken = new Set<string>();
  for (const root of roots) {
    const closure = kustomizations!.closure(root);
    const own = [...closure.files].flatMap((file) => files.get(file) ?? []);
    for (const file of closure.files) taken.add(file);
    if (own.length === 0) continue;
    const owned = own.filter((manifest) => !closure.members.some((member) => member.changes(manifest)));
    sets.push(new ManifestSet(both(own, wide), { world, own: new Set(owned) }));
  }
  const rest = [...files].filter(([file]) => !taken.has(file)).map(([file, own]) => ({ file, own }));
  return [...sets, ...setsOfDirectories(rest, world, wide)];
}

interface FileObjects {
  readonly file: string;
  readonly own: readonly Manifest[];
}

function setsOfDirectories(files: readonly FileObjects[], world: World, wide: readonly Manifest[]): ManifestSet[] {
  const directories = [...groupBy(files, ({ file }) => dirname(file)).values()];
  const single = alone(directories.map((members) => members.flatMap(({ own }) => own)));
  const together: Manifest[] = [];
  const own = new Set<Manifest>();
  const sets: ManifestSet[] = [];
  directories.forEach((members, index) => {
    const all = members.flatMap((member) => member.own);
    const named = all.filter(({ type, namespace }) => namespace !== undefined || isClusterWide(type));
    if (single.has(index)) {
      together.push(...named);
      if (named.length === all.length) {
        for (const manifest of all) own.add(manifest);
        return;
      }
    }
    sets.push(...setsOfDirectory(members, world, wide));
  });
  if (own.size > 0) sets.push(new ManifestSet(together, { world, own }));
  return sets;
}

/** The places of those lists that share no object of a single kind with another one. */
function alone(lists: ReadonlyArray<readonly Manifest[]>): Set<number> {
  const first = new Map<string, number>();
  const result = new Set(lists.keys());
  lists.forEach((list, index) => {
    for (const manifest of list) {
      if (manifest.namespace === undefined || !SINGLE.test(manifest.type)) continue;
      const before = first.get(manifest.key) ?? index;
      first.set(manifest.key, before);
      if (before !== index) for (const place of [before, index]) result.delete(place);
    }
  });
  return result;
}

/** One set, or one for each file that has an object which another one has too; those have what is common in their context. */
function setsOfDirectory(files: readonly FileObjects[], world: World, wide: readonly Manifest[]): ManifestSet[] {
  const counts = new Map<string, Set<string>>();
  for (const { file, own } of files) {
    for (const { key, type } of own) if (SINGLE.test(type)) counts.set(key, (counts.get(key) ?? new Set()).add(file));
  }
  const variants = new Set([...counts.values()].filter(({ size }) => size > 1).flatMap((names) => [...names]));
  const everything = files.flatMap(({ own }) => own);
  if (variants.size === 0) return [new ManifestSet(both(everything, wide), { world, own: new Set(everything) })];
  const common = files.filter(({ file }) => !variants.has(file)).flatMap(({ own }) => own);
  const context = variants.size > MOST_VARIANTS ? wide : both(common, wide);
  const sets = files
    .filter(({ file }) => variants.has(file))
    .map(({ own }) => new ManifestSet([...own, ...context], { world, own: new Set(own) }));
  if (common.length === 0) return sets;
  return [...sets, new ManifestSet(both(variants.size > MOST_VARIANTS ? common : everything, wide), { world, own: new Set(common) })];
}

function both(some: readonly Manifest[], others: readonly Manifest[]): readonly Manifest[] {
  return others.length === 0 ? some : [...new Set([...some, ...others])];
}
