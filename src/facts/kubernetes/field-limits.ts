/*
 * What the API server refuses of fields whose type is right: numbers out of their range, and what one field says of another.
 *
 * @see https://github.com/kubernetes/kubernetes/tree/master/pkg/apis/core/validation
 */

/** The largest number that fields of 32 bits hold, and the largest id of a user or group. */
const LARGEST = 2 ** 31 - 1;

const NOT_NEGATIVE: Range = [0, LARGEST];
const POSITIVE: Range = [1, LARGEST];
const PORT: Range = [1, 65_535];

type Range = readonly [least: number, most: number];

const ROLLOUTS = { replicas: NOT_NEGATIVE, minReadySeconds: NOT_NEGATIVE, revisionHistoryLimit: NOT_NEGATIVE };
const IDS = { runAsUser: NOT_NEGATIVE, runAsGroup: NOT_NEGATIVE, fsGroup: NOT_NEGATIVE, supplementalGroups: NOT_NEGATIVE };

const RANGES: Readonly<Record<string, Readonly<Record<string, Range>>>> = {
  DeploymentSpec: { ...ROLLOUTS, progressDeadlineSeconds: NOT_NEGATIVE },
  StatefulSetSpec: ROLLOUTS,
  DaemonSetSpec: ROLLOUTS,
  ReplicaSetSpec: ROLLOUTS,
  ReplicationControllerSpec: ROLLOUTS,
  StatefulSetOrdinals: { start: NOT_NEGATIVE },
  JobSpec: {
    parallelism: NOT_NEGATIVE,
    completions: NOT_NEGATIVE,
    backoffLimit: NOT_NEGATIVE,
    backoffLimitPerIndex: NOT_NEGATIVE,
    activeDeadlineSeconds: NOT_NEGATIVE,
    ttlSecondsAfterFinished: NOT_NEGATIVE,
  },
  CronJobSpec: { startingDeadlineSeconds: NOT_NEGATIVE, successfulJobsHistoryLimit: NOT_NEGATIVE, failedJobsHistoryLimit: NOT_NEGATIVE },
  HorizontalPodAutoscalerSpec: { minReplicas: NOT_NEGATIVE, maxReplicas: POSITIVE },
  PodSpec: { activeDeadlineSeconds: POSITIVE },
  PodSecurityContext: IDS,
  SecurityContext: IDS,
  Probe: { initialDelaySeconds: NOT_NEGATIVE, timeoutSeconds: NOT_NEGATIVE, periodSeconds: NOT_NEGATIVE, failureThreshold: NOT_NEGATIVE },
  ContainerPort: { containerPort: PORT },
  ServicePort: { port: PORT },
};

/** What the API server takes of a number, where it takes less than any; undefined where the number is fine. */
export function rangeProblem(struct: string, field: string, value: number): { readonly why: string; readonly remedy: string } | undefined {
  const range = Object.hasOwn(RANGES, struct) && Object.hasOwn(RANGES[struct], field) ? RANGES[struct][field] : undefined;
  if (range === undefined || (value >= range[0] && value <= range[1])) return undefined;
  const [least, most] = range;
  return { why: `is ${value}, and has to be from ${least} to ${most}`, remedy: `Write a number from ${least} to ${most}.` };
}

/** Specs of workloads whose Pods run for ever. */
const ENDLESS = ['DeploymentSpec', 'StatefulSetSpec', 'DaemonSetSpec', 'ReplicaSetSpec', 'ReplicationControllerSpec'];

/** What the API server does not take of the restartPolicy of a workload's Pods; undefined where it takes it, or where the Pods are elsewhere. */
export function restartProblem(
  struct: string,
  podSpec: Readonly<Record<string, unknown>>,
): { readonly why: string; readonly remedy: string } | undefined {
  const policy = podSpec.restartPolicy ?? undefined;
  if (struct === 'JobSpec' && (policy === 'Always' || (policy === undefined && Array.isArray(podSpec.containers)))) {
    const said = policy === undefined ? 'is not written, which means Always' : 'is Always';
    return {
      why: `${said}, and the Pods of a Job come to an end`,
      remedy: 'Write restartPolicy: OnFailure, or Never, which keeps the Pods that failed, with their logs.',
    };
  }
  if (ENDLESS.includes(struct) && (policy === 'OnFailure' || policy === 'Never')) {
    return { why: `is ${policy}, and these Pods run for ever`, remedy: 'Write Always, or leave it out; what comes to an end is a Job.' };
  }
  return undefined;
}
