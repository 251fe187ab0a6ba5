import { ApiObject, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { AlarmFormat, StorageAlarm, StorageAlarms, StorageAlarmsProps } from '../../src';
import { OWN_LABELS } from '../../src/alarms/rule';
import { manifests, newChart, refusal } from '../support';

const claim = () => {
  const chart = newChart();
  new ApiObject(chart, 'data', { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data' } });
  return chart;
};

const problem = (props: unknown) => refusal(() => new StorageAlarms(claim(), 'alarms', props as StorageAlarmsProps));
const one = (line: string) => `StorageAlarms at shop/alarms: 1 problem\n  ${line}`;

const PERCENT = 'Give percent of the volume, a whole number from 1 to 99.';
const OWN = 'The alarms set this label themselves. Use another.';
const TEMPLATE = 'Prometheus reads what follows {{ as a template. Write the text itself.';
const ALARMS = Object.values(StorageAlarm).join(', ');

test.each<[string, unknown, string]>([
  ['no percent', { thresholds: { spaceLeft: 0 } }, `thresholds.spaceLeft: 0. ${PERCENT}`],
  ['a share', { thresholds: { inodesLeft: 0.1 } }, `thresholds.inodesLeft: 0.1. ${PERCENT}`],
  ['all of it', { claims: { data: { paceBelow: 100 } } }, `claims["data"].paceBelow: 100. ${PERCENT}`],
  [
    'thresholds that are none',
    { thresholds: 5 },
    'thresholds: 5. Give an object with spaceLeft, inodesLeft, lasts and paceBelow, or some of them.',
  ],
  [
    'claims that have no names',
    { claims: [] },
    'claims: []. Give thresholds by the name of a claim, such as { data-queue: { spaceLeft: 5 } }.',
  ],
  [
    'nothing that is watched',
    { watched: [] },
    'watched: []. Give a list of constructs, such as [chart, database], or leave it out to watch the chart.',
  ],
  ['a severity of no alarm', { severities: { Full: 'info' } }, `severities["Full"]: "info". There is no such alarm. Use one of ${ALARMS}.`],
  [
    'a template',
    { severities: { [StorageAlarm.CLAIM_LOST]: '{{ $value }}' } },
    `severities["StorageClaimLost"]: "{{ $value }}". ${TEMPLATE}`,
  ],
  ['a template as a label', { alertLabels: { team: '{{ x }}' } }, `alertLabels["team"]: "{{ x }}". ${TEMPLATE}`],
  [
    'a label that is none',
    { seriesLabels: { 'a-b': 'x' } },
    'seriesLabels["a-b"]: "x". A label of Prometheus has letters, digits and underscores, with no digit and no two underscores first.',
  ],
  ['a namespace of all series', { seriesLabels: { namespace: 'x' } }, `seriesLabels["namespace"]: "x". ${OWN}`],
  [
    'an address with a part',
    { runbooks: 'https://wiki.example.com/#top' },
    'runbooks: "https://wiki.example.com/#top". Give the address of a page, with https:// first and no # in it: that and the name of the alert are added.',
  ],
  ['an alarm that is not', { without: ['Full'] }, `without[0]: "Full". Use one of ${ALARMS}.`],
])('%s', (_, props, line) => {
  expect(problem(props)).toBe(one(line));
});

test.each(OWN_LABELS)('no alert may be called otherwise by the label %s', (label) => {
  expect(problem({ alertLabels: { [label]: 'x' } })).toBe(one(`alertLabels["${label}"]: "x". ${OWN}`));
});

test('a backup has to come due', () => {
  const chart = newChart();
  const web = new kplus.Deployment(chart, 'web', { metadata: { name: 'web' }, containers: [{ image: 'web:1' }] });
  expect(refusal(() => new StorageAlarms(chart, 'alarms', { backups: [web] }))).toBe(
    one('backups[0]: "Deployment web". It comes due at no time, so no age is too old. Give a CronJob.'),
  );
});

test('everything at once, and nothing is left in the tree', () => {
  const chart = claim();
  const before = chart.node.children.length;
  const props = { format: 'Rules', missedRuns: -1, restartsPerHour: 0, withoutDeadline: Duration.millis(5), labels: { 'no label!': 'x' } };
  expect(refusal(() => new StorageAlarms(chart, 'alarms', props as never)).split('\n')[0]).toBe('StorageAlarms at shop/alarms: 5 problems');
  expect(chart.node.children).toHaveLength(before);
});

test('no props are as good as none that are given', () => {
  const made = [undefined, null, {}].map((props) => {
    const chart = claim();
    new StorageAlarms(chart, 'alarms', props as never);
    return manifests(chart);
  });
  expect(made[1]).toEqual(made[0]);
  expect(made[2]).toEqual(made[0]);
});

test('a dashboard is called after the alarms, and its name has an end', () => {
  const name = 'a'.repeat(250);
  expect(problem({ name, dashboard: true }).replace(/"a+…/, 'NAME')).toBe(
    one('name: NAME. The dashboard has -dashboard at the end of this name, and 253 characters are the most. Use a shorter one.'),
  );
  expect(() => new StorageAlarms(claim(), 'alarms', { name })).not.toThrow();
});

test('remedies work', () => {
  const props: StorageAlarmsProps = {
    thresholds: { spaceLeft: 1, inodesLeft: 99 },
    claims: { data: { paceBelow: 99, lasts: Duration.hours(1) } },
    severities: { [StorageAlarm.CLAIM_LOST]: 'page' },
    alertLabels: { team_1: 'shop' },
    seriesLabels: { cluster: 'x' },
    runbooks: 'https://wiki.example.com/storage',
    without: [StorageAlarm.POD_EVICTED],
    format: AlarmFormat.RULES_FILE,
  };
  expect(() => new StorageAlarms(claim(), 'alarms', props)).not.toThrow();
});
