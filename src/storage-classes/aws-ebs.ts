import { Size } from 'cdk8s';
import { AWS_EBS } from '../facts/drivers/aws-ebs';
import { FS_TYPE } from '../facts/drivers/parameter-table';
import { Problems } from '../props/problems';
import { flag, numberedPairs, OptionSpecs, perSecond, renderOptions, text, wholeAmount } from './driver-options';
import { FileSystem } from './file-system';

/**
 * Kinds of EBS volumes.
 *
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html
 */
export enum AwsEbsVolumeType {
  /** General purpose; 1 GiB to 64 TiB, IOPS and throughput apart from the size. */
  GP3 = 'gp3',
  /** General purpose, older and dearer; 1 GiB to 16 TiB, IOPS by size. */
  GP2 = 'gp2',
  /** Provisioned IOPS, older; 4 GiB to 16 TiB. */
  IO1 = 'io1',
  /** Provisioned IOPS, the most durable; 4 GiB to 64 TiB. */
  IO2 = 'io2',
  /** Hard disk for streams; 125 GiB to 16 TiB. */
  ST1 = 'st1',
  /** Hard disk for cold data; 125 GiB to 16 TiB. */
  SC1 = 'sc1',
}

/** Options of EBS volumes. */
export interface AwsEbsOptions {
  /**
   * The kind of volume.
   *
   * @default AwsEbsVolumeType.GP3
   */
  readonly type?: AwsEbsVolumeType;

  /**
   * IOPS of each volume, whatever its size: 3000 to 80000 (gp3, at most 500 per GiB), 100 to 64000 (io1, 50 per GiB),
   * 100 to 256000 (io2, 1000 per GiB). io1 and io2 need this or `iopsPerGib`.
   *
   * @default - 3000 for gp3; by size for the other types
   */
  readonly iops?: number;

  /**
   * IOPS per GiB of the volume's size, for gp3, io1 and io2; not together with `iops`.
   *
   * @default - none
   */
  readonly iopsPerGib?: number;

  /**
   * Whether a volume too small for the least IOPS of its type gets that least, at its price, instead of an error.
   *
   * @default false
   */
  readonly raiseIopsToMinimum?: boolean;

  /**
   * What passes in a second, gp3 only: 125 to 2000 MiB, at most 0.25 MiB per IOPS.
   *
   * @default - 125 MiB for gp3; by size for the other types
   */
  readonly throughput?: Size;

  /**
   * Whether volumes are encrypted. Turning it off leaves the data readable to whoever gets at the disk or a snapshot of it.
   *
   * @default true
   */
  readonly encrypted?: boolean;

  /**
   * The full ARN of the KMS key to encrypt with.
   *
   * @default - the account's default key for EBS
   */
  readonly kmsKeyArn?: string;

  /**
   * The file system: ext4, ext3, xfs or ntfs.
   *
   * @default - the driver's own, ext4 on Linux
   */
  readonly fileSystem?: FileSystem;

  /**
   * Tags of the volumes in AWS; values may use the driver's templates, such as `{{ .PVCName }}`.
   *
   * @default - those of the driver
   */
  readonly tags?: { readonly [key: string]: string };
}

const OPTIONS: OptionSpecs = {
  type: text('type', AwsEbsVolumeType.GP3),
  iops: wholeAmount('iops'),
  iopsPerGib: wholeAmount('iopsPerGB'),
  raiseIopsToMinimum: flag('allowAutoIOPSPerGBIncrease'),
  throughput: perSecond('throughput'),
  encrypted: flag('encrypted'),
  kmsKeyArn: text('kmsKeyId'),
  fileSystem: text(FS_TYPE),
  tags: numberedPairs('tagSpecification'),
};

export function renderAwsEbs(problems: Problems, options: unknown): Record<string, string> {
  return renderOptions(problems, 'awsEbs', options, 'AwsEbsOptions', OPTIONS, AWS_EBS);
}
