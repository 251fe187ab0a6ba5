import { Cron, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { fullName, Identity, identityLabels } from './identity';
import { showLastWords } from './last-words';

/* What the Jobs of this library have in common: they say why they failed, and do not try again what another try does not change. */

/** Variables of a container, as cdk8s-plus takes them. */
export const variables = (values: Readonly<Record<string, string>>): Record<string, kplus.EnvValue> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, kplus.EnvValue.fromValue(value)]));

/**
 * What the tries of one Job have in common, and no other Job has: the uid, from the label that the controller gives its Pods, under this
 * name in all versions.
 */
export const jobUid = (): kplus.EnvValue => kplus.EnvValue.fromFieldRef(kplus.EnvFieldPaths.POD_LABEL, { key: 'controller-uid' });

/** Wrong settings, and a refusal. */
const FINAL: readonly number[] = [2, 3];

/** Settings and refusals do not change by another try; a Pod that was evicted was not at fault. */
const failurePolicyOf = (containerName?: string, values = FINAL): kplus.k8s.PodFailurePolicy => ({
  rules: [
    {
      action: 'FailJob',
      onExitCodes: { containerName, operator: 'In', values },
    } as Partial<kplus.k8s.PodFailurePolicyRule> as kplus.k8s.PodFailurePolicyRule,
    { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
  ],
});

/** What cdk8s-plus has no props for: only Pods that are not restarted in place may have a failure policy. */
const failurePolicy = (job: kplus.Job): kplus.k8s.PodFailurePolicy | undefined =>
  job.restartPolicy === kplus.RestartPolicy.NEVER ? failurePolicyOf() : undefined;

export function completeJob(job: kplus.Job): void {
  showLastWords(job);
  const render = job._toKube.bind(job);
  job._toKube = () => ({ ...render(), podFailurePolicy: failurePolicy(job) });
}

/** How late a run may begin, and how long one may take, unless told. */
export const STARTING_DEADLINE = Duration.hours(1);
export const DEADLINE = Duration.hours(6);

/** When a CronJob runs, and how often a run is tried. */
interface Runs {
  readonly schedule: Cron;
  readonly timeZone?: string;
  readonly startingDeadline?: Duration;
  readonly deadline?: Duration;
  readonly retries?: number;
  readonly suspend?: boolean;
}

interface CronJobOptions {
  readonly identity: Identity;
  readonly pod: kplus.AbstractPodProps;
  readonly runs: Runs;
  /** How many Jobs that succeeded, and that failed, are kept. */
  readonly kept?: readonly [succeeded: number, failed: number];
  /** The container whose exit codes are ours, where there are others. */
  readonly container?: string;
  /** Exit codes that do not change by another try. */
  readonly codes?: readonly number[];
}

/** Makes a CronJob whose runs never overlap, have a deadline, and fail visibly; its containers come later. */
export function addCronJob(scope: Construct, options: CronJobOptions): kplus.CronJob {
  const { identity, pod, runs, kept = [3, 3], container, codes } = options;
  const cronJob = new kplus.CronJob(scope, 'CronJob', {
    ...pod,
    metadata: { name: fullName(identity) },
    schedule: runs.schedule,
    timeZone: runs.timeZone ?? 'Etc/UTC',
    concurrencyPolicy: kplus.ConcurrencyPolicy.FORBID,
    startingDeadline: runs.startingDeadline ?? STARTING_DEADLINE,
    activeDeadline: runs.deadline ?? DEADLINE,
    backoffLimit: runs.retries ?? 2,
    suspend: runs.suspend ?? false,
    successfulJobsRetained: kept[0],
    failedJobsRetained: kept[1],
    // A failed Pod stays to be looked at. With ON_FAILURE, the Job's controller deletes it at the limit, and its log with it.
    restartPolicy: kplus.RestartPolicy.NEVER,
  });
  showLastWords(cronJob);
  const render = cronJob._toKube.bind(cronJob);
  cronJob._toKube = () => {
    const { jobTemplate, ...spec } = render();
    return {
      ...spec,
      jobTemplate: {
        metadata: { labels: identityLabels(identity) },
        spec: { ...jobTemplate.spec!, podFailurePolicy: failurePolicyOf(container, codes) },
      },
    };
  };
  return cronJob;
}
