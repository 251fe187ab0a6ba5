import { App, Chart, Cron, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import {
  Claim,
  SnapshotClass,
  SnapshotDeletionPolicy,
  SnapshotGroupClass,
  SnapshotSchedule,
  SnapshotScheduleProps,
  SnapshotSource,
  StorageDriver,
  ZonalStorageClass,
} from '../../../src';
import { newChart, refusal } from '../../support';

const NIGHTLY = { snapshotClassName: 'nightly' };
const EBS = 'ebs.csi.aws.com';

const claimIn = (chart: Chart, name = 'pages') =>
  new ZonalStorageClass(chart, `disks-of-${name}`, { driver: StorageDriver.awsEbs() }).claim(chart, name, { storage: Size.gibibytes(40) });

const problemsIn = (chart: Chart, props: unknown) =>
  refusal(() => new SnapshotSchedule(chart, 'nightly', props as SnapshotScheduleProps))
    .split('\n  ')
    .slice(1);

function problems(props: object, source?: (chart: Chart) => SnapshotSource): string[] {
  const chart = newChart();
  return problemsIn(chart, {
    source: (source ?? ((scope) => SnapshotSource.claims([claimIn(scope)], NIGHTLY)))(chart),
    schedule: Cron.schedule({ hour: '2', minute: '40' }),
    image: 'alpine/kubectl:1.36.1',
    ...props,
  });
}

test('nothing given: all that is missing, at once', () => {
  expect(problemsIn(newChart(), {})).toEqual([
    'source: missing. Give SnapshotSource.claims([claim], snapshotClass), or SnapshotSource.group(labels, snapshotGroupClass).',
    'schedule: missing. Give a Cron, such as Cron.schedule({ hour: "3", minute: "17" }).',
    'image: missing. Name the image with a tag or digest, such as nginx:1.29.1.',
  ]);
});

test.each<[object, string]>([
  [
    { image: 'alpine/kubectl' },
    'image: "alpine/kubectl". Without a tag it means latest, which changes under a running Pod. Add a tag or a digest.',
  ],
  [
    { image: 'registry.k8s.io/kubectl:v1.36.1' },
    'image: "registry.k8s.io/kubectl:v1.36.1". It has no shell, which the script needs. Use an image that has one too, such as alpine/kubectl.',
  ],
  [{ schedule: Cron.schedule({ day: '31', month: '2' }) }, expect.stringMatching(/^schedule: "\* \* 31 2 \*"\. /)],
  [{ timeZone: 'Mars' }, expect.stringMatching(/^timeZone: "Mars"\. /)],
  [{ keep: 0 }, 'keep: 0. Give a whole number from 1 to 10000.'],
  [{ wait: Duration.millis(500) }, 'wait: "0.5 s". Give whole seconds, at least 1.'],
  [{ retries: -1 }, 'retries: -1. Give a whole number from 0 to 100.'],
  [{ startingDeadline: Duration.seconds(5) }, 'startingDeadline: "5 s". Give whole seconds, at least 10.'],
  [{ deadline: Duration.seconds(0) }, 'deadline: "0 s". Give whole seconds, at least 1.'],
  [{ suspend: 'no' }, 'suspend: "no". Give true or false.'],
  [{ apiServerPorts: [] }, 'apiServerPorts: []. Give a list of ports, such as [443, 6443].'],
  [{ apiServerPorts: [0] }, 'apiServerPorts[0]: 0. Give a whole number from 1 to 65535.'],
  [
    { hardening: { automountServiceAccountToken: false } },
    'hardening.automountServiceAccountToken: false. The run asks the API server for the snapshots, by the token of its account. Leave it out.',
  ],
  [
    { name: 'x'.repeat(43) },
    `name: "${'x'.repeat(43)}". Use at most 42 lower-case letters, digits and dashes, with a letter or digit at both ends: it is the name of the only claim, or else the id, unless given.`,
  ],
])('%j', (props, problem) => {
  expect(problems(props)).toEqual([problem]);
});

test('a chart without a namespace, where a RoleBinding could not name the account', () => {
  const chart = new Chart(new App(), 'shop');
  const source = SnapshotSource.claims([kplus.PersistentVolumeClaim.fromClaimName(chart, 'claim', 'pages')], NIGHTLY);
  expect(problemsIn(chart, { source, schedule: Cron.schedule({ minute: '1' }), image: 'alpine/kubectl:1.36.1' })).toEqual([
    'namespace: missing. A RoleBinding names its account with the namespace, and the chart has none. Give it to the chart.',
  ]);
});

test('a class that keeps what is deleted', () => {
  const remedy =
    'It retains what is deleted: the copies of snapshots that the schedule prunes would stay for ever. Give a class of its own, with deletionPolicy DELETE.';
  expect(problems({}, (chart) => SnapshotSource.claims([claimIn(chart)], new SnapshotClass(chart, 'kept', { driver: EBS })))).toEqual([
    `source.snapshotClass: "kept". ${remedy}`,
  ]);
  expect(problems({}, (chart) => SnapshotSource.group({ app: 'a' }, new SnapshotGroupClass(chart, 'kept', { driver: EBS })))).toEqual([
    `source.snapshotGroupClass: "kept". ${remedy}`,
  ]);
});

test('a class of another driver', () => {
  const source = (chart: Chart) =>
    SnapshotSource.claims(
      [claimIn(chart)],
      new SnapshotClass(chart, 'other', { driver: 'disk.csi.azure.com', deletionPolicy: SnapshotDeletionPolicy.DELETE }),
    );
  expect(problems({}, source)).toEqual([
    'source.snapshotClass: "other". It is of driver disk.csi.azure.com, and claim pages is on ebs.csi.aws.com: the snapshot would never be ready. Give a class of ebs.csi.aws.com.',
  ]);
});

test.each<[string, (chart: Chart) => SnapshotSource, readonly string[]]>([
  [
    'no claims',
    () => SnapshotSource.claims([], NIGHTLY),
    ['source.claims: []. Give a list of claims, such as [claim]; for claims by their labels, SnapshotSource.group().'],
  ],
  [
    'no class',
    (chart) => SnapshotSource.claims([claimIn(chart)], undefined as never),
    ['source.snapshotClass: missing. Give a SnapshotClass; SnapshotClass.fromSnapshotClassName() makes one of a name.'],
  ],
  [
    'a claim twice',
    (chart) => {
      const claim = claimIn(chart);
      return SnapshotSource.claims([claim, claim], NIGHTLY);
    },
    ['source.claims[1]: "pages". It is there twice. Leave one out.'],
  ],
  [
    'a claim of another namespace',
    (chart) =>
      SnapshotSource.claims(
        [new Claim(chart, 'pages', { storage: Size.gibibytes(1), storageClass: { storageClassName: 'a' }, namespace: 'wiki' })],
        NIGHTLY,
      ),
    [
      'source.claims[0]: "pages". It is in the namespace wiki, and a snapshot is taken of a claim of its own namespace, which is the namespace shop. Use a chart of that namespace.',
    ],
  ],
  [
    'names of snapshots that would be too long',
    (chart) => SnapshotSource.claims([claimIn(chart), kplus.PersistentVolumeClaim.fromClaimName(chart, 'long', 'x'.repeat(240))], NIGHTLY),
    [
      `source.claims[1]: "${'x'.repeat(78)}…. The names of its snapshots, nightly-<claim>-<time>, would have more than 253 characters. Give it a schedule of its own.`,
    ],
  ],
  [
    'a group without labels',
    () => SnapshotSource.group({}, { snapshotGroupClassName: 'groups' }),
    [
      'source.selector: {}. Give the labels that the claims have: without any, all claims of the namespace would be meant, whatever their driver.',
    ],
  ],
  [
    'a group without a class',
    () => SnapshotSource.group({ app: 'a' }, undefined as never),
    ['source.snapshotGroupClass: missing. Give a SnapshotGroupClass; SnapshotGroupClass.fromSnapshotGroupClassName() makes one of a name.'],
  ],
])('%s', (_, source, lines) => {
  expect(problems({}, source)).toEqual(lines);
});
