import * as fc from 'fast-check';

/** Zones of every kind of clock: none that is set, set at night, at midnight, before midnight, by half an hour, the other way around, west and east. */
export const ZONES = [
  ...[
    'Etc/UTC',
    'Europe/Berlin',
    'Europe/London',
    'Europe/Dublin',
    'America/New_York',
    'America/St_Johns',
    'America/Santiago',
    'America/Havana',
  ],
  ...['Asia/Beirut', 'Asia/Kolkata', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Australia/Adelaide', 'Pacific/Auckland', 'Pacific/Chatham'],
  ...['Africa/Cairo', 'Atlantic/Azores', 'America/Nuuk', 'Etc/GMT+12', 'US/Pacific'],
] as const;

const list = (min: number, max: number, most: number) =>
  fc.uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: most }).map((values) => values.sort((a, b) => a - b).join(','));

const range = (min: number, max: number) =>
  fc.tuple(fc.integer({ min, max }), fc.integer({ min, max })).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);

const step = (most: number) => fc.integer({ min: 2, max: most }).map((every) => `*/${every}`);

/** Hours of the night, in which clocks are set, more often than others. */
const HOUR = fc.oneof(list(0, 4, 3), list(0, 23, 3), range(0, 23), step(12), fc.constant('*'));

/** Schedules as people write them, and as nobody does. */
export const SCHEDULE = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.constantFrom('@hourly', '@daily', '@weekly', '@monthly', '@yearly', '@every 1h30m', '@every 90m7s', '@every 1.5s'),
  },
  {
    weight: 9,
    arbitrary: fc
      .tuple(
        fc.oneof({ weight: 4, arbitrary: list(0, 59, 2) }, { weight: 1, arbitrary: step(30) }, { weight: 1, arbitrary: range(0, 20) }),
        HOUR,
        fc.oneof(
          { weight: 3, arbitrary: fc.constantFrom('*', '?') },
          { weight: 1, arbitrary: list(1, 28, 3) },
          { weight: 1, arbitrary: step(15) },
        ),
        fc.oneof({ weight: 3, arbitrary: fc.constant('*') }, { weight: 1, arbitrary: list(1, 12, 3) }, { weight: 1, arbitrary: step(6) }),
        fc.oneof(
          { weight: 2, arbitrary: fc.constant('*') },
          { weight: 1, arbitrary: list(0, 6, 3) },
          { weight: 1, arbitrary: fc.constant('MON-fri') },
        ),
      )
      .map((fields) => fields.join(' ')),
  },
);
