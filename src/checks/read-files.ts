import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { isUtf8 } from 'node:buffer';
import { basename, dirname, normalize } from 'node:path';
import { append } from '../util/group-by';
import { findFiles, FindOptions, FoundFile, isKustomization, reasonOf } from './find-files';
import { Kustomization, Kustomizations, readKustomization } from './kustomizations';
import { MOST_BYTES, MOST_FILE_BYTES } from './limits';
import { Manifest } from './manifest';
import { InputProblem } from './input-problem';
import { Input, readDocuments } from './read-yaml';
import { Rereader } from './yaml-lines';

export interface ReadOptions extends FindOptions {
  /** Called before each file, with how many there are before it and in all. */
  readonly onFile?: (done: number, all: number) => void;
}

/**
 * Reads the Kubernetes objects of files and directories. Directories are searched for .yaml, .yml and .json files, in order of their
 * names; files there that hold no Kubernetes object at all are skipped, and so are the templates of Helm charts and the patches of
 * kustomizations, which a note tells. A file that is named is read whatever it is called. Never throws: what cannot be read becomes a
 * problem.
 */
export function readFiles(paths: readonly string[], options: ReadOptions = {}): Input {
  return new FilesReader(options).read(paths);
}

class FilesReader {
  private readonly manifests: Manifest[] = [];
  private readonly problems: InputProblem[] = [];
  private readonly skipped: InputProblem[] = [];
  private readonly rereader = new Rereader();
  private readonly charts = new Set<string>();
  /** Files with templates that belong to no chart, by directory. */
  private readonly templates = new Map<string, InputProblem[]>();

  constructor(private readonly options: ReadOptions) {}

  read(paths: readonly string[]): Input {
    const found = findFiles(paths, this.options);
    this.problems.push(...found.problems);
    const files = this.withinLimits(found.files);
    const kustomizations = new Kustomizations(files.flatMap((file) => this.readKustomization(file)));
    const others = this.filesOf(kustomizations);
    files.forEach((file, index) => {
      this.options.onFile?.(index, files.length);
      if (isKustomization(file.file) || others.has(normalize(file.file))) return;
      this.attempt(file.file, () => this.readFile(file));
    });
    return {
      manifests: this.manifests,
      problems: [...this.problems, ...this.templateProblems()],
      skipped: this.skipped,
      notes: [...this.chartNotes(), ...kustomizationNotes(kustomizations)],
      kustomizations,
    };
  }

  private withinLimits(files: readonly FoundFile[]): FoundFile[] {
    const taken: FoundFile[] = [];
    let bytes = 0;
    for (const found of files) {
      bytes += found.size;
      const tooLarge = refuseSize(found.size, bytes);
      if (tooLarge === undefined) taken.push(found);
      else this.problems.push({ file: found.file, message: tooLarge });
      if (bytes > MOST_BYTES) break;
    }
    return taken;
  }

  private readKustomization({ file }: FoundFile): Kustomization[] {
    if (!isKustomization(file)) return [];
    const kustomization = this.attempt(file, () => readKustomization(readFileSync(file, 'utf8'), file));
    return kustomization === undefined ? [] : [kustomization];
  }

  /** The files that kustomizations take for something else than objects; the objects in patches are those that they change. */
  private filesOf({ all }: Kustomizations): Set<string> {
    const files = new Set<string>();
    for (const kustomization of all) {
      for (const file of kustomization.others) {
        files.add(file);
        // A patch that is not there is nothing that checks could do anything about.
        const patch = readIfThere(file);
        if (patch !== undefined) kustomization.addPatch(patch.toString('utf8'));
      }
    }
    return files;
  }

  private readFile(found: FoundFile): void {
    const { file, named, chart } = found;
    if (!named && EXPECTED.test(basename(file))) {
      this.skipped.push({
        file,
        message: 'This is what a test expects to find in a cluster, not what is applied. Leave it out.',
        isOther: true,
      });
      return;
    }
    const bytes = found.isPipe ? readPipe(file) : readFileSync(file);
    if (!named && chart !== undefined && isOfChart(file, bytes)) {
      this.charts.add(chart);
      return;
    }
    const read = readBytes(bytes, file, {
      isForeign: !named,
      load: found.isPipe === true ? undefined : () => readIfThere(file),
      rereader: this.rereader,
    });
    if (!named && read.manifests.length === 0 && read.problems.length > 0 && read.problems.every(({ isOther }) => isOther)) {
      this.skipped.push(read.problems[0]);
      return;
    }
    for (const manifest of read.manifests) this.manifests.push(manifest);
    for (const problem of read.problems) this.addProblem(problem, named);
  }

  private addProblem(problem: InputProblem, named: boolean): void {
    if (named || !problem.isTemplate) this.problems.push(problem);
    else append(this.templates, dirname(problem.file ?? ''), problem);
  }

  /** One for each directory, however many templates are in it. */
  private templateProblems(): InputProblem[] {
    return [...this.templates].map(([directory, [first, ...more]]) => {
      const others = new Set(more.map(({ file }) => file).filter((file) => file !== first.file)).size;
      if (others === 0) return first;
      const count = others === 1 ? 'and one other file here are templates' : `and ${others} other files here are templates`;
      return {
        file: directory,
        message: `${basename(first.file ?? '')} ${count}, not YAML. Render them first, or leave them out with --exclude.`,
      };
    });
  }

  private chartNotes(): InputProblem[] {
    return [...this.charts].map((chart) => ({
      file: chart,
      message: `This is a Helm chart, whose templates are not checked here. Render it: helm template ${chart} | cdk8s-storage check -`,
    }));
  }

  private attempt<T>(file: string, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.problems.push({ file, message: reasonOf(error) });
      return undefined;
    }
  }
}

/** What kuttl and Chainsaw call the files with which they compare what is in the cluster: parts of objects. */
const EXPECTED = /^(?:[0-9]+-|chainsaw-)(?:assert|errors?)(?:[-.][^/]*)?\.ya?ml$/;

/** What a chart has beside manifests: what it is called, its values, its templates. */
function isOfChart(file: string, bytes: Buffer): boolean {
  return /^(Chart|requirements|values.*)\.(ya?ml|json)$/.test(basename(file)) || bytes.includes('{{');
}

/** Said once, however many there are. */
function kustomizationNotes(kustomizations: Kustomizations): InputProblem[] {
  const { roots } = kustomizations;
  if (roots.length === 0) return [];
  const [{ file, directory }] = roots;
  const others = roots.length === 1 ? 'This is a kustomization' : `This and ${roots.length - 1} more are kustomizations`;
  return [
    {
      file,
      message: `${others}: each is checked by itself, as its files are, without what it changes. Check what comes out: kubectl kustomize ${directory} | cdk8s-storage check -`,
    },
  ];
}

/** A pipe that a shell made: read to its end, but no further than a file may be long. */
function readPipe(file: string): Buffer {
  const descriptor = openSync(file, 'r');
  try {
    const chunks: Buffer[] = [];
    for (let total = 0; total <= MOST_FILE_BYTES;) {
      const chunk = Buffer.alloc(2 ** 16);
      const count = readSync(descriptor, chunk);
      if (count === 0) break;
      chunks.push(chunk.subarray(0, count));
      total += count;
    }
    return Buffer.concat(chunks);
  } finally {
    closeSync(descriptor);
  }
}

interface BytesOptions {
  /** Whether nobody said that they are of Kubernetes. */
  readonly isForeign?: boolean;
  /** Reads the file again, so that its bytes need not be kept. */
  readonly load?: () => Buffer | undefined;
  readonly rereader?: Rereader;
}

/** A file may go away while it is checked. */
export function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Reads the Kubernetes objects of a file's bytes, or of what came through a pipe. */
export function readBytes(bytes: Buffer, file?: string, { isForeign, load, rereader = new Rereader() }: BytesOptions = {}): Input {
  const refuse = (message: string): Input => ({ manifests: [], problems: [{ file, message }] });
  const tooLarge = refuseSize(bytes.length, bytes.length);
  if (tooLarge !== undefined) return refuse(tooLarge);
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return refuse('This is UTF-16, as PowerShell writes it, and kubectl cannot read it. Save it as UTF-8.');
  }
  if (!isUtf8(bytes)) return refuse('This is not UTF-8 text. Give YAML or JSON.');
  return readDocuments({ file, load: load ?? (() => bytes) }, bytes, rereader, isForeign);
}

function refuseSize(size: number, total: number): string | undefined {
  const mebibytes = (count: number) => `${Math.ceil(count / 2 ** 20)} MiB`;
  if (size > MOST_FILE_BYTES) return `The file has ${mebibytes(size)}, and at most ${mebibytes(MOST_FILE_BYTES)} are read. Split it.`;
  if (total > MOST_BYTES) return `From this file on there are more than ${mebibytes(MOST_BYTES)} to read. Check them in several runs.`;
  return undefined;
}
