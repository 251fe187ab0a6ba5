import { inSixFields, RETENTION } from '../../facts/operators/cloudnative-pg';
import { checkBoolean } from '../../props/check';
import { isA } from '../../props/kinds';
import { Problems } from '../../props/problems';
import { checkSchedule, nightly } from '../../props/schedules';
import { isMap, Unchecked } from '../../util/unchecked';
import { BackupStore } from './backup-store';
import type { ReplicatedBackup } from './parts-props';
import type { ReplicatedDatabaseProps } from './props';

export interface ReplicatedBackupPlan {
  readonly store: BackupStore;
  /** Six fields, seconds first. */
  readonly schedule: string;
  readonly keep: string;
  readonly suspend: boolean;
}

const UTC = ['Etc/UTC', 'UTC', 'Etc/UCT', 'Etc/Universal', 'Etc/Zulu', 'Universal', 'Zulu', 'UCT'];

export function checkBackup(
  problems: Problems,
  props: Unchecked<ReplicatedDatabaseProps>,
  name: string | undefined,
): ReplicatedBackupPlan | undefined {
  const without = checkBoolean(problems, 'withoutBackup', props.withoutBackup);
  const { backup } = props;
  if (backup === undefined) {
    if (without !== true) {
      problems.add(
        'backup',
        undefined,
        'What is deleted by mistake is gone in all replicas at once. Give a store, such as { store: BackupStore.s3({ path, secretName }) }, or say withoutBackup: true.',
      );
    }
    return undefined;
  }
  if (without === true) problems.add('withoutBackup', true, 'There is a backup. Leave out one of both.');
  if (!isMap(backup)) {
    problems.add('backup', backup, 'Give a store, such as { store: BackupStore.s3({ path, secretName }) }.');
    return undefined;
  }
  const { store, schedule, timeZone, keep, suspend } = backup as Unchecked<ReplicatedBackup>;
  if (isA(store, BackupStore)) store._check(problems, 'backup.store');
  else problems.add('backup.store', store, 'Give BackupStore.s3({ path, secretName }), azure() or google().');
  if (timeZone !== undefined && !UTC.includes(timeZone as string)) {
    problems.add(
      'backup.timeZone',
      timeZone,
      'The operator knows no time zone, and a converted hour is wrong half of the year. Write the schedule in UTC, and leave this out.',
    );
  }
  if (keep !== undefined && (typeof keep !== 'string' || !RETENTION.test(keep))) {
    problems.add('backup.keep', keep, 'Give a whole number with d, w or m for days, weeks or months, such as 30d.');
  }
  checkBoolean(problems, 'backup.suspend', suspend);
  const fields = checkFields(problems, schedule ?? nightly(name ?? ''));
  return { store: store as BackupStore, schedule: fields ?? '', keep: (keep as string | undefined) ?? '30d', suspend: suspend === true };
}

/** The schedule in six fields. */
function checkFields(problems: Problems, schedule: unknown): string | undefined {
  const expression = checkSchedule(problems, schedule, 'backup.schedule');
  if (expression === undefined) return undefined;
  const fields = inSixFields(expression);
  if (fields === undefined) {
    problems.add(
      'backup.schedule',
      expression,
      'The operator reads six fields, which cannot say this. Write five fields, such as "30 3 * * *".',
    );
  }
  return fields;
}
