import { parseImage } from '../../facts/kubernetes/images';
import { PlacedSetting, PlacedText, settingsOf } from '../../facts/settings/told';
import { ConfigEntry } from '../../config/entries';
import { SettingPlace } from '../../props/not-durable';
import { isMap, isObject } from '../../util/unchecked';
import { CONFIGURATION_PATH, EngineSpec } from './engine-spec';

/** What the server of a database is told by the user. */
export interface Told {
  readonly configuration: readonly ConfigEntry[];
  readonly args: readonly string[];
  readonly env: unknown;
}

/** The version of an engine, as far as it is known. */
export const versionOf = ({ upgrading, image }: EngineSpec): string | undefined => upgrading?.series ?? parseImage(image)?.tag;

/** The settings that the server of a database is told, in the order in which it takes them. */
export function toldSettings(engine: EngineSpec, { configuration, args, env }: Told): ReadonlyArray<PlacedSetting<SettingPlace>> {
  const { server, operated } = engine;
  if (server === undefined) return [];
  const own = engine.configuration && configuration.length > 0 ? engine.configuration.options(pathOf(engine.configuration.file)) : [];
  return settingsOf<SettingPlace>(server, {
    words: [
      ...own.map((word) => inPods('configuration', word)),
      ...engine.options.map((word, index) => inPods(`engine.args[${index}]`, word)),
      ...args.map((word, index) => inPods(`args[${index}]`, word)),
    ],
    variables: new Map([...variablesIn('engine.env', engine.env), ...variablesIn('env', env)]),
    initWords: (operated?.initdbArgs ?? []).map((word, index) => inPods(`engine.initdbArgs[${index}]`, word)),
    files: configuration.map(({ key, bytes }) => ({
      path: pathOf(key),
      text: bytes.toString('utf8'),
      place: { prop: `configuration[${JSON.stringify(key)}]`, object: 'configuration' },
    })),
    data: [],
    version: versionOf(engine),
  });
}

const pathOf = (key: string): string => `${CONFIGURATION_PATH}/${key}`;

const inPods = (prop: string, text: string): PlacedText<SettingPlace> => ({ text, place: { prop, object: 'pods' } });

/** The literal values of variables; what is none has been reported. */
function variablesIn(prop: string, env: unknown): Array<readonly [string, PlacedText<SettingPlace>]> {
  return Object.entries(isMap(env) ? env : {}).flatMap(([name, value]) => {
    const text = isObject(value) ? value.value : undefined;
    return typeof text === 'string' ? [[name, inPods(`${prop}[${JSON.stringify(name)}]`, text)] as const] : [];
  });
}
