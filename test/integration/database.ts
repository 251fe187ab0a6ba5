import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { loadScript } from '../../src/scripts/load-script';
import { isFull } from '../full';
import { KillingTools, RandomKills, readTraces, RunOptions, Shell, writableDirectory } from '../scripts/shells';
import { Engine, Site } from './site';

/** How many random kills each test of interruption makes; INTEGRATION_KILLS overrides it. */
const KILLS = Number(process.env.INTEGRATION_KILLS || (isFull ? 8 : 3));

/** No file may grow beyond this many blocks of 512 bytes: writing fails, as on a full disk, and needs no mount. */
const diskOf = (blocks: number): RunOptions => ({ prefix: ['/bin/sh', '-c', `ulimit -f ${blocks}; trap '' XFSZ; exec "$@"`, 'limit'] });

/** The first lines in which two texts differ: whole dumps are too long to look at. */
function difference(actual: string, expected: string): readonly string[] {
  if (actual === expected) return [];
  const [one, other] = [actual.split('\n'), expected.split('\n')];
  const first = one.findIndex((line, index) => line !== other[index]);
  return [...one.slice(first, first + 3), 'instead of', ...other.slice(first, first + 3)].map((line) => String(line).slice(0, 200));
}

/** Whether a restore holds the lock of its database; whether a session sleeps in another one. */
const HELD = "SELECT COALESCE(IS_USED_LOCK(CONCAT('cdk8s_storage_restore ', LEFT(SHA2(DATABASE(), 256), 32))) IS NOT NULL, 0)";
const SLEEPING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'";

const OVERWRITE = { RESTORE_OVERWRITE: 'overwrite existing data' };

/** What every engine has to show against its real server. */
export function describeDatabase(engine: Engine, shells: readonly Shell[], area: string): void {
  const reports: string[] = [];
  afterAll(() => {
    process.stdout.write(`${engine.title}: ${reports.join('; ')}\n`);
  });

  /** Starts the server as it will be started, and looks whether its user finds his data. */
  async function expectWorking(site: Site): Promise<void> {
    await site.start();
    expect(site.sql('SELECT count(*) FROM filled')).toContain('500');
    expect(await site.stop()).toMatchObject({ status: 0 });
  }

  async function fresh(shell: Shell): Promise<Site> {
    const site = await Site.make(engine, shell, area);
    writeFileSync(join(site.directory, 'init/10.sql'), engine.fill);
    return site;
  }

  describe.each(shells)(`${engine.title}: the init script under $name`, (shell) => {
    test('makes a database that its user reaches with his password, and changes nothing when it runs again', async () => {
      const site = await fresh(shell);
      writeFileSync(join(site.directory, 'init/20.sh'), engine.script);
      execFileSync('gzip', [join(site.directory, 'init/10.sql')]);
      writeFileSync(join(site.directory, 'init/30.txt'), '');
      const { status, stdout } = await site.initialise().result;
      expect(status).toBe(0);
      expect(stdout.match(/init-.*(running|ignoring).*/g)).toEqual([
        `init-${engine.name}: running ${site.directory}/init/10.sql.gz.`,
        `init-${engine.name}: running ${site.directory}/init/20.sh.`,
        `init-${engine.name}: ignoring ${site.directory}/init/30.txt: neither .sql nor .sql.gz nor .sh.`,
      ]);
      const before = readTraces(join(site.directory, 'data'));
      expect(await site.initialise().result).toEqual({
        status: 0,
        signal: null,
        stdout: `init-${engine.name}: ${site.data} is complete, nothing to do.\n`,
        stderr: '',
      });
      expect(readTraces(join(site.directory, 'data'))).toEqual(before);
      expect(readdirSync(join(site.directory, 'tmp'))).toEqual([]);
      await expectWorking(site);
    });

    test('shows no database when a file of the user fails, because half the schema would stay for good', async () => {
      const site = await fresh(shell);
      writeFileSync(join(site.directory, 'init/20.sql'), 'CREATE TABLE more (i int);\nNONSENSE;\n');
      const { status, stderr } = await site.initialise().result;
      expect(status).toBe(1);
      expect(stderr).toContain(`init-${engine.name}: ${site.directory}/init/20.sql failed, see above.\n`);
      expect(existsSync(site.data)).toBe(false);
      writeFileSync(join(site.directory, 'init/20.sql'), '');
      expect(await site.initialise().result).toMatchObject({ status: 0 });
      await expectWorking(site);
    });

    test('refuses a directory that another tool left half initialised, and leaves it alone', async () => {
      const site = await fresh(shell);
      execFileSync('mkdir', ['-p', join(site.data, engine.name === 'postgres' ? 'base' : 'mysql')]);
      writeFileSync(join(site.data, engine.name === 'postgres' ? 'PG_VERSION' : 'my.cnf'), '15\n');
      const before = readTraces(site.data);
      const { status, stderr } = await site.initialise().result;
      expect(status).toBe(3);
      expect(stderr).toBe(
        `init-${engine.name}: ${site.data} is not empty, and not a whole database. Nothing was changed. Perhaps another tool was interrupted` +
          ' while it initialised it. Move it away, or remove it if nothing in it is needed, then start the Pod again.\n',
      );
      expect(readTraces(site.data)).toEqual(before);
    });

    test('refuses a volume with data of another layout, since a new database beside it would be empty and taken for it', async () => {
      const site = await fresh(shell);
      const volume = join(site.directory, 'data');
      const old = join(volume, 'pgdata/docker');
      execFileSync('mkdir', ['-p', old, join(volume, 'lost+found')]);
      writeFileSync(join(old, engine.name === 'postgres' ? 'PG_VERSION' : 'ibdata1'), '15\n');
      const before = readTraces(volume);
      const { status, stderr } = await site.initialise().result;
      expect(status).toBe(3);
      const what = engine.name === 'postgres' ? 'data of PostgreSQL 15' : 'data of MariaDB or MySQL';
      expect(stderr).toBe(
        `init-${engine.name}: ${volume} holds other data: pgdata (${old} is ${what}). A new database beside it would be empty. Nothing was` +
          ' changed. To take it over where it lies, say storage.existing (npx cdk8s-storage adopt writes it); for a new database give a volume' +
          ' of its own, or move the rest away. Then start the Pod again.\n',
      );
      expect(readTraces(volume)).toEqual(before);
      // What is followed leads to a database: the rest away, and what the file system itself has.
      renameSync(join(volume, 'pgdata'), join(site.directory, 'elsewhere'));
      writeFileSync(join(volume, '.hidden'), '');
      expect((await site.initialise().result).stderr).toContain(`${volume} holds other data: .hidden. `);
      rmSync(join(volume, '.hidden'));
      expect(await site.initialise().result).toMatchObject({ status: 0 });
      await expectWorking(site);
    });

    test('refuses wrong settings by name', async () => {
      const site = await fresh(shell);
      const variable = engine.name === 'postgres' ? 'PGDATA' : 'DATA_DIR';
      const empty = join(site.directory, 'secret/empty');
      writeFileSync(empty, '');
      const lines = join(site.directory, 'secret/lines');
      writeFileSync(lines, 'one\ntwo\n');
      const cases: readonly [Record<string, string>, string][] = [
        [{ [variable]: 'data' }, `${variable} is 'data', not the absolute path of a directory in a volume.`],
        [{ [variable]: '/data' }, `${variable} is '/data', not the absolute path of a directory in a volume.`],
        [{ [variable]: '/data/db/' }, `${variable} is '/data/db/', must not end with /.`],
        [{ [variable]: '/no/such' }, '/no is not there. Is the volume mounted?'],
        [{ DB_NAME: '' }, 'DB_NAME is not set.'],
        [{ DB_USERNAME_FILE: '' }, "DB_USERNAME_FILE is '', which cannot be read. Is the Secret mounted there?"],
        [{ DB_PASSWORD_FILE: empty }, `DB_PASSWORD_FILE is '${empty}', which is empty.`],
        [{ DB_PASSWORD_FILE: lines }, `DB_PASSWORD_FILE is '${lines}', which must hold one line without control characters.`],
      ];
      for (const [env, message] of cases) {
        const { status, stderr } = await site.initialise(env).result;
        expect({ status, stderr }).toEqual({ status: 2, stderr: `init-${engine.name}: ${message}\n` });
      }
      expect(existsSync(site.data)).toBe(false);
    });
  });

  describe(`${engine.title}: initialisation that is killed`, () => {
    const name = `init-${engine.name}` as const;

    /** After a kill: nothing that the server would start on, or a whole database; and the next run ends whole. */
    async function expectRecovers(site: Site): Promise<void> {
      const visible = existsSync(site.data);
      const { status, stdout } = await site.initialise().result;
      expect(status).toBe(0);
      if (visible) expect(stdout).toContain('is complete, nothing to do.');
      expect(readdirSync(join(site.directory, 'data'))).toEqual(['db']);
      await expectWorking(site);
      site.remove();
    }

    test('at random moments, it ends in a working database with its user and his data', async () => {
      const first = await fresh(shells[0]);
      const begin = performance.now();
      expect(await first.initialise().result).toMatchObject({ status: 0 });
      const kills = new RandomKills(KILLS, performance.now() - begin);
      for (let attempt = 0; !kills.areDone; attempt += 1) {
        const site = await fresh(shells[attempt % shells.length]);
        await kills.strike(site.initialise());
        await expectRecovers(site);
      }
      reports.push(`init killed at ${kills.counts} random moments`);
    });

    test('just before and just after each tool that writes, it ends in a working database with its user and his data', async () => {
      const names = engine.writers;
      const kill = async (shell: Shell, killAt: number): Promise<[Site, readonly string[]]> => {
        const site = await fresh(shell);
        const killing = new KillingTools(site.shell, join(site.directory, 'tools'), names);
        await killing.run(loadScript(name), name, engine.options, killAt, site.settings).result;
        return [site, killing.points()];
      };
      const points = (await kill(shells[0], 0))[1];
      expect(new Set(points)).toEqual(new Set(names));
      for (const index of points.keys()) {
        const [site, reached] = await kill(shells[0], index + 1);
        expect(reached).toEqual(points.slice(0, index + 1));
        await expectRecovers(site);
      }
      reports.push(`init killed at each of ${points.length} points`);
    });
  });

  describe(`${engine.title}: backup and restore`, () => {
    let source: Site;
    let original: string;

    beforeAll(async () => {
      source = await Site.make(engine, shells[0], area, { sample: true });
      expect(await source.initialise().result).toMatchObject({ status: 0 });
      await source.start();
      // Where the user is no administrator, what root defined becomes his.
      original = source.contents().replaceAll('`root`@`localhost`', '`shop`@`%`');
      expect(original).toContain('backslash');
    });

    /** The same server and data, with backups of its own, under any shell. */
    let views = 0;
    function backupsOf(site: Site, shell: Shell = shells[0]): Site {
      const backups = writableDirectory(join(area, `backups-${engine.name}-${views++}`));
      return Object.create(site, {
        backups: { value: backups },
        shell: { value: { ...shell, path: `${engine.programs}:${shell.path}` } },
      }) as Site;
    }

    const good = (site: Site): readonly string[] => {
      const files = readdirSync(site.backups).filter((file) => file.startsWith('orders-') && !file.endsWith('.sha256'));
      for (const file of files) {
        execFileSync('sha256sum', ['--check', '--quiet', `${file}.sha256`], { cwd: site.backups });
        // The server's own tools take it: whatever has the name of a backup is one.
        execFileSync('sh', ['-c', loadScript(`verify-${engine.name}`), 'verify', join(site.backups, file)], {
          env: { PATH: `${engine.programs}:${process.env.PATH}` },
        });
      }
      return files.sort();
    };

    /** A new server, with the role that the sample needs; `from` gives it its backups. */
    async function emptySite(shell: Shell = shells[0], from?: Site): Promise<Site> {
      const site = await Site.make(engine, shell, area);
      expect(await site.initialise().result).toMatchObject({ status: 0 });
      await site.start();
      if (engine.name === 'postgres') site.sql('CREATE ROLE reader');
      return from === undefined ? site : (Object.create(site, { backups: { value: from.backups } }) as Site);
    }

    /** A new server beside a backup of the source, which would lose a table by its restore. */
    async function toBeRestored(): Promise<Site> {
      const from = backupsOf(source);
      expect(await from.backup().result).toMatchObject({ status: 0 });
      const target = await emptySite(shells[0], from);
      target.sql('CREATE TABLE old_state (i int)');
      return target;
    }

    test.each(shells)(
      'under $name: real data comes back identical in a new server, and it refuses a database that has data',
      async (shell) => {
        const from = backupsOf(source, shell);
        const { status, stdout, stderr } = await from.backup({ HANDOVER_DIR: join(source.directory, 'handover') }).result;
        const [file] = good(from);
        expect({ status, stdout, stderr }).toEqual({
          status: 0,
          stdout: `backup-database: making ${file}.\nbackup-database: ${file} is complete and can be read back.\n`,
          stderr: '',
        });
        expect(file).toMatch(/^orders-\d{8}T\d{6}Z\.[a-z.]+$/);
        expect(readlinkSync(join(source.directory, 'handover', file))).toBe(join(from.backups, file));
        expect(readdirSync(join(source.directory, 'handover'))).toEqual([file, `${file}.sha256`]);

        const target = await emptySite(shell);
        const env = { BACKUP_DIR: from.backups };
        const restored = await target.restore(env).result;
        expect(restored).toMatchObject({ status: 0, stderr: '' });
        expect(restored.stdout).toBe(`restore-database: restoring ${file}.\nrestore-database: ${file} is restored.\n`);
        expect(difference(target.contents(), original)).toEqual([]);

        const refused = await target.restore(env).result;
        expect(refused.status).toBe(3);
        expect(refused.stderr).toMatch(/^restore-database: the database is not empty. It holds:\n/);
        expect(refused.stderr).toMatch(/table \S*customers\n/);
        expect(refused.stderr).toContain(
          'restore-database: refused, nothing was changed. Where that may be lost, say so by the prop overwrite:' +
            " 'overwrite existing data' (RESTORE_OVERWRITE).\n",
        );
        expect(difference(target.contents(), original)).toEqual([]);

        target.sql('CREATE TABLE added_later (i int); INSERT INTO added_later VALUES (1)');
        target.sql(engine.name === 'postgres' ? 'UPDATE sales.orders SET amount = 0' : 'UPDATE orders SET amount = 0');
        expect(await target.restore({ ...env, ...OVERWRITE }).result).toMatchObject({ status: 0 });
        expect(difference(target.contents(), original)).toEqual([]);
        expect(await target.stop()).toMatchObject({ status: 0 });
      },
    );

    test('a dump that is killed leaves nothing that counts as a backup, and the ones before it', async () => {
      const from = backupsOf(source);
      for (let i = 0; i < 2; i++) expect(await from.backup().result).toMatchObject({ status: 0 });
      const before = good(from);
      const begin = performance.now();
      expect(await backupsOf(source).backup().result).toMatchObject({ status: 0 });
      const kills = new RandomKills(KILLS, performance.now() - begin);
      for (let attempt = 0; !kills.areDone; attempt += 1) {
        const view = backupsOf(source, shells[attempt % shells.length]);
        execFileSync('cp', ['-a', `${from.backups}/.`, view.backups]);
        await kills.strike(view.backup({ BACKUP_KEEP: '2' }));
        expect(good(view).length).toBeGreaterThanOrEqual(2);
        expect(good(view)).toContain(before[1]);
        expect(await view.backup({ BACKUP_KEEP: '2' }).result).toMatchObject({ status: 0 });
        expect(good(view)).toHaveLength(2);
        expect(readdirSync(view.backups).filter((file) => /tmp/.test(file))).toEqual([]);
      }
      reports.push(`dump killed at ${kills.counts} random moments`);
    });

    test('a full disk fails the Job and keeps the last good backup', async () => {
      const from = backupsOf(source);
      expect(await from.backup().result).toMatchObject({ status: 0 });
      const before = good(from);
      const blocks = Math.floor(statSync(join(from.backups, before[0])).size / 512);
      for (const room of [0, 1, Math.floor(blocks / 2), blocks - 1]) {
        const { status, stderr } = await from.backup({ BACKUP_KEEP: '1' }, undefined, diskOf(room)).result;
        expect({ room, status }).toEqual({ room, status: 1 });
        expect(stderr).toContain('No backup was made. Older ones are still there.');
        expect(good(from)).toEqual(before);
        expect(readdirSync(from.backups).filter((file) => /tmp/.test(file))).toEqual([]);
      }
      expect(await from.backup({ BACKUP_KEEP: '1' }, undefined, diskOf(2 * blocks + 10)).result).toMatchObject({ status: 0 });
      expect(good(from)).not.toEqual(before);
      reports.push('disk full at 4 sizes');
    });

    test('a server that goes away in the middle of a dump fails it', async () => {
      const from = backupsOf(source);
      const cut = `DB_PORT=1; export DB_PORT; ${from.dumpText}`;
      const { status, stderr } = await from.backup({}, cut).result;
      expect(status).toBe(1);
      expect(stderr).toMatch(/backup-database: the dump failed with status \d+. No backup was made. Older ones are still there.\n$/);
      expect(good(from)).toEqual([]);
    });

    /** A backup that ends at each border of what it has: after each line of SQL, and where each block of an archive begins. */
    function cutAtBorders(whole: Buffer): Buffer[] {
      if (engine.name === 'mysql') {
        const lines = gunzipSync(whole).toString('latin1').split('\n');
        // All of them take minutes.
        const step = isFull ? 1 : Math.ceil(lines.length / 25);
        const counts = lines.map((_, count) => count).filter((count) => count % step === 0 || count > lines.length - 6);
        return counts.slice(0, -1).map((count) => gzipSync(Buffer.from(lines.slice(0, count).join('\n'), 'latin1'), { level: 1 }));
      }
      const file = join(source.directory, 'tmp/whole');
      writeFileSync(file, whole);
      const list = execFileSync('pg_restore', ['--list', file], {
        env: { PATH: `${engine.programs}:${process.env.PATH}` },
        encoding: 'utf8',
      });
      const blocks = [...list.matchAll(/^(\d+); \d+ \d+ (TABLE DATA|BLOBS) /gm)].map(([, id, kind]) => {
        // A block of rows or of large objects, and of which entry.
        const head = Buffer.from([kind === 'BLOBS' ? 3 : 1, 0, 0, 0, 0, 0]);
        head.writeUInt32LE(Number(id), 2);
        return whole.indexOf(head);
      });
      expect(blocks.length).toBeGreaterThan(2);
      expect(blocks).not.toContain(-1);
      return blocks.flatMap((at) => [at, at + 6]).map((at) => whole.subarray(0, at));
    }

    test('a file that is cut or changed before it counts is noticed, wherever that is', async () => {
      const from = backupsOf(source);
      expect(await from.backup().result).toMatchObject({ status: 0 });
      const before = good(from);
      const whole = readFileSync(join(from.backups, before[0]));
      const verify = (content: Buffer): boolean => {
        const file = join(source.directory, 'tmp/damaged');
        writeFileSync(file, content);
        try {
          execFileSync('sh', ['-c', loadScript(`verify-${engine.name}`), 'verify', file], {
            env: { PATH: `${engine.programs}:${process.env.PATH}` },
            stdio: 'ignore',
          });
          return true;
        } catch {
          return false;
        }
      };
      expect(verify(whole)).toBe(true);
      const parts = fc.sample(fc.nat(999), 25).map((part) => part / 1000);
      const places = Array.from({ length: 25 }, (_, i) => Math.floor((whole.length * (i + parts[i])) / 25));
      const cuts = [...places, whole.length - 1].filter((place) => verify(whole.subarray(0, place)));
      expect(cuts).toEqual([]);
      const borders = cutAtBorders(whole);
      expect(borders.flatMap((content, index) => (verify(content) ? [index] : []))).toEqual([]);
      const flips = places.filter((place) => {
        const damaged = Buffer.from(whole);
        damaged[place] ^= 0x10;
        return verify(damaged);
      });
      reports.push(
        `${places.length + 1} cuts noticed, and ${borders.length} at the borders of what it has; ${places.length - flips.length} of ${places.length} flipped bits noticed without the checksum`,
      );
      // A head holds names, and some bytes without meaning; once a backup counts, its checksum notices these too.
      expect(flips.length).toBeLessThanOrEqual(places.length / 4);

      const cutting = `sh -c "$WHOLE" dump "$1" && size=$(wc -c <"$1") && truncate -s $((size - 1)) "$1"`;
      const { status, stderr } = await from.backup({ WHOLE: from.dumpText, BACKUP_KEEP: '1' }, cutting).result;
      expect(status).toBe(1);
      expect(stderr).toContain('backup-database: the new file cannot be read back. No backup was made. Older ones are still there.\n');
      expect(good(from)).toEqual(before);
    });

    test('a backup that is damaged later is never restored: by name it is refused, else the one before it is taken', async () => {
      const from = backupsOf(source);
      for (let i = 0; i < 3; i++) expect(await from.backup().result).toMatchObject({ status: 0 });
      const [oldest, middle, newest] = good(from);
      truncateSync(join(from.backups, newest), 1000);
      const bytes = readFileSync(join(from.backups, middle));
      bytes[bytes.length >> 1] ^= 1;
      writeFileSync(join(from.backups, middle), bytes);
      const target = await emptySite();
      const env = { BACKUP_DIR: from.backups };
      for (const RESTORE_FILE of [newest, middle]) {
        const { status, stderr } = await target.restore({ ...env, RESTORE_FILE }).result;
        expect({ status, stderr }).toEqual({
          status: 3,
          stderr:
            `restore-database: ${RESTORE_FILE} differs from its checksum: it is damaged.\n` +
            `restore-database: ${RESTORE_FILE} is not a good backup, see above. Nothing was changed.\n`,
        });
      }
      const { status, stdout } = await target.restore(env).result;
      expect({ status, stdout }).toEqual({
        status: 0,
        stdout: `restore-database: restoring ${oldest}.\nrestore-database: ${oldest} is restored.\n`,
      });
      expect(difference(target.contents(), original)).toEqual([]);
      await target.stop();
    });

    /** The restore's arguments, with a file that ends too early once all questions have been asked; a copy that is put back does not. */
    function endingTooEarly(target: Site): readonly string[] {
      const texts = [...target.restoreArguments];
      const half = 'head -c "$(($(wc -c <"$1") / 2))" "$1"';
      const [whole, cut] = {
        postgres: [
          'pg_restore --no-password --exit-on-error --dbname',
          `${half} >"$TMPDIR/cut"; set -- "$TMPDIR/cut"; pg_restore --no-password --dbname`,
        ],
        mysql: ['gzip -dc "$1" && printf', `{ case $1 in *_before-*) gzip -dc "$1" ;; *) ${half} | gzip -dc; false ;; esac; } && printf`],
      }[engine.name];
      texts[3] = texts[3].replace(whole, cut);
      expect(texts[3]).toContain(cut);
      return texts;
    }

    /** What a restore makes beside the database, or beside the backups. */
    const besides = (site: Site): readonly string[] => [
      ...(engine.name === 'postgres'
        ? site.sql("SELECT datname FROM pg_database WHERE datname LIKE 'cdk8s%'").split('\n').filter(Boolean)
        : []),
      ...readdirSync(site.backups).filter((file) => /before|tmp/.test(file)),
    ];

    test('a restore that fails on the way leaves what was there, whole and ready', async () => {
      const target = await toBeRestored();
      const before = target.contents();
      const { status, stderr } = await target.run('restore-database', endingTooEarly(target), { ...OVERWRITE, RESTORE_PATIENCE: '2' })
        .result;
      expect(status).toBe(1);
      expect(stderr).toContain('The database is as it was.\n');
      expect(difference(target.contents(), before)).toEqual([]);
      expect(besides(target)).toEqual([]);
      expect(await target.run(`ready-${engine.name}`).result).toMatchObject({ status: 0 });
      await target.stop();
    });

    test('a restore that is killed can be run again, and never passes for done', async () => {
      const target = await toBeRestored();
      const clear = async (): Promise<void> => {
        // An old state that is to be overwritten.
        expect(await target.restore(OVERWRITE).result).toMatchObject({ status: 0 });
        target.sql('CREATE TABLE old_state (i int)');
      };
      await clear();
      const before = target.contents();
      const begin = performance.now();
      expect(await target.restore(OVERWRITE).result).toMatchObject({ status: 0 });
      const kills = new RandomKills(KILLS, performance.now() - begin);
      let halfway = 0;
      for (let attempt = 0; !kills.areDone; attempt += 1) {
        await clear();
        const env = { ...OVERWRITE, RESTORE_ID: `job-${attempt}` };
        await kills.strike(target.restore(env));
        await target.waitFor(() => Promise.resolve(target.sql(OTHER_SESSIONS[engine.name]) === '0'));
        const after = target.contents();
        if (after !== before && after !== original) {
          halfway++;
          // Not in a transaction: marked as unfinished, so that nobody takes it for a database.
          expect(engine.name).toBe('mysql');
          expect(after).toContain('cdk8s_storage_restore_unfinished');
          expect((await target.run('ready-mysql').result).status).toBe(1);
          const backup = await backupsOf(target).backup().result;
          expect(backup.status).toBe(1);
          expect(backup.stderr).toContain('has not finished: it has the table cdk8s_storage_restore_unfinished. Run the restore again.\n');
          // The old data is in a file of its own meanwhile, and can be had back.
          expect(readdirSync(target.backups)).toContain(`orders_before-${env.RESTORE_ID}${engine.suffix}`);
        }
        // The next try of the Job.
        expect(await target.restore(env).result).toMatchObject({ status: 0 });
        expect(difference(target.contents(), original)).toEqual([]);
        expect(besides(target)).toEqual([]);
      }
      reports.push(`restore killed at ${kills.counts} random moments, ${halfway} found half restored and marked`);
      await target.stop();
    });

    test('of two restores at once, nothing becomes the database but all of one; what ended well has brought that', async () => {
      const target = await toBeRestored();
      const before = target.contents();
      const begin = performance.now();
      expect(await target.restore(OVERWRITE).result).toMatchObject({ status: 0 });
      const duration = performance.now() - begin;
      const ends: string[] = [];
      for (let round = 0; round < KILLS * 2; round += 1) {
        expect(await target.restore(OVERWRITE).result).toMatchObject({ status: 0 });
        target.sql('CREATE TABLE old_state (i int)');
        const was = target.contents();
        const results = await Promise.all(
          ['one', 'other'].map(async (id, index) => {
            // The first rounds begin together, later ones when the first is under way.
            await sleep(index * Math.max(0, (round - 1) / (KILLS * 2)) * duration);
            return target.restore({ ...OVERWRITE, RESTORE_ID: `${id}-${round}`, RESTORE_PATIENCE: '0' }).result;
          }),
        );
        const statuses = results.map(({ status }) => status);
        expect(statuses.every((status) => [0, 1, 3].includes(status!))).toBe(true);
        const after = target.contents();
        expect(difference(after, statuses.includes(0) || after !== was ? original : was)).toEqual([]);
        ends.push(statuses.join(' and '));
      }
      expect(before).toContain('old_state');
      expect(await target.restore(OVERWRITE).result).toMatchObject({ status: 0 });
      expect(besides(target)).toEqual([]);
      reports.push(`two restores at once ended with ${ends.join(', ')}`);
      await target.stop();
    });

    test('while one restore is under way, another is told so and changes nothing; the same one goes on', async () => {
      const target = await toBeRestored();
      const before = target.contents();
      // Stands still where it has begun to load, until it is told to go on.
      const gate = join(target.settings.TMPDIR, 'gate');
      const wait = `touch ${gate}.reached; until [ -e ${gate} ] || [ ! -d ${target.settings.TMPDIR} ]; do sleep 0.05; done; `;
      const texts = [...target.restoreArguments];
      const [at, held] = {
        postgres: [
          'pg_restore --no-password --exit',
          `PGDATABASE="$beside" psql -qAt -c "SELECT pg_sleep(600)" >&2 & held=$!; ${wait} kill $held; pg_restore --no-password --exit`,
        ],
        mysql: ['gzip -dc "$1" && printf', `{ ${wait}}; gzip -dc "$1" && printf`],
      }[engine.name];
      texts[3] = texts[3].replace(at, held);
      expect(texts[3]).toContain(held);
      const env = { ...OVERWRITE, RESTORE_PATIENCE: '0' };
      const first = target.run('restore-database', texts, { ...env, RESTORE_ID: 'one' });
      await target.waitFor(() => Promise.resolve(existsSync(`${gate}.reached`)));
      if (engine.name === 'mysql') await target.waitFor(() => Promise.resolve(target.sql(HELD) === '1'));
      else await target.waitFor(() => Promise.resolve(target.sql(SLEEPING) === '1'));
      // Whoever is connected is told by what asks before; here, by what restores.
      const asked = [...target.restoreArguments];
      asked[4] = '';
      const second = await target.run('restore-database', asked, { ...env, RESTORE_ID: 'other' }).result;
      expect(second.status).toBe(3);
      expect(second.stderr).toMatch(/another restore (into the database|of .*) is under way/);
      expect(second.stderr).toContain('Nothing was changed.\n');
      if (engine.name === 'postgres') expect(difference(target.contents(), before)).toEqual([]);
      writeFileSync(gate, '');
      expect((await first.result).status).toBe(0);
      expect(difference(target.contents(), original)).toEqual([]);
      await target.stop();
    });
  });
}

const OTHER_SESSIONS = {
  postgres: "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
  mysql: "SELECT count(*) FROM information_schema.processlist WHERE user = 'shop' AND id <> CONNECTION_ID()",
};
