import { groupBy } from '../util/group-by';
import { alertsOf } from './groups';
import { AlarmSettings, Alert, Shown } from './rule';
import { Watched } from './watched';

/**
 * What alarms look at, as a dashboard of Grafana: the same expressions, without what is too much of them.
 *
 * @see https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/
 */

/** The label by which the sidecar of Grafana's chart finds dashboards. */
export const DASHBOARD_LABEL = 'grafana_dashboard';

const SOURCE = { type: 'prometheus', uid: '${source}' };
const [WIDTH, HEIGHT] = [12, 8];

/** The text of a dashboard. */
export function dashboardOf(title: string, uid: string, watched: Watched, settings: AlarmSettings): string {
  const alerts = alertsOf(watched, settings).flatMap((group) => group.alerts);
  const shown = groupBy(
    alerts.flatMap((alert) => (alert.shown === undefined ? [] : [alert.shown])),
    (one) => one.title,
  );
  const panels = [firing(alerts, watched), ...[...shown].map(([name, items]) => panel(name, items))];
  const dashboard = {
    uid,
    title,
    tags: ['storage'],
    schemaVersion: 39,
    editable: false,
    refresh: '1m',
    time: { from: 'now-7d', to: 'now' },
    timezone: 'browser',
    annotations: { list: [] },
    templating: { list: [{ name: 'source', label: 'Prometheus', type: 'datasource', query: 'prometheus' }] },
    panels: panels.map((each, index) => ({ id: index + 1, ...each, gridPos: placeOf(index) })),
  };
  return `${JSON.stringify(dashboard, undefined, 2)}\n`;
}

const placeOf = (index: number) => ({ h: HEIGHT, w: WIDTH, x: (index % 2) * WIDTH, y: Math.floor(index / 2) * HEIGHT });

function panel(title: string, items: readonly Shown[]) {
  const expressions = [...new Map(items.map((item) => [item.expr, item])).values()];
  return {
    type: 'timeseries',
    title,
    datasource: SOURCE,
    fieldConfig: { defaults: { unit: items[0].unit, min: 0 }, overrides: [] },
    targets: expressions.map(({ expr, legend }, index) => target(expr, legend, index)),
  };
}

const target = (expr: string, legend: string, index: number) => ({
  refId: String.fromCharCode(65 + (index % 26)) + (index < 26 ? '' : String(Math.floor(index / 26))),
  datasource: SOURCE,
  expr,
  legendFormat: legend,
});

/** Alerts that fire, of this app alone: Prometheus has a series of each. */
function firing(alerts: readonly Alert[], { namespaces }: Watched) {
  const names = [...new Set(alerts.map(({ alert }) => alert))].sort().join('|');
  // Volumes are in no namespace.
  const conditions = [`alertname=~"${names}"`, 'alertstate="firing"', `namespace=~"${[...namespaces, ''].join('|')}"`];
  return {
    type: 'timeseries',
    title: 'Alerts that fire',
    datasource: SOURCE,
    fieldConfig: { defaults: { unit: 'short', min: 0 }, overrides: [] },
    targets: [
      target(
        `count by (alertname, namespace, persistentvolume) (ALERTS{${conditions.join(',')}})`,
        '{{alertname}} {{namespace}}{{persistentvolume}}',
        0,
      ),
    ],
  };
}
