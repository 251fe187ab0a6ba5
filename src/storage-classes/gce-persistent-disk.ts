import { Size } from 'cdk8s';
import { GCE_PERSISTENT_DISK } from '../facts/drivers/gce-persistent-disk';
import { FS_TYPE } from '../facts/drivers/parameter-table';
import { Problems } from '../props/problems';
import { OptionSpec, OptionSpecs, pairs, perSecond, renderOptions, text, wholeAmount } from './driver-options';
import { FileSystem } from './file-system';

/**
 * Kinds of Google disks.
 *
 * @see https://cloud.google.com/compute/docs/disks
 */
export enum GceDiskType {
  /** Hard disk, the driver's own default; 1 GiB to 64 TiB, regional from 200 GiB. */
  PD_STANDARD = 'pd-standard',
  /** SSD for most uses; 1 GiB to 64 TiB. */
  PD_BALANCED = 'pd-balanced',
  /** Fast SSD; 1 GiB to 64 TiB. */
  PD_SSD = 'pd-ssd',
  /** SSD with provisioned IOPS; 500 GiB to 64 TiB. */
  PD_EXTREME = 'pd-extreme',
  /** For most uses on newer machines; 4 GiB to 64 TiB. */
  HYPERDISK_BALANCED = 'hyperdisk-balanced',
  /** In two zones, on newer machines; 4 GiB to 64 TiB. */
  HYPERDISK_BALANCED_HIGH_AVAILABILITY = 'hyperdisk-balanced-high-availability',
  /** The most IOPS; 64 GiB to 64 TiB. */
  HYPERDISK_EXTREME = 'hyperdisk-extreme',
  /** Streams at a low price; 2 TiB to 32 TiB. */
  HYPERDISK_THROUGHPUT = 'hyperdisk-throughput',
  /** Data that many nodes read; 4 GiB to 64 TiB. */
  HYPERDISK_ML = 'hyperdisk-ml',
}

/** Options of Google Persistent Disks and Hyperdisks, which Google always encrypts. */
export interface GcePersistentDiskOptions {
  /**
   * The kind of disk. The machines of the nodes must support it.
   *
   * @default GceDiskType.PD_BALANCED
   */
  readonly type?: GceDiskType;

  /**
   * Whether each disk is replicated in two zones of its region: pd-standard (from 200 GiB), pd-balanced and pd-ssd.
   *
   * @default false
   */
  readonly regional?: boolean;

  /**
   * IOPS of each disk: 2500 to 120000 (pd-extreme), to 160000 (hyperdisk-balanced, 500 per GiB),
   * to 100000 (hyperdisk-balanced-high-availability), to 350000 (hyperdisk-extreme).
   *
   * @default - Google's own, by size
   */
  readonly iops?: number;

  /**
   * What passes in a second: 140 to 2400 MiB (hyperdisk-balanced, at most 1 MiB per 4 IOPS), to 1200 MiB
   * (hyperdisk-balanced-high-availability), 20 to 2400 MiB (hyperdisk-throughput), 400 to 1200000 MiB (hyperdisk-ml).
   *
   * @default - Google's own, by size
   */
  readonly throughput?: Size;

  /**
   * The full name of a key of your own: `projects/P/locations/L/keyRings/R/cryptoKeys/K`.
   *
   * @default - a key of Google's
   */
  readonly kmsKeyName?: string;

  /**
   * The file system: ext4, ext3, xfs, btrfs or ntfs.
   *
   * @default - the driver's own, ext4 on Linux
   */
  readonly fileSystem?: FileSystem;

  /**
   * Labels of the disks in Google Cloud, in lower case; at most 64.
   *
   * @default - none
   */
  readonly diskLabels?: { readonly [key: string]: string };
}

const REGIONAL: OptionSpec = {
  parameter: 'replication-type',
  render: (value) => (typeof value === 'boolean' ? { 'replication-type': value ? 'regional-pd' : 'none' } : 'Give true or false.'),
};

const OPTIONS: OptionSpecs = {
  type: text('type', GceDiskType.PD_BALANCED),
  regional: REGIONAL,
  iops: wholeAmount('provisioned-iops-on-create'),
  // The driver reads a quantity: without its unit, it would be bytes.
  throughput: perSecond('provisioned-throughput-on-create', 'Mi'),
  kmsKeyName: text('disk-encryption-kms-key'),
  fileSystem: text(FS_TYPE),
  diskLabels: pairs('labels'),
};

export function renderGcePersistentDisk(problems: Problems, options: unknown): Record<string, string> {
  return renderOptions(problems, 'gcePersistentDisk', options, 'GcePersistentDiskOptions', OPTIONS, GCE_PERSISTENT_DISK);
}
