import { firstContent, LineIndex } from './yaml/documents';
import { Place, readFast, withoutReturns } from './yaml/fast-reader';
import { readPlaces } from './yaml/places';

/** Where a text came from. Its bytes are not kept for those few who ask for lines. */
export interface TextSource {
  readonly file?: string;
  /** The bytes, once more; undefined where they are gone. */
  load(): Buffer | undefined;
}

/** What is known of a document that somebody asked about. */
interface Located {
  readonly root: Place;
  lineOf(offset: number): number;
}

/** So many documents are kept in mind: findings of one come one after the other. */
const MOST_KEPT = 16;

/** Reads again what somebody asks about, and keeps the last of it. */
export class Rereader {
  private readonly kept = new Map<YamlLines, Located>();
  private last?: { readonly source: TextSource; readonly bytes: Buffer | undefined; readonly index: LineIndex };

  locate(lines: YamlLines, read: () => Located): Located {
    const known = this.kept.get(lines);
    if (known !== undefined) return known;
    const located = read();
    if (this.kept.size >= MOST_KEPT) this.kept.delete(this.kept.keys().next().value!);
    this.kept.set(lines, located);
    return located;
  }

  /** The bytes of a source and their lines; undefined where they are gone. */
  load(source: TextSource): { readonly bytes: Buffer | undefined; readonly index: LineIndex } {
    if (this.last?.source !== source) {
      const bytes = source.load();
      this.last = { source, bytes, index: new LineIndex(bytes ?? Buffer.alloc(0)) };
    }
    return this.last;
  }
}

/**
 * Finds lines in the text of one document. The text is parsed a second time, and only when somebody asks: most manifests have no
 * findings.
 */
export class YamlLines {
  constructor(
    private readonly source: TextSource,
    /** The bytes of the document. */
    private readonly start: number,
    private readonly end: number,
    private readonly rereader = new Rereader(),
  ) {}

  /** The line of a place, or of the nearest place above it that is written there. */
  lineOf(path: ReadonlyArray<string | number>): number {
    if (path.length === 0) return this.firstLine();
    const located = this.locate();
    return located.lineOf(reach(located.root, path).start);
  }

  /** The first and the last line of a place, or of the nearest place above it whose end is known. */
  linesOf(path: ReadonlyArray<string | number>): readonly [first: number, last: number] {
    const located = this.locate();
    const { start, end } = reach(located.root, path);
    if (end < start) return path.length === 0 ? [1, Infinity] : this.linesOf(path.slice(0, -1));
    return [located.lineOf(start), located.lineOf(end)];
  }

  /** The object itself begins with the first sign of the document. */
  private firstLine(): number {
    const { bytes, index } = this.rereader.load(this.source);
    return bytes === undefined || bytes.length < this.end ? 1 : index.lineAt(firstContent(bytes, this.start, this.end));
  }

  private locate(): Located {
    return this.rereader.locate(this, () => this.read());
  }

  private read(): Located {
    const { bytes, index } = this.rereader.load(this.source);
    // A file that went away or became another one meanwhile.
    if (bytes === undefined || bytes.length < this.end) return { root: { start: 0, end: -1 }, lineOf: () => 1 };
    const unix = withoutReturns(bytes, this.start, this.end);
    const fast = readFast(unix.bytes, unix.start, unix.end, true);
    const first = index.lineAt(this.start);
    if (fast !== undefined) {
      const breaks = breaksIn(unix.start, unix.end, (at) => unix.bytes.indexOf(10, at));
      return { root: fast.place, lineOf: (offset) => first + countBelow(breaks, offset) };
    }
    const text = bytes.toString('utf8', this.start, this.end);
    const breaks = breaksIn(0, text.length, (at) => text.indexOf('\n', at));
    return { root: readPlaces(text), lineOf: (offset) => first + countBelow(breaks, offset) };
  }
}

function reach(root: Place, path: ReadonlyArray<string | number>): Place {
  let place = root;
  for (const key of path) {
    const next = place.children?.get(key);
    if (next === undefined) break;
    place = next;
  }
  return place;
}

function breaksIn(start: number, end: number, next: (at: number) => number): number[] {
  const breaks: number[] = [];
  for (let at = next(start); at >= 0 && at < end; at = next(at + 1)) breaks.push(at);
  return breaks;
}

function countBelow(sorted: readonly number[], limit: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
