import { createHash } from 'node:crypto';
import { Cron } from 'cdk8s';
import { scheduleProblem, timeZoneProblem } from '../facts/kubernetes/schedules';
import { Problems } from './problems';

/** Reports what is no schedule of a CronJob, or never comes due; returns the expression where it is one. */
export function checkSchedule(problems: Problems, schedule: unknown, prop = 'schedule'): string | undefined {
  const expression =
    typeof schedule === 'object' && schedule !== null && 'expressionString' in schedule ? schedule.expressionString : undefined;
  if (typeof expression !== 'string') {
    problems.add(prop, schedule, 'Give a Cron, such as Cron.schedule({ hour: "3", minute: "17" }).');
    return undefined;
  }
  const problem = scheduleProblem(expression);
  if (problem === undefined) return expression;
  problems.add(prop, expression, problem);
  return undefined;
}

/** Reports what is no time zone of a CronJob; absent is fine. */
export function checkTimeZone(problems: Problems, zone: unknown): void {
  if (zone === undefined) return;
  const problem = typeof zone === 'string' ? timeZoneProblem(zone) : 'Give the name of a time zone, such as "Europe/Berlin".';
  if (problem !== undefined) problems.add('timeZone', zone, problem);
}

/** The hours of the night in which backups begin that were given no time. */
const NIGHT = { from: 1, to: 5 };

/** Hours of a Sunday, when backups of the night have ended. */
const SUNDAY = { from: 12, to: 18 };

/** Each night at a time of its own, which stays. */
export const nightly = (name: string): Cron => Cron.schedule(timeWithin(name, NIGHT));

/** Each week at a time of its own, which stays. */
export const weekly = (name: string): Cron => Cron.schedule({ ...timeWithin(name, SUNDAY), weekDay: '0' });

function timeWithin(name: string, { from, to }: { readonly from: number; readonly to: number }): { hour: string; minute: string } {
  const minutes = createHash('sha256').update(name).digest().readUInt32BE() % ((to - from) * 60);
  return { hour: String(from + Math.floor(minutes / 60)), minute: String(minutes % 60) };
}
