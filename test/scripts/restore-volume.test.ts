import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadScript } from '../../src/scripts/load-script';
import {
  KILLS,
  KillingTools,
  RandomKills,
  Run,
  RunOptions,
  Shell,
  shellsUnderTest,
  testArea,
  USER,
  withTars,
  writableDirectory,
} from './shells';
import { newVolume, own, treeOf } from './volume-files';

/*
 * Restores of a volume: restore-database with the scripts that look into a volume instead of a database.
 */

jest.setTimeout(120_000);

const TEXT = loadScript('restore-database');
const CONTENTS = loadScript('contents-volume');
const VERIFY = loadScript('verify-volume');
const RESTORE = loadScript('restore-volume');
const OVERWRITE = { RESTORE_OVERWRITE: 'overwrite existing data' };
const area = testArea();
const shells = shellsUnderTest();

let directories = 0;
const newDirectory = (what: string): string => writableDirectory(join(area, `${what} ${directories++}`));

/** A backup as VolumeBackup makes it, of a volume that has everything. */
function newBackups(volume = newVolume(newDirectory('volume'))): { readonly backups: string; readonly tree: readonly string[] } {
  const backups = newDirectory('backups');
  const file = 'wiki-20261120T024000Z.tar.gz';
  const names = readdirSync(volume, { encoding: 'buffer' }).filter((name) => name.toString() !== 'lost+found');
  execFileSync('tar', ['-c', '-z', '--numeric-owner', '-f', join(backups, file), '--null', '--verbatim-files-from', '-T', '-'], {
    cwd: volume,
    input: Buffer.concat(names.flatMap((name) => [Buffer.from('./'), name, Buffer.from([0])])),
  });
  execFileSync('sh', ['-c', `sha256sum ${file} >${file}.sha256`], { cwd: backups });
  own(backups);
  return { backups, tree: treeOf(volume) };
}

/** A volume with what was there before, lost+found included. */
function oldVolume(): string {
  const volume = newDirectory('target');
  mkdirSync(join(volume, 'pages'));
  writeFileSync(join(volume, 'pages', 'old'), 'of before');
  writeFileSync(join(volume, '.old'), 'of before');
  mkdirSync(join(volume, 'modules', 'closed'), { recursive: true });
  writeFileSync(join(volume, 'modules', 'closed', 'file'), 'of before');
  own(volume);
  // What its own user may neither move nor empty.
  for (const path of ['modules/closed', 'modules']) chmodSync(join(volume, path), 0o500);
  mkdirSync(join(volume, 'lost+found'), { mode: 0o700 });
  return volume;
}

interface Restore {
  readonly shell: Shell;
  readonly target: string;
  readonly backups: string;
  readonly env?: Record<string, string>;
  readonly restore?: string;
  readonly user?: RunOptions['user'];
}

const environment = ({ target, backups, env }: Pick<Restore, 'target' | 'backups' | 'env'>) => ({
  BACKUP_DIR: backups,
  BACKUP_NAME: 'wiki',
  BACKUP_SUFFIX: '.tar.gz',
  TARGET_DIR: target,
  RESTORE_WHAT: 'the volume',
  ...env,
});

const start = ({ shell, restore = RESTORE, user, ...given }: Restore): Run =>
  new Run(shell, TEXT, 'restore-volume', ['', CONTENTS, VERIFY, restore], { env: environment(given), ...(user !== undefined && { user }) });

/** What an application would find, once a look has undone what a killed restore left. */
async function lookInto(shell: Shell, target: string): Promise<{ readonly tree: readonly string[]; readonly status: number | null }> {
  const { status } = await new Run(shell, CONTENTS, 'contents', [], { env: { TARGET_DIR: target } }).result;
  rmSync(join(target, '.restore-volume'), { recursive: true, force: true });
  return { tree: treeOf(target), status };
}

describe.each(shells.flatMap(withTars))('a restore of a volume under $name', (shell) => {
  test('brings back every file, with owner, mode and odd name, and leaves nothing of its own', async () => {
    const { backups, tree } = newBackups();
    const target = newDirectory('target');
    mkdirSync(join(target, 'lost+found'), { mode: 0o700 });
    const { status, stderr, stdout } = await start({ shell, target, backups }).result;
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('restore-volume: wiki-20261120T024000Z.tar.gz is restored.\n');
    expect(treeOf(target)).toEqual(tree);
    expect(existsSync(join(target, '.restore-volume'))).toBe(false);
    expect(existsSync(join(target, 'lost+found'))).toBe(true);
  });

  test('directories that their owner may not even look into, by root as by a user', async () => {
    const isRoot = process.getuid?.() === 0;
    const volume = newVolume(newDirectory('volume'));
    mkdirSync(join(volume, 'modules', 'none'));
    writeFileSync(join(volume, 'modules', 'none', 'file'), 'of nobody');
    // Of a group, as a program of another user has written it.
    mkdirSync(join(volume, 'group', 'deep'), { recursive: true });
    writeFileSync(join(volume, 'group', 'deep', 'file'), 'of a group');
    for (const path of ['modules/none', 'group']) own(join(volume, path));
    // Only root can read it for a backup.
    if (isRoot) {
      for (const [path, mode] of [
        ['modules/none', 0],
        ['group/deep', 0o70],
        ['group', 0o2070],
      ] as const) {
        chmodSync(join(volume, path), mode);
      }
    }
    const { backups } = newBackups(volume);
    // Tar of busybox gives links to nobody else, root or not.
    const kept = (root: string): string[] => treeOf(root).filter((line) => !line.startsWith('link|'));
    for (const user of isRoot ? [USER, {}] : [USER]) {
      const target = newDirectory('target');
      const { status, stderr } = await start({ shell, target, backups, user }).result;
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(kept(target)).toEqual(kept(volume));
      expect(readdirSync(target)).not.toContain('.restore-volume');
      // And it goes again.
      expect(await start({ shell, target, backups, user, env: OVERWRITE }).result).toMatchObject({ status: 0, stderr: '' });
      expect(kept(target)).toEqual(kept(volume));
      expect(readdirSync(target)).not.toContain('.restore-volume');
    }
  });

  test('where tar of busybox does not tell their names, it says so, and GNU tar restores them', async () => {
    const volume = newDirectory('volume');
    mkdirSync(join(volume, 'closed', 'by\nlines'), { recursive: true });
    writeFileSync(join(volume, 'closed', 'by\nlines', 'file'), 'content');
    own(volume);
    for (const path of ['closed/by\nlines', 'closed']) chmodSync(join(volume, path), 0o500);
    const { backups, tree } = newBackups(volume);
    const target = oldVolume();
    const before = treeOf(target);
    const { status, stderr } = await start({ shell, target, backups, env: OVERWRITE }).result;
    const isGnu = execFileSync('sh', ['-c', 'tar --version 2>&1 || :'], { env: { PATH: shell.path }, encoding: 'utf8' }).includes(
      'GNU tar',
    );
    if (!isGnu) {
      expect(status).toBe(1);
      expect(stderr).toContain(
        'restore-volume: it has directories that their owner may not write to, and this tar does not tell all names: dr-x------ ./closed. Take an image with GNU tar.\n',
      );
      expect((await lookInto(shell, target)).tree).toEqual(before);
      expect(
        await start({ shell: { ...shell, command: ['sh'], path: process.env.PATH! }, target, backups, env: OVERWRITE }).result,
      ).toMatchObject({
        status: 0,
      });
    }
    expect(treeOf(target)).toEqual(tree);
  });

  test('a volume that holds something is not touched without words, and is replaced with them', async () => {
    const { backups, tree } = newBackups();
    const target = oldVolume();
    const before = treeOf(target);
    const { status, stderr } = await start({ shell, target, backups }).result;
    expect(status).toBe(3);
    expect(stderr).toContain('restore-volume: the volume is not empty. It holds:\n');
    expect(stderr).toContain('.old\n');
    expect(stderr).toContain("Where that may be lost, say so by the prop overwrite: 'overwrite existing data' (RESTORE_OVERWRITE).");
    expect(treeOf(target)).toEqual(before);
    expect(await start({ shell, target, backups, env: OVERWRITE }).result).toMatchObject({ status: 0 });
    expect(treeOf(target)).toEqual(tree);
  });

  test('a backup that is damaged changes nothing', async () => {
    const { backups } = newBackups();
    const target = oldVolume();
    const before = treeOf(target);
    writeFileSync(join(backups, 'wiki-20261120T024000Z.tar.gz'), 'no archive', { flag: 'r+' });
    expect(await start({ shell, target, backups, env: OVERWRITE }).result).toMatchObject({ status: 3 });
    expect(treeOf(target)).toEqual(before);
  });

  test('a full disk leaves what was there', async () => {
    const { backups } = newBackups();
    const target = oldVolume();
    const before = treeOf(target);
    // As a full disk does, in blocks of 512 bytes: the write fails, and no signal ends the program.
    const full = `trap '' XFSZ; ulimit -f 100; ${RESTORE}`;
    const { status, stderr } = await start({ shell, target, backups, env: OVERWRITE, restore: full }).result;
    expect(status).toBe(1);
    expect(stderr).toContain('restore-volume: cannot unpack the backup, see above');
    const { tree } = await lookInto(shell, target);
    expect(tree).toEqual(before);
  });

  test('two at once do not mix', async () => {
    const { backups, tree } = newBackups();
    const target = newDirectory('target');
    const results = await Promise.all([start({ shell, target, backups }).result, start({ shell, target, backups }).result]);
    expect(results.map(({ status }) => status)).toContain(0);
    expect((await lookInto(shell, target)).tree).toEqual(tree);
  });

  test('what somebody else may not write to is left, and told', async () => {
    if (process.getuid?.() !== 0) return;
    const { backups } = newBackups();
    const target = newDirectory('target');
    writeFileSync(join(target, 'own'), 'of the user');
    own(target);
    mkdirSync(join(target, 'of-root'));
    // A directory of another user cannot be moved to another place; those before it are moved back, and closed again.
    chmodSync(join(target, 'of-root'), 0o755);
    mkdirSync(join(target, 'closed', 'deep'), { recursive: true });
    own(join(target, 'closed'));
    chmodSync(join(target, 'closed', 'deep'), 0o500);
    chmodSync(join(target, 'closed'), 0o550);
    const before = treeOf(target);
    const { status, stderr } = await start({ shell, target, backups, env: OVERWRITE }).result;
    expect(status).toBe(1);
    expect(stderr).toContain(
      'restore-volume: cannot move what is there, see above: this user may not write to it. The volume is as it was.\n',
    );
    expect((await lookInto(shell, target)).tree).toEqual(before);
  });

  test('killed at every point, the next look finds what was there, or all that is new', async () => {
    const { backups, tree } = newBackups();
    const before = treeOf(oldVolume());
    const tools = new KillingTools(shell, newDirectory('tools'), ['mkdir', 'tar', 'sync', 'chmod', 'mv', 'rm', 'rmdir']);
    const run = (target: string, killAt: number) =>
      tools.run(TEXT, 'restore-volume', ['', CONTENTS, VERIFY, RESTORE], killAt, environment({ target, backups, env: OVERWRITE }));
    await run(oldVolume(), 0).result;
    const points = tools.points();
    expect(points).toEqual(expect.arrayContaining(['tar', 'chmod', 'mv', 'rmdir']));
    const step = Math.max(1, Math.floor(points.length / Math.max(KILLS, 12)));
    for (let point = 1; point <= points.length; point += step) {
      const target = oldVolume();
      await run(target, point).result;
      const { tree: found, status } = await lookInto(shell, target);
      expect(status).toBe(0);
      expect([before, tree]).toContainEqual(found);
    }
  });

  test('killed at any moment, the next try ends well', async () => {
    const { backups, tree } = newBackups();
    const target = oldVolume();
    const begin = performance.now();
    await start({ shell, target, backups, env: OVERWRITE }).result;
    const kills = new RandomKills(KILLS, performance.now() - begin);
    while (!kills.areDone) await kills.strike(start({ shell, target, backups, env: OVERWRITE }));
    expect(await start({ shell, target, backups, env: OVERWRITE }).result).toMatchObject({ status: 0 });
    expect(treeOf(target)).toEqual(tree);
    expect(existsSync(join(target, '.restore-volume'))).toBe(false);
  });

  test.each([
    [{ TARGET_DIR: 'data' }, "TARGET_DIR is 'data', not an absolute path."],
    [{ TARGET_DIR: '/no/such' }, 'cannot enter /no/such. Is the volume mounted there, and may this user write to it?'],
  ])('refuses %j', async (env, message) => {
    const { backups } = newBackups();
    const { status, stderr } = await start({ shell, target: newDirectory('target'), backups, env }).result;
    expect(status).toBe(1);
    expect(stderr).toContain(`restore-volume: ${message}\n`);
  });
});
