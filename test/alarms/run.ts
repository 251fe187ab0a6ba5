import { endBy } from '../ended';
import { announce, seedOfRun } from '../seed/seed';
import { compareGaps } from './gaps';

/*
 * What alarms are computed of: the longest time between two runs of a schedule.
 *
 *   tsx test/alarms/run.ts [--if-available]
 *
 * CASES says how many schedules are drawn, SEED repeats a run; FULL=1 draws more.
 */

async function run(): Promise<boolean> {
  const chosen = seedOfRun();
  process.stdout.write(announce(chosen, 'npm run test:alarms'));
  const cases = Number(process.env.CASES ?? (process.env.FULL === '1' ? 600 : 60));
  const found = await compareGaps(chosen.seed, cases);
  for (const line of found) process.stdout.write(`${line}\n`);
  return found.length === 0;
}

endBy(run());
