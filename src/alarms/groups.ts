import { backupAlerts, storeAlerts } from './backup-alerts';
import { claimAlerts, volumeStateAlerts } from './claim-alerts';
import { AlarmSettings, Alert, Series, severityOf } from './rule';
import { metricsAlert, serverAlerts } from './server-alerts';
import { volumeAlerts } from './volume-alerts';
import { Watched } from './watched';

/** An alert, as Prometheus reads it. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A group of rules, as Prometheus reads it. */
export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly AlertRule[];
}

/** The alerts for all that is watched, a group for each namespace. */
export function alertsOf(
  watched: Watched,
  settings: AlarmSettings,
): ReadonlyArray<{ readonly name: string; readonly alerts: readonly Alert[] }> {
  const { namespaces } = watched;
  // Volumes that no claim of the app names are told of once.
  const places = namespaces.length === 0 && watched.volumes.length > 0 ? [''] : namespaces;
  return places.flatMap((namespace, index) => {
    const series = new Series(settings, namespace);
    const within = <T extends { readonly namespace: string }>(items: readonly T[]) => items.filter((item) => item.namespace === namespace);
    const claims = within(watched.claims);
    const volumes = index === 0 ? watched.volumes : [];
    const alerts = [
      ...volumeAlerts(series, claims, settings),
      ...claimAlerts(series, claims),
      ...(claims.length > 0 || volumes.length > 0 ? volumeStateAlerts(series, volumes) : []),
      ...backupAlerts(series, within(watched.jobs), settings),
      ...storeAlerts(series, within(watched.stores), settings),
      ...serverAlerts(series, within(watched.workloads), settings),
      ...(namespace === '' ? [] : [metricsAlert(series)]),
    ].filter(({ alert }) => !settings.without.includes(alert));
    return alerts.length === 0 ? [] : [{ name: namespace === '' ? 'storage' : `storage-${namespace}`, alerts }];
  });
}

/** The same as Prometheus reads them. */
export const groupsOf = (watched: Watched, settings: AlarmSettings): RuleGroup[] =>
  alertsOf(watched, settings).map(({ name, alerts }) => ({ name, rules: alerts.map((alert) => ruleOf(alert, settings)) }));

function ruleOf(
  { alert, expr, for: wait, labels, summary, description }: Alert,
  { severities, alertLabels, runbooks }: AlarmSettings,
): AlertRule {
  return {
    alert,
    expr,
    for: wait,
    labels: {
      ...alertLabels,
      ...labels,
      severity: Object.hasOwn(severities, alert) ? severities[alert] : severityOf(alert),
    },
    annotations: { summary, description, runbook_url: `${runbooks}#${alert.toLowerCase()}` },
  };
}
