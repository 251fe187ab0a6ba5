import { Size } from 'cdk8s';
import * as fc from 'fast-check';
import { CLASS_DRIVERS } from '../../src/facts/drivers';
import { AWS_EBS } from '../../src/facts/drivers/aws-ebs';
import { AwsEbsVolumeType } from '../../src/storage-classes/aws-ebs';
import { AzureDiskCaching, AzureDiskNetworkAccess, AzureDiskSku } from '../../src/storage-classes/azure-disk';
import { FileSystem } from '../../src/storage-classes/file-system';
import { GceDiskType } from '../../src/storage-classes/gce-persistent-disk';
import { StorageDriver } from '../../src/storage-classes/storage-driver';
import { ZonalStorageClass } from '../../src/storage-classes/zonal-storage-class';
import { InvalidPropsError } from '../../src/props/problems';
import { newChart } from '../support';
import { classWith, manifestOf, parametersOf, problemsOf, untyped } from './support';

const KMS_KEY = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const GOOGLE_KEY = 'projects/p/locations/europe-west1/keyRings/r/cryptoKeys/k';
const AZURE_SET = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/diskEncryptionSets/d';

test('every driver that says how it is typed has a factory, which makes its classes; and every factory has its driver', () => {
  const typed = CLASS_DRIVERS.flatMap((driver) =>
    driver.typed === undefined ? [] : [{ ...driver.typed, provisioner: driver.provisioner }],
  );
  const made = typed.map(({ factory }) => [factory, manifestOf(StorageDriver[factory as 'awsEbs']()).provisioner as string]);
  expect(made).toEqual(typed.map(({ factory, provisioner }) => [factory, provisioner]));
  const factories = Object.getOwnPropertyNames(StorageDriver).filter(
    (name) => /^[a-z]/.test(name) && !['length', 'name', 'prototype', 'csi'].includes(name),
  );
  expect(typed.map(({ factory }) => factory).sort()).toEqual(factories.sort());
  expect(new Set(typed.map(({ name }) => name)).size).toBe(typed.length);
});

describe('defaults', () => {
  test('EBS volumes are encrypted gp3 unless told otherwise', () => {
    expect(parametersOf(StorageDriver.awsEbs())).toEqual({ type: 'gp3', encrypted: 'true' });
    expect(parametersOf(StorageDriver.awsEbs({ encrypted: false }))).toEqual({ type: 'gp3', encrypted: 'false' });
  });

  test('Google disks are SSDs, not the hard disks of the driver', () => {
    expect(parametersOf(StorageDriver.gcePersistentDisk())).toEqual({ type: 'pd-balanced' });
  });

  test('Azure disks are standard SSDs', () => {
    expect(parametersOf(StorageDriver.azureDisk())).toEqual({ skuName: 'StandardSSD_LRS' });
  });

  test.each([AzureDiskSku.PREMIUM_V2_LRS, AzureDiskSku.ULTRA_SSD_LRS])('%s is never cached', (sku) => {
    expect(parametersOf(StorageDriver.azureDisk({ sku }))).toEqual({ skuName: sku, cachingMode: 'None' });
  });

  test('the others leave everything to their driver', () => {
    expect(parametersOf(StorageDriver.openStackCinder())).toEqual({});
    expect(parametersOf(StorageDriver.vSphere())).toEqual({});
    expect(parametersOf(StorageDriver.localVolumes())).toEqual({});
    expect(manifestOf(StorageDriver.localVolumes()).parameters).toBeUndefined();
  });
});

test.each([
  [
    'awsEbs',
    StorageDriver.awsEbs({
      iops: 6000,
      throughput: Size.gibibytes(1),
      kmsKeyArn: KMS_KEY,
      fileSystem: FileSystem.XFS,
      tags: { team: 'orders', claim: '{{ .PVCName }}' },
    }),
  ],
  ['awsEbs per GiB', StorageDriver.awsEbs({ type: AwsEbsVolumeType.IO2, iopsPerGib: 20, raiseIopsToMinimum: true, encrypted: false })],
  [
    'gcePersistentDisk',
    StorageDriver.gcePersistentDisk({
      type: GceDiskType.HYPERDISK_BALANCED,
      regional: false,
      iops: 4000,
      throughput: Size.mebibytes(250),
      kmsKeyName: GOOGLE_KEY,
      fileSystem: FileSystem.EXT4,
      diskLabels: { team: 'orders', tier: '1' },
    }),
  ],
  ['gcePersistentDisk regional', StorageDriver.gcePersistentDisk({ type: GceDiskType.PD_SSD, regional: true })],
  [
    'azureDisk',
    StorageDriver.azureDisk({
      sku: AzureDiskSku.ULTRA_SSD_LRS,
      iops: 4000,
      megabytesPerSecond: 500,
      diskEncryptionSetId: AZURE_SET,
      networkAccess: AzureDiskNetworkAccess.ALLOW_PRIVATE,
      diskAccessId: '/subscriptions/s/access',
      resourceGroup: 'disks',
      maxShares: 2,
      fileSystem: FileSystem.EXT4,
      tags: { team: 'orders' },
    }),
  ],
  ['azureDisk cached', StorageDriver.azureDisk({ sku: AzureDiskSku.PREMIUM_LRS, caching: AzureDiskCaching.READ_ONLY })],
  ['openStackCinder', StorageDriver.openStackCinder({ type: 'ssd', availabilityZone: 'nova', fileSystem: FileSystem.XFS })],
  [
    'vSphere',
    StorageDriver.vSphere({
      storagePolicyName: 'gold',
      datastoreUrl: 'ds:///vmfs/volumes/1/',
      zoneCategory: 'k8s-rack',
      fileSystem: FileSystem.EXT4,
    }),
  ],
  ['csi', StorageDriver.csi('rbd.csi.ceph.com', { parameters: { pool: 'replicated' } })],
])('%s with options', (_name, driver) => {
  expect(manifestOf(driver)).toMatchSnapshot();
});

test('the zone category of vSphere ends its topology key', () => {
  expect(
    manifestOf(StorageDriver.vSphere({ zoneCategory: 'rack' }), { zones: ['a'] }).allowedTopologies[0].matchLabelExpressions[0].key,
  ).toBe('topology.csi.vmware.com/rack');
});

const WHOLE = 'Give a whole number above zero.';
const SIZE = 'Give the Size per second in whole MiB, such as Size.mebibytes(250).';
const OBJECT = 'Give an object of keys and string values.';

describe('options of JavaScript callers', () => {
  test.each([
    ['gp3', 'driver: "gp3". Give awsEbs an object of options.'],
    [[], 'driver: []. Give awsEbs an object of options.'],
    [{ iopsPerGB: 5 }, 'driver.iopsPerGB: 5. There is no such prop. Did you mean iopsPerGib?'],
    [{ fsType: 'ext4' }, 'driver.fsType: a string of 4 characters. It is called fileSystem here.'],
    [{ type: 3 }, 'driver.type: 3. Give a text that is not empty.'],
    [{ type: 'gp9' }, 'driver.type: "gp9". Use one of gp3, gp2, io1, io2, st1, sc1, standard. Did you mean gp3?'],
    [{ iops: NaN }, `driver.iops: NaN. ${WHOLE}`],
    [{ iops: '3000' }, `driver.iops: "3000". ${WHOLE}`],
    [{ iops: 3000.5 }, `driver.iops: 3000.5. ${WHOLE}`],
    [{ iops: 3e10 }, `driver.iops: 30000000000. ${WHOLE}`],
    [{ throughput: 250 }, `driver.throughput: 250. ${SIZE}`],
    [{ throughput: Size.kibibytes(1500) }, `driver.throughput: 1500Ki. ${SIZE}`],
    [{ encrypted: 'true' }, 'driver.encrypted: "true". Give true or false.'],
    [{ tags: 'a=b' }, `driver.tags: "a=b". ${OBJECT}`],
    [{ tags: { a: 1 } }, `driver.tags: {"a":1}. ${OBJECT}`],
    [{ tags: {} }, 'driver.tags: {}. It is empty. Give keys and values, or leave it out.'],
    [
      { tags: { team: 'x', 'kubernetes.io/y': 'z' } },
      'driver.tags: "kubernetes.io/y=z". The driver keeps this key for itself. Use another key for the tag.',
    ],
  ])('%j', (options, line) => {
    expect(problemsOf(StorageDriver.awsEbs(untyped(options)))).toEqual([line]);
  });

  test('what follows from a wrong option is not reported too', () => {
    const options = { type: 'io2', iops: -1, throughput: Size.mebibytes(1000) };
    expect(problemsOf(StorageDriver.awsEbs(untyped(options)))).toEqual([
      `driver.iops: -1. ${WHOLE}`,
      'driver.throughput: 1000Mi. AWS takes a throughput for gp3 only, not for io2. Leave it out, or use gp3.',
    ]);
  });
});

describe('EBS', () => {
  test.each([
    [{ iops: 4000, iopsPerGib: 10 }, 'driver.iopsPerGib: 10. The driver refuses iopsPerGB beside iops. Keep one of them.'],
    [{ type: AwsEbsVolumeType.IO1 }, 'driver.iops: missing. AWS creates no io1 volume without IOPS. Give iops or iopsPerGB.'],
    [
      { throughput: Size.mebibytes(1000) },
      'driver.throughput: 1000Mi. gp3 has at most 0.25 MiB/s per IOPS, so 1000 MiB/s need 4000 IOPS and there are 3000. Raise iops or lower this.',
    ],
    [
      { encrypted: false, kmsKeyArn: KMS_KEY },
      'driver.encrypted: false. With a key the volume is encrypted whatever this says. Leave out kmsKeyId, or encrypt.',
    ],
    [{ fileSystem: FileSystem.BTRFS }, 'driver.fileSystem: "btrfs". Use one of ext4, ext3, xfs, ntfs.'],
  ])('%j', (options, line) => {
    expect(problemsOf(StorageDriver.awsEbs(options))).toEqual([line]);
  });

  test('any options give a class that the driver accepts, or an error that names them', () => {
    const absurd = fc.oneof(fc.anything(), fc.integer({ min: -5, max: 300000 }), fc.constant(undefined));
    const options = fc.record(
      {
        type: fc.oneof(fc.constantFrom(...Object.values(AwsEbsVolumeType)), absurd),
        iops: fc.oneof(fc.integer({ min: 3000, max: 16000 }), absurd),
        iopsPerGib: absurd,
        throughput: fc.oneof(
          fc.integer({ min: 1, max: 3000 }).map((amount) => Size.mebibytes(amount)),
          absurd,
        ),
        encrypted: fc.oneof(fc.boolean(), absurd),
        raiseIopsToMinimum: absurd,
        kmsKeyArn: fc.oneof(fc.constant(KMS_KEY), absurd),
        fileSystem: fc.oneof(fc.constantFrom(...Object.values(FileSystem)), absurd),
        tags: fc.oneof(fc.dictionary(fc.string(), fc.string()), absurd),
        other: absurd,
      },
      { requiredKeys: [] },
    );
    let made = 0;
    fc.assert(
      fc.property(fc.oneof({ weight: 9, arbitrary: options }, { weight: 1, arbitrary: fc.anything() }), (given) => {
        try {
          const { parameters } = classWith(StorageDriver.awsEbs(untyped(given)));
          made += 1;
          expect(AWS_EBS.checkParameters(parameters)).toEqual([]);
          expect(Object.values(parameters).every((value) => typeof value === 'string')).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidPropsError);
          expect((error as InvalidPropsError).props.every((prop) => /^driver($|[.[])/.test(prop))).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
    expect(made).toBeGreaterThan(0);
  });
});

describe('Google', () => {
  test('a throughput keeps its unit, without which the driver would read bytes', () => {
    const driver = StorageDriver.gcePersistentDisk({ type: GceDiskType.HYPERDISK_ML, throughput: Size.mebibytes(500) });
    expect(parametersOf(driver)['provisioned-throughput-on-create']).toBe('500Mi');
  });

  test('a regional disk with one zone', () => {
    expect(problemsOf(StorageDriver.gcePersistentDisk({ regional: true }), { zones: ['europe-west1-b'] })).toEqual([
      'zones: ["europe-west1-b"]. A regional disk lies in two zones. Name at least two, or make the disk zonal.',
    ]);
  });

  test.each([
    [{ iops: 5000 }, 'driver.iops: 5000. Google provisions no IOPS for pd-balanced. Leave it out, or use a Hyperdisk.'],
    [
      { type: GceDiskType.HYPERDISK_BALANCED, iops: 160001 },
      'driver.iops: 160001. hyperdisk-balanced has 2000 to 160000 IOPS. Give a number in between, or use another type.',
    ],
    [
      { type: GceDiskType.PD_EXTREME, regional: true },
      'driver.regional: true. pd-extreme cannot be regional. Use none, or one of pd-standard, pd-balanced, pd-ssd.',
    ],
    [{ regional: untyped('yes') as boolean }, 'driver.regional: "yes". Give true or false.'],
    [
      { diskLabels: { team: 'a,b' } },
      'driver.diskLabels: {"team":"a,b"}. The driver separates by commas and equals signs. Write team without them.',
    ],
    [
      { diskLabels: { Team: 'a' } },
      'driver.diskLabels: "Team=a". Write at most 64 labels as key=value,key=value, in lower-case letters, digits, dashes and underscores.',
    ],
    [{ diskLabels: untyped([]) as Record<string, string> }, `driver.diskLabels: []. ${OBJECT}`],
  ])('%j', (options, line) => {
    expect(problemsOf(StorageDriver.gcePersistentDisk(options))).toEqual([line]);
  });
});

describe('Azure', () => {
  test.each([
    [
      { sku: AzureDiskSku.PREMIUM_V2_LRS, caching: AzureDiskCaching.READ_ONLY },
      'driver.caching: "ReadOnly". PremiumV2_LRS has no host cache. Write None, or leave it out.',
    ],
    [
      { sku: AzureDiskSku.ULTRA_SSD_LRS, caching: AzureDiskCaching.READ_WRITE },
      'driver.caching: "ReadWrite". UltraSSD_LRS has no host cache. Write None, or leave it out.',
    ],
    [
      { iops: 500 },
      'driver.iops: 500. The driver refuses it for StandardSSD_LRS, whose performance follows from its size. Leave it out, or use PremiumV2_LRS or UltraSSD_LRS.',
    ],
    [
      { networkAccess: AzureDiskNetworkAccess.ALLOW_PRIVATE },
      'driver.diskAccessId: missing. AllowPrivate needs the disk access resource of the private endpoint. Name it, or use DenyAll.',
    ],
    [
      { diskEncryptionSetId: 'mine' },
      'driver.diskEncryptionSetId: "mine". Give the full id: /subscriptions/ID/resourceGroups/GROUP/providers/Microsoft.Compute/diskEncryptionSets/NAME.',
    ],
  ])('%j', (options, line) => {
    expect(problemsOf(StorageDriver.azureDisk(options))).toEqual([line]);
  });

  test('zones of disks that are in every zone', () => {
    expect(problemsOf(StorageDriver.azureDisk({ sku: AzureDiskSku.PREMIUM_ZRS }), { zones: ['eastus2-1'] })).toEqual([
      'zones: ["eastus2-1"]. A Premium_ZRS disk is in every zone of its region, so zones would bind only the first Pod. Leave them out, or use an LRS disk.',
    ]);
  });
});

test('Cinder in one availability zone has no other zones', () => {
  expect(problemsOf(StorageDriver.openStackCinder({ availabilityZone: 'nova' }), { zones: ['nova'] })).toEqual([
    'zones: ["nova"]. The parameter availability overrides zones, and the disk may land where its Pod cannot. Keep the zones.',
  ]);
});

test('a zone category that cannot end a label key', () => {
  const line = (value: unknown) =>
    `driver.zoneCategory: ${JSON.stringify(value)}. Give the name of a tag category that can end a label key: at most 63 letters, digits, dashes, underscores and dots.`;
  for (const zoneCategory of ['k8s/zone', '', 'a b', 5]) {
    expect(problemsOf(StorageDriver.vSphere(untyped({ zoneCategory })), { zones: ['a'] })).toEqual([line(zoneCategory)]);
  }
  expect(problemsOf(StorageDriver.vSphere(untyped(5)))).toEqual(['driver: 5. Give vSphere an object of options.']);
});

describe('any other CSI driver', () => {
  test('parameters of a known driver are checked, its topology and growth are known', () => {
    expect(problemsOf(StorageDriver.csi('nfs.csi.k8s.io', { parameters: { server: 'nfs.example.com', share: 'exports' } }))).toHaveLength(
      1,
    );
    expect(problemsOf(StorageDriver.csi('ebs.csi.aws.com', { parameters: { typ: 'gp3' } }))).toEqual([
      'driver.parameters["typ"]: "gp3". The EBS driver refuses parameters that it does not know. Did you mean type?',
    ]);
    const fileShare = StorageDriver.csi('csi.vsphere.vmware.com', { parameters: { 'csi.storage.k8s.io/fstype': 'nfs4' } });
    expect(manifestOf(fileShare, { zones: ['a'] })).toMatchObject({
      allowVolumeExpansion: false,
      allowedTopologies: [{ matchLabelExpressions: [{ key: 'topology.csi.vmware.com/k8s-zone', values: ['a'] }] }],
    });
  });

  const NAME = 'Give the name of a CSI driver, such as ebs.csi.aws.com: at most 63 letters, digits, dashes and dots.';

  test.each([
    ['', undefined, `driver.provisioner: "". ${NAME}`],
    [5, undefined, `driver.provisioner: 5. ${NAME}`],
    [null, undefined, `driver.provisioner: missing. ${NAME}`],
    [
      'kubernetes.io/no-provisioner',
      undefined,
      'driver.provisioner: "kubernetes.io/no-provisioner". That stands for local volumes. Use StorageDriver.localVolumes().',
    ],
    [
      'kubernetes.io/gce-pd',
      undefined,
      'driver.provisioner: "kubernetes.io/gce-pd". Kubernetes 1.28 removed it. Use pd.csi.storage.gke.io, or ZonalStorageClass.fromInTree for the class as it stands.',
    ],
    [
      'kubernetes.io/glusterfs',
      undefined,
      'driver.provisioner: "kubernetes.io/glusterfs". Kubernetes 1.26 removed it. It has no CSI driver: move the data to another storage, such as Ceph or NFS.',
    ],
    ['x.example.com', { parameters: 'a' }, `driver.parameters: "a". ${OBJECT}`],
    [
      'x.example.com',
      { parameters: { constructor: 'a' } },
      'driver.parameters["constructor"]: "a". cdk8s loses a key of this name. Use another.',
    ],
    ['x.example.com', { parameters: { a: true } }, 'driver.parameters["a"]: true. Parameters are strings: quote the value.'],
    ['x.example.com', { expandable: 'no' }, 'driver.expandable: "no". Give true or false.'],
    [
      'x.example.com',
      { topologyKey: 'a/b/c' },
      'driver.topologyKey: "a/b/c". Give the key that the driver puts on its nodes, such as topology.example.com/zone.',
    ],
    [
      'x.example.com',
      { topology: 'a' },
      'driver.topology: a string of 1 character. There is no such prop: there are parameters, topologyKey, expandable.',
    ],
  ])('%j %j', (provisioner, options, line) => {
    expect(problemsOf(StorageDriver.csi(untyped(provisioner), untyped(options)))).toEqual([line]);
  });
});

test('two classes can share one driver', () => {
  const chart = newChart();
  const driver = StorageDriver.awsEbs();
  const one = new ZonalStorageClass(chart, 'one', { driver });
  const other = new ZonalStorageClass(chart, 'other', { driver });
  expect(one.parameters).toEqual(other.parameters);
});
