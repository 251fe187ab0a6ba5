import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';

/** The kinds that Secrets are made of by controllers, and how: from a store elsewhere, or from what is sealed. */
const EXTERNAL = 'external-secrets.io/ExternalSecret';
const SEALED = 'bitnami.com/SealedSecret';

/** The keys of a Secret that a controller makes; undefined where it is not said here, or not all of them. */
export function keysOfMadeSecret(set: ManifestSet, namespace: string | undefined, name: string): ReadonlySet<string> | undefined {
  const makers = [
    ...set.all(EXTERNAL).filter((one) => (one.root.at('spec', 'target', 'name').text ?? one.name) === name),
    ...set.all(SEALED).filter((one) => (one.root.at('spec', 'template', 'metadata', 'name').text ?? one.name) === name),
  ].filter((one) => one.namespace === namespace);
  return makers.length === 1 ? keysOf(makers[0]) : undefined;
}

function keysOf({ type, root }: Manifest): ReadonlySet<string> | undefined {
  const spec = root.at('spec');
  const keys = type === EXTERNAL ? keysOfExternal(root) : Object.keys(spec.at('encryptedData').map ?? {});
  if (keys === undefined) return undefined;
  const more = type === SEALED ? Object.keys(spec.at('template', 'data').map ?? {}) : [];
  const all = new Set([...keys, ...more]);
  return all.size === 0 ? undefined : all;
}

/** Of all keys that a store has, or of a template that is elsewhere, nobody knows here. */
function keysOfExternal(root: Manifest['root']): readonly string[] | undefined {
  const spec = root.at('spec');
  const target = spec.at('target');
  if (spec.at('dataFrom').items.length > 0 || target.at('template', 'templateFrom').items.length > 0) return undefined;
  // What is added to a Secret is not all that it has.
  if (['Merge', 'Orphan', 'None'].includes(target.at('creationPolicy').text ?? '')) return undefined;
  const template = target.at('template', 'data').map;
  if (template !== undefined && target.at('template', 'mergePolicy').text !== 'Merge') return Object.keys(template);
  return [...spec.at('data').items.flatMap((one) => one.at('secretKey').text ?? []), ...Object.keys(template ?? {})];
}
