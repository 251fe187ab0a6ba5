import * as fc from 'fast-check';
import { longestGap } from '../../../src/facts/kubernetes/schedule-gaps';
import { clockPeriods, Clocks } from '../../../src/facts/kubernetes/time-zones';

const HOUR = 3600;

describe('the longest time between two runs', () => {
  test.each([
    ['17 3 * * *', 'Etc/UTC', 24],
    ['@daily', 'Etc/UTC', 24],
    ['@every 1h30m', 'Europe/Berlin', 1.5],
    ['@every 1500ms', 'Etc/UTC', 1 / HOUR],
    ['0 */6 * * *', 'Etc/UTC', 6],
    ['0 1,3 * * *', 'Etc/UTC', 22],
    ['0 0 * * 1-5', 'Etc/UTC', 72],
    ['0 0 31 * *', 'Etc/UTC', 61 * 24],
    ['0 0 29 2 *', 'Etc/UTC', (4 * 365 + 1) * 24],
    // Where both kinds of days are restricted, either will do.
    ['0 0 1 * 1', 'Etc/UTC', 7 * 24],
  ])('%s in %s: %d h', (schedule, zone, hours) => {
    expect(longestGap(schedule, zone)).toBe(hours * HOUR);
  });

  test.each([
    ['clocks are set back, and the day is longer', '0 12 * * *', 'Europe/Berlin', 25],
    ['the hour is skipped, and so is the run', '30 2 * * *', 'Europe/Berlin', 47],
    ['the hour is not the one that is skipped', '30 2 * * *', 'Europe/London', 25],
    ['the controller looks for full hours, and goes by half ones that day', '0 3 * * *', 'Australia/Lord_Howe', 48.5],
    ['midnight is skipped, and the controller passes over that day', '0 5 * * 0', 'Asia/Beirut', 14 * 24 - 1],
    ['once in some years, the day of the run is that on which its hour is skipped', '30 2 8 3 *', 'America/New_York', 2 * 365 * 24 + 24],
  ])('%s', (_, schedule, zone, hours) => {
    expect(longestGap(schedule, zone)).toBe(hours * HOUR);
  });

  test.each(['', '0 0 * *', '61 * * * *', '@never', '@every 0s', '0 0 30 2 *'])('%j has none', (schedule) => {
    expect(longestGap(schedule)).toBeUndefined();
  });

  test('where no clock is set, it is that of a calendar gone through by hand', () => {
    const values = (min: number, max: number) => fc.uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(values(0, 59), values(0, 23), values(1, 28), values(1, 12), (minutes, hours, days, months) => {
        const runs: number[] = [];
        for (let day = Date.UTC(2024, 0, 1); day < Date.UTC(2029, 0, 1); day += 24 * HOUR * 1000) {
          const date = new Date(day);
          if (!days.includes(date.getUTCDate()) || !months.includes(date.getUTCMonth() + 1)) continue;
          for (const hour of hours) for (const minute of minutes) runs.push(day / 1000 + hour * HOUR + minute * 60);
        }
        runs.sort((a, b) => a - b);
        const longest = Math.max(...runs.slice(1).map((run, index) => run - runs[index]));
        expect(longestGap([minutes, hours, days, months, '*'].join(' '), 'Etc/UTC')).toBe(longest);
      }),
      { numRuns: 25 },
    );
  });
});

describe('clocks', () => {
  const periods = clockPeriods('Europe/Berlin', Date.UTC(2026, 0, 1) / 1000, Date.UTC(2027, 0, 1) / 1000);

  test('are set at the second that the zone says', () => {
    expect(periods.map(({ to, offset }) => [to, offset])).toEqual([
      [Date.UTC(2026, 2, 29, 1) / 1000, HOUR],
      [Date.UTC(2026, 9, 25, 1) / 1000, 2 * HOUR],
      [Infinity, HOUR],
    ]);
  });

  test('a time of theirs is an instant, and the instant shows that time, unless it is skipped', () => {
    const clocks = new Clocks(periods);
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2026, 0, 2) / 1000, max: Date.UTC(2026, 11, 30) / 1000 }), (local) => {
        const skipped = local >= Date.UTC(2026, 2, 29, 2) / 1000 && local < Date.UTC(2026, 2, 29, 3) / 1000;
        expect(clocks.local(clocks.instant(local)) === local).toBe(!skipped);
      }),
    );
  });
});
