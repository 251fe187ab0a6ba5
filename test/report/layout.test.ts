import * as fc from 'fast-check';
import { GraphEdge, GraphNode, NamespaceGraph } from '../../src/report/graph';
import { layOut, NODE } from '../../src/report/layout';

const node = (id: string, column: number): GraphNode => ({ id, column, title: id, subtitle: '', reach: 'pod', elsewhere: false });

/** Graphs as reports make them: each claim has a workload, each volume and class a claim. */
const graphs = fc
  .record({
    workloads: fc.integer({ min: 1, max: 12 }),
    claims: fc.array(
      fc.record({ users: fc.array(fc.nat(11), { minLength: 1, maxLength: 4 }), pv: fc.boolean(), class: fc.option(fc.nat(2)) }),
      { minLength: 1, maxLength: 20 },
    ),
  })
  .map(({ workloads, claims }): NamespaceGraph => {
    const nodes = new Map<string, GraphNode>();
    const edges: GraphEdge[] = [];
    claims.forEach((claim, index) => {
      for (const user of new Set(claim.users.map((one) => one % workloads))) {
        nodes.set(`w${user}`, node(`w${user}`, 0));
        edges.push({ from: `w${user}`, to: `c${index}`, access: 'read-write' });
      }
      nodes.set(`c${index}`, node(`c${index}`, 1));
      if (claim.pv) {
        nodes.set(`p${index}`, node(`p${index}`, 2));
        edges.push({ from: `c${index}`, to: `p${index}` });
      }
      if (claim.class !== null) {
        nodes.set(`k${claim.class}`, node(`k${claim.class}`, 3));
        edges.push({ from: claim.pv ? `p${index}` : `c${index}`, to: `k${claim.class}` });
      }
    });
    return { nodes: [...nodes.values()], edges };
  });

test('every node has its place, none on another, all in the picture', () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const { boxes, width, height } = layOut(graph);
      expect(boxes.size).toBe(graph.nodes.length);
      const all = [...boxes.values()];
      for (const { x, y } of all) {
        expect(x >= 0 && x + NODE.width <= width && y >= 0 && y + NODE.height <= height).toBe(true);
      }
      for (const left of new Set(all.map(({ x }) => x))) {
        const ys = all
          .filter(({ x }) => x === left)
          .map(({ y }) => y)
          .sort((one, other) => one - other);
        ys.slice(1).forEach((y, index) => expect(y - ys[index]).toBeGreaterThanOrEqual(NODE.height + 8));
      }
    }),
  );
});

test('edges lead to the right, and columns that are empty take no room', () => {
  const graph: NamespaceGraph = {
    nodes: [node('w', 0), node('c', 1), node('k', 3)],
    edges: [
      { from: 'w', to: 'c' },
      { from: 'c', to: 'k' },
    ],
  };
  const { boxes, columns } = layOut(graph);
  expect(boxes.get('w')!.x).toBeLessThan(boxes.get('c')!.x);
  expect([...columns.keys()]).toEqual([0, 1, 3]);
  expect(boxes.get('k')!.x - boxes.get('c')!.x).toBe(boxes.get('c')!.x - boxes.get('w')!.x);
  // All in a row.
  expect(new Set([...boxes.values()].map(({ y }) => y))).toEqual(new Set([0]));
});

test('a workload stands beside what it has for itself', () => {
  const workloads = ['w0', 'w1', 'w2', 'w3'];
  const nodes = [...workloads.map((id) => node(id, 0)), ...workloads.map((id) => node(`own-${id}`, 1)), node('shared', 1)];
  const edges = workloads.flatMap((id) => [
    { from: id, to: `own-${id}` },
    { from: id, to: 'shared' },
  ]);
  const { boxes } = layOut({ nodes, edges });
  for (const id of workloads) expect(boxes.get(id)!.y).toBe(boxes.get(`own-${id}`)!.y);
});

test('many workloads on one claim stand around it', () => {
  const nodes = [node('a', 0), node('b', 0), node('c', 0), node('shared', 1)];
  const { boxes } = layOut({ nodes, edges: ['a', 'b', 'c'].map((from) => ({ from, to: 'shared' })) });
  expect(boxes.get('shared')!.y).toBe(boxes.get('b')!.y);
});
