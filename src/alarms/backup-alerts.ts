import { equals, literally, matches } from '../facts/prometheus';
import { StorageAlarm } from './props';
import { AlarmSettings, Alert, inTime, named, Series, Shown, together } from './rule';
import { WatchedJob } from './watched-jobs';
import { WatchedStore } from './watched-stores';

/*
 * Of backups, as kube-state-metrics tells of their CronJobs and Jobs. How old the last success may be follows from the schedule: the next run begins at most the longest gap
 * later, late by its starting deadline, and has succeeded by its deadline.
 */

const JOB = '{{ $labels.namespace }}/{{ $labels.cronjob }}';
const BY_JOB = '(namespace, cronjob)';

/** In seconds, how old the last success of a healthy CronJob can be. */
export const oldest = ({ gap, lateness }: Pick<WatchedJob, 'gap' | 'lateness'>, missedRuns: number): number =>
  gap * (missedRuns + 1) + lateness;

export function backupAlerts(series: Series, jobs: readonly WatchedJob[], settings: AlarmSettings): Alert[] {
  const age = (job: WatchedJob) => oldest(job, settings.missedRuns);
  const [backups, rehearsals] = [jobs.filter(({ isRehearsal }) => !isRehearsal), jobs.filter(({ isRehearsal }) => isRehearsal)];
  const pattern = ({ name }: WatchedJob) => literally(name);
  const aged = (items: readonly WatchedJob[]) => together(items, (job) => String(age(job)), 'cronjob', pattern);
  return [
    ...aged(backups).flatMap(({ condition, first }) => ageAlerts(series, condition, age(first))),
    ...(backups.length === 0
      ? []
      : [
          missing(
            series,
            backups.map(({ name }) => name),
          ),
        ]),
    ...named(backups, 'cronjob', pattern).map((condition) => suspended(series, condition)),
    ...named(jobs, 'owner_name', pattern).map((condition) => failed(series, condition)),
    ...aged(rehearsals).map(({ condition, first }) => rehearsal(series, condition, age(first))),
  ];
}

const success = (series: Series, condition: string) =>
  `max by ${BY_JOB} (${series.of('kube_cronjob_status_last_successful_time', condition)})`;
const created = (series: Series, condition: string) => `max by ${BY_JOB} (${series.of('kube_cronjob_created', condition)})`;
const neverSince = (series: Series, condition: string, seconds: number) =>
  `time() - ${created(series, condition)} > ${seconds} unless on ${BY_JOB} ${success(series, condition)}`;

const shownAge = (title: string, series: Series, condition: string): Shown => ({
  title,
  expr: `time() - ${success(series, condition)}`,
  unit: 's',
  legend: '{{namespace}}/{{cronjob}}',
});

function ageAlerts(series: Series, condition: string, seconds: number): Alert[] {
  return [
    {
      alert: StorageAlarm.BACKUP_TOO_OLD,
      expr: `time() - ${success(series, condition)} > ${seconds}`,
      labels: { threshold: inTime(seconds) },
      shown: shownAge('Age of the last backup', series, condition),
      for: '15m',
      summary: `The last backup by ${JOB} that succeeded is {{ $value | humanizeDuration }} old; its schedule and deadlines allow ${inTime(seconds)}.`,
      description:
        'kubectl -n {{ $labels.namespace }} get jobs shows whether its Jobs fail, run for long, or are not made; mend that, and start one by hand: kubectl -n {{ $labels.namespace }} create job --from=cronjob/{{ $labels.cronjob }} {{ $labels.cronjob }}-now.',
    },
    {
      alert: StorageAlarm.BACKUP_NEVER_RAN,
      expr: neverSince(series, condition, seconds),
      labels: { threshold: inTime(seconds) },
      for: '15m',
      summary: `No backup by ${JOB} has ever succeeded, {{ $value | humanizeDuration }} after it was made.`,
      description:
        'kubectl -n {{ $labels.namespace }} describe cronjob {{ $labels.cronjob }} says whether Jobs were made, and the log of their Pods why they fail; start one by hand once it is mended.',
    },
  ];
}

function missing(series: Series, names: readonly string[]): Alert {
  const gone = [...new Set(names)].map((name) => `absent(${series.of('kube_cronjob_created', equals('cronjob', name))})`).join(' or ');
  return {
    alert: StorageAlarm.BACKUP_MISSING,
    // Where kube-state-metrics tells nothing of the namespace, nothing is known.
    expr: `(${gone}) and on (namespace) ${series.isThere}`,
    for: '15m',
    summary: `The CronJob ${JOB}, which makes backups, is not in the cluster.`,
    description: 'Apply the manifests again. Where the backup is gone on purpose, take it out of the app, and this alert goes with it.',
  };
}

function suspended(series: Series, condition: string): Alert {
  return {
    alert: StorageAlarm.BACKUP_SUSPENDED,
    expr: `max by ${BY_JOB} (${series.of('kube_cronjob_spec_suspend', condition)}) == 1`,
    for: '1h',
    summary: `The backup ${JOB} is suspended: none is made.`,
    description: 'Somebody stopped it, for a restore or an upgrade say. Take suspend back in the app when that is done.',
  };
}

/** Jobs that failed stay for as long as their history is kept; a later success makes good for them. */
function failed(series: Series, condition: string): Alert {
  const owned = series.of('kube_job_owner', equals('owner_kind', 'CronJob'), condition);
  const failures = `${series.of('kube_job_failed', equals('condition', 'true'))} == 1`;
  const ofJobs = `label_replace(${owned}, "cronjob", "$1", "owner_name", "(.+)")`;
  const last = `max by ${BY_JOB} (max by (namespace, job_name) (${series.of('kube_job_created')}) * on (namespace, job_name) group_right () max by (namespace, job_name, cronjob) (${ofJobs} and on (namespace, job_name) (${failures})))`;
  const succeeded = `max by ${BY_JOB} (${series.of('kube_cronjob_status_last_successful_time')})`;
  return {
    alert: StorageAlarm.BACKUP_FAILED,
    expr: `${last} > on ${BY_JOB} ${succeeded} or (${last} unless on ${BY_JOB} ${succeeded})`,
    for: '5m',
    summary: `The last run of ${JOB} failed, and none has succeeded since.`,
    description:
      'kubectl -n {{ $labels.namespace }} logs of the Pod of the failed Job says why: no room, a password, data that changed, an image. The backups before it are kept.',
  };
}

function rehearsal(series: Series, condition: string, seconds: number): Alert {
  return {
    alert: StorageAlarm.RESTORE_REHEARSAL_TOO_OLD,
    expr: `time() - ${success(series, condition)} > ${seconds} or (${neverSince(series, condition, seconds)})`,
    labels: { threshold: inTime(seconds) },
    shown: shownAge('Age of the last rehearsal', series, condition),
    for: '15m',
    summary: `No backup was restored on trial by ${JOB} for {{ $value | humanizeDuration }}; its schedule and deadlines allow ${inTime(seconds)}.`,
    description:
      'A backup that was never restored is a hope. kubectl -n {{ $labels.namespace }} get jobs and the log of its Pods say why it does not succeed: the backup itself may be at fault.',
  };
}

export function storeAlerts(series: Series, stores: readonly WatchedStore[], settings: AlarmSettings): Alert[] {
  return stores.map(({ cluster, gap }) => {
    const seconds = oldest({ gap, lateness: settings.withoutDeadline }, settings.missedRuns);
    const last = series.of(
      'barman_cloud_cloudnative_pg_io_last_available_backup_timestamp',
      matches('pod', [`${literally(cluster)}-[0-9]+`]),
    );
    return {
      alert: StorageAlarm.BACKUP_TOO_OLD,
      expr: `time() - max by (namespace) (${last}) > ${seconds}`,
      labels: { database: cluster },
      shown: {
        title: 'Age of the last base backup',
        expr: `time() - max by (namespace) (${last})`,
        unit: 's',
        legend: `{{namespace}}/${cluster}`,
      },
      for: '1h',
      summary: `The last base backup of the database {{ $labels.namespace }}/${cluster} is {{ $value | humanizeDuration }} old; its schedule allows ${inTime(seconds)}.`,
      description: `kubectl -n {{ $labels.namespace }} get backups shows what became of its Backups, and kubectl -n {{ $labels.namespace }} describe cluster ${cluster} whether the log is archived.`,
    };
  });
}
