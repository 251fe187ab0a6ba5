import { NamespaceGraph } from './graph';

export interface Box {
  readonly x: number;
  readonly y: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Top left corner of each node, by its id. */
  readonly boxes: ReadonlyMap<string, Box>;
  /** Where each column that has nodes begins. */
  readonly columns: ReadonlyMap<number, number>;
}

export const NODE = { width: 222, height: 48 } as const;

const COLUMN_GAP = 76;
const STEP = NODE.height + 14;

/** Between workloads that have nothing in common. */
const GROUP_GAP = 12;

const [WORKLOADS, CLAIMS, VOLUMES, CLASSES] = [0, 1, 2, 3];

/**
 * Places nodes in columns. Workloads that share a claim stand together, each beside what it has for itself; classes, which all share,
 * stand beside the middle of what they make.
 */
export function layOut(graph: NamespaceGraph): Layout {
  const { nodes } = graph;
  const ties = tiesOf(graph);
  const ys = new Map<string, number>();
  let top = 0;
  for (const group of groupsOf(graph, ties)) top += placeGroup(group, ties, ys, top) + GROUP_GAP;
  placeBeside(inColumn(nodes, CLASSES), ties, ys);
  const least = Math.min(...ys.values());
  const used = [...new Set(nodes.map(({ column }) => column))].sort((one, other) => one - other);
  const columns = new Map(used.map((column, index) => [column, index * (NODE.width + COLUMN_GAP)]));
  const boxes = new Map(nodes.map(({ id, column }) => [id, { x: columns.get(column)!, y: Math.round(ys.get(id)! - least) }]));
  return {
    width: used.length * (NODE.width + COLUMN_GAP) - COLUMN_GAP,
    height: Math.max(...[...boxes.values()].map(({ y }) => y)) + NODE.height,
    boxes,
    columns,
  };
}

type Nodes = NamespaceGraph['nodes'];

/** What each node is tied to, on either side. */
type Ties = ReadonlyMap<string, readonly string[]>;

function tiesOf({ nodes, edges }: NamespaceGraph): Ties {
  const ties = new Map<string, string[]>(nodes.map(({ id }) => [id, []]));
  for (const { from, to } of edges) {
    ties.get(from)!.push(to);
    ties.get(to)!.push(from);
  }
  return ties;
}

function inColumn(nodes: Nodes, column: number): string[] {
  return nodes.filter((node) => node.column === column).map(({ id }) => id);
}

/** The nodes that are tied together without the classes. */
function groupsOf({ nodes }: NamespaceGraph, ties: Ties): Nodes[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const seen = new Set<string>();
  const groups: Nodes[] = [];
  for (const start of nodes) {
    if (start.column === CLASSES || seen.has(start.id)) continue;
    const members = new Set([start.id]);
    for (const id of members) for (const other of ties.get(id)!) if (byId.get(other)!.column !== CLASSES) members.add(other);
    for (const id of members) seen.add(id);
    groups.push(nodes.filter(({ id }) => members.has(id)));
  }
  return groups;
}

/** Places a group below a line, and returns its height. */
function placeGroup(group: Nodes, ties: Ties, ys: Map<string, number>, top: number): number {
  const workloads = inColumn(group, WORKLOADS);
  const position = new Map(workloads.map((id, index) => [id, index]));
  const users = (id: string) => ties.get(id)!.filter((other) => position.has(other));
  const middle = (id: string) => {
    const of = users(id).map((other) => position.get(other)!);
    return of.reduce((sum, index) => sum + index, 0) / of.length;
  };
  const claims = inColumn(group, CLAIMS).sort((one, other) => middle(one) - middle(other));
  if (workloads.length > claims.length) {
    stack(workloads, ys);
    placeBeside(claims, ties, ys);
  } else {
    stack(claims, ys);
    const own = (id: string) => ties.get(id)!.filter((other) => users(other).length === 1);
    const beside = new Map(workloads.map((id) => [id, own(id).length > 0 ? own(id) : ties.get(id)!]));
    placeBeside(workloads, beside, ys);
  }
  placeBeside(inColumn(group, VOLUMES), ties, ys);
  const taken = group.map(({ id }) => ys.get(id)!);
  const least = Math.min(...taken);
  for (const { id } of group) ys.set(id, ys.get(id)! - least + top);
  return Math.max(...taken) - least + STEP;
}

function stack(ids: readonly string[], ys: Map<string, number>): void {
  ids.forEach((id, index) => ys.set(id, index * STEP));
}

/**
 * Places the nodes of a column as near as can be to the middle of what they are tied to, as far as that is placed; nodes that would
 * overlap share the mean of their wishes.
 */
function placeBeside(ids: readonly string[], ties: Ties, ys: Map<string, number>): void {
  const wanted = ids.map((id) => {
    const placed = ties.get(id)!.flatMap((other) => ys.get(other) ?? []);
    return { id, y: placed.reduce((sum, y) => sum + y, 0) / placed.length };
  });
  const blocks: Array<{ start: number; readonly ids: readonly string[] }> = [];
  for (const { id, y } of wanted.sort((one, other) => one.y - other.y)) {
    let block = { start: y, ids: [id] as readonly string[] };
    for (let last = blocks.at(-1); last !== undefined && last.start + last.ids.length * STEP > block.start; last = blocks.at(-1)) {
      blocks.pop();
      const size = last.ids.length + block.ids.length;
      const start = (last.start * last.ids.length + (block.start - last.ids.length * STEP) * block.ids.length) / size;
      block = { start, ids: [...last.ids, ...block.ids] };
    }
    blocks.push(block);
  }
  for (const block of blocks) block.ids.forEach((id, index) => ys.set(id, block.start + index * STEP));
}
