import { AZURE_FILE } from '../facts/drivers/azure-file';
import { Problems } from '../props/problems';
import { choice, flag, octalMode, OptionSpecs, pairs, renderOptions, text, wholeAmount } from './driver-options';
import { SMB_OWNERSHIP, SmbOwnership } from './smb-options';

/**
 * Kinds of storage accounts. Names in LRS keep copies in one zone, ZRS in three, GRS and GZRS in another region too. The driver makes the least size of any smaller claim, which
 * is paid for where the size is.
 *
 * @see https://learn.microsoft.com/azure/storage/files/storage-files-planning
 */
export enum AzureFilesSku {
  /** Hard disk, paid for what is used. */
  STANDARD_LRS = 'Standard_LRS',
  /** The same in three zones. */
  STANDARD_ZRS = 'Standard_ZRS',
  /** The same in another region too. */
  STANDARD_GRS = 'Standard_GRS',
  /** SSD; 100 GiB at least. */
  PREMIUM_LRS = 'Premium_LRS',
  /** The same in three zones. */
  PREMIUM_ZRS = 'Premium_ZRS',
  /** Hard disk with IOPS and throughput apart from the size; 32 GiB at least. */
  STANDARD_V2_LRS = 'StandardV2_LRS',
  /** The same in three zones. */
  STANDARD_V2_ZRS = 'StandardV2_ZRS',
  /** SSD with IOPS and throughput apart from the size; 32 GiB at least. */
  PREMIUM_V2_LRS = 'PremiumV2_LRS',
  /** The same in three zones. */
  PREMIUM_V2_ZRS = 'PremiumV2_ZRS',
}

/** What shares of Azure by SMB and by NFS have in common. */
export interface AzureFilesOptions {
  /**
   * The storage account that has the shares; it has to exist.
   *
   * @default - one that fits, or a new one
   */
  readonly storageAccount?: string;

  /**
   * The resource group of the storage account.
   *
   * @default - that of the cluster's nodes
   */
  readonly resourceGroup?: string;

  /**
   * Whether new accounts are reached by a private endpoint alone.
   *
   * @default - a public endpoint for SMB, the subnets of the cluster for NFS
   */
  readonly privateEndpoint?: boolean;

  /**
   * What names of shares begin with: at most 20 lower-case letters, digits and dashes.
   *
   * @default - `pvc`, and `pvcn` for NFS
   */
  readonly shareNamePrefix?: string;

  /**
   * IOPS of each share, for the V2 kinds.
   *
   * @default - by size
   */
  readonly iops?: number;

  /**
   * Throughput of each share in MiB per second, for the V2 kinds.
   *
   * @default - by size
   */
  readonly mebibytesPerSecond?: number;

  /**
   * Tags of new accounts in Azure, without commas and equals signs.
   *
   * @default - those of the driver
   */
  readonly tags?: { readonly [key: string]: string };
}

/** Options of shares of Azure by SMB. */
export interface AzureFilesSmbOptions extends AzureFilesOptions, SmbOwnership {
  /**
   * The kind of account.
   *
   * @default AzureFilesSku.STANDARD_LRS
   */
  readonly sku?: AzureFilesSku;

  /**
   * Whether the driver keeps the key of the account in a Secret, which it mounts with. Without it, the nodes ask Azure by their identity.
   *
   * @default true
   */
  readonly storeAccountKey?: boolean;

  /**
   * Name of the Secret that has, or gets, the key of the account.
   *
   * @default - `azure-storage-account-<account>-secret`
   */
  readonly secretName?: string;

  /**
   * Namespace of that Secret. Whoever can read Secrets there has the whole account.
   *
   * @default - that of the claim
   */
  readonly secretNamespace?: string;

  /**
   * Whether a share has several connections; Premium only.
   *
   * @default false
   */
  readonly multichannel?: boolean;
}

/** Whether root of a Pod is root on a share. */
export enum AzureRootSquash {
  /** Root is root, as Pods need it that give files to others. */
  NO_ROOT_SQUASH = 'NoRootSquash',
  /** Root is nobody. */
  ROOT_SQUASH = 'RootSquash',
  /** Everybody is nobody. */
  ALL_SQUASH = 'AllSquash',
}

/** Options of shares of Azure by NFS 4.1, which Azure has for SSD alone. */
export interface AzureFilesNfsOptions extends AzureFilesOptions {
  /**
   * The kind of account: one of the Premium kinds.
   *
   * @default AzureFilesSku.PREMIUM_LRS
   */
  readonly sku?: AzureFilesSku;

  /**
   * Mode of the root of a share, in octal digits. The driver gives it to the group of the Pod (`fsGroup`).
   *
   * @default '0770' - the driver itself would let everybody write
   */
  readonly directoryPermissions?: string;

  /**
   * Whether root of a Pod is root on the share.
   *
   * @default - the driver's NO_ROOT_SQUASH
   */
  readonly rootSquash?: AzureRootSquash;

  /**
   * Whether what goes over the network is encrypted, by the driver's own tunnel.
   *
   * @default false
   */
  readonly encryptInTransit?: boolean;

  /**
   * The virtual network of the nodes.
   *
   * @default - that of the cluster
   */
  readonly vnetName?: string;

  /**
   * The subnet of the nodes.
   *
   * @default - all of the virtual network
   */
  readonly subnetName?: string;
}

const BOTH: OptionSpecs = {
  storageAccount: text('storageAccount'),
  resourceGroup: text('resourceGroup'),
  privateEndpoint: choice('networkEndpointType', 'privateEndpoint'),
  shareNamePrefix: text('shareNamePrefix'),
  iops: wholeAmount('provisionedIops'),
  mebibytesPerSecond: wholeAmount('provisionedBandwidth'),
  tags: pairs('tags'),
};

const BY_SMB: OptionSpecs = {
  sku: text('skuName', AzureFilesSku.STANDARD_LRS),
  ...BOTH,
  storeAccountKey: flag('storeAccountKey'),
  secretName: text('secretName'),
  secretNamespace: text('secretNamespace'),
  multichannel: flag('enableMultichannel'),
  ...SMB_OWNERSHIP,
};

const BY_NFS: OptionSpecs = {
  sku: text('skuName', AzureFilesSku.PREMIUM_LRS),
  ...BOTH,
  directoryPermissions: octalMode('mountPermissions', '0770'),
  rootSquash: text('rootSquashType'),
  encryptInTransit: flag('encryptInTransit'),
  vnetName: text('vnetName'),
  subnetName: text('subnetName'),
};

export function renderAzureFilesSmb(problems: Problems, options: unknown): Record<string, string> {
  return renderOptions(problems, 'azureFilesSmb', options, 'AzureFilesSmbOptions', BY_SMB, AZURE_FILE, { protocol: 'smb' });
}

export function renderAzureFilesNfs(problems: Problems, options: unknown): Record<string, string> {
  return renderOptions(problems, 'azureFilesNfs', options, 'AzureFilesNfsOptions', BY_NFS, AZURE_FILE, { protocol: 'nfs' });
}
