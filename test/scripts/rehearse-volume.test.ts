import { mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadScript } from '../../src/scripts/load-script';
import { canMount, onSmallDisk } from './disks';
import { own, newVolume } from './volume-files';
import { KILLS, KillingTools, readTraces, Result, Run, Shell, shellsUnderTest, testArea, withTars, writableDirectory } from './shells';

/*
 * Rehearsals of restores of a volume: rehearse-database without a server, with the scripts that unpack an archive and list files.
 */

jest.setTimeout(120_000);

const area = testArea();
const shells = shellsUnderTest();
const [DUMP, VERIFY, RESTORE, INVENTORY] = (['dump', 'verify', 'restore', 'inventory'] as const).map((part) =>
  loadScript(`${part}-volume`),
);

const REHEARSE = loadScript('rehearse-database');
const ARGS = ['', '', '', VERIFY, '', '', RESTORE, INVENTORY, '', '--'];

let directories = 0;
const newDirectory = (what: string): string => writableDirectory(join(area, `${what} ${directories++}`));

describe.each(shells.flatMap(withTars))('a rehearsal of a volume under $name', (shell: Shell) => {
  const settings = (backups: string): Record<string, string> => ({ BACKUP_DIR: backups, BACKUP_NAME: 'wiki', BACKUP_SUFFIX: '.tar.gz' });

  async function backUp(
    volume: string,
    env: Record<string, string> = {},
    inventory = INVENTORY,
    backups = newDirectory('backups'),
  ): Promise<string> {
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
    const run = new Run(shell, REHEARSE, 'rehearse-volume', args, {
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
    const { status, stdout, stderr } = await rehearse(backups, { REHEARSAL_MAX_AGE: '3600' });
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
    if (canMount) {
      const scratch = newDirectory('scratch');
      const { status, stderr } = await onSmallDisk(scratch, '300k', async () => {
        const env = { ...settings(backups), SCRATCH_DIR: scratch };
        const result = await new Run(shell, REHEARSE, 'rehearse-volume', ARGS, { env }).result;
        expect(readdirSync(scratch)).toEqual([]);
        return result;
      });
      expect(stderr).toMatch(/rehearse-volume: wiki-.*: .* has no room for it, see above\. Give the rehearsal a larger size\.\n$/);
      expect(status).toBe(1);
    }
    truncateSync(join(backups, archiveIn(backups)), 300);
    expect(await rehearse(backups)).toMatchObject({ status: 5 });
    rmSync(join(backups, archiveIn(backups)));
    // Nothing to rehearse is no rehearsal that went well.
    const { status, stdout, stderr } = await rehearse(backups);
    expect({ status, stdout, stderr }).toEqual({
      status: 3,
      stdout: '',
      stderr: `rehearse-volume: there is no backup named wiki in ${backups}.\n`,
    });
  });

  test('two at once, one of which is killed', async () => {
    const backups = await backUp(newVolume(newDirectory('volume')));
    const before = readTraces(backups);
    const start = (scratch: string): Run =>
      new Run(shell, REHEARSE, 'rehearse-volume', ARGS, { env: { ...settings(backups), SCRATCH_DIR: scratch } });
    const scratches = [newDirectory('scratch'), newDirectory('scratch')];
    const [first, second] = scratches.map(start);
    while (readdirSync(scratches[0]).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    first.kill();
    expect(await second.result).toMatchObject({ status: 0, stderr: '' });
    expect(await first.result).toMatchObject({ signal: 'SIGKILL' });
    expect(readTraces(backups)).toEqual(before);
    // Its own directory goes with its Pod; where it is another one's, that begins anew.
    expect(await start(scratches[0]).result).toMatchObject({ status: 0, stderr: '' });
    for (const scratch of scratches) expect(readdirSync(scratch)).toEqual([]);
  });

  test('killed at any point, it leaves the backups, and the next run begins anew', async () => {
    const backups = await backUp(newVolume(newDirectory('volume')));
    const before = readTraces(backups);
    const scratch = newDirectory('scratch');
    const tools = new KillingTools(shell, newDirectory('tools'), ['mkdir', 'tar', 'sha256sum', 'chmod', 'mv', 'sort', 'uniq', 'rm']);
    const env = { ...settings(backups), SCRATCH_DIR: scratch };
    const run = (killAt: number): Run => tools.run(REHEARSE, 'rehearse-volume', ARGS, killAt, env);
    expect(await run(0).result).toMatchObject({ status: 0 });
    const points = tools.points();
    expect(points).toEqual(expect.arrayContaining(['tar', 'sha256sum', 'mv', 'sort', 'uniq', 'rm']));
    const step = Math.max(1, Math.floor(points.length / Math.max(KILLS, 12)));
    for (let point = 1; point <= points.length; point += step) {
      await run(point).result;
      expect(readTraces(backups)).toEqual(before);
      expect(await run(0).result).toMatchObject({ status: 0, stderr: '' });
      expect(readdirSync(scratch)).toEqual([]);
    }
  });

  test('backups are made and pruned meanwhile', async () => {
    const volume = newVolume(newDirectory('volume'));
    const backups = await backUp(volume);
    // Each may take the file that is read, so they come to an end.
    for (let count = 0; count < 4; count += 1) {
      const env = { ...settings(backups), SCRATCH_DIR: newDirectory('scratch') };
      const { result } = new Run(shell, REHEARSE, 'rehearse-volume', ARGS, { env });
      for (let made = 0; made < 2; made += 1) await backUp(volume, { BACKUP_KEEP: '1' }, INVENTORY, backups);
      expect(await result).toMatchObject({ status: 0 });
    }
  });
});
