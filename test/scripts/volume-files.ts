import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { USER } from './shells';

/* What the tests of backups and restores of volumes have in common. */

/** As root, everything that a file system can hold belongs to the user of the scripts. */
export const own = (path: string): void => {
  if (USER.uid !== undefined) execFileSync('chown', ['-hR', `${USER.uid}:${USER.gid}`, path]);
};

/** Fills a directory with what volumes have. */
export function newVolume(volume: string): string {
  writeFileSync(join(volume, 'plain'), 'content\n', { mode: 0o640 });
  mkdirSync(join(volume, 'pages', 'deep'), { recursive: true });
  writeFileSync(join(volume, 'pages', 'deep', 'file'), 'x'.repeat(100_000));
  for (const name of ['-dash', 'new\nline', ' blank ', '.hidden', '..twice', '*', "quo'te"]) {
    writeFileSync(join(volume, name), `of ${name}`);
  }
  // No valid UTF-8.
  writeFileSync(Buffer.concat([Buffer.from(`${volume}/`), Buffer.from([0xff, 0xfe])]), 'bytes');
  linkSync(join(volume, 'plain'), join(volume, 'hard'));
  symlinkSync('nowhere', join(volume, 'link'));
  execFileSync('mkfifo', [join(volume, 'pipe')]);
  writeFileSync(join(volume, 'sparse'), '');
  truncateSync(join(volume, 'sparse'), 5_000_000);
  mkdirSync(join(volume, 'modules', 'one', 'deep'), { recursive: true });
  for (const path of ['modules/one/file', 'modules/one/deep/file', 'setuid']) writeFileSync(join(volume, path), `of ${path}`);
  mkdirSync(join(volume, 'shared', 'closed'), { recursive: true });
  own(volume);
  // What its own user may not write to: as many programs keep what they have fetched. After chown, which takes bits away.
  chmodSync(join(volume, 'modules', 'one', 'file'), 0o400);
  for (const path of ['modules/one/deep', 'modules/one', 'modules']) chmodSync(join(volume, path), 0o500);
  chmodSync(join(volume, 'shared', 'closed'), 0o2570);
  chmodSync(join(volume, 'shared'), 0o2770);
  chmodSync(join(volume, 'setuid'), 0o4755);
  // Of the file system, and of root.
  mkdirSync(join(volume, 'lost+found'), { mode: 0o700 });
  return volume;
}

/** Everything but lost+found, whatever its name and kind: type, mode, owner, target, and content of files. Equal trees give equal lists. */
export function treeOf(root: string): string[] {
  const find = (...args: string[]): string[] =>
    execFileSync('find', ['.', '-mindepth', '1', '-path', './lost+found', '-prune', '-o', ...args], {
      cwd: root,
      encoding: 'latin1',
    }).split('\0');
  return [...find('-printf', '%P|%y|%m|%U|%G|%l\\0'), ...find('-type', 'f', '-exec', 'sha256sum', '-z', '{}', '+')].sort();
}
