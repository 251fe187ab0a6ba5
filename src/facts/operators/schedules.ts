/**
 * How many fields the schedules of custom resources have: most read cron expressions as CronJobs do, some have the seconds first.
 *
 * @see https://pkg.go.dev/github.com/robfig/cron/v3
 */

export interface ScheduleFacts {
  readonly type: string;
  /** Where the schedule stands, as keys with dots; `*` for each item of a list or value of a map. */
  readonly at: string;
  readonly fields: 5 | 6;
  /** Words besides those of cron that it takes. */
  readonly words?: RegExp;
}

/** CloudNativePG reads five fields too, as seconds, minutes, hours, days and months. */
export const SCHEDULES: readonly ScheduleFacts[] = [
  { type: 'postgresql.cnpg.io/ScheduledBackup', at: 'spec.schedule', fields: 6 },
  { type: 'velero.io/Schedule', at: 'spec.schedule', fields: 5 },
  { type: 'volsync.backube/ReplicationSource', at: 'spec.trigger.schedule', fields: 5 },
  { type: 'longhorn.io/RecurringJob', at: 'spec.cron', fields: 5 },
  { type: 'snapscheduler.backube/SnapshotSchedule', at: 'spec.schedule', fields: 5 },
  { type: 'k8up.io/Schedule', at: 'spec.*.schedule', fields: 5, words: /^@[a-z]+-random$/ },
  { type: 'pxc.percona.com/PerconaXtraDBCluster', at: 'spec.backup.schedule.*.schedule', fields: 5 },
  { type: 'ps.percona.com/PerconaServerMySQL', at: 'spec.backup.schedule.*.schedule', fields: 5 },
  { type: 'mysql.oracle.com/InnoDBCluster', at: 'spec.backupSchedules.*.schedule', fields: 5 },
  { type: 'acid.zalan.do/postgresql', at: 'spec.logicalBackupSchedule', fields: 5 },
  { type: 'medusa.k8ssandra.io/MedusaBackupSchedule', at: 'spec.cronSchedule', fields: 5 },
  { type: 'psmdb.percona.com/PerconaServerMongoDB', at: 'spec.backup.tasks.*.schedule', fields: 5 },
  { type: 'k8s.mariadb.com/Backup', at: 'spec.schedule.cron', fields: 5 },
  { type: 'k8s.mariadb.com/PhysicalBackup', at: 'spec.schedule.cron', fields: 5 },
  { type: 'postgres-operator.crunchydata.com/PostgresCluster', at: 'spec.backups.pgbackrest.repos.*.schedules.*', fields: 5 },
];
