import { groupBy } from '../util/group-by';
import { holdsData, ReportModel, titleOf, VolumeReport, WorkloadReport } from './model';
import { KINDS, Reach, StorageKind } from './survival';

/** From left to right. */
export const COLUMNS = ['Workloads', 'Claims and scratch', 'Volumes', 'Classes'] as const;

export interface GraphNode {
  readonly id: string;
  /** Index into COLUMNS. */
  readonly column: number;
  readonly title: string;
  readonly subtitle: string;
  readonly reach: Reach | 'workload';
  /** Named by a manifest, and not among them. */
  readonly elsewhere: boolean;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** How a workload mounts; missing between claims, volumes and classes. */
  readonly access?: 'read-write' | 'read-only';
}

/** What one namespace stores: workloads, claims, volumes and classes. */
export interface NamespaceGraph {
  readonly namespace?: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** The diagram of each namespace; configuration is left to the tables, where it hides nothing. */
export function graphsOf({ workloads }: ReportModel): NamespaceGraph[] {
  return namespacesOf(workloads).map(([namespace, own]) => {
    const builder = new GraphBuilder();
    for (const workload of own) builder.add(workload);
    return { namespace, nodes: [...builder.nodes.values()], edges: [...builder.edges.values()] };
  });
}

/** The workloads of each namespace, in order. */
export function namespacesOf(
  workloads: readonly WorkloadReport[],
): Array<readonly [namespace: string | undefined, workloads: readonly WorkloadReport[]]> {
  return [...groupBy(workloads, ({ namespace }) => namespace)];
}

class GraphBuilder {
  readonly nodes = new Map<string, GraphNode>();
  readonly edges = new Map<string, GraphEdge>();

  add(workload: WorkloadReport): void {
    const volumes = workload.volumes.filter((volume) => holdsData(volume) && volume.mounts.length > 0);
    if (volumes.length === 0) return;
    const id = `workload ${titleOf(workload)}`;
    this.node({ id, column: 0, title: workload.name, subtitle: workloadSubtitle(workload), reach: 'workload', elsewhere: false });
    for (const volume of volumes) this.addVolume(id, workload, volume);
  }

  private addVolume(from: string, workload: WorkloadReport, volume: VolumeReport): void {
    const { kind, claim, storageClass } = volume;
    const { reach } = KINDS[kind];
    const id = idOf(workload, volume);
    this.node({
      id,
      column: 1,
      title: claim?.name ?? volume.name,
      subtitle: volumeSubtitle(volume),
      reach,
      elsewhere: claim?.origin === 'elsewhere',
    });
    this.edge(from, id, volume.mounts.some(({ access }) => access === 'read-write') ? 'read-write' : 'read-only');
    let last = id;
    if (volume.volume !== undefined) {
      last = `pv ${volume.volume}`;
      const subtitle = [volume.driver, volume.reclaim].filter((text) => text !== undefined).join(' · ');
      this.node({ id: last, column: 2, title: volume.volume, subtitle, reach, elsewhere: false });
      this.edge(id, last);
    }
    // With a volume made by hand, a class that nobody defines is only the name that ties the two.
    if (storageClass === undefined || (volume.volume !== undefined && !storageClass.known)) return;
    const { name = 'cluster default', provisioner, known, kind: classKind } = storageClass;
    const classId = `class ${name}`;
    const subtitle = known
      ? [provisioner, volume.volume === undefined ? volume.reclaim : undefined].filter((text) => text !== undefined).join(' · ')
      : 'not among the manifests';
    this.node({
      id: classId,
      column: 3,
      title: name,
      subtitle,
      reach: classKind === undefined ? 'unknown' : KINDS[classKind].reach,
      elsewhere: !known,
    });
    this.edge(last, classId);
  }

  private node(node: GraphNode): void {
    if (!this.nodes.has(node.id)) this.nodes.set(node.id, node);
  }

  private edge(from: string, to: string, access?: GraphEdge['access']): void {
    const key = `${from}\n${to}`;
    if (this.edges.get(key)?.access !== 'read-write') this.edges.set(key, access === undefined ? { from, to } : { from, to, access });
  }
}

/** What is the same storage is one node; what each workload has for itself is a node of its own. */
function idOf(workload: WorkloadReport, { name, kind, claim, details }: VolumeReport): string {
  if (claim?.origin === 'object' || claim?.origin === 'elsewhere') return `claim ${claim.name}`;
  if (claim === undefined && (kind === 'host-path' || kind === 'network-files')) return `source ${kind} ${details.join()}`;
  return `own ${titleOf(workload)} ${name}`;
}

/** `StatefulSet × 3`. */
export function workloadSubtitle({ kind, replicas, operator }: WorkloadReport): string {
  if (operator !== undefined) return `${kind} of its operator`;
  if (replicas === undefined) return `${kind} on each node`;
  return replicas === 1 ? kind : `${kind} × ${replicas}`;
}

const MODES: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadWriteOncePod: 'RWOP',
  ReadWriteMany: 'RWX',
  ReadOnlyMany: 'ROX',
};

/** Where the whole title leaves no room for the rest. */
const SHORT_TITLES: Partial<Record<StorageKind, string>> = {
  'scratch-disk': 'scratch',
  'host-path': 'of the node',
  'network-files': 'network files',
  'container-layer': 'container layer',
};

function volumeSubtitle({ kind, claim, details }: VolumeReport): string {
  if (claim === undefined) return [SHORT_TITLES[kind] ?? KINDS[kind].title, ...details].join(' · ');
  const origin = claim.origin === 'template' ? 'one for each Pod' : claim.origin === 'ephemeral' ? 'goes with its Pod' : undefined;
  const parts = [claim.size, claim.accessModes.map((mode) => MODES[mode] ?? mode).join(', ') || undefined, origin, ...details];
  return parts.filter((part) => part !== undefined).join(' · ');
}
