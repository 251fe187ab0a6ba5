import { escapeHtml } from './escape';
import { COLUMNS, GraphEdge, GraphNode, NamespaceGraph } from './graph';
import { Box, layOut, NODE } from './layout';

const HEAD = 30;
const MARGIN = 12;

/** What fits into a node, by the width of the letters. */
const TITLE_UNITS = 24;
const SUBTITLE_UNITS = 34;

/** The diagram of a namespace as an SVG element, styled by the page that it is in. */
export function diagram(graph: NamespaceGraph, title: string, id: string): string {
  const { width, height, boxes, columns } = layOut(graph);
  const size = { width: width + 2 * MARGIN, height: height + HEAD + 2 * MARGIN };
  const heads = [...columns].map(([column, x]) => `<text class="head" x="${x}" y="14">${escapeHtml(COLUMNS[column])}</text>`);
  return [
    `<svg class="diagram" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}" role="img" aria-labelledby="${id}-title">`,
    `<title id="${id}-title">${escapeHtml(title)}</title>`,
    `<defs>${arrow(`${id}-arrow`)}</defs>`,
    `<g transform="translate(${MARGIN} ${MARGIN})">`,
    ...heads,
    `<g transform="translate(0 ${HEAD})">`,
    ...graph.edges.map((edge) => drawEdge(edge, boxes, `${id}-arrow`)),
    ...graph.nodes.map((node) => drawNode(node, boxes.get(node.id)!)),
    '</g></g></svg>',
  ].join('\n');
}

function arrow(id: string): string {
  return `<marker id="${id}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="tip" d="M0 0.5 7.5 4 0 7.5z"/></marker>`;
}

function drawEdge({ from, to, access }: GraphEdge, boxes: ReadonlyMap<string, Box>, arrowId: string): string {
  const [start, end] = [boxes.get(from)!, boxes.get(to)!];
  const [x1, y1, x2, y2] = [start.x + NODE.width, start.y + NODE.height / 2, end.x - 1, end.y + NODE.height / 2];
  const bend = Math.max(28, (x2 - x1) / 2);
  const kind = access === undefined ? 'made' : access === 'read-only' ? 'reads' : 'writes';
  return `<path class="edge ${kind}" d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}" marker-end="url(#${arrowId})"/>`;
}

function drawNode({ title, subtitle, reach, elsewhere }: GraphNode, { x, y }: Box): string {
  return [
    `<g class="box ${reach}${elsewhere ? ' elsewhere' : ''}" transform="translate(${x} ${y})">`,
    `<title>${escapeHtml(subtitle === '' ? title : `${title}: ${subtitle}`)}</title>`,
    `<rect width="${NODE.width}" height="${NODE.height}" rx="9"/>`,
    `<rect class="bar" x="0" y="9" width="4" height="${NODE.height - 18}" rx="2"/>`,
    `<text class="name" x="14" y="${subtitle === '' ? 29 : 21}">${escapeHtml(fit(title, TITLE_UNITS))}</text>`,
    ...(subtitle === '' ? [] : [`<text class="sub" x="14" y="38">${escapeHtml(fit(subtitle, SUBTITLE_UNITS))}</text>`]),
    '</g>',
  ].join('');
}

/** Shortens in the middle: the ends of names tell them apart. */
function fit(text: string, most: number): string {
  const signs = [...text];
  if (signs.length <= most) return text;
  const tail = Math.floor((most - 1) / 3);
  return `${signs.slice(0, most - 1 - tail).join('')}…${signs.slice(signs.length - tail).join('')}`;
}
