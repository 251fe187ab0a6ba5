import { mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadScript } from '../../src/scripts/load-script';
import { own, newVolume } from './volume-files';
import { readTraces, Result, Run, Shell, shellsUnderTest, testArea, writableDirectory } from './shells';

/*
 * Rehearsals of restores of a volume: rehearse-database without a server, with the scripts that unpack an archive and list files.
 */

jest.setTimeout(120_000);

const area = testArea();
const shells = shellsUnderTest();
const [DUMP, VERIFY, RESTORE, INVENTORY] = (['dump', 'verify', 'restore', 'inventory'] as const).map((part) =>
  loadScript(`${part}-volume`),
);

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

let directories = 0;
const newDirectory = (what: string): string => writableDirectory(join(area, `${what} ${directories++}`));

describe.each(shells)('a rehearsal of a volume under $name', (shell: Shell) => {
  const settings = (backups: string): Record<string, string> => ({ BACKUP_DIR: backups, BACKUP_NAME: 'wiki', BACKUP_SUFFIX: '.tar.gz' });

  async function backUp(volume: string, env: Record<string, string> = {}, inventory = INVENTORY): Promise<string> {
    const backups = newDirectory('backups');
    const source = { BACKUP_KEEP: '3', SOURCE_DIR: volume, SOURCE_CHANGES: 'fail', ...env };
    const run = new Run(shell, loadScript('backup-database'), 'backup-volume', [DUMP, VERIFY, inventory], {
      env: { ...settings(backups), ...source },
    });
    expect(await run.result).toMatchObject({ status: 0, stderr: '' });
    return backups;
  }

  async function rehearse(backups: string, env: Record<string, string> = {}, restore = RESTORE): Promise<Result> {
    const scratch = newDirectory('scratch');
    const before = readTraces(backups);
    const args = ['', '', '', VERIFY, '', '', restore, INVENTORY, '', '--'];
    const run = new Run(shell, loadScript('rehearse-database'), 'rehearse-volume', args, {
      env: { ...settings(backups), SCRATCH_DIR: scratch, ...env },
    });
    const result = await run.result;
    expect(readdirSync(scratch)).toEqual([]);
    expect(readTraces(backups)).toEqual(before);
    return result;
  }

  const archiveIn = (backups: string): string => readdirSync(backups).find((name) => name.endsWith('.tar.gz'))!;

  test('every file of odd name is there, and nothing is left, not what nobody may write to either', async () => {
    const volume = newVolume(newDirectory('volume'));
    const backups = await backUp(volume);
    // GNU tar makes such a directory as one of them has it; that of busybox cannot fill it.
    const restore = `sh -c ${quote(RESTORE)} "$0" "$@" && mkdir -p "$TARGET_DIR/a/locked/deep" && chmod 500 "$TARGET_DIR/a/locked"`;
    const { status, stdout, stderr } = await rehearse(backups, { REHEARSAL_MAX_AGE: '3600' }, restore);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(
      /^rehearse-volume: restoring (.*) into a scratch directory\.\nrehearse-volume: \1 is good: it was restored, all [1-9]\d* things of its record are in there\. It is 0 minutes old\.\n$/,
    );
  });

  test('what was left out of the backup is not missed', async () => {
    const volume = newVolume(newDirectory('volume'));
    mkdirSync(join(volume, 'cache'));
    writeFileSync(join(volume, 'cache/big file'), 'x');
    own(join(volume, 'cache'));
    const inventory = new Run(shell, INVENTORY, 'inventory', [], { env: { SOURCE_DIR: volume, SOURCE_EXCLUDE: 'cache\n' } });
    const { status, stdout } = await inventory.result;
    expect(status).toBe(0);
    expect(stdout).not.toContain('cache');
    expect(stdout).not.toContain('lost+found');
    const all = await new Run(shell, INVENTORY, 'inventory', [], { env: { SOURCE_DIR: volume } }).result;
    expect(all.stdout).toContain('file 1 ./cache/big file\n');
  });

  test('a file that is missing or of another size, and a directory', async () => {
    const volume = newVolume(newDirectory('volume'));
    const more = `${INVENTORY}\necho 'directory ./gone'; echo 'regular file 7 ./gone/file'`;
    const { status, stderr } = await rehearse(await backUp(volume, {}, more));
    expect(status).toBe(8);
    expect(stderr).toContain('directory ./gone\nregular file 7 ./gone/file\n');
    expect(stderr).toMatch(/rehearse-volume: wiki-.* can be restored, but lacks 2 of what was there when it was made, see above\.\n$/);
  });

  test('damage, and a directory that is full', async () => {
    const volume = newVolume(newDirectory('volume'));
    writeFileSync(join(volume, 'large'), Buffer.alloc(200_000, 'x'));
    own(join(volume, 'large'));
    const backups = await backUp(volume);
    // As a full disk does, in blocks of 512 bytes: the write fails, and no signal ends the program.
    const full = `trap '' XFSZ; ulimit -f 100; ${RESTORE}`;
    expect((await rehearse(backups, {}, full)).status).toBeGreaterThan(0);
    truncateSync(join(backups, archiveIn(backups)), 300);
    expect(await rehearse(backups)).toMatchObject({ status: 5 });
    rmSync(join(backups, archiveIn(backups)));
    expect(await rehearse(backups)).toMatchObject({ status: 3 });
  });
});
