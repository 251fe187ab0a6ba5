import { backupActions } from '../facts/backup-programs';
import { longestGap } from '../facts/kubernetes/schedule-gaps';
import { scheduleProblem, timeZoneProblem } from '../facts/kubernetes/schedules';
import { REHEARSAL } from '../jobs/rehearsals';
import { ContainerJson, listed, ObjectJson, podSpecPathOf, PodSpecJson, valueAt } from '../workloads/pod-json';

/** A CronJob that backs up, or that tries whether a backup can be restored. */
export interface WatchedJob {
  readonly name: string;
  readonly namespace: string;
  readonly isRehearsal: boolean;
  /** The longest time between the beginnings of two runs, in seconds. */
  readonly gap: number;
  /** How much longer it may be until the second has succeeded. */
  readonly lateness: number;
}

const COMPONENT = 'app.kubernetes.io/component';

/** What this library calls the Jobs of its that make copies. */
const COPIES = ['backup', 'snapshots'];

const labelOf = (object: ObjectJson, key: string): unknown => valueAt(object, ['metadata', 'labels', key]);

/** Whether a CronJob backs up, or tries a backup: by its labels, where it is ours, or by its programs. */
export function isBackup(cronJob: ObjectJson): boolean {
  const component = labelOf(cronJob, COMPONENT);
  if (component === REHEARSAL) return true;
  if (labelOf(cronJob, 'app.kubernetes.io/managed-by') === 'cdk8s-storage') return COPIES.includes(component as string);
  const { containers, initContainers } = (valueAt(cronJob, podSpecPathOf(cronJob)!) ?? {}) as PodSpecJson;
  return [...listed(containers), ...listed(initContainers)].some((container) => backsUp(container, cronJob.metadata?.name ?? ''));
}

function backsUp(container: ContainerJson, workload: string): boolean {
  const { image, name, command, args, env } = container;
  const words = [command, args].flatMap((list) => (Array.isArray(list) ? list.filter((word) => typeof word === 'string') : [])).join('\n');
  const told = [image, words, ...listed(env).map(({ value }) => value)].filter((word) => typeof word === 'string').join('\n');
  const title = typeof image === 'string' ? image : '';
  return backupActions({ image: title, named: `${title}\n${name}\n${workload}`, words, told, isTask: true }) !== undefined;
}

/** How old the last success of a CronJob may be; what cannot be told is said. */
export function watchedJob(cronJob: ObjectJson, withoutDeadline: number): Pick<WatchedJob, 'gap' | 'isRehearsal' | 'lateness'> | string {
  const { schedule, timeZone, startingDeadlineSeconds } = cronJob.spec ?? {};
  if (typeof schedule !== 'string') return 'it has no schedule. Give it one.';
  const problem = scheduleProblem(schedule) ?? (typeof timeZone === 'string' ? timeZoneProblem(timeZone) : undefined);
  // Without a time zone it is that of the controller, which is UTC unless somebody has set it.
  const gap = problem === undefined ? longestGap(schedule, typeof timeZone === 'string' ? timeZone : undefined) : undefined;
  if (gap === undefined) {
    return `its schedule ${JSON.stringify(schedule)} tells no age of a backup. ${problem ?? 'Have it come due more often.'}`;
  }
  const deadline = valueAt(cronJob, ['spec', 'jobTemplate', 'spec', 'activeDeadlineSeconds']);
  const starts = typeof startingDeadlineSeconds === 'number' ? startingDeadlineSeconds : 0;
  return {
    gap,
    lateness: starts + (typeof deadline === 'number' ? deadline : withoutDeadline),
    isRehearsal: labelOf(cronJob, COMPONENT) === REHEARSAL,
  };
}
