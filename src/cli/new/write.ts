import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UsageError } from '../io';
import type { Files } from './scaffold';

/**
 * Writes a new directory, whole or not at all: the files are made in a directory beside it, or in it where it exists and is empty, and
 * renamed when all are there.
 */
export function writeDirectory(directory: string, shown: string, files: Files): void {
  checkEmpty(directory, shown);
  explained(shown, () => uninterrupted(() => (existsSync(directory) ? fillDirectory(directory, files) : makeDirectory(directory, files))));
}

/** Refuses what is no empty directory. One that Git has just been told of is empty. */
export function checkEmpty(directory: string, shown: string): void {
  const stat = explained(shown, () => statSync(directory, { throwIfNoEntry: false }));
  if (stat === undefined) return;
  if (!stat.isDirectory()) throw new UsageError(`${shown} is no directory. Name one that does not exist yet.`);
  const [first] = explained(shown, () => readdirSync(directory)).filter((name) => name !== '.git');
  if (first === undefined) return;
  throw new UsageError(
    `${shown} is not empty: it has ${first}. Name a directory that does not exist yet; to add a chart to an app, say --into.`,
  );
}

function makeDirectory(directory: string, files: Files): void {
  const firstMade = mkdirSync(dirname(directory), { recursive: true });
  let temporary: string | undefined;
  try {
    temporary = mkdtempSync(join(dirname(directory), `.${basename(directory)}-`));
    writeFiles(temporary, files);
    // A temporary directory is for its owner alone; what is made is as any other.
    chmodSync(temporary, 0o777 & ~process.umask());
    renameSync(temporary, directory);
  } catch (error) {
    if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
    if (firstMade !== undefined) rmSync(firstMade, { recursive: true, force: true });
    throw error;
  }
}

function fillDirectory(directory: string, files: Files): void {
  const temporary = mkdtempSync(join(directory, '.new-'));
  const moved: string[] = [];
  try {
    writeFiles(temporary, files);
    for (const name of readdirSync(temporary)) {
      renameSync(join(temporary, name), join(directory, name));
      moved.push(name);
    }
    rmdirSync(temporary);
  } catch (error) {
    for (const name of [basename(temporary), ...moved]) rmSync(join(directory, name), { recursive: true, force: true });
    throw error;
  }
}

function writeFiles(directory: string, files: Files): void {
  for (const [path, text] of files) {
    const file = join(directory, ...path.split('/'));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { flag: 'wx' });
  }
}

/**
 * Adds files to a directory, all or none, and then changes one that is there.
 *
 * @param changed The file that is changed, with its new text.
 */
export function addFiles(directory: string, shown: string, files: Files, changed?: readonly [path: string, text: string]): void {
  explained(shown, () =>
    uninterrupted(() => {
      const made: string[] = [];
      try {
        for (const [path, text] of files) {
          const file = join(directory, ...path.split('/'));
          const firstMade = mkdirSync(dirname(file), { recursive: true });
          if (firstMade !== undefined) made.push(firstMade);
          // First, so that half a file is removed too; of others' files none is there, as has been checked, and `wx` makes sure.
          writeNew(file, text, made);
        }
        if (changed !== undefined) replaceFile(join(directory, changed[0]), changed[1]);
      } catch (error) {
        for (const path of made) rmSync(path, { recursive: true, force: true });
        throw error;
      }
    }),
  );
}

function writeNew(file: string, text: string, made: string[]): void {
  writeFileSync(file, '', { flag: 'wx' });
  made.push(file);
  writeFileSync(file, text);
}

function replaceFile(file: string, text: string): void {
  const temporary = `${file}.new`;
  try {
    writeFileSync(temporary, text, { flag: 'wx', mode: statSync(file).mode });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Lets a signal wait until all is written or removed: a listener is not run before, and the process does not end of itself. */
function uninterrupted(work: () => void): void {
  const wait = () => undefined;
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, wait);
  try {
    work();
  } finally {
    for (const signal of signals) process.off(signal, wait);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your quota on the disk is used up',
  ENAMETOOLONG: 'the path is too long',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'somebody else has just written there',
  ENOTEMPTY: 'somebody else has just written there',
};

/** What the file system says, in a sentence. */
function explained<T>(shown: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UsageError(`${shown} cannot be written: ${REASONS[code] ?? message}. Nothing was left behind.`);
  }
}
