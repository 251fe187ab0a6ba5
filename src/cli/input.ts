import { resolve } from 'node:path';
import { MOST_FILE_BYTES } from '../checks/limits';
import { Manifest } from '../checks/manifest';
import { readBytes, readFiles, ReadOptions } from '../checks/read-files';
import { InputProblem } from '../checks/input-problem';
import { Input } from '../checks/read-yaml';
import { Io, UsageError } from './io';

/** What came through the pipe, in place of a file's name. */
export const STDIN = '<stdin>';

export interface CommandInput extends Input {
  readonly notes: readonly InputProblem[];
  /** What came through the pipe. */
  readonly stdin?: string;
}

/** Reads the files and directories that a command names, and the pipe for `-`. */
export async function readInputs(
  positionals: readonly string[],
  io: Io,
  verb: string,
  options: Pick<ReadOptions, 'exclude' | 'onFile' | 'skipsOthers'> = {},
): Promise<CommandInput> {
  if (positionals.length === 0) {
    throw new UsageError(`Name the files or directories to ${verb}, or - for what comes through a pipe.`);
  }
  const given = [...new Map(positionals.map((path) => [path === '-' ? path : resolve(io.directory, path), path])).values()];
  const files = readFiles(
    given.filter((path) => path !== '-').map((path) => fileIn(path, io)),
    { ...options, directory: io.directory },
  );
  const bytes = given.includes('-') ? await io.readInput(MOST_FILE_BYTES) : undefined;
  const piped = bytes === undefined ? undefined : readBytes(bytes, STDIN);
  const manifests = piped === undefined ? files.manifests : [...files.manifests, ...piped.manifests];
  const problems = piped === undefined ? files.problems : [...files.problems, ...piped.problems];
  return {
    manifests,
    ...(options.skipsOthers === true ? { problems, notes: files.notes ?? [] } : told(given, manifests, problems, files.notes ?? [])),
    kustomizations: files.kustomizations,
    stdin: bytes?.toString('utf8'),
  };
}

/** An empty pipe is a command that failed before it, and a chart that is not rendered is not checked: silence would pass for a clean result. */
function told(
  given: readonly string[],
  manifests: readonly Manifest[],
  problems: readonly InputProblem[],
  notes: readonly InputProblem[],
): Pick<CommandInput, 'problems' | 'notes'> {
  if (manifests.length > 0 || problems.length > 0) return { problems, notes };
  if (notes.length > 0) return { problems: notes, notes: [] };
  const names = given.map((path) => (path === '-' ? STDIN : path)).join(', ');
  return { problems: [{ message: `There is no Kubernetes object in ${names}.` }], notes };
}

/** A path as it is read; it stays as the user wrote it where the process stands in the directory. */
function fileIn(path: string, { directory }: Io): string {
  return directory === process.cwd() ? path : resolve(directory, path);
}
