import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { loadScript } from '../../src/scripts/load-script';
import { isFull } from '../full';
import { KillingTools, RandomKills, readTraces, Result, Run, RunOptions, Shell } from '../scripts/shells';
import { shellsUnderTest, testArea, USER, writableDirectory } from '../scripts/shells';
import { postgresEngine } from './engines';
import { foreignLocale } from './locales';
import { newerPostgres, NewerVersion } from './newer-postgres';
import { postgresPrograms } from './servers';
import { Engine, Site } from './site';

/*
 * What the Pod of a new database runs for a DatabaseUpgrade by pg_upgrade, between real servers: that of the distribution, and newer ones
 * from the cache. FULL=1 takes all, and kills at each point.
 */

jest.setTimeout(1_800_000);

const area = testArea();
const shells = shellsUnderTest();
const KILLS = Number(process.env.INTEGRATION_KILLS || (isFull ? 12 : 2));
const OPTIONS = ['-c', 'max_connections=20', '-c', 'max_prepared_transactions=5', '-c', 'dynamic_shared_memory_type=mmap'];

const postgres = (programs: string, initdb: string): Engine =>
  postgresEngine(programs, { options: OPTIONS, initSettings: (site) => ({ PGDATA: site.data, INITDB_ARGS: `--no-sync ${initdb}` }) });

/** The programs of a version of its own, as its number. */
const versionOf = (programs: string): string =>
  /\) ([0-9]+)/.exec(execFileSync(join(programs, 'postgres'), ['--version'], { encoding: 'utf8' }))![1];

const oldPrograms = postgresPrograms();
const oldVersion = versionOf(oldPrograms);

describe.each<NewerVersion>(isFull ? ['16', '18'] : ['18'])(`PostgreSQL ${oldVersion} becomes %s`, (newVersion) => {
  /** What takes those of the sample away that the newer programs of the cache are built without. */
  const gone = `DROP EXTENSION pgcrypto CASCADE; ${newVersion === '16' ? 'DROP EXTENSION hstore CASCADE' : ''}`;
  let newPrograms: string;
  let old: Site;
  let before: string;
  let traces: Record<string, string>;

  /** All that a server shows to the programs of the new version. */
  function shown(site: Site): string {
    const [program, ...args] = site.engine.describe(site);
    const env = { PATH: [newPrograms, process.env.PATH].join(delimiter), HOME: site.directory, PGPASSWORD: password(site) };
    const text = execFileSync(program, args, { ...USER, env, encoding: 'utf8', maxBuffer: 2 ** 28, stdio: 'pipe' });
    // A server from 16 on does not say the table of a column where there is only one.
    const same = text.replace(/\borders\.(customer|amount)\b/g, '$1');
    return same.replace(/^\\(un)?restrict .*$/gm, '').replace(/^-- (Dump completed|Dumped from).*$/gm, '');
  }
  const password = (site: Site): string => readFileSync(join(site.directory, 'secret/password'), 'utf8').trim();

  async function made(initdb: string, sql = gone, env: Record<string, string> = {}): Promise<Site> {
    const site = await Site.make(postgres(oldPrograms, initdb), shells[0], area, { sample: true });
    expect(await site.initialise(env).result).toMatchObject({ status: 0 });
    await site.start(true, env);
    site.sql(sql);
    return site;
  }

  beforeAll(async () => {
    newPrograms = newerPostgres(newVersion, area);
    old = await made('--data-checksums');
    old.sql('ALTER ROLE reader LOGIN');
    old.sql('CREATE DATABASE other');
    before = shown(old);
    expect(await old.stop()).toMatchObject({ status: 0 });
    traces = readTraces(old.data);
  });

  /** A new database without data, and what its Pod runs. */
  class Next {
    public static async make(shell: Shell = shells[0]): Promise<Next> {
      return new Next(await Site.make(postgres(newPrograms, ''), shell, area));
    }

    private constructor(public readonly site: Site) {}

    public settings(env: Record<string, string> = {}): Record<string, string> {
      return {
        ...this.site.settings,
        OLD_DATA: old.data,
        OLD_BINARIES: oldPrograms,
        OLD_VERSION: oldVersion,
        NEW_BINARIES: newPrograms,
        NEW_VERSION: newVersion,
        UPGRADE_WAIT: '0',
        UPGRADE_ANALYZE: 'no',
        ...env,
      };
    }

    public upgrade(env: Record<string, string> = {}, options: RunOptions = {}): Run {
      return new Run(this.site.shell, loadScript('pg-upgrade'), 'pg-upgrade', OPTIONS, { ...options, env: this.settings(env) });
    }

    /** The volume of its data. */
    public get volume(): string {
      return join(this.site.directory, 'data');
    }

    /** Runs as its server, with all that the old one had; and the old one is as it was. */
    public async expectWhole(): Promise<void> {
      expect(readdirSync(this.volume)).toEqual(['db']);
      // What starts next in the Pod has nothing to do.
      expect(await this.site.initialise().result).toMatchObject({
        status: 0,
        stdout: expect.stringContaining('is complete, nothing to do') as string,
      });
      await this.site.start();
      expect(shown(this.site)).toBe(before);
      expect(this.site.sql("SELECT string_agg(datname, ' ' ORDER BY datname) FROM pg_database WHERE NOT datistemplate")).toContain('other');
      expect(this.site.sql('SHOW server_version')).toMatch(new RegExp(`^${newVersion}\\.`));
      expect(await this.site.stop()).toMatchObject({ status: 0 });
      expect(readTraces(old.data)).toEqual(traces);
    }

    /** Refused or failed with these last words, and nothing is left of it, anywhere. */
    public expectNothing(result: Result, status: number, last: string): void {
      expect({ status: result.status, last: result.stderr.trimEnd().split('\n').pop() }).toEqual({ status, last: `pg-upgrade: ${last}` });
      expect(readdirSync(this.volume)).toEqual([]);
      expect(readdirSync(join(this.site.directory, 'tmp'))).toEqual([]);
    }
  }

  /** The old data under another name, to be spoilt. */
  let copies = 0;
  function copyOf(data: string): string {
    const copy = join(writableDirectory(join(area, `copy-${newVersion}-${copies++}`)), 'db');
    execFileSync('cp', ['-a', data, copy]);
    return copy;
  }

  test.each(shells)(
    'under $name: all is there, its statistics too, the new Secret opens it, and a second run changes nothing',
    async (shell) => {
      const next = await Next.make(shell);
      writeFileSync(join(next.site.directory, 'secret/password'), 'another one\n');
      const settings = { UPGRADE_ANALYZE: '' };
      const { status, stdout, stderr } = await next.upgrade(settings).result;
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout.replace(/[0-9]+Ki/, '…Ki')).toBe(
        [
          `copying ${old.data}, which takes …Ki.`,
          `asking pg_upgrade whether ${oldVersion} can become ${newVersion}.`,
          'upgrading the copy.',
          'gathering statistics.',
          `${next.site.data} is upgraded from ${oldVersion} to ${newVersion}.`,
        ]
          .map((line) => `pg-upgrade: ${line}\n`)
          .join(''),
      );
      const once = readTraces(next.site.data);
      expect(await next.upgrade(settings).result).toEqual({
        status: 0,
        signal: null,
        stdout: `pg-upgrade: ${next.site.data} is upgraded, nothing to do.\n`,
        stderr: '',
      });
      expect(readTraces(next.site.data)).toEqual(once);
      await next.site.start();
      const asked = { ...USER, encoding: 'utf8', env: { PGPASSWORD: 'another one', PATH: next.site.shell.path } } as const;
      const [program, ...args] = next.site.engine.client(next.site);
      const count = "SELECT count(*) FROM pg_stats WHERE schemaname NOT LIKE 'pg_%'";
      expect(Number(execFileSync(program, [...args, '-c', count], asked))).toBeGreaterThan(3);
      expect(shown(next.site)).toBe(before);
      expect(await next.site.stop()).toMatchObject({ status: 0 });
      expect(readTraces(old.data)).toEqual(traces);
    },
  );

  test('killed at random moments, the next run ends with all of it, and the old data is untouched', async () => {
    const first = await Next.make();
    const begin = performance.now();
    expect(await first.upgrade().result).toMatchObject({ status: 0 });
    const kills = new RandomKills(KILLS, performance.now() - begin);
    for (let attempt = 0; !kills.areDone; attempt += 1) {
      const next = await Next.make(shells[attempt % shells.length]);
      await kills.strike(next.upgrade());
      expect(readTraces(old.data)).toEqual(traces);
      expect(await next.upgrade().result).toMatchObject({ status: 0 });
      await next.expectWhole();
      next.site.remove();
    }
    process.stdout.write(`pg_upgrade ${oldVersion} to ${newVersion}: killed at ${kills.counts} random moments\n`);
  });

  test('killed just before and after each step that makes it visible, with a disk for the log, it is whole or not there', async () => {
    const names = ['ln', 'mv'];
    const kill = async (at: number) => {
      const next = await Next.make();
      const env = { WAL_DIR: join(next.site.directory, 'wal/pg_wal') };
      const killing = new KillingTools(next.site.shell, join(next.site.directory, 'tools'), names);
      await killing.run(loadScript('pg-upgrade'), 'pg-upgrade', OPTIONS, at, next.settings(env)).result;
      return { next, env, points: killing.points() };
    };
    const { points } = await kill(0);
    expect(points.filter((name) => name === 'mv')).toHaveLength(6);
    const chosen = isFull ? [...points.keys()] : [points.length - 2];
    for (const index of chosen) {
      const { next, env } = await kill(index + 1);
      expect(await next.upgrade(env).result).toMatchObject({ status: 0 });
      expect(readdirSync(join(next.site.directory, 'wal'))).toEqual(['pg_wal']);
      await next.expectWhole();
      next.site.remove();
    }
  });

  describe('refused, before anything is changed, is', () => {
    const refusal = async (env: Record<string, string>, status: number, last: string, options: RunOptions = {}): Promise<void> => {
      const next = await Next.make();
      next.expectNothing(await next.upgrade(env, options).result, status, last);
      next.site.remove();
      expect(readTraces(old.data)).toEqual(traces);
    };

    test('an image without the programs, or with those of another version', async () => {
      await refusal(
        { OLD_BINARIES: '/no/such' },
        2,
        `/no/such has no postgres in this image. Give oldBinaries of pgUpgrade the directory of the programs of PostgreSQL ${oldVersion}, and an image with all of them.`,
      );
      await refusal(
        { OLD_VERSION: '14' },
        2,
        `${oldPrograms} has the programs of PostgreSQL ${oldVersion}, and oldBinaries of pgUpgrade should be of 14. Give the directory of those, or say the version that the database has.`,
      );
    });

    test('data of another version, or none', async () => {
      const copy = copyOf(old.data);
      writeFileSync(join(copy, 'PG_VERSION'), '14\n');
      await refusal(
        { OLD_DATA: copy },
        3,
        `${copy} is of PostgreSQL 14, and the old database is said to be of ${oldVersion}. Nothing was changed. Say the version that it has.`,
      );
      rmSync(join(copy, 'PG_VERSION'));
      await refusal(
        { OLD_DATA: copy },
        3,
        `${copy} is no whole database of PostgreSQL: it has no PG_VERSION and global/pg_control. Nothing was changed. Is it the claim of the old database?`,
      );
    });

    const inUse = (reason: string): string =>
      `the old database is in use, or was not shut down cleanly (${reason}). Nothing was changed. It has no Pods while the DatabaseUpgrade is there: delete those that are left.` +
      ' If there is none, it was killed: take the DatabaseUpgrade out, let the old server start and recover, and put it back. Whatever is to be mended in the old one is mended so.';

    test('an old server that runs or was killed; stopped cleanly, it is waited for and works', async () => {
      const site = await made('--data-checksums');
      await refusal({ OLD_DATA: site.data }, 3, inUse("state 'in production', and postmaster.pid is there"));
      await site.kill();
      await refusal({ OLD_DATA: site.data }, 3, inUse("state 'in production', and postmaster.pid is there"));
      rmSync(join(site.data, 'postmaster.pid'));
      await refusal({ OLD_DATA: site.data }, 3, inUse("state 'in production'"));
      await site.start();
      const next = await Next.make();
      const upgrade = next.upgrade({ OLD_DATA: site.data, UPGRADE_WAIT: '600' });
      expect(await site.stop()).toMatchObject({ status: 0 });
      expect(await upgrade.result).toMatchObject({ status: 0 });
    });

    test('too little room, told beforehand; and a disk that is full nevertheless leaves nothing', async () => {
      const tools = writableDirectory(join(area, `df-${newVersion}`));
      writeFileSync(join(tools, 'df'), '#!/bin/sh\necho head\necho "disk 100 1 20480 1% /"\n', { mode: 0o755 });
      const next = await Next.make();
      const path = { PATH: [tools, next.site.shell.path].join(delimiter) };
      const result = await next.upgrade(path).result;
      const words = result.stderr.replace(/[0-9]+Mi/g, '…Mi');
      next.expectNothing(
        { ...result, stderr: words },
        3,
        `the old data takes …Mi, of which a copy is upgraded, and ${next.volume} has …Mi left, not …Mi. Nothing was changed. Give the new database a larger disk;` +
          ' where the file system compresses, say checkSpace: false (UPGRADE_SPACE).',
      );
      const limit: RunOptions = { prefix: ['/bin/sh', '-c', `ulimit -f 1024; trap '' XFSZ; exec "$@"`, 'limit'] };
      next.expectNothing(await next.upgrade({}, limit).result, 1, `cannot copy ${old.data}, see above. Nothing was changed.`);
    });

    test('a locale that the image lacks, and another C library, which a word allows', async () => {
      const tools = writableDirectory(join(area, `locale-${newVersion}`));
      writeFileSync(join(tools, 'locale'), '#!/bin/sh\necho "cannot set" >&2\n', { mode: 0o755 });
      const path = { PATH: [tools, shells[0].path].join(delimiter) };
      const next = await Next.make();
      const { status, stderr } = await next.upgrade(path).result;
      expect(status).toBe(3);
      expect(stderr).toMatch(
        /^pg-upgrade: The database \S+ has the locale \S+, which this image does not have\. Nothing was changed\. Build the image of pgUpgrade and that of the new database with it \(localedef; on Debian the package locales-all\), or leave the method out: a dump takes the locale of the new database\.\n$/,
      );
      expect(readdirSync(next.volume)).toEqual([]);
    });

    test('a database or a user that the old data does not have, with those that it has', async () => {
      await refusal(
        { DB_NAME: 'shop' },
        3,
        'the old data has no database shop. Nothing was changed. It has: or"de r_s, other, postgres. Name one of them by the prop database.',
      );
      const file = join(area, `nobody-${newVersion}`);
      writeFileSync(file, "it's nobody");
      await refusal(
        { DB_USERNAME_FILE: file },
        3,
        "the old data has no user 'it's nobody' of DB_USERNAME_FILE, and pg_upgrade keeps users as they are. Nothing was changed. It has: reader, shop. Put one of them into the Secret of the new database; his password there becomes his.",
      );
    });

    test('a tablespace, and a standby', async () => {
      const copy = copyOf(old.data);
      writeFileSync(join(copy, 'standby.signal'), '');
      await refusal(
        { OLD_DATA: copy },
        3,
        `${copy} is of a standby (standby.signal), or is being restored. Nothing was changed. Upgrade the primary, or promote this one first: take the DatabaseUpgrade out, and put it back when it has been stopped again.`,
      );
      rmSync(join(copy, 'standby.signal'));
      writeFileSync(join(copy, 'pg_tblspc/16500'), '');
      await refusal(
        { OLD_DATA: copy },
        3,
        'The old database has a tablespace of its own (16500), which is not taken along. Nothing was changed. Take the DatabaseUpgrade out, move its tables back (ALTER TABLE ... SET TABLESPACE pg_default), drop it, and put the DatabaseUpgrade back; or leave its method out: a dump needs no such thing.',
      );
    });

    test.each([
      [
        'a prepared transaction',
        `${gone}; BEGIN; CREATE TABLE noted (i int); PREPARE TRANSACTION 'half'`,
        'The source cluster contains prepared transactions',
      ],
      ['an extension that the image lacks', 'SELECT', String.raw`could not load library "$libdir/pgcrypto"`],
    ])('what pg_upgrade itself refuses, with its reason: %s', async (_, sql, reason) => {
      const site = await made('--data-checksums', sql);
      expect(await site.stop()).toMatchObject({ status: 0 });
      const next = await Next.make();
      const result = await next.upgrade({ OLD_DATA: site.data }).result;
      // As much of it as the status of a Pod shows.
      expect(result.stderr.slice(-2048)).toContain(reason);
      next.expectNothing(
        result,
        3,
        'pg_upgrade refuses, for what is said above. Nothing was changed. What is in the old data is mended there: take the DatabaseUpgrade out, and put it back when that is done; what the image lacks, such as an extension, belongs into that.',
      );
    });

    test('a new disk with other data, or a database that was made there before', async () => {
      const next = await Next.make();
      expect(await next.site.initialise().result).toMatchObject({ status: 0 });
      const held = readTraces(next.volume);
      expect(await next.upgrade().result).toMatchObject({
        status: 3,
        stderr:
          `pg-upgrade: ${next.site.data} holds a database of PostgreSQL ${newVersion} that was not upgraded from another. Nothing was changed.` +
          ' It was made before the DatabaseUpgrade was there: if nothing in it is needed, delete its claim and its Pod; else give the new database another name.\n',
      });
      expect(readTraces(next.volume)).toEqual(held);
      const other = await Next.make();
      writeFileSync(join(other.volume, 'photos'), '');
      expect((await other.upgrade().result).stderr).toBe(
        `pg-upgrade: ${other.volume} holds other data: photos. Nothing was changed. Give the new database a volume of its own, or move the rest away. Then start the Pod again.\n`,
      );
    });
  });

  test('where another C library sorts texts, nothing is done without a word; with it, no index misses a row', async () => {
    // Noted from 15 on.
    if (Number(oldVersion) < 15) return;
    const [was, now] = [foreignLocale(area), foreignLocale(area, 'sv_SE')];
    // Letters that one language puts beside others, and another behind z.
    const words =
      "SELECT letter || number AS word FROM unnest(ARRAY['a', 'ä', 'm', 'o', 'ö', 'z']) AS letter, generate_series(1, 500) AS number";
    const site = await made(
      '--locale=de_DE.UTF-8',
      `${gone}; CREATE TABLE words AS ${words}; ALTER TABLE words ADD PRIMARY KEY (word)`,
      was,
    );
    const byIndex = ['seqscan', 'hashjoin', 'mergejoin'].map((way) => `SET enable_${way} = off;`).join(' ');
    const missed = (of: Site): number =>
      Number(of.sql(`${byIndex} SELECT 3000 - count(*) FROM (${words}) AS all_words JOIN words USING (word)`).split('\n').pop());
    expect(missed(site)).toBe(0);
    // What a server does not remember beyond its end; and the number by which it tells one library from another.
    site.sql("UPDATE pg_database SET datcollversion = '2.28' WHERE datname <> 'template0'");
    expect(await site.stop()).toMatchObject({ status: 0 });
    await site.start(true, now);
    expect(missed(site)).toBeGreaterThan(0);
    expect(await site.stop()).toMatchObject({ status: 0 });

    const next = await Next.make();
    const env = { ...now, OLD_DATA: site.data };
    const refused = await next.upgrade(env).result;
    expect(refused.stderr).toMatch(
      /^pg-upgrade: The texts of the database \S+ \(de_DE\.UTF-8\) were sorted by glibc 2\.28, and this image has glibc \S+: indexes on them would miss rows\. Nothing was changed\. Use an image with the C library that it had; or say allowCollationChange of pgUpgrade, and all indexes are built anew\.\n$/,
    );
    next.expectNothing(refused, 3, refused.stderr.trimEnd().replace(/^pg-upgrade: /, ''));
    const allowed = await next.upgrade({ ...env, ALLOW_COLLATION_CHANGE: 'yes' }).result;
    expect(allowed).toMatchObject({ status: 0 });
    expect(allowed.stdout).toContain('pg-upgrade: building all indexes anew, since another C library sorts them.\n');
    await next.site.start(true, now);
    expect(missed(next.site)).toBe(0);
    const noted = 'SELECT count(*) FROM pg_database WHERE datallowconn AND datcollversion <> pg_database_collation_actual_version(oid)';
    expect(next.site.sql(noted)).toBe('0');
    expect(await next.site.stop()).toMatchObject({ status: 0 });
  });

  test.each(['yes', 'no'])('checksums are as the new database says, whatever the old one has: %s', async (wanted) => {
    const site = wanted === 'yes' ? await made('') : old;
    if (wanted === 'yes') expect(await site.stop()).toMatchObject({ status: 0 });
    const next = await Next.make();
    expect(await next.upgrade({ OLD_DATA: site.data, DATA_CHECKSUMS: wanted }).result).toMatchObject({ status: 0 });
    await next.site.start();
    expect(next.site.sql('SHOW data_checksums')).toBe(wanted === 'yes' ? 'on' : 'off');
    expect(await next.site.stop()).toMatchObject({ status: 0 });
    expect(existsSync(join(next.volume, 'db.upgrade'))).toBe(false);
  });
});
