import { Event, EVENT_ID, getScalarValue, parseEvents } from 'js-yaml';
import { MOST_DEPTH } from './limits';

interface Node {
  /** Where it begins in the text: for the value of a key, the key. */
  readonly start: number;
  /** Where it ends, as far as that is known: of what an alias stands for it is not. */
  readonly end?: number;
  readonly children?: Map<string | number, Node>;
}

/**
 * Finds lines in the text of one document. The text is parsed a second time, and only when somebody asks: most manifests have no
 * findings.
 */
export class YamlLines {
  private root?: Node;

  constructor(
    private readonly text: string,
    /** Line of the file on which the text begins, from 1. */
    private readonly firstLine: number,
  ) {}

  /** The line of a place, or of the nearest place above it that is written there. */
  lineOf(path: ReadonlyArray<string | number>): number {
    return this.firstLine + this.lineBreaksBefore(this.reach(path).start);
  }

  /** The first and the last line of a place, or of the nearest place above it whose end is known. */
  linesOf(path: ReadonlyArray<string | number>): readonly [first: number, last: number] {
    const { start, end } = this.reach(path);
    if (end === undefined) return path.length === 0 ? [1, Infinity] : this.linesOf(path.slice(0, -1));
    return [this.firstLine + this.lineBreaksBefore(start), this.firstLine + this.lineBreaksBefore(end)];
  }

  private reach(path: ReadonlyArray<string | number>): Node {
    this.root ??= parse(this.text);
    let node = this.root;
    for (const key of path) {
      const next = node.children?.get(key);
      if (next === undefined) break;
      node = next;
    }
    return node;
  }

  private breaks?: number[];

  private lineBreaksBefore(offset: number): number {
    this.breaks ??= lineBreaks(this.text);
    let [low, high] = [0, this.breaks.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.breaks[middle] < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function lineBreaks(text: string): number[] {
  const breaks: number[] = [];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) breaks.push(at);
  return breaks;
}

function parse(text: string): Node {
  const events = parseEvents(text, { maxDepth: MOST_DEPTH });
  // The event at the front opens the document.
  return events.length < 2 ? { start: 0 } : new Reader(text, events).read(1).node;
}

class Reader {
  private readonly anchors = new Map<string, Node>();

  constructor(
    private readonly text: string,
    private readonly events: readonly Event[],
  ) {}

  /** Reads the node that begins with an event; `start` is where its key began, if it has one. */
  read(from: number, start?: number): { node: Node; next: number } {
    const event = this.events[from];
    switch (event.type) {
      case EVENT_ID.ALIAS: {
        const target = this.anchors.get(this.text.slice(event.anchorStart, event.anchorEnd));
        return { node: { start: start ?? event.anchorStart, children: target?.children }, next: from + 1 };
      }
      case EVENT_ID.SCALAR:
        return { node: this.anchored(event, { start: start ?? event.valueStart, end: event.valueEnd }), next: from + 1 };
      case EVENT_ID.SEQUENCE:
      case EVENT_ID.MAPPING: {
        const children = new Map<string | number, Node>();
        const node = this.anchored(event, { start: start ?? event.start, end: undefined as number | undefined, children });
        const next = event.type === EVENT_ID.SEQUENCE ? this.readItems(from + 1, children) : this.readPairs(from + 1, children);
        node.end = endOf(event.start, children);
        return { node, next };
      }
      case EVENT_ID.DOCUMENT:
      case EVENT_ID.POP:
      default:
        return { node: { start: start ?? 0 }, next: from + 1 };
    }
  }

  private readItems(from: number, children: Map<string | number, Node>): number {
    let next = from;
    for (let index = 0; this.isOpen(next); index += 1) {
      const item = this.read(next);
      children.set(index, item.node);
      next = item.next;
    }
    return next + 1;
  }

  private readPairs(from: number, children: Map<string | number, Node>): number {
    let next = from;
    const merged: Node[] = [];
    while (this.isOpen(next)) {
      const key = this.events[next];
      const name = key.type === EVENT_ID.SCALAR ? getScalarValue(this.text, key) : '';
      const keyNode = this.read(next);
      const value = this.read(keyNode.next, keyNode.node.start);
      if (name === '<<') merged.push(value.node);
      else children.set(name, value.node);
      next = value.next;
    }
    for (const node of merged) {
      for (const [key, child] of node.children ?? []) if (!children.has(key)) children.set(key, child);
    }
    return next + 1;
  }

  private isOpen(index: number): boolean {
    return index < this.events.length && this.events[index].type !== EVENT_ID.POP;
  }

  private anchored<N extends Node>(event: { anchorStart: number; anchorEnd: number }, node: N): N {
    if (event.anchorStart >= 0) this.anchors.set(this.text.slice(event.anchorStart, event.anchorEnd), node);
    return node;
  }
}

/** The end of the last thing in it; unknown where the end of anything in it is. */
function endOf(start: number, children: ReadonlyMap<string | number, Node>): number | undefined {
  let last = start;
  for (const { end } of children.values()) {
    if (end === undefined) return undefined;
    last = Math.max(last, end);
  }
  return last;
}
