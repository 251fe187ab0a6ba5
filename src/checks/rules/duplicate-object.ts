import { dirname } from 'node:path';
import { HELM_HOOK } from '../../facts/gitops';
import { groupBy } from '../../util/group-by';
import { Manifest } from '../manifest';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set, complete }: RuleContext): Generator<Discovery> {
  /** The objects that are in another file too, each with the first one of it. */
  const shared: Array<readonly [Manifest, Manifest]> = [];
  const first = new Map<string, Manifest>();
  for (const manifest of set.manifests) {
    // Hooks come and go: one name may serve several of them in turn.
    if (manifest.name === '' || manifest.annotation(HELM_HOOK) !== undefined) continue;
    const { file, constructPath } = manifest.origin;
    // What an app makes is applied together, into however many files it is written.
    const isOne = complete || constructPath !== undefined;
    const key = isOne ? manifest.key : `${file ?? ''}\n${manifest.key}`;
    const before = first.get(key);
    if (before === undefined) {
      first.set(key, manifest);
      if (isOne || set.world.isOneFile) continue;
      const other = set.world.firstOf(manifest);
      if (other !== undefined && other.origin.file !== file) shared.push([manifest, other]);
      continue;
    }
    yield {
      at: manifest.root.at('metadata', 'name'),
      cause: `${manifest.toString()} is there already${placeOf(before)}, and whichever is applied last replaces the other.`,
      remedy: 'Give one of them another name, or remove it.',
    };
  }
  // Once for two directories: whoever keeps an environment in each has most objects twice.
  const pairs = groupBy(shared, ([manifest, other]) => `${directoryOf(other)}\n${directoryOf(manifest)}`);
  for (const [[manifest, other], ...more] of pairs.values()) {
    const isOneFile = more.every(([{ origin }]) => origin.file === manifest.origin.file);
    const where = isOneFile ? 'this file' : 'this directory';
    const also = more.length === 0 ? 'is' : `and ${more.length} more of ${where} are`;
    const files = new Set(more.map((pair) => pair[1].origin.file));
    const isThere = files.size === 0 || (files.size === 1 && files.has(other.origin.file));
    yield {
      level: 'info',
      at: manifest.root,
      cause: `${manifest.toString()} ${also} in ${other.origin.file === undefined ? 'what came through the pipe' : isThere ? other.origin.file : directoryOf(other)} too: where both are applied to one cluster, the later one replaces the other.`,
      remedy: 'Where they are for different clusters, check them in runs of their own; else remove one.',
    };
  }
}

function directoryOf({ origin }: Manifest): string {
  return origin.file === undefined ? '' : dirname(origin.file);
}

function placeOf({ origin }: Manifest): string {
  if (origin.constructPath !== undefined) return ` (construct ${origin.constructPath})`;
  if (origin.file === undefined) return '';
  const line = origin.lineOf?.([]);
  return ` (${origin.file}${line === undefined ? '' : `:${line}`})`;
}

export const duplicateObject: Rule = {
  id: 'duplicate-object',
  level: 'error',
  otherLevels: ['info'],
  summary: 'two objects with the same kind, namespace and name (error), or the same one in two files (info, unless complete)',
  explanation: {
    why: [
      'They are one object to the API server. kubectl applies one after the other without a word, so half of what was written never takes effect; the next run applies them again, and a workload rolls back and forth.',
      'Within a file or a stream that is a mistake. Two files, however, may be for two clusters; with complete they are not.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: settings
      data:
        color: blue
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: settings
      data:
        size: large
    `,
    right: yaml`
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: colors
      data:
        color: blue
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: sizes
      data:
        size: large
    `,
    see: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/names/'],
  },
  check,
};
