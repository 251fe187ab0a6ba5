import { ApiObject, Chart } from 'cdk8s';
import { replicasPath } from '../facts/kubernetes/pod-paths';
import { typeOfObject, valueAt } from './pod-json';
import { PlusPod } from './plus-pod';
import { hasPatches } from './newer-fields';
import { steadyOf } from './steady';
import { WorkloadObject } from './workload-object';

/** Why a workload may run more than one Pod at a time, and what makes it run one. */
export interface SeveralPods {
  readonly reason: string;
  readonly remedy: string;
  /** Whether it is for the moment of an update only. */
  readonly isBrief?: boolean;
}

const ONE_REPLICA = 'run one Pod (replicas: 1)';

/** Whether a workload may run more than one Pod at a time. */
export function severalPods(workload: WorkloadObject): SeveralPods | undefined {
  const { kind, name } = workload;
  if (kind === 'DaemonSet') return { reason: `${name} runs a Pod on each node`, remedy: 'use a Deployment of one Pod' };
  if (kind === 'Pod') return undefined;
  const facts =
    workload.plus === undefined || hasPatches(workload.apiObject) ? factsOf(workload) : factsOfPlus(workload.plus, workload.kind);
  if (kind === 'CronJob' && facts.overlaps) {
    return { reason: `${name} may run several Jobs at once`, remedy: 'use concurrencyPolicy: Forbid' };
  }
  if (facts.isScaled || hasScaler(workload)) return { reason: `${name} has an autoscaler`, remedy: 'leave out the autoscaler' };
  if (facts.pods > 1) {
    return { reason: `${name} runs ${facts.pods} Pods`, remedy: kind.endsWith('Job') ? 'use parallelism: 1' : ONE_REPLICA };
  }
  if (!facts.surges) return undefined;
  const remedy = kind === 'Rollout' ? 'use the strategy canary with maxSurge: 0 and maxUnavailable: 1' : 'use the strategy Recreate';
  return {
    reason: `${name} starts its new Pod before the old one is gone${kind === 'Rollout' ? '' : ' (RollingUpdate)'}`,
    remedy,
    isBrief: true,
  };
}

/** Kinds of objects that set the number of Pods of another. */
const SCALERS = ['HorizontalPodAutoscaler', 'ScaledObject'];

/** Whether an autoscaler of the chart, whoever made it, is for a workload. */
function hasScaler({ apiObject, kind, name }: WorkloadObject): boolean {
  return Chart.of(apiObject)
    .node.findAll()
    .some((candidate) => {
      if (!ApiObject.isApiObject(candidate) || !SCALERS.includes(candidate.kind)) return false;
      const target = valueAt(steadyOf(candidate).spec, ['scaleTargetRef']) as
        { readonly kind?: string; readonly name?: string } | undefined;
      return target?.name === name && (target.kind ?? 'Deployment') === kind;
    });
}

interface Facts {
  readonly pods: number;
  readonly isScaled: boolean;
  /** Of a Deployment or a Rollout: whether new Pods come before old ones go. */
  readonly surges: boolean;
  /** Of a CronJob: whether Jobs run beside each other. */
  readonly overlaps: boolean;
}

function factsOfPlus(pod: PlusPod, kind: string): Facts {
  const { rollingUpdate, type } = pod.strategy?._toKube() ?? {};
  // Before it is resolved, the amount is an object of cdk8s-plus.
  const surge = rollingUpdate?.maxSurge;
  return {
    // cdk8s-plus writes 2 replicas of a Deployment where none are given.
    pods: pod.replicas ?? (kind === 'Deployment' ? 2 : 1),
    isScaled: pod.hasAutoscaler === true,
    surges: kind === 'Deployment' && type !== 'Recreate' && surge?.isZero() === false,
    overlaps: pod.concurrencyPolicy === 'Allow',
  };
}

function factsOf(workload: WorkloadObject): Facts {
  const object = workload.original();
  const at = (...path: string[]) => valueAt(object.spec, path);
  const pods = valueAt(object, replicasPath(typeOfObject(object))) ?? 1;
  return {
    pods: typeof pods === 'number' ? pods : 1,
    isScaled: workload.plus?.hasAutoscaler === true,
    surges: surgesAt(workload, at),
    overlaps: (at('concurrencyPolicy') ?? 'Allow') === 'Allow',
  };
}

/** A Rollout of Argo is a Deployment with other strategies: blueGreen always has both versions. */
function surgesAt({ kind, apiObject }: WorkloadObject, at: (...path: string[]) => unknown): boolean {
  const isRollout = kind === 'Rollout' && apiObject.apiVersion.startsWith('argoproj.io/');
  if (isRollout && at('strategy', 'blueGreen') !== undefined) return true;
  if (!isRollout && (kind !== 'Deployment' || at('strategy', 'type') === 'Recreate')) return false;
  const surge = at('strategy', isRollout ? 'canary' : 'rollingUpdate', 'maxSurge') ?? '25%';
  return surge !== 0 && surge !== '0' && surge !== '0%';
}
