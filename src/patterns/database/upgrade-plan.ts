import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { LONGEST_LABEL } from '../../facts/kubernetes/names';
import { checkIdentity, fullName, Identity } from '../../hardening/identity';
import { checkPodOptions, podObjects } from '../../hardening/pod-options';
import { isA } from '../../props/kinds';
import { checkKnownProps } from '../../props/known-props';
import { Problems } from '../../props/problems';
import { BackupStorage } from '../../volumes/backup-storage';
import { checkObjects, FreeObjects, PlannedObject } from '../../workloads/objects';
import { checkDatabase } from './jobs';
import { PgUpgradePlan, planPgUpgrade } from './pg-upgrade-plan';
import { checkOwners, checkRestoringJob, checkSpaceSwitch } from './restore-plan';
import type { StatefulDatabase } from './stateful-database';
import type { DatabaseUpgradeProps } from './upgrade-props';

export const COMPONENT = 'upgrade';
export const DUMP_CONTAINER = 'dump';
export const RESTORE_CONTAINER = 'restore';

export interface UpgradePlan {
  readonly identity: Identity;
  readonly objects: FreeObjects;
  /** Undefined where the data is dumped and restored. */
  readonly pgUpgrade?: PgUpgradePlan;
}

/** Checks the props of a DatabaseUpgrade; the identity of its objects follows from them. */
export function planUpgrade(scope: Construct, id: string, given: DatabaseUpgradeProps): UpgradePlan {
  const problems = Problems.ofNew('DatabaseUpgrade', scope, id);
  const props: Partial<DatabaseUpgradeProps> = given ?? {};
  checkKnownProps(problems, '', props, 'DatabaseUpgradeProps');
  const source = checkDatabase(problems, scope, props.source, 'source');
  const target = checkDatabase(problems, scope, props.target, 'target');
  if (source !== undefined && target !== undefined) checkPair(problems, source, target);
  if (props.method !== undefined) {
    const pgUpgrade = planPgUpgrade(problems, props, source, target);
    // It makes no object of its own.
    const objects = checkObjects(problems, scope, id, () => []);
    problems.throwIfAny();
    return { identity: target!._plan.identity, objects, pgUpgrade };
  }
  checkOwners(problems, props.owners, target?._plan.engine);
  checkSpaceSwitch(problems, props.checkSpace, target?._plan.engine);
  if (isA(props.storage, BackupStorage)) {
    const isOwn = (claim: string) => [source, target].some((database) => database?._isOwnClaim(claim) === true);
    props.storage._check(problems, 'storage', { title: 'the database', namespace: Chart.of(scope).namespace, isOwn });
  } else {
    problems.add('storage', props.storage, 'Give BackupStorage.newClaim({ size, storageClass }) or BackupStorage.existingClaim(claim).');
  }
  const identity = { name: props.name ?? target?.name ?? id, component: COMPONENT };
  const name = checkIdentity(problems, identity, LONGEST_LABEL, 'it is the name of the new database unless given');
  checkPodOptions(problems, props).check();
  checkRestoringJob(problems, RESTORE_CONTAINER, props);
  const objects = checkObjects(problems, scope, name, () => upgradeObjects(identity, props));
  problems.throwIfAny();
  return { identity, objects };
}

function upgradeObjects(identity: Identity, props: Partial<DatabaseUpgradeProps>): PlannedObject[] {
  const name = fullName(identity);
  const claims = isA(props.storage, BackupStorage) && props.storage._makesClaim ? [name] : [];
  return [
    { kind: 'Job', name },
    ...claims.map((claim) => ({ kind: 'PersistentVolumeClaim', name: claim, byPart: true }) as const),
    ...podObjects(identity, props),
  ];
}

/** Two databases of one engine, the second in a newer series and with a disk of its own. */
function checkPair(problems: Problems, source: StatefulDatabase, target: StatefulDatabase): void {
  if (source === target) {
    problems.add('target', target, 'That is the old database itself. Make a second one, with a name and a disk of its own.');
    return;
  }
  const [from, to] = [source._plan.engine, target._plan.engine];
  if (from.upgrading === undefined) {
    problems.add('source', source, `Nobody said how ${from.title} is upgraded. Use its own tools, or DatabaseBackup and DatabaseRestore.`);
    return;
  }
  if (from.title !== to.title) {
    problems.add('target', to.title, `The old database is ${from.title}, which does not become ${to.title}. Give a newer ${from.title}.`);
    return;
  }
  const order = compareSeries(from.upgrading.series, to.upgrading!.series);
  if (order === 0) {
    problems.add(
      'target',
      to.upgrading!.series,
      'The old database has the same series, within which the version is changed in place. Give a newer one.',
    );
  } else if (order > 0) {
    problems.add(
      'target',
      to.upgrading!.series,
      `The old database is of ${from.upgrading.series}, and nothing goes into an older one. Give a newer one.`,
    );
  }
  if (target._plan.storage.existing !== undefined) {
    problems.add(
      'target',
      target,
      'It takes data over that exists, and an upgrade fills an empty database. Leave its storage.existing out.',
    );
  }
}

/** Below zero where the first is the older one. */
function compareSeries(one: string, other: string): number {
  const [left, right] = [one, other].map((series) => series.split('.').map(Number));
  return left[0] - right[0] || (left[1] ?? 0) - (right[1] ?? 0);
}
