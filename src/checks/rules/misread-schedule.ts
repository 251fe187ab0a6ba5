import { isTemplate } from '../../facts/kubernetes/placeholders';
import { scheduleProblem } from '../../facts/kubernetes/schedules';
import { ScheduleFacts, SCHEDULES } from '../../facts/operators/schedules';
import { Cursor } from '../cursor';
import { placesAt } from '../custom-claims';
import { Manifest } from '../manifest';
import { splitRemedy } from '../remedy';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const facts of SCHEDULES) {
    for (const manifest of set.all(facts.type)) {
      for (const at of placesAt(manifest.root, facts.at)) yield* checkSchedule(manifest, facts, at);
    }
  }
}

const FIVE_FIELDS = 'Write five fields: minute, hour, day of the month, month and day of the week, such as "30 3 * * *".';

function* checkSchedule(manifest: Manifest, { fields, words }: ScheduleFacts, at: Cursor): Generator<Discovery> {
  const { text } = at;
  // A template that nobody has filled in says nothing.
  if (text === undefined || /[${}<>]|^\s*$/.test(text) || isTemplate(text) || words?.test(text) === true) return;
  const title = `${manifest.kind} ${manifest.name}`;
  const bare = text.trim().replace(/^(?:CRON_)?TZ=\S+\s+/, '');
  if (fields === 5) {
    const problem = scheduleProblem(bare);
    if (problem === undefined) return;
    const { reason, remedy } = splitRemedy(problem, FIVE_FIELDS);
    yield {
      at,
      level: 'error',
      cause: `The schedule ${JSON.stringify(text)} of ${title} is none that is understood, so it never runs: ${reason}.`,
      remedy,
    };
    return;
  }
  const parts = bare.split(/\s+/);
  if (bare.startsWith('@') || parts.length === 6) return;
  const isShort = parts.length === 5;
  yield {
    at,
    level: isShort ? 'warning' : 'error',
    cause: isShort
      ? `The schedule ${JSON.stringify(text)} of ${title} has five fields, and the operator reads the first as seconds: ${readingOf(parts)}.`
      : `The schedule ${JSON.stringify(text)} of ${title} has ${parts.length} ${parts.length === 1 ? 'field' : 'fields'}, and the operator reads six, seconds first: no backup is made.`,
    remedy: isShort
      ? `Put the seconds first: "0 ${parts.join(' ')}".`
      : 'Write six fields: second, minute, hour, day of the month, month and day of the week.',
  };
}

/** What becomes of the minutes and hours of five fields: seconds and minutes. */
function readingOf([second, minute, hour]: readonly string[]): string {
  const isNumber = (part: string) => /^[0-9]+$/.test(part);
  if (isNumber(second) && isNumber(minute) && hour === '*') return `it runs each hour, ${minute} minutes past it`;
  if (isNumber(second) && minute === '*' && hour === '*') return 'it runs each minute';
  return 'what was meant for minutes are seconds, hours are minutes, days are hours';
}

export const misreadSchedule: Rule = {
  id: 'misread-schedule',
  level: 'warning',
  otherLevels: ['error'],
  summary: 'a schedule of a backup with more or fewer fields than its operator reads',
  explanation: {
    why: [
      'A CronJob has five fields, minute first, and so have Velero, VolSync and most others. CloudNativePG reads six, seconds first, and takes five as well: "0 3 * * *", meant for three in the morning, is then second 0 of minute 3 of each hour.',
      'The other way round, six fields where five are read are refused: Velero keeps the Schedule as FailedValidation, and nothing is ever backed up.',
    ],
    wrong: yaml`
      apiVersion: postgresql.cnpg.io/v1
      kind: ScheduledBackup
      metadata:
        name: orders
      spec:
        schedule: "0 3 * * *"
        cluster: { name: orders }
    `,
    right: yaml`
      apiVersion: postgresql.cnpg.io/v1
      kind: ScheduledBackup
      metadata:
        name: orders
      spec:
        schedule: "0 0 3 * * *"
        cluster: { name: orders }
    `,
    see: [
      'https://cloudnative-pg.io/documentation/current/backup/#scheduled-backups',
      'https://velero.io/docs/main/api-types/schedule/',
      'https://github.com/cloudnative-pg/cloudnative-pg/issues/2593',
    ],
  },
  check,
};
