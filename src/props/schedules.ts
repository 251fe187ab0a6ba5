import { scheduleProblem, timeZoneProblem } from '../facts/kubernetes/schedules';
import { Problems } from './problems';

/** Reports what is no schedule of a CronJob, or never comes due. */
export function checkSchedule(problems: Problems, schedule: unknown): void {
  const expression =
    typeof schedule === 'object' && schedule !== null && 'expressionString' in schedule ? schedule.expressionString : undefined;
  if (typeof expression !== 'string') {
    problems.add('schedule', schedule, 'Give a Cron, such as Cron.schedule({ hour: "3", minute: "17" }).');
    return;
  }
  const problem = scheduleProblem(expression);
  if (problem !== undefined) problems.add('schedule', expression, problem);
}

/** Reports what is no time zone of a CronJob; absent is fine. */
export function checkTimeZone(problems: Problems, zone: unknown): void {
  if (zone === undefined) return;
  const problem = typeof zone === 'string' ? timeZoneProblem(zone) : 'Give the name of a time zone, such as "Europe/Berlin".';
  if (problem !== undefined) problems.add('timeZone', zone, problem);
}
