import { NODE_LOCKS } from '../facts/smb/mount-options';
import { Unchecked } from '../util/unchecked';
import { checkedOnly, ID_REMEDY, isMode, isUserId, MODE_REMEDY, OptionSpecs } from './driver-options';

/** Whom the files of a share by SMB belong to, and who may write. No Pod can change it: the server knows no users of Linux. */
export interface SmbOwnership {
  /**
   * User id that all files belong to.
   *
   * @default 10001
   */
  readonly user?: number;

  /**
   * Group id that all files belong to.
   *
   * @default 10001
   */
  readonly group?: number;

  /**
   * Mode of all directories, in octal digits.
   *
   * @default '0770'
   */
  readonly directoryMode?: string;

  /**
   * Mode of all files, in octal digits.
   *
   * @default '0660'
   */
  readonly fileMode?: string;

  /**
   * Whether locks of parts of files are kept on the node (`nobrl`), as databases in files and others need it that lock as Linux does. Pods of several nodes then know nothing of
   * each other's locks: for files that one Pod has at a time.
   *
   * @default false
   */
  readonly locksHoldOnOneNodeOnly?: boolean;
}

export const SMB_OWNERSHIP: OptionSpecs = {
  user: checkedOnly('user', isUserId, ID_REMEDY),
  group: checkedOnly('group', isUserId, ID_REMEDY),
  directoryMode: checkedOnly('directoryMode', isMode, MODE_REMEDY),
  fileMode: checkedOnly('fileMode', isMode, MODE_REMEDY),
  locksHoldOnOneNodeOnly: checkedOnly('locksHoldOnOneNodeOnly', (value) => typeof value === 'boolean', 'Give true or false.'),
};

/** The mount options for it; what is wrong is reported with the other options. */
export function ownershipOptions(given: SmbOwnership | undefined): readonly string[] {
  const { user, group, directoryMode, fileMode, locksHoldOnOneNodeOnly }: Unchecked<SmbOwnership> = given ?? {};
  return [
    `uid=${isUserId(user) ? user : DEFAULT_OWNER}`,
    `gid=${isUserId(group) ? group : DEFAULT_OWNER}`,
    `dir_mode=${isMode(directoryMode) ? directoryMode : '0770'}`,
    `file_mode=${isMode(fileMode) ? fileMode : '0660'}`,
    ...(locksHoldOnOneNodeOnly === true ? [NODE_LOCKS] : []),
  ];
}

/** Who the processes of this library's Pods are. */
const DEFAULT_OWNER = 10001;
