import { Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { RollingUpdateAmounts, rollingUpdateProblems } from '../facts/kubernetes/rollouts';
import { checkDuration, checkInteger } from '../props/check';
import { isPlus } from '../props/plus-values';
import { Problems } from '../props/problems';
import { Unchecked } from '../util/unchecked';
import { addDisruptionBudget, spreadPods } from './availability';
import { Identity, identityLabels, selectorLabels } from './identity';
import { finishPod, ResolvedPodOptions, toPodProps } from './pod-options';
import { withTargets } from './service-ports';
import { writeFields } from '../workloads/write-fields';

/* What Deployments of ours have in common. */

/** How many Pods there are, and how they are replaced. */
export interface RolloutProps {
  readonly replicas?: number;
  readonly strategy?: kplus.DeploymentStrategy;
  readonly minReady?: Duration;
  readonly progressDeadline?: Duration;
  readonly revisionHistoryLimit?: number;
}

/** Checks how Pods are counted and replaced; answers the type of the strategy. */
export function checkRollout(problems: Problems, given: Unchecked<RolloutProps>): 'Recreate' | 'RollingUpdate' {
  if (given.replicas !== undefined) checkInteger(problems, 'replicas', given.replicas, { min: 0, max: 10000 });
  if (given.revisionHistoryLimit !== undefined) {
    checkInteger(problems, 'revisionHistoryLimit', given.revisionHistoryLimit, { min: 0, max: 10000 });
  }
  const minReady = given.minReady === undefined ? undefined : checkDuration(problems, 'minReady', given.minReady, 0);
  const deadline =
    given.progressDeadline === undefined ? undefined : checkDuration(problems, 'progressDeadline', given.progressDeadline, 1);
  const [shortest, longest] = [minReady?.toSeconds() ?? 0, deadline?.toSeconds() ?? 600];
  if (longest <= shortest) {
    const [prop, value] = deadline === undefined ? (['minReady', shortest] as const) : (['progressDeadline', longest] as const);
    problems.add(
      prop,
      `${value} s`,
      `A rollout would count as failed after ${longest} s, before a Pod counts as ready after ${shortest} s. Give a longer progressDeadline or a shorter minReady.`,
    );
  }
  if (given.strategy === undefined) return 'RollingUpdate';
  if (isPlus(given.strategy, 'DeploymentStrategy')) {
    const { type, rollingUpdate } = given.strategy._toKube();
    const { maxSurge, maxUnavailable } = (rollingUpdate ?? {}) as {
      readonly [Field in keyof RollingUpdateAmounts]?: { readonly value: unknown };
    };
    problems.addFields('strategy', rollingUpdateProblems({ maxSurge: maxSurge?.value, maxUnavailable: maxUnavailable?.value }));
    return type === 'Recreate' ? 'Recreate' : 'RollingUpdate';
  }
  problems.add('strategy', given.strategy, 'Use DeploymentStrategy.rollingUpdate() or recreate() of cdk8s-plus.');
  return 'RollingUpdate';
}

/** A Deployment of ours, before its volumes. */
export interface DeploymentPlan {
  readonly identity: Identity;
  readonly options: ResolvedPodOptions;
  readonly rollout: RolloutProps;
  readonly annotations: Readonly<Record<string, string>>;
  readonly containers: kplus.ContainerProps[];
  /** The group that volumes get; false where they keep theirs. */
  readonly fsGroup: boolean | number;
}

/** A hardened and closed Deployment, spread and with a budget, which is found by its name and labels alone. */
export function addDeployment(scope: Construct, plan: DeploymentPlan): kplus.Deployment {
  const { identity, options, rollout, annotations, containers, fsGroup } = plan;
  const deployment = new kplus.Deployment(scope, 'Deployment', {
    ...toPodProps(scope, identity, options, fsGroup),
    metadata: { name: identity.name, annotations },
    select: false,
    // Where none is given cdk8s-plus writes 2; an autoscaler refuses a given one.
    replicas: rollout.replicas,
    strategy: rollout.strategy ?? kplus.DeploymentStrategy.rollingUpdate({ maxUnavailable: kplus.PercentOrAbsolute.absolute(0) }),
    minReady: rollout.minReady,
    progressDeadline: rollout.progressDeadline,
    containers,
  });
  writeFields(deployment, { revisionHistoryLimit: rollout.revisionHistoryLimit ?? 10 });
  finishPod(scope, deployment, identity, options);
  spreadPods(deployment, identity);
  addDisruptionBudget(scope, identity);
  return deployment;
}

/** A Service of a Deployment, with its name. */
export function addService(scope: Construct, { name, component }: Identity, ports: readonly kplus.ServicePort[]): kplus.Service {
  const identity = { name, component };
  const service = new kplus.Service(scope, 'Service', {
    metadata: { name, labels: identityLabels(identity) },
    ports: withTargets(ports),
  });
  for (const [key, value] of Object.entries(selectorLabels(identity))) service.selectLabel(key, value);
  return service;
}
