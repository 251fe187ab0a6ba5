import { Document, isAlias, isMap, isScalar, isSeq, Pair, parseAllDocuments, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { Manifest } from '../checks/manifest';
import { isListKind } from '../facts/kubernetes/types';
import { groupBy } from '../util/group-by';
import { Path } from './change';

export type Node = Scalar | YAMLMap | YAMLSeq;

/** Why something cannot be written, as a sentence. */
export class CannotWrite extends Error {}

/** How far a path leads that is written: the node there, the keys that are missing, and the entry that it is the value of. */
export interface Reached {
  readonly node: Node;
  readonly missing: Path;
  readonly pair?: Pair<unknown, unknown>;
}

const BYTE_ORDER_MARK = '\ufeff';

/**
 * A text of YAML or JSON, with the place of everything that is written in it. Values are read by the reader of the checks, as kubectl reads
 * them; here all scalars are texts.
 */
export class YamlText {
  private readonly breaks: number[] = [];
  private readonly objects = new Map<string, YAMLMap[]>();
  /** Whether kubectl reads documents here that stricter readers do not. */
  private isOdd = false;
  /** What the places of the nodes are counted from. */
  private readonly start: number;

  constructor(readonly text: string) {
    this.start = text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.breaks.push(at);
    const documents = parseAllDocuments(text.slice(this.start), { schema: 'failsafe', uniqueKeys: false, logLevel: 'silent' });
    if (!Array.isArray(documents)) return;
    for (const document of documents as Document[]) {
      if (document.errors.length === 0) this.collect(document.contents);
      else this.isOdd = true;
    }
  }

  /** The object of each of the manifests of the text; there must be no doubt which one it is. */
  objectsOf(manifests: readonly Manifest[]): (manifest: Manifest) => YAMLMap {
    const keys = new Map(manifests.map((manifest) => [manifest, keyOf(manifest.origin.lineOf?.(['kind']), manifest.name)]));
    const twins = groupBy(manifests, (manifest) => keys.get(manifest));
    return (manifest) => {
      const key = keys.get(manifest) ?? '';
      const found = this.objects.get(key) ?? [];
      const own = twins.get(key) ?? [];
      if (found.length === 0 && this.isOdd) {
        throw new CannotWrite('The file is written in a way that only some readers of YAML understand.');
      }
      if (found.length === 0 || found.length !== own.length) throw new CannotWrite('Its place in the file cannot be told with certainty.');
      return found[own.indexOf(manifest)];
    };
  }

  reach(object: YAMLMap, path: Path): Reached {
    let reached: Reached = { node: object, missing: path };
    for (let index = 0; index < path.length; index += 1) {
      const next = step(reached.node, path[index]);
      if (next === undefined) break;
      reached = { ...next, missing: path.slice(index + 1) };
    }
    return reached;
  }

  /** Where a node begins and ends, without its comment. */
  rangeOf(node: { range?: readonly [number, number, number] | null }): readonly [start: number, end: number] {
    const { range } = node;
    if (!range) throw new CannotWrite('Its place in the file cannot be told with certainty.');
    return [this.start + range[0], this.start + range[1]];
  }

  /** The line of a place, from 1. */
  lineOf(offset: number): number {
    let [low, high] = [0, this.breaks.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.breaks[middle] < offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  }

  private collect(node: unknown): void {
    if (!isMap(node)) return;
    const items = isListKind(textAt(node, 'kind')) ? node.get('items', true) : undefined;
    if (isSeq(items)) {
      for (const item of items.items) this.collect(item);
      return;
    }
    const metadata = node.get('metadata', true);
    // Items of typed lists have no kind of their own.
    const kind = pairOf(node, 'kind')?.key;
    const first = isScalar(kind) ? kind : node;
    const key = keyOf(this.lineOf(this.rangeOf(first)[0]), isMap(metadata) ? (textAt(metadata, 'name') ?? '') : '');
    const list = this.objects.get(key);
    if (list === undefined) this.objects.set(key, [node]);
    else list.push(node);
  }
}

function keyOf(line: number | undefined, name: string): string {
  return `${line} ${name}`;
}

function textAt(map: YAMLMap, key: string): string | undefined {
  const value = map.get(key, true);
  return isScalar(value) && typeof value.value === 'string' ? value.value : undefined;
}

function step(node: Node, key: string | number): Omit<Reached, 'missing'> | undefined {
  const entry = isMap(node) ? pairOf(node, String(key)) : undefined;
  const next: unknown = entry === undefined ? (isSeq(node) ? node.items[Number(key)] : undefined) : entry.value;
  if (isAlias(next)) throw new CannotWrite(`It is written with the alias *${next.source}, which stands for the same in another place.`);
  if (entry === undefined && next === undefined) {
    if (isMap(node) && node.items.some(({ key: name }) => isScalar(name) && name.value === '<<')) {
      throw new CannotWrite('It is merged from another place with <<.');
    }
    return undefined;
  }
  if (!isScalar(next) && !isMap(next) && !isSeq(next)) throw new CannotWrite('It is a key without a value.');
  return { node: next, pair: entry };
}

function pairOf(map: YAMLMap, key: string): Pair<unknown, unknown> | undefined {
  return map.items.find(({ key: name }) => isScalar(name) && name.value === key);
}
