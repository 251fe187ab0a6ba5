import { addConfigMap } from '../../config/config-map';
import { bytesOfText, checkEntries, ConfigEntry } from '../../config/entries';
import { readEntry } from '../../config/read-files';
import { Construct } from 'constructs';
import { NotSecret } from '../../props/not-secret';
import { kindOf } from '../../props/format-value';
import { isA } from '../../props/kinds';
import { Problems } from '../../props/problems';
import { isMap } from '../../util/unchecked';
import { Mountable } from '../../workloads/mountable';
import { EngineSpec } from './engine-spec';

/**
 * A file of a database's configuration, or one that a new database is filled with. It ends up in a ConfigMap, so it holds no password.
 *
 * Files are taken byte by byte. What is no UTF-8, or would not come out of YAML as it went in, becomes `binaryData`; Pods see the same
 * file either way.
 */
export class DatabaseFile {
  /** A file with this text. */
  static fromText(text: string): DatabaseFile {
    return new DatabaseFile((problems, at, key) => {
      const bytes = typeof text === 'string' ? bytesOfText(text) : undefined;
      if (bytes !== undefined) return { key, bytes };
      const value = typeof text === 'string' ? 'half a surrogate pair' : text;
      problems.add(at, value, 'It is no text. Give a text, or the path of a file by DatabaseFile.fromPath().');
      return undefined;
    });
  }

  /** A copy of a file on the machine that synthesizes, by its path. */
  static fromPath(path: string): DatabaseFile {
    return new DatabaseFile((problems, at, key) => {
      if (typeof path === 'string' && path !== '') {
        return readEntry(problems, at, path, key, 'It is a directory. Name its files one by one.');
      }
      problems.add(at, path, 'Give the path of a file.');
      return undefined;
    });
  }

  private constructor(
    /** @internal */
    readonly _read: (problems: Problems, at: string, key: string) => ConfigEntry | undefined,
  ) {}

  /**
   * What every copy of this package calls it.
   *
   * @internal
   */
  get _class(): string {
    return 'DatabaseFile';
  }
}

const TOLD = {
  keepSecrets: 'Scripts can read it from the file that DB_PASSWORD_FILE names.',
  split: 'Restore a backup for larger amounts.',
};

/** Reads the files of a prop; whatever cannot be read, or does not belong into a ConfigMap, is reported. */
export function checkFiles(problems: Problems, prop: string, value: unknown, notSecret: NotSecret): readonly ConfigEntry[] {
  if (value === undefined) return [];
  if (!isMap(value)) {
    problems.add(prop, value, 'Give an object of file names and DatabaseFile.');
    return [];
  }
  const entries = Object.entries(value).flatMap(([key, file]) => readFile(problems, `${prop}[${JSON.stringify(key)}]`, key, file));
  checkEntries(problems, entries, notSecret, { ...TOLD, prop });
  return entries;
}

function readFile(problems: Problems, at: string, key: string, file: unknown): ConfigEntry[] {
  if (!isA(file, DatabaseFile)) {
    problems.add(at, kindOf(file), 'Give DatabaseFile.fromText("...") or DatabaseFile.fromPath("...").');
    return [];
  }
  if (key.startsWith('.')) problems.add(at, key, 'Scripts and servers pass over files with a dot first. Use another name.');
  const entry = file._read(problems, at, key);
  if (entry === undefined || entry.bytes.toString('latin1').trim() !== '') return entry === undefined ? [] : [entry];
  problems.add(at, '', 'The file is empty. Leave it out.');
  return [];
}

/** Checks the configuration of an engine; the result has the files as they are mounted. */
export function checkConfiguration(
  problems: Problems,
  value: unknown,
  engine: EngineSpec | undefined,
  notSecret: NotSecret,
): readonly ConfigEntry[] {
  const files = checkFiles(problems, 'configuration', value, notSecret);
  if (files.length === 0 || engine?.configuration === undefined) return files;
  const { configuration, title } = engine;
  const main = files.find(({ key }) => key === configuration.file);
  if (main === undefined) {
    const names = files.map(({ key }) => key);
    problems.add('configuration', names, `${title} reads ${configuration.file} only, which may name the others. Add it.`);
    return files;
  }
  const text = main.bytes.toString('utf8');
  for (const setting of configuration.reserved) {
    if (!new RegExp(`^[ \\t]*${setting.replace(/_/g, '[-_]')}[ \\t]*(=|[ \\t])`, 'im').test(text)) continue;
    problems.add(`configuration["${configuration.file}"]`, setting, 'It follows from the construct. Leave it out.');
  }
  const completed = configuration.complete(text);
  return completed === text ? files : files.map((file) => (file === main ? { key: file.key, bytes: Buffer.from(completed) } : file));
}

/** The files of one ConfigMap, and where they are shown. */
export interface ConfigFiles {
  readonly id: string;
  readonly object: string;
  readonly entries: readonly ConfigEntry[];
  readonly volume: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Makes a ConfigMap with the files, and the volume that shows them. */
export function addFiles(
  scope: Construct,
  { id, object, entries, volume, annotations }: ConfigFiles,
  labels: Readonly<Record<string, string>>,
  notSecret: Readonly<Record<string, string>> | undefined,
): Mountable {
  addConfigMap(scope, id, { name: object, labels, annotations, entries, notSecret, immutable: false });
  return filesVolume(volume, object);
}

/** A ConfigMap of files as a volume. */
export const filesVolume = (volume: string, object: string): Mountable => ({
  name: volume,
  source: { configMap: { defaultMode: 0o444, name: object } },
});
