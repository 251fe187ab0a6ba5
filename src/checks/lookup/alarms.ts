import { load } from 'js-yaml';
import { RULE_OBJECTS } from '../../facts/operators/alert-rules';
import { mayHave, Selector, selectorsOf, seriesOf } from '../../facts/promql';
import { onceFor } from '../../util/once-for';
import { Cursor } from '../cursor';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';

/** Series that an alert reads, itself or by what is recorded for it. */
export interface Watching {
  readonly manifest: Manifest;
  /** Where the expression is written; for a file in a ConfigMap, where that is. */
  readonly at: Cursor;
  /** What reads them: `alert X`, or `recorded series x`. */
  readonly title: string;
  readonly selector: Selector;
}

/** A rule of Prometheus, in whatever object. */
interface PrometheusRule {
  readonly manifest: Manifest;
  readonly at: Cursor;
  /** What it records; undefined for an alert. */
  readonly record?: string;
  readonly title: string;
  readonly expression: string;
  /** The namespace of which alone it reads series. */
  readonly namespace?: string;
}

/** The series of Kubernetes that alerts of a set of manifests read. */
export const watchingsOf = onceFor((set: ManifestSet): readonly Watching[] =>
  readByAlerts(rulesOf(set)).flatMap(({ manifest, at, title, expression, namespace }) =>
    selectorsOf(expression).map((selector) => ({ manifest, at, title, selector: within(selector, namespace) })),
  ),
);

const within = (selector: Selector, namespace: string | undefined): Selector =>
  namespace === undefined
    ? selector
    : { ...selector, matchers: [...selector.matchers, { label: 'namespace', operator: '=', value: namespace }] };

function rulesOf(set: ManifestSet): readonly PrometheusRule[] {
  const objects = RULE_OBJECTS.flatMap(({ type, isScoped }) =>
    set.all(type).flatMap((manifest) =>
      manifest.root
        .at('spec', 'groups')
        .items.flatMap((group) => group.at('rules').items)
        .flatMap((rule) => ruleAt(rule, rule.at('expr'), isScoped === true ? manifest.namespace : undefined)),
    ),
  );
  return [...objects, ...set.all('ConfigMap').flatMap(rulesInFiles)];
}

/** The rules of files in a ConfigMap, which Prometheus, Thanos or vmalert mount. */
function rulesInFiles(manifest: Manifest): readonly PrometheusRule[] {
  const data = manifest.root.at('data');
  return data.textEntries.flatMap(([key, text]) => {
    // Most files are none of rules, and reading takes its time.
    if (!hasKey(text, 'groups') || !(hasKey(text, 'alert') || hasKey(text, 'record'))) return [];
    let file: unknown;
    try {
      file = load(text);
    } catch {
      // A file of something else, or one that Prometheus refuses, too.
      return [];
    }
    const at = data.at(key);
    const groups = distinct(new Cursor(manifest, file).at('groups').items);
    return distinct(groups.flatMap((group) => group.at('rules').items)).flatMap((rule) => ruleAt(rule, at));
  });
}

/** Whether a text may have a key of YAML or JSON. */
const hasKey = (text: string, key: 'alert' | 'groups' | 'record'): boolean => new RegExp(`(^|[\\s{,"'])${key}["']?\\s*:`).test(text);

/** Each once: aliases may name one value many times. */
const distinct = (cursors: readonly Cursor[]): readonly Cursor[] => [...new Map(cursors.map((one) => [one.value, one])).values()];

function ruleAt(rule: Cursor, at: Cursor, namespace?: string): readonly PrometheusRule[] {
  const [alert, record, expression] = [rule.at('alert').text, rule.at('record').text, rule.at('expr').text];
  const title = alert === undefined ? `recorded series ${record}` : `alert ${alert}`;
  if (expression === undefined || (alert === undefined && record === undefined)) return [];
  return [{ manifest: at.manifest as Manifest, at, record: alert === undefined ? record : undefined, title, expression, namespace }];
}

/** Alerts, and what is recorded and read by one, by way of others too. */
function readByAlerts(rules: readonly PrometheusRule[]): readonly PrometheusRule[] {
  const recorded = new Map<string, PrometheusRule[]>();
  for (const rule of rules) if (rule.record !== undefined) recorded.set(rule.record, [...(recorded.get(rule.record) ?? []), rule]);
  const found = new Set(rules.filter(({ record }) => record === undefined));
  // A set that grows while it is walked through is walked through to its end.
  for (const { expression } of found) {
    if (recorded.size === 0) break;
    for (const { metric } of seriesOf(expression)) for (const rule of recorded.get(metric) ?? []) found.add(rule);
  }
  return [...found];
}

/** Of metrics that name an object for others to join with. */
const NAMES_ONLY = /_(info|labels|annotations|created|access_mode|owner)$/;

/** Whether series name a claim. */
export const namesClaims = ({ metric }: Selector): boolean => /^(kubelet_volume_stats_|kube_persistentvolumeclaim_)/.test(metric);

/** Whether series tell of claims: how full they are, or how they fare. */
export const isOfClaims = (selector: Selector): boolean => namesClaims(selector) && !NAMES_ONLY.test(selector.metric);

export function tellsOfClaim(selector: Selector, namespace: string | undefined, name: string): boolean {
  return isOfClaims(selector) && mayHave(selector, { namespace, persistentvolumeclaim: name });
}

const SUCCESSES = /^kube_job_(complete|status_succeeded|status_completion_time)$/;

/** Whether series tell of the runs of CronJobs, themselves or by their Jobs that succeed. */
export const isOfRuns = ({ metric }: Selector): boolean =>
  (metric.startsWith('kube_cronjob_') && !NAMES_ONLY.test(metric)) || SUCCESSES.test(metric);

export function tellsOfCronJob(selector: Selector, namespace: string | undefined, name: string): boolean {
  // The controller ends the name of a Job with the minutes since 1970.
  return isOfRuns(selector) && mayHave(selector, { namespace, cronjob: name, job_name: `${name}-29000000` });
}
