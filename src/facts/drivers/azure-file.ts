import { DriverFacts, ParameterProblem, Parameters, RequestProblem, VolumeRequest } from './driver-facts';
import { checkNoDevice, checkRounding, ignoredZones } from './file-share';
import {
  anyCaseBoolean,
  anyGoBoolean,
  anything,
  checkTable,
  lowered,
  matches,
  notEmpty,
  oneOf,
  oneOfAnyCase,
  ParameterTable,
  ValueCheck,
  wholeNumber,
} from './parameter-table';

/** Kinds of storage accounts, with the least size of a share in GiB, which the driver makes of less. */
const SKUS: Readonly<Record<string, number>> = {
  Standard_LRS: 1,
  Standard_ZRS: 1,
  Standard_GRS: 1,
  Standard_GZRS: 1,
  Standard_RAGRS: 1,
  Standard_RAGZRS: 1,
  Premium_LRS: 100,
  Premium_ZRS: 100,
  StandardV2_LRS: 32,
  StandardV2_ZRS: 32,
  StandardV2_GRS: 32,
  StandardV2_GZRS: 32,
  PremiumV2_LRS: 32,
  PremiumV2_ZRS: 32,
};

const skuNamed = (name: string): string | undefined => Object.keys(SKUS).find((sku) => sku.toLowerCase() === name.toLowerCase());

const skuProblem: ValueCheck = (value) => (skuNamed(value) === undefined ? oneOf(Object.keys(SKUS))(value) : undefined);

const TABLE: ParameterTable = {
  keys: {
    skuName: skuProblem,
    storageAccountType: skuProblem,
    protocol: oneOf(['smb', 'nfs']),
    fsType: matches(/^(cifs|smb|nfs)?$/, 'It is for disks in a share, which the driver has switched off. Use protocol: smb or nfs.'),
    location: matches(/^[a-z0-9]+$/, 'Give the region in lower-case letters and digits, such as eastus2.'),
    resourceGroup: notEmpty,
    subscriptionID: notEmpty,
    storageAccount: matches(/^[a-z0-9]{3,24}$/, 'A storage account is named with 3 to 24 lower-case letters and digits.'),
    shareName: notEmpty,
    shareNamePrefix: matches(/^[a-z0-9]([a-z0-9-]{0,19})$/, 'Give at most 20 lower-case letters, digits and dashes.'),
    folderName: anything,
    createFolderIfNotExist: anyCaseBoolean,
    diskName: notEmpty,
    server: notEmpty,
    accessTier: oneOf(['TransactionOptimized', 'Hot', 'Cool', 'Premium']),
    shareAccessTier: oneOf(['TransactionOptimized', 'Hot', 'Cool', 'Premium']),
    accountAccessTier: oneOf(['Hot', 'Cool', 'Cold', 'Premium']),
    rootSquashType: oneOf(['AllSquash', 'NoRootSquash', 'RootSquash']),
    networkEndpointType: oneOfAnyCase(['privateendpoint', 'serviceendpoint']),
    privateDNSZoneResourceGroup: notEmpty,
    vnetResourceGroup: notEmpty,
    vnetName: notEmpty,
    vnetLinkName: notEmpty,
    subnetName: notEmpty,
    publicNetworkAccess: oneOf(['Enabled', 'Disabled', 'SecuredByPerimeter']),
    storageEndpointSuffix: notEmpty,
    tags: anything,
    tagValueDelimiter: notEmpty,
    matchTags: anyCaseBoolean,
    createAccount: anyCaseBoolean,
    selectRandomMatchingAccount: anyGoBoolean,
    accountQuota: matches(/^[1-9][0-9]{2,8}$/, 'Give GiB as a whole number, 100 at least.'),
    storeAccountKey: anyCaseBoolean,
    getLatestAccountKey: anyGoBoolean,
    secretName: notEmpty,
    secretNamespace: notEmpty,
    useSecretCache: anyCaseBoolean,
    useDataPlaneAPI: oneOfAnyCase(['true', 'false', 'oauth']),
    enableLargeFileShares: anyGoBoolean,
    enableMultichannel: anyGoBoolean,
    disableDeleteRetentionPolicy: anyGoBoolean,
    allowBlobPublicAccess: anyGoBoolean,
    allowSharedKeyAccess: anyGoBoolean,
    allowCrossTenantReplication: anyGoBoolean,
    requireInfraEncryption: anyGoBoolean,
    encryptInTransit: anyGoBoolean,
    mountPermissions: matches(/^[0-7]+$/, 'Give the mode of the directory in octal digits, such as "0770".'),
    fsGroupChangePolicy: oneOf(['None', 'Always', 'OnRootMismatch']),
    provisionedIops: wholeNumber,
    provisionedBandwidth: wholeNumber,
    clientID: notEmpty,
    tenantID: notEmpty,
    confidentialContainerLabel: notEmpty,
    runtimeClassHandler: notEmpty,
    mountWithManagedIdentity: anyGoBoolean,
    mountWithWorkloadIdentityToken: anyGoBoolean,
    mountWithOAuthToken: anyGoBoolean,
  },
  unknown: 'The Azure Files driver refuses parameters that it does not know.',
};

function checkParameters(parameters: Parameters): readonly ParameterProblem[] {
  const found = checkTable(parameters, TABLE);
  const given = lowered(parameters);
  const add = (key: string, problem: string, ...involves: string[]) => {
    const parameter = Object.keys(parameters).find((name) => name.toLowerCase() === key) ?? spelling(key);
    found.push({ parameter, value: parameters[parameter], problem, involves });
  };
  if (given.has('skuname') && given.has('storageaccounttype')) {
    add('storageaccounttype', 'It is another name for skuName. Keep one of them.', 'skuname');
  }
  const sku = (given.get('skuname') ?? given.get('storageaccounttype') ?? '').toLowerCase();
  const skuKey = given.has('storageaccounttype') && !given.has('skuname') ? 'storageaccounttype' : 'skuname';
  if (isNfs(given) && sku.startsWith('standard')) {
    add(skuKey, 'Azure has NFS for Premium shares only. Use Premium_LRS or Premium_ZRS, or SMB.', 'protocol', 'fstype');
  }
  if (isTrue(given.get('enablemultichannel')) && (isNfs(given) || (sku !== '' && !sku.startsWith('premium')))) {
    add('enablemultichannel', 'Azure has several channels for Premium shares by SMB only. Leave it out.', 'protocol', 'skuname', 'fstype');
  }
  if (given.has('subscriptionid') && !given.has('resourcegroup')) {
    add('resourcegroup', 'A share of another subscription needs the resource group there. Name it.', 'subscriptionid');
  }
  if (isTrue(given.get('matchtags')) && given.has('storageaccount')) {
    add('matchtags', 'The driver refuses it where the account is named. Leave one of them out.', 'storageaccount');
  }
  const isPrivate = given.get('networkendpointtype')?.toLowerCase() === 'privateendpoint';
  if (given.has('privatednszoneresourcegroup') && !isPrivate) {
    add(
      'privatednszoneresourcegroup',
      'It is for private endpoints. Leave it out, or use networkEndpointType: privateEndpoint.',
      'networkendpointtype',
    );
  }
  if (isPrivate && given.get('subnetname')?.includes(',') === true) {
    add('subnetname', 'A private endpoint has one subnet. Name one.', 'networkendpointtype');
  }
  return found;
}

const isTrue = (value: string | undefined): boolean => /^(1|t|true)$/i.test(value ?? '');

const isNfs = (given: ReadonlyMap<string, string>): boolean => given.get('protocol') === 'nfs' || given.get('fstype') === 'nfs';

function spelling(key: string): string {
  return Object.keys(TABLE.keys).find((name) => name.toLowerCase() === key)!;
}

/** The kind of account, as far as the class says it: an account of that name may have any. */
function skuOf(given: ReadonlyMap<string, string>): string | undefined {
  const sku = given.get('skuname') ?? given.get('storageaccounttype');
  if (sku !== undefined) return skuNamed(sku);
  return isNfs(given) ? 'Premium_LRS' : undefined;
}

function checkRequest(parameters: Parameters, request: VolumeRequest): readonly RequestProblem[] {
  const sku = skuOf(lowered(parameters));
  const size = sku === undefined ? [] : checkRounding(request, `the least of a share of ${sku}`, SKUS[sku]);
  return [...checkNoDevice(request), ...size];
}

/**
 * Azure Files: a share for each claim, by SMB or by NFS.
 *
 * @see https://github.com/kubernetes-sigs/azurefile-csi-driver/blob/master/docs/driver-parameters.md
 */
export const AZURE_FILE: DriverFacts = {
  title: 'Azure Files',
  provisioner: 'file.csi.azure.com',
  storage: 'files',
  protocol: 'smb',
  trustsRoot: true,
  classNames: ['azurefile', 'azurefile-csi', 'azurefile-premium', 'azurefile-csi-premium'],
  ownerInClass: true,
  predecessor: { provisioner: 'kubernetes.io/azure-file', source: 'azureFile', removedIn: '1.30', translation: {} },
  zonalDisk: false,
  expands: () => true,
  checkParameters,
  checkZones: (_parameters, zones) => ignoredZones(zones, 'A share of Azure'),
  checkRequest,
};
