import { isOfClaims, isOfRuns, tellsOfClaim, tellsOfCronJob, watchingsOf } from '../lookup/alarms';
import { Backups } from '../lookup/backups';
import { claimNamesOf } from '../lookup/claims';
import { databasesOf } from '../lookup/databases';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  const selectors = watchingsOf(set)
    .map(({ selector }) => selector)
    .filter((selector) => isOfClaims(selector) || isOfRuns(selector));
  // Where nobody raises alarms, they are raised elsewhere, or by other means.
  if (selectors.length === 0) return;
  const told = new Set<string>();
  for (const { pod, mount, facts } of databasesOf(set)) {
    const claim = mount?.volume && set.claim(pod, mount.volume);
    if (claim === undefined || claim.origin === 'ephemeral') continue;
    const [name] = claimNamesOf(set, pod, claim, 1);
    const key = `${pod.namespace ?? ''}/${name}`;
    if (name === undefined || told.has(key) || selectors.some((selector) => tellsOfClaim(selector, pod.namespace, name))) continue;
    told.add(key);
    yield {
      at: claim.origin === 'object' ? mount!.volume!.at : claim.at,
      cause: `Alerts of these manifests tell of claims and backups, and none of the data of ${facts.title} on ${claim.title}.`,
      remedy: 'Have an alert read kubelet_volume_stats_available_bytes of this claim; StorageAlarms writes one for each.',
    };
  }
  const backups = new Backups(set);
  for (const pod of set.pods) {
    const { workload, namespace } = pod;
    if (workload.type !== 'batch/CronJob' || !backups.isJob(pod)) continue;
    if (workload.name === '' || selectors.some((selector) => tellsOfCronJob(selector, namespace, workload.name))) continue;
    yield {
      at: workload.root.at('spec', 'schedule').written,
      cause: `Alerts of these manifests tell of claims and backups, and none of the backup by ${workload.toString()}: when it is no longer made, nobody hears of it.`,
      remedy: 'Have an alert read kube_cronjob_status_last_successful_time of this CronJob; StorageAlarms writes one for each.',
    };
  }
}

export const storageWithoutAlarm: Rule = {
  id: 'storage-without-alarm',
  level: 'info',
  summary: 'the data of a database, or a backup, of which no alert tells, where alerts tell of others',
  explanation: {
    why: [
      'A backup that stopped is noticed when it is needed, and a disk when it is full. Where alerts tell of volumes or backups, those that are left out were most often forgotten: they are newer than the alerts, or have another name.',
      'Alerts are those of a PrometheusRule, a VMRule or the Rules of Google, and of files of rules in ConfigMaps; what they read by way of recorded series counts. Where the manifests have no such alert at all, nothing is said: alerts may be made elsewhere.',
    ],
    wrong: yaml`
      apiVersion: batch/v1
      kind: CronJob
      metadata: { name: orders-dump, namespace: shop }
      spec:
        schedule: "17 2 * * *"
        concurrencyPolicy: Forbid
        jobTemplate:
          spec:
            template:
              spec:
                restartPolicy: Never
                containers:
                  - name: dump
                    image: mariadb:11.8.3
                    command: [sh, -ec, "mariadb-dump --all-databases -h orders --result-file=/dumps/orders.sql"]
                    volumeMounts:
                      - { name: dumps, mountPath: /dumps }
                volumes:
                  - name: dumps
                    persistentVolumeClaim: { claimName: dumps }
      ---
      apiVersion: monitoring.coreos.com/v1
      kind: PrometheusRule
      metadata: { name: storage, namespace: shop }
      spec:
        groups:
          - name: storage
            rules:
              - alert: BackupTooOld
                expr: time() - kube_cronjob_status_last_successful_time{namespace="shop",cronjob="invoices-dump"} > 90000
    `,
    right: yaml`
      apiVersion: batch/v1
      kind: CronJob
      metadata: { name: orders-dump, namespace: shop }
      spec:
        schedule: "17 2 * * *"
        concurrencyPolicy: Forbid
        jobTemplate:
          spec:
            template:
              spec:
                restartPolicy: Never
                containers:
                  - name: dump
                    image: mariadb:11.8.3
                    command: [sh, -ec, "mariadb-dump --all-databases -h orders --result-file=/dumps/orders.sql"]
                    volumeMounts:
                      - { name: dumps, mountPath: /dumps }
                volumes:
                  - name: dumps
                    persistentVolumeClaim: { claimName: dumps }
      ---
      apiVersion: monitoring.coreos.com/v1
      kind: PrometheusRule
      metadata: { name: storage, namespace: shop }
      spec:
        groups:
          - name: storage
            rules:
              - alert: BackupTooOld
                expr: time() - kube_cronjob_status_last_successful_time{namespace="shop",cronjob=~"(invoices|orders)-dump"} > 90000
    `,
    see: ['https://github.com/kubernetes/kube-state-metrics/blob/main/docs/metrics/workload/cronjob-metrics.md'],
  },
  check,
};
