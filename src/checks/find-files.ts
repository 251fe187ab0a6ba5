import { readdirSync, realpathSync, statSync, Stats } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { matchesGlob } from '../util/glob';
import { InputProblem } from './input-problem';

const MANIFEST_FILE = /\.(ya?ml|json)$/i;

const CHART_FILE = /^Chart\.ya?ml$/;

/** Whether a file has a name that kustomize looks for in a directory. */
export function isKustomization(file: string): boolean {
  return /^(kustomization\.ya?ml|Kustomization)$/.test(basename(file));
}

/** Directories that hold other people's files. */
const SKIPPED = /^(\..+|node_modules)$/;

export interface FindOptions {
  /** Files and directories to leave out: globs, on paths relative to the directory of the run. */
  readonly exclude?: readonly string[];
  /** The directory that the globs are relative to. */
  readonly directory?: string;
  /** Whether files that are named are as those that are found in a directory: what is not of Kubernetes is left out without a word. */
  readonly skipsOthers?: boolean;
}

export interface FoundFile {
  readonly file: string;
  /** Whether the user named it, and did not just find it in a directory. */
  readonly named: boolean;
  /** The directory of the Helm chart that it belongs to; the outermost one, where charts are in charts. */
  readonly chart?: string;
  /** What is read, where it is not a plain file. */
  readonly isPipe?: boolean;
  readonly size: number;
}

export interface Found {
  readonly files: readonly FoundFile[];
  readonly problems: readonly InputProblem[];
}

/**
 * The files to read: those that are named, and the .yaml, .yml and .json files of directories, in order of their names. Links are
 * followed; what two ways lead to is there once.
 */
export function findFiles(paths: readonly string[], options: FindOptions = {}): Found {
  const finder = new Finder(options);
  for (const path of paths) finder.add(path);
  return finder;
}

class Finder implements Found {
  readonly files: FoundFile[] = [];
  readonly problems: InputProblem[] = [];
  /** By device and number, so that links in a circle end. */
  private readonly seen = new Set<string>();
  private readonly exclude: readonly string[];
  private readonly directory: string;
  private readonly skipsOthers: boolean;

  constructor({ exclude = [], directory = process.cwd(), skipsOthers = false }: FindOptions) {
    this.exclude = exclude;
    this.directory = directory;
    this.skipsOthers = skipsOthers;
  }

  add(path: string): void {
    const stats = this.stat(path);
    if (stats === undefined || this.isExcluded(path)) return;
    if (!stats.isDirectory()) {
      this.addFile(path, stats, !this.skipsOthers, chartAbove(path));
      return;
    }
    if (!this.isNew(path, stats)) return;
    const before = this.files.length + this.problems.length;
    this.addDirectory(path, chartAbove(path));
    if (this.files.length + this.problems.length === before) {
      this.problems.push({ file: path, message: 'The directory has no .yaml, .yml or .json file.' });
    }
  }

  private addDirectory(directory: string, chart?: string): void {
    const entries = this.list(directory);
    if (entries === undefined) return;
    const within = chart ?? (entries.some(({ name }) => CHART_FILE.test(name)) ? directory : undefined);
    for (const entry of entries) {
      const path = join(directory, entry.name);
      const isLink = entry.isSymbolicLink();
      const isWanted = MANIFEST_FILE.test(entry.name) || isKustomization(entry.name);
      if (entry.isDirectory() || (isLink && !isWanted)) {
        if (SKIPPED.test(entry.name) || this.isExcluded(path)) continue;
        // A link to something else than a directory has to be called as what is read is called.
        if (isLink && !isDirectory(path)) continue;
        if (this.isNew(path, this.stat(path))) this.addDirectory(path, within);
      } else if (isWanted && !this.isExcluded(path)) {
        const stats = this.stat(path, isLink);
        if (stats === undefined) continue;
        if (!stats.isDirectory()) this.addFile(path, stats, false, within);
        else if (this.isNew(path, stats)) this.addDirectory(path, within);
      }
    }
  }

  private list(directory: string) {
    try {
      return readdirSync(directory, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1));
    } catch (error) {
      this.problems.push({ file: directory, message: reasonOf(error) });
      return undefined;
    }
  }

  private addFile(file: string, stats: Stats, named: boolean, chart?: string): void {
    const isPipe = stats.isFIFO() && isOfProcess(file);
    if (!stats.isFile() && !isPipe) {
      const what = stats.isFIFO() ? 'a named pipe' : stats.isSocket() ? 'a socket' : 'a device';
      this.problems.push({ file, message: `This is ${what}, not a file. Give files, or - for what comes through a pipe.` });
    } else if (isPipe || this.isNew(file, stats)) {
      this.files.push({ file, named, chart, isPipe, size: stats.size });
    }
  }

  private isNew(path: string, stats: Stats | undefined): boolean {
    if (stats === undefined) return false;
    // Where the system gives no numbers, the path itself tells.
    const key = stats.ino === 0 ? realpathSync(path) : `${stats.dev}:${stats.ino}`;
    if (this.seen.has(key)) return false;
    this.seen.add(key);
    return true;
  }

  private stat(path: string, isLink = false): Stats | undefined {
    try {
      return statSync(path);
    } catch (error) {
      const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT';
      const message = isLink && isGone ? 'This is a link to a file that is not there.' : reasonOf(error);
      this.problems.push({ file: path, message });
      return undefined;
    }
  }

  private isExcluded(path: string): boolean {
    if (this.exclude.length === 0) return false;
    const from = relative(this.directory, resolve(this.directory, path)).split(sep).join('/');
    return this.exclude.some((pattern) => matchesGlob(pattern, from));
  }
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** What a shell hands over for `<(helm template ...)`. */
function isOfProcess(file: string): boolean {
  return /^\/(dev\/(stdin|fd\/\d+)|proc\/[^/]+\/fd\/\d+)$/.test(resolve(file));
}

/** The outermost chart whose templates a path is in or among. */
function chartAbove(path: string): string | undefined {
  let chart: string | undefined;
  for (let directory = resolve(path); directory !== dirname(directory); directory = dirname(directory)) {
    if (basename(directory) === 'templates' && hasChart(dirname(directory))) chart = dirname(directory);
  }
  return chart === undefined ? undefined : relative(process.cwd(), chart) || '.';
}

/** Whether a directory is that of a Helm chart. */
export function hasChart(directory: string): boolean {
  return ['Chart.yaml', 'Chart.yml'].some((name) => statSync(join(directory, name), { throwIfNoEntry: false }) !== undefined);
}

export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'There is no such file or directory.';
  if (code === 'EACCES') return 'It may not be read.';
  if (code === 'ELOOP') return 'It is a link that leads back to itself.';
  return `It cannot be read: ${message}.`;
}
