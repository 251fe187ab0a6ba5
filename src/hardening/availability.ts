import { ApiObject } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { HOSTNAME, ZONE } from '../facts/kubernetes/topology';
import { rewritePodSpec } from '../workloads/pod-spec';
import { PlannedObject } from '../workloads/objects';
import { fullName, Identity, identityLabels, selectorLabels } from './identity';

/** Spreads the Pods of a workload over nodes and zones, as a preference: a full cluster still runs them. */
export function spreadPods(pod: kplus.AbstractPod, identity: Identity): void {
  rewritePodSpec(pod, (spec) => {
    spec.topologySpreadConstraints = [HOSTNAME, ZONE].map((topologyKey) => ({
      maxSkew: 1,
      topologyKey,
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: { matchLabels: selectorLabels(identity) },
    }));
  });
}

/** Keeps the Pods of a workload on nodes of their own; where there is none, a Pod waits. */
export function separatePods(pod: kplus.AbstractPod, identity: Identity): void {
  rewritePodSpec(pod, (spec) => {
    const term = { topologyKey: HOSTNAME, labelSelector: { matchLabels: selectorLabels(identity) } };
    spec.affinity = {
      ...(spec.affinity as object | undefined),
      podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] },
    };
  });
}

/** The budget of a workload, among the objects that its construct makes. */
export const disruptionBudget = (identity: Identity): PlannedObject => ({ kind: 'PodDisruptionBudget', name: fullName(identity) });

/** How many Pods of a workload may be away at once. */
export interface Budget {
  readonly maxUnavailable: number;
  /** Whether Pods that are not ready may go while too many are away: they may be about to recover, or be broken for good. */
  readonly unhealthyPodEvictionPolicy: 'AlwaysAllow' | 'IfHealthyBudget';
}

/** One Pod at a time, broken ones always: a budget that can never be met blocks drains for ever. */
export const ONE_AT_A_TIME: Budget = { maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' };

/** Lets drains and upgrades take as many Pods as a workload can be without. */
export function addDisruptionBudget(scope: Construct, identity: Identity, budget = ONE_AT_A_TIME): void {
  const { maxUnavailable, unhealthyPodEvictionPolicy } = budget;
  new ApiObject(scope, 'PodDisruptionBudget', {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: fullName(identity), labels: identityLabels(identity) },
    spec: { maxUnavailable, selector: { matchLabels: selectorLabels(identity) }, unhealthyPodEvictionPolicy },
  });
}
