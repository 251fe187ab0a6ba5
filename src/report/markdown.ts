import { graphsOf, NamespaceGraph, namespacesOf, workloadSubtitle } from './graph';
import { showable } from './escape';
import {
  accessOf,
  backupText,
  classText,
  NO_VOLUMES,
  sharedText,
  sizeText,
  storageText,
  unmountedText,
  unusedCells,
  UNUSED_CAPTION,
  UNUSED_HEADS,
} from './cells';
import { count } from '../checks/formats/checked';
import { ReportModel, VolumeReport, WorkloadReport } from './model';
import { EVENT_TITLES, EVENTS, Fate } from './survival';

const MARKS: Readonly<Record<Fate, string>> = { kept: '✓', lost: '✗', rebuilt: '↻', depends: '~', unknown: '?' };

/** The report as Markdown with Mermaid diagrams, as GitHub and GitLab show them. */
export function reportMarkdown(model: ReportModel): string {
  const graphs = graphsOf(model);
  const { workloads, volumes, withoutBackup, lost, unused } = model.summary;
  const parts = [
    '# What survives',
    `${count(workloads, 'workload')}, ${count(volumes, 'volume')}. Lost when a Pod is replaced: ${lost.podReplaced}; when a node is lost: ${lost.nodeLost}. ` +
      `Kept data without a backup in these manifests: ${withoutBackup}.` +
      (unused.objects === 0 ? '' : ` Claims and volumes that nobody uses: ${unused.objects}, ${sizeText(unused.bytes)}.`),
    '✓ kept, ✗ lost, ↻ rebuilt from the API or the image, ~ depends, ? not known. Whatever is not on a volume is lost when its container restarts.',
    ...namespacesOf(model.workloads).flatMap(([namespace, own], index) => [
      `## ${namespace === undefined ? 'No namespace given' : `Namespace ${text(namespace)}`}`,
      ...diagram(graphs[index]),
      ...own.map(table),
    ]),
    ...unusedTable(model),
  ];
  return `${parts.join('\n\n')}\n`;
}

function unusedTable({ unused, summary }: ReportModel): string[] {
  if (unused.length === 0) return [];
  const rows = unused.map((one) => unusedCells(one).map(text));
  return [
    `## Data that nobody uses (${sizeText(summary.unused.bytes)})`,
    UNUSED_CAPTION,
    [UNUSED_HEADS, UNUSED_HEADS.map(() => '--'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n'),
  ];
}

function table(workload: WorkloadReport): string {
  const title = `### ${text(workload.name)} (${text(workloadSubtitle(workload))})`;
  if (workload.volumes.length === 0) return `${title}\n\n${NO_VOLUMES}`;
  const heads = [
    'Mounted at',
    'Storage',
    ...EVENTS.map((event) => EVENT_TITLES[event]),
    'Also mounted by',
    'Class and reclaim policy',
    'Backup',
  ];
  const rows = workload.volumes.map(cells);
  return `${title}\n\n${[heads, heads.map(() => '--'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')}`;
}

function cells(volume: VolumeReport): string[] {
  const mounts = volume.mounts.map((mount) => `${code(mount.path ?? '(no path)')} in ${text(mount.container)} (${accessOf(mount)})`);
  return [
    mounts.length === 0 ? unmountedText(volume) : mounts.join('<br>'),
    text(storageText(volume)),
    ...EVENTS.map((event) => {
      const { fate, note } = volume.survives[event];
      return note === undefined ? MARKS[fate] : `${MARKS[fate]} ${text(note)}`;
    }),
    text(sharedText(volume)),
    text(classText(volume)),
    text(backupText(volume)),
  ];
}

/** Text in a cell or a heading: nothing of it may become markup. */
function text(value: string): string {
  return showable(value)
    .replace(/\s+/g, ' ')
    .replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign]!)
    .replace(/[\\`*_[\]|#~!]/g, (sign) => `\\${sign}`);
}

function code(value: string): string {
  return `\`${showable(value).replace(/\s+/g, ' ').replace(/`/g, "'").replace(/\|/g, '\\|')}\``;
}

/** What Mermaid refuses to draw, unless whoever shows the page allows more. */
const MOST_EDGES = 500;
const MOST_CHARACTERS = 50_000;

/** The diagram of a namespace. */
function diagram(graph: NamespaceGraph): string[] {
  if (graph.nodes.length === 0) return [];
  const flowchart = mermaid(graph);
  if (graph.edges.length <= MOST_EDGES && flowchart.length <= MOST_CHARACTERS) return [flowchart];
  return ['The diagram of this namespace is larger than Mermaid draws: see the HTML report.'];
}

function mermaid({ nodes, edges }: NamespaceGraph): string {
  const ids = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  const shape = (column: number, label: string) => [`["${label}"]`, `(["${label}"])`, `[("${label}")]`, `{{"${label}"}}`][column];
  return [
    '```mermaid',
    'flowchart LR',
    ...nodes.map(({ id, column, title, subtitle }) => {
      const label = [title, subtitle]
        .filter((part) => part !== '')
        .map(escapeMermaid)
        .join('<br/>');
      return `  ${ids.get(id)!}${shape(column, label)}`;
    }),
    ...edges.map(({ from, to, access }) => `  ${ids.get(from)!} ${access === 'read-only' ? '-. reads .->' : '-->'} ${ids.get(to)!}`),
    ...nodes.filter(({ elsewhere }) => elsewhere).map(({ id }) => `  style ${ids.get(id)!} stroke-dasharray: 4 3`),
    '```',
  ].join('\n');
}

/** Mermaid reads quotes, markup and its own entities in labels; its entities have no ampersand. */
function escapeMermaid(label: string): string {
  return showable(label)
    .replace(/\s+/g, ' ')
    .replace(/[^\p{L}\p{N} ._/:,·×()’-]/gu, (sign) => `#${sign.codePointAt(0)};`);
}
