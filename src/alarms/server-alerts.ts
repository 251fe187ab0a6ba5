import { equals, literally, matches } from '../facts/prometheus';
import { StorageAlarm } from './props';
import { AlarmSettings, Alert, named, Series } from './rule';
import { WatchedWorkload } from './watched';

/* Of servers with storage and of Pods, as kube-state-metrics tells of them. */

const READY = [
  ['apps/StatefulSet', 'statefulset', 'kube_statefulset_status_replicas_ready', 'kube_statefulset_replicas'],
  ['apps/Deployment', 'deployment', 'kube_deployment_status_replicas_ready', 'kube_deployment_spec_replicas'],
] as const;

const READY_TITLE = 'Servers that are ready';

const NOT_READY =
  'kubectl describe of its Pods says what they wait for: a volume that is attached elsewhere, a node without room, or a probe that fails; their log, what the server says.';

export function serverAlerts(series: Series, workloads: readonly WatchedWorkload[], settings: AlarmSettings): Alert[] {
  const servers = workloads.filter(({ isServer }) => isServer);
  const byPods = (items: readonly WatchedWorkload[]) => named(items, 'pod', ({ pods }) => pods);
  return [
    ...READY.flatMap(([type, label, ready, wanted]) => {
      const own = servers.filter((server) => server.type === type);
      const conditions = named(own, label, ({ name }) => literally(name));
      return conditions.map((condition) => notReady(series, { condition, kind: type.split('/')[1], label, ready, wanted }));
    }),
    ...servers.flatMap(({ name, pods, servers: count }) => (count === undefined ? [] : [fewServers(series, name, pods, count)])),
    ...byPods(servers).map((condition) => restarts(series, condition, settings.restartsPerHour)),
    ...byPods(workloads).map((condition) => evicted(series, condition)),
  ];
}

interface Readiness {
  readonly condition: string;
  readonly kind: string;
  readonly label: string;
  readonly ready: string;
  readonly wanted: string;
}

function notReady(series: Series, { condition, kind, label, ready, wanted }: Readiness): Alert {
  const most = (metric: string) => `max by (namespace, ${label}) (${series.of(metric, condition)})`;
  return {
    alert: StorageAlarm.SERVER_NOT_READY,
    expr: `${most(ready)} < ${most(wanted)}`,
    labels: { kind },
    shown: { title: READY_TITLE, expr: most(ready), unit: 'short', legend: `{{namespace}}/{{${label}}}` },
    for: '15m',
    summary: `Of {{ $labels.namespace }}/{{ $labels.${label} }}, only {{ $value }} are ready.`,
    description: NOT_READY,
  };
}

/** Of servers that an operator makes one by one. */
function fewServers(series: Series, name: string, pods: string, count: number): Alert {
  const ready = series.of('kube_pod_status_ready', matches('pod', [pods]), equals('condition', 'true'));
  // Without any Pod there is no series; there are none then, if anything is known of the namespace.
  const none = `0 * max by (namespace) (${series.isThere})`;
  const sum = `sum by (namespace) (max by (namespace, pod) (${ready})) or ${none}`;
  return {
    alert: StorageAlarm.SERVER_NOT_READY,
    expr: `(${sum}) < ${count}`,
    shown: { title: READY_TITLE, expr: sum, unit: 'short', legend: `{{namespace}}/${name}` },
    labels: { database: name },
    for: '15m',
    summary: `Of the ${count} servers of {{ $labels.namespace }}/${name}, only {{ $value }} are ready.`,
    description: NOT_READY,
  };
}

function restarts(series: Series, condition: string, most: number): Alert {
  const count = series.of('kube_pod_container_status_restarts_total', condition);
  const times = `round(max by (namespace, pod, container) (increase(${count}[1h])))`;
  return {
    alert: StorageAlarm.SERVER_RESTARTS,
    expr: `${times} >= ${most}`,
    shown: { title: 'Restarts within an hour', expr: times, unit: 'short', legend: '{{namespace}}/{{pod}} {{container}}' },
    for: '5m',
    summary:
      'The container {{ $labels.container }} of {{ $labels.namespace }}/{{ $labels.pod }} started {{ $value | printf "%.0f" }} times anew within an hour.',
    description:
      'kubectl -n {{ $labels.namespace }} logs {{ $labels.pod }} -c {{ $labels.container }} --previous says why: no memory, a full volume, a lock that another server holds, or data that it cannot read. Do not delete the data to make it start.',
  };
}

/** A Pod that was evicted stays until somebody deletes it; the alert is of the day after. */
function evicted(series: Series, condition: string): Alert {
  const reason = series.of('kube_pod_status_reason', condition, equals('reason', 'Evicted'));
  return {
    alert: StorageAlarm.POD_EVICTED,
    expr: `max by (namespace, pod) (${reason}) == 1 unless on (namespace, pod) max by (namespace, pod) (${reason} offset 1d) == 1`,
    for: '0m',
    summary: 'The Pod {{ $labels.namespace }}/{{ $labels.pod }} was evicted from its node.',
    description:
      'kubectl -n {{ $labels.namespace }} describe pod {{ $labels.pod }} says for what: the disk of the node, a limit of ephemeral storage, the sizeLimit of an emptyDir, or memory. Give what it writes a limit that fits, or a claim.',
  };
}

/** Without kube-state-metrics, everything looks well. */
export function metricsAlert(series: Series): Alert {
  return {
    alert: StorageAlarm.METRICS_MISSING,
    expr: `absent(${series.isThere})`,
    for: '15m',
    summary:
      'Prometheus has no metrics of the namespace {{ $labels.namespace }}: alarms about its claims, backups and servers cannot fire.',
    description:
      'See whether kube-state-metrics runs, tells of namespaces (--resources), and is read with honorLabels: true, without which the labels are called exported_namespace.',
  };
}
