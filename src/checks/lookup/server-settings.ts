import { ProgramFacts } from '../../facts/programs/program-facts';
import { serverOptions, startsServer } from '../../facts/programs/server-options';
import { CrashRisk, crashRisks } from '../../facts/settings/crash-risks';
import { PlacedText, SettingsFile, settingsOf } from '../../facts/settings/told';
import { Cursor } from '../cursor';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';
import { Container, Mount, PodTemplate } from '../pod-template';
import { configObject, configRefs } from './config-refs';
import { Program } from './programs';
import { commandsOf, scriptOf } from './shell';

/*
 * What a server is told by its options, its variables and the files that it reads, as far as these are among the manifests.
 */

/** The settings of a program with which a crash costs data; none of a program whose settings are not known. */
export function crashRisksOf(set: ManifestSet, { pod, container, facts, directories, tag }: Program): Array<CrashRisk<Cursor>> {
  if (facts.server === undefined) return [];
  const told = settingsOf<Cursor>(facts.server, {
    words: serverWords(facts, container),
    variables: variablesOf(set, pod, container),
    files: container.mounts.flatMap((mount) => filesOf(set, pod, mount)),
    data: directories,
    version: tag,
  });
  return crashRisks(facts.server, told, tag);
}

/** The options of the server: what follows its name, or all that the entrypoint is given. */
function serverWords(facts: ProgramFacts, container: Container): ReadonlyArray<PlacedText<Cursor>> {
  const items = [...container.at.at('command').items, ...container.at.at('args').items];
  const script = scriptOf(container)?.text;
  if (script !== undefined) {
    const place = items.find(({ text }) => text === script)!;
    const servers = commandsOf(container).filter(({ words }) => startsServer(facts, words[0]));
    return servers.flatMap(({ words }) =>
      serverOptions(
        facts,
        words.map((text) => ({ text, place })),
      ),
    );
  }
  return serverOptions(
    facts,
    items.flatMap((place) => (place.text === undefined ? [] : [{ text: place.text, place }])),
  );
}

/** The variables of a container whose values are known, its own before those of whole ConfigMaps. */
function variablesOf(set: ManifestSet, pod: PodTemplate, { at }: Container): Map<string, PlacedText<Cursor>> {
  const found = new Map<string, PlacedText<Cursor>>();
  const put = (name: string | undefined, place: Cursor | undefined, prefix = '') => {
    if (name !== undefined && place?.text !== undefined) found.set(`${prefix}${name}`, { text: place.text, place });
  };
  for (const source of at.at('envFrom').items) {
    const map = set.find('ConfigMap', pod.namespace, source.at('configMapRef', 'name').text);
    for (const [name, place] of map?.root.at('data').entries ?? []) put(name, place, source.at('prefix').text);
  }
  for (const variable of at.at('env').items) {
    const ref = variable.at('valueFrom', 'configMapKeyRef');
    const map = ref.exists ? set.find('ConfigMap', pod.namespace, ref.at('name').text) : undefined;
    put(variable.at('name').text, map === undefined ? variable.at('value') : map.root.at('data', ref.at('key').text ?? ''));
  }
  return found;
}

/** The files that a mount shows of ConfigMaps and Secrets, by their path in the container. */
function filesOf(set: ManifestSet, pod: PodTemplate, { volume, path, subPath }: Mount): Array<SettingsFile<Cursor>> {
  if (volume === undefined || path === undefined) return [];
  const refs = configRefs(pod).filter((ref) => ref.volume === volume);
  return refs.flatMap((ref) =>
    shownOf(configObject(set, pod, ref), ref.source).flatMap(({ file, place }) => {
      const shown = pathOf(path.replace(/\/+$/, ''), file, subPath);
      return shown === undefined || place.text === undefined ? [] : [{ path: shown, text: place.text, place }];
    }),
  );
}

/** The keys of an object that a volume shows, and as which file. */
function shownOf(object: Manifest | undefined, source: Cursor): Array<{ readonly file: string; readonly place: Cursor }> {
  const data = object?.root.at(object.kind === 'Secret' ? 'stringData' : 'data');
  if (data === undefined) return [];
  const items = source.at('items').items;
  if (items.length === 0) return data.entries.map(([file, place]) => ({ file, place }));
  return items.flatMap((item) => {
    const [key, file] = [item.at('key').text, item.at('path').text];
    return key === undefined || file === undefined ? [] : [{ file, place: data.at(key) }];
  });
}

/** Where a file of a volume is in the container; undefined where the mount does not show it. */
function pathOf(mount: string, file: string, subPath: string | undefined): string | undefined {
  if (subPath === undefined) return `${mount}/${file}`;
  if (file === subPath) return mount;
  return file.startsWith(`${subPath}/`) ? `${mount}/${file.slice(subPath.length + 1)}` : undefined;
}
