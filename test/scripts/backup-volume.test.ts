import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, lstatSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { loadScript } from '../../src/scripts/load-script';
import { newVolume, own, treeOf } from './volume-files';
import { KILLS, RandomKills, Run, Shell, shellsUnderTest, testArea, USER, writableDirectory } from './shells';

/*
 * Backups of a volume: backup-database with the two scripts that read files instead of a database.
 */

jest.setTimeout(120_000);

const TEXT = loadScript('backup-database');
const DUMP = loadScript('dump-volume');
const VERIFY = loadScript('verify-volume');
const area = testArea();
const shells = shellsUnderTest();

let directories = 0;
const newDirectory = (what: string): string => writableDirectory(join(area, `${what} ${directories++}`));

interface Backup {
  readonly shell: Shell;
  readonly volume: string;
  readonly backups: string;
  readonly env?: Record<string, string>;
  readonly dump?: string;
}

const start = ({ shell, volume, backups, env, dump = DUMP }: Backup): Run =>
  new Run(shell, TEXT, 'backup-volume', [dump, VERIFY], {
    env: {
      BACKUP_DIR: backups,
      BACKUP_NAME: 'wiki',
      BACKUP_SUFFIX: '.tar.gz',
      BACKUP_KEEP: '2',
      SOURCE_DIR: volume,
      SOURCE_CHANGES: 'fail',
      ...env,
    },
  });

/** The archives, each of which has to be whole and to agree with its checksum. */
function archives(backups: string): string[] {
  const files = readdirSync(backups).filter((file) => /^wiki-\d{8}T\d{6}Z\.tar\.gz$/.test(file));
  for (const file of files) {
    execFileSync('sha256sum', ['--check', '--quiet', `${file}.sha256`], { cwd: backups });
    execFileSync('tar', ['-tzf', file], { cwd: backups });
  }
  return files.sort();
}

const leftovers = (backups: string): string[] => readdirSync(backups).filter((file) => file.includes('.backup-tmp.'));

function extract(backups: string, file: string): string {
  const target = newDirectory('restored');
  execFileSync('tar', ['-xpzf', join(backups, file), '-C', target]);
  return target;
}

const canExclude = (shell: Shell): boolean =>
  spawnSync('tar', ['-cf', '/dev/null', '-X', '/dev/null', '-C', '/', 'dev/null'], { env: { PATH: shell.path } }).status === 0;
describe.each(shells)('a backup of a volume under $name', (shell) => {
  test('has every file, with owner, mode and odd name, and nothing was written to the volume', async () => {
    const [volume, backups] = [newVolume(newDirectory('volume')), newDirectory('backups')];
    const before = tracesOf(volume);
    const { status, stderr } = await start({ shell, volume, backups }).result;
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(tracesOf(volume)).toEqual(before);
    const [file] = archives(backups);
    const restored = extract(backups, file);
    expect(treeOf(restored)).toEqual(treeOf(volume));
    expect(treeOf(volume)).toContain(`pipe|p|644|${USER.uid ?? process.getuid!()}|${USER.gid ?? process.getgid!()}|`);
    const [one, other] = ['plain', 'hard'].map((name) => lstatSync(join(restored, name)));
    expect(one.ino).toBe(other.ino);
    if (USER.uid !== undefined) expect([one.uid, one.gid]).toEqual([USER.uid, USER.gid]);
    expect(leftovers(backups)).toEqual([]);
  });

  test('sockets are left out, and stop nothing', async () => {
    const [volume, backups] = [newVolume(newDirectory('volume')), newDirectory('backups')];
    const socket = join(area, `s${directories}`);
    const server = createServer().listen(socket);
    await new Promise((resolve) => server.once('listening', resolve));
    execFileSync('mv', [socket, join(volume, 'socket')]);
    own(join(volume, 'socket'));
    const { status } = await start({ shell, volume, backups }).result;
    server.close();
    expect(status).toBe(0);
    expect(readdirSync(extract(backups, archives(backups)[0]))).not.toContain('socket');
  });

  test('leaves out what it is told to, or says that this tar cannot', async () => {
    const [volume, backups] = [newVolume(newDirectory('volume')), newDirectory('backups')];
    const result = await start({ shell, volume, backups, env: { SOURCE_EXCLUDE: 'pages/deep\nplain' } }).result;
    if (canExclude(shell)) {
      expect(result).toMatchObject({ status: 0, stderr: '' });
      expect(treeOf(extract(backups, archives(backups)[0]))).toEqual(withoutPaths(treeOf(volume), 'pages/deep', 'plain'));
    } else {
      expect(result.status).toBe(1);
      expect(result.stderr).toContain(
        'dump-volume: this tar cannot leave anything out (-X). Use GNU tar, or the busybox of its own images.\n',
      );
      expect(archives(backups)).toEqual([]);
    }
  });

  test('a volume that holds nothing is none', async () => {
    const [volume, backups] = [newDirectory('volume'), newDirectory('backups')];
    mkdirSync(join(volume, 'lost+found'));
    const { status, stderr } = await start({ shell, volume, backups }).result;
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: `dump-volume: ${volume} holds nothing. Is the volume mounted there?\nbackup-volume: the dump failed with status 1. No backup was made. Older ones are still there.\n`,
    });
  });

  test('a file that may not be read fails the backup, by its name', async () => {
    if (process.getuid?.() !== 0) return;
    const [volume, backups] = [newVolume(newDirectory('volume')), newDirectory('backups')];
    writeFileSync(join(volume, 'secret'), 'of root');
    chmodSync(join(volume, 'secret'), 0o600);
    chownSync(join(volume, 'secret'), 0, 0);
    const { status, stderr } = await start({ shell, volume, backups }).result;
    expect(status).toBe(1);
    expect(stderr).toContain('dump-volume: tar failed: ');
    expect(stderr).toContain('secret');
    expect(archives(backups)).toEqual([]);
  });

  test('files that change while they are read are no success, unless that is accepted', async () => {
    const [volume, backups] = [newVolume(newDirectory('volume')), newDirectory('backups')];
    // Once the first look is over, and before the second.
    const changing = DUMP.replace('status=0\n', 'status=0\necho more >>./plain\n');
    expect(changing).not.toBe(DUMP);
    const { status, stderr } = await start({ shell, volume, backups, dump: changing }).result;
    expect(status).toBe(1);
    expect(stderr).toContain('dump-volume: files changed while they were read: ./');
    expect(stderr).toContain('Stop the program that writes, back up a claim that begins with a snapshot of this one, or accept it.\n');
    expect(archives(backups)).toEqual([]);
    expect(await start({ shell, volume, backups, dump: changing, env: { SOURCE_CHANGES: 'accept' } }).result).toMatchObject({ status: 0 });
    expect(archives(backups)).toHaveLength(1);
  });

  test('an archive that has not all that was written is none, though it reads clean', async () => {
    const [volume, backups] = [newVolume(newDirectory('volume')), newDirectory('backups')];
    const cut = DUMP.replace('tar -t -z -f "$file" >', 'tar -c -z -f "$file" ./plain; tar -t -z -f "$file" >');
    expect(cut).not.toBe(DUMP);
    const { status, stderr } = await start({ shell, volume, backups, dump: cut }).result;
    expect(status).toBe(1);
    expect(stderr).toContain('dump-volume: the archive has not all files that tar says it has written.\n');
    expect(archives(backups)).toEqual([]);
  });

  test('a full disk fails the backup, and leaves the older ones', async () => {
    const [volume, backups] = [newVolume(newDirectory('volume')), newDirectory('backups')];
    expect(await start({ shell, volume, backups }).result).toMatchObject({ status: 0 });
    const old = archives(backups);
    execFileSync('dd', ['if=/dev/urandom', `of=${join(volume, 'large')}`, 'bs=1k', 'count=600'], { stdio: 'ignore' });
    own(join(volume, 'large'));
    // As a full disk does, in blocks of 512 bytes: the write fails, and no signal ends the program.
    const full = `trap '' XFSZ; ulimit -f 400; ${DUMP}`;
    const { status } = await start({ shell, volume, backups, dump: full }).result;
    expect(status).toBe(1);
    expect(archives(backups)).toEqual(old);
    expect(leftovers(backups)).toEqual([]);
  });

  test('killed at any moment, whatever has the name of a backup is whole', async () => {
    const [volume, backups] = [newVolume(newDirectory('volume')), newDirectory('backups')];
    const begin = performance.now();
    await start({ shell, volume, backups }).result;
    const kills = new RandomKills(KILLS, performance.now() - begin);
    while (!kills.areDone) {
      await kills.strike(start({ shell, volume, backups, env: { BACKUP_KEEP: '1' } }));
      expect(archives(backups).length).toBeGreaterThanOrEqual(1);
    }
    expect(await start({ shell, volume, backups, env: { BACKUP_KEEP: '1' } }).result).toMatchObject({ status: 0 });
    expect(leftovers(backups)).toEqual([]);
  });

  test.each([
    [{ SOURCE_DIR: 'data' }, "SOURCE_DIR is 'data', not an absolute path."],
    [{ SOURCE_CHANGES: '' }, "SOURCE_CHANGES is '', must be fail or accept."],
    [{ SOURCE_DIR: '/no/such' }, 'cannot enter /no/such. Is the volume mounted there, and may this user read it?'],
  ])('refuses %j', async (env, message) => {
    const [volume, backups] = [newVolume(newDirectory('volume')), newDirectory('backups')];
    const { status, stderr } = await start({ shell, volume, backups, env }).result;
    expect(status).toBe(1);
    expect(stderr).toContain(`dump-volume: ${message}\n`);
  });
});

/** What any write would change: inodes, and times but for that of reading. */
const tracesOf = (root: string): string => execFileSync('find', ['.', '-printf', '%P|%i|%T@|%C@\\0'], { cwd: root, encoding: 'latin1' });

const withoutPaths = (tree: readonly string[], ...names: string[]): string[] =>
  tree.filter((line) => !names.some((name) => new RegExp(`(^|[ /])${name}(/|\\||$)`).test(line)));
