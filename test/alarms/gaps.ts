import { execFileSync } from 'child_process';
import { join } from 'path';
import * as fc from 'fast-check';
import { longestGap } from '../../src/facts/kubernetes/schedule-gaps';
import { runsPerYear } from '../../src/facts/kubernetes/schedules';
import { ensurePrograms, Toolchain } from '../cluster/binaries';
import { SCHEDULE, ZONES } from './schedules';

/*
 * The longest time between two runs, as we compute it and as the parser of the CronJob controller goes through all runs of it.
 */

const MODULE = join(__dirname, 'go');
const PARSER: Toolchain = {
  title: 'schedule-gaps',
  module: MODULE,
  // A program of another text is another program.
  source: join(MODULE, 'tools.go'),
  packages: { 'schedule-gaps': '.' },
};

/**
 * Years whose clocks are known alike to all: of those to come, versions of the tz database say different things. What runs often is gone through for fewer.
 */
const FROM = 2024;
const yearsOf = (schedule: string): number => (schedule.startsWith('@every') ? 0 : runsPerYear(schedule)! > 5000 ? 2 : 12);

/** What people write, and what is hard, whatever is drawn. */
const KNOWN = [
  ['* * * * *', 'America/New_York'],
  ['30 2 * * *', 'Europe/Berlin'],
  ['0 5 * * 0', 'Asia/Beirut'],
  ['0 3 * * *', 'Australia/Lord_Howe'],
  ['0 0 29 2 *', 'Etc/UTC'],
  ['30 2 8 3 *', 'America/New_York'],
  ['0 0 1 1 *', 'Pacific/Auckland'],
  ['0 0 * * *', 'America/Havana'],
  ['0 0 13 * 5', 'America/Santiago'],
] as const;

export async function compareGaps(seed: number, cases: number): Promise<readonly string[]> {
  const program = join(await ensurePrograms(PARSER, 'schedule-gaps'), 'schedule-gaps');
  const drawn = fc.sample(fc.tuple(SCHEDULE, fc.constantFrom(...ZONES)), { numRuns: cases, seed });
  const asked = [...KNOWN, ...drawn];
  const questions = asked.map(([Schedule, Zone]) => ({ Schedule, Zone, From: FROM, Years: yearsOf(Schedule) }));
  const answers = JSON.parse(execFileSync(program, { input: JSON.stringify(questions), maxBuffer: 2 ** 28, encoding: 'utf8' })) as number[];
  const uneven = answers.filter((answer) => answer > 0 && answer % 86400 !== 0).length;
  process.stdout.write(`${asked.length} schedules in ${ZONES.length} zones, of which ${uneven} have a longest gap of no whole days\n`);
  return asked.flatMap(([schedule, zone], index) => {
    const own = longestGap(schedule, zone, { from: FROM, count: yearsOf(schedule) }) ?? -1;
    return own === answers[index] ? [] : [`${schedule} in ${zone}: the controller waits for ${answers[index]} s, and we say ${own} s`];
  });
}
