import { createHash } from 'crypto';
import { ApiObject, Chart, Lazy, Yaml } from 'cdk8s';
import { Construct } from 'constructs';
import { ownProps } from '../props/own-props';
import { didYouMean } from '../util/did-you-mean';
import { takeObjects } from '../workloads/objects';
import { watchSynthesis } from '../workloads/during-synthesis';
import { DASHBOARD_LABEL, dashboardOf } from './dashboard';
import { groupsOf, RuleGroup } from './groups';
import { AlarmPlan, dashboardName, planAlarms } from './plan';
import { AlarmFormat, StorageAlarmsProps } from './props';
import { Watched, watch } from './watched';

/** The key of the file of rules in its ConfigMap. */
const RULES_KEY = 'storage-alarms.rules.yaml';

/**
 * Alarms for all storage in a part of the app: volumes that fill up, claims without a volume, backups that are too old, fail or never ran, servers that are not ready.
 *
 * Creates a PrometheusRule, or on request a ConfigMap with the same rules, and on request a dashboard for Grafana. It looks at what is written when the app is synthesized, whoever made it, and computes from schedule, time
 * zone and deadlines how old a backup may be. Each alert says what to do, and has the address of a runbook. Prometheus needs the metrics of kube-state-metrics and of the kubelets.
 *
 * @see https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/
 * @example
 * new StorageAlarms(chart, 'alarms', {
 *   labels: { release: 'kube-prometheus-stack' },
 *   alertLabels: { team: 'shop' },
 * });
 */
export class StorageAlarms extends Construct {
  /** Name of the object. */
  readonly name: string;

  /** The PrometheusRule, or the ConfigMap with the file of rules. */
  readonly rules: ApiObject;

  /** The ConfigMap with the dashboard; undefined where none was asked for. */
  readonly dashboard?: ApiObject;

  private readonly plan: AlarmPlan;
  private readonly found: () => Map<object, unknown> | undefined;

  constructor(scope: Construct, id: string, props: StorageAlarmsProps = {}) {
    props = ownProps(props, 'StorageAlarmsProps', new.target !== StorageAlarms);
    const plan = planAlarms(scope, id, props);
    super(scope, id);
    takeObjects(this, plan.objects);
    this.plan = plan;
    this.name = plan.name;
    this.found = watchSynthesis(this);
    const { labels, annotations } = props ?? {};
    const metadata = { name: plan.name, labels, annotations };
    const isFile = plan.format === AlarmFormat.RULES_FILE;
    this.rules = new ApiObject(this, 'Resource', {
      apiVersion: isFile ? 'v1' : 'monitoring.coreos.com/v1',
      kind: isFile ? 'ConfigMap' : 'PrometheusRule',
      metadata,
      ...(isFile
        ? { data: { [RULES_KEY]: Lazy.any({ produce: () => Yaml.stringify({ groups: this.groups() }) }) as string } }
        : { spec: { groups: Lazy.any({ produce: () => this.groups() }) as object } }),
    });
    if (plan.hasDashboard) {
      this.dashboard = new ApiObject(this, 'Dashboard', {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: dashboardName(plan.name), labels: { [DASHBOARD_LABEL]: '1' } },
        data: { [`${dashboardName(plan.name)}.json`]: Lazy.any({ produce: () => this.dashboardText() }) as string },
      });
    }
    this.node.addValidation({ validate: () => this.problems() });
  }

  private groups(): RuleGroup[] {
    return groupsOf(this.watched(), this.plan.settings);
  }

  private dashboardText(): string {
    // Grafana keeps links to it, as long as it is called the same.
    const uid = createHash('sha256').update(this.node.path).digest('hex').slice(0, 16);
    const { namespace } = Chart.of(this);
    const title = ['Storage', namespace, this.name].filter((word) => word !== undefined).join(' / ');
    return dashboardOf(title, uid, this.watched(), this.plan.settings);
  }

  /** What there is to watch, looked for once in a synthesis. */
  private watched(): Watched {
    const found = this.found();
    const known = found?.get(this) as Watched | undefined;
    if (known !== undefined) return known;
    const { scopes, backups, settings } = this.plan;
    const watched = watch(this.node.root, scopes, backups, settings.withoutDeadline);
    found?.set(this, watched);
    return watched;
  }

  /** What is known only once all is there. */
  private problems(): string[] {
    const watched = this.watched();
    const titles = [...new Set(watched.claims.map(({ title }) => title))];
    const unknown = this.plan.claims.filter((claim) => !titles.includes(claim));
    const nothing = this.groups().length === 0 && watched.problems.length === 0;
    return [
      ...watched.problems,
      ...unknown.map(
        (claim) =>
          `claims[${JSON.stringify(claim)}]: no claim of that name is watched.${didYouMean(claim, titles)} Name one of ${titles.join(', ') || 'those in watched'}.`,
      ),
      ...(nothing ? ['watched: nothing in it has storage, or is a backup. Name constructs that have, or leave the alarms out.'] : []),
    ];
  }
}
