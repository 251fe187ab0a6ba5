import * as kplus from 'cdk8s-plus-27';
import { Identity, identityLabels } from './identity';
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
const failurePolicyOf = (containerName: string | undefined, values: readonly number[]): kplus.k8s.PodFailurePolicy => ({
  rules: [
    {
      action: 'FailJob',
      onExitCodes: { containerName, operator: 'In', values },
    } as Partial<kplus.k8s.PodFailurePolicyRule> as kplus.k8s.PodFailurePolicyRule,
    { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
  ],
});

/** What cdk8s-plus has no props for: only Pods that are not restarted in place may have a failure policy. */
const failurePolicy = (job: kplus.AbstractPod, container?: string, codes = FINAL): kplus.k8s.PodFailurePolicy | undefined =>
  job.restartPolicy === kplus.RestartPolicy.NEVER ? failurePolicyOf(container, codes) : undefined;

export function completeJob(job: kplus.Job): void {
  showLastWords(job);
  const render = job._toKube.bind(job);
  job._toKube = () => ({ ...render(), podFailurePolicy: failurePolicy(job) });
}

/** `container` is the one whose exit codes are ours, where there are others; `codes` are those that do not change by another try. */
export function completeCronJob(cronJob: kplus.CronJob, identity: Identity, container?: string, codes = FINAL): void {
  showLastWords(cronJob);
  const render = cronJob._toKube.bind(cronJob);
  cronJob._toKube = () => {
    const { jobTemplate, ...spec } = render();
    return {
      ...spec,
      jobTemplate: {
        metadata: { labels: identityLabels(identity) },
        spec: { ...jobTemplate.spec!, podFailurePolicy: failurePolicy(cronJob, container, codes) },
      },
    };
  };
}
