import { Duration } from 'cdk8s';
import { IConstruct } from 'constructs';

/** What a `StorageAlarms` tells of, by the name that the alert has in Prometheus. */
export enum StorageAlarm {
  /** Little space is left on a volume. */
  VOLUME_ALMOST_FULL = 'StorageVolumeAlmostFull',
  /** At the pace of the last hours, a volume is full soon. */
  VOLUME_FILLS_UP = 'StorageVolumeFillsUp',
  /** Few inodes are left on a volume: no more files can be made, whatever space there is. */
  INODES_ALMOST_USED = 'StorageInodesAlmostUsed',
  /** At the pace of the last hours, the inodes of a volume are used up soon. */
  INODES_RUN_OUT = 'StorageInodesRunOut',
  /** A claim gets no volume. */
  CLAIM_PENDING = 'StorageClaimPending',
  /** The volume of a claim is gone. */
  CLAIM_LOST = 'StorageClaimLost',
  /** A volume was released, and could not be deleted. */
  VOLUME_FAILED = 'StorageVolumeFailed',
  /** A volume holds data whose claim is gone. */
  VOLUME_RELEASED = 'StorageVolumeReleased',
  /** A claim asks for more than its volume has, and does not get it. */
  GROWTH_STUCK = 'StorageGrowthStuck',
  /** The last backup that succeeded is older than the schedule allows. */
  BACKUP_TOO_OLD = 'StorageBackupTooOld',
  /** No backup has ever succeeded. */
  BACKUP_NEVER_RAN = 'StorageBackupNeverRan',
  /** The CronJob of a backup is not in the cluster. */
  BACKUP_MISSING = 'StorageBackupMissing',
  /** A backup is suspended. */
  BACKUP_SUSPENDED = 'StorageBackupSuspended',
  /** The last backup failed. */
  BACKUP_FAILED = 'StorageBackupFailed',
  /** No backup has been restored on trial for longer than the schedule allows, or ever. */
  RESTORE_REHEARSAL_TOO_OLD = 'StorageRestoreRehearsalTooOld',
  /** Servers with storage are not ready. */
  SERVER_NOT_READY = 'StorageServerNotReady',
  /** A server with storage starts again and again. */
  SERVER_RESTARTS = 'StorageServerRestarts',
  /** A Pod was evicted, most often since the disk of its node was full. */
  POD_EVICTED = 'StoragePodEvicted',
  /** Prometheus has no metrics of the objects of a namespace, so that no other alarm can fire. */
  METRICS_MISSING = 'StorageMetricsMissing',
}

/** What the alarms are written as. */
export enum AlarmFormat {
  /** A PrometheusRule, which the Prometheus operator reads. */
  PROMETHEUS_RULE = 'PrometheusRule',
  /** A file of rules in a ConfigMap, for a Prometheus that mounts it. */
  RULES_FILE = 'RulesFile',
}

/** From when on a volume is told of. */
export interface VolumeThresholds {
  /**
   * How many percent of the space have to be left.
   *
   * @default 10
   */
  readonly spaceLeft?: number;

  /**
   * How many percent of the inodes have to be left.
   *
   * @default 10
   */
  readonly inodesLeft?: number;

  /**
   * How long space and inodes have to last at the pace of the last six hours.
   *
   * @default Duration.days(4)
   */
  readonly lasts?: Duration;

  /**
   * Below how many percent left the pace is looked at: a new database fills its first gigabytes fast.
   *
   * @default 40
   */
  readonly paceBelow?: number;
}

/** What a `StorageAlarms` is made of. */
export interface StorageAlarmsProps {
  /**
   * Constructs whose storage is watched, with all that is in them: claims and volumes, sets and Deployments, CronJobs that are backups, of any make.
   *
   * @default - the chart
   */
  readonly watched?: IConstruct[];

  /**
   * CronJobs that are backups although neither their labels nor their programs tell.
   *
   * @default - those of this library, and those whose programs are known to back up
   */
  readonly backups?: IConstruct[];

  /**
   * What the alarms are written as.
   *
   * @default AlarmFormat.PROMETHEUS_RULE
   */
  readonly format?: AlarmFormat;

  /**
   * From when on volumes are told of.
   *
   * @default - as the thresholds say
   */
  readonly thresholds?: VolumeThresholds;

  /**
   * The same for single claims, by name; those of a set by the name without the number, such as `data-queue`. What is left out here is as for all.
   *
   * @default - none
   */
  readonly claims?: { readonly [name: string]: VolumeThresholds };

  /**
   * How many runs of a backup may be missed, or fail, before it is too old.
   *
   * @default 0
   */
  readonly missedRuns?: number;

  /**
   * How long a run of a backup may take whose Job has no deadline (`activeDeadlineSeconds`).
   *
   * @default Duration.hours(6)
   */
  readonly withoutDeadline?: Duration;

  /**
   * How many restarts of a container within an hour are one too many.
   *
   * @default 3
   */
  readonly restartsPerHour?: number;

  /**
   * Severities by alarm, such as `{ [StorageAlarm.BACKUP_SUSPENDED]: 'info' }`.
   *
   * @default - `critical` for what loses data or stops a server, `warning` for the rest
   */
  readonly severities?: { readonly [alarm: string]: string };

  /**
   * Alarms that are left out.
   *
   * @default - none
   */
  readonly without?: StorageAlarm[];

  /**
   * Labels that all series of the cluster have, where one Prometheus has several clusters, such as `{ cluster: 'shop' }`.
   *
   * @default - none
   */
  readonly seriesLabels?: { readonly [label: string]: string };

  /**
   * Labels of all alerts, by which Alertmanager routes them, such as `{ team: 'shop' }`.
   *
   * @default - `severity` alone
   */
  readonly alertLabels?: { readonly [label: string]: string };

  /**
   * Where the runbooks are: an address to which `#` and the name of the alert in small letters are added.
   *
   * @default - the page about alarms in the docs of this library
   */
  readonly runbooks?: string;

  /**
   * Whether there is a dashboard for Grafana too: a ConfigMap with the label `grafana_dashboard: "1"`, by which the sidecar of Grafana's chart finds it. It shows the figures that the
   * alarms look at, and which alerts fire.
   *
   * @default false
   * @see https://github.com/grafana/helm-charts/tree/main/charts/grafana#sidecar-for-dashboards
   */
  readonly dashboard?: boolean;

  /**
   * Name of the object; that of the dashboard has `-dashboard` at its end.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * Labels of the object, by which Prometheus finds its rules, such as `{ release: 'kube-prometheus-stack' }`.
   *
   * @default - those of the chart
   */
  readonly labels?: { readonly [key: string]: string };

  /**
   * Annotations of the object.
   *
   * @default - none
   */
  readonly annotations?: { readonly [key: string]: string };
}
