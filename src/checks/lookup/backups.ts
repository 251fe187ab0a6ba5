import { Cursor } from '../cursor';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';
import { PodTemplate, PodVolume } from '../pod-template';
import { BackupJobs, Data } from './backup-jobs';
import { BackupObjects } from './backup-objects';
import { backupsOfCluster } from './cluster-backups';
import { claimNamesOf } from './claims';
import { SnapshotJobs } from './snapshot-jobs';
import { Velero } from './velero';

/** What backs something up, as people write the object. */
export interface Backup {
  readonly title: string;
  /** Whether the manifests show that it does; else it may, and what decides is elsewhere. */
  readonly sure: boolean;
}

const BACKUP_MARK = /backup|k8up|recurring-job/i;
const NO_MARK = /exclude|skip|disable|policy|hook|timeout|retention|command|target|schedule/i;
const NO_VALUE = /^(false|no|off|none|never|disabled|0|)$/i;

/** Of a template so many claims are looked for by name. */
const MOST_NAMES = 100;

/** What is known of backups in a set of manifests. Nothing counts that does not reach the data, or that writes beside it. */
export class Backups {
  private readonly velero: Velero;
  private readonly objects: BackupObjects;
  private readonly jobs: BackupJobs;
  private readonly snapshots: SnapshotJobs;

  constructor(private readonly set: ManifestSet) {
    this.velero = new Velero(set);
    this.objects = new BackupObjects(set);
    this.jobs = new BackupJobs(set);
    this.snapshots = new SnapshotJobs(set);
  }

  /** Whether something in the set backs up a claim of a Pod, or may do so. */
  covers(data: Data): boolean {
    return this.covering(data).length > 0;
  }

  /** What in the set backs up a claim of a Pod, or the program that writes to it; what surely does comes first. */
  covering(data: Data): readonly Backup[] {
    const { pod, claim } = data;
    const names = claimNamesOf(this.set, pod, claim, MOST_NAMES);
    const recurring = this.objects.recurringJobs(claim);
    const sure = [...this.objects.covering(pod, claim, names), ...recurring.sure, ...this.snapshots.covering(pod, claim, names)];
    const reached = [...this.velero.covering(data), ...this.jobs.covering(data, names)];
    const found = new Map<string, boolean>([
      ...[...marksOf(data, this.velero.isThere), ...recurring.perhaps].map((title) => [title, false] as const),
      ...reached.filter(([, reach]) => reach === 'perhaps').map(([title]) => [title, false] as const),
      ...reached.filter(([, reach]) => reach === 'yes').map(([title]) => [title, true] as const),
      ...sure.map((title) => [title, true] as const),
    ]);
    return [...found].map(([title, isSure]) => ({ title, sure: isSure })).sort((one, other) => Number(other.sure) - Number(one.sure));
  }

  /** What in the set backs up what an operator runs, and whether surely: what is asked of others reaches claims that nobody knows here. */
  ofCluster(cluster: Manifest): readonly Backup[] {
    const sure = backupsOfCluster(this.set, cluster).map((title) => ({ title, sure: true }));
    const { namespace } = cluster;
    const perhaps = [...this.objects.coveringNamespace(namespace), ...this.velero.reaching(namespace)];
    return [...sure, ...perhaps.map((title) => ({ title, sure: false }))];
  }

  /** Whether a Pod is that of a job that makes backups. */
  isJob(pod: PodTemplate): boolean {
    return this.jobs.has(pod);
  }
}

/** Annotations and labels that ask for a backup, which whoever reads them may make. */
function marksOf({ pod, volume, claim }: Data, hasVelero: boolean): readonly string[] {
  const marked = (manifest: Manifest, ...places: readonly Cursor[]) =>
    places.some((place) =>
      [...place.at('annotations').textEntries, ...place.at('labels').textEntries].some(([key, value]) =>
        isMark(key, value, volume, hasVelero),
      ),
    )
      ? [`annotation or label of ${manifest.toString()}`]
      : [];
  const metadata = pod.workload.root.at('metadata');
  return [
    ...(claim.origin === 'object' ? marked(claim.manifest, claim.at.at('metadata')) : []),
    ...marked(pod.workload, metadata, pod.metadata, ...(claim.origin === 'template' ? [claim.at.at('metadata')] : [])),
  ];
}

function isMark(key: string, value: string, volume: PodVolume, hasVelero: boolean): boolean {
  if (key === 'backup.velero.io/backup-volumes') return !hasVelero && value.split(',').some((name) => name.trim() === volume.name);
  // What is acknowledged here says that there is none.
  if (/^cdk8s-storage\//.test(key) || /velero\.io\//.test(key) || /^recurring-job/.test(key) || NO_MARK.test(key)) return false;
  return BACKUP_MARK.test(key) && !NO_VALUE.test(value.trim());
}
