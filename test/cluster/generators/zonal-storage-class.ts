import * as kplus from 'cdk8s-plus-27';
import * as fc from 'fast-check';
import {
  AwsEbsVolumeType,
  AzureDiskCaching,
  AzureDiskNetworkAccess,
  AzureDiskSku,
  GceDiskType,
  StorageDriver,
  ZonalStorageClass,
} from '../../../src';
import { Generator } from '../property';
import { annotations, anyNames, claimOptions, dataSources, fileSystems, labels, gibibytes, mebibytes, names, optional } from './common';
import { orWild, wildParameters } from './wild';

const enums = <T extends string>(values: Record<string, T>): fc.Arbitrary<T> => fc.constantFrom(...Object.values(values));

const DRIVERS = {
  awsEbs: optional({
    type: enums(AwsEbsVolumeType),
    iops: fc.integer({ min: 100, max: 100_000 }),
    iopsPerGib: fc.integer({ min: 1, max: 1000 }),
    raiseIopsToMinimum: fc.boolean(),
    throughput: mebibytes(100, 2100),
    encrypted: fc.boolean(),
    kmsKeyArn: fc.constant('arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'),
    fileSystem: fileSystems,
    tags: labels,
  }),
  gcePersistentDisk: optional({
    type: enums(GceDiskType),
    regional: fc.boolean(),
    iops: fc.integer({ min: 1, max: 400_000 }),
    throughput: mebibytes(1, 3000),
    kmsKeyName: fc.constant('projects/p/locations/europe-west1/keyRings/r/cryptoKeys/k'),
    diskLabels: fc.constant({ team: 'shop' }),
    fileSystem: fileSystems,
  }),
  azureDisk: optional({
    sku: enums(AzureDiskSku),
    iops: fc.integer({ min: 1, max: 500_000 }),
    megabytesPerSecond: fc.integer({ min: 1, max: 20_000 }),
    caching: enums(AzureDiskCaching),
    networkAccess: enums(AzureDiskNetworkAccess),
    resourceGroup: fc.constant('disks'),
    tags: fc.constant({ team: 'shop' }),
    fileSystem: fileSystems,
  }),
  openStackCinder: optional({ type: anyNames, availabilityZone: fc.constant('nova'), fileSystem: fileSystems }),
  vSphere: optional({ storagePolicyName: anyNames, zoneCategory: anyNames, fileSystem: fileSystems }),
  csi: optional({
    parameters: orWild(labels, wildParameters),
    topologyKey: names().map((name) => `topology.example.com/${name}`),
    expandable: fc.boolean(),
  }),
};

const exactly = (kind: keyof typeof DRIVERS, options: object, zones: string[]) => fc.constant({ kind, options, zones });

/** What goes together, of which the others draw freely. */
const SENSIBLE = fc.oneof(
  fc.integer({ min: 3000, max: 16_000 }).chain((iops) => exactly('awsEbs', { type: AwsEbsVolumeType.GP3, iops }, ['eu-central-1a'])),
  fc
    .integer({ min: 100, max: 10_000 })
    .chain((iops) => exactly('awsEbs', { type: AwsEbsVolumeType.IO2, iops }, ['eu-central-1a', 'eu-central-1b'])),
  names()
    .map((team) => ({ team }))
    .chain((tags) => exactly('awsEbs', { tags }, ['us-east-1a'])),
  fc.constantFrom(GceDiskType.PD_BALANCED, GceDiskType.PD_SSD).chain((type) => exactly('gcePersistentDisk', { type }, ['europe-west1-b'])),
  exactly('gcePersistentDisk', { type: GceDiskType.PD_SSD, regional: true }, ['europe-west1-b', 'europe-west1-c']),
  enums(AzureDiskSku).chain((sku) => exactly('azureDisk', { sku }, ['westeurope-1', 'westeurope-2'])),
  names().chain((type) => exactly('openStackCinder', { type }, ['nova'])),
  names().chain((storagePolicyName) => exactly('vSphere', { storagePolicyName }, ['rack-1'])),
  fc.record({
    kind: fc.constant('csi' as const),
    options: fc.record({ parameters: labels, topologyKey: names().map((name) => `topology.example.com/${name}`) }),
    zones: fc.constant(['fsn1']),
  }),
);

const ZONES = ['europe-west1-b', 'europe-west1-c', 'westeurope-1', 'nova'];

const drivers = fc.oneof(
  { weight: 3, arbitrary: SENSIBLE },
  {
    weight: 2,
    arbitrary: fc.oneof(
      ...(Object.keys(DRIVERS) as Array<keyof typeof DRIVERS>).map((kind) =>
        fc.record({ kind: fc.constant(kind), options: DRIVERS[kind], zones: fc.uniqueArray(fc.constantFrom(...ZONES), { minLength: 1 }) }),
      ),
      fc.constant({ kind: 'localVolumes' as const, options: {}, zones: ['rack-1'] }),
    ),
  },
);

function driverOf({ kind, options }: { kind: keyof typeof DRIVERS | 'localVolumes'; options: object }): StorageDriver {
  if (kind === 'localVolumes') return StorageDriver.localVolumes();
  return kind === 'csi' ? StorageDriver.csi('csi.example.com', options) : StorageDriver[kind](options);
}

const shared = {
  name: anyNames,
  reclaimPolicy: fc.constantFrom(...Object.values(kplus.PersistentVolumeReclaimPolicy)),
  allowVolumeExpansion: fc.boolean(),
  defaultClass: fc.boolean(),
  mountOptions: fc.array(fc.constantFrom('noatime', 'discard', 'nobarrier'), { maxLength: 2 }),
  labels,
  annotations,
};

const { READ_WRITE_ONCE, READ_WRITE_ONCE_POD } = kplus.PersistentVolumeAccessMode;

const claims = fc.record(
  {
    ...claimOptions,
    storage: gibibytes(150, 4000),
    accessModes: fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(READ_WRITE_ONCE, READ_WRITE_ONCE_POD).map((mode) => [mode]) },
      { weight: 1, arbitrary: claimOptions.accessModes },
    ),
    dataSource: dataSources,
  },
  { requiredKeys: ['storage'] },
);

/** A class, and a claim of it. */
export const zonalStorageClass: Generator = {
  construct: 'ZonalStorageClass',
  recipes: () =>
    fc.record(
      {
        id: names(),
        driver: drivers,
        isZonal: fc.boolean(),
        props: optional({ ...shared, allowVolumeExpansion: fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, fc.boolean()) }),
        claim: claims,
      },
      { requiredKeys: ['id', 'driver', 'isZonal', 'props'] },
    ),
  checked: ['driver.options', 'driver.zones', 'props', 'claim'],
  build: (chart, { id, driver, isZonal, props, claim }) => {
    const zones = isZonal ? { zones: driver.zones } : {};
    const storageClass = new ZonalStorageClass(chart, id, { driver: driverOf(driver), ...zones, ...props });
    if (claim !== undefined) storageClass.claim(chart, 'claimed', claim);
  },
};

/** Each fits some of the provisioners only, so that many at once fit none. */
const IN_TREE_PARAMETERS = [
  ['type', 'gp2'],
  ['type', 'io1'],
  ['type', 'pd-ssd'],
  ['type', 'pd-standard'],
  ['fstype', 'ext4'],
  ['fstype', 'xfs'],
  ['zones', 'eu-central-1a, eu-central-1b'],
  ['zones', 'europe-west1-b'],
  ['iopsPerGB', '10'],
  ['encrypted', 'true'],
  ['encrypted', 'false'],
];

const PROVISIONERS = ['aws-ebs', 'gce-pd', 'azure-disk', 'azure-file', 'cinder', 'vsphere-volume', 'portworx-volume', 'rbd'];

/** The class of a removed provisioner, as it stands in its YAML. */
export const inTreeStorageClass: Generator = {
  construct: 'ZonalStorageClass.fromInTree',
  recipes: () =>
    fc.record({
      id: names(),
      props: fc.record(
        {
          ...shared,
          provisioner: fc.constantFrom(...PROVISIONERS).map((name) => `kubernetes.io/${name}`),
          parameters: fc.subarray(IN_TREE_PARAMETERS, { maxLength: 2 }).map((pairs) => Object.fromEntries(pairs)),
          allowedTopologies: fc.constant([
            { matchLabelExpressions: [{ key: 'failure-domain.beta.kubernetes.io/zone', values: ['europe-west1-b'] }] },
          ]),
          volumeBindingMode: fc.oneof(
            { weight: 5, arbitrary: fc.constant('WaitForFirstConsumer') },
            { weight: 1, arbitrary: fc.constant('Immediate') },
          ),
        },
        { requiredKeys: ['provisioner'] },
      ),
    }),
  checked: ['props'],
  build: (chart, { id, props }) => {
    ZonalStorageClass.fromInTree(chart, id, props);
  },
};
