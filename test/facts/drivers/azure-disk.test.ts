import { AZURE_DISK } from '../../../src/facts/drivers/azure-disk';
import { RWX_LINE, testParameters, testRequests, testZones } from './cases';

const SET = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/diskEncryptionSets/d';
const TIERED =
  'The driver refuses it for StandardSSD_LRS, whose performance follows from its size. Leave it out, or use PremiumV2_LRS or UltraSSD_LRS.';

testParameters(
  AZURE_DISK,
  [
    {},
    { skuname: 'Premium_LRS', cachingMode: 'ReadOnly', kind: 'Managed', fsType: 'EXT4', enableBursting: 'true' },
    { storageAccountType: 'Standard_LRS', tags: 'a=b, c=d', zoned: 'true', 'device-setting/queue/scheduler': 'none' },
    { skuName: 'PremiumV2_LRS', cachingMode: 'None', DiskIOPSReadWrite: '80000', DiskMBpsReadWrite: '2000', LogicalSectorSize: '512' },
    { skuName: 'PremiumV2_LRS', DiskMBpsReadWrite: '750' },
    { skuName: 'UltraSSD_LRS', DiskIOPSReadWrite: '400000', DiskMBpsReadWrite: '10000' },
    { skuName: 'UltraSSD_LRS', DiskMBpsReadWrite: '320' },
    {
      networkAccessPolicy: 'AllowPrivate',
      diskAccessID: 'x',
      diskEncryptionSetID: SET,
      diskEncryptionType: 'EncryptionAtRestWithCustomerKey',
    },
    { subscriptionID: 's', resourceGroup: 'g', tags: 'a=1;b=2', tagValueDelimiter: ';' },
    { tags: '' },
  ],
  [
    [
      { skuName: 'Premium_LSR' },
      'skuName: Use one of Standard_LRS, StandardSSD_LRS, StandardSSD_ZRS, Premium_LRS, Premium_ZRS, PremiumV2_LRS, UltraSSD_LRS. Did you mean Premium_LRS?',
    ],
    [{ skuNam: 'x' }, 'skuNam: The Azure Disk driver refuses parameters that it does not know. Did you mean skuName?'],
    [
      { skuName: 'Premium_LRS', storageAccountType: 'Premium_LRS' },
      'storageAccountType: It is another name for skuName. Keep one of them.',
    ],
    [{ kind: 'Dedicated' }, 'kind: The driver makes managed disks only, whatever this says. Write managed, or leave it out.'],
    [{ cachingMode: 'readonly' }, 'cachingMode: Use one of None, ReadOnly, ReadWrite. Did you mean ReadOnly?'],
    [{ location: 'East US' }, 'location: Give the region in lower-case letters and digits, such as eastus2.'],
    [{ skuName: 'PremiumV2_LRS', cachingMode: 'ReadOnly' }, 'cachingMode: PremiumV2_LRS has no host cache. Write None, or leave it out.'],
    [{ skuName: 'UltraSSD_LRS', cachingMode: 'ReadWrite' }, 'cachingMode: UltraSSD_LRS has no host cache. Write None, or leave it out.'],
    [{ DiskIOPSReadWrite: '500' }, `DiskIOPSReadWrite: ${TIERED}`],
    [{ LogicalSectorSize: '512' }, `LogicalSectorSize: ${TIERED}`],
    [
      { skuName: 'PremiumV2_LRS', DiskIOPSReadWrite: '80001' },
      'DiskIOPSReadWrite: PremiumV2_LRS has at most 80000 IOPS. Give at most that many.',
    ],
    [
      { skuName: 'UltraSSD_LRS', DiskMBpsReadWrite: '10001' },
      'DiskMBpsReadWrite: UltraSSD_LRS has at most 10000 MB/s. Give at most that much.',
    ],
    [
      { skuName: 'PremiumV2_LRS', DiskMBpsReadWrite: '1000' },
      'DiskMBpsReadWrite: PremiumV2_LRS has at most 0.25 MB/s per IOPS, so this needs 4000 IOPS and there are 3000. Raise the IOPS or lower this.',
    ],
    [
      { skuName: 'UltraSSD_LRS', enablePerformancePlus: 'true' },
      'enablePerformancePlus: Azure has no performance plus for UltraSSD_LRS. Leave it out and provision what you need.',
    ],
    [{ enableBursting: 'true' }, 'enableBursting: Azure bursts Premium_LRS and Premium_ZRS on demand, not StandardSSD_LRS. Leave it out.'],
    [{ tags: 'a' }, 'tags: Write tags as key=value,key=value; a key has none of < > % & ? \\ /.'],
    [
      { networkAccessPolicy: 'AllowPrivate' },
      'diskAccessID: AllowPrivate needs the disk access resource of the private endpoint. Name it, or use DenyAll.',
    ],
    [{ diskAccessID: 'x' }, 'diskAccessID: The driver refuses it unless networkAccessPolicy is AllowPrivate. Set that, or leave this out.'],
    [
      { diskEncryptionSetID: 'd' },
      'diskEncryptionSetID: Give the full id: /subscriptions/ID/resourceGroups/GROUP/providers/Microsoft.Compute/diskEncryptionSets/NAME.',
    ],
    [
      { diskEncryptionType: 'EncryptionAtRestWithCustomerKey' },
      'diskEncryptionType: The driver refuses it without diskEncryptionSetID. Name the set, or leave this out.',
    ],
    [{ subscriptionID: 's' }, 'resourceGroup: A disk of another subscription needs the resource group there. Name it.'],
    [
      { fsType: 'ext4', 'csi.storage.k8s.io/fstype': 'ext4' },
      'csi.storage.k8s.io/fstype: The provisioner refuses it beside fstype. Keep one of them.',
    ],
  ],
);

testRequests(AZURE_DISK, [
  [{}, { gibibytes: 1 }],
  [{ skuName: 'x' }, { gibibytes: 999999 }],
  [{}, { gibibytes: 32768 }, 'storage: A disk of StandardSSD_LRS has 1Gi to 32767Gi. Ask for a size in between.'],
  [{ skuName: 'UltraSSD_LRS' }, { gibibytes: 3 }, 'storage: A disk of UltraSSD_LRS has 4Gi to 64Ti. Ask for a size in between.'],
  [{ skuName: 'PremiumV2_LRS', DiskIOPSReadWrite: '3000' }, { gibibytes: 1 }],
  [
    { skuName: 'PremiumV2_LRS', DiskIOPSReadWrite: '16000' },
    { gibibytes: 31 },
    'storage: PremiumV2_LRS has at most 500 IOPS per GiB, and the class asks for 16000. Ask for at least 32Gi.',
  ],
  [{}, { accessModes: ['ReadWriteMany'] }, RWX_LINE],
  [
    {},
    { accessModes: ['ReadOnlyMany'] },
    'accessModes: The Azure Disk driver shares raw block volumes only. Use ReadWriteOnce, or volumeMode Block.',
  ],
  [
    {},
    { accessModes: ['ReadWriteMany'], volumeMode: 'Block' },
    'accessModes: The class makes disks for one node. Set maxShares above 1 in the class, or use ReadWriteOnce.',
  ],
  [{ maxShares: '2' }, { accessModes: ['ReadWriteMany'], volumeMode: 'Block' }],
]);

testZones(AZURE_DISK, [
  [{}, ['eastus2-1', 'eastus2-3']],
  [{}, ['1'], '1: Azure zones are written as region and number, such as eastus2-1.'],
  [
    { skuName: 'Premium_ZRS' },
    ['eastus2-1'],
    'eastus2-1: A Premium_ZRS disk is in every zone of its region, so zones would bind only the first Pod. Leave them out, or use an LRS disk.',
  ],
]);
