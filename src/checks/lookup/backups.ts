import { Claim } from '../claim';
import { Cursor } from '../cursor';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';
import { PodTemplate, PodVolume } from '../pod-template';
import { selects } from '../selector';
import { BackupProgram, backupProgram, dumpsEngine } from './backup-jobs';
import { driverOfClaim } from './storage';
import { labelsOf, Reach, Velero } from './velero';

/** What backs something up, as people write the object. */
export interface Backup {
  readonly title: string;
  /** Whether the manifests show that it does; else it may, and what decides is elsewhere. */
  readonly sure: boolean;
}

/** The data that a backup is looked for: a claim as a Pod mounts it. */
export interface Data {
  readonly pod: PodTemplate;
  readonly volume: PodVolume;
  readonly claim: Claim;
  /** Programs that dump the database that the Pod runs, as regular expressions; undefined where it runs none. */
  readonly dumpedBy?: readonly string[];
}

/** Operators that name one claim, and whether they are at rest. */
const BY_CLAIM: ReadonlyArray<readonly [type: string, claim: readonly string[], resting?: readonly string[]]> = [
  ['snapshot.storage.k8s.io/VolumeSnapshot', ['spec', 'source', 'persistentVolumeClaimName']],
  ['volsync.backube/ReplicationSource', ['spec', 'sourcePVC'], ['spec', 'paused']],
  ['gemini.fairwinds.com/SnapshotGroup', ['spec', 'persistentVolumeClaim', 'claimName']],
];

/** Operators that name a workload or a claim, by kind and name. */
const BY_REF: ReadonlyArray<readonly [type: string, ref: readonly string[], resting: readonly string[]]> = [
  ['stash.appscode.com/BackupConfiguration', ['spec', 'target', 'ref'], ['spec', 'paused']],
  ['core.kubestash.com/BackupConfiguration', ['spec', 'target'], ['spec', 'paused']],
];

/** A copy job, with where it may write. */
interface Task {
  readonly title: string;
  readonly pod: PodTemplate;
  readonly programs: readonly BackupProgram[];
}

const BACKUP_MARK = /backup|k8up|recurring-job/i;
const NO_MARK = /exclude|skip|disable|policy|hook|timeout|retention|command|target|schedule/i;
const NO_VALUE = /^(false|no|off|none|never|disabled|0|)$/i;

/** What is known of backups in a set of manifests. Nothing counts that does not reach the data, or that writes beside it. */
export class Backups {
  private readonly velero: Velero;
  /** What backs up a claim, by `namespace/name`. */
  private readonly ofClaims = new Map<string, Set<string>>();
  /** What backs up a workload, by `namespace/kind/name`. */
  private readonly ofWorkloads = new Map<string, Set<string>>();
  /** What backs up claims of a namespace by their labels. */
  private readonly ofLabels = new Map<string, Array<{ readonly title: string; readonly selector: Cursor }>>();
  /** What backs up all claims of a namespace. */
  private readonly ofNamespaces = new Map<string, Set<string>>();
  /** What backs up the databases of an operator, by namespace and the name of the cluster. */
  private readonly ofClusters = new Map<string, Set<string>>();
  /** Jobs that dump databases, by namespace; and by the words that they are told, after the namespace. */
  private readonly dumps = new Map<string, Task[]>();
  private readonly dumpsByWord = new Map<string, Set<Task>>();
  /** Jobs that mount a claim, by `namespace/name`. */
  private readonly tasksOfClaim = new Map<string, Set<Task>>();
  private readonly taskOf = new Map<PodTemplate, Task>();

  constructor(private readonly set: ManifestSet) {
    this.velero = new Velero(set);
    for (const [type, path, resting] of BY_CLAIM) {
      for (const manifest of set.all(type)) {
        const claim = manifest.root.at(...path).text;
        const rests = resting !== undefined && manifest.root.at(...resting).flag === true;
        if (claim !== undefined && !rests) append(this.ofClaims, keyOf(manifest.namespace, claim), manifest.toString());
      }
    }
    for (const [type, path, resting] of BY_REF) {
      for (const manifest of set.all(type)) {
        if (manifest.root.at(...resting).flag === true) continue;
        const ref = manifest.root.at(...path);
        const name = ref.at('name').text;
        const namespace = ref.at('namespace').text ?? manifest.namespace;
        if (ref.at('kind').text === 'PersistentVolumeClaim') append(this.ofClaims, keyOf(namespace, name), manifest.toString());
        else append(this.ofWorkloads, `${namespace ?? ''}/${ref.at('kind').text ?? ''}/${name ?? ''}`, manifest.toString());
      }
    }
    this.addSelecting();
    for (const pod of set.pods) if (pod.isTask) this.addTask(pod);
  }

  /** Whether something in the set backs up a claim of a Pod, or may do so. */
  covers(data: Data): boolean {
    return this.covering(data).length > 0;
  }

  /** What in the set backs up a claim of a Pod, or the program that writes to it; what surely does comes first. */
  covering(data: Data): readonly Backup[] {
    const { pod, claim } = data;
    const sure = [
      ...this.namesOf(data).flatMap((name) => [...(this.ofClaims.get(keyOf(pod.namespace, name)) ?? [])]),
      ...(this.ofWorkloads.get(`${pod.namespace ?? ''}/${pod.workload.kind}/${pod.workload.name}`) ?? []),
      ...(this.ofLabels.get(claim.namespace ?? '') ?? [])
        .filter(({ selector }) => selects(selector, labelsOf(claim)) === true)
        .map(({ title }) => title),
      ...(isOptedOut(claim) ? [] : (this.ofNamespaces.get(pod.namespace ?? '') ?? [])),
      ...this.ofCluster(pod),
      ...this.ofRecurringJobs(data, 'yes'),
    ];
    const reached = [...this.velero.covering(data), ...this.inPod(data), ...this.ofTasks(data)];
    const found = new Map<string, boolean>([
      ...[...marksOf(data, this.velero.isThere), ...this.ofRecurringJobs(data, 'perhaps')].map((title) => [title, false] as const),
      ...reached.filter(([, reach]) => reach === 'perhaps').map(([title]) => [title, false] as const),
      ...reached.filter(([, reach]) => reach === 'yes').map(([title]) => [title, true] as const),
      ...sure.map((title) => [title, true] as const),
    ]);
    return [...found].map(([title, isSure]) => ({ title, sure: isSure })).sort((one, other) => Number(other.sure) - Number(one.sure));
  }

  /** Whether a Pod is that of a job that makes backups. */
  isJob(pod: PodTemplate): boolean {
    return this.taskOf.has(pod);
  }

  private addSelecting(): void {
    const { set } = this;
    for (const manifest of set.all('groupsnapshot.storage.k8s.io/VolumeGroupSnapshot')) {
      this.addLabels(manifest, manifest.root.at('spec', 'source', 'selector'));
    }
    for (const manifest of set.all('snapscheduler.backube/SnapshotSchedule')) {
      if (manifest.root.at('spec', 'disabled').flag === true) continue;
      const selector = manifest.root.at('spec', 'claimSelector');
      if (selector.entries.length > 0) this.addLabels(manifest, selector);
      else append(this.ofNamespaces, manifest.namespace ?? '', manifest.toString());
    }
    for (const [type, path] of [
      ['k8up.io/Schedule', ['spec', 'backup']],
      ['k8up.io/Backup', ['spec']],
    ] as const) {
      for (const manifest of set.all(type)) {
        const backup = manifest.root.at(...path);
        if (!backup.exists || manifest.root.at('spec', 'suspend').flag === true) continue;
        const selectors = backup.at('labelSelectors').items;
        for (const selector of selectors) this.addLabels(manifest, selector);
        if (selectors.length === 0) append(this.ofNamespaces, manifest.namespace ?? '', manifest.toString());
      }
    }
    for (const manifest of set.all('config.kio.kasten.io/Policy')) {
      const spec = manifest.root.at('spec');
      if (spec.at('paused').flag === true || !spec.at('actions').items.some((action) => action.at('action').text === 'backup')) continue;
      for (const namespace of kastenNamespaces(spec.at('selector'))) append(this.ofNamespaces, namespace, manifest.toString());
    }
    for (const manifest of set.all('cr.kanister.io/ActionSet')) {
      for (const action of manifest.root.at('spec', 'actions').items) {
        if (!/backup/i.test(action.at('name').text ?? '')) continue;
        const [kind, name] = [action.at('object', 'kind').text ?? '', action.at('object', 'name').text ?? ''];
        const namespace = action.at('object', 'namespace').text ?? manifest.namespace ?? '';
        for (const workload of ['StatefulSet', 'Deployment']) {
          if (workload.toLowerCase() === kind.toLowerCase()) {
            append(this.ofWorkloads, `${namespace}/${workload}/${name}`, manifest.toString());
          }
        }
      }
    }
    for (const manifest of set.all('postgresql.cnpg.io/ScheduledBackup')) {
      const cluster = manifest.root.at('spec', 'cluster', 'name').text;
      if (manifest.root.at('spec', 'suspend').flag !== true) {
        append(this.ofClusters, keyOf(manifest.namespace, cluster), manifest.toString());
      }
    }
  }

  private addLabels(manifest: Manifest, selector: Cursor): void {
    const namespace = manifest.namespace ?? '';
    const list = this.ofLabels.get(namespace) ?? [];
    this.ofLabels.set(namespace, list);
    list.push({ title: manifest.toString(), selector });
  }

  /** A CronJob that is suspended makes no backup. */
  private addTask(pod: PodTemplate): void {
    const { workload } = pod;
    if (workload.root.at('spec', 'suspend').flag === true) return;
    const programs = pod.containers.flatMap((container) => backupProgram(container, pod) ?? []);
    if (programs.length === 0) return;
    const task: Task = { title: workload.toString(), pod, programs };
    this.taskOf.set(pod, task);
    for (const { claimName } of pod.volumes) if (claimName !== undefined) append(this.tasksOfClaim, keyOf(pod.namespace, claimName), task);
    if (!programs.some(({ dumps }) => dumps)) return;
    const namespace = pod.namespace ?? '';
    this.dumps.set(namespace, [...(this.dumps.get(namespace)?.slice(0, MOST_DOUBTS) ?? []), task]);
    for (const word of wordsIn(programs.map(({ told }) => told).join('\n'))) append(this.dumpsByWord, keyOf(namespace, word), task);
  }

  /** Jobs that read the claim, or dump the database that writes to it, and write somewhere else. */
  private ofTasks(data: Data): ReadonlyArray<readonly [string, Reach]> {
    const { pod, dumpedBy } = data;
    const names = this.namesOf(data);
    const inNamespace = (index: ReadonlyMap<string, ReadonlySet<Task>>, keys: readonly string[]) =>
      new Set(keys.flatMap((key) => [...(index.get(keyOf(pod.namespace, key)) ?? [])]));
    const named = dumpedBy === undefined ? new Set<Task>() : inNamespace(this.dumpsByWord, [...names, pod.workload.name]);
    const doubtful = dumpedBy === undefined ? [] : (this.dumps.get(pod.namespace ?? '') ?? []);
    return [...new Set([...inNamespace(this.tasksOfClaim, names), ...named, ...doubtful])].flatMap((one) => {
      const { title, pod: task, programs } = one;
      if (task === pod) return [];
      const own = task.volumes.filter(({ claimName }) => claimName !== undefined && names.includes(claimName)).map(({ name }) => name);
      // What the job does in one container it may send away in the next.
      const away = programs.some(({ remote, writes, opaque }) => remote || opaque || writes.some((name) => !own.includes(name)));
      const others = task.mounts.some(
        ({ name, writable, volume }) => writable && volume !== undefined && !own.includes(name ?? '') && OUTLIVING.includes(volume.type),
      );
      if (!away && !others) return [];
      // What is called so is where backups go.
      const isStore =
        own.length > 0 &&
        task.mounts.some(({ name, path, volume }) => own.includes(name ?? '') && STORE.test(`${name} ${path} ${volume?.claimName}`));
      const told = programs.map((program) => program.told).join('\n');
      if (!isStore && programs.some(({ copies, reads }) => copies && reads.some((name) => own.includes(name)))) {
        return [[title, 'yes' as const] as const];
      }
      if (dumpedBy === undefined || !programs.some(({ dumps }) => dumps) || !dumpsEngine(told, dumpedBy)) return [];
      const isSeen = others || programs.some(({ remote, writes }) => remote || writes.some((name) => !own.includes(name)));
      return [[title, named.has(one) && isSeen ? 'yes' : 'perhaps'] as const];
    });
  }

  /** A container beside the program, which copies what it sees to somewhere else. */
  private inPod({ pod, volume }: Data): ReadonlyArray<readonly [string, Reach]> {
    if (pod.isTask) return [];
    return pod.running.flatMap((container): Array<readonly [string, Reach]> => {
      const program = backupProgram(container, pod);
      if (program === undefined) return [];
      const away = program.remote || program.writes.some((name) => name !== volume.name);
      const sees = program.dumps || program.reads.includes(volume.name);
      const title = `container ${container.name}`;
      if (away && sees) return [[title, 'yes'] as const];
      return (away && program.copies) || program.opaque ? [[title, 'perhaps'] as const] : [];
    });
  }

  /** The claim as it is called in the cluster; those of the first hundred Pods of a set. */
  private namesOf({ pod, claim }: Data): readonly string[] {
    if (claim.origin === 'object') return [claim.name];
    const most = Math.min(this.set.mostReplicas(pod), 100);
    return Array.from({ length: most }, (_, ordinal) => `${claim.name}-${pod.workload.name}-${ordinal}`);
  }

  /** Pods of CloudNativePG bear the name of their cluster. */
  private ofCluster(pod: PodTemplate): readonly string[] {
    const cluster = pod.labels.get('cnpg.io/cluster');
    return cluster === undefined ? [] : [...(this.ofClusters.get(keyOf(pod.namespace, cluster)) ?? [])];
  }

  /** Recurring jobs of Longhorn: those that its labels name, else those of the group `default`. Snapshots stay on the same disks. */
  private ofRecurringJobs({ claim }: Data, reach: Reach): readonly string[] {
    const labels = [...labelsOf(claim)].filter(
      ([key, value]) => /^recurring-job(-group)?\.longhorn\.io\//.test(key) && value === 'enabled',
    );
    const jobs = labels
      .map(([key]) => ({ name: key.slice(key.indexOf('/') + 1), isGroup: key.startsWith('recurring-job-group') }))
      .filter(({ name, isGroup }) => isGroup || name !== 'source');
    const isOurs = driverOfClaim(this.set, claim) === 'driver.longhorn.io';
    const wanted = jobs.length > 0 ? jobs : isOurs ? [{ name: 'default', isGroup: true }] : [];
    const known = this.set.all('longhorn.io/RecurringJob');
    if (known.length === 0) {
      return reach === 'perhaps' && jobs.length > 0 ? jobs.map(({ name }) => `recurring job ${name} of Longhorn`) : [];
    }
    if (reach === 'perhaps') return [];
    return known
      .filter(({ name, root }) => {
        const isBackup = /^backup/.test(root.at('spec', 'task').text ?? '');
        const groups = root.at('spec', 'groups').texts;
        return isBackup && wanted.some((one) => (one.isGroup ? groups.includes(one.name) : one.name === name));
      })
      .map((manifest) => manifest.toString());
  }
}

/** What people call the place of backups. */
const STORE = /back-?ups?\b|\bdumps?\b|archive/i;

/** Volumes that are there when the Pod of a job has gone. */
const OUTLIVING = ['persistentVolumeClaim', 'claimTemplate', 'nfs', 'hostPath', 'iscsi', 'fc', 'flexVolume', 'csi'];

/** So many jobs that may dump a database, and do not name it, are told of. */
const MOST_DOUBTS = 5;

/** The names in a text, those before a dash too: `orders-rw` is of `orders`. */
function wordsIn(text: string): ReadonlySet<string> {
  const words = new Set<string>();
  for (const [word] of text.matchAll(/[A-Za-z0-9][A-Za-z0-9-]{0,252}/g)) {
    for (let at = word.indexOf('-'); at > 0; at = word.indexOf('-', at + 1)) words.add(word.slice(0, at));
    words.add(word);
  }
  return words;
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
  if (/velero\.io\//.test(key) || /^recurring-job/.test(key) || NO_MARK.test(key)) return false;
  return BACKUP_MARK.test(key) && !NO_VALUE.test(value.trim());
}

function isOptedOut(claim: Claim): boolean {
  return claim.at.at('metadata', 'annotations', 'k8up.io/backup').text === 'false';
}

/** The namespaces that a policy of Kasten names. */
function kastenNamespaces(selector: Cursor): readonly string[] {
  return [
    ...selector
      .at('matchLabels')
      .textEntries.filter(([key]) => key === 'k10.kasten.io/appNamespace')
      .map(([, value]) => value),
    ...selector
      .at('matchExpressions')
      .items.filter((one) => one.at('key').text === 'k10.kasten.io/appNamespace' && one.at('operator').text === 'In')
      .flatMap((one) => one.at('values').texts),
  ];
}

function keyOf(namespace: string | undefined, name: string | undefined): string {
  return `${namespace ?? ''}/${name ?? ''}`;
}

function append<T>(index: Map<string, Set<T>>, key: string, value: T): void {
  const values = index.get(key);
  if (values === undefined) index.set(key, new Set([value]));
  else values.add(value);
}
