import { AZURE_DISK } from '../facts/drivers/azure-disk';
import { Problems } from '../props/problems';
import { OptionSpecs, pairs, renderOptions, text, wholeAmount } from './driver-options';
import { FileSystem } from './file-system';

/**
 * Kinds of Azure disks. LRS disks lie in one zone, ZRS disks in every zone of their region.
 *
 * @see https://learn.microsoft.com/azure/virtual-machines/disks-types
 */
export enum AzureDiskSku {
  /** Hard disk; up to 32767 GiB. */
  STANDARD_LRS = 'Standard_LRS',
  /** SSD for light use; up to 32767 GiB. */
  STANDARD_SSD_LRS = 'StandardSSD_LRS',
  /** The same in every zone. */
  STANDARD_SSD_ZRS = 'StandardSSD_ZRS',
  /** SSD for production, IOPS by size; up to 32767 GiB. */
  PREMIUM_LRS = 'Premium_LRS',
  /** The same in every zone. */
  PREMIUM_ZRS = 'Premium_ZRS',
  /** SSD for production, IOPS apart from the size; up to 64 TiB, no host cache. */
  PREMIUM_V2_LRS = 'PremiumV2_LRS',
  /** The fastest; 4 GiB to 64 TiB, no host cache. */
  ULTRA_SSD_LRS = 'UltraSSD_LRS',
}

/** What the node caches of a disk. */
export enum AzureDiskCaching {
  /** Nothing; the only one for PremiumV2 and Ultra. */
  NONE = 'None',
  /** What was read. */
  READ_ONLY = 'ReadOnly',
  /** Also what is written, which is lost with the node; deprecated by the driver. */
  READ_WRITE = 'ReadWrite',
}

/** Who may export the content of a disk over the network. */
export enum AzureDiskNetworkAccess {
  /** Nobody. */
  DENY_ALL = 'DenyAll',
  /** Whoever reaches the private endpoint of `diskAccessId`. */
  ALLOW_PRIVATE = 'AllowPrivate',
  /** Whoever has a signed address. */
  ALLOW_ALL = 'AllowAll',
}

/** Options of Azure disks, which Azure always encrypts. */
export interface AzureDiskOptions {
  /**
   * The kind of disk.
   *
   * @default AzureDiskSku.STANDARD_SSD_LRS
   */
  readonly sku?: AzureDiskSku;

  /**
   * What the node caches; PremiumV2 and Ultra have no cache.
   *
   * @default - NONE for PremiumV2 and Ultra, the driver's READ_ONLY for the others
   */
  readonly caching?: AzureDiskCaching;

  /**
   * IOPS of each disk: up to 80000 (PremiumV2, 500 per GiB) or 400000 (Ultra, 1000 per GiB).
   *
   * @default - Azure's own
   */
  readonly iops?: number;

  /**
   * Throughput of each disk in MB (not MiB) per second, as Azure counts it: up to 2000 (PremiumV2, 0.25 per IOPS) or
   * 10000 (Ultra, 0.256 per IOPS).
   *
   * @default - Azure's own
   */
  readonly megabytesPerSecond?: number;

  /**
   * The resource id of the disk encryption set that holds a key of your own.
   *
   * @default - a key of Azure's
   */
  readonly diskEncryptionSetId?: string;

  /**
   * Who may export the content of the disks.
   *
   * @default - the driver's DENY_ALL
   */
  readonly networkAccess?: AzureDiskNetworkAccess;

  /**
   * The disk access resource of the private endpoint, for ALLOW_PRIVATE.
   *
   * @default - none
   */
  readonly diskAccessId?: string;

  /**
   * The resource group of the disks.
   *
   * @default - that of the cluster's nodes
   */
  readonly resourceGroup?: string;

  /**
   * How many nodes may attach one disk at once, as a raw block volume.
   *
   * @default 1
   */
  readonly maxShares?: number;

  /**
   * The file system: ext4, ext3, xfs, btrfs or ntfs.
   *
   * @default - the driver's own, ext4 on Linux
   */
  readonly fileSystem?: FileSystem;

  /**
   * Tags of the disks in Azure, without commas and equals signs.
   *
   * @default - those of the driver
   */
  readonly tags?: { readonly [key: string]: string };
}

const OPTIONS: OptionSpecs = {
  sku: text('skuName', AzureDiskSku.STANDARD_SSD_LRS),
  caching: text('cachingMode'),
  iops: wholeAmount('DiskIOPSReadWrite'),
  megabytesPerSecond: wholeAmount('DiskMBpsReadWrite'),
  diskEncryptionSetId: text('diskEncryptionSetID'),
  networkAccess: text('networkAccessPolicy'),
  diskAccessId: text('diskAccessID'),
  resourceGroup: text('resourceGroup'),
  maxShares: wholeAmount('maxShares'),
  fileSystem: text('fsType'),
  tags: pairs('tags'),
};

/** Disks whose nodes have no cache; the driver's own default would ask for one. */
const UNCACHED: readonly string[] = [AzureDiskSku.PREMIUM_V2_LRS, AzureDiskSku.ULTRA_SSD_LRS];

export function renderAzureDisk(problems: Problems, options: unknown): Record<string, string> {
  const parameters = renderOptions(problems, 'azureDisk', options, 'AzureDiskOptions', OPTIONS, AZURE_DISK);
  return UNCACHED.includes(parameters.skuName) ? { cachingMode: AzureDiskCaching.NONE, ...parameters } : parameters;
}
