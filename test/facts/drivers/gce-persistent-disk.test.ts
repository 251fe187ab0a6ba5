import { GCE_PERSISTENT_DISK } from '../../../src/facts/drivers/gce-persistent-disk';
import { RWX_LINE, testParameters, testRequests, testZones } from './cases';

const KEY = 'projects/p/locations/europe-west1/keyRings/r/cryptoKeys/k';

testParameters(
  GCE_PERSISTENT_DISK,
  [
    {},
    { Type: 'PD-SSD', 'Replication-Type': 'regional-pd', 'disk-encryption-kms-key': KEY, labels: 'a=b,c=' },
    { type: 'hyperdisk-balanced', 'provisioned-iops-on-create': '3000', 'provisioned-throughput-on-create': '750Mi' },
    { type: 'hyperdisk-throughput', 'provisioned-throughput-on-create': '1Gi' },
    { type: 'pd-ssd', 'replication-type': 'regional-pd', 'availability-class': 'regional-hard-failover' },
    { type: 'hyperdisk-balanced-high-availability', 'availability-class': 'regional-hard-failover' },
    { type: 'dynamic', 'pd-type': 'pd-balanced', 'hyperdisk-type': 'hyperdisk-balanced', 'disk-type-preference': 'pd-type' },
    { 'enable-confidential-storage': 'true', 'disk-encryption-kms-key': KEY },
    { 'data-cache-size': '100Gi', 'data-cache-mode': 'writeback', csiProvisionerSecretName: 'x' },
  ],
  [
    [
      { type: 'pd-fast' },
      `type: Use one of pd-standard, pd-balanced, pd-ssd, pd-extreme, hyperdisk-balanced, hyperdisk-balanced-high-availability, hyperdisk-extreme, hyperdisk-throughput, hyperdisk-ml, dynamic.`,
    ],
    [{ fstype: 'ext4' }, 'fstype: The Persistent Disk driver refuses the old key. Write csi.storage.k8s.io/fstype.'],
    [{ label: 'a=b' }, 'label: The Persistent Disk driver refuses parameters that it does not know. Did you mean labels?'],
    [{ labels: 'A=b' }, 'labels: Write at most 64 labels as key=value,key=value, in lower-case letters, digits, dashes and underscores.'],
    [
      { 'disk-encryption-kms-key': 'k' },
      'disk-encryption-kms-key: Give the full name of the key: projects/PROJECT/locations/REGION/keyRings/RING/cryptoKeys/KEY.',
    ],
    [
      { type: 'hyperdisk-ml', 'provisioned-throughput-on-create': '500' },
      'provisioned-throughput-on-create: The driver reads a bare number as bytes and would provision 1 MiB/s. Write "500Mi".',
    ],
    [
      { type: 'hyperdisk-ml', 'provisioned-throughput-on-create': 'fast' },
      'provisioned-throughput-on-create: Give MiB/s as a quantity, such as 250Mi.',
    ],
    [
      { 'provisioned-iops-on-create': '5000' },
      'provisioned-iops-on-create: Google provisions no IOPS for pd-standard. Leave it out, or use a Hyperdisk.',
    ],
    [
      { type: 'pd-extreme', 'provisioned-iops-on-create': '120001' },
      'provisioned-iops-on-create: pd-extreme has 2500 to 120000 IOPS. Give a number in between, or use another type.',
    ],
    [
      { type: 'hyperdisk-throughput', 'provisioned-throughput-on-create': '19Mi' },
      'provisioned-throughput-on-create: hyperdisk-throughput has 20 to 2400 MiB/s. Give a number in between, or use another type.',
    ],
    [
      { type: 'hyperdisk-balanced', 'provisioned-iops-on-create': '3000', 'provisioned-throughput-on-create': '751Mi' },
      'provisioned-throughput-on-create: hyperdisk-balanced has at most 1 MiB/s per 4 IOPS, so this needs 3004 IOPS and there are 3000. Raise the IOPS or lower this.',
    ],
    [
      { type: 'pd-extreme', 'replication-type': 'regional-pd' },
      'replication-type: pd-extreme cannot be regional. Use none, or one of pd-standard, pd-balanced, pd-ssd.',
    ],
    [
      { 'availability-class': 'regional-hard-failover' },
      'availability-class: The driver refuses it for a disk of one zone. Add replication-type regional-pd.',
    ],
    [{ 'enable-confidential-storage': 'true' }, 'disk-encryption-kms-key: Confidential storage needs a key of your own. Name one.'],
    [{ 'pd-type': 'pd-ssd' }, 'pd-type: The driver refuses it unless the type is dynamic. Leave it out.'],
  ],
);

testRequests(GCE_PERSISTENT_DISK, [
  [{}, { gibibytes: 1 }],
  [{ type: 'pd-fast' }, { gibibytes: 999999 }],
  [
    { 'replication-type': 'regional-pd' },
    { gibibytes: 199 },
    'storage: A regional disk of type pd-standard has 200Gi to 64Ti. Ask for a size in between.',
  ],
  [{ 'replication-type': 'regional-pd', type: 'pd-ssd' }, { gibibytes: 10 }],
  [
    { type: 'hyperdisk-throughput' },
    { gibibytes: 100 },
    'storage: A disk of type hyperdisk-throughput has 2Ti to 32Ti. Ask for a size in between.',
  ],
  [{ type: 'hyperdisk-balanced', 'provisioned-iops-on-create': '3000' }, { gibibytes: 6 }],
  [{ type: 'hyperdisk-balanced', 'provisioned-iops-on-create': '10000' }, { gibibytes: 20 }],
  [
    { type: 'hyperdisk-balanced', 'provisioned-iops-on-create': '10000' },
    { gibibytes: 19 },
    'storage: hyperdisk-balanced has at most 500 IOPS per GiB, and the class asks for 10000. Ask for at least 20Gi.',
  ],
  [{}, { accessModes: ['ReadWriteMany'] }, RWX_LINE],
  [{}, { accessModes: ['ReadWriteMany'], volumeMode: 'Block' }],
  [
    { type: 'hyperdisk-extreme' },
    { accessModes: ['ReadWriteMany'], volumeMode: 'Block' },
    'accessModes: The driver attaches hyperdisk-extreme to one node only. Use ReadWriteOnce.',
  ],
  [
    { type: 'hyperdisk-balanced-high-availability' },
    { accessModes: ['ReadOnlyMany'], hasSource: true },
    'accessModes: The driver has no ReadOnlyMany for hyperdisk-balanced-high-availability. Use ReadWriteOnce.',
  ],
  [{ type: 'hyperdisk-ml' }, { accessModes: ['ReadOnlyMany'] }],
  [{}, { accessModes: ['ReadOnlyMany'], hasSource: true }],
  [
    {},
    { accessModes: ['ReadOnlyMany'] },
    'accessModes: A new disk that nobody may write stays empty, and the driver refuses it. Add a data source, or use ReadWriteOnce.',
  ],
]);

const REGIONAL = { type: 'pd-ssd', 'replication-type': 'regional-pd' };

testZones(GCE_PERSISTENT_DISK, [
  [{}, ['europe-west1-b']],
  [REGIONAL, ['europe-west1-b', 'europe-west1-c']],
  [REGIONAL, ['europe-west1-b'], 'europe-west1-b: A regional disk lies in two zones. Name at least two, or make the disk zonal.'],
  [
    { type: 'hyperdisk-balanced-high-availability' },
    ['europe-west1-b'],
    'europe-west1-b: A regional disk lies in two zones. Name at least two, or make the disk zonal.',
  ],
  [
    REGIONAL,
    ['europe-west1-b', 'us-east1-b'],
    'europe-west1-b us-east1-b: A regional disk lies in two zones of one region. Name zones of one region.',
  ],
  [{}, ['europe-west1'], 'europe-west1: That is a region. Name zones, such as europe-west1-a.'],
]);
