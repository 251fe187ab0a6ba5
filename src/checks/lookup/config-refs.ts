import { isHashedName } from '../../facts/kubernetes/config-objects';
import { CONFIG_SOURCES } from '../../facts/kubernetes/pod-volumes';
import { onceFor } from '../../util/once-for';
import { Cursor } from '../cursor';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';
import { Container, Mount, PodTemplate, PodVolume } from '../pod-template';

export type ConfigKind = 'ConfigMap' | 'Secret';

/** One place where a Pod takes something from a ConfigMap or Secret. */
export interface ConfigRef {
  readonly kind: ConfigKind;
  readonly name: string;
  /** Where it names the object. */
  readonly at: Cursor;
  /** The reference: besides the name, the key of a variable, or the files of a volume. */
  readonly source: Cursor;
  readonly optional: boolean;
  /** `environment` for single variables and whole objects. */
  readonly via: 'environment' | 'volume';
  /** The container that has the variable. */
  readonly container?: Container;
  /** The variable itself; undefined where it takes the whole object. */
  readonly variable?: Cursor;
  /** The volume that shows it. */
  readonly volume?: PodVolume;
}

/** All places where a Pod takes something from a ConfigMap or Secret. */
export const configRefs = onceFor((pod: PodTemplate): readonly ConfigRef[] => [
  ...pod.volumes.flatMap(volumeRefs),
  ...pod.containers.flatMap(environmentRefs),
]);

function volumeRefs(volume: PodVolume): ConfigRef[] {
  const { type, source } = volume;
  if (type === 'configMap') return ref('ConfigMap', source, 'name', { via: 'volume', volume });
  if (type === 'secret') return ref('Secret', source, 'secretName', { via: 'volume', volume });
  if (type !== 'projected') return [];
  return source
    .at('sources')
    .items.flatMap((item) => [
      ...ref('ConfigMap', item.at('configMap'), 'name', { via: 'volume', volume }),
      ...ref('Secret', item.at('secret'), 'name', { via: 'volume', volume }),
    ]);
}

function environmentRefs(container: Container): ConfigRef[] {
  const origin = { via: 'environment', container } as const;
  return [
    ...container.at.at('env').items.flatMap((variable) => {
      const from = variable.at('valueFrom');
      if (from.map === undefined) return [];
      return [
        ...ref('ConfigMap', from.at('configMapKeyRef'), 'name', { ...origin, variable }),
        ...ref('Secret', from.at('secretKeyRef'), 'name', { ...origin, variable }),
      ];
    }),
    ...container.at
      .at('envFrom')
      .items.flatMap((item) => [
        ...ref('ConfigMap', item.at('configMapRef'), 'name', origin),
        ...ref('Secret', item.at('secretRef'), 'name', origin),
      ]),
  ];
}

function ref(
  kind: ConfigKind,
  source: Cursor,
  key: string,
  origin: Pick<ConfigRef, 'via' | 'container' | 'variable' | 'volume'>,
): ConfigRef[] {
  const name = source.at(key).text;
  if (name === undefined || name === '') return [];
  return [{ kind, name, at: source.at(key), source, optional: source.at('optional').flag === true, ...origin }];
}

/** Whether the mount shows files of the API that never change under a running container. */
export function isSubPathOfConfig({ subPath, volume }: Mount): boolean {
  return subPath !== undefined && volume !== undefined && CONFIG_SOURCES.includes(volume.type);
}

const ROLLING_ANNOTATION = /checksum|hash|digest|sha(1|256|512)|config-?version|rollme|roll-?on/i;
const RELOADER_ANNOTATION = /reloader|(^|\.)stakater\.com|wave\.pusher\.com/i;

/** Whether somebody replaces the Pods when their configuration changes: a digest in the template, or a controller. */
export function rollsOnChange(pod: PodTemplate): boolean {
  const ofPods = pod.metadata.at('annotations').entries;
  const ofWorkload = pod.workload.root.at('metadata', 'annotations').entries;
  const isDigest = ([key, value]: readonly [string, Cursor]) => ROLLING_ANNOTATION.test(key) && value.value !== '';
  return ofPods.some(isDigest) || [...ofPods, ...ofWorkload].some(([key]) => RELOADER_ANNOTATION.test(key));
}

/** Whether an object never changes: a change makes a new one, with another name. */
export function neverChanges(manifest: Manifest | undefined, name: string): boolean {
  return isHashedName(name) || manifest?.root.at('immutable').flag === true;
}

/** The object that a reference names; undefined where it is not in the set. */
export function configObject(set: ManifestSet, pod: PodTemplate, { kind, name }: Pick<ConfigRef, 'kind' | 'name'>): Manifest | undefined {
  return set.find(kind, pod.namespace, name);
}
