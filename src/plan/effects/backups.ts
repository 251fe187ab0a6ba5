import { BACKUP_OBJECTS } from '../../facts/operators/backups';
import { CLUSTER_BACKUPS, clusterBackups } from '../../facts/operators/cluster-backups';
import { SCHEDULES } from '../../facts/operators/schedules';
import { parseQuantity } from '../../facts/kubernetes/quantities';
import { runsPerYear } from '../../facts/kubernetes/schedules';
import { below, placesAt } from '../../checks/custom-claims';
import { Cursor } from '../../checks/cursor';
import { Manifest } from '../../checks/manifest';
import { BackupJobs } from '../../checks/lookup/backup-jobs';
import { asksForIt } from '../../checks/lookup/cluster-backups';
import { PodTemplate } from '../../checks/pod-template';
import { Draft } from '../change';
import { PlanContext } from '../context';
import { isPersistent } from '../../checks/lookup/storage';

/** Kinds of objects that make backups again and again, besides CronJobs. */
const RECURRING: ReadonlyMap<string, string | undefined> = new Map([
  ...BACKUP_OBJECTS.filter(
    ({ type }) => !type.startsWith('snapshot.') && !type.startsWith('groupsnapshot.') && type !== 'k8up.io/Backup',
  ).map(({ type, rests }) => [type, rests] as const),
  // What backs up a database once is gone when it is done.
  ...CLUSTER_BACKUPS.flatMap(({ objects = [] }) => objects)
    .filter(({ type }) => SCHEDULES.some((schedule) => schedule.type === type))
    .map(({ type, rests }) => [type, rests] as const),
  ['velero.io/Schedule', 'spec.paused'],
  ['longhorn.io/RecurringJob', undefined],
]);

/** How long, or how many, are kept: places of custom resources. */
const KEPT: ReadonlyArray<readonly [type: string, place: string]> = [
  ['velero.io/Schedule', 'spec.template.ttl'],
  ['longhorn.io/RecurringJob', 'spec.retain'],
  ['snapscheduler.backube/SnapshotSchedule', 'spec.retention.maxCount'],
  ['snapscheduler.backube/SnapshotSchedule', 'spec.retention.expires'],
  ['volsync.backube/ReplicationSource', 'spec.*.retain.*'],
  ['k8up.io/Schedule', 'spec.prune.retention.*'],
  ['postgresql.cnpg.io/Cluster', 'spec.backup.retentionPolicy'],
  ['k8s.mariadb.com/Backup', 'spec.maxRetention'],
  ['k8s.mariadb.com/PhysicalBackup', 'spec.maxRetention'],
];

/** Backups that end, rest, are rarer, keep less, or lie beside what they are of. */
export function* backups(context: PlanContext): Generator<Draft> {
  const [before, after] = [new BackupJobs(context.old), new BackupJobs(context.next)];
  const isJob = (jobs: BackupJobs, pod: PodTemplate | undefined) => pod?.workload.type === 'batch/CronJob' && jobs.has(pod);
  for (const old of context.pairs.removed) {
    const isBackup = RECURRING.has(old.type) || isJob(before, context.old.podsOf(old));
    if (isBackup && context.isDeleted(old) && context.renamedTo(old) === undefined && !isMovedOn(context, old)) yield gone(context, old);
  }
  for (const pair of context.changed) {
    const next = context.appliedTo(pair);
    const [oldPod, nextPod] = [context.old.podsOf(pair.old), context.next.podsOf(pair.next)];
    if (pair.next.type === 'batch/CronJob') {
      if (!isJob(before, oldPod)) continue;
      const rests = next.root.at('spec', 'suspend');
      yield* changed(pair.old, next, { rests, rested: pair.old.root.at('spec', 'suspend'), schedules: [['spec.schedule', 5]] });
      yield* ofJob(context, oldPod!, nextPod, after);
    } else if (RECURRING.has(next.type) || KEPT.some(([type]) => type === next.type) || SCHEDULES.some(({ type }) => type === next.type)) {
      const place = RECURRING.get(next.type);
      const schedules = SCHEDULES.filter(({ type }) => type === next.type).map(({ at, fields }) => [at, fields] as const);
      const [rested, rests] = [pair.old, next].map(({ root }) => (place === undefined ? root.at('\0') : below(root, place)));
      yield* changed(pair.old, next, { rests, rested, schedules });
      yield* keptLess(pair.old, next);
    }
    yield* ownEnds(pair.old, next);
  }
}

/** What a database says itself of its backups, and says no more. */
function* ownEnds(old: Manifest, next: Manifest): Generator<Draft> {
  const facts = clusterBackups(next.type);
  if (facts === undefined) return;
  const { own = [], archives = [], enabled } = facts;
  const asks = ({ root }: Manifest, place: string) => placesAt(root, place).some(asksForIt);
  const isOn = (manifest: Manifest) => enabled === undefined || asks(manifest, enabled);
  const ends = (places: readonly string[]) =>
    isOn(old) && places.some((place) => asks(old, place)) && !(isOn(next) && places.some((place) => asks(next, place)));
  for (const [places, what] of [
    [own, 'makes no backups of its own any more'],
    [archives, 'archives its log no more: it is restored to its last backup at best, and to no moment after that'],
  ] as const) {
    if (!ends(places)) continue;
    const place = places.find((one) => asks(old, one))!;
    yield {
      id: 'backup-weakened',
      at: below(next.root, place.split('.*')[0]),
      cause: `${next.toString()} ${what}.`,
      remedy: 'Leave it, or see that another backup of the data has run, and can be restored, before this is applied.',
    };
  }
}

/** Whether another object of the kind comes in its place. */
function isMovedOn(context: PlanContext, old: Manifest): boolean {
  return context.pairs.added.some(({ type, namespace }) => type === old.type && namespace === old.namespace);
}

function gone(context: PlanContext, old: Manifest): Draft {
  return {
    id: 'backup-weakened',
    at: old.root,
    cause: `This backup is no longer there, and ${context.deployer.title} ${context.deployer.does}: no more copies are made by it.`,
    remedy: 'Keep it, or see that another backup of the data has run, and can be restored, before this is applied.',
  };
}

interface Timing {
  readonly rested: Cursor;
  readonly rests: Cursor;
  readonly schedules: ReadonlyArray<readonly [place: string, fields: 5 | 6]>;
}

function* changed(old: Manifest, next: Manifest, { rested, rests, schedules }: Timing): Generator<Draft> {
  if (rests.flag === true && rested.flag !== true) {
    yield {
      id: 'backup-weakened',
      at: rests,
      was: false,
      becomes: true,
      cause: 'This backup rests from now on: no more copies are made by it.',
      remedy: 'Let it run, or note when it has to run again.',
    };
  }
  for (const [place, fields] of schedules) {
    const befores = placesAt(old.root, place);
    for (const [index, at] of placesAt(next.root, place).entries()) {
      const [was, becomes] = [befores[index]?.text, at.text];
      if (was === undefined || becomes === undefined || was === becomes) continue;
      const [often, rarely] = [was, becomes].map((text) =>
        runsPerYear(fields === 6 && text.trim().split(/\s+/).length === 6 ? text.trim().split(/\s+/).slice(1).join(' ') : text),
      );
      if (often === undefined || rarely === undefined || rarely >= often * 0.99) continue;
      yield {
        id: 'backup-weakened',
        at,
        was,
        becomes,
        cause: `This backup runs about ${inWords(rarely)} instead of ${inWords(often)}: more is lost when it is needed.`,
        remedy: 'Leave the schedule, unless so much may be lost.',
      };
    }
  }
}

function inWords(perYear: number): string {
  const round = (count: number) => String(Math.round(count * 10) / 10);
  if (perYear >= 365) return perYear === 365 ? 'once a day' : `${round(perYear / 365)} times a day`;
  return perYear >= 52 ? `${round(perYear / 52)} times a week` : `${round(perYear)} times a year`;
}

/** `720h`, `30d`, `8w`, `14`, `12m`: days, or a number of copies. */
function amountOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  const match = /^([0-9]+(?:\.[0-9]+)?)(h|d|w|m|y)?((?:0m)?(?:0s)?)$/.exec(value.trim());
  if (match === null) return undefined;
  return Number(match[1]) * ({ h: 1 / 24, d: 1, w: 7, m: 30, y: 365 } as Readonly<Record<string, number>>)[match[2] ?? 'd'];
}

function* keptLess(old: Manifest, next: Manifest): Generator<Draft> {
  for (const [type, place] of KEPT) {
    if (type !== next.type) continue;
    const befores = new Map(placesAt(old.root, place).map((at) => [at.pointer, at.value]));
    for (const at of placesAt(next.root, place)) {
      const [was, becomes] = [amountOf(befores.get(at.pointer)), amountOf(at.value)];
      if (was !== undefined && becomes !== undefined && becomes < was) yield fewer(at, befores.get(at.pointer));
    }
  }
}

function fewer(at: Cursor, was: unknown): Draft {
  return {
    id: 'backup-weakened',
    at,
    was,
    becomes: at.value,
    cause: 'Fewer copies are kept, or for a shorter time: older ones are deleted at the next run.',
    remedy: 'Keep as many as before, unless nobody has to go back so far; copy those away that are needed.',
  };
}

const KEEP_NAME = /keep|retain|retention|history|days|copies|count/i;

/** What a job is told of how many copies to keep, and where it puts them. */
function* ofJob(context: PlanContext, old: PodTemplate, next: PodTemplate | undefined, after: BackupJobs): Generator<Draft> {
  if (next === undefined || !after.has(next)) return;
  for (const container of next.containers) {
    const before = old.containers.find(({ name }) => name === container.name);
    if (before === undefined) continue;
    const values = new Map(before.at.at('env').items.map((item) => [item.at('name').text, item.at('value')]));
    for (const item of container.at.at('env').items) {
      const name = item.at('name').text ?? '';
      const [was, becomes] = [amountOf(values.get(name)?.value), amountOf(item.at('value').value)];
      if (KEEP_NAME.test(name) && was !== undefined && becomes !== undefined && becomes < was) yield fewer(item.at('value'), undefined);
    }
  }
  yield* besideData(context, old, next);
  yield* onScratch(old, next);
}

const targetsOf = (pod: PodTemplate) =>
  pod.volumes.filter((volume) => isPersistent(volume) && pod.mountsOf(volume).some(({ writable }) => writable));

/** Copies that lay on a volume, and lie on one now that goes with the Pod. */
function* onScratch(old: PodTemplate, next: PodTemplate): Generator<Draft> {
  if (targetsOf(next).length > 0) return;
  for (const volume of targetsOf(old)) {
    const now = next.volumes.find(({ name, type }) => name === volume.name && (type === 'emptyDir' || type === 'ephemeral'));
    if (now === undefined || !next.mountsOf(now).some(({ writable }) => writable)) continue;
    yield {
      id: 'backup-weakened',
      at: now.at,
      was: volume.claimName,
      becomes: now.type,
      cause: `This backup writes to volume ${now.name} now, which goes with its Pod: unless it sends its copies elsewhere, none is left when it has ended.`,
      remedy: 'Write them to a claim of their own, or see that they are sent away, and can be restored, before this is applied.',
    };
  }
}

/** Copies on the volume of what they are copies of go with it. */
function* besideData(context: PlanContext, old: PodTemplate, next: PodTemplate): Generator<Draft> {
  const before = new Set(targetsOf(old).map(({ claimName }) => claimName));
  for (const volume of targetsOf(next)) {
    const { claimName } = volume;
    if (claimName === undefined || before.has(claimName)) continue;
    const user = context.next.pods.find(
      (pod) =>
        pod !== next &&
        !pod.isTask &&
        pod.namespace === next.namespace &&
        pod.volumes.some((other) => other.claimName === claimName || isOfTemplate(pod, other.type, other.name, claimName)),
    );
    if (user === undefined) continue;
    yield {
      id: 'backup-weakened',
      at: volume.source.at('claimName'),
      was: [...before][0],
      becomes: claimName,
      cause: `This backup writes to claim ${claimName} now, which ${user.workload.toString()} has its data on: what takes the volume takes the copies, too.`,
      remedy: 'Write them to a claim of their own, on another class or away from the cluster.',
    };
  }
}

function isOfTemplate({ workload }: PodTemplate, type: string, name: string, claimName: string): boolean {
  return (
    type === 'claimTemplate' &&
    claimName.startsWith(`${name}-${workload.name}-`) &&
    parseQuantity(claimName.slice(name.length + workload.name.length + 2)) !== undefined
  );
}
