import { Selector, selectorsOf } from '../../facts/promql';
import { onceFor } from '../../util/once-for';
import { Cursor } from '../cursor';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';

/** Series that a rule of Prometheus reads. */
export interface Watching {
  readonly manifest: Manifest;
  /** Where the expression is written. */
  readonly at: Cursor;
  readonly selector: Selector;
}

/** The series of Kubernetes that alerts of a set of manifests read. */
export const watchingsOf = onceFor((set: ManifestSet): readonly Watching[] =>
  set.all('monitoring.coreos.com/PrometheusRule').flatMap((manifest) =>
    manifest.root
      .at('spec', 'groups')
      .items.flatMap((group) => group.at('rules').items)
      .flatMap((rule) => {
        const at = rule.at('expr');
        if (!rule.at('alert').exists || at.text === undefined) return [];
        return selectorsOf(at.text).map((selector) => ({ manifest, at, selector }));
      }),
  ),
);

/** Whether a series tells of a claim: how full it is, or how it fares. */
export const isOfClaim = ({ metric }: Selector): boolean => /^(kubelet_volume_stats_|kube_persistentvolumeclaim_)/.test(metric);

/** Whether a series tells of the runs of a CronJob. */
export const isOfCronJob = ({ metric }: Selector): boolean => /^kube_cronjob_/.test(metric);
