/**
 * Cron schedules and time zones as the CronJob controller reads them.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax
 */

interface Field {
  readonly title: string;
  readonly min: number;
  readonly max: number;
  /** Names of the values, from `min` on. */
  readonly names: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEK_DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const FIELDS: readonly Field[] = [
  { title: 'minute', min: 0, max: 59, names: [] },
  { title: 'hour', min: 0, max: 23, names: [] },
  { title: 'day of the month', min: 1, max: 31, names: [] },
  { title: 'month', min: 1, max: 12, names: MONTHS },
  // Not 7: the controller's parser knows Sunday as 0 only.
  { title: 'day of the week', min: 0, max: 6, names: WEEK_DAYS },
];

/** The fields that the macros stand for. */
const MACRO_FIELDS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

const MACROS = Object.keys(MACRO_FIELDS);

/** A duration as Go writes it, above zero. */
const EVERY = /^@every (?=.*[1-9])([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$/;

/** Days of each month, in a leap year. */
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Why a cron expression is none, or never comes due; undefined where it is one. */
export function scheduleProblem(expression: string): string | undefined {
  if (/TZ=/i.test(expression)) return 'A CronJob refuses a time zone inside its schedule. Leave it out here and give timeZone.';
  if (expression.startsWith('@')) {
    if (MACROS.includes(expression) || EVERY.test(expression)) return undefined;
    return `This macro is not known. Use ${MACROS.join(', ')} or @every with a duration such as 1h30m.`;
  }
  const parts = expression.split(/\s+/).filter((part) => part !== '');
  if (parts.length !== FIELDS.length) {
    return `It has ${parts.length} ${parts.length === 1 ? 'field' : 'fields'}. Write five: minute, hour, day of the month, month and day of the week, such as "30 3 * * *".`;
  }
  const fields = parts.map((part, index) => parseField(part, FIELDS[index]));
  const problem = fields.find((field) => typeof field === 'string');
  if (problem !== undefined) return problem;
  const [, , days, months, weekDays] = fields as readonly ParsedField[];
  // Where both kinds of days are restricted, either will do.
  if (!weekDays.any || days.any) return undefined;
  const exists = [...months.values].some((month) => [...days.values].some((day) => day <= DAYS[month - 1]));
  return exists ? undefined : 'No month of it has that day, so it would never run. Name a day that exists.';
}

/** One field of a cron expression. */
export interface ParsedField {
  readonly values: ReadonlySet<number>;
  /** Whether the field says nothing: a plain star. */
  readonly any: boolean;
}

/** Minute, hour, day of the month, month and day of the week of an expression or macro; undefined where it has no such fields. */
export function parseSchedule(expression: string): readonly ParsedField[] | undefined {
  const text = Object.hasOwn(MACRO_FIELDS, expression) ? MACRO_FIELDS[expression] : expression;
  const parts = text.split(/\s+/).filter((part) => part !== '');
  if (parts.length !== FIELDS.length) return undefined;
  const fields = parts.map((part, index) => parseField(part, FIELDS[index]));
  return fields.every((field) => typeof field !== 'string') ? fields : undefined;
}

const UNITS: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };

/** The seconds of an `@every`, as its parser takes them: whole ones, and one at least; undefined for other expressions. */
export function everySeconds(expression: string): number | undefined {
  if (!EVERY.test(expression)) return undefined;
  const parts = [...expression.slice('@every '.length).matchAll(/([0-9.]+)(ns|us|µs|ms|s|m|h)/g)];
  return Math.max(1, Math.floor(parts.reduce((sum, [, count, unit]) => sum + Number(count) * UNITS[unit], 0) + 1e-9));
}

function parseField(text: string, field: Field): ParsedField | string {
  const values = new Set<number>();
  let any = false;
  for (const part of text.split(',')) {
    const wrong = (why: string) => `The ${field.title} ${JSON.stringify(part)} ${why}.`;
    const match = /^(?:(?<all>[*?])|(?<from>[A-Za-z0-9]+)(?:-(?<to>[A-Za-z0-9]+))?)(?:\/(?<step>[0-9]+))?$/.exec(part);
    if (match === null) return wrong('is no star, value or range, with or without a step');
    const { all, from, to, step } = match.groups as { [name: string]: string | undefined };
    const first = from === undefined ? field.min : valueOf(from, field);
    const last = to !== undefined ? valueOf(to, field) : from === undefined || step !== undefined ? field.max : first;
    if (first === undefined || last === undefined || first < field.min || last > field.max) {
      const names = field.names.length > 0 ? ` or ${field.names[0]} to ${field.names[field.names.length - 1]}` : '';
      return wrong(`is not within ${field.min} to ${field.max}${names}`);
    }
    if (first > last) return wrong('ends before it begins');
    if (step !== undefined && Number(step) === 0) return wrong('has a step of zero');
    any ||= all !== undefined && Number(step ?? 1) === 1;
    for (let value = first; value <= last; value += Number(step ?? 1)) values.add(value);
  }
  return { values, any };
}

function valueOf(text: string, { names, min }: Field): number | undefined {
  if (/^[0-9]+$/.test(text)) return Number(text);
  const index = names.indexOf(text.toLowerCase());
  return index < 0 ? undefined : index + min;
}

/** Time zones without a region that the tz database knows under exactly this name. */
const LONE_ZONES = [
  ...['CET', 'CST6CDT', 'Cuba', 'EET', 'EST', 'EST5EDT', 'Egypt', 'Eire', 'GB', 'GB-Eire', 'GMT', 'GMT+0', 'GMT-0', 'GMT0', 'Greenwich'],
  ...['HST', 'Hongkong', 'Iceland', 'Iran', 'Israel', 'Jamaica', 'Japan', 'Kwajalein', 'Libya', 'MET', 'MST', 'MST7MDT', 'NZ', 'NZ-CHAT'],
  ...[
    'Navajo',
    'PRC',
    'PST8PDT',
    'Poland',
    'Portugal',
    'ROC',
    'ROK',
    'Singapore',
    'Turkey',
    'UCT',
    'UTC',
    'Universal',
    'W-SU',
    'WET',
    'Zulu',
  ],
];

const ETC_ZONE = /^Etc\/(UTC|UCT|GMT|GMT0|Greenwich|Universal|Zulu|GMT\+([0-9]|1[0-2])|GMT-([0-9]|1[0-4]))$/;

/** Names of places as the tz database writes them: the API server minds the case, JavaScript does not. */
const PLACE = /^(US|[A-Z][a-z]+)(\/[A-Z][A-Za-z]*([_-][A-Za-z]+)*)+$/;

/** Why a time zone is none; undefined where the tz database has it under this very name. */
export function timeZoneProblem(zone: string): string | undefined {
  const known = Intl.supportedValuesOf('timeZone');
  if (known.includes(zone) || LONE_ZONES.includes(zone) || ETC_ZONE.test(zone)) return undefined;
  const meant = [...known, ...LONE_ZONES, 'Etc/UTC', 'Etc/GMT'].find((name) => name.toLowerCase() === zone.toLowerCase());
  if (meant !== undefined) return `Upper and lower case matter. Write ${meant}.`;
  // Older names of places are not listed, but understood.
  if (PLACE.test(zone) && !zone.startsWith('Etc/') && isUnderstood(zone)) return undefined;
  return 'The tz database has no such zone. Use a name such as Etc/UTC or Europe/Berlin.';
}

function isUnderstood(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** How often the macros come due in a year. */
const MACRO_RUNS: Readonly<Record<string, number>> = {
  '@yearly': 1,
  '@annually': 1,
  '@monthly': 12,
  '@weekly': 52,
  '@daily': 365,
  '@midnight': 365,
  '@hourly': 8760,
};

/** About how often an expression of five fields, or a macro, comes due in a year; undefined where it is none. */
export function runsPerYear(expression: string): number | undefined {
  const text = expression.replace(/^(CRON_)?TZ=\S+\s+/i, '').trim();
  if (Object.hasOwn(MACRO_RUNS, text)) return MACRO_RUNS[text];
  const every = everySeconds(text);
  if (every !== undefined) return (365 * 24 * 3600) / every;
  const fields = parseSchedule(text);
  if (fields === undefined) return undefined;
  const [minutes, hours, days, months, weekDays] = fields;
  const [ofMonth, ofWeek] = [days.values.size / 31, weekDays.values.size / 7];
  // Where both kinds of days are restricted, either will do.
  const share = days.any ? ofWeek : weekDays.any ? ofMonth : ofMonth + ofWeek - ofMonth * ofWeek;
  return minutes.values.size * hours.values.size * 365 * share * (months.values.size / 12);
}
