import { ApiObject, Chart, Duration } from 'cdk8s';
import * as fc from 'fast-check';
import { AlarmFormat, StorageAlarm, StorageAlarms } from '../../../src';
import { Generator } from '../property';
import { Later } from '../recipe';
import { annotations, anyNames, labels, names, optional, seconds } from './common';
import { orWild, wildDurations, wildNumbers } from './wild';

const alarms = Object.values(StorageAlarm);

const percents = orWild(fc.integer({ min: 1, max: 99 }), wildNumbers);

const thresholds = optional({
  spaceLeft: percents,
  inodesLeft: percents,
  paceBelow: percents,
  lasts: orWild(
    fc.integer({ min: 1, max: 400 }).map((hours) => Duration.hours(hours)),
    wildDurations,
  ),
});

/** Texts of labels, and now and then one that Prometheus would read as a template. */
const texts = fc.oneof(
  { weight: 29, arbitrary: fc.string({ minLength: 1 }) },
  { weight: 1, arbitrary: fc.constantFrom('{{ $value }}', '') },
);

const prometheusLabels = fc.dictionary(
  fc.oneof(
    { weight: 29, arbitrary: fc.constantFrom('cluster', 'team', 'Tier_2', '_x') },
    { weight: 1, arbitrary: fc.constantFrom('a-b', '__name__', 'severity', 'namespace') },
  ),
  texts,
  { maxKeys: 2 },
);

/** What "restricted" asks of Pods that are not ours. */
const OF_CONTAINER = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
const OF_POD = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };

/** A CronJob of any make, which nothing but its name here makes a backup. */
const cronJobs = fc.record({ name: names(40), schedule: fc.constantFrom('30 2 * * *', '*/5 * * * *', '@daily', '0 0 1 1 *') }).map(
  ({ name, schedule }) =>
    new Later(`the CronJob ${name} of ${schedule}`, (chart, id) => {
      const containers = [{ name: 'copy', image: 'registry.example.com/copy:1.2.3', securityContext: OF_CONTAINER }];
      return new ApiObject(chart, id, {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata: { name },
        spec: { schedule, jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', securityContext: OF_POD, containers } } } } },
      });
    }),
);

const props = fc.record(
  {
    format: fc.constantFrom(...Object.values(AlarmFormat)),
    backups: fc.array(cronJobs, { maxLength: 2 }),
    thresholds,
    claims: fc.dictionary(fc.oneof({ weight: 29, arbitrary: fc.constant('watched') }, { weight: 1, arbitrary: names() }), thresholds, {
      maxKeys: 2,
    }),
    missedRuns: orWild(fc.integer({ min: 0, max: 9 }), wildNumbers),
    withoutDeadline: orWild(seconds(1, 86_400), wildDurations),
    restartsPerHour: orWild(fc.integer({ min: 1, max: 30 }), wildNumbers),
    severities: fc.dictionary(fc.constantFrom(...alarms), texts, { maxKeys: 3 }),
    without: fc.uniqueArray(fc.constantFrom(...alarms), { maxLength: 5 }),
    seriesLabels: prometheusLabels,
    alertLabels: prometheusLabels,
    runbooks: fc.oneof(
      { weight: 19, arbitrary: fc.webUrl() },
      { weight: 1, arbitrary: fc.constantFrom('wiki', 'https://x.example.com/#a') },
    ),
    dashboard: fc.boolean(),
    name: anyNames,
    labels,
    annotations,
  },
  { requiredKeys: [] },
);

export const storageAlarms: Generator = {
  construct: 'StorageAlarms',
  recipes: () => fc.record({ id: names(), props }),
  checked: ['props'],
  build: (chart: Chart, { id, props: given }) => {
    new ApiObject(chart, 'claim-that-is-watched', {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'watched' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    });
    new StorageAlarms(chart, `${id}-alarms`, given);
  },
};
