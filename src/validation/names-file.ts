import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isMap } from '../util/unchecked';

/*
 * The file that says which construct owns which name that holds data. It is committed, so it is written for people who read a difference:
 * one line for each name, in the order of their letters.
 */

const ABOUT =
  'Names that hold data, and the constructs that own them. StorageNames.lock of cdk8s-storage writes this file; commit it. A name that changes or goes stops the synthesis.';

/** What has become of a name that is not made any more. */
export interface Farewell {
  /** The name that has its data now; without it, nothing has. */
  readonly to?: string;
  readonly reason: string;
}

export interface NamesFile {
  /** Paths of the constructs that own a name: several where an app makes the same for several clusters. */
  readonly names: ReadonlyMap<string, readonly string[]>;
  readonly gone: ReadonlyMap<string, Farewell>;
}

/** The file; undefined where there is none, a sentence where it cannot be used. */
export function readNamesFile(path: string): NamesFile | string | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    return `It cannot be read: ${(error as Error).message.split(', ')[0]}.`;
  }
  if (/^(<{7}|>{7}) /m.test(text)) return 'It has the marks of a merge that is not finished. Keep the lines of both sides.';
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    return `It is no JSON: ${(error as Error).message}. Take it from version control as it was.`;
  }
  return contentOf(content) ?? 'It does not look like what StorageNames.lock writes. Take it from version control as it was.';
}

function contentOf(content: unknown): NamesFile | undefined {
  if (!isMap(content) || !isMap(content.names) || !isMap(content.gone)) return undefined;
  const names = Object.entries(content.names);
  const gone = Object.entries(content.gone);
  if (!names.every(isOwned) || !gone.every(isFarewell)) return undefined;
  return { names: new Map(names as Array<[string, string[]]>), gone: new Map(gone as Array<[string, Farewell]>) };
}

const isOwned = ([, paths]: [string, unknown]): boolean =>
  Array.isArray(paths) && paths.length > 0 && paths.every((path) => typeof path === 'string');

const isFarewell = ([, farewell]: [string, unknown]): boolean =>
  isMap(farewell) && typeof farewell.reason === 'string' && (farewell.to === undefined || typeof farewell.to === 'string');

export function namesFileText({ names, gone }: NamesFile): string {
  const section = (title: string, entries: ReadonlyMap<string, unknown>): string => {
    const lines = [...entries]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)}`);
    return `  ${JSON.stringify(title)}: ${lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n  }`}`;
  };
  return `{\n  "about": ${JSON.stringify(ABOUT)},\n${section('names', names)},\n${section('gone', gone)}\n}\n`;
}

/** Writes the whole file or nothing. */
export function writeNamesFile(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, text, { flag: 'wx' });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new Error(`${path}: It cannot be written: ${(error as Error).message.split(', ')[0]}.`, { cause: error });
  }
}
