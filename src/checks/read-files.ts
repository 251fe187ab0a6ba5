import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { MOST_BYTES, MOST_FILE_BYTES } from './limits';
import { Manifest } from './manifest';
import { Input, InputProblem, readYaml } from './read-yaml';

const MANIFEST_FILE = /\.(ya?ml|json)$/i;

/** Directories that hold other people's files. */
const SKIPPED = /^(\..+|node_modules)$/;

/**
 * Reads the Kubernetes objects of files and directories. Directories are searched for .yaml, .yml and .json files, in order of their
 * names; files there that hold no Kubernetes object at all are skipped. A file that is named is read whatever it is called. Never throws:
 * what cannot be read becomes a problem.
 */
export function readFiles(paths: readonly string[]): Input {
  const manifests: Manifest[] = [];
  const problems: InputProblem[] = [];
  const skipped: InputProblem[] = [];
  let bytes = 0;
  for (const { file, named } of paths.flatMap((path) => filesIn(path, problems))) {
    try {
      const { size } = statSync(file);
      bytes += size;
      const tooLarge = refuseSize(size, bytes);
      if (tooLarge !== undefined) {
        problems.push({ file, message: tooLarge });
        if (bytes > MOST_BYTES) break;
        continue;
      }
      const read = readBytes(readFileSync(file), file);
      if (!named && read.manifests.length === 0 && read.problems.length > 0 && read.problems.every(({ isOther }) => isOther)) {
        skipped.push(read.problems[0]);
        continue;
      }
      for (const manifest of read.manifests) manifests.push(manifest);
      for (const problem of read.problems) problems.push(problem);
    } catch (error) {
      problems.push({ file, message: reasonOf(error) });
    }
  }
  return { manifests, problems, skipped };
}

/** Reads the Kubernetes objects of a file's bytes, or of what came through a pipe. */
export function readBytes(bytes: Uint8Array, file?: string): Input {
  const refuse = (message: string): Input => ({ manifests: [], problems: [{ file, message }] });
  const tooLarge = refuseSize(bytes.length, bytes.length);
  if (tooLarge !== undefined) return refuse(tooLarge);
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return refuse('This is UTF-16, as PowerShell writes it, and kubectl cannot read it. Save it as UTF-8.');
  }
  const text = decode(bytes);
  return text === undefined ? refuse('This is not UTF-8 text. Give YAML or JSON.') : readYaml(text, file);
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function refuseSize(size: number, total: number): string | undefined {
  const mebibytes = (count: number) => `${Math.ceil(count / 2 ** 20)} MiB`;
  if (size > MOST_FILE_BYTES) return `The file has ${mebibytes(size)}, and at most ${mebibytes(MOST_FILE_BYTES)} are read. Split it.`;
  if (total > MOST_BYTES) return `From this file on there are more than ${mebibytes(MOST_BYTES)} to read. Check them in several runs.`;
  return undefined;
}

interface Found {
  readonly file: string;
  /** Whether the user named it, and did not just find it in a directory. */
  readonly named: boolean;
}

function filesIn(path: string, problems: InputProblem[]): Found[] {
  try {
    if (!statSync(path).isDirectory()) return [{ file: path, named: true }];
    const files = manifestFiles(path);
    if (files.length === 0) problems.push({ file: path, message: 'The directory has no .yaml, .yml or .json file.' });
    return files.map((file) => ({ file, named: false }));
  } catch (error) {
    problems.push({ file: path, message: reasonOf(error) });
    return [];
  }
}

/** Links are not followed below a directory: they may lead in circles. */
function manifestFiles(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) return SKIPPED.test(entry.name) ? [] : manifestFiles(path);
      return entry.isFile() && MANIFEST_FILE.test(entry.name) ? [path] : [];
    });
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'There is no such file or directory.';
  if (code === 'EACCES') return 'It may not be read.';
  return `It cannot be read: ${message}.`;
}
