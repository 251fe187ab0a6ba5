import { AZURE_FILE } from '../../../src/facts/drivers/azure-file';
import { testParameters, testRequests, testZones } from './cases';

testParameters(
  AZURE_FILE,
  [
    {},
    { skuName: 'premium_lrs', protocol: 'nfs', mountPermissions: '0770', rootSquashType: 'RootSquash' },
    { SKUNAME: 'Standard_LRS', storageAccount: 'files1', resourceGroup: 'files', secretName: 'key', secretNamespace: 'storage' },
    { protocol: 'nfs', networkEndpointType: 'privateEndpoint', subnetName: 'nodes', tags: 'a=b' },
    { skuName: 'Premium_ZRS', enableMultichannel: 'true' },
  ],
  [
    [
      { skuName: 'Ultra' },
      'skuName: Use one of Standard_LRS, Standard_ZRS, Standard_GRS, Standard_GZRS, Standard_RAGRS, Standard_RAGZRS, Premium_LRS, Premium_ZRS, StandardV2_LRS, StandardV2_ZRS, StandardV2_GRS, StandardV2_GZRS, PremiumV2_LRS, PremiumV2_ZRS.',
    ],
    [
      { skuName: 'Standard_LRS', storageAccountType: 'Standard_LRS' },
      'storageAccountType: It is another name for skuName. Keep one of them.',
    ],
    [
      { skuName: 'Standard_LRS', protocol: 'nfs' },
      'skuName: Azure has NFS for Premium shares only. Use Premium_LRS or Premium_ZRS, or SMB.',
    ],
    [
      { storageAccountType: 'StandardV2_LRS', protocol: 'nfs' },
      'storageAccountType: Azure has NFS for Premium shares only. Use Premium_LRS or Premium_ZRS, or SMB.',
    ],
    [
      { skuName: 'Standard_LRS', enableMultichannel: 'true' },
      'enableMultichannel: Azure has several channels for Premium shares by SMB only. Leave it out.',
    ],
    [
      { protocol: 'nfs', enableMultichannel: 'true' },
      'enableMultichannel: Azure has several channels for Premium shares by SMB only. Leave it out.',
    ],
    [{ protocol: 'cifs' }, 'protocol: Use one of smb, nfs.'],
    [{ fsType: 'ext4' }, 'fsType: It is for disks in a share, which the driver has switched off. Use protocol: smb or nfs.'],
    [{ subscriptionID: 's' }, 'resourceGroup: A share of another subscription needs the resource group there. Name it.'],
    [{ matchTags: 'true', storageAccount: 'abc' }, 'matchTags: The driver refuses it where the account is named. Leave one of them out.'],
    [
      { privateDNSZoneResourceGroup: 'dns' },
      'privateDNSZoneResourceGroup: It is for private endpoints. Leave it out, or use networkEndpointType: privateEndpoint.',
    ],
    [{ networkEndpointType: 'privateEndpoint', subnetName: 'a,b' }, 'subnetName: A private endpoint has one subnet. Name one.'],
    [{ storageAccount: 'Files' }, 'storageAccount: A storage account is named with 3 to 24 lower-case letters and digits.'],
    [{ mountPermissions: 'rwx' }, 'mountPermissions: Give the mode of the directory in octal digits, such as "0770".'],
    [{ dir_mode: '0777' }, 'dir_mode: The Azure Files driver refuses parameters that it does not know.'],
  ],
);

const LEAST = (size: string, sku: string) =>
  `storage: The driver makes ${size} of it, the least of a share of ${sku}, and that is what is paid for. Ask for ${size}.`;

testRequests(AZURE_FILE, [
  [{}, { gibibytes: 1, accessModes: ['ReadWriteMany'] }],
  [{ skuName: 'Standard_LRS' }, { gibibytes: 1 }],
  [{ skuName: 'premium_lrs' }, { gibibytes: 99 }, LEAST('100Gi', 'Premium_LRS')],
  [{ skuName: 'Premium_ZRS' }, { gibibytes: 100 }],
  [{ protocol: 'nfs' }, { gibibytes: 10 }, LEAST('100Gi', 'Premium_LRS')],
  [{ storageAccountType: 'PremiumV2_LRS' }, { gibibytes: 31 }, LEAST('32Gi', 'PremiumV2_LRS')],
  [{}, { volumeMode: 'Block' }, 'volumeMode: The driver has directories and no devices. Use Filesystem.'],
]);

testZones(AZURE_FILE, [
  [{}, ['a'], 'a: A share of Azure is reached from every zone, and the driver reads no zones of a class. Leave them out.'],
]);

test('shares grow', () => {
  expect(AZURE_FILE.expands({})).toBe(true);
});
