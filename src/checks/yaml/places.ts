import { Event, EVENT_ID, getScalarValue, parseEvents } from 'js-yaml';
import { MOST_DEPTH } from '../limits';
import { Place } from './fast-reader';

const UNKNOWN = -1;

/** Where everything in a document is, by a thorough reader: for texts that the fast one leaves alone. Ends before starts are not known. */
export function readPlaces(text: string): Place {
  const events = parseEvents(text, { maxDepth: MOST_DEPTH });
  // The event at the front opens the document.
  return events.length < 2 ? { start: 0, end: 0 } : new Reader(text, events).read(1).node;
}

class Reader {
  private readonly anchors = new Map<string, Place>();

  constructor(
    private readonly text: string,
    private readonly events: readonly Event[],
  ) {}

  /** Reads the node that begins with an event; `start` is where its key began, if it has one. */
  read(from: number, start?: number): { node: Place; next: number } {
    const event = this.events[from];
    switch (event.type) {
      case EVENT_ID.ALIAS: {
        const target = this.anchors.get(this.text.slice(event.anchorStart, event.anchorEnd));
        return { node: { start: start ?? event.anchorStart, end: UNKNOWN, children: target?.children }, next: from + 1 };
      }
      case EVENT_ID.SCALAR:
        return { node: this.anchored(event, { start: start ?? event.valueStart, end: event.valueEnd }), next: from + 1 };
      case EVENT_ID.SEQUENCE:
      case EVENT_ID.MAPPING: {
        const children = new Map<string | number, Place>();
        const node = this.anchored(event, { start: start ?? event.start, end: UNKNOWN, children });
        const next = event.type === EVENT_ID.SEQUENCE ? this.readItems(from + 1, children) : this.readPairs(from + 1, children);
        node.end = endOf(event.start, children);
        return { node, next };
      }
      case EVENT_ID.DOCUMENT:
      case EVENT_ID.POP:
      default:
        return { node: { start: start ?? 0, end: start ?? 0 }, next: from + 1 };
    }
  }

  private readItems(from: number, children: Map<string | number, Place>): number {
    let next = from;
    for (let index = 0; this.isOpen(next); index += 1) {
      const item = this.read(next);
      children.set(index, item.node);
      next = item.next;
    }
    return next + 1;
  }

  private readPairs(from: number, children: Map<string | number, Place>): number {
    let next = from;
    const merged: Place[] = [];
    while (this.isOpen(next)) {
      const key = this.events[next];
      const name = key.type === EVENT_ID.SCALAR ? getScalarValue(this.text, key) : '';
      const keyPlace = this.read(next);
      const value = this.read(keyPlace.next, keyPlace.node.start);
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

  private anchored<N extends Place>(event: { anchorStart: number; anchorEnd: number }, node: N): N {
    if (event.anchorStart >= 0) this.anchors.set(this.text.slice(event.anchorStart, event.anchorEnd), node);
    return node;
  }
}

/** The end of the last thing in it; unknown where the end of anything in it is. */
function endOf(start: number, children: ReadonlyMap<string | number, Place>): number {
  let last = start;
  for (const { end } of children.values()) {
    if (end === UNKNOWN) return UNKNOWN;
    last = Math.max(last, end);
  }
  return last;
}
