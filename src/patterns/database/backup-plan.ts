import { Chart, Cron } from 'cdk8s';
import { Construct } from 'constructs';
import { fullName, Identity } from '../../hardening/identity';
import { checkPodOptions, podObjects } from '../../hardening/pod-options';
import { checkBoolean, checkDuration, checkInteger } from '../../props/check';
import { checkBackupName, planRehearsal, rehearsalObjects, RehearsalPlan } from '../../jobs/rehearsals';
import { BACKUP_CONTAINER, checkUploads, hasUploads } from '../../jobs/uploads';
import { checkKnownProps } from '../../props/known-props';
import { isA } from '../../props/kinds';
import { Problems } from '../../props/problems';
import { checkSchedule, checkTimeZone, nightly } from '../../props/schedules';
import { checkObjects, FreeObjects, PlannedObject } from '../../workloads/objects';
import { checkResources } from '../../workloads/resources';
import type { DatabaseBackupProps } from './backup-props';
import { BackupStorage } from '../../volumes/backup-storage';
import { checkDatabase, checkJobResources } from './jobs';
import { checkDatabaseRehearsal } from './rehearsal-plan';
import type { DatabaseRehearsal } from './rehearsal-props';

export const COMPONENT = 'backup';

export interface BackupPlan {
  readonly identity: Identity;
  readonly objects: FreeObjects;
  readonly schedule: Cron;
  readonly rehearsal: RehearsalPlan<DatabaseRehearsal> | undefined;
}

/** Checks the props of a DatabaseBackup; the identity of its objects follows from them. */
export function planBackup(scope: Construct, id: string, given: DatabaseBackupProps): BackupPlan {
  const problems = Problems.ofNew('DatabaseBackup', scope, id);
  const props: Partial<DatabaseBackupProps> = given ?? {};
  checkKnownProps(problems, '', props, 'DatabaseBackupProps');
  const database = checkDatabase(problems, scope, props.database);
  const identity = { name: props.name ?? database?.name ?? id, component: COMPONENT };
  const name = checkBackupName(problems, identity, props.rehearsal !== undefined, 'it is the name of the database unless given');
  const notSecret = checkPodOptions(problems, props);
  const engine = database?._plan.engine;
  if (engine !== undefined && engine.dump === undefined) {
    problems.add('database', database, `Nobody said how ${engine.title} is dumped. Give dump to DatabaseEngine.custom.`);
  }
  const isScheduled = props.schedule === undefined || checkSchedule(problems, props.schedule) !== undefined;
  const schedule = isScheduled ? (props.schedule ?? (name === undefined ? undefined : nightly(name))) : undefined;
  checkTimeZone(problems, props.timeZone);
  if (isA(props.storage, BackupStorage)) {
    const isOwn = (claim: string) => database?._isOwnClaim(claim) === true;
    props.storage._check(problems, 'storage', { title: 'the database', namespace: Chart.of(scope).namespace, isOwn });
  } else {
    problems.add('storage', props.storage, 'Give BackupStorage.newClaim({ size, storageClass }) or BackupStorage.existingClaim(claim).');
  }
  if (props.keep !== undefined) checkInteger(problems, 'keep', props.keep, { min: 1, max: 10000 });
  if (props.retries !== undefined) checkInteger(problems, 'retries', props.retries, { min: 0, max: 100 });
  if (props.startingDeadline !== undefined) checkDuration(problems, 'startingDeadline', props.startingDeadline, 10);
  if (props.deadline !== undefined) checkDuration(problems, 'deadline', props.deadline, 1);
  checkBoolean(problems, 'suspend', props.suspend);
  // Before uploads, it is an init container, whose limit does not count for the Pod.
  if (hasUploads(props)) checkResources(problems, 'resources', props.resources);
  else checkJobResources(problems, BACKUP_CONTAINER, props.resources);
  checkUploads(problems, props, notSecret, 'the database only');
  checkDatabaseRehearsal(problems, { backup: props, schedule, engine, notSecret });
  notSecret.check();
  const objects = checkObjects(problems, scope, name, () => backupObjects(identity, props));
  problems.throwIfAny();
  return { identity, objects, schedule: schedule!, rehearsal: planRehearsal(identity, given, schedule!) };
}

function backupObjects(identity: Identity, props: Partial<DatabaseBackupProps>): PlannedObject[] {
  const name = fullName(identity);
  const claims = isA(props.storage, BackupStorage) && props.storage._makesClaim ? [name] : [];
  return [
    { kind: 'CronJob', name },
    ...claims.map((claim) => ({ kind: 'PersistentVolumeClaim', name: claim, byPart: true }) as const),
    ...podObjects(identity, props),
    ...rehearsalObjects(identity, props),
  ];
}
