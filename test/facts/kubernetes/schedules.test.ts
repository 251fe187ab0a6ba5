import * as fc from 'fast-check';
import { scheduleProblem, timeZoneProblem } from '../../../src/facts/kubernetes/schedules';

describe('schedules', () => {
  test.each([
    '* * * * *',
    '17 3 * * *',
    ' 0  0 * * * ',
    '*/15 0-23/2 1,15 JAN-mar SUN',
    '0 0 ? * ?',
    '5/10 * * * *',
    '0 0 29 2 *',
    '@hourly',
    '@annually',
    '@every 1h30m',
    '@every 0.5h',
  ])('%s is one', (expression) => {
    expect(scheduleProblem(expression)).toBeUndefined();
  });

  test.each([
    ['* * * *', 'It has 4 fields. Write five: minute, hour, day of the month, month and day of the week, such as "30 3 * * *".'],
    ['daily', 'It has 1 field. Write five: minute, hour, day of the month, month and day of the week, such as "30 3 * * *".'],
    ['', 'It has 0 fields. Write five: minute, hour, day of the month, month and day of the week, such as "30 3 * * *".'],
    ['60 * * * *', 'The minute "60" is not within 0 to 59.'],
    ['0 24 * * *', 'The hour "24" is not within 0 to 23.'],
    ['0 0 0 * *', 'The day of the month "0" is not within 1 to 31.'],
    ['0 0 * 13 *', 'The month "13" is not within 1 to 12 or jan to dec.'],
    ['0 0 * * 7', 'The day of the week "7" is not within 0 to 6 or sun to sat.'],
    ['0 0 * * monday', 'The day of the week "monday" is not within 0 to 6 or sun to sat.'],
    ['jan * * * *', 'The minute "jan" is not within 0 to 59.'],
    ['5-1 * * * *', 'The minute "5-1" ends before it begins.'],
    ['*/0 * * * *', 'The minute "*/0" has a step of zero.'],
    ['1,,2 * * * *', 'The minute "" is no star, value or range, with or without a step.'],
    ['-5 * * * *', 'The minute "-5" is no star, value or range, with or without a step.'],
    [
      '@reboot',
      'This macro is not known. Use @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly or @every with a duration such as 1h30m.',
    ],
    [
      '@every 0s',
      'This macro is not known. Use @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly or @every with a duration such as 1h30m.',
    ],
    ['TZ=Europe/Berlin 0 3 * * *', 'A CronJob refuses a time zone inside its schedule. Leave it out here and give timeZone.'],
    ['CRON_TZ=UTC 0 3 * * *', 'A CronJob refuses a time zone inside its schedule. Leave it out here and give timeZone.'],
  ])('%s is none', (expression, problem) => {
    expect(scheduleProblem(expression)).toBe(problem);
  });

  test('a day that no month has never comes due', () => {
    const problem = 'No month of it has that day, so it would never run. Name a day that exists.';
    expect(scheduleProblem('0 0 31 2 *')).toBe(problem);
    expect(scheduleProblem('0 0 31 4,6,9,11 ?')).toBe(problem);
    expect(scheduleProblem('0 0 31 4,5 *')).toBeUndefined();
  });

  test('it does where a day of the week will do instead', () => {
    expect(scheduleProblem('0 0 31 2 mon')).toBeUndefined();
    expect(scheduleProblem('0 0 31 2 */2')).toBeUndefined();
  });

  test('whatever is written, it is judged and not tripped over', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(['string', 'undefined']).toContain(typeof scheduleProblem(text));
      }),
    );
  });

  test('any values within their ranges are a schedule', () => {
    const field = (min: number, max: number) => fc.integer({ min, max }).map(String);
    fc.assert(
      fc.property(field(0, 59), field(0, 23), field(1, 28), field(1, 12), field(0, 6), (...parts) => {
        expect(scheduleProblem(parts.join(' '))).toBeUndefined();
      }),
    );
  });
});

describe('time zones', () => {
  test.each([
    'Etc/UTC',
    'UTC',
    'Europe/Berlin',
    'America/Argentina/Buenos_Aires',
    'US/Pacific',
    'Asia/Calcutta',
    'Etc/GMT+12',
    'EST5EDT',
    'GB-Eire',
  ])('%s is one', (zone) => {
    expect(timeZoneProblem(zone)).toBeUndefined();
  });

  test.each([
    ['etc/utc', 'Etc/UTC'],
    ['europe/berlin', 'Europe/Berlin'],
    ['EUROPE/PARIS', 'Europe/Paris'],
    ['japan', 'Japan'],
  ])('%s has the wrong case, which the API server minds', (zone, meant) => {
    expect(timeZoneProblem(zone)).toBe(`Upper and lower case matter. Write ${meant}.`);
  });

  test.each(['', 'Local', '+01:00', 'Mars/Phobos', 'Etc/GMT+13', 'us/pacific', 'Europe/Berlin ', 'UTC+1'])('%j is none', (zone) => {
    expect(timeZoneProblem(zone)).toBe('The tz database has no such zone. Use a name such as Etc/UTC or Europe/Berlin.');
  });
});
