import { Kind } from './api-json';

/*
 * The areas of the API: the directories that its types stand in, by what people look for.
 */

/** Directories below src/, in the order in which they are shown; others follow, by their own names. */
const TITLES: Readonly<Record<string, string>> = {
  'storage-classes': 'Storage classes and drivers',
  volumes: 'Volumes and claims',
  'patterns/database': 'Databases',
  'operators/cloudnative-pg': 'Replicated databases',
  'patterns/stateful-workload': 'Workloads that keep data',
  'patterns/shared-storage': 'Shared files',
  'patterns/nfs': 'NFS',
  'patterns/volume-backup': 'Backups of volumes',
  'patterns/snapshots': 'Snapshots',
  alarms: 'Alarms',
  'patterns/config-reload': 'Configuration that reloads',
  'patterns/node-agent': 'Agents of the node',
  'patterns/shared-scratch': 'Scratch space',
  config: 'Files, texts and credentials',
  workloads: 'Workloads of any make',
  hardening: 'Hardening and networks',
  sets: 'Updates of sets',
  validation: 'Checks, plans and reports',
  synth: 'Synthesis',
};

/** What is made or called comes before what it takes. */
const ORDER: readonly Kind[] = ['constructs', 'classes', 'interfaces', 'structs', 'enums'];

interface Placed {
  readonly name: string;
  readonly kind: Kind;
  readonly directory: string;
}

export function areasOf(types: readonly Placed[]): Array<{ readonly title: string; readonly types: readonly string[] }> {
  const others = [...new Set(types.map(({ directory }) => directory))].filter((directory) => !(directory in TITLES)).sort();
  return [...Object.keys(TITLES), ...others].flatMap((directory) => {
    const here = types.filter((type) => type.directory === directory);
    if (here.length === 0) return [];
    here.sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || a.name.localeCompare(b.name));
    return [{ title: TITLES[directory] ?? titleOf(directory), types: here.map(({ name }) => name) }];
  });
}

function titleOf(directory: string): string {
  const words = directory.split('/').pop()!.replaceAll('-', ' ');
  return words[0].toUpperCase() + words.slice(1);
}
