import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Io, UsageError } from './io';

/** Writes what a command made into a file, or to where the user sees it. */
export function writeOutput(text: string, file: string | undefined, io: Io): void {
  if (file === undefined) {
    io.out(text);
    return;
  }
  try {
    writeFileSync(resolve(io.directory, file), text);
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${(error as Error).message}.`);
  }
}
