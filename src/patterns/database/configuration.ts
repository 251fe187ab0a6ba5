import { readFileSync } from 'node:fs';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { credentialInEntry } from '../../facts/credentials';
import { ConfigEntry, configDigest } from '../../config/digest';
import { NotSecret } from '../../props/not-secret';
import { Problems } from '../../props/problems';
import { Mountable } from '../../workloads/mountable';
import { EngineSpec } from './engine-spec';
import { isObject } from '../../util/unchecked';

/**
 * A file of a database's configuration, or one that a new database is filled with. It ends up in a ConfigMap, so it holds no password.
 */
export class DatabaseFile {
  /** A file with this text. */
  static fromText(text: string): DatabaseFile {
    return new DatabaseFile(() => Buffer.from(text));
  }

  /** A copy of a file on the machine that synthesizes, by its path. */
  static fromPath(path: string): DatabaseFile {
    return new DatabaseFile(() => readFileSync(path));
  }

  private constructor(
    /** @internal */
    readonly _read: () => Buffer,
  ) {}
}

/** The files of one ConfigMap. */
export type Files = ReadonlyMap<string, Buffer>;

const FILE_NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,252}$/;

/** What an object in the cluster may hold. */
const MOST_BYTES = 1024 * 1024;

/** Reads the files of a prop; whatever cannot be read, or does not belong into a ConfigMap, is reported. */
export function checkFiles(problems: Problems, prop: string, value: unknown, notSecret: NotSecret): Files {
  const files = new Map<string, Buffer>();
  if (value === undefined) return files;
  if (!isObject(value)) {
    problems.add(prop, value, 'Give an object of file names and DatabaseFile.');
    return files;
  }
  for (const [name, file] of Object.entries(value)) {
    const at = `${prop}[${JSON.stringify(name)}]`;
    if (!FILE_NAME.test(name)) problems.add(at, name, 'A file is named with letters, digits, dashes, dots and underscores, no dot first.');
    if (!(file instanceof DatabaseFile)) {
      problems.add(at, 'no DatabaseFile', 'Give DatabaseFile.fromText("...") or DatabaseFile.fromPath("...").');
      continue;
    }
    const content = read(problems, at, file);
    if (content === undefined) continue;
    files.set(name, content);
    notSecret.report(
      at,
      name,
      credentialInEntry(name, content.toString('utf8')),
      'Scripts can read it from the file that DB_PASSWORD_FILE names.',
    );
  }
  const bytes = [...files.values()].reduce((sum, content) => sum + content.length, 0);
  if (bytes > MOST_BYTES) {
    problems.add(
      prop,
      `${bytes} bytes`,
      'All of it has to fit into one ConfigMap, which holds 1 MiB. Restore a backup for larger amounts.',
    );
  }
  return files;
}

function read(problems: Problems, at: string, file: DatabaseFile): Buffer | undefined {
  try {
    const content = file._read();
    if (content.toString('latin1').trim() !== '') return content;
    problems.add(at, '', 'The file is empty. Leave it out.');
  } catch (error) {
    problems.add(at, (error as Error).message, 'It cannot be read. Give a text, or the path of a file that is there.');
  }
  return undefined;
}

/** Checks the configuration of an engine; the result has the files as they are mounted. */
export function checkConfiguration(problems: Problems, value: unknown, engine: EngineSpec | undefined, notSecret: NotSecret): Files {
  const files = checkFiles(problems, 'configuration', value, notSecret);
  if (value === undefined || engine === undefined) return files;
  const { configuration } = engine;
  if (configuration === undefined) return files;
  const main = files.get(configuration.file);
  if (main === undefined) {
    if (files.size > 0) {
      problems.add(
        'configuration',
        [...files.keys()],
        `${engine.title} reads ${configuration.file} only, which may name the others. Add it.`,
      );
    }
    return files;
  }
  const text = main.toString('utf8');
  for (const setting of configuration.reserved) {
    if (!new RegExp(`^[ \\t]*${setting.replace(/_/g, '[-_]')}[ \\t]*(=|[ \\t])`, 'im').test(text)) continue;
    problems.add(`configuration["${configuration.file}"]`, setting, 'It follows from the construct. Leave it out.');
  }
  return new Map([...files, [configuration.file, Buffer.from(configuration.complete(text))]]);
}

/** A ConfigMap with the files, and the volume that shows them. */
export function addConfigMap(
  scope: Construct,
  id: string,
  files: Files,
  options: { readonly name: string; readonly labels: Readonly<Record<string, string>>; readonly volume: string },
): Mountable {
  const configMap = new kplus.ConfigMap(scope, id, { metadata: { name: options.name, labels: options.labels } });
  for (const [name, content] of files) {
    const text = content.toString('utf8');
    if (Buffer.from(text).equals(content)) configMap.addData(name, text);
    else configMap.addBinaryData(name, content.toString('base64'));
  }
  return { name: options.volume, source: { configMap: { defaultMode: 0o444, name: options.name } } };
}

/** A digest of all files, by which Pods are replaced when one changes. */
export function digestOf(files: ReadonlyArray<{ readonly object: string; readonly files: Files }>): string {
  return configDigest(
    files.flatMap(({ object, files: entries }) => [...entries].map(([key, value]): ConfigEntry => ({ object, key, value }))),
  );
}
