import { ApiObject, Chart } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { isLabelName } from '../facts/prometheus';
import {
  checkAnnotations,
  checkBoolean,
  checkDuration,
  checkInteger,
  checkLabels,
  checkObjectName,
  checkOneOf,
  checkText,
} from '../props/check';
import { withoutContent } from '../props/format-value';
import { checkKnownProps } from '../props/known-props';
import { Problems } from '../props/problems';
import { isMap, Unchecked } from '../util/unchecked';
import { findWorkload } from '../workloads/find-workload';
import { checkObjects, FreeObjects } from '../workloads/objects';
import { AlarmFormat, StorageAlarm, StorageAlarmsProps, VolumeThresholds } from './props';
import { AlarmSettings, OWN_LABELS, RUNBOOKS, Thresholds } from './rule';

const DASHBOARD_SUFFIX = '-dashboard';

/** What the dashboard of alarms is called. */
export const dashboardName = (name: string): string => `${name}${DASHBOARD_SUFFIX}`;

const ALARMS = Object.values(StorageAlarm);

export interface AlarmPlan {
  readonly name: string;
  readonly objects: FreeObjects;
  readonly format: AlarmFormat;
  readonly hasDashboard: boolean;
  readonly scopes: readonly IConstruct[];
  readonly backups: readonly ApiObject[];
  readonly settings: AlarmSettings;
  /** The claims that have thresholds of their own. */
  readonly claims: readonly string[];
}

/** Checks the props of a StorageAlarms, and completes them. */
export function planAlarms(scope: Construct, id: string, given: StorageAlarmsProps): AlarmPlan {
  const problems = Problems.ofNew('StorageAlarms', scope, id);
  const props: Unchecked<StorageAlarmsProps> = given ?? {};
  checkKnownProps(problems, '', props, 'StorageAlarmsProps');
  const name = checkObjectName(problems, 'name', props.name ?? id);
  const format = checkOneOf(problems, 'format', props.format ?? AlarmFormat.PROMETHEUS_RULE, Object.values(AlarmFormat));
  const kind = format === AlarmFormat.RULES_FILE ? 'ConfigMap' : 'PrometheusRule';
  const hasDashboard = props.dashboard === undefined ? false : (checkBoolean(problems, 'dashboard', props.dashboard) ?? false);
  const objects = checkObjects(problems, scope, name, (free) => [
    { kind, name: free },
    ...(hasDashboard ? [{ kind: 'ConfigMap' as const, name: dashboardName(free) }] : []),
  ]);
  if (hasDashboard && name !== undefined && dashboardName(name).length > 253) {
    problems.add(
      'name',
      name,
      `The dashboard has ${DASHBOARD_SUFFIX} at the end of this name, and 253 characters are the most. Use a shorter one.`,
    );
  }
  const scopes = checkScopes(problems, props.watched) ?? [Chart.of(scope)];
  const backups = checkBackups(problems, props.backups);
  const common = checkThresholds(problems, 'thresholds', props.thresholds, {
    spaceLeft: 10,
    inodesLeft: 10,
    lasts: 4 * 86400,
    paceBelow: 40,
  });
  const own = new Map(
    checkClaims(problems, props.claims).map(([claim, each]) => [
      claim,
      checkThresholds(problems, `claims[${JSON.stringify(claim)}]`, each, common),
    ]),
  );
  const whole = (prop: 'missedRuns' | 'restartsPerHour', otherwise: number, min: number) =>
    props[prop] === undefined ? otherwise : (checkInteger(problems, prop, props[prop], { min, max: 1000 }) ?? otherwise);
  const [missedRuns, restartsPerHour] = [whole('missedRuns', 0, 0), whole('restartsPerHour', 3, 1)];
  const deadline = props.withoutDeadline === undefined ? undefined : checkDuration(problems, 'withoutDeadline', props.withoutDeadline, 1);
  const settings = {
    thresholds: (claim: string) => own.get(claim) ?? common,
    missedRuns,
    restartsPerHour,
    withoutDeadline: deadline?.toSeconds() ?? 6 * 3600,
    severities: checkSeverities(problems, props.severities),
    without: checkWithout(problems, props.without),
    seriesLabels: checkSeriesLabels(problems, 'seriesLabels', props.seriesLabels, ['namespace', 'persistentvolumeclaim', 'pod', 'cronjob']),
    alertLabels: checkSeriesLabels(problems, 'alertLabels', props.alertLabels, OWN_LABELS),
    runbooks: checkRunbooks(problems, props.runbooks),
  };
  checkLabels(problems, 'labels', props.labels);
  checkAnnotations(problems, 'annotations', props.annotations);
  problems.throwIfAny();
  return { name: name!, objects, format: format!, hasDashboard, scopes, backups, settings, claims: [...own.keys()] };
}

function checkScopes(problems: Problems, watched: unknown): readonly IConstruct[] | undefined {
  if (watched === undefined) return undefined;
  if (Array.isArray(watched) && watched.length > 0 && watched.every((one) => Construct.isConstruct(one))) return watched;
  problems.add(
    'watched',
    withoutContent(watched),
    'Give a list of constructs, such as [chart, database], or leave it out to watch the chart.',
  );
  return undefined;
}

function checkBackups(problems: Problems, backups: unknown): readonly ApiObject[] {
  if (backups === undefined) return [];
  if (!Array.isArray(backups)) {
    problems.add('backups', withoutContent(backups), 'Give a list of CronJobs of any make, or of constructs that hold one.');
    return [];
  }
  return backups.flatMap((given: unknown, index) => {
    const found = findWorkload(problems, `backups[${index}]`, given);
    if (found === undefined) return [];
    if (found.kind === 'CronJob' && found.item === undefined) return [found.apiObject];
    const remedy =
      found.item === undefined
        ? 'It comes due at no time, so no age is too old. Give a CronJob.'
        : 'It stands in a List. Give it as an object of its own.';
    problems.add(`backups[${index}]`, `${found.kind} ${found.name}`, remedy);
    return [];
  });
}

function checkClaims(problems: Problems, claims: unknown): ReadonlyArray<[string, unknown]> {
  if (claims === undefined) return [];
  if (isMap(claims)) return Object.entries(claims);
  problems.add('claims', withoutContent(claims), 'Give thresholds by the name of a claim, such as { data-queue: { spaceLeft: 5 } }.');
  return [];
}

function checkThresholds(problems: Problems, at: string, given: unknown, otherwise: Thresholds): Thresholds {
  if (given === undefined) return otherwise;
  if (!isMap(given)) {
    problems.add(at, withoutContent(given), 'Give an object with spaceLeft, inodesLeft, lasts and paceBelow, or some of them.');
    return otherwise;
  }
  const own = given as Unchecked<VolumeThresholds>;
  const percent = (prop: 'spaceLeft' | 'inodesLeft' | 'paceBelow') => {
    const remedy = 'Give percent of the volume, a whole number from 1 to 99.';
    return own[prop] === undefined
      ? otherwise[prop]
      : (checkInteger(problems, `${at}.${prop}`, own[prop], { min: 1, max: 99, remedy }) ?? otherwise[prop]);
  };
  const lasts = own.lasts === undefined ? undefined : checkDuration(problems, `${at}.lasts`, own.lasts, 3600);
  return {
    spaceLeft: percent('spaceLeft'),
    inodesLeft: percent('inodesLeft'),
    paceBelow: percent('paceBelow'),
    lasts: lasts?.toSeconds() ?? otherwise.lasts,
  };
}

function checkSeverities(problems: Problems, severities: unknown): Readonly<Record<string, string>> {
  if (severities === undefined) return {};
  if (!isMap(severities)) {
    problems.add(
      'severities',
      withoutContent(severities),
      "Give severities by alarm, such as { [StorageAlarm.BACKUP_SUSPENDED]: 'info' }.",
    );
    return {};
  }
  for (const [alarm, severity] of Object.entries(severities)) {
    const prop = `severities[${JSON.stringify(alarm)}]`;
    if (!ALARMS.includes(alarm as StorageAlarm)) problems.add(prop, severity, `There is no such alarm. Use one of ${ALARMS.join(', ')}.`);
    else checkLabelText(problems, prop, severity);
  }
  return severities as Readonly<Record<string, string>>;
}

function checkWithout(problems: Problems, without: unknown): readonly StorageAlarm[] {
  if (without === undefined) return [];
  if (!Array.isArray(without)) {
    problems.add('without', withoutContent(without), 'Give a list of alarms, such as [StorageAlarm.POD_EVICTED].');
    return [];
  }
  without.forEach((alarm: unknown, index) => checkOneOf(problems, `without[${index}]`, alarm, ALARMS));
  return without as readonly StorageAlarm[];
}

function checkSeriesLabels(problems: Problems, at: string, labels: unknown, own: readonly string[]): Readonly<Record<string, string>> {
  if (labels === undefined) return {};
  if (!isMap(labels)) {
    problems.add(at, withoutContent(labels), "Give texts by the name of a label, such as { cluster: 'shop' }.");
    return {};
  }
  for (const [label, value] of Object.entries(labels)) {
    const prop = `${at}[${JSON.stringify(label)}]`;
    if (!isLabelName(label)) {
      problems.add(
        prop,
        withoutContent(value),
        'A label of Prometheus has letters, digits and underscores, with no digit and no two underscores first.',
      );
    } else if (own.includes(label)) problems.add(prop, withoutContent(value), 'The alarms set this label themselves. Use another.');
    else checkLabelText(problems, prop, value);
  }
  return labels as Readonly<Record<string, string>>;
}

/** A text that is no template: Prometheus would read what stands in double braces. */
function checkLabelText(problems: Problems, prop: string, value: unknown): void {
  const text = checkText(problems, prop, value, 'Give a text.');
  if (text?.includes('{{') === true) problems.add(prop, text, 'Prometheus reads what follows {{ as a template. Write the text itself.');
}

function checkRunbooks(problems: Problems, runbooks: unknown): string {
  if (runbooks === undefined) return RUNBOOKS;
  if (typeof runbooks === 'string' && /^https?:\/\/[^\s#{}]+$/.test(runbooks)) return runbooks;
  problems.add(
    'runbooks',
    runbooks,
    'Give the address of a page, with https:// first and no # in it: that and the name of the alert are added.',
  );
  return RUNBOOKS;
}
