import { AWS_EFS } from '../facts/drivers/aws-efs';
import { Problems } from '../props/problems';
import { SecretLocation } from '../volumes/persistent-volume-source';
import { flag, octalMode, OptionSpecs, renderOptions, secret, text, userId } from './driver-options';

/** Options of volumes on Amazon EFS: an access point for each claim. All clients read and write as the user of the access point, whoever they are. */
export interface AwsEfsOptions {
  /** The id of the file system, such as `fs-0123456789abcdef0`. */
  readonly fileSystemId: string;

  /**
   * Mode of the directory of a claim, in octal digits.
   *
   * @default '0750'
   */
  readonly directoryPermissions?: string;

  /**
   * User id that everything is read and written as.
   *
   * @default - one of its own for each claim, from the range of groups
   */
  readonly user?: number;

  /**
   * Group id that everything is read and written as.
   *
   * @default - one of its own for each claim, from the range of groups
   */
  readonly group?: number;

  /**
   * The first id that the driver may give; with `groupRangeEnd`.
   *
   * @default 50000
   */
  readonly groupRangeStart?: number;

  /**
   * The last id that the driver may give; with `groupRangeStart`.
   *
   * @default 60000
   */
  readonly groupRangeEnd?: number;

  /**
   * Directory of the file system below which those of claims are made.
   *
   * @default - the root
   */
  readonly basePath?: string;

  /**
   * What the directory of a claim is called: a path in which the driver puts in `${.PVC.namespace}`, `${.PVC.name}` and `${.PV.name}`.
   *
   * @default - the name of the volume
   */
  readonly subPathPattern?: string;

  /**
   * Whether a new text is added to what `subPathPattern` makes. Without it, a claim of the same name finds the files of the one before.
   *
   * @default true
   */
  readonly ensureUniqueDirectory?: boolean;

  /**
   * The Secret that names the role by which a file system of another account is reached.
   *
   * @default - the driver's own role
   */
  readonly roleSecret?: SecretLocation;

  /**
   * The zone whose mount target is used for a file system of another account.
   *
   * @default - that of the node
   */
  readonly availabilityZone?: string;
}

const OPTIONS: OptionSpecs = {
  fileSystemId: text('fileSystemId'),
  directoryPermissions: octalMode('directoryPerms', '0750'),
  user: userId('uid'),
  group: userId('gid'),
  groupRangeStart: userId('gidRangeStart'),
  groupRangeEnd: userId('gidRangeEnd'),
  basePath: text('basePath'),
  subPathPattern: text('subPathPattern'),
  ensureUniqueDirectory: flag('ensureUniqueDirectory'),
  roleSecret: secret(['provisioner'], { required: false }),
  availabilityZone: text('az'),
};

/** Access points are the one thing that is made for a claim. */
const ALWAYS = { provisioningMode: 'efs-ap' };

export function renderAwsEfs(problems: Problems, options: unknown): Record<string, string> {
  return renderOptions(problems, 'awsEfs', options, 'AwsEfsOptions', OPTIONS, AWS_EFS, ALWAYS);
}
