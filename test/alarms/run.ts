import { MissingPrograms } from '../cluster/binaries';
import { endBy } from '../ended';
import { announce, seedOfRun } from '../seed/seed';
import { tryFiles } from './files';
import { compareGaps } from './gaps';
import { tryRules } from './promtool';

/*
 * What alarms are computed of, the longest time between two runs of a schedule; which alerts fire on which series; and whether Prometheus
 * and Grafana can read the files.
 *
 *   tsx test/alarms/run.ts [--if-available] [--rules]
 *
 * CASES says how many schedules are drawn, SEED repeats a run; FULL=1 draws more. With --rules, schedules are left alone. PROMTOOL names the program.
 */

const say = (line: string): void => void process.stdout.write(line);

/** What is wrong; that a program is missing is wrong too, but where it need not be there. */
async function tell(what: () => Promise<readonly string[]> | readonly string[]): Promise<readonly string[]> {
  try {
    return await what();
  } catch (error) {
    if (!(error instanceof MissingPrograms)) throw error;
    if (!process.argv.includes('--if-available')) return [error.message];
    say(`left out: ${error.message}\n`);
    return [];
  }
}

async function run(): Promise<boolean> {
  const chosen = seedOfRun();
  say(announce(chosen, 'npm run test:alarms'));
  const cases = Number(process.env.CASES ?? (process.env.FULL === '1' ? 600 : 60));
  const found = [
    ...(await tell(() => tryRules(say))),
    ...(await tell(() => tryFiles(say))),
    ...(process.argv.includes('--rules') ? [] : await tell(() => compareGaps(chosen.seed, cases))),
  ];
  for (const line of found) say(`${line}\n`);
  return found.length === 0;
}

endBy(run());
