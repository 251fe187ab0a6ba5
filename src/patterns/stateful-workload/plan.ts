import { Chart, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { mostAway } from '../../facts/programs/placement';
import { Budget, disruptionBudget } from '../../hardening/availability';
import { checkStopDelays } from '../../hardening/stop-delay';
import { CheckedContainer, checkContainers } from '../../hardening/container-options';
import { checkServiceName, Identity } from '../../hardening/identity';
import { checkPodOptions, podObjects } from '../../hardening/pod-options';
import { checkProbes, ProbedContainer } from '../../hardening/probed-container';
import { checkServicePorts } from '../../hardening/service-ports';
import { checkBoolean, checkDuration, checkInteger, checkLabelName, checkOneOf } from '../../props/check';
import { isA } from '../../props/kinds';
import { checkKnownProps } from '../../props/known-props';
import { isPlus } from '../../props/plus-values';
import { Problems } from '../../props/problems';
import { LONGEST_LABEL } from '../../facts/kubernetes/names';
import { checkSetName, headlessName } from '../../sets/names';
import { Unchecked } from '../../util/unchecked';
import { ClaimRetention, templateClaims } from '../../volumes/claim-template';
import { checkDiskFits } from '../../volumes/scratch-accounting';
import { writableDemand } from '../../volumes/writable-paths';
import { checkObjects, FreeObjects, PlannedObject } from '../../workloads/objects';
import { AllowedDisruptions } from './allowed-disruptions';
import { checkDisks, PlannedDisk } from './disks';
import {
  checkDirectories,
  checkOrder,
  checkReplication,
  knownProgramIn,
  KnownProgram,
  needsMajority,
  userOf,
} from '../../hardening/known-programs';
import { checkSettings } from '../../hardening/known-settings';
import { NotDurable } from '../../props/not-durable';
import type { StatefulWorkloadProps } from './props';

/** A workload whose props have been checked, with all defaults. */
export interface WorkloadPlan {
  readonly identity: Identity;
  readonly objects: FreeObjects;
  readonly disks: readonly PlannedDisk[];
  readonly headlessName: string;
  readonly namespace: string | undefined;
  readonly replicas: number;
  readonly firstOrdinal: number;
  readonly podManagementPolicy: kplus.PodManagementPolicy;
  readonly budget: Budget;
  readonly retention: { readonly whenDeleted: ClaimRetention; readonly whenScaled: ClaimRetention };
  readonly membersConnect: boolean;
  /** The user that the images are made for, where they are known. */
  readonly imageUser?: number;
  /** Settings that cost data in a crash, with reasons. */
  readonly notDurable: NotDurable;
  readonly terminationGracePeriod: Duration;
}

const COMPONENT = 'stateful';

/** Time to hand over, and to write what is in memory. */
const GRACE = Duration.seconds(120);

export function planWorkload(scope: Construct, id: string, given: StatefulWorkloadProps): WorkloadPlan {
  const problems = Problems.ofNew('StatefulWorkload', scope, id);
  const props: Unchecked<StatefulWorkloadProps> = given ?? {};
  const { namespace } = Chart.of(scope);
  checkKnownProps(problems, '', props, 'StatefulWorkloadProps');
  const identity = { name: props.name as string, component: COMPONENT };
  const name = checkSetName(problems, identity);
  const notSecret = checkPodOptions(problems, given ?? {});
  const containers = checkContainers<ProbedContainer>(problems, 'containers', props.containers, notSecret);
  for (const { at, container } of containers) checkProbes(problems, at, container);
  checkStopDelays(problems, containers, props.terminationGracePeriod, GRACE);
  notSecret.check();
  const disks = checkDisks(problems, props.disks, containers, namespace);
  checkDemand(problems, containers);
  const { replicas, ordinals } = checkCount(problems, props);
  const policy = checkOneOf(
    problems,
    'podManagementPolicy',
    props.podManagementPolicy ?? kplus.PodManagementPolicy.PARALLEL,
    Object.values(kplus.PodManagementPolicy),
  );
  const programs = containers.flatMap(({ at, container }) => knownProgramIn(at, container) ?? []);
  const notDurable = new NotDurable(problems, 'notDurable', props.notDurable);
  for (const program of programs) checkSettings(notDurable, program);
  notDurable.check();
  checkPrograms(problems, programs, { disks, replicas, policy, isSeparate: props.separateData === true });
  const budget = checkBudget(problems, props.disruptions, programs, replicas, props.separateData === true);
  checkUpdates(problems, props);
  const retention = checkRetention(problems, props);
  checkBoolean(problems, 'separateNodes', props.separateNodes);
  checkBoolean(problems, 'membersConnect', props.membersConnect);
  checkBoolean(problems, 'separateData', props.separateData);
  const listening = containers.map(({ container }) => container);
  checkServicePorts(problems, props.servicePorts, undefined, listening);
  checkServicePorts(problems, props.podServicePorts, undefined, listening, 'podServicePorts');
  const headless = checkHeadless(
    problems,
    props.headlessServiceName ?? (name === undefined ? undefined : headlessName({ name })),
    identity,
    props,
  );
  const objects = checkObjects(problems, scope, name, () => workloadObjects(identity, given ?? {}, { disks, headless, ordinals }));
  problems.throwIfAny();
  return {
    identity,
    objects,
    disks,
    headlessName: headless!,
    namespace,
    replicas: replicas!,
    firstOrdinal: given.firstOrdinal ?? 0,
    podManagementPolicy: policy!,
    budget: budget!,
    retention: retention!,
    membersConnect: given.membersConnect ?? replicas! > 1,
    imageUser: userOf(given.containers),
    notDurable,
    terminationGracePeriod: given.terminationGracePeriod ?? GRACE,
  };
}

function checkDemand(problems: Problems, checked: ReadonlyArray<CheckedContainer<ProbedContainer>>): void {
  if (problems.count > 0) return;
  const containers = checked.map(({ container }) => container);
  const demand = writableDemand(containers);
  if (demand > 0) checkDiskFits(problems, 'containers', containers, demand);
}

/** How many Pods there are, and their numbers where both are told. */
function checkCount(
  problems: Problems,
  props: Unchecked<StatefulWorkloadProps>,
): { readonly replicas: number | undefined; readonly ordinals: readonly number[] } {
  const remedy = 'Give a whole number above zero. To stop the workload for a while, scale the StatefulSet to zero with kubectl.';
  const first = checkInteger(problems, 'firstOrdinal', props.firstOrdinal ?? 0, { min: 0, max: 100_000 });
  const replicas = checkInteger(problems, 'replicas', props.replicas ?? 1, { min: 1, max: 1000, remedy });
  const isTold = first !== undefined && replicas !== undefined;
  return { replicas, ordinals: isTold ? Array.from({ length: replicas }, (_, index) => first + index) : [] };
}

interface Decided {
  readonly disks: readonly PlannedDisk[];
  readonly replicas: number | undefined;
  readonly policy: kplus.PodManagementPolicy | undefined;
  readonly isSeparate: boolean;
}

function checkPrograms(problems: Problems, programs: readonly KnownProgram[], { disks, replicas, policy, isSeparate }: Decided): void {
  // A disk that is wrong may be the one that a program needs.
  if (problems.mentions('disks') || disks.length === 0) return;
  for (const program of programs) {
    const seen = disks.filter(
      ({ containers, volumeMode }) => volumeMode === kplus.PersistentVolumeMode.FILE_SYSTEM && containers.includes(program.container.name),
    );
    checkDirectories(
      problems,
      program,
      seen.map((disk) => disk.seen),
    );
    if (replicas !== undefined && !isSeparate) checkReplication(problems, program, replicas);
    if (policy === kplus.PodManagementPolicy.ORDERED_READY && replicas !== undefined) checkOrder(problems, program, replicas);
  }
}

function checkBudget(
  problems: Problems,
  given: unknown,
  programs: readonly KnownProgram[],
  replicas: number | undefined,
  isSeparate: boolean,
): Budget | undefined {
  if (given !== undefined && !isA(given, AllowedDisruptions)) {
    problems.add('disruptions', given, 'Use AllowedDisruptions.oneAtATime(), keepingMajority() or keeping(2).');
    return undefined;
  }
  if (replicas === undefined) return undefined;
  const voting = programs.find((program) => needsMajority(program));
  if (voting !== undefined && replicas === 2 && !isSeparate) {
    problems.add(
      'replicas',
      replicas,
      `Members of ${voting.facts.title} decide by a majority, which of 2 is both: whichever is away stops the other. Use 3, or 1; or separateData: true where they know nothing of each other.`,
    );
    return undefined;
  }
  const disruptions =
    given ?? (voting !== undefined && replicas > 1 ? AllowedDisruptions.keepingMajority() : AllowedDisruptions.oneAtATime());
  const before = problems.count;
  const budget = disruptions._budget(problems, 'disruptions', replicas);
  const most = mostAway(replicas);
  if (voting !== undefined && replicas > 2 && !isSeparate && problems.count === before && budget.maxUnavailable > most) {
    problems.add(
      'disruptions',
      `${budget.maxUnavailable} of ${replicas} at once`,
      `Members of ${voting.facts.title} decide by a majority: at most ${most} may go. Use AllowedDisruptions.keepingMajority(), or leave it out.`,
    );
  }
  return budget;
}

function checkUpdates(problems: Problems, { strategy, minReady, revisionHistoryLimit }: Unchecked<StatefulWorkloadProps>): void {
  if (strategy !== undefined && !isPlus(strategy, 'StatefulSetUpdateStrategy')) {
    problems.add('strategy', strategy, 'Use StatefulSetUpdateStrategy.rollingUpdate() or onDelete() of cdk8s-plus.');
  } else if (strategy !== undefined) {
    const { partition } = (strategy._toKube().rollingUpdate ?? {}) as { readonly partition?: unknown };
    if (partition !== undefined) checkInteger(problems, 'strategy.partition', partition, { min: 0, max: 100_000 });
  }
  if (minReady !== undefined) checkDuration(problems, 'minReady', minReady, 0);
  if (revisionHistoryLimit !== undefined) checkInteger(problems, 'revisionHistoryLimit', revisionHistoryLimit, { min: 0, max: 10000 });
}

function checkRetention(problems: Problems, props: Unchecked<StatefulWorkloadProps>): WorkloadPlan['retention'] | undefined {
  const values = Object.values(ClaimRetention);
  const whenDeleted = checkOneOf(problems, 'whenDeleted', props.whenDeleted ?? ClaimRetention.RETAIN, values);
  const whenScaled = checkOneOf(problems, 'whenScaled', props.whenScaled ?? ClaimRetention.RETAIN, values);
  return whenDeleted && whenScaled && { whenDeleted, whenScaled };
}

/** A Service is headless or has an address, not both. */
function checkHeadless(
  problems: Problems,
  given: unknown,
  { name }: Identity,
  { servicePorts, headlessServiceName }: Unchecked<StatefulWorkloadProps>,
): string | undefined {
  if (given === undefined) return undefined;
  const checked = checkLabelName(problems, 'headlessServiceName', given, LONGEST_LABEL, 'it is part of the name of each Pod');
  if (checked === name && servicePorts !== undefined) {
    problems.add(
      'headlessServiceName',
      checked,
      'The Service for clients has this name, and an address: the Pods would have no names. Give another, or leave out servicePorts.',
    );
    return undefined;
  }
  if (headlessServiceName !== undefined) checkServiceName(problems, 'headlessServiceName', checked);
  return checked;
}

interface Named {
  readonly disks: readonly PlannedDisk[];
  readonly headless: string | undefined;
  readonly ordinals: readonly number[];
}

/** What a workload makes, what its set makes for its Pods included. */
function workloadObjects(identity: Identity, props: StatefulWorkloadProps, { disks, headless, ordinals }: Named): PlannedObject[] {
  const { name } = identity;
  const { servicePorts, podServicePorts, headlessServiceName } = props;
  return [
    { kind: 'StatefulSet', name },
    ...(headless === undefined
      ? []
      : [
          {
            kind: 'Service',
            name: headless,
            ...(headlessServiceName && { from: { prop: 'headlessServiceName', value: headless } }),
          } as const,
        ]),
    ...(servicePorts === undefined ? [] : [{ kind: 'Service', name } as const]),
    ...(podServicePorts === undefined ? [] : ordinals.map((ordinal) => ({ kind: 'Service', name: `${name}-${ordinal}` }) as const)),
    { kind: 'Pod', name, perPod: true },
    ...disks.map((disk): PlannedObject => ({ ...templateClaims(disk.name, name), byPart: true })),
    ...podObjects(identity, props),
    disruptionBudget(identity),
  ];
}
