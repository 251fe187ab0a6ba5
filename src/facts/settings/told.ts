import { fillIn } from '../../util/fill-in';
import { ServerSettings, SettingsSyntax, ToldSetting } from './server-settings';
import { settingsOfInitdb } from './syntax-postgres';

/** A setting with the place where it is said. */
export interface PlacedSetting<P> extends ToldSetting {
  readonly place: P;
}

/** A word, or the value of a variable, and where it stands. */
export interface PlacedText<P> {
  readonly text: string;
  readonly place: P;
}

/** A file that a server may read. */
export interface SettingsFile<P> extends PlacedText<P> {
  readonly path: string;
}

/** All that a server is told, as far as it is known. */
export interface ToldServer<P> {
  /** The options of the server, without its own name. */
  readonly words: ReadonlyArray<PlacedText<P>>;
  readonly variables: ReadonlyMap<string, PlacedText<P>>;
  /** Options of the program that makes a new database. */
  readonly initWords?: ReadonlyArray<PlacedText<P>>;
  readonly files: ReadonlyArray<SettingsFile<P>>;
  /** Where it may keep its data. */
  readonly data: readonly string[];
  readonly version: string | undefined;
}

/** The settings of a server, in the order in which it takes them: what comes later counts. */
export function settingsOf<P>(server: ServerSettings, told: ToldServer<P>): Array<PlacedSetting<P>> {
  const values = new Map([...told.variables].map(([name, { text }]) => [name, text] as const));
  const words = told.words.map(({ text, place }) => ({ text: fillIn(text, values), place }));
  const options = ofOptions(server.syntax.ofWords, words);
  const named = namedFiles(server, options, words, values);
  const files = ofFiles(server.syntax, rootsOf(server, options, named, told), told);
  if (server.fileAlone === true && named.length > 0) return files;
  const split = (names: readonly string[] = []) => names.flatMap((name) => wordsOf(told.variables.get(name)));
  return [
    ...ofOptions(settingsOfInitdb, [...(told.initWords ?? []), ...split(server.initVariables)]),
    ...files,
    ...Object.entries(server.variables ?? {}).flatMap(([variable, name]) => {
      const given = told.variables.get(variable);
      return given === undefined ? [] : [{ name, value: given.text, index: 0, place: given.place }];
    }),
    ...ofOptions(server.syntax.ofWords, split(server.optionVariables)),
    ...options,
  ];
}

/** Settings among options, with the places of their words. */
export function ofOptions<P>(read: SettingsSyntax['ofWords'], words: ReadonlyArray<PlacedText<P>>): Array<PlacedSetting<P>> {
  return read(words.map(({ text }) => text)).map((setting) => ({ ...setting, place: words[setting.index].place }));
}

/** Scripts of images split a variable at blanks. */
function wordsOf<P>(given: PlacedText<P> | undefined): Array<PlacedText<P>> {
  const texts = given?.text.split(/\s+/).filter((text) => text !== '') ?? [];
  return texts.map((text) => ({ text, place: given!.place }));
}

/** Files that are named to be read instead of those in their own place. */
function namedFiles<P>(
  { namedBy, fileVariables = [] }: ServerSettings,
  options: readonly ToldSetting[],
  words: ReadonlyArray<PlacedText<P>>,
  variables: ReadonlyMap<string, string>,
): string[] {
  const first = words[0]?.text;
  const isFile = namedBy.includes('') && first !== undefined && !first.startsWith('-');
  return [
    ...options.filter(({ name }) => namedBy.includes(name)).map(({ value }) => value),
    ...fileVariables.flatMap((name) => variables.get(name) ?? []),
    ...(isFile ? [first] : []),
  ];
}

function rootsOf<P>(
  { places, ofData, addedBy = [] }: ServerSettings,
  options: readonly ToldSetting[],
  named: readonly string[],
  { files, data }: ToldServer<P>,
): Array<SettingsFile<P>> {
  const isOwn = (path: string) => places.some((place) => place.test(path)) || data.some((directory) => path === `${directory}/${ofData}`);
  const added = options.filter(({ name }) => addedBy.includes(name)).map(({ value }) => value);
  return [
    ...files.filter(({ path }) => (named.length > 0 ? named.includes(path) : isOwn(path))),
    ...files.filter(({ path }) => added.includes(path)),
  ];
}

/** Files that include each other several times would be read without an end. */
const MOST_READS = 100;

/** The settings of files in the order in which a server reads them, with those that they include. */
function ofFiles<P>(
  syntax: SettingsSyntax,
  roots: ReadonlyArray<SettingsFile<P>>,
  { files, version }: ToldServer<P>,
): Array<PlacedSetting<P>> {
  const open = new Set<string>();
  let left = MOST_READS;
  const read = (file: SettingsFile<P>): Array<PlacedSetting<P>> => {
    if (open.has(file.path) || left === 0) return [];
    left -= 1;
    open.add(file.path);
    const found = syntax.ofFile(file.text, version).flatMap((setting) => {
      const included = includedBy(syntax, setting, file, files);
      return included === undefined ? [{ ...setting, place: file.place }] : included.flatMap(read);
    });
    open.delete(file.path);
    return found;
  };
  return roots.flatMap(read);
}

/** The files that a setting includes, as far as they are known; undefined where it includes none. */
function includedBy<P>(
  { includes }: SettingsSyntax,
  { name, value }: ToldSetting,
  { path }: SettingsFile<P>,
  files: ReadonlyArray<SettingsFile<P>>,
): ReadonlyArray<SettingsFile<P>> | undefined {
  const target = value.startsWith('/') ? value : `${directoryOf(path)}/${value.replace(/^\.\//, '')}`;
  if (includes.files.includes(name)) return files.filter((file) => file.path === target);
  if (!includes.directories.includes(name)) return undefined;
  const directory = target.replace(/\/+$/, '');
  return files
    .filter((file) => directoryOf(file.path) === directory && file.path.endsWith(includes.ending))
    .sort((one, other) => (one.path < other.path ? -1 : 1));
}

const directoryOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));
