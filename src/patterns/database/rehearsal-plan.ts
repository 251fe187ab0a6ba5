import { Cron, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { credentialInWords } from '../../facts/credentials';
import { longestGap } from '../../facts/kubernetes/schedule-gaps';
import { Identity } from '../../hardening/identity';
import { PodOptions } from '../../hardening/pod-options';
import { checkBoolean, checkDuration, checkInteger, checkObjectName, checkSize, checkText, checkWritable } from '../../props/check';
import { NotSecret } from '../../props/not-secret';
import { Problems } from '../../props/problems';
import { checkSchedule, weekly } from '../../props/schedules';
import { formatSize, kibibytes } from '../../props/sizes';
import { isObject, Unchecked } from '../../util/unchecked';
import { checkDiskFits } from '../../volumes/scratch-accounting';
import { checkResources, limitsEphemeralStorage } from '../../workloads/resources';
import type { DatabaseBackupProps } from './backup-props';
import { EngineSpec } from './engine-spec';
import { TEMPORARY_SPACE } from './jobs';
import type { RehearsalQuestion, RestoreRehearsal } from './rehearsal-props';

export const REHEARSAL = 'restore-rehearsal';

/** The rehearsal of a backup whose props have been checked, with all defaults. */
export interface RehearsalPlan {
  readonly identity: Identity;
  readonly schedule: Cron;
  /** Undefined where backups come due less than twice. */
  readonly maxAge: number | undefined;
  readonly props: RestoreRehearsal;
}

/** What the backup has unless told. */
export const STARTING_DEADLINE = Duration.hours(1);
export const DEADLINE = Duration.hours(6);

interface Context {
  readonly backup: Partial<DatabaseBackupProps>;
  /** The schedule of the backup; undefined where it is wrong. */
  readonly schedule: Cron | undefined;
  readonly engine: EngineSpec | undefined;
  readonly notSecret: NotSecret;
}

/** The options of a Pod that nobody talks to, and that talks to nobody. */
export const closed = ({ allowFrom: _from, allowTo: _to, ...options }: PodOptions): PodOptions => options;

/** Reports what is wrong with the rehearsal of a backup. */
export function checkRehearsal(problems: Problems, { backup, schedule, engine, notSecret }: Context): void {
  const given: unknown = backup.rehearsal;
  if (given === undefined) return;
  if (!isObject(given)) {
    problems.add('rehearsal', given, 'Give an object with the size that the restored database takes, or leave it out.');
    return;
  }
  if (engine !== undefined && engine.rehearsing === undefined) {
    problems.add('rehearsal', engine.title, `Nobody said how a scratch server of ${engine.title} is run. Leave it out.`);
  }
  const props = given as Unchecked<RestoreRehearsal>;
  const { smallestData: least } = engine ?? {};
  const size = checkSize(problems, 'rehearsal.size', props.size, 'The restored database has to fit into it, and what a new server has.');
  if (size !== undefined && least !== undefined && kibibytes(size) < kibibytes(least.size)) {
    problems.add('rehearsal.size', size, `Too small: ${least.why}. Give ${formatSize(least.size)} at least.`);
  }
  if (props.storageClass !== undefined) checkClass(problems, props.storageClass);
  if (
    props.schedule !== undefined &&
    checkSchedule(problems, props.schedule, 'rehearsal.schedule') !== undefined &&
    schedule !== undefined
  ) {
    checkApart(problems, props.schedule as Cron, schedule);
  }
  if (props.maxAge !== undefined) checkMaxAge(problems, props.maxAge, schedule, backup.timeZone);
  checkQuestions(problems, props.questions, notSecret);
  if (props.deadline !== undefined) checkDuration(problems, 'rehearsal.deadline', props.deadline, 1);
  if (props.retries !== undefined) checkInteger(problems, 'rehearsal.retries', props.retries, { min: 0, max: 100 });
  checkBoolean(problems, 'rehearsal.suspend', props.suspend);
  const before = problems.count;
  checkResources(problems, 'rehearsal.resources', props.resources);
  const resources = props.resources as kplus.ContainerResources | undefined;
  if (size === undefined || problems.count > before || !limitsEphemeralStorage({ resources })) return;
  const disk = props.storageClass === undefined ? kibibytes(size) : 0;
  checkDiskFits(problems, 'rehearsal.resources.ephemeralStorage', [{ name: REHEARSAL, resources }], kibibytes(TEMPORARY_SPACE) + disk);
}

function checkClass(problems: Problems, value: unknown): void {
  const { storageClassName: name, reclaimPolicy } = (isObject(value) ? value : {}) as {
    readonly storageClassName?: unknown;
    readonly reclaimPolicy?: unknown;
  };
  checkObjectName(problems, 'rehearsal.storageClass', name);
  // Of a class of which only the name is given, it is not known.
  if (reclaimPolicy !== kplus.PersistentVolumeReclaimPolicy.RETAIN) return;
  const remedy =
    'Its disks stay when their claims go (Retain), so each rehearsal would leave one behind. Give a class with reclaimPolicy DELETE, or leave it out.';
  problems.add('rehearsal.storageClass', name, remedy);
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

function checkQuestions(problems: Problems, questions: unknown, notSecret: NotSecret): void {
  if (questions === undefined) return;
  if (!Array.isArray(questions) || !questions.every(isObject)) {
    problems.add('rehearsal.questions', questions, 'Give a list of objects with statement and answer.');
    return;
  }
  questions.forEach(({ statement, answer }: Unchecked<RehearsalQuestion>, index) => {
    const at = `rehearsal.questions[${index}]`;
    const text = checkText(problems, `${at}.statement`, statement, 'Give a statement, such as SELECT count(*) > 0 FROM orders.');
    if (text?.trim().startsWith('--')) {
      problems.add(`${at}.statement`, text, 'It begins with a comment. Leave that out.');
    }
    if (typeof answer !== 'string') {
      problems.add(`${at}.answer`, answer, 'Give the answer as a text: "42", "t", or "" for no row at all.');
    } else checkWritable(problems, `${at}.answer`, answer);
  });
  // As the words of a container, which they become.
  const words = questions.flatMap(({ statement, answer }: Unchecked<RehearsalQuestion>) => [statement, answer]);
  const secret = credentialInWords(words.map((word) => (typeof word === 'string' ? word : '')));
  const at = secret === undefined ? '' : `rehearsal.questions[${secret.index >> 1}].${secret.index % 2 === 0 ? 'statement' : 'answer'}`;
  if (words.length > 0) notSecret.report(at, 'args', secret?.why, 'Ask for something that needs none.');
}

/** The rehearsal of a backup whose props are right. */
export function planRehearsal(identity: Identity, props: DatabaseBackupProps, backups: Cron): RehearsalPlan | undefined {
  const { rehearsal } = props;
  if (rehearsal === undefined) return undefined;
  const gap = gapOf(backups, props.timeZone);
  const late = [props.startingDeadline ?? STARTING_DEADLINE, props.deadline ?? DEADLINE].reduce((sum, time) => sum + time.toSeconds(), 0);
  return {
    identity: { name: identity.name, component: REHEARSAL },
    schedule: rehearsal.schedule ?? weekly(identity.name),
    maxAge: rehearsal.maxAge?.toSeconds() ?? (gap === undefined ? undefined : gap + late),
    props: rehearsal,
  };
}
