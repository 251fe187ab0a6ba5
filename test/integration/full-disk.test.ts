import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canMount, grow, onSmallDisk } from '../scripts/disks';
import { Result, Run, shellsUnderTest, testArea } from '../scripts/shells';
import { mariadbEngine, postgresEngine } from './engines';
import { mariadbPrograms, postgresPrograms } from './servers';
import { Engine, Site } from './site';

/*
 * Disks that are full where a server writes, and where the copy of a restore goes: nothing is lost, somebody is told, and with room the next
 * run works.
 */

jest.setTimeout(600_000);

const area = testArea();
const [shell] = shellsUnderTest();
const onDisks = canMount ? describe : describe.skip;

interface FullEngine {
  readonly engine: Engine;
  /** What does not do: at the beginning, in the middle and near the end. What does. */
  readonly tooSmall: readonly string[];
  readonly enough: string;
  /** A table that no packing makes smaller, of some megabytes. */
  readonly large: string;
  readonly full: RegExp;
}

const ENGINES: readonly FullEngine[] = [
  {
    engine: postgresEngine(postgresPrograms(), {
      options: ['-c', 'max_connections=20', '-c', 'dynamic_shared_memory_type=mmap', '-c', 'max_wal_size=32MB'],
      initSettings: (site) => ({ PGDATA: site.data, INITDB_ARGS: '' }),
    }),
    tooSmall: ['1m', '24m', '38m', '54m'],
    enough: '180m',
    large: `CREATE TABLE large AS SELECT i, (SELECT string_agg(md5(random()::text || i || j), '') FROM generate_series(1, 30) AS j) AS t
      FROM generate_series(1, 20000) AS i;`,
    full: /No space left on device/,
  },
  {
    engine: mariadbEngine(mariadbPrograms(area), {
      options: ['--no-defaults', '--innodb-log-file-size=4M', '--innodb-buffer-pool-size=16M'],
      initSettings: (site) => ({ DATA_DIR: site.data, ROOT_PASSWORD_FILE: '' }),
    }),
    tooSmall: ['1m', '14m', '20m', '29m', '31m', '60m'],
    enough: '180m',
    large: `CREATE TABLE large (i int, t text);
      INSERT INTO large SELECT seq, CONCAT(${Array.from({ length: 15 }, () => 'SHA2(RAND(), 256)').join(', ')}) FROM seq_1_to_20000;`,
    full: /No space left on device|is full|error 28|Errcode: 28|errno: 28/i,
  },
];

/** Ends where it hangs. */
async function within(seconds: number, run: Run): Promise<Result> {
  const timer = setTimeout(() => run.kill(), seconds * 1000);
  const result = await run.result;
  clearTimeout(timer);
  return result;
}

onDisks.each(ENGINES)('$engine.title on a full disk', ({ engine, tooSmall, enough, large, full }) => {
  test.each(tooSmall)('of %s, a new database is not half made, that is said, and with room it is made', async (size) => {
    const site = await Site.make(engine, shell, area);
    writeFileSync(join(site.directory, 'init/10.sql'), large);
    await onSmallDisk(join(site.directory, 'data'), size, async () => {
      const { status, stdout, stderr } = await within(60, site.initialise());
      expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: expect.anything(), stderr: expect.stringMatching(full) });
      // All of it is what the status of a Pod has room for.
      expect(stderr.slice(-2048)).toMatch(full);
      expect(stderr).toMatch(
        new RegExp(
          `^init-${engine.name}: .*, see above\\. The disk of ${site.directory}/data has \\d+Mi of \\d+Mi left: is it full\\?$`,
          'm',
        ),
      );
      expect(existsSync(site.data)).toBe(false);
      grow(join(site.directory, 'data'), enough);
      expect(await site.initialise().result).toMatchObject({ status: 0 });
      await site.start();
      expect(site.sql('SELECT count(*) FROM large')).toBe('20000');
      expect(await site.stop()).toMatchObject({ status: 0 });
    });
  });

  /** A disk with data of today and no room, beside a backup that takes more; the rest is given back by `free`. */
  async function onFullDisk(
    settings: (site: Site) => Record<string, string>,
    use: (site: Site, free: () => void) => Promise<void>,
  ): Promise<void> {
    const site = await Site.make(engine, shell, area);
    const disk = join(site.directory, 'data');
    await onSmallDisk(disk, '260m', async () => {
      expect(await site.initialise(settings(site)).result).toMatchObject({ status: 0 });
      await site.start();
      site.sql(large);
      expect(await site.backup().result).toMatchObject({ status: 0 });
      site.sql('DROP TABLE large');
      site.sql('CREATE TABLE today (i int); INSERT INTO today VALUES (42)');
      const left = Number(execFileSync('df', ['--output=avail', '-k', disk], { encoding: 'utf8' }).split('\n')[1]);
      const filler = join(disk, 'filler');
      execFileSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=1024', `count=${left - 6144}`], { stdio: 'pipe' });
      await use(site, () => rmSync(filler));
      expect(site.sql('SELECT count(*) FROM large')).toBe('20000');
      expect(await site.stop()).toMatchObject({ status: 0 });
    });
  }

  const OVERWRITE = { RESTORE_OVERWRITE: 'overwrite existing data', RESTORE_SPACE: 'unchecked' };

  test('a restore that does not fit leaves what was there, says why, and with room it works', async () => {
    await onFullDisk(
      () => ({}),
      async (site, free) => {
        const { status, stderr } = await within(120, site.restore(OVERWRITE));
        expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(full) });
        // What is in it is nobody's business in a log.
        expect(stderr).not.toMatch(/INSERT INTO|[0-9a-f]{32}/);
        expect(stderr.trim().split('\n').pop()).toMatch(/^restore-database: the restore of .* failed/);
        await serverIsBack(site, free);
        expect(site.sql('SELECT i FROM today')).toBe('42');
        expect(await site.restore(OVERWRITE).result).toMatchObject({ status: 0, stderr: '' });
        expect(besides(site)).toEqual([]);
      },
    );
  });

  if (engine.name === 'postgres') {
    test('a restore asks beforehand whether there is room', async () => {
      await onFullDisk(
        () => ({}),
        async (site, free) => {
          const { status, stderr } = await site.restore({ RESTORE_OVERWRITE: OVERWRITE.RESTORE_OVERWRITE }).result;
          expect({ status, stderr }).toEqual({
            status: 3,
            stderr: expect.stringMatching(/the disk of the database has \dMi of room, and the backup takes about 1\dMi/),
          });
          expect(site.sql('SELECT i FROM today')).toBe('42');
          free();
          expect(await site.restore({ RESTORE_OVERWRITE: OVERWRITE.RESTORE_OVERWRITE }).result).toMatchObject({ status: 0 });
        },
      );
    });
  } else {
    test('where the copy of what is there does not fit, nothing is restored, that is said, and with room it works', async () => {
      const site = await Site.make(engine, shell, area);
      writeFileSync(join(site.directory, 'init/10.sql'), large);
      expect(await site.initialise().result).toMatchObject({ status: 0 });
      await site.start();
      await onSmallDisk(site.backups, '30m', async () => {
        expect(await site.backup().result).toMatchObject({ status: 0 });
        const [file] = readdirSync(site.backups).filter((name) => name.endsWith(engine.suffix));
        site.sql('UPDATE large SET i = 42');
        for (const blocks of [0, 1, 4, Math.floor(statSync(join(site.backups, file)).size / 2048)]) {
          grow(site.backups, `${Math.ceil(statSync(join(site.backups, file)).size / 1024) + 64 + blocks}k`);
          const { status, stderr } = await within(120, site.restore(OVERWRITE));
          expect({ blocks, status, stderr }).toEqual({ blocks, status: 3, stderr: expect.stringMatching(full) });
          expect(stderr).toContain('cannot keep a copy of what is there, see above. Nothing was changed.');
          expect(site.sql('SELECT count(*) FROM large WHERE i = 42')).toBe('20000');
          expect(besides(site)).toEqual([]);
        }
        grow(site.backups, '60m');
        expect(await site.restore(OVERWRITE).result).toMatchObject({ status: 0 });
        expect(site.sql('SELECT count(*) FROM large WHERE i = 42')).toBe('1');
        expect(besides(site)).toEqual([]);
      });
      expect(await site.stop()).toMatchObject({ status: 0 });
    });
  }

  /** With room again, the server is started anew, as by the kubelet: for want of room it may have ended, or be about to. */
  async function serverIsBack(site: Site, free: () => void): Promise<void> {
    free();
    await site.kill();
    await site.start();
  }

  const besides = (site: Site): readonly string[] => readdirSync(site.backups).filter((file) => /before|tmp/.test(file));
});
