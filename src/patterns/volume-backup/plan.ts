import { Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { fullName, Identity } from '../../hardening/identity';
import { checkPodOptions, podObjects } from '../../hardening/pod-options';
import { checkBackupName, checkRehearsal, planRehearsal, rehearsalObjects, RehearsalPlan } from '../../jobs/rehearsals';
import { BACKUP_CONTAINER, checkUploads } from '../../jobs/uploads';
import { checkBoolean, checkDuration, checkImage, checkInteger, checkTexts } from '../../props/check';
import { isA } from '../../props/kinds';
import { checkKnownProps } from '../../props/known-props';
import { Problems } from '../../props/problems';
import { checkSchedule, checkTimeZone } from '../../props/schedules';
import { BackupStorage } from '../../volumes/backup-storage';
import { checkSourceClaim, SourceClaim } from '../../volumes/source-claim';
import { findWorkload } from '../../workloads/find-workload';
import { checkObjects, FreeObjects } from '../../workloads/objects';
import { checkResources } from '../../workloads/resources';
import { WorkloadObject } from '../../workloads/workload-object';
import { VolumeBackupProps } from './props';

export const COMPONENT = BACKUP_CONTAINER;

export interface BackupPlan {
  readonly identity: Identity;
  readonly objects: FreeObjects;
  /** On whose node it has to run. */
  readonly workload?: WorkloadObject;
  readonly rehearsal: RehearsalPlan | undefined;
}

/** Checks the props of a VolumeBackup; the identity of its objects follows from them. */
export function planVolumeBackup(scope: Construct, id: string, given: VolumeBackupProps): BackupPlan {
  const problems = Problems.ofNew('VolumeBackup', scope, id);
  const props: Partial<VolumeBackupProps> = given ?? {};
  checkKnownProps(problems, '', props, 'VolumeBackupProps');
  const { namespace } = Chart.of(scope);
  const claim = checkClaim(problems, props.claim, namespace);
  const identity = { name: props.name ?? claim?.name ?? id, component: COMPONENT };
  const name = checkBackupName(problems, identity, props.rehearsal !== undefined, 'it is the name of the claim unless given');
  const notSecret = checkPodOptions(problems, props);
  const schedule = checkSchedule(problems, props.schedule) === undefined ? undefined : props.schedule;
  checkTimeZone(problems, props.timeZone);
  checkImage(problems, 'image', props.image);
  if (isA(props.storage, BackupStorage)) {
    props.storage._check(problems, 'storage', { title: 'the data', namespace, isOwn: (other) => other === claim?.name });
  } else {
    problems.add('storage', props.storage, 'Give BackupStorage.newClaim({ size, storageClass }) or BackupStorage.existingClaim(claim).');
  }
  const workload = checkPlace(problems, props, claim);
  checkExclude(problems, props.exclude);
  checkBoolean(problems, 'acceptChanges', props.acceptChanges);
  if (props.keep !== undefined) checkInteger(problems, 'keep', props.keep, { min: 1, max: 10000 });
  if (props.retries !== undefined) checkInteger(problems, 'retries', props.retries, { min: 0, max: 100 });
  if (props.startingDeadline !== undefined) checkDuration(problems, 'startingDeadline', props.startingDeadline, 10);
  if (props.deadline !== undefined) checkDuration(problems, 'deadline', props.deadline, 1);
  checkBoolean(problems, 'suspend', props.suspend);
  checkResources(problems, 'resources', props.resources);
  checkUploads(problems, props, notSecret, 'nothing but DNS');
  checkRehearsal(problems, { backup: props, schedule, beside: 0 });
  notSecret.check();
  const objects = checkObjects(problems, scope, name, () => {
    const full = fullName(identity);
    const makesClaim = isA(props.storage, BackupStorage) && props.storage._makesClaim;
    return [
      { kind: 'CronJob', name: full },
      ...(makesClaim ? [{ kind: 'PersistentVolumeClaim', name: full, byPart: true } as const] : []),
      ...podObjects(identity, props),
      ...rehearsalObjects(identity, props),
    ];
  });
  problems.throwIfAny();
  return { identity, objects, workload, rehearsal: planRehearsal(identity, given, given.schedule) };
}

function checkClaim(problems: Problems, given: unknown, namespace: string | undefined): SourceClaim | undefined {
  const claim = checkSourceClaim(problems, 'claim', given, namespace);
  if (claim?.volumeMode === kplus.PersistentVolumeMode.BLOCK) {
    problems.add(
      'claim',
      claim.name,
      'It is a raw device, which has no files. Take a Snapshot of it, or let the program that writes to it make its own backup.',
    );
  }
  if (claim?.accessModes?.includes(kplus.PersistentVolumeAccessMode.READ_WRITE_ONCE_POD) === true) {
    problems.add(
      'claim',
      claim.name,
      'It is for one Pod alone (ReadWriteOncePod), so no backup could mount it beside. Take a Snapshot of it, or ask for ReadWriteOnce.',
    );
  }
  return claim;
}

/** A disk is on one node at a time: a Job elsewhere would wait for it. */
function checkPlace(problems: Problems, props: Partial<VolumeBackupProps>, claim: SourceClaim | undefined): WorkloadObject | undefined {
  const { onAnyNode, workload } = props;
  checkBoolean(problems, 'onAnyNode', onAnyNode);
  if (workload !== undefined) {
    if (onAnyNode === true) problems.add('onAnyNode', true, 'The backup runs on the node of the workload. Leave out one of the two.');
    return findWorkload(problems, 'workload', workload);
  }
  const isShared = claim?.accessModes?.some((mode) => !mode.startsWith('ReadWriteOnce')) === true;
  if (claim !== undefined && !isShared && onAnyNode !== true) {
    problems.add(
      'workload',
      undefined,
      'A claim for one node has to be read on the node where its Pods are, or the backup waits for it. Name the workload that mounts it, or say onAnyNode: true where none does at that time.',
    );
  }
  return undefined;
}

function checkExclude(problems: Problems, exclude: unknown): void {
  (checkTexts(problems, 'exclude', exclude) ?? []).forEach((path, index) => {
    // Characters that a pattern would have a meaning for are none of most paths.
    if (/^[A-Za-z0-9._@+ -]+(\/[A-Za-z0-9._@+ -]+)*$/.test(path) && !/(^|\/)\.\.?(\/|$)/.test(path) && path.trim() === path) return;
    problems.add(
      `exclude[${index}]`,
      path,
      'Give a path on the volume, such as cache/thumbnails: letters, digits and . _ @ + - between slashes, none at the start.',
    );
  });
}
