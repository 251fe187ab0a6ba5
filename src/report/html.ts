import { groupBy } from '../util/group-by';
import { count } from '../checks/formats/checked';
import {
  accessOf,
  backupText,
  classText,
  NO_VOLUMES,
  NOT_APPLICABLE,
  sharedText,
  sizeText,
  storageText,
  unmountedText,
  unusedCells,
  UNUSED_CAPTION,
  UNUSED_HEADS,
  wantsBackup,
} from './cells';
import { escapeHtml } from './escape';
import { filterForm, SCRIPT, SCRIPT_SOURCE } from './filter';
import { graphsOf, NamespaceGraph, namespacesOf, workloadSubtitle } from './graph';
import { holdsData, MountReport, ReportModel, titleOf, UnusedReport, VolumeReport, WorkloadReport } from './model';
import { STYLE } from './style';
import { EVENT_TITLES, EVENTS, Fate, FATE_TITLES, KINDS, StorageEvent } from './survival';
import { diagram } from './svg';

const MARKS: Readonly<Record<Fate, string>> = { kept: '✓', lost: '✕', rebuilt: '↻', depends: '~', unknown: '?' };

/** Where there are more namespaces, a list of them leads to each. */
const FEW_NAMESPACES = 2;

/** Up to so many namespaces are open from the start. */
const OPEN_NAMESPACES = 4;

/** The report as one page that needs nothing else: no font, no image, and no script from anywhere. */
export function reportHtml(model: ReportModel): string {
  const namespaces = namespacesOf(model.workloads);
  const graphs = graphsOf(model);
  return [
    '<!DOCTYPE html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    // Whatever slips through, nothing of it runs or loads: the filter alone is let through, by its digest.
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src ${SCRIPT_SOURCE}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<title>What survives: storage report</title>',
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    header(model),
    ...(namespaces.length > FEW_NAMESPACES ? [contents(namespaces)] : []),
    ...(model.workloads.length + model.unused.length > 0 ? [filterForm()] : []),
    '<main>',
    ...(model.workloads.length === 0
      ? ['<p class="empty">There is no workload in these manifests, so there is nothing that mounts anything.</p>']
      : []),
    ...namespaces.map(([namespace, workloads], index) =>
      section(namespace, workloads, graphs[index], { index, open: namespaces.length <= OPEN_NAMESPACES }),
    ),
    ...(model.unused.length > 0 ? [unusedSection(model)] : []),
    '</main>',
    footer(),
    ...(model.workloads.length + model.unused.length > 0 ? [`<script>${SCRIPT}</script>`] : []),
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function header({ summary }: ReportModel): string {
  const tile = (amount: number, label: string, tone: string) =>
    `<li class="tile ${amount === 0 ? 'none' : tone}"><strong>${amount}</strong><span>${escapeHtml(label)}</span></li>`;
  return [
    '<header>',
    '<h1>What survives?</h1>',
    '<p class="lead">Each workload, what it mounts, and what of it is still there after something has happened.</p>',
    '<ul class="tiles">',
    tile(summary.workloads, summary.workloads === 1 ? 'workload' : 'workloads', 'plain'),
    tile(summary.volumes, summary.volumes === 1 ? 'volume' : 'volumes', 'plain'),
    tile(summary.lost.podReplaced, 'lost when the Pod is replaced', 'warn'),
    tile(summary.lost.nodeLost, 'lost when the node is lost', 'warn'),
    tile(summary.withoutBackup, 'kept, without a backup in these manifests', 'bad'),
    ...(summary.unused.objects > 0
      ? [tile(summary.unused.objects, `claims and volumes that nobody uses, ${sizeText(summary.unused.bytes)}`, 'warn')]
      : []),
    '</ul>',
    legend(),
    '</header>',
  ].join('\n');
}

function legend(): string {
  const fates = (['kept', 'depends', 'lost', 'rebuilt', 'unknown'] as const).map(
    (fate) =>
      `<li><span class="mark ${fate}" aria-hidden="true">${MARKS[fate]}</span> ${fate === 'rebuilt' ? 'rebuilt from the API or image' : FATE_TITLES[fate]}</li>`,
  );
  const reaches = [
    ['pod', 'goes with the Pod'],
    ['node', 'stays on a node'],
    ['zone', 'stays in a zone'],
    ['cluster', 'reaches all zones'],
    ['unknown', 'not known'],
  ].map(([reach, label]) => `<li><span class="swatch ${reach}" aria-hidden="true"></span> ${label}</li>`);
  return `<ul class="legend">${fates.join('')}</ul>\n<ul class="legend">${reaches.join('')}<li><span class="line writes" aria-hidden="true"></span> writes</li><li><span class="line reads" aria-hidden="true"></span> only reads</li></ul>`;
}

type Namespaces = ReturnType<typeof namespacesOf>;

function contents(namespaces: Namespaces): string {
  const items = namespaces.map(
    ([namespace, workloads], index) =>
      `<li><a href="#n${index}">${escapeHtml(titleOfNamespace(namespace))}</a> <small>${workloads.length}</small></li>`,
  );
  return `<nav aria-label="Namespaces"><ul>${items.join('')}</ul></nav>`;
}

function titleOfNamespace(namespace: string | undefined): string {
  return namespace ?? 'no namespace given';
}

interface SectionOptions {
  readonly index: number;
  readonly open: boolean;
}

function section(
  namespace: string | undefined,
  workloads: readonly WorkloadReport[],
  graph: NamespaceGraph,
  { index, open }: SectionOptions,
): string {
  const title = titleOfNamespace(namespace);
  const id = `n${index}`;
  return [
    `<section id="${id}" aria-labelledby="${id}-head">`,
    `<details data-title="${escapeHtml(title)}"${open ? ' open=""' : ''}>`,
    `<summary><h2 id="${id}-head"><small>Namespace</small> ${escapeHtml(title)}</h2> <span class="sum">${summaryOf(workloads)}</span></summary>`,
    ...(graph.nodes.length === 0
      ? ['<p class="empty">No workload here keeps data on a volume.</p>']
      : [
          `<div class="scroll" tabindex="0" role="group" aria-label="Diagram, scrolls sideways">${diagram(graph, `Workloads, claims, volumes and classes of ${title}`, id)}</div>`,
        ]),
    `<p class="caption" id="${id}-caption">What survives in ${escapeHtml(title)}. Whatever is not on a volume is lost when its container restarts.</p>`,
    `<table aria-labelledby="${id}-caption">`,
    `<thead><tr><th scope="col" class="at">Mounted at</th><th scope="col" class="what">Storage</th>${EVENTS.map((event) => `<th scope="col" class="event">${EVENT_TITLES[event]}</th>`).join('')}<th scope="col" class="who">Also mounted by</th><th scope="col" class="class">Class, reclaim policy</th><th scope="col" class="backup">Backup</th></tr></thead>`,
    ...workloads.map((workload) => rows(workload)),
    '</table>',
    '</details>',
    '</section>',
  ].join('\n');
}

/** What a namespace that is folded is about. */
function summaryOf(workloads: readonly WorkloadReport[]): string {
  const volumes = workloads.flatMap((workload) => workload.volumes).filter(holdsData);
  const bare = volumes.filter((volume) => wantsBackup(volume) && !volume.backedUp).length;
  return [
    count(workloads.length, 'workload'),
    `${count(volumes.length, 'volume')} with data`,
    ...(bare > 0 ? [`<span class="warn">${bare} without a backup</span>`] : []),
  ].join(', ');
}

function unusedSection({ unused, summary }: ReportModel): string {
  return [
    '<section id="unused" aria-labelledby="unused-head">',
    '<details data-title="Data that nobody uses" open="">',
    `<summary><h2 id="unused-head">Data that nobody uses</h2> <span class="sum">${count(unused.length, 'claim or volume', 'claims and volumes')}, ${sizeText(summary.unused.bytes)}</span></summary>`,
    `<p class="caption" id="unused-caption">${UNUSED_CAPTION}</p>`,
    '<table class="unused" aria-labelledby="unused-caption">',
    `<thead><tr>${UNUSED_HEADS.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead>`,
    ...unused.map((one) => unusedRow(one)),
    '</table>',
    '</details>',
    '</section>',
  ].join('\n');
}

function unusedRow(one: UnusedReport): string {
  const cells = unusedCells(one).map((text, index) => `<td data-label="${UNUSED_HEADS[index]}">${cellText(text)}</td>`);
  return `<tbody><tr>${cells.join('')}</tr></tbody>`;
}

function rows(workload: WorkloadReport): string {
  const origin =
    workload.constructPath ??
    (workload.file === undefined ? undefined : `${workload.file}${workload.line === undefined ? '' : `:${workload.line}`}`);
  const head = `<tr class="workload"><th scope="rowgroup" colspan="10"><span class="title">${escapeHtml(workload.name)}</span> <span class="kind">${escapeHtml(workloadSubtitle(workload))}</span>${origin === undefined ? '' : ` <span class="origin">${escapeHtml(origin)}</span>`}</th></tr>`;
  const body =
    workload.volumes.length === 0 ? `<tr class="bare"><td colspan="10">${NO_VOLUMES}</td></tr>` : workload.volumes.map(row).join('\n');
  return `<tbody aria-label="${escapeHtml(titleOf(workload))}">\n${head}\n${body}\n</tbody>`;
}

function row(volume: VolumeReport): string {
  const { kind, backedUp } = volume;
  const noBackup = !backedUp && wantsBackup(volume);
  return [
    '<tr>',
    `<td data-label="Mounted at">${volume.mounts.length === 0 ? `<span class="quiet">${unmountedText(volume)}</span>` : mountList(volume.mounts)}</td>`,
    `<td data-label="Storage"><span><span class="swatch ${KINDS[kind].reach}" aria-hidden="true"></span>${escapeHtml(storageText(volume))}</span></td>`,
    ...EVENTS.map((event) => fateCell(event, volume)),
    `<td data-label="Also mounted by">${cellText(sharedText(volume), volume.sharedWith.length === 0)}</td>`,
    `<td data-label="Class, reclaim policy">${cellText(classText(volume))}</td>`,
    `<td data-label="Backup"${noBackup ? ' class="warn"' : ''}>${cellText(backupText(volume))}</td>`,
    '</tr>',
  ].join('');
}

function cellText(text: string, isQuiet = false): string {
  if (text === NOT_APPLICABLE) return `<span class="quiet" role="img" aria-label="does not apply">${text}</span>`;
  return isQuiet ? `<span class="quiet">${escapeHtml(text)}</span>` : `<span>${escapeHtml(text)}</span>`;
}

/** Containers that mount a volume in the same way are named together. */
function mountList(mounts: readonly MountReport[]): string {
  const groups = groupBy(mounts, ({ path, subPath }) => JSON.stringify([path, subPath]));
  return [...groups.values()]
    .map((group) => {
      const [{ path = '(no path)', subPath }] = group;
      const who = group.map((mount) => `${mount.container} ${accessOf(mount)}`).join('; ');
      return `<div class="mount"><code>${escapeHtml(path)}</code>${subPath === undefined ? '' : ` <span class="quiet">only ${escapeHtml(subPath)}</span>`} <span class="by">${escapeHtml(who)}</span></div>`;
    })
    .join('');
}

function fateCell(event: StorageEvent, { survives }: VolumeReport): string {
  const { fate, note } = survives[event];
  const said = note === undefined ? '' : `<span class="note">${escapeHtml(note)}</span>`;
  return `<td class="event" data-label="${EVENT_TITLES[event]}"><span class="mark ${fate}" aria-hidden="true">${MARKS[fate]}</span><span class="fate${note === undefined ? '' : ' spoken'}">${FATE_TITLES[fate]}</span>${said}</td>`;
}

function footer(): string {
  return '<footer>Made by cdk8s-storage from manifests alone: what is in the cluster besides them is not seen.</footer>';
}
