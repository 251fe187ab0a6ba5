import { Backups } from '../checks/lookup/backups';
import { databasesOf } from '../checks/lookup/databases';
import { ManifestSet } from '../checks/manifest-set';
import { Mount, PodTemplate, PodVolume } from '../checks/pod-template';
import { wantsBackup } from './cells';
import { Sharing } from './sharing';
import { storageOf, Storage } from './storage';
import { EVENTS, Survivals, KINDS, StorageEvent } from './survival';

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
  /** Most Pods at once; missing for one on each node. */
  readonly replicas?: number;
  readonly volumes: readonly VolumeReport[];
}

export interface ReportSummary {
  readonly workloads: number;
  readonly volumes: number;
  /** How many volumes that hold data of the workload's own are lost in each event. */
  readonly lost: Readonly<Record<StorageEvent, number>>;
  /** Volumes with data that outlives its Pods and that nothing in the manifests backs up. */
  readonly withoutBackup: number;
}

/** What each workload stores, and what of it survives. */
export interface ReportModel {
  readonly summary: ReportSummary;
  readonly workloads: readonly WorkloadReport[];
}

/** Reports on a set of manifests. */
export function reportOn(set: ManifestSet): ReportModel {
  const sharing = new Sharing(set);
  const backups = new Backups(set);
  const workloads = set.pods.map((pod) => reportWorkload(set, pod, sharing, backups)).sort(compareWorkloads);
  const volumes = workloads.flatMap((workload) => workload.volumes);
  const data = volumes.filter(holdsData);
  const lost = (event: StorageEvent) => data.filter(({ survives }) => survives[event].fate === 'lost').length;
  return {
    summary: {
      workloads: workloads.length,
      volumes: volumes.length,
      lost: Object.fromEntries(EVENTS.map((event) => [event, lost(event)])) as Record<StorageEvent, number>,
      withoutBackup: new Set(data.filter((volume) => wantsBackup(volume) && volume.backups.length === 0).map(storageKey)).size,
    },
    workloads,
  };
}

/** Whether what is in a volume was put there by the workload: configuration and images come from elsewhere. */
export function holdsData({ kind }: Pick<VolumeReport, 'kind'>): boolean {
  return KINDS[kind].reach !== 'api' && kind !== 'inline-csi' && kind !== 'missing';
}

/** A claim that several workloads mount counts once. */
function storageKey(volume: VolumeReport): unknown {
  const { claim } = volume;
  return claim?.origin === 'object' || claim?.origin === 'elsewhere' ? `${claim.namespace ?? ''}/${claim.name}` : volume;
}

/** A workload as people write it. */
export function titleOf({ kind, name }: Pick<WorkloadReport, 'kind' | 'name'>): string {
  return `${kind} ${name}`;
}

function reportWorkload(set: ManifestSet, pod: PodTemplate, sharing: Sharing, backups: Backups): WorkloadReport {
  const { workload } = pod;
  const replicas = set.mostReplicas(pod);
  const { file, constructPath } = workload.origin;
  return {
    kind: workload.kind,
    namespace: workload.namespace,
    name: workload.name,
    file,
    line: workload.origin.lineOf?.([]),
    constructPath,
    ...(Number.isFinite(replicas) ? { replicas } : {}),
    volumes: [...pod.volumes.map((volume) => reportVolume(set, pod, volume, sharing, backups)), ...onLayer(set, pod), ...dangling(pod)],
  };
}

function reportVolume(set: ManifestSet, pod: PodTemplate, volume: PodVolume, sharing: Sharing, backups: Backups): VolumeReport {
  const storage = storageOf(set, pod, volume);
  const mounts = pod.mountsOf(volume);
  const claim = set.claim(pod, volume);
  const databases = databasesOf(set);
  const database = databases.find(({ mount }) => mount?.volume === volume);
  const own = pod.workload.toString();
  const sharedWith = sharing.others(pod, volume);
  const isOwnClaim = claim !== undefined && claim.origin !== 'ephemeral';
  const runsDatabase = databases.some((one) => one.pod === pod);
  return {
    name: volume.name,
    ...storage,
    mounts: mounts.map(reportMount),
    survives: survivalsOf(storage, mounts),
    ...(database === undefined ? {} : { database: database.facts.title }),
    sharedWith,
    backups: isOwnClaim ? backups.covering(pod, claim, runsDatabase).filter((title) => title !== own) : [],
    holdsBackups:
      volume.claimName !== undefined && sharedWith.length === 0 && mounts.some(({ writable }) => writable) && backups.isJob(pod),
  };
}

function reportMount(mount: Mount): MountReport {
  const { container, path, subPath, writable } = mount;
  return {
    container: container.name,
    role: container.role,
    ...(path === undefined ? {} : { path }),
    ...(subPath === undefined ? {} : { subPath }),
    access: writable ? 'read-write' : 'read-only',
  };
}

/** A file that is mounted on its own is that of the container's start for as long as the container runs. */
function survivalsOf({ kind }: Storage, mounts: readonly Mount[]): Survivals {
  const { survives } = KINDS[kind];
  if (kind !== 'configuration' || mounts.length === 0 || !mounts.every(({ subPath }) => subPath !== undefined)) return survives;
  return { ...survives, containerRestart: { fate: 'rebuilt', note: 'changes only then' } };
}

/** Databases that keep their data on no volume at all. */
function onLayer(set: ManifestSet, pod: PodTemplate): VolumeReport[] {
  return databasesOf(set)
    .filter((database) => database.pod === pod && database.mount === undefined)
    .map(({ container, facts, directory }) => ({
      name: `layer of ${container.name}`,
      kind: 'container-layer' as const,
      details: [],
      mounts: [{ container: container.name, role: container.role, path: directory, access: 'read-write' as const }],
      survives: KINDS['container-layer'].survives,
      database: facts.title,
      sharedWith: [],
      backups: [],
      holdsBackups: false,
    }));
}

/** Mounts of volumes that the Pod has not: it will not start. */
function dangling(pod: PodTemplate): VolumeReport[] {
  return pod.mounts
    .filter(({ volume }) => volume === undefined)
    .map((mount) => ({
      name: mount.name ?? '(no name)',
      kind: 'missing' as const,
      details: ['the Pod does not start'],
      mounts: [reportMount(mount)],
      survives: KINDS.missing.survives,
      sharedWith: [],
      backups: [],
      holdsBackups: false,
    }));
}

function compareWorkloads(one: WorkloadReport, other: WorkloadReport): number {
  return (
    compareTexts(one.namespace ?? '', other.namespace ?? '') || compareTexts(one.name, other.name) || compareTexts(one.kind, other.kind)
  );
}

function compareTexts(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
