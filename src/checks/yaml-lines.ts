import { Event, EVENT_ID, getScalarValue, parseEvents } from 'js-yaml';
import { MOST_DEPTH } from './limits';

interface Node {
  /** Where it begins in the text: for the value of a key, the key. */
  readonly start: number;
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
    this.root ??= parse(this.text);
    let node = this.root;
    for (const key of path) {
      const next = node.children?.get(key);
      if (next === undefined) break;
      node = next;
    }
    return this.firstLine + this.lineBreaksBefore(node.start);
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
        return { node: this.anchored(event, { start: start ?? event.valueStart }), next: from + 1 };
      case EVENT_ID.SEQUENCE:
      case EVENT_ID.MAPPING: {
        const children = new Map<string | number, Node>();
        const node = this.anchored(event, { start: start ?? event.start, children });
        const next = event.type === EVENT_ID.SEQUENCE ? this.readItems(from + 1, children) : this.readPairs(from + 1, children);
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

  private anchored(event: { anchorStart: number; anchorEnd: number }, node: Node): Node {
    if (event.anchorStart >= 0) this.anchors.set(this.text.slice(event.anchorStart, event.anchorEnd), node);
    return node;
  }
}
