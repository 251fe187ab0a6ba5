/**
 * Mount options of SMB. Whom the files belong to, and who may write, is said by the mount, since most servers know no users of Linux.
 *
 * @see https://man7.org/linux/man-pages/man8/mount.cifs.8.html
 */

/** Links among the files; a cache that sees what others write; no numbers of files by the server, of which two may have one. */
export const SMB_MOUNT_OPTIONS: readonly string[] = ['mfsymlinks', 'cache=strict', 'noserverino'];

/** The same for Azure, which has numbers of its own, and where each mount is best a connection of its own. */
export const AZURE_SMB_MOUNT_OPTIONS: readonly string[] = ['mfsymlinks', 'cache=strict', 'nosharesock'];

/** Keeps locks of parts of files on the node, where they are those that programs of Linux expect. */
export const NODE_LOCKS = 'nobrl';

/** Options that say whom the files belong to and who may write. */
const OWNERSHIP = ['uid', 'gid', 'dir_mode', 'file_mode', 'noperm', 'forceuid', 'forcegid'];

/** What an option is called, without its value. */
export const nameOfOption = (option: string): string => option.split('=')[0];

/** Whether an option says whom files belong to, or who may write. */
export const saysOwner = (option: string): boolean => OWNERSHIP.includes(nameOfOption(option));

/** Whether a share is mounted without a name and a password. */
export const isGuest = (option: string): boolean => option === 'guest' || option === 'sec=none';

/** The mode of directories that drivers set where a class has none, in which everybody may write. */
export const DEFAULT_DIRECTORY_MODE = '0777';
