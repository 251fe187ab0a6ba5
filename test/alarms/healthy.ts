import { named, SeriesMap, still } from './series';

/*
 * What kube-state-metrics, kubelets and servers tell of an app in which all is well. Names of metrics and labels are as in the sources of kube-state-metrics and the kubelet.
 */

const namespace = 'shop';

/** What a claim has, unless told otherwise. */
export interface ClaimState {
  readonly storageclass?: string;
  readonly driver?: string;
  readonly nfsServer?: string;
}

export const CLAIMS: Readonly<Record<string, ClaimState>> = {
  'data-orders-0': {},
  'orders-backup': {},
  uploads: {},
  shared: { storageclass: 'files', driver: 'files.example.com' },
  'ledger-1': {},
  'audit-2': {},
};

/** The series of a claim and its volume. */
export function claim(
  name: string,
  hours: number,
  { storageclass = 'disks', driver = 'ebs.csi.aws.com', nfsServer = '' }: ClaimState = {},
): SeriesMap {
  const own = { namespace, persistentvolumeclaim: name };
  const volume = `pv-${name}`;
  const is = (metric: string, labels: Record<string, string>, value: number) => [named(metric, labels), still(value, hours)] as const;
  const stats = (what: string, value: number) => is(`kubelet_volume_stats_${what}`, { ...own, node: 'a' }, value);
  return Object.fromEntries([
    ...[stats('available_bytes', 50), stats('capacity_bytes', 100), stats('used_bytes', 50)],
    ...[stats('inodes_free', 500), stats('inodes', 1000), stats('inodes_used', 500)],
    is('kube_persistentvolumeclaim_info', { ...own, storageclass, volumename: volume, volumemode: 'Filesystem' }, 1),
    ...['Bound', 'Pending', 'Lost'].map((phase) =>
      is('kube_persistentvolumeclaim_status_phase', { ...own, phase }, phase === 'Bound' ? 1 : 0),
    ),
    is('kube_persistentvolumeclaim_resource_requests_storage_bytes', own, 100),
    is('kube_pod_spec_volumes_persistentvolumeclaims_info', { ...own, pod: `of-${name}`, volume: 'data' }, 1),
    ...volumeSeries(volume, hours, { storageclass, driver, nfsServer, claimNamespace: namespace, claimName: name }),
  ]);
}

interface VolumeState {
  readonly storageclass: string;
  readonly driver: string;
  readonly nfsServer: string;
  readonly claimNamespace: string;
  readonly claimName: string;
}

/** The series of a volume; without a name of a claim, of one that has none. */
export function volumeSeries(name: string, hours: number, state: VolumeState): ReadonlyArray<readonly [string, string]> {
  const own = { persistentvolume: name };
  const { storageclass, driver, nfsServer, claimNamespace, claimName } = state;
  const is = (metric: string, labels: Record<string, string>, value: number) =>
    [named(metric, { ...own, ...labels }), still(value, hours)] as const;
  return [
    is('kube_persistentvolume_info', { storageclass, csi_driver: driver, nfs_server: nfsServer }, 1),
    is('kube_persistentvolume_capacity_bytes', {}, 100),
    ...['Bound', 'Released', 'Failed'].map((phase) => is('kube_persistentvolume_status_phase', { phase }, phase === 'Bound' ? 1 : 0)),
    ...(claimName === '' ? [] : [is('kube_persistentvolume_claim_ref', { name: claimName, claim_namespace: claimNamespace }, 1)]),
  ];
}

const CRON_JOBS = ['orders-backup', 'orders-restore-rehearsal', 'uploads-snapshots', 'rehearsal'];

/** A CronJob that is younger than a day, and succeeded an hour before the end. */
function cronJob(name: string, hours: number): SeriesMap {
  const own = { namespace, cronjob: name };
  return {
    [named('kube_cronjob_created', own)]: still(0, hours),
    [named('kube_cronjob_spec_suspend', own)]: still(0, hours),
    [named('kube_cronjob_status_last_successful_time', own)]: still((hours - 1) * 3600, hours),
  };
}

/** A Job of a CronJob, which failed or did not. */
export function job(
  cronjob: string,
  hours: number,
  { created, failed }: { readonly created: number; readonly failed: boolean },
): SeriesMap {
  const own = { namespace, job_name: `${cronjob}-${created}` };
  return {
    [named('kube_job_created', own)]: still(created, hours),
    [named('kube_job_owner', { ...own, owner_kind: 'CronJob', owner_name: cronjob, owner_is_controller: 'true' })]: still(1, hours),
    ...(failed ? { [named('kube_job_failed', { ...own, condition: 'true' })]: still(1, hours) } : {}),
    ...(failed ? { [named('kube_job_failed', { ...own, condition: 'false' })]: still(0, hours) } : {}),
  };
}

export const PODS = ['orders-0', 'web-7d9f8b6c5-x2x4z', 'ledger-1', 'ledger-2', 'ledger-3', 'audit-1', 'audit-2', 'audit-3'];

const BARMAN = 'barman_cloud_cloudnative_pg_io_last_available_backup_timestamp';

/** A month before. */
export const FAILED_ONCE = { created: -30 * 86_400, failed: true };

/** All that is told for some hours. */
export function healthy(hours: number): SeriesMap {
  const is = (metric: string, labels: Record<string, string>, value: number) => [named(metric, labels), still(value, hours)] as const;
  return {
    ...Object.assign({}, ...Object.entries(CLAIMS).map(([name, state]) => claim(name, hours, state))),
    ...Object.assign({}, ...CRON_JOBS.map((name) => cronJob(name, hours))),
    // A run that failed, before one that succeeded; and a Job of something else.
    ...job('orders-backup', hours, FAILED_ONCE),
    ...job('orders-backup', hours, { created: (hours - 1) * 3600 - 60, failed: false }),
    ...job('reports', hours, { created: hours * 3600 - 60, failed: true }),
    ...Object.fromEntries([
      is('kube_namespace_created', { namespace }, 0),
      is('kube_storageclass_info', { storageclass: 'disks', volume_binding_mode: 'WaitForFirstConsumer' }, 1),
      is('kube_storageclass_info', { storageclass: 'files', volume_binding_mode: 'Immediate' }, 1),
      ...volumeSeries('archive', hours, { storageclass: '', driver: 'ebs.csi.aws.com', nfsServer: '', claimNamespace: '', claimName: '' }),
      ...['replicas', 'status_replicas_ready'].map((what) => is(`kube_statefulset_${what}`, { namespace, statefulset: 'orders' }, 1)),
      ...['spec_replicas', 'status_replicas_ready'].map((what) => is(`kube_deployment_${what}`, { namespace, deployment: 'web' }, 1)),
      ...PODS.flatMap((pod) => [
        is('kube_pod_container_status_restarts_total', { namespace, pod, container: 'main' }, 7),
        is('kube_pod_status_ready', { namespace, pod, condition: 'true' }, 1),
        is('kube_pod_status_ready', { namespace, pod, condition: 'false' }, 0),
      ]),
      ...PODS.filter((pod) => /^(ledger|audit)/.test(pod)).map((pod) => is(BARMAN, { namespace, pod }, (hours - 1) * 3600)),
    ]),
  };
}
