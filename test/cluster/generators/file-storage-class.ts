import * as kplus from 'cdk8s-plus-27';
import * as fc from 'fast-check';
import {
  AzureFilesSku,
  AzureRootSquash,
  CephFsMounter,
  FileDriver,
  FilestoreProtocol,
  FilestoreTier,
  FileStorageClass,
  FsxLustreDeployment,
  FsxLustreStorage,
  NfsOnDelete,
  SmbOnDelete,
} from '../../../src';
import { Generator } from '../property';
import { annotations, anyNames, claimOptions, gibibytes, labels, names, optional } from './common';
import { orWild, wildNames, wildParameters } from './wild';

const enums = <T extends string>(values: Record<string, T>): fc.Arbitrary<T> => fc.constantFrom(...Object.values(values));

const secrets = fc.record({ name: orWild(names(), wildNames), namespace: orWild(names(), wildNames) });
const modes = fc.constantFrom('0770', '0750', '2770', '777', 'rwx');
const ids = fc.integer({ min: -1, max: 70_000 });

const ownership = { user: ids, group: ids, directoryMode: modes, fileMode: modes, locksHoldOnOneNodeOnly: fc.boolean() };

const azure = {
  storageAccount: fc.constantFrom('files1', 'Files'),
  resourceGroup: fc.constant('files'),
  privateEndpoint: fc.boolean(),
  shareNamePrefix: names(20),
  iops: fc.integer({ min: 0, max: 100_000 }),
  mebibytesPerSecond: fc.integer({ min: 0, max: 10_000 }),
  tags: fc.constant({ team: 'shop' }),
};

/** What a driver needs, and what it takes besides. */
const DRIVERS = {
  awsEfs: fc.record(
    {
      fileSystemId: fc.constantFrom('fs-0123456789abcdef0', 'efs'),
      directoryPermissions: modes,
      user: ids,
      group: ids,
      groupRangeStart: ids,
      groupRangeEnd: ids,
      basePath: fc.constantFrom('/apps', 'apps/files', '/a/b/c/d/e'),
      subPathPattern: fc.constantFrom('${.PVC.namespace}/${.PVC.name}', '${.PVC.name}', '${.PVC.uid}'),
      ensureUniqueDirectory: fc.boolean(),
      roleSecret: secrets,
      availabilityZone: fc.constant('eu-central-1a'),
    },
    { requiredKeys: ['fileSystemId'] },
  ),
  awsFsxLustre: fc.record(
    {
      subnetId: fc.constant('subnet-0123456789abcdef0'),
      securityGroupIds: fc.constantFrom(['sg-1'], ['sg-1', 'sg-2']),
      deployment: enums(FsxLustreDeployment),
      storage: enums(FsxLustreStorage),
      throughputPerTebibyte: fc.constantFrom(12, 40, 50, 125, 250),
      readCache: fc.boolean(),
      compression: fc.boolean(),
      kmsKeyId: fc.constant('arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'),
      backupRetentionDays: fc.integer({ min: 0, max: 100 }),
      backupStartTime: fc.constantFrom('03:00', '3'),
      maintenanceStartTime: fc.constantFrom('7:04:00', '8:04:00'),
      lustreVersion: fc.constantFrom('2.15', '3'),
      tags: labels,
    },
    { requiredKeys: ['subnetId', 'securityGroupIds'] },
  ),
  azureFilesNfs: optional({
    ...azure,
    sku: enums(AzureFilesSku),
    directoryPermissions: modes,
    rootSquash: enums(AzureRootSquash),
    encryptInTransit: fc.boolean(),
    vnetName: anyNames,
    subnetName: anyNames,
  }),
  azureFilesSmb: optional({
    ...azure,
    ...ownership,
    sku: enums(AzureFilesSku),
    storeAccountKey: fc.boolean(),
    secretName: anyNames,
    secretNamespace: anyNames,
    multichannel: fc.boolean(),
  }),
  cephFs: fc.record(
    {
      clusterId: orWild(names(36), wildNames),
      fileSystem: anyNames,
      provisionerSecret: secrets,
      nodeSecret: secrets,
      driverPrefix: fc.constantFrom('rook-ceph', 'Rook'),
      pool: anyNames,
      mounter: enums(CephFsMounter),
      kernelMountOptions: fc.constant(['noatime']),
      fuseMountOptions: fc.constant(['debug']),
      volumeNamePrefix: anyNames,
      encryptionKmsId: anyNames,
    },
    { requiredKeys: ['clusterId', 'fileSystem', 'provisionerSecret', 'nodeSecret'] },
  ),
  gcpFilestore: optional({
    tier: enums(FilestoreTier),
    network: anyNames,
    protocol: enums(FilestoreProtocol),
    privateServiceAccess: fc.boolean(),
    reservedIpRange: anyNames,
    reservedIpv4Cidr: fc.constantFrom('10.20.0.0/24', 'x'),
    kmsKeyName: fc.constant('projects/p/locations/europe-west1/keyRings/r/cryptoKeys/k'),
    multishare: fc.boolean(),
    instanceLabels: fc.constant({ team: 'shop' }),
  }),
  nfs: fc.record(
    {
      server: fc.constantFrom('nfs.example.com', 'fs-0123456789abcdef0.efs.eu-central-1.amazonaws.com', 'localhost'),
      share: fc.constantFrom('/exports', '/', 'exports'),
      subDir: fc.constantFrom('${pv.metadata.name}', '${pvc.metadata.name}'),
      directoryPermissions: modes,
      onDelete: enums(NfsOnDelete),
    },
    { requiredKeys: ['server', 'share'] },
  ),
  smb: fc.record(
    {
      ...ownership,
      source: fc.constantFrom('//nas.example.com/team', 'nas.example.com'),
      secret: secrets,
      subDir: fc.constantFrom('${pv.metadata.name}', '${pvc.metadata.name}'),
      onDelete: enums(SmbOnDelete),
    },
    { requiredKeys: ['source', 'secret'] },
  ),
  csi: optional({
    parameters: orWild(labels, wildParameters),
    topologyKey: names().map((name) => `topology.example.com/${name}`),
    expandable: fc.boolean(),
  }),
};

const secret = names().map((name) => ({ name, namespace: 'storage' }));
const exactly = <K extends keyof typeof DRIVERS>(kind: K, options: fc.Arbitrary<object>) => fc.record({ kind: fc.constant(kind), options });

/** What goes together, of which the others draw freely. */
const SENSIBLE = fc.oneof(
  exactly('awsEfs', fc.constantFrom({ fileSystemId: 'fs-1' }, { fileSystemId: 'fs-1', user: 1000, group: 1000, basePath: '/apps' })),
  exactly('awsFsxLustre', fc.constant({ subnetId: 'subnet-1', securityGroupIds: ['sg-1'] })),
  exactly('azureFilesNfs', fc.constantFrom({}, { sku: AzureFilesSku.PREMIUM_ZRS, directoryPermissions: '0750' })),
  exactly('azureFilesSmb', fc.record({ sku: enums(AzureFilesSku), user: fc.nat({ max: 70_000 }) })),
  exactly('cephFs', fc.record({ clusterId: names(), fileSystem: names(), provisionerSecret: secret, nodeSecret: secret })),
  exactly('gcpFilestore', fc.record({ tier: enums(FilestoreTier) })),
  exactly('nfs', fc.record({ server: fc.constant('nfs.example.com'), share: fc.constant('/exports'), onDelete: enums(NfsOnDelete) })),
  exactly('smb', fc.record({ source: fc.constant('//nas.example.com/team'), secret, onDelete: enums(SmbOnDelete) })),
);

const drivers = fc.oneof(
  { weight: 3, arbitrary: SENSIBLE },
  {
    weight: 2,
    arbitrary: fc.oneof(
      ...(Object.keys(DRIVERS) as Array<keyof typeof DRIVERS>).map((kind) => exactly(kind, DRIVERS[kind] as fc.Arbitrary<object>)),
    ),
  },
);

function driverOf({ kind, options }: { kind: keyof typeof DRIVERS; options: object }): FileDriver {
  return kind === 'csi' ? FileDriver.csi('files.example.com', options) : FileDriver[kind](options as never);
}

const { READ_WRITE_ONCE, READ_WRITE_MANY } = kplus.PersistentVolumeAccessMode;

const claims = fc.record(
  {
    ...claimOptions,
    storage: fc.oneof(gibibytes(1200, 1200), gibibytes(1, 4000)),
    accessModes: fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(READ_WRITE_MANY, READ_WRITE_ONCE).map((mode) => [mode]) },
      { weight: 1, arbitrary: claimOptions.accessModes },
    ),
  },
  { requiredKeys: ['storage'] },
);

/** A class of files, and a claim of it. */
export const fileStorageClass: Generator = {
  construct: 'FileStorageClass',
  recipes: () =>
    fc.record(
      {
        id: names(),
        driver: drivers,
        props: optional({
          name: anyNames,
          zones: fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, fc.constant(['europe-west1-b'])),
          waitForFirstPod: fc.boolean(),
          reclaimPolicy: enums(kplus.PersistentVolumeReclaimPolicy),
          allowVolumeExpansion: fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, fc.boolean()),
          defaultClass: fc.boolean(),
          mountOptions: fc.oneof(
            { weight: 5, arbitrary: fc.constant(undefined) },
            fc.array(fc.constantFrom('noatime', 'soft', 'nconnect=4', 'uid=1'), { maxLength: 2 }),
          ),
          acknowledge: fc.oneof(
            { weight: 9, arbitrary: fc.constant(undefined) },
            fc.constant({ softMountMayCorruptData: 'The files can be had again.' }),
          ),
          labels,
          annotations,
        }),
        claim: claims,
      },
      { requiredKeys: ['id', 'driver', 'props'] },
    ),
  checked: ['driver.options', 'props', 'claim'],
  build: (chart, { id, driver, props, claim }) => {
    const files = new FileStorageClass(chart, id, { driver: driverOf(driver), ...props });
    if (claim !== undefined) files.claim(chart, 'claimed', claim);
  },
};
