import { customResource } from '../facts/operators';
import { parseImage } from '../facts/kubernetes/images';
import { templatePath } from '../facts/kubernetes/pod-paths';
import { isObject } from '../util/unchecked';
import { append } from '../util/group-by';
import { onceFor } from '../util/once-for';
import { Manifest } from '../checks/manifest';
import { PodTemplate } from '../checks/pod-template';
import { Pair, Pairs } from './pairs';

/** Kinds that run Pods for ever: one may take over from the other. */
const RUNNING = /^(apps\/|ReplicationController$|Pod$|argoproj\.io\/Rollout$|apps\.openshift\.io\/)/;

/** How alike two objects have to be, of 1, to be the same one under another name. */
const LEAST_ALIKE = 0.6;

/** Of so many candidates each is looked at; of more, those with the same name. */
const MOST_CANDIDATES = 200;

/**
 * The objects that go and come as the same one: with another name, in another namespace, or as another kind of workload. Most of the spec
 * is alike, and nobody else is more alike.
 */
export function renamesOf({ removed, added }: Pairs): readonly Pair[] {
  const candidates = new Map<string, Manifest[]>();
  for (const manifest of added) {
    const signature = signatureOf(manifest);
    if (signature !== undefined) append(candidates, signature, manifest);
  }
  const scored = removed.flatMap((old) => {
    const signature = signatureOf(old);
    const all = signature === undefined ? [] : (candidates.get(signature) ?? []);
    const list = all.length > MOST_CANDIDATES ? all.filter(({ name }) => name === old.name) : all;
    return list.map((next) => ({ old, next, score: likeness(old, next) }));
  });
  scored.sort((one, other) => other.score - one.score);
  const taken = new Set<Manifest>();
  const found: Pair[] = [];
  for (const { old, next, score } of scored) {
    if (score < LEAST_ALIKE || taken.has(old) || taken.has(next)) continue;
    taken.add(old).add(next);
    found.push({ old, next });
  }
  return found;
}

/** What two objects have in common if one is the other: for workloads the images that they run, without their versions. */
function signatureOf(manifest: Manifest): string | undefined {
  const { type } = manifest;
  if (templatePath(type) !== undefined && RUNNING.test(type)) {
    const pod = PodTemplate.of(manifest);
    const images = (pod?.containers ?? []).filter(({ role }) => role === 'main').map(({ image }) => repositoryOf(image));
    // One container beside the program may come or go.
    return images.length === 0 ? undefined : `workload ${images[0]}`;
  }
  return customResource(type) === undefined ? undefined : type;
}

function repositoryOf(image: string | undefined): string {
  const repository = image === undefined ? undefined : parseImage(image)?.repository;
  return (repository ?? image ?? '').split('/').at(-1)!;
}

/**
 * How much of two specs is the same, from 0 to 1. The own name counts as the same, wherever it stands; or the old one has stayed there, in
 * labels and paths, and the object alone is called otherwise.
 */
function likeness(old: Manifest, next: Manifest): number {
  const named = old.name === next.name ? 0.3 : 0;
  const own = inCommon(ownLeaves(old), ownLeaves(next));
  return named + (old.name === next.name ? own : Math.max(own, inCommon(plainLeaves(old), plainLeaves(next))));
}

function inCommon(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  if (one.size === 0 || other.size === 0) return 0;
  let common = 0;
  for (const leaf of one) if (other.has(leaf)) common += 1;
  // What one has more is less telling than what they do not share: a newer chart writes more.
  return common / Math.min(one.size, other.size);
}

/** So many fields are compared. */
const MOST_LEAVES = 2000;

/** The values of a spec by their places; a name stands as `*` in them. */
function leaves(manifest: Manifest, name: string): ReadonlySet<string> {
  const found = new Set<string>();
  const isWorkload = templatePath(manifest.type) !== undefined;
  const walk = (value: unknown, path: string): void => {
    if (found.size >= MOST_LEAVES) return;
    if (Array.isArray(value)) {
      for (const item of value) walk(item, path);
    } else if (isObject(value)) {
      for (const [key, item] of Object.entries(value)) walk(item, isWorkload ? key : `${path}/${key}`);
    } else {
      const text = name === '' ? String(value) : String(value).replaceAll(name, '*');
      // The version of an image says nothing about what it is.
      found.add(`${path}=${path.endsWith('image') ? repositoryOf(text) : text}`);
    }
  };
  walk(manifest.body.spec, '');
  return found;
}

/** Each object is compared with many. */
const ownLeaves = onceFor((manifest: Manifest) => leaves(manifest, manifest.name));
const plainLeaves = onceFor((manifest: Manifest) => leaves(manifest, ''));
