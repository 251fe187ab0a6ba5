import { AWS_FSX_LUSTRE } from '../facts/drivers/aws-fsx-lustre';
import { entryOf } from '../facts/drivers/parameter-table';
import { Problems } from '../props/problems';
import { withoutNulls } from '../props/without-nulls';
import { isMap, Unchecked } from '../util/unchecked';
import { choice, OptionSpecs, pairs, renderOptions, text, wholeAmount, words } from './driver-options';

/**
 * Kinds of FSx for Lustre file systems.
 *
 * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/using-fsx-lustre.html
 */
export enum FsxLustreDeployment {
  /** Without copies: files are lost with one server. For data that can be had again. */
  SCRATCH_1 = 'SCRATCH_1',
  /** The same, with bursts and encryption in transit. */
  SCRATCH_2 = 'SCRATCH_2',
  /** With copies in one zone. */
  PERSISTENT_1 = 'PERSISTENT_1',
  /** With copies in one zone, newer and faster. */
  PERSISTENT_2 = 'PERSISTENT_2',
}

/** What an FSx for Lustre file system is on. */
export enum FsxLustreStorage {
  /** SSD. */
  SSD = 'SSD',
  /** Hard disk, for PERSISTENT_1 only. */
  HDD = 'HDD',
}

/**
 * Options of FSx for Lustre: a file system for each claim, which takes minutes to make. It comes in steps of 1200 or 2400 GiB (1800 and 6000 for hard disks), and the driver makes
 * the next one of any size, so claims of another size are refused.
 */
export interface AwsFsxLustreOptions {
  /** The id of the subnet that the file system is in. */
  readonly subnetId: string;

  /** The ids of its security groups, which have to let the nodes in. */
  readonly securityGroupIds: string[];

  /**
   * The kind of file system.
   *
   * @default FsxLustreDeployment.PERSISTENT_2 - the driver itself would make one without copies
   */
  readonly deployment?: FsxLustreDeployment;

  /**
   * What it is on.
   *
   * @default FsxLustreStorage.SSD
   */
  readonly storage?: FsxLustreStorage;

  /**
   * Throughput in MB per second for each TiB: 125, 250, 500 or 1000 (PERSISTENT_2), 50, 100 or 200 (PERSISTENT_1), 12 or 40 (on hard disks).
   *
   * @default - 125 for PERSISTENT_2, 50 for PERSISTENT_1, 12 on hard disks; SCRATCH has its own
   */
  readonly throughputPerTebibyte?: number;

  /**
   * Whether hard disks have a cache of SSD for what is read.
   *
   * @default false
   */
  readonly readCache?: boolean;

  /**
   * Whether what is written is compressed (LZ4).
   *
   * @default false
   */
  readonly compression?: boolean;

  /**
   * The key of KMS to encrypt with; PERSISTENT only.
   *
   * @default - the account's default key for FSx
   */
  readonly kmsKeyId?: string;

  /**
   * How many days AWS keeps its daily backups, 1 to 90; PERSISTENT only.
   *
   * @default - as AWS does, which is none
   */
  readonly backupRetentionDays?: number;

  /**
   * When AWS makes them, as a time of UTC: `03:00`.
   *
   * @default - a time that AWS chooses
   */
  readonly backupStartTime?: string;

  /**
   * When AWS maintains the file system, as day (1 for Monday) and time of UTC: `7:04:00`.
   *
   * @default - a time that AWS chooses
   */
  readonly maintenanceStartTime?: string;

  /**
   * The version of Lustre: 2.10, 2.12 or 2.15.
   *
   * @default - that of the kind
   */
  readonly lustreVersion?: string;

  /**
   * Tags of the file systems in AWS.
   *
   * @default - those of the driver
   */
  readonly tags?: { readonly [key: string]: string };
}

const OPTIONS: OptionSpecs = {
  subnetId: text('subnetId'),
  securityGroupIds: words('securityGroupIds'),
  deployment: text('deploymentType', FsxLustreDeployment.PERSISTENT_2),
  storage: text('storageType', FsxLustreStorage.SSD),
  throughputPerTebibyte: wholeAmount('perUnitStorageThroughput'),
  readCache: choice('driveCacheType', 'READ', 'NONE'),
  compression: choice('dataCompressionType', 'LZ4', 'NONE'),
  kmsKeyId: text('kmsKeyId'),
  backupRetentionDays: wholeAmount('automaticBackupRetentionDays'),
  backupStartTime: text('dailyAutomaticBackupStartTime'),
  maintenanceStartTime: text('weeklyMaintenanceStartTime'),
  lustreVersion: text('fileSystemTypeVersion'),
  tags: pairs('extraTags'),
};

const LEAST_THROUGHPUT: Readonly<Record<string, string>> = { PERSISTENT_1: '50', PERSISTENT_2: '125' };

/** What AWS wants said, where nobody has. */
function implied(given: unknown): Record<string, string> {
  const { deployment, storage, throughputPerTebibyte, readCache }: Unchecked<AwsFsxLustreOptions> = withoutNulls(
    isMap(given) ? given : {},
    'AwsFsxLustreOptions',
  );
  const isHdd = storage === FsxLustreStorage.HDD;
  const kind = deployment ?? FsxLustreDeployment.PERSISTENT_2;
  const least = isHdd ? '12' : typeof kind === 'string' ? entryOf(LEAST_THROUGHPUT, kind) : undefined;
  return {
    ...(throughputPerTebibyte === undefined && least !== undefined && { perUnitStorageThroughput: least }),
    ...(readCache === undefined && isHdd && { driveCacheType: 'NONE' }),
  };
}

export function renderAwsFsxLustre(problems: Problems, options: unknown): Record<string, string> {
  return renderOptions(problems, 'awsFsxLustre', options, 'AwsFsxLustreOptions', OPTIONS, AWS_FSX_LUSTRE, implied(options));
}
