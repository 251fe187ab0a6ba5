import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { USER } from './shells';

/*
 * Disks that are really full, which only root can make: file systems in memory, that are mounted in a directory of the test and taken away
 * by it.
 */

const succeeds = (program: string, ...args: readonly string[]): boolean => {
  try {
    execFileSync(program, args, { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
};

/** Whether file systems can be mounted here. */
export const canMount = process.getuid?.() === 0 && succeeds('unshare', '-m', 'mount', '-t', 'tmpfs', 'none', '/mnt');

/** Whether there are loop devices, too. */
export const canLoop = canMount && succeeds('losetup', '-f');

const give = (path: string): void => {
  if (USER.uid !== undefined) chownSync(path, USER.uid, USER.gid);
};

/** Runs something with a small disk at a path, which is there meanwhile. */
export async function onSmallDisk<T>(path: string, size: string, use: () => T | Promise<T>): Promise<T> {
  mkdirSync(path, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=755`, 'none', path]);
  try {
    give(path);
    return await use();
  } finally {
    execFileSync('umount', ['-l', path]);
  }
}

/** Makes such a disk larger, as a claim grows. */
export function grow(path: string, size: string): void {
  execFileSync('mount', ['-o', `remount,size=${size}`, path]);
}

/** The same with a disk that says that it has more room than there is behind it: what does not fit is taken, and lost when it is written. */
export async function onThinDisk<T>(path: string, said: string, behind: string, use: () => T | Promise<T>): Promise<T> {
  const back = `${path}-behind`;
  return onSmallDisk(back, behind, async () => {
    const image = join(back, 'image');
    execFileSync('truncate', ['-s', said, image]);
    execFileSync('mkfs.ext4', ['-q', '-O', '^has_journal', '-E', 'lazy_itable_init=1', image], { stdio: 'pipe' });
    const device = execFileSync('losetup', ['-f', '--show', image], { encoding: 'utf8' }).trim();
    try {
      mkdirSync(path, { recursive: true });
      execFileSync('mount', [device, path]);
      try {
        give(path);
        return await use();
      } finally {
        execFileSync('umount', ['-l', path]);
      }
    } finally {
      execFileSync('losetup', ['-d', device]);
    }
  });
}
