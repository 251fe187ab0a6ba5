import { dumpsEngine } from '../../facts/backup-programs';
import { ManifestSet } from '../manifest-set';
import { PodTemplate } from '../pod-template';
import { BackupProgram, backupProgram } from './backup-programs';
import { NameIndex } from './name-index';
import { isPersistent } from './storage';
import { Reach, Stored } from './velero';

/** A job that copies or dumps data, with what its containers do. */
interface Task {
  readonly title: string;
  readonly pod: PodTemplate;
  readonly programs: readonly BackupProgram[];
}

/** The data that a backup is looked for: a claim as a Pod mounts it. */
export interface Data extends Stored {
  /** Programs that dump the database that the Pod runs, as regular expressions; undefined where it runs none. */
  readonly dumpedBy?: readonly string[];
}

/** Jobs, and containers beside a program, that back data up. */
export class BackupJobs {
  /** Jobs that dump databases, by namespace; and by the words that they are told. */
  private readonly dumps = new Map<string, Task[]>();
  private readonly dumpsByWord = new NameIndex<Task>();
  /** Jobs that mount a claim. */
  private readonly ofClaim = new NameIndex<Task>();
  private readonly ofPod = new Map<PodTemplate, Task>();

  constructor(set: ManifestSet) {
    for (const pod of set.pods) if (pod.isTask) this.add(pod);
  }

  /** Whether a Pod is that of a job that makes backups. */
  has(pod: PodTemplate): boolean {
    return this.ofPod.has(pod);
  }

  /** What backs up a claim of a Pod, or may do so; the claim is known in the cluster by several names, where it is a template. */
  covering(data: Data, names: readonly string[]): ReadonlyArray<readonly [title: string, reach: Reach]> {
    return [...inPod(data), ...this.ofTasks(data, names)];
  }

  /** A CronJob that is suspended makes no backup. */
  private add(pod: PodTemplate): void {
    const { workload, namespace } = pod;
    if (workload.root.at('spec', 'suspend').flag === true) return;
    const programs = pod.containers.flatMap((container) => backupProgram(container, pod) ?? []);
    if (programs.length === 0) return;
    const task: Task = { title: workload.toString(), pod, programs };
    this.ofPod.set(pod, task);
    for (const { claimName } of pod.volumes) if (claimName !== undefined) this.ofClaim.add(namespace, claimName, task);
    if (!programs.some(({ dumps }) => dumps)) return;
    const dumps = this.dumps.get(namespace ?? '')?.slice(0, MOST_DOUBTS) ?? [];
    this.dumps.set(namespace ?? '', [...dumps, task]);
    for (const word of wordsIn(programs.map(({ told }) => told).join('\n'))) this.dumpsByWord.add(namespace, word, task);
  }

  /** Jobs that read the claim, or dump the database that writes to it, and write somewhere else. */
  private ofTasks({ pod, dumpedBy }: Data, names: readonly string[]): ReadonlyArray<readonly [string, Reach]> {
    const inNamespace = (index: NameIndex<Task>, keys: readonly string[]) =>
      new Set(keys.flatMap((key) => [...index.of(pod.namespace, key)]));
    const named = dumpedBy === undefined ? new Set<Task>() : inNamespace(this.dumpsByWord, [...names, pod.workload.name]);
    const doubtful = dumpedBy === undefined ? [] : (this.dumps.get(pod.namespace ?? '') ?? []);
    return [...new Set([...inNamespace(this.ofClaim, names), ...named, ...doubtful])].flatMap((one) => {
      const { title, pod: task, programs } = one;
      if (task === pod) return [];
      const own = task.volumes.filter(({ claimName }) => claimName !== undefined && names.includes(claimName)).map(({ name }) => name);
      // What the job does in one container it may send away in the next.
      const away = programs.some(({ remote, writes, opaque }) => remote || opaque || writes.some((name) => !own.includes(name)));
      const others = task.mounts.some(
        ({ name, writable, volume }) =>
          writable && volume !== undefined && !own.includes(name ?? '') && (isPersistent(volume) || OUTLIVING.includes(volume.type)),
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
}

/** A container beside the program, which copies what it sees to somewhere else. */
function inPod({ pod, volume }: Stored): ReadonlyArray<readonly [string, Reach]> {
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

/** What people call the place of backups. */
const STORE = /back-?ups?\b|\bdumps?\b|archive/i;

/** Volumes that are there when the Pod of a job has gone, besides those that other nodes reach too. */
const OUTLIVING = ['hostPath', 'csi'];

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
