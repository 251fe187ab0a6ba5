import { docsPage } from '../facts/repository';
import { equals, matches } from '../facts/prometheus';
import { groupBy } from '../util/group-by';
import { StorageAlarm } from './props';

/** What rules of one alert differ in. */
const TELLING = ['threshold', 'kind', 'database'] as const;

/** Labels that alerts have of their own, or of the series that they are made of. */
export const OWN_LABELS: readonly string[] = [
  ...TELLING,
  ...['alertname', 'severity', 'namespace', 'persistentvolumeclaim', 'persistentvolume'],
  ...['cronjob', 'statefulset', 'deployment', 'pod', 'container'],
];

/** An alert as it is written for one namespace and threshold. */
export interface Alert {
  readonly alert: StorageAlarm;
  readonly expr: string;
  readonly for: string;
  /** Labels that tell it from the same alert of something else: two rules that differ in nothing but their expression are one to Prometheus. */
  readonly labels?: { readonly [label in (typeof TELLING)[number]]?: string };
  /** What is wrong, with the labels of the series. */
  readonly summary: string;
  /** What to do. */
  readonly description: string;
  /** What it looks at, for people to see. */
  readonly shown?: Shown;
}

/** A figure that an alert compares with something. */
export interface Shown {
  readonly title: string;
  readonly expr: string;
  /** As Grafana calls it. */
  readonly unit: 'percent' | 's' | 'short';
  /** How a series is called, by its labels. */
  readonly legend: string;
}

/** A threshold, completed. */
export interface Thresholds {
  readonly spaceLeft: number;
  readonly inodesLeft: number;
  readonly lasts: number;
  readonly paceBelow: number;
}

export interface AlarmSettings {
  readonly thresholds: (claim: string) => Thresholds;
  readonly missedRuns: number;
  readonly withoutDeadline: number;
  readonly restartsPerHour: number;
  readonly severities: Readonly<Record<string, string>>;
  readonly without: readonly StorageAlarm[];
  readonly seriesLabels: Readonly<Record<string, string>>;
  readonly alertLabels: Readonly<Record<string, string>>;
  readonly runbooks: string;
}

/** Where the docs tell what each alert means, and what to do. */
export const RUNBOOKS = docsPage('storage-alarms');

/** What loses data, or stops a server, if nobody looks at it today. */
const CRITICAL: readonly StorageAlarm[] = [
  StorageAlarm.VOLUME_ALMOST_FULL,
  StorageAlarm.INODES_ALMOST_USED,
  StorageAlarm.CLAIM_LOST,
  StorageAlarm.BACKUP_TOO_OLD,
  StorageAlarm.BACKUP_NEVER_RAN,
  StorageAlarm.BACKUP_MISSING,
  StorageAlarm.SERVER_NOT_READY,
];

export const severityOf = (alarm: StorageAlarm): string => (CRITICAL.includes(alarm) ? 'critical' : 'warning');

/** Writes selectors of series of one namespace. */
export class Series {
  constructor(
    private readonly settings: Pick<AlarmSettings, 'seriesLabels'>,
    readonly namespace: string,
  ) {}

  /** A metric of objects of the namespace. */
  of(metric: string, ...conditions: readonly string[]): string {
    return this.anywhere(metric, equals('namespace', this.namespace), ...conditions);
  }

  /** A metric of what belongs to no namespace. */
  anywhere(metric: string, ...conditions: readonly string[]): string {
    const given = Object.entries(this.settings.seriesLabels).map(([label, value]) => equals(label, value));
    const all = [...given, ...conditions];
    return all.length === 0 ? metric : `${metric}{${all.join(',')}}`;
  }

  /** Whether kube-state-metrics tells of the namespace at all. */
  get isThere(): string {
    return this.of('kube_namespace_created');
  }
}

/** Of claims: the label by which their series are told apart, how they are gathered, and what an alert calls one. */
export const CLAIM = 'persistentvolumeclaim';
export const BY_CLAIM = `(namespace, ${CLAIM})`;
export const CLAIM_TITLE = `{{ $labels.namespace }}/{{ $labels.${CLAIM} }}`;

/** A metric of volumes with their name in the label that claims have for it. */
export const byVolumeName = (metric: string): string => `label_replace(${metric}, "volumename", "$1", "persistentvolume", "(.+)")`;

/** A condition on the label that names items, for all of them; none where there are none. */
export const named = <T>(items: readonly T[], label: string, pattern: (item: T) => string): readonly string[] =>
  items.length === 0 ? [] : [matches(label, items.map(pattern))];

/** Items that have something in common, with a condition on the label that names them. */
export function together<T>(
  items: readonly T[],
  common: (item: T) => string,
  label: string,
  pattern: (item: T) => string,
): ReadonlyArray<{ readonly condition: string; readonly first: T }> {
  return [...groupBy(items, common).values()].flatMap((group) =>
    named(group, label, pattern).map((condition) => ({ condition, first: group[0] })),
  );
}

/** A time as Prometheus writes it, such as `2d6h`. */
export function inTime(seconds: number): string {
  const units = [
    ['d', 86400],
    ['h', 3600],
    ['m', 60],
    ['s', 1],
  ] as const;
  let rest = seconds;
  const parts = units.map(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? '' : `${count}${unit}`;
  });
  return parts.join('') || '0s';
}
