import { Backups } from '../checks/lookup/backups';
import { Database, databasesOf } from '../checks/lookup/databases';
import { ManifestSet } from '../checks/manifest-set';
import { Mount, PodTemplate, PodVolume } from '../checks/pod-template';
import { compareTexts } from '../util/compare-texts';
import { groupBy } from '../util/group-by';
import { wantsBackup } from './cells';
import { holdsData, MountReport, ReportModel, VolumeReport, WorkloadReport } from './model';
import { reportCustom } from './custom';
import { Sharing } from './sharing';
import { Storage, storageOf } from './storage';
import { EVENTS, KINDS, StorageEvent, Survivals } from './survival';
import { bytesOf, unusedIn } from './unused';

/** Reports on a set of manifests. */
export function reportOn(set: ManifestSet): ReportModel {
  const sharing = new Sharing(set);
  const backups = new Backups(set);
  const databases = groupBy(databasesOf(set), ({ pod }) => pod);
  const workloads = set.pods
    .map((pod) => reportWorkload(set, pod, { sharing, backups, databases: databases.get(pod) ?? [] }))
    .concat(reportCustom(set, backups))
    .sort(compareWorkloads);
  const volumes = workloads.flatMap((workload) => workload.volumes);
  const data = volumes.filter(holdsData);
  const unused = unusedIn(set);
  const lost = (event: StorageEvent) => data.filter(({ survives }) => survives[event].fate === 'lost').length;
  return {
    summary: {
      workloads: workloads.length,
      volumes: volumes.length,
      lost: Object.fromEntries(EVENTS.map((event) => [event, lost(event)])) as Record<StorageEvent, number>,
      withoutBackup: new Set(data.filter((volume) => wantsBackup(volume) && !volume.backedUp).map(storageKey)).size,
      unused: { objects: unused.length, bytes: unused.reduce((sum, one) => sum + bytesOf(one), 0) },
    },
    workloads,
    unused,
  };
}

/** A claim that several workloads mount counts once. */
function storageKey(volume: VolumeReport): unknown {
  const { claim } = volume;
  return claim?.origin === 'object' || claim?.origin === 'elsewhere' ? `${claim.namespace ?? ''}/${claim.name}` : volume;
}

/** What is known of the whole set, and the databases of the one Pod. */
interface Known {
  readonly sharing: Sharing;
  readonly backups: Backups;
  readonly databases: readonly Database[];
}

function reportWorkload(set: ManifestSet, pod: PodTemplate, known: Known): WorkloadReport {
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
    volumes: [...pod.volumes.map((volume) => reportVolume(set, pod, volume, known)), ...onLayer(known), ...dangling(pod)],
  };
}

function reportVolume(set: ManifestSet, pod: PodTemplate, volume: PodVolume, { sharing, backups, databases }: Known): VolumeReport {
  const storage = storageOf(set, pod, volume);
  const mounts = pod.mountsOf(volume);
  const claim = set.claim(pod, volume);
  const database = databases.find(({ mount }) => mount?.volume === volume);
  const own = pod.workload.toString();
  const sharedWith = sharing.others(pod, volume);
  const isOwnClaim = claim !== undefined && claim.origin !== 'ephemeral';
  const data = { pod, volume, claim: claim!, dumpedBy: database && (database.facts.backupPrograms ?? []) };
  const found = isOwnClaim ? backups.covering(data).filter(({ title }) => title !== own) : [];
  return {
    name: volume.name,
    ...storage,
    mounts: mounts.map(reportMount),
    survives: survivalsOf(storage, mounts),
    ...(database === undefined ? {} : { database: database.facts.title }),
    sharedWith,
    backups: found.map(({ title, sure }) => (sure ? title : `perhaps ${title}`)),
    backedUp: found.some(({ sure }) => sure),
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
function survivalsOf({ kind, driver }: Storage, mounts: readonly Mount[]): Survivals {
  const { survives } = KINDS[kind];
  if (kind === 'unknown-storage' && driver !== undefined) {
    const unknown = { fate: 'unknown' as const, note: `not known of ${driver}` };
    return { ...survives, nodeLost: unknown, zoneLost: unknown };
  }
  if (kind !== 'configuration' || mounts.length === 0 || !mounts.every(({ subPath }) => subPath !== undefined)) return survives;
  return { ...survives, containerRestart: { fate: 'rebuilt', note: 'changes only then' } };
}

/** What nobody else sees, and nothing backs up. */
const ALONE = { sharedWith: [], backups: [], backedUp: false, holdsBackups: false };

/** Databases that keep their data on no volume at all. */
function onLayer({ databases }: Known): VolumeReport[] {
  return databases
    .filter(({ mount }) => mount === undefined)
    .map(({ container, facts, directory }) => ({
      name: `layer of ${container.name}`,
      kind: 'container-layer' as const,
      details: [],
      mounts: [{ container: container.name, role: container.role, path: directory, access: 'read-write' as const }],
      survives: KINDS['container-layer'].survives,
      database: facts.title,
      ...ALONE,
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
      ...ALONE,
    }));
}

function compareWorkloads(one: WorkloadReport, other: WorkloadReport): number {
  return (
    compareTexts(one.namespace ?? '', other.namespace ?? '') || compareTexts(one.name, other.name) || compareTexts(one.kind, other.kind)
  );
}
