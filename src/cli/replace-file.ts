import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Why a file is not written, as a sentence. */
export class NotReplaced extends Error {}

/** Why a file must not be replaced by another of its name; undefined where it may. */
export function unreplaceable(path: string): string | undefined {
  const found = statSync(path);
  if (!found.isFile()) return 'It is no ordinary file.';
  if (found.nlink > 1) return 'It has several names (hard links), and would lose them.';
  if ((found.mode & 0o222) === 0) return 'It is read-only.';
  return undefined;
}

/**
 * Puts a new text in the place of a file's: all of it or nothing, whatever happens on the way. Mode and owner stay; where the name is a
 * link, the file behind it is replaced. Throws NotReplaced where that cannot be, or where the file is not as it was read any more.
 */
export function replaceFile(path: string, before: string, after: string): void {
  const target = realpathSync(path);
  const reason = unreplaceable(target);
  if (reason !== undefined) throw new NotReplaced(reason);
  const { mode, uid, gid } = statSync(target);
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  try {
    const file = openSync(temporary, 'wx', 0o600);
    try {
      writeFileSync(file, after);
      const own = statSync(temporary);
      if (own.uid !== uid || own.gid !== gid) fchownSync(file, uid, gid);
      fchmodSync(file, mode & 0o7777);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    if (readFileSync(target, 'utf8') !== before) throw new NotReplaced('It has been changed while it was read.');
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error instanceof NotReplaced ? error : new NotReplaced(`It cannot be written: ${(error as Error).message}.`);
  }
}
