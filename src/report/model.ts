import { Storage } from './storage';
import { KINDS, StorageEvent, Survivals } from './survival';

/** A mount of a volume. */
export interface MountReport {
  readonly container: string;
  readonly role: 'main' | 'init' | 'sidecar';
  /** The path, or the device. */
  readonly path?: string;
  readonly subPath?: string;
  readonly access: 'read-write' | 'read-only';
}

/** Another workload that mounts the same storage. */
export interface SharerReport {
  readonly workload: string;
  readonly access: 'read-write' | 'read-only';
}

/** A volume of a workload's Pods, with its mounts. */
export interface VolumeReport extends Storage {
  /** Name in the Pod. */
  readonly name: string;
  readonly mounts: readonly MountReport[];
  readonly survives: Survivals;
  /** The database whose data it holds. */
  readonly database?: string;
  readonly sharedWith: readonly SharerReport[];
  /** What backs it up, as far as the manifests say. */
  readonly backups: readonly string[];
  /** Whether one of them surely reaches it: what may, or may not, is called `perhaps`. */
  readonly backedUp: boolean;
  /** Whether it is where a job puts backups. */
  readonly holdsBackups: boolean;
}

export interface WorkloadReport {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly file?: string;
  readonly line?: number;
  readonly constructPath?: string;
  /** Most Pods at once; missing for one on each node, and for what an operator runs. */
  readonly replicas?: number;
  /** What runs it, where it is the object of an operator, whose Pods are not among the manifests. */
  readonly operator?: string;
  readonly volumes: readonly VolumeReport[];
}

/** A claim or volume with data that no workload mounts. */
export interface UnusedReport {
  readonly kind: 'PersistentVolumeClaim' | 'PersistentVolume';
  readonly namespace?: string;
  readonly name: string;
  /** As it is written. */
  readonly size?: string;
  readonly storageClass?: string;
  readonly driver?: string;
  /** What becomes of the data when the object is deleted. */
  readonly reclaim?: string;
  /** Why nobody uses it: a phrase. */
  readonly why: string;
  readonly file?: string;
  readonly line?: number;
}

export interface ReportSummary {
  readonly workloads: number;
  readonly volumes: number;
  /** How many volumes that hold data of the workload's own are lost in each event. */
  readonly lost: Readonly<Record<StorageEvent, number>>;
  /** Volumes with data that outlives its Pods and that nothing in the manifests backs up. */
  readonly withoutBackup: number;
  /** Claims and volumes that no workload mounts, and how many bytes they ask for together. */
  readonly unused: { readonly objects: number; readonly bytes: number };
}

/** What each workload stores, and what of it survives. */
export interface ReportModel {
  readonly summary: ReportSummary;
  readonly workloads: readonly WorkloadReport[];
  /** Data that nobody uses. */
  readonly unused: readonly UnusedReport[];
}

/** Whether what is in a volume was put there by the workload: configuration and images come from elsewhere. */
export function holdsData({ kind }: Pick<VolumeReport, 'kind'>): boolean {
  return KINDS[kind].reach !== 'api' && kind !== 'inline-csi' && kind !== 'missing';
}

/** A workload as people write it. */
export function titleOf({ kind, name }: Pick<WorkloadReport, 'kind' | 'name'>): string {
  return `${kind} ${name}`;
}
