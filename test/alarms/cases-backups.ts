import type { Case, Fired } from './cases';
import { FAILED_ONCE, job } from './healthy';
import { changing, named, SeriesMap, still } from './series';

/*
 * How old a backup may be is written here by hand. The database: at half past two in Berlin, where a night in spring has none, so 47 hours; it may begin an hour late, and run for six.
 * Snapshots: every six hours, ten minutes late, for one hour. A rehearsal of any make: every week, for one hour. That of the database: each Sunday at two in Berlin, where a week in
 * autumn has an hour more; as late, and for as long, as the backup.
 */
const HOUR = 3600;
const DATABASE = (47 + 1 + 6) * HOUR;
const SNAPSHOTS = 6 * HOUR + 600 + HOUR;
const REHEARSAL = 7 * 24 * HOUR + HOUR;
const OWN_REHEARSAL = (7 * 24 + 1 + 1 + 6) * HOUR;
const BASE_BACKUP = 24 * HOUR + 6 * HOUR;

const OWN = 'orders-restore-rehearsal';

const HOURS = 2;
const END = HOURS * HOUR;
const namespace = 'shop';

const SUCCESS = 'kube_cronjob_status_last_successful_time';
const of = (metric: string, cronjob: string) => named(metric, { namespace, cronjob });

/** The last success is that old at the end. */
const aged = (cronjob: string, seconds: number): SeriesMap => ({ [of(SUCCESS, cronjob)]: still(END - seconds, HOURS) });

/** No run has succeeded since it was made. */
const never = (cronjob: string, seconds: number): Case['differs'] => ({
  [of(SUCCESS, cronjob)]: undefined,
  [of('kube_cronjob_created', cronjob)]: still(END - seconds, HOURS),
  ...noJobs(cronjob),
});

/** Nothing is told of a run that failed. */
const noJobs = (cronjob: string): Case['differs'] =>
  Object.fromEntries(Object.keys(job(cronjob, HOURS, FAILED_ONCE)).map((series) => [series, undefined]));

const fired = (alert: string, cronjob: string, severity: string, summary: string, threshold?: string): Fired => ({
  alert,
  labels: { namespace, cronjob, severity, ...(threshold !== undefined && { threshold }) },
  summary,
});

const tooOld = (cronjob: string, age: string, allowed: string) =>
  fired(
    'StorageBackupTooOld',
    cronjob,
    'critical',
    `The last backup by shop/${cronjob} that succeeded is ${age} old; its schedule and deadlines allow ${allowed}.`,
    allowed,
  );
const neverRan = (cronjob: string, age: string, allowed: string) =>
  fired(
    'StorageBackupNeverRan',
    cronjob,
    'critical',
    `No backup by shop/${cronjob} has ever succeeded, ${age} after it was made.`,
    allowed,
  );
const notTried = (age: string, cronjob = 'rehearsal', allowed = '7d1h') =>
  fired(
    'StorageRestoreRehearsalTooOld',
    cronjob,
    'warning',
    `No backup was restored on trial by shop/${cronjob} for ${age}; its schedule and deadlines allow ${allowed}.`,
    allowed,
  );
const failed = (cronjob: string) =>
  fired('StorageBackupFailed', cronjob, 'warning', `The last run of shop/${cronjob} failed, and none has succeeded since.`);
const missing = (cronjob: string) =>
  fired('StorageBackupMissing', cronjob, 'critical', `The CronJob shop/${cronjob}, which makes backups, is not in the cluster.`);

const stopped = (cronjob: string): SeriesMap => ({ [of('kube_cronjob_spec_suspend', cronjob)]: still(1, HOURS) });
const without = (cronjob: string): Case['differs'] => ({
  ...Object.fromEntries(['kube_cronjob_created', 'kube_cronjob_spec_suspend', SUCCESS].map((metric) => [of(metric, cronjob), undefined])),
  ...noJobs(cronjob),
});

const base = (database: string, age: number): SeriesMap =>
  Object.fromEntries(
    [1, 2, 3].map((server) => [
      named('barman_cloud_cloudnative_pg_io_last_available_backup_timestamp', { namespace, pod: `${database}-${server}` }),
      still(END - age, HOURS),
    ]),
  );

/** An alert waits for a quarter of an hour, and is seen at the next evaluation. */
const WAIT = 20 * 60;

/**
 * A night in spring: the backup of the 27th begins at half past two in winter, 01:30 UTC, and the next half past two is on the 29th in summer, 00:30 UTC. The first succeeds at
 * once; the second, if it does, as late as it may: an hour late, after six hours. What is shown begins an hour before that.
 */
const FIRST = Date.UTC(2027, 2, 27, 1, 30) / 1000;
const LATEST = Date.UTC(2027, 2, 29, 0, 30) / 1000 + 7 * HOUR;
const SHOWN = LATEST - HOUR;

const spring = (comes: boolean): SeriesMap => ({
  [of(SUCCESS, 'orders-backup')]: comes ? changing(FIRST - SHOWN, 60, LATEST - SHOWN, HOURS) : still(FIRST - SHOWN, HOURS),
});

export function backupCases(): readonly Case[] {
  const a = (title: string, differs: Case['differs'], ...fires: readonly Fired[]): Case => ({ title, hours: HOURS, differs, fires });
  return [
    a('a backup is as old as it may be', aged('orders-backup', DATABASE)),
    a('a backup is too old since ten minutes', aged('orders-backup', DATABASE + 600)),
    a('a backup is too old', aged('orders-backup', DATABASE + WAIT), tooOld('orders-backup', '2d 6h 20m 0s', '2d6h')),
    a('snapshots are as old as they may be', aged('uploads-snapshots', SNAPSHOTS)),
    a('snapshots are too old', aged('uploads-snapshots', SNAPSHOTS + WAIT), tooOld('uploads-snapshots', '7h 30m 0s', '7h10m')),
    a('no backup yet, within the first run', never('orders-backup', DATABASE)),
    a('no backup has ever succeeded', never('orders-backup', DATABASE + WAIT), neverRan('orders-backup', '2d 6h 20m 0s', '2d6h')),
    a('no snapshot has ever been taken', never('uploads-snapshots', SNAPSHOTS + WAIT), neverRan('uploads-snapshots', '7h 30m 0s', '7h10m')),
    a('a backup is not in the cluster', without('orders-backup'), missing('orders-backup')),
    a(
      'two are not',
      { ...without('orders-backup'), ...without('uploads-snapshots') },
      missing('orders-backup'),
      missing('uploads-snapshots'),
    ),
    a('a rehearsal is not in the cluster', without('rehearsal')),
    a(
      'a backup is suspended',
      stopped('orders-backup'),
      fired('StorageBackupSuspended', 'orders-backup', 'warning', 'The backup shop/orders-backup is suspended: none is made.'),
    ),
    a(
      'a backup is suspended for so long that it is too old',
      { ...stopped('orders-backup'), ...aged('orders-backup', DATABASE + WAIT) },
      fired('StorageBackupSuspended', 'orders-backup', 'warning', 'The backup shop/orders-backup is suspended: none is made.'),
      tooOld('orders-backup', '2d 6h 20m 0s', '2d6h'),
    ),
    a(
      'a backup failed after one that succeeded',
      job('orders-backup', HOURS, { created: END - 1800, failed: true }),
      failed('orders-backup'),
    ),
    a(
      'a first backup failed',
      { ...job('uploads-snapshots', HOURS, { created: END - 1800, failed: true }), [of(SUCCESS, 'uploads-snapshots')]: undefined },
      failed('uploads-snapshots'),
    ),
    a('a rehearsal failed', job('rehearsal', HOURS, { created: END - 1800, failed: true }), failed('rehearsal')),
    a('a rehearsal is as old as it may be', aged('rehearsal', REHEARSAL)),
    a('a rehearsal is too old', aged('rehearsal', REHEARSAL + WAIT), notTried('7d 1h 20m 0s')),
    a('no backup has ever been tried', never('rehearsal', REHEARSAL + WAIT), notTried('7d 1h 20m 0s')),
    a('a rehearsal of the database is as old as it may be', aged(OWN, OWN_REHEARSAL)),
    a('a rehearsal of the database is too old', aged(OWN, OWN_REHEARSAL + WAIT), notTried('7d 8h 20m 0s', OWN, '7d8h')),
    a('no backup of the database has ever been tried', never(OWN, OWN_REHEARSAL + WAIT), notTried('7d 8h 20m 0s', OWN, '7d8h')),
    a('a rehearsal of the database failed', job(OWN, HOURS, { created: END - 1800, failed: true }), failed(OWN)),
    a('a base backup is as old as it may be', base('ledger', BASE_BACKUP)),
    ...['ledger', 'audit'].map((database) =>
      a('a base backup is too old', base(database, BASE_BACKUP + 65 * 60), {
        alert: 'StorageBackupTooOld',
        labels: { namespace, database, severity: 'critical' },
        summary: `The last base backup of the database shop/${database} is 1d 7h 5m 0s old; its schedule allows 1d6h.`,
      }),
    ),
    a('a night without half past two: the next backup comes as late as it may', spring(true)),
    { ...a('a night without half past two: it is still time for the next backup', spring(false)), hours: 1 },
    a('a night without half past two: the next backup does not come', spring(false), tooOld('orders-backup', '2d 7h 0m 0s', '2d6h')),
  ];
}
