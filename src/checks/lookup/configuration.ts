import { Cursor } from '../cursor';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';
import { Container, PodTemplate, PodVolume } from '../pod-template';

/** What a container reads besides its command and its literal variables. */
export interface Configuration {
  /** The files of the ConfigMaps that it mounts, and the variables that it takes from them, as `NAME=value`. */
  readonly text: string;
  /** Whether it takes things from objects that are not in the set, or that say nothing here. */
  readonly hidden: boolean;
  /** Whether it takes all variables of a ConfigMap that is not in the set; those of a Secret are credentials. */
  readonly hiddenVariables: boolean;
}

/** The configuration of a container, as far as it is among the manifests. */
export function configurationOf(set: ManifestSet, pod: PodTemplate, container: Container): Configuration {
  const texts: string[] = [];
  let hidden = false;
  let hiddenVariables = false;
  const take = (ref: Cursor, read: (map: Manifest) => readonly string[]) => {
    const map = set.find('ConfigMap', pod.namespace, ref.at('name').text);
    if (map !== undefined) texts.push(...read(map));
    return map !== undefined;
  };
  const seen = new Set<PodVolume>();
  for (const { volume } of container.mounts) {
    if (volume === undefined || seen.has(volume)) continue;
    seen.add(volume);
    for (const source of configMapsOf(volume)) if (!take(source, filesOf)) hidden = true;
  }
  for (const source of container.at.at('envFrom').items) {
    const ref = source.at('configMapRef');
    if (ref.exists && take(ref, variablesOfMap)) continue;
    hidden = true;
    if (ref.exists) hiddenVariables = true;
  }
  for (const variable of container.at.at('env').items) {
    const source = variable.at('valueFrom');
    if (!source.exists) continue;
    const map = set.find('ConfigMap', pod.namespace, source.at('configMapKeyRef', 'name').text);
    const value = map?.root.at('data', source.at('configMapKeyRef', 'key').text ?? '').text;
    // A dollar stands for what is not known here, as in a variable that nothing fills in.
    texts.push(`${variable.at('name').text ?? ''}=${value ?? '$'}`);
  }
  return { text: texts.join('\n'), hidden, hiddenVariables };
}

function configMapsOf({ type, source }: PodVolume): readonly Cursor[] {
  if (type === 'configMap') return [source];
  if (type !== 'projected') return [];
  return source
    .at('sources')
    .items.map((item) => item.at('configMap'))
    .filter(({ exists }) => exists);
}

function filesOf(map: Manifest): readonly string[] {
  return map.root.at('data').textEntries.map(([, text]) => text);
}

function variablesOfMap(map: Manifest): readonly string[] {
  return map.root.at('data').textEntries.map(([name, value]) => `${name}=${value}`);
}
