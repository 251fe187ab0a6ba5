import { Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { Identity } from '../hardening/identity';
import { showLastWords } from '../hardening/last-words';
import { finishPod, MOST_ID, ResolvedPodOptions, toPodProps } from '../hardening/pod-options';
import { checkInteger } from '../props/check';
import { isPlus, plainJson } from '../props/plus-values';
import { Problems } from '../props/problems';
import { withoutNulls } from '../props/without-nulls';
import { checkKnownProps } from '../props/known-props';
import { Unchecked } from '../util/unchecked';
import { rewritePodSpec } from '../workloads/pod-spec';
import { writeFields } from '../workloads/write-fields';

/** How many nodes may be without their Pod, or have two, while a change goes from node to node. */
export interface RollingNodeUpdateOptions {
  /**
   * How many nodes may be without their Pod at once: a number, or a percentage of all nodes that have one.
   *
   * @default PercentOrAbsolute.absolute(1), or 0 where maxSurge is given
   */
  readonly maxUnavailable?: kplus.PercentOrAbsolute;

  /**
   * How many nodes may have the old Pod and the new one at once. Instead of `maxUnavailable`.
   *
   * @default - none: the old Pod goes before the new one comes
   */
  readonly maxSurge?: kplus.PercentOrAbsolute;
}

/**
 * How a change reaches the Pods of a DaemonSet.
 *
 * @see https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/
 */
export class DaemonSetUpdateStrategy {
  /** From node to node, each when the Pod of the one before is ready. */
  static rollingUpdate(options?: RollingNodeUpdateOptions): DaemonSetUpdateStrategy {
    return new DaemonSetUpdateStrategy('RollingUpdate', withoutNulls(options, 'RollingNodeUpdateOptions'));
  }

  /** A Pod is replaced once somebody deletes it. */
  static onDelete(): DaemonSetUpdateStrategy {
    return new DaemonSetUpdateStrategy('OnDelete');
  }

  private constructor(
    private readonly type: 'RollingUpdate' | 'OnDelete',
    private readonly options: RollingNodeUpdateOptions = {},
  ) {}

  /**
   * What every copy of this package calls it.
   *
   * @internal
   */
  get _class(): string {
    return 'DaemonSetUpdateStrategy';
  }

  /**
   * Why the two Pods of one node cannot be there at once; undefined where they may.
   *
   * @internal
   */
  _check(problems: Problems, prop: string, apart: string | undefined): void {
    checkKnownProps(problems, prop, this.options, 'RollingNodeUpdateOptions');
    const { maxUnavailable, maxSurge } = this.options as Unchecked<RollingNodeUpdateOptions>;
    for (const [name, value] of Object.entries({ maxUnavailable, maxSurge })) checkAmount(problems, `${prop}.${name}`, value);
    if (maxSurge === undefined || !isPlus(maxSurge, 'PercentOrAbsolute')) {
      if (isPlus(maxUnavailable, 'PercentOrAbsolute') && maxUnavailable.isZero()) {
        problems.add(`${prop}.maxUnavailable`, maxUnavailable.value, 'No Pod would ever be replaced. Give at least 1, or maxSurge.');
      }
      return;
    }
    if (maxSurge.isZero()) {
      problems.add(`${prop}.maxSurge`, maxSurge.value, 'It says nothing. Leave it out, or give at least 1.');
    } else if (maxUnavailable !== undefined && !(isPlus(maxUnavailable, 'PercentOrAbsolute') && maxUnavailable.isZero())) {
      problems.add(`${prop}.maxUnavailable`, valueOf(maxUnavailable), 'The API server takes this or maxSurge. Leave one of them out.');
    }
    if (apart !== undefined) problems.add(`${prop}.maxSurge`, maxSurge.value, `${apart} Use maxUnavailable.`);
  }

  /** @internal */
  _toKube(): kplus.k8s.DaemonSetUpdateStrategy {
    if (this.type === 'OnDelete') return { type: 'OnDelete' };
    const { maxSurge, maxUnavailable = kplus.PercentOrAbsolute.absolute(maxSurge === undefined ? 1 : 0) } = this.options;
    const asAmount = ({ value }: kplus.PercentOrAbsolute) =>
      typeof value === 'string' ? kplus.k8s.IntOrString.fromString(value) : kplus.k8s.IntOrString.fromNumber(value as number);
    return {
      type: 'RollingUpdate',
      rollingUpdate: { maxUnavailable: asAmount(maxUnavailable), ...(maxSurge && { maxSurge: asAmount(maxSurge) }) },
    };
  }
}

const valueOf = (amount: unknown): unknown => (isPlus(amount, 'PercentOrAbsolute') ? (amount.value as unknown) : amount);

function checkAmount(problems: Problems, prop: string, amount: unknown): void {
  if (amount === undefined) return;
  const value = isPlus(amount, 'PercentOrAbsolute') ? (amount.value as unknown) : undefined;
  const isNumber = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 100_000;
  const isPercent = typeof value === 'string' && /^(?:100|[0-9]{1,2})%$/.test(value);
  if (isNumber || isPercent) return;
  problems.add(
    prop,
    valueOf(amount),
    'Use PercentOrAbsolute.absolute(1) or .percent(10) of cdk8s-plus: whole, not negative, at most 100 %.',
  );
}

/** What the label of a revision, which ends in a hash, leaves of a name. */
export const LONGEST_DAEMON_SET = 52;

/** Checks groups that processes are in; those that are none are left out. */
export function checkGroups(problems: Problems, prop: string, groups: unknown): readonly number[] {
  if (groups === undefined) return [];
  if (!Array.isArray(groups)) {
    problems.add(prop, groups, 'Give a list of group ids, such as [0].');
    return [];
  }
  return groups.flatMap((one: unknown, index) => checkInteger(problems, `${prop}[${index}]`, one, { min: 0, max: MOST_ID }) ?? []);
}

/** Checks taints that Pods tolerate. */
export function checkTolerations(problems: Problems, prop: string, tolerations: unknown): void {
  if (tolerations === undefined) return;
  const isList = Array.isArray(tolerations) && tolerations.every((one) => isPlus(one, 'NodeTaintQuery'));
  if (!isList) problems.add(prop, tolerations, 'Give a list of NodeTaintQuery of cdk8s-plus; NodeTaintQuery.any() is every taint.');
}

/** A set with a Pod on each node. */
export interface DaemonSetPlan {
  readonly identity: Identity;
  readonly options: ResolvedPodOptions;
  readonly containers: kplus.ContainerProps[];
  readonly updateStrategy?: DaemonSetUpdateStrategy;
  readonly minReady?: Duration;
  readonly revisionHistoryLimit?: number;
  readonly tolerations: readonly kplus.NodeTaintQuery[];
  readonly supplementalGroups?: readonly number[];
  readonly hostNetwork: boolean;
  readonly hostPid: boolean;
  /** Of the set itself. */
  readonly annotations: Readonly<Record<string, string>>;
}

/** A DaemonSet that is found by its name and labels alone. */
export function addDaemonSet(scope: Construct, plan: DaemonSetPlan): kplus.DaemonSet {
  const { identity, options, containers, supplementalGroups, hostNetwork, hostPid, tolerations } = plan;
  const podProps = toPodProps(scope, identity, options, false);
  const set = new kplus.DaemonSet(scope, 'DaemonSet', {
    ...podProps,
    metadata: { name: identity.name, annotations: plan.annotations },
    select: false,
    containers,
    hostNetwork,
    // With the network of the node, the cluster's names are found by a policy of their own.
    ...(hostNetwork && { dns: { policy: kplus.DnsPolicy.CLUSTER_FIRST_WITH_HOST_NET, ...options.dns } }),
    minReadySeconds: plan.minReady?.toSeconds() ?? 0,
  });
  writeFields(set, {
    updateStrategy: (plan.updateStrategy ?? DaemonSetUpdateStrategy.rollingUpdate())._toKube(),
    revisionHistoryLimit: plan.revisionHistoryLimit ?? 10,
  });
  rewritePodSpec(set, (spec) => {
    if (supplementalGroups !== undefined && supplementalGroups.length > 0) {
      spec.securityContext = { ...spec.securityContext, supplementalGroups: [...supplementalGroups] };
    }
    if (hostPid) spec.hostPID = true;
    if (tolerations.length > 0) spec.tolerations = tolerations.map((one) => plainJson(one._toKube()));
  });
  finishPod(scope, set, identity, options);
  showLastWords(set);
  return set;
}
