import { Manifest } from '../manifest';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  const first = new Map<string, Manifest>();
  for (const manifest of set.manifests) {
    // Hooks come and go: one name may serve several of them in turn.
    if (manifest.name === '' || manifest.annotation('helm.sh/hook') !== undefined) continue;
    const key = `${manifest.type}/${manifest.namespace ?? ''}/${manifest.name}`;
    const before = first.get(key);
    if (before === undefined) {
      first.set(key, manifest);
      continue;
    }
    yield {
      at: manifest.root.at('metadata', 'name'),
      cause: `${manifest.toString()} is there already${placeOf(before)}, and whichever is applied last replaces the other.`,
      remedy: 'Give one of them another name, or remove it.',
    };
  }
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
  summary: 'two objects with the same kind, namespace and name',
  explanation: {
    why: [
      'They are one object to the API server. kubectl applies one after the other without a word, so half of what was written never takes effect; the next run applies them again, and a workload rolls back and forth.',
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
