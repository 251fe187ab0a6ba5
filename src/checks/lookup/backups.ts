import { DATABASES } from '../../facts/engines';
import { Claim } from '../claim';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';
import { PodTemplate } from '../pod-template';
import { toldTo } from './scripts';

/** Programs that back up volumes of anything. */
const ANY_DATA = ['restic', 'kopia', 'borg', 'velero', 'rclone', 'back-?up'];

/** Programs that back up databases or volumes, by what they are called in images, commands and variables. */
const PROGRAMS = new RegExp([...DATABASES.flatMap(({ backupPrograms = [] }) => backupPrograms), ...ANY_DATA].join('|'), 'i');

/** Kinds of operators that back up claims or whole namespaces, and where they say which. */
const OPERATORS: ReadonlyArray<readonly [type: string, claimOf: ((manifest: Manifest) => string | undefined) | undefined]> = [
  ['volsync.backube/ReplicationSource', ({ root }) => root.at('spec', 'sourcePVC').text],
  ['k8up.io/Schedule', undefined],
  ['k8up.io/Backup', undefined],
  ['cr.kanister.io/ActionSet', undefined],
  ['cr.kanister.io/Blueprint', undefined],
  ['config.kio.kasten.io/Policy', undefined],
  ['stash.appscode.com/BackupConfiguration', undefined],
  ['core.kubestash.com/BackupConfiguration', undefined],
  ['snapscheduler.backube/SnapshotSchedule', undefined],
  ['gemini.fairwinds.com/SnapshotGroup', ({ root }) => root.at('spec', 'persistentVolumeClaim', 'claimName').text],
];

/** Objects of Velero say which namespaces they back up; without a list, all. */
const VELERO = [
  ['velero.io/Schedule', ['spec', 'template', 'includedNamespaces']],
  ['velero.io/Backup', ['spec', 'includedNamespaces']],
] as const;

const BACKUP_KEY = /backup|snapshot|velero|k8up|recurring-job/i;

/** What is known of backups in a set of manifests. */
export class Backups {
  /** What backs up a claim, by `namespace/name`. */
  private readonly ofClaims = new Map<string, Set<string>>();
  private readonly ofNamespaces = new Map<string, Set<string>>();
  private readonly ofAll = new Set<string>();
  /** Jobs with a program that dumps databases, by namespace. */
  private readonly dumps = new Map<string, Array<{ readonly title: string; readonly told: string }>>();

  constructor(private readonly set: ManifestSet) {
    for (const snapshot of set.all('snapshot.storage.k8s.io/VolumeSnapshot')) {
      const claim = snapshot.root.at('spec', 'source', 'persistentVolumeClaimName').text;
      append(this.ofClaims, keyOf(snapshot.namespace, claim), snapshot.toString());
    }
    for (const [type, claimOf] of OPERATORS) {
      for (const manifest of set.all(type)) {
        const claim = claimOf?.(manifest);
        if (claim === undefined) append(this.ofNamespaces, manifest.namespace ?? '', manifest.toString());
        else append(this.ofClaims, keyOf(manifest.namespace, claim), manifest.toString());
      }
    }
    for (const [type, path] of VELERO) {
      for (const manifest of set.all(type)) {
        const names = manifest.root.at(...path).texts;
        if (names.length === 0 || names.includes('*')) this.ofAll.add(manifest.toString());
        for (const name of names) append(this.ofNamespaces, name, manifest.toString());
      }
    }
    for (const pod of set.pods) if (pod.isTask) this.addTask(pod);
  }

  /** Whether something in the set backs up a claim of a Pod, or the program that writes to it. */
  covers(pod: PodTemplate, claim: Claim): boolean {
    return this.covering(pod, claim).length > 0;
  }

  /**
   * What in the set backs up a claim of a Pod, or the program that writes to it: the objects, as people write them. A job that dumps a
   * database over the network says nothing about other claims: it counts only where the Pod runs a database.
   */
  covering(pod: PodTemplate, claim: Claim, runsDatabase = true): readonly string[] {
    const marked = isMarked(pod.workload) || pod.metadata.at('annotations').entries.some(([key]) => BACKUP_KEY.test(key));
    return [
      ...new Set([
        ...this.ofMounted(pod, claim),
        ...(isMarked(claim.manifest) && claim.origin === 'object' ? [`annotation or label of ${claim.manifest.toString()}`] : []),
        ...(marked ? [`annotation or label of ${pod.workload.toString()}`] : []),
        ...(pod.isTask ? [] : pod.running)
          .filter((container) => isBackup(`${container.name}\n${container.image ?? ''}\n${toldTo(container)}`))
          .map(({ name }) => `container ${name}`),
        ...(this.ofNamespaces.get(pod.namespace ?? '') ?? []),
        ...this.ofAll,
        ...(runsDatabase ? this.dumpsOf(pod) : []),
      ]),
    ];
  }

  /** Whether a Pod is that of a job that makes backups. */
  isJob(pod: PodTemplate): boolean {
    return (this.dumps.get(pod.namespace ?? '') ?? []).some(({ title }) => title === pod.workload.toString());
  }

  private addTask(pod: PodTemplate): void {
    const title = pod.workload.toString();
    for (const { claimName } of pod.volumes) if (claimName !== undefined) append(this.ofClaims, keyOf(pod.namespace, claimName), title);
    const told = pod.containers.map((container) => `${container.image ?? ''}\n${toldTo(container)}`).join('\n');
    if (!isBackup(`${pod.workload.name}\n${told}`)) return;
    const namespace = pod.namespace ?? '';
    const dumps = this.dumps.get(namespace) ?? [];
    this.dumps.set(namespace, dumps);
    dumps.push({ title, told });
  }

  /** A dump over the network names the database in ways that nobody can follow; one in the namespace counts, if with a doubt. */
  private dumpsOf({ workload, namespace }: PodTemplate): readonly string[] {
    return (this.dumps.get(namespace ?? '') ?? []).map(({ title, told }) => (told.includes(workload.name) ? title : `perhaps ${title}`));
  }

  private ofMounted(pod: PodTemplate, claim: Claim): readonly string[] {
    if (claim.origin === 'object') return [...(this.ofClaims.get(keyOf(claim.namespace, claim.name)) ?? [])];
    const base = `${claim.name}-${pod.workload.name}`;
    const most = Math.min(this.set.mostReplicas(pod), 100);
    return Array.from({ length: most }, (_, ordinal) => `${base}-${ordinal}`).flatMap((name) => [
      ...(this.ofClaims.get(keyOf(pod.namespace, name)) ?? []),
    ]);
  }
}

function keyOf(namespace: string | undefined, name: string | undefined): string {
  return `${namespace ?? ''}/${name ?? ''}`;
}

function append(index: Map<string, Set<string>>, key: string, title: string): void {
  const titles = index.get(key) ?? new Set();
  index.set(key, titles);
  titles.add(title);
}

function isBackup(text: string): boolean {
  return PROGRAMS.test(text);
}

function isMarked(manifest: Manifest): boolean {
  const metadata = manifest.root.at('metadata');
  return [...metadata.at('annotations').entries, ...metadata.at('labels').entries].some(([key]) => BACKUP_KEY.test(key));
}
