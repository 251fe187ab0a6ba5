import type { Case, Fired } from './cases';
import { healthy } from './healthy';
import { changing, moving, named, SeriesMap, still } from './series';

const HOURS = 2;
const namespace = 'shop';

const notReady = (labels: Readonly<Record<string, string>>, summary: string): Fired => ({
  alert: 'StorageServerNotReady',
  labels: { namespace, severity: 'critical', ...labels },
  summary,
});

const ready = (pod: string, value: number | undefined): Case['differs'] => ({
  [named('kube_pod_status_ready', { namespace, pod, condition: 'true' })]: value === undefined ? undefined : still(value, HOURS),
});

const restarts = (pod: string, values: string): SeriesMap => ({
  [named('kube_pod_container_status_restarts_total', { namespace, pod, container: 'main' })]: values,
});

const evicted = (pod: string, values: string): SeriesMap => ({
  [named('kube_pod_status_reason', { namespace, pod, reason: 'Evicted' })]: values,
});
const wasEvicted = (pod: string): Fired => ({
  alert: 'StoragePodEvicted',
  labels: { namespace, pod, severity: 'warning' },
  summary: `The Pod shop/${pod} was evicted from its node.`,
});

const restarted = (pod: string, times: number): Fired => ({
  alert: 'StorageServerRestarts',
  labels: { namespace, pod, container: 'main', severity: 'warning' },
  summary: `The container main of shop/${pod} started ${times} times anew within an hour.`,
});

export function serverCases(): readonly Case[] {
  const a = (title: string, differs: Case['differs'], ...fires: readonly Fired[]): Case => ({ title, hours: HOURS, differs, fires });
  const job = 'orders-backup-29400000-k7w2q';
  return [
    a(
      'a set has no server that is ready',
      { [named('kube_statefulset_status_replicas_ready', { namespace, statefulset: 'orders' })]: still(0, HOURS) },
      notReady({ statefulset: 'orders', kind: 'StatefulSet' }, 'Of shop/orders, only 0 are ready.'),
    ),
    a('a set of somebody else has none', {
      [named('kube_statefulset_status_replicas_ready', { namespace, statefulset: 'others' })]: still(0, HOURS),
      [named('kube_statefulset_replicas', { namespace, statefulset: 'others' })]: still(1, HOURS),
    }),
    a('a set that is scaled to none', {
      [named('kube_statefulset_status_replicas_ready', { namespace, statefulset: 'orders' })]: still(0, HOURS),
      [named('kube_statefulset_replicas', { namespace, statefulset: 'orders' })]: still(0, HOURS),
    }),
    a(
      'a Deployment with a claim has no Pod that is ready',
      { [named('kube_deployment_status_replicas_ready', { namespace, deployment: 'web' })]: still(0, HOURS) },
      notReady({ deployment: 'web', kind: 'Deployment' }, 'Of shop/web, only 0 are ready.'),
    ),
    a('a set is ready again since ten minutes', {
      [named('kube_statefulset_status_replicas_ready', { namespace, statefulset: 'orders' })]: changing(0, HOURS * 60 - 10, 1, HOURS),
    }),
    a(
      'one server of an operator is not ready',
      ready('ledger-2', 0),
      notReady({ database: 'ledger' }, 'Of the 3 servers of shop/ledger, only 2 are ready.'),
    ),
    a(
      'one server of an operator is gone',
      ready('ledger-2', undefined),
      notReady({ database: 'ledger' }, 'Of the 3 servers of shop/ledger, only 2 are ready.'),
    ),
    a(
      'all servers of an operator are gone',
      { ...ready('audit-1', undefined), ...ready('audit-2', undefined), ...ready('audit-3', undefined) },
      notReady({ database: 'audit' }, 'Of the 3 servers of shop/audit, only 0 are ready.'),
    ),
    a('a server starts every ten minutes', restarts('orders-0', moving(0, 6, HOURS)), restarted('orders-0', 6)),
    a('a server of an operator starts every twenty minutes', restarts('ledger-3', moving(0, 3, HOURS)), restarted('ledger-3', 3)),
    a('a server started twice in the last hour', restarts('orders-0', moving(0, 2, HOURS))),
    a('a server of somebody else starts every ten minutes', restarts('others-0', moving(0, 6, HOURS))),
    a('a Pod is evicted', evicted('web-7d9f8b6c5-x2x4z', still(1, HOURS)), wasEvicted('web-7d9f8b6c5-x2x4z')),
    a('the Pod of a backup is evicted', evicted(job, still(1, HOURS)), wasEvicted(job)),
    { title: 'a Pod was evicted more than a day ago', hours: 26, differs: evicted('orders-0', still(1, 26)), fires: [] },
    {
      title: 'a Pod was evicted less than a day ago',
      hours: 26,
      differs: evicted('orders-0', changing(0, 600, 1, 26)),
      fires: [wasEvicted('orders-0')],
    },
    a('a Pod has another reason', {
      [named('kube_pod_status_reason', { namespace, pod: 'orders-0', reason: 'NodeLost' })]: still(1, HOURS),
    }),
    {
      title: 'kube-state-metrics is gone',
      hours: HOURS,
      base: Object.fromEntries(Object.entries(healthy(HOURS)).filter(([name]) => !name.startsWith('kube_'))),
      differs: {},
      fires: [
        {
          alert: 'StorageMetricsMissing',
          labels: { namespace, severity: 'warning' },
          summary: 'Prometheus has no metrics of the namespace shop: alarms about its claims, backups and servers cannot fire.',
        },
      ],
    },
  ];
}
