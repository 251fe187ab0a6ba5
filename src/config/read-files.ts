import { Dirent, readdirSync, readFileSync, statSync } from 'fs';
import { basename, join } from 'path';
import { MOST_CONFIG_BYTES } from '../facts/kubernetes/config-objects';
import { Problems } from '../props/problems';
import { ConfigEntry } from './entries';

/** The content of a file as it is, byte by byte; undefined where there was a problem. */
export function readEntry(
  problems: Problems,
  prop: string,
  path: string,
  key = basename(path),
  ofDirectory = 'It is a directory: use ConfigSource.fromDirectory().',
): ConfigEntry | undefined {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) {
      problems.add(prop, path, stat.isDirectory() ? ofDirectory : 'It is no file.');
    } else if (stat.size > MOST_CONFIG_BYTES) {
      problems.add(
        prop,
        path,
        `It has ${stat.size} bytes, and the API server refuses objects of more than ${MOST_CONFIG_BYTES}. Put it into an image or a volume.`,
      );
    } else {
      return { key, bytes: readFileSync(path) };
    }
  } catch (error) {
    problems.add(prop, path, unreadable(error));
  }
  return undefined;
}

/** The files of a directory, without its subdirectories: a key is the name of a file and no path. */
export function readDirectory(problems: Problems, prop: string, path: string, exclude: readonly string[]): ConfigEntry[] {
  let found: Dirent[];
  try {
    found = readdirSync(path, { withFileTypes: true });
  } catch (error) {
    problems.add(prop, path, unreadable(error));
    return [];
  }
  const patterns = exclude.map((pattern) => ({ pattern, matches: matcher(pattern) }));
  for (const { pattern, matches } of patterns) {
    if (!found.some(({ name }) => matches(name))) problems.add(prop, pattern, `Nothing in ${path} has a name like this. Leave it out.`);
  }
  const wanted = found.filter(({ name }) => !patterns.some(({ matches }) => matches(name)));
  return wanted.flatMap((item) => {
    const file = join(path, item.name);
    const remedy = notTaken(item);
    if (remedy !== undefined) problems.add(prop, file, remedy);
    const entry = remedy === undefined ? readEntry(problems, prop, file) : undefined;
    return entry === undefined ? [] : [entry];
  });
}

/** What could differ between the machines that synthesize, or has no place in a ConfigMap. */
function notTaken(item: Dirent): string | undefined {
  const exclude = `exclude: [${JSON.stringify(item.name)}]`;
  if (item.isDirectory()) {
    return `A ConfigMap has no subdirectories. Make it a config of its own, mounted apart, or leave it out by ${exclude}.`;
  }
  if (item.isSymbolicLink()) {
    return `A link is checked out as its text on some platforms. Put the file itself there, or leave it out by ${exclude}.`;
  }
  if (!item.isFile()) return `It is no file. Leave it out by ${exclude}.`;
  if (item.name.startsWith('.')) {
    return `Editors and file managers leave hidden files. If it is meant, add it by ConfigSource.fromFile(); leave it out by ${exclude}.`;
  }
  return undefined;
}

/** A name, or a pattern in which * stands for any characters. */
function matcher(pattern: string): (name: string) => boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const expression = new RegExp(`^${parts.join('.*')}$`);
  return (name) => expression.test(name);
}

function unreadable(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return `There is no such file. Relative paths start at ${process.cwd()}.`;
  if (code === 'ENOTDIR') return 'It is no directory. Use ConfigSource.fromFile() for a file.';
  return `It cannot be read: ${code ?? String(error)}.`;
}
