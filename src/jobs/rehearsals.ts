import { Cron, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { LONGEST_CRON_JOB } from '../facts/kubernetes/names';
import { longestGap } from '../facts/kubernetes/schedule-gaps';
import { checkIdentity, fullName, Identity } from '../hardening/identity';
import { addCronJob, DEADLINE, STARTING_DEADLINE } from '../hardening/jobs';
import { podObjects, PodOptions, toPodProps } from '../hardening/pod-options';
import { checkBoolean, checkDuration, checkInteger, checkObjectName, checkSize } from '../props/check';
import { Problems } from '../props/problems';
import { checkSchedule, weekly } from '../props/schedules';
import { formatSize, kibibytes } from '../props/sizes';
import { isObject, Unchecked } from '../util/unchecked';
import { checkDisposable } from '../volumes/disposable-class';
import { checkDiskFits } from '../volumes/scratch-accounting';
import { ScratchMedium } from '../volumes/scratch-medium';
import { ScratchVolume } from '../volumes/scratch-volume';
import { MountAccess } from '../workloads/mount-options';
import { PlannedObject } from '../workloads/objects';
import { checkResources, limitsEphemeralStorage } from '../workloads/resources';
import { RestoreRehearsal } from './rehearsal-options';
import { BACKUPS_PATH } from './uploads';

/* Rehearsals of restores, whatever it is that was backed up. */

export const REHEARSAL = 'restore-rehearsal';

/** Checks the name of a backup, which is that of its CronJob and of the one of its rehearsal, each with a suffix. */
export function checkBackupName(problems: Problems, identity: Identity, isRehearsed: boolean, why: string): string | undefined {
  const suffix = isRehearsed ? REHEARSAL : identity.component;
  const all = isRehearsed ? `that of its rehearsal is made of it, and ${why}` : why;
  return checkIdentity(problems, identity, LONGEST_CRON_JOB - suffix.length - 1, all);
}

/** Where it restores to. */
const SCRATCH_PATH = '/scratch';

/** The exit codes that another try does not change: wrong settings, and whatever is said of the backup. */
const FINAL = [2, 3, 4, 5, 6, 7, 8, 9];

/** A backup that is rehearsed. */
interface Rehearsed extends PodOptions {
  readonly rehearsal?: RestoreRehearsal;
  readonly timeZone?: string;
  readonly startingDeadline?: Duration;
  readonly deadline?: Duration;
}

/** The rehearsal of a backup whose props have been checked, with all defaults. */
export interface RehearsalPlan<T extends RestoreRehearsal = RestoreRehearsal> {
  readonly identity: Identity;
  readonly schedule: Cron;
  /** Undefined where backups come due less than twice. */
  readonly maxAge: number | undefined;
  readonly props: T;
}

/** The options of a Pod that nobody talks to, and that talks to nobody. */
export const closed = (options: PodOptions): PodOptions => ({ ...options, allowFrom: undefined, allowTo: undefined });

interface Context {
  readonly backup: { readonly rehearsal?: unknown; readonly timeZone?: unknown };
  /** The schedule of the backup; undefined where it is wrong. */
  readonly schedule: Cron | undefined;
  /** What has to fit besides what is restored. */
  readonly least?: { readonly size: Size; readonly why: string };
  /** KiB of other scratch volumes. */
  readonly beside: number;
}

/** Reports what is wrong with the rehearsal of a backup; false where there is none to look at. */
export function checkRehearsal(problems: Problems, { backup, schedule, least, beside }: Context): boolean {
  const given = backup.rehearsal;
  if (given === undefined) return false;
  if (!isObject(given)) {
    problems.add('rehearsal', given, 'Give an object with the size that what is restored takes, or leave it out.');
    return false;
  }
  const props = given as Unchecked<RestoreRehearsal>;
  const size = checkSize(problems, 'rehearsal.size', props.size, 'What is restored has to fit into it.');
  if (size !== undefined && least !== undefined && kibibytes(size) < kibibytes(least.size)) {
    problems.add('rehearsal.size', size, `Too small: ${least.why}. Give ${formatSize(least.size)} at least.`);
  }
  if (props.storageClass !== undefined) checkClass(problems, props.storageClass);
  const isSchedule = props.schedule !== undefined && checkSchedule(problems, props.schedule, 'rehearsal.schedule') !== undefined;
  if (isSchedule && schedule !== undefined) checkApart(problems, props.schedule as Cron, schedule);
  if (props.maxAge !== undefined) checkMaxAge(problems, props.maxAge, schedule, backup.timeZone);
  if (props.deadline !== undefined) checkDuration(problems, 'rehearsal.deadline', props.deadline, 1);
  if (props.retries !== undefined) checkInteger(problems, 'rehearsal.retries', props.retries, { min: 0, max: 100 });
  checkBoolean(problems, 'rehearsal.suspend', props.suspend);
  const before = problems.count;
  checkResources(problems, 'rehearsal.resources', props.resources);
  const resources = props.resources as kplus.ContainerResources | undefined;
  if (size === undefined || problems.count > before || !limitsEphemeralStorage({ resources })) return true;
  const disk = props.storageClass === undefined ? kibibytes(size) : 0;
  if (disk + beside > 0) checkDiskFits(problems, 'rehearsal.resources.ephemeralStorage', [{ name: REHEARSAL, resources }], beside + disk);
  return true;
}

function checkClass(problems: Problems, value: unknown): void {
  const { storageClassName } = (isObject(value) ? value : {}) as { readonly storageClassName?: unknown };
  checkObjectName(problems, 'rehearsal.storageClass', storageClassName);
  checkDisposable(problems, 'rehearsal.storageClass', value, 'rehearsal', ', or leave it out');
}

/** A backup that is not finished is none yet: the rehearsal would always take the one before. */
function checkApart(problems: Problems, schedule: Cron, backups: Cron): void {
  const [own, theirs] = [schedule, backups].map(({ expressionString }) => expressionString.trim().split(/\s+/).join(' '));
  if (own !== theirs) return;
  problems.add('rehearsal.schedule', own, 'The backup begins at the same time, so each would be tried one backup later. Give another.');
}

function checkMaxAge(problems: Problems, value: unknown, schedule: Cron | undefined, timeZone: unknown): void {
  const age = checkDuration(problems, 'rehearsal.maxAge', value, 1);
  const gap = schedule === undefined || problems.mentions('timeZone') ? undefined : gapOf(schedule, timeZone);
  if (age === undefined || gap === undefined || age.toSeconds() >= gap) return;
  const why = `Backups are made up to ${gap} s apart by their schedule, so good ones would be called too old.`;
  problems.add('rehearsal.maxAge', `${age.toSeconds()} s`, `${why} Give more than that, and time for them to be made.`);
}

const gapOf = (schedule: Cron, timeZone: unknown): number | undefined =>
  longestGap(schedule.expressionString, typeof timeZone === 'string' ? timeZone : undefined);

/** The rehearsal of a backup whose props are right. */
export function planRehearsal<T extends RestoreRehearsal>(
  { name }: Identity,
  props: Rehearsed & { readonly rehearsal?: T },
  backups: Cron,
): RehearsalPlan<T> | undefined {
  const { rehearsal } = props;
  if (rehearsal === undefined) return undefined;
  const gap = gapOf(backups, props.timeZone);
  const late = [props.startingDeadline ?? STARTING_DEADLINE, props.deadline ?? DEADLINE].reduce((sum, time) => sum + time.toSeconds(), 0);
  return {
    identity: { name, component: REHEARSAL },
    schedule: rehearsal.schedule ?? weekly(name),
    maxAge: rehearsal.maxAge?.toSeconds() ?? (gap === undefined ? undefined : gap + late),
    props: rehearsal,
  };
}

/** What a backup makes for its rehearsal. */
export function rehearsalObjects({ name }: Identity, props: PodOptions & { readonly rehearsal?: unknown }): PlannedObject[] {
  if (props.rehearsal === undefined) return [];
  const identity = { name, component: REHEARSAL };
  return [{ kind: 'CronJob', name: fullName(identity) }, ...podObjects(identity, closed(props))];
}

/** The CronJob of a rehearsal, without its container. */
export function rehearsalCronJob(scope: Construct, plan: RehearsalPlan, backup: Rehearsed): kplus.CronJob {
  const { identity, props, schedule } = plan;
  return addCronJob(scope, {
    identity,
    pod: toPodProps(scope, identity, closed(backup), true),
    runs: {
      schedule,
      timeZone: backup.timeZone,
      startingDeadline: backup.startingDeadline,
      deadline: props.deadline,
      retries: props.retries ?? 1,
      suspend: props.suspend,
    },
    // A disk of a class lives as long as the object of its Pod does, and costs as long.
    kept: props.storageClass === undefined ? undefined : [0, 1],
    codes: FINAL,
  });
}

/** What the script of a rehearsal is told of the backups, and of its place. */
export const rehearsalVariables = ({ maxAge }: RehearsalPlan, name: string, suffix: string): Record<string, string> => ({
  BACKUP_DIR: BACKUPS_PATH,
  BACKUP_NAME: name,
  BACKUP_SUFFIX: suffix,
  SCRATCH_DIR: SCRATCH_PATH,
  ...(maxAge !== undefined && { REHEARSAL_MAX_AGE: String(maxAge) }),
});

/** The room that what is restored takes. */
export function mountScratch(scope: Construct, cronJob: kplus.CronJob, { size, storageClass }: RestoreRehearsal): void {
  const medium = storageClass === undefined ? ScratchMedium.DISK : ScratchMedium.volumeOf(storageClass);
  const disk = new ScratchVolume(scope, 'Scratch', { name: 'scratch', sizeLimit: size, medium });
  disk.mountInto(cronJob, SCRATCH_PATH, { access: MountAccess.READ_WRITE, containers: [REHEARSAL] });
}
