import { everySeconds, ParsedField, parseSchedule } from './schedules';
import { ClockPeriod, clockPeriods, Clocks } from './time-zones';

/**
 * The longest time between two runs of a schedule, with the days on which clocks are set: an hour that is skipped has no run, one that comes twice has two, and where midnight
 * is skipped, the controller's parser may pass over a whole day.
 *
 * @see https://github.com/robfig/cron/blob/v3/spec.go
 */

const DAY = 86400;
const HOUR = 3600;

/** The years that are looked at: the days of the week and leap days come around in 28. They are the same whenever it is asked. */
const YEARS = { from: 2024, count: 28 };

/** The longest time between two runs, in seconds; undefined where the schedule is none, or comes due less than twice. */
export function longestGap(expression: string, zone = 'Etc/UTC', years = YEARS): number | undefined {
  const every = everySeconds(expression);
  if (every !== undefined) return every;
  const fields = parseSchedule(expression);
  if (fields === undefined) return undefined;
  const [from, to] = [Date.UTC(years.from, 0, 1) / 1000, Date.UTC(years.from + years.count, 0, 1, 4) / 1000];
  return new Walk(fields, clockPeriods(zone, from - DAY, to + 6 * 366 * DAY)).longest(from, to);
}

/** Goes through the runs of a schedule, by days where no clock is set, and otherwise run by run as the controller does. */
class Walk {
  private readonly clocks: Clocks;
  /** The seconds of a day at which it comes due. */
  private readonly times: readonly number[];
  /** The longest gap within a day. */
  private readonly within: number;

  constructor(
    private readonly fields: readonly ParsedField[],
    periods: readonly ClockPeriod[],
  ) {
    this.clocks = new Clocks(periods);
    const [minutes, hours] = fields.map(({ values }) => [...values].sort((a, b) => a - b));
    this.times = hours.flatMap((hour) => minutes.map((minute) => hour * HOUR + minute * 60));
    this.within = this.times.slice(1).reduce((most, time, index) => Math.max(most, time - this.times[index]), 0);
  }

  longest(from: number, to: number): number | undefined {
    let longest: number | undefined;
    let last = this.next(from - 1, to);
    while (last !== undefined && last <= to) {
      const day = this.quietDay(last);
      const next = day === undefined ? this.next(last, to + 6 * 366 * DAY) : day.first;
      if (next === undefined || next > to) break;
      longest = Math.max(longest ?? 0, next - last);
      if (day !== undefined && day.last > day.first) longest = Math.max(longest, this.within);
      last = day?.last ?? next;
    }
    return longest;
  }

  /** The runs of the next day that has any, after the last run of a day; undefined where a clock is set until then, or others are left today. */
  private quietDay(instant: number): { readonly first: number; readonly last: number } | undefined {
    const { from, to, offset } = this.clocks.periodAt(instant);
    const local = instant + offset;
    if (local % DAY !== this.times.at(-1) || instant - from < DAY) return undefined;
    for (let midnight = local - (local % DAY) + DAY; midnight + 2 * DAY < to + offset; midnight += DAY) {
      if (this.isMonth(midnight) && this.isDay(midnight)) {
        return { first: midnight + this.times[0] - offset, last: midnight + this.times.at(-1)! - offset };
      }
      // Whoever looks further sees more clocks.
      if (midnight - local > 400 * DAY) return undefined;
    }
    return undefined;
  }

  /** The next run after an instant, found field by field from the month on, as the controller's parser finds it. */
  private next(instant: number, limit: number): number | undefined {
    const { clocks } = this;
    const [minutes, hours] = this.fields;
    let time = instant + 1;
    // Only once a field did not match, what is below it begins anew.
    let cut = false;
    while (time <= limit) {
      let wrapped = false;
      while (!wrapped && !this.isMonth(clocks.local(time))) {
        const shown = new Date(clocks.local(time) * 1000);
        if (!cut) time = clocks.instant(Date.UTC(shown.getUTCFullYear(), shown.getUTCMonth(), 1) / 1000);
        cut = true;
        time = this.plus(time, 1, 0);
        wrapped = new Date(clocks.local(time) * 1000).getUTCMonth() === 0;
      }
      while (!wrapped && !this.isDay(clocks.local(time))) {
        const shown = clocks.local(time);
        if (!cut) time = clocks.instant(shown - (shown % DAY));
        cut = true;
        time = this.plus(time, 0, 1);
        const hour = Math.floor((clocks.local(time) % DAY) / HOUR);
        if (hour !== 0) time += (hour > 12 ? 24 - hour : -hour) * HOUR;
        wrapped = new Date(clocks.local(time) * 1000).getUTCDate() === 1;
      }
      while (!wrapped && !hours.values.has(Math.floor((clocks.local(time) % DAY) / HOUR))) {
        const shown = clocks.local(time);
        if (!cut) time = clocks.instant(shown - (shown % HOUR));
        cut = true;
        time += HOUR;
        wrapped = clocks.local(time) % DAY < HOUR;
      }
      while (!wrapped && !minutes.values.has(Math.floor((clocks.local(time) % HOUR) / 60))) {
        if (!cut) time -= time % 60;
        cut = true;
        time += 60;
        wrapped = clocks.local(time) % HOUR < 60;
      }
      // It comes due at second 0.
      while (!wrapped && time % 60 !== 0) {
        cut = true;
        time += 1;
        wrapped = time % 60 === 0;
      }
      if (!wrapped) return time;
    }
    return undefined;
  }

  /** Months or days later by the calendar, at the same time of the clocks. */
  private plus(time: number, months: number, days: number): number {
    const shown = this.clocks.local(time);
    const date = new Date(shown * 1000);
    const later = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, date.getUTCDate() + days) / 1000;
    return this.clocks.instant(later + (shown % DAY));
  }

  private isMonth(local: number): boolean {
    return this.fields[3].values.has(new Date(local * 1000).getUTCMonth() + 1);
  }

  private isDay(local: number): boolean {
    const date = new Date(local * 1000);
    const [, , days, , weekDays] = this.fields;
    const matches = [days.values.has(date.getUTCDate()), weekDays.values.has(date.getUTCDay())];
    // Where both kinds of days are restricted, either will do.
    return days.any || weekDays.any ? matches[0] && matches[1] : matches[0] || matches[1];
  }
}
