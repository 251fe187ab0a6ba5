import { Chart, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { shelllessReason } from '../../facts/kubernetes/images';
import { LONGEST_CRON_JOB, LONGEST_SUBDOMAIN } from '../../facts/kubernetes/names';
import { checkIdentity, fullName, Identity } from '../../hardening/identity';
import { checkPodOptions, podObjects } from '../../hardening/pod-options';
import { checkBoolean, checkDuration, checkImage, checkInteger } from '../../props/check';
import { checkKnownProps } from '../../props/known-props';
import { isA } from '../../props/kinds';
import { checkPorts } from '../../props/ports';
import { Problems } from '../../props/problems';
import { checkSchedule, checkTimeZone } from '../../props/schedules';
import { kibibytes } from '../../props/sizes';
import { checkDiskFits } from '../../volumes/scratch-accounting';
import { checkObjects, FreeObjects } from '../../workloads/objects';
import { checkResources, limitsEphemeralStorage } from '../../workloads/resources';
import { SnapshotScheduleProps } from './props';
import { SnapshotSource } from './snapshot-source';

export const COMPONENT = 'snapshots';

/** What kubectl keeps of what it asked the API server. */
export const TEMPORARY_SPACE = Size.mebibytes(64);

export const DEFAULT_WAIT = Duration.hours(2);

/** What the suffix leaves of a CronJob's name. */
const LONGEST_NAME = LONGEST_CRON_JOB - COMPONENT.length - 1;

/** What is added to the names of snapshots: the time, and a dash before it and before the claim. */
const LONGEST_SUFFIX = '-20261120t230500z'.length + 1;

export interface SchedulePlan {
  readonly identity: Identity;
  readonly objects: FreeObjects;
  readonly namespace: string;
  readonly apiServerPorts: readonly number[];
}

/** Checks the props of a SnapshotSchedule; the identity of its objects follows from them. */
export function planSchedule(scope: Construct, id: string, given: SnapshotScheduleProps): SchedulePlan {
  const problems = Problems.ofNew('SnapshotSchedule', scope, id);
  const props: Partial<SnapshotScheduleProps> = given ?? {};
  checkKnownProps(problems, '', props, 'SnapshotScheduleProps');
  const claims = isA(props.source, SnapshotSource) ? props.source._claimNames : [];
  const identity = { name: props.name ?? (claims.length === 1 ? claims[0] : id), component: COMPONENT };
  const name = checkIdentity(problems, identity, LONGEST_NAME, 'it is the name of the only claim, or else the id, unless given');
  const { namespace } = Chart.of(scope);
  if (namespace === undefined) {
    problems.add(
      'namespace',
      undefined,
      'A RoleBinding names its account with the namespace, and the chart has none. Give it to the chart.',
    );
  }
  if (isA(props.source, SnapshotSource)) {
    props.source._check(problems, 'source', namespace);
    if (name !== undefined && claims.length > 1) checkSnapshotNames(problems, name, claims);
  } else {
    problems.add(
      'source',
      props.source,
      'Give SnapshotSource.claims([claim], snapshotClass), or SnapshotSource.group(labels, snapshotGroupClass).',
    );
  }
  checkPodOptions(problems, props).check();
  if (props.hardening?.automountServiceAccountToken === false) {
    problems.add(
      'hardening.automountServiceAccountToken',
      false,
      'The run asks the API server for the snapshots, by the token of its account. Leave it out.',
    );
  }
  checkSchedule(problems, props.schedule);
  checkTimeZone(problems, props.timeZone);
  const image = checkImage(problems, 'image', props.image);
  const shellless = image === undefined ? undefined : shelllessReason(image);
  if (shellless !== undefined) problems.add('image', image, shellless);
  if (props.keep !== undefined) checkInteger(problems, 'keep', props.keep, { min: 1, max: 10000 });
  if (props.wait !== undefined) checkDuration(problems, 'wait', props.wait, 1);
  if (props.startingDeadline !== undefined) checkDuration(problems, 'startingDeadline', props.startingDeadline, 10);
  if (props.deadline !== undefined) checkDuration(problems, 'deadline', props.deadline, 1);
  if (props.retries !== undefined) checkInteger(problems, 'retries', props.retries, { min: 0, max: 100 });
  checkBoolean(problems, 'suspend', props.suspend);
  const apiServerPorts = checkPorts(problems, 'apiServerPorts', props.apiServerPorts, [443, 6443]);
  checkRunResources(problems, props.resources);
  const objects = checkObjects(problems, scope, name, () => [
    { kind: 'CronJob', name: fullName(identity) },
    { kind: 'Role', name: fullName(identity) },
    { kind: 'RoleBinding', name: fullName(identity) },
    ...podObjects(identity, props),
  ]);
  problems.throwIfAny();
  return { identity, objects, namespace: namespace!, apiServerPorts };
}

function checkSnapshotNames(problems: Problems, name: string, claims: readonly string[]): void {
  const room = LONGEST_SUBDOMAIN - name.length - LONGEST_SUFFIX;
  claims.forEach((claim, index) => {
    if (claim.length <= room) return;
    problems.add(
      `source.claims[${index}]`,
      claim,
      `The names of its snapshots, ${name}-<claim>-<time>, would have more than ${LONGEST_SUBDOMAIN} characters. Give it a schedule of its own.`,
    );
  });
}

function checkRunResources(problems: Problems, resources: kplus.ContainerResources | undefined): void {
  const before = problems.count;
  checkResources(problems, 'resources', resources);
  if (problems.count > before || !limitsEphemeralStorage({ resources })) return;
  checkDiskFits(problems, 'resources.ephemeralStorage', [{ name: COMPONENT, resources }], kibibytes(TEMPORARY_SPACE));
}
