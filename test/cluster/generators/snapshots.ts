import { Chart, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import * as fc from 'fast-check';
import {
  Claim,
  ClaimSource,
  ISnapshotClass,
  Snapshot,
  SnapshotClass,
  SnapshotDeletionPolicy,
  SnapshotGroup,
  SnapshotGroupClass,
  SnapshotSchedule,
  SnapshotSource,
  StorageDriver,
  ZonalStorageClass,
} from '../../../src';
import { Generator } from '../property';
import { Later } from '../recipe';
import { annotations, anyNames, gibibytes, images, labels, names, podOptions, resources, seconds } from './common';
import { schedules } from './stateful-database';
import { orWild, wildDurations, wildLabels, wildNames, wildNumbers, wildParameters } from './wild';

const EBS = 'ebs.csi.aws.com';

const drivers = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(EBS, 'pd.csi.storage.gke.io', 'csi.example.com') },
  { weight: 1, arbitrary: fc.constantFrom('kubernetes.io/aws-ebs', 'efs.csi.aws.com', 'ebs.csi.amazonaws.com', 'No Driver', '') },
);

const parameters = orWild(fc.constantFrom({}, { team: 'shop' }), wildParameters);
const selectors = orWild(
  fc.constantFrom<Record<string, string>>({ app: 'web' }, { app: 'web', 'example.com/tier': 'data' }),
  fc.oneof(fc.constant({}), wildLabels),
  15,
);

const classProps = fc.record(
  {
    driver: drivers,
    name: anyNames,
    deletionPolicy: fc.constantFrom(...Object.values(SnapshotDeletionPolicy)),
    parameters,
    defaultClass: fc.boolean(),
    labels,
    annotations,
  },
  { requiredKeys: ['driver'] },
);

/** Both kinds of classes, which are told the same. */
export const snapshotClass: Generator = {
  construct: 'SnapshotClass',
  recipes: () => fc.record({ id: names(), props: classProps, ofGroups: fc.boolean() }),
  checked: ['props'],
  build: (chart, { id, props, ofGroups }) => {
    if (ofGroups) new SnapshotGroupClass(chart, id, props);
    else new SnapshotClass(chart, id, props);
  },
};

/** A claim of this app on EBS, or one of which only the name is known. */
const claims = fc
  .record({ name: orWild(names(), wildNames), isOurs: fc.boolean() })
  .map(
    ({ name, isOurs }) => new Later(`the claim ${name}`, (chart, id) => (isOurs ? ownClaim(chart, id, name) : namedClaim(chart, id, name))),
  );

const namedClaim = (chart: Chart, id: string, name: string) => kplus.PersistentVolumeClaim.fromClaimName(chart, id, name);

function ownClaim(chart: Chart, id: string, name: string): Claim {
  const disks = new ZonalStorageClass(chart, `class-of-${id}`, { driver: StorageDriver.awsEbs() });
  // Its own refusals are for its own test.
  return disks.claim(chart, id, { name: /^[a-z][a-z0-9-]*[a-z0-9]$/.test(name) ? name : 'data', storage: Size.gibibytes(20) });
}

const made = (kind: 'SnapshotClass' | 'SnapshotGroupClass', driver: string, deletionPolicy: SnapshotDeletionPolicy) =>
  new Later(`a ${kind} of ${driver} that has ${deletionPolicy}`, (chart, id) =>
    kind === 'SnapshotClass'
      ? new SnapshotClass(chart, id, { driver, deletionPolicy })
      : new SnapshotGroupClass(chart, id, { driver, deletionPolicy }),
  );

const { DELETE, RETAIN } = SnapshotDeletionPolicy;

const snapshotClasses: fc.Arbitrary<ISnapshotClass | Later> = fc.oneof(
  orWild(names(), wildNames).map((name) => SnapshotClass.fromSnapshotClassName(name)),
  fc.constantFrom(made('SnapshotClass', EBS, DELETE), made('SnapshotClass', EBS, RETAIN), made('SnapshotClass', 'csi.example.com', DELETE)),
);

const groupClasses = fc.oneof(
  orWild(names(), wildNames).map((name) => SnapshotGroupClass.fromSnapshotGroupClassName(name)),
  fc.constantFrom(made('SnapshotGroupClass', EBS, DELETE), made('SnapshotGroupClass', EBS, RETAIN)),
);

/** A snapshot, and a claim that begins with it. */
export const snapshot: Generator = {
  construct: 'Snapshot',
  recipes: () =>
    fc.record(
      {
        id: names(),
        props: fc.record(
          { claim: claims, snapshotClass: snapshotClasses, name: anyNames, labels, annotations },
          { requiredKeys: ['claim', 'snapshotClass'] },
        ),
        restored: fc.record({ storage: gibibytes(10, 40), isOnEbs: fc.boolean() }),
      },
      { requiredKeys: ['id', 'props'] },
    ),
  checked: ['props'],
  build: (chart, { id, props, restored }) => {
    const taken = new Snapshot(chart, id, props);
    if (restored === undefined) return;
    const driver = restored.isOnEbs ? StorageDriver.awsEbs() : StorageDriver.csi('csi.example.com');
    const disks = new ZonalStorageClass(chart, 'restored-class', { driver });
    disks.claim(chart, 'restored', { storage: restored.storage, dataSource: ClaimSource.fromSnapshot(taken) });
  },
};

export const snapshotGroup: Generator = {
  construct: 'SnapshotGroup',
  recipes: () =>
    fc.record({
      id: names(),
      props: fc.record(
        { selector: selectors, snapshotGroupClass: groupClasses, name: anyNames, labels, annotations },
        { requiredKeys: ['selector', 'snapshotGroupClass'] },
      ),
    }),
  checked: ['props'],
  build: (chart, { id, props }) => {
    new SnapshotGroup(chart, id, props);
  },
};

const schedule = fc.record(
  {
    ...podOptions,
    schedule: schedules,
    image: images,
    timeZone: fc.constantFrom('Etc/UTC', 'Europe/Berlin'),
    keep: orWild(fc.integer({ min: 1, max: 30 }), wildNumbers),
    wait: orWild(seconds(60, 7200), wildDurations),
    name: names(42),
    apiServerPorts: fc.constantFrom([443], [443, 16443]),
    startingDeadline: orWild(seconds(10, 7200), wildDurations),
    deadline: orWild(seconds(60, 86_400), wildDurations),
    retries: orWild(fc.integer({ min: 0, max: 6 }), wildNumbers),
    suspend: fc.boolean(),
    resources,
  },
  { requiredKeys: ['schedule', 'image', 'name'] },
);

export const snapshotSchedule: Generator = {
  construct: 'SnapshotSchedule',
  recipes: () =>
    fc.record({
      id: names(),
      source: fc.oneof(
        fc.record({ claims: fc.array(claims, { minLength: 1, maxLength: 3 }), snapshotClass: snapshotClasses }),
        fc.record({ selector: selectors, groupClass: groupClasses }),
      ),
      props: schedule,
    }),
  checked: ['props', 'source'],
  build: (chart, { id, source, props }) => {
    const { claims: given, snapshotClass: ofClaims, selector, groupClass } = source ?? {};
    const from = groupClass === undefined ? SnapshotSource.claims(given, ofClaims) : SnapshotSource.group(selector, groupClass);
    new SnapshotSchedule(chart, id, props && { source: from, ...props });
  },
};
