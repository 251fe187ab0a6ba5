import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadScript } from '../../src/scripts/load-script';
import { KillingTools, readTraces, Result, Run, RunOptions, Shell, shellsUnderTest, testArea, writableDirectory } from './shells';
import { databasePage, programs } from './stand-in-postgres';
import { own } from './volume-files';

/*
 * What the script does around the programs of PostgreSQL, which are stand-ins here: with real ones it is tested in
 * test/integration/pg-upgrade.test.ts.
 */

jest.setTimeout(300_000);

const TEXT = loadScript('pg-upgrade');
const area = testArea();
const shells = shellsUnderTest();

/** What has to be quoted with care, of each kind. */
const USER_NAME = `o'br"ien \\ $HOME é`;
const PASSWORD = `it's "a" \\ $pass \`word\``;
const DATABASE = `or'de"r \\ $s\nü`;
const OPTIONS = ['-c', `app.name=it's "a" \\ $HOME \`x\``];

let sites = 0;

/** The old data, the volumes of the new database, and stand-ins of both versions. */
class Site {
  public readonly root = writableDirectory(join(area, `site ${sites++}`));
  public readonly old = join(this.root, 'old/db');
  public readonly volume = writableDirectory(join(this.root, "new 'volume"));
  public readonly logs = writableDirectory(join(this.root, 'log'));
  public readonly told = writableDirectory(join(this.root, 'told'));

  public constructor(private readonly shell: Shell) {
    programs(join(this.root, 'programs'), this.told);
    for (const part of ['global', 'base/5', 'pg_wal', 'pg_tblspc']) mkdirSync(join(this.old, part), { recursive: true });
    this.write('PG_VERSION', '15\n');
    this.write('global/pg_control', 'shut down\n');
    this.write('global/pg_filenode.map', Buffer.alloc(512));
    this.write('global/1262', databasePage('shop', 'de_DE.UTF-8', '2.36'));
    this.write('base/5/1', 'x'.repeat(100_000));
    this.write('base/5/odd "name" \\ é', 'rows');
    this.write('pg_hba.conf', 'host all all all scram-sha-256\n');
    this.write('pg_wal/000000010000000000000001', 'log');
    for (const [name, text] of Object.entries({ username: USER_NAME, password: `${PASSWORD}\n` })) {
      writeFileSync(join(this.root, name), text);
    }
    writableDirectory(join(this.root, 'tmp'));
    own(join(this.root, 'old'));
  }

  public write(name: string, content: string | Buffer): void {
    writeFileSync(join(this.old, name), content);
  }

  public get settings(): Record<string, string> {
    return {
      OLD_DATA: this.old,
      OLD_BINARIES: join(this.root, 'programs/15'),
      OLD_VERSION: '15',
      NEW_BINARIES: join(this.root, 'programs/18'),
      NEW_VERSION: '18',
      PGDATA: join(this.volume, 'db'),
      WAL_DIR: join(this.logs, 'wal'),
      DB_NAME: DATABASE,
      DB_USERNAME_FILE: join(this.root, 'username'),
      DB_PASSWORD_FILE: join(this.root, 'password'),
      TMPDIR: join(this.root, 'tmp'),
      UPGRADE_WAIT: '0',
      PATH: `${join(this.root, 'programs/tools')}:${this.shell.path}`,
    };
  }

  public async upgrade(env: Record<string, string> = {}, options: RunOptions = {}): Promise<Result> {
    return new Run(this.shell, TEXT, 'pg-upgrade', OPTIONS, { ...options, env: { ...this.settings, ...env } }).result;
  }

  /** What the stand-in of a program was told, call by call. */
  public toldTo(program: string): readonly string[] {
    const file = join(this.told, program);
    return existsSync(file) ? readFileSync(file, 'utf8').split('\0').filter(Boolean) : [];
  }

  public expectWhole(): void {
    expect(readdirSync(this.volume)).toEqual(['db']);
    expect(readdirSync(this.logs)).toEqual(['wal']);
    const data = join(this.volume, 'db');
    expect(readFileSync(join(data, 'PG_VERSION'), 'utf8')).toBe('18\n');
    expect(readFileSync(join(data, 'base/5/1'), 'utf8')).toBe('x'.repeat(100_000));
    expect(readFileSync(join(data, 'base/5/odd "name" \\ é'), 'utf8')).toBe('rows');
    expect(readFileSync(join(data, 'pg_hba.conf'), 'utf8')).toBe('host all all all scram-sha-256\n');
    expect(readFileSync(join(data, 'pg_wal/of-the-new'), 'utf8')).toBe('log');
    expect(readdirSync(join(this.root, 'tmp'))).toEqual([]);
  }

  public expectNothing(): void {
    expect([readdirSync(this.volume), readdirSync(this.logs), readdirSync(join(this.root, 'tmp'))]).toEqual([[], [], []]);
  }
}

describe.each(shells)('pg-upgrade under $name', (shell) => {
  test('brings all over, and whatever a name, a password or an option has in it comes through as it is', async () => {
    const site = new Site(shell);
    const before = readTraces(site.old);
    const { status, stderr } = await site.upgrade();
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    site.expectWhole();
    expect(readTraces(site.old)).toEqual(before);
    const asked = site.toldTo('old-postgres').join('\n');
    expect(asked).toContain(`datname = '${DATABASE.replaceAll("'", "''")}'`);
    expect(asked).toContain(`rolname = '${USER_NAME.replaceAll("'", "''")}'`);
    expect(site.toldTo('psql').join('\n')).toContain(
      `ALTER ROLE "${USER_NAME.replaceAll('"', '""')}" PASSWORD '${PASSWORD.replaceAll("'", "''")}';`,
    );
    // pg_upgrade puts them into double quotes for a shell, which the server's start is.
    const [given] = site.toldTo('pg_upgrade').filter((call) => call.includes('--link'));
    const words = /^--new-options=(.*)$/m.exec(given)![1];
    const seen = execFileSync('sh', ['-c', `sh -c "printf '%s\\\\n' ${words}"`], { encoding: 'utf8' });
    expect(seen.split('\n').slice(0, 2)).toEqual(OPTIONS);
    const once = readTraces(site.volume);
    expect((await site.upgrade()).stdout).toBe(`pg-upgrade: ${site.settings.PGDATA} is upgraded, nothing to do.\n`);
    expect(readTraces(site.volume)).toEqual(once);
  });

  test('killed just before and just after each tool, the next run ends with all of it, and the old data is as it was', async () => {
    const tools = ['mkdir', 'cp', 'ln', 'mv'];
    const kill = async (at: number) => {
      const site = new Site(shell);
      const killing = new KillingTools({ ...shell, path: site.settings.PATH }, join(site.root, 'killing'), tools);
      const before = readTraces(site.old);
      const { PATH, ...env } = site.settings;
      expect(PATH).toContain(shell.path);
      const result = await killing.run(TEXT, 'pg-upgrade', OPTIONS, at, env).result;
      return { site, before, result, points: killing.points() };
    };
    const { points } = await kill(0);
    expect(new Set(points)).toEqual(new Set(tools));
    for (const index of points.keys()) {
      const { site, before, result } = await kill(index + 1);
      expect(result).toMatchObject({ signal: 'SIGKILL' });
      // What has its name is whole, with its log.
      if (existsSync(join(site.volume, 'db'))) expect(readFileSync(join(site.volume, 'db/pg_wal/of-the-new'), 'utf8')).toBe('log');
      rmSync(join(site.root, 'tmp'), { recursive: true });
      writableDirectory(join(site.root, 'tmp'));
      expect(await site.upgrade()).toMatchObject({ status: 0 });
      site.expectWhole();
      expect(readTraces(site.old)).toEqual(before);
    }
  });

  test.each(['cp', 'ln', 'mv', 'mkdir', 'mktemp', 'sync'])(
    'where %s fails, as on a full disk, that is said, nothing is left, and the next run works',
    async (tool) => {
      const site = new Site(shell);
      const broken = join(site.root, 'broken');
      mkdirSync(broken);
      writeFileSync(join(broken, tool), '#!/bin/sh\necho "${0##*/}: no space left on device" >&2\nexit 1\n', { mode: 0o755 });
      const before = readTraces(site.old);
      const { status, stderr } = await site.upgrade({ PATH: `${broken}:${site.settings.PATH}` });
      expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining(`${tool}: no space left on device`) });
      expect(readTraces(site.old)).toEqual(before);
      if (tool !== 'mv') site.expectNothing();
      expect(existsSync(site.settings.PGDATA)).toBe(false);
      expect(await site.upgrade()).toMatchObject({ status: 0 });
      site.expectWhole();
    },
  );

  test.each(['initdb', 'pg_upgrade', 'pg_upgrade --link', 'psql', 'vacuumdb', 'postgres'])(
    'where %s fails, its words are said, nothing is left, and the next run works',
    async (program) => {
      const site = new Site(shell);
      const before = readTraces(site.old);
      const { status, stderr } = await site.upgrade({ FAILING: program });
      expect(status).toBe(program === 'pg_upgrade' ? 3 : 1);
      expect(stderr).toContain(`${program.split(' ')[0]}: no space left on device`);
      expect(stderr).toMatch(/^pg-upgrade: .*see above\.|what is said above/m);
      site.expectNothing();
      expect(readTraces(site.old)).toEqual(before);
      expect(await site.upgrade()).toMatchObject({ status: 0 });
      site.expectWhole();
    },
  );

  test('a disk that is full while the old data is copied', async () => {
    const site = new Site(shell);
    const limit = { prefix: ['/bin/sh', '-c', `ulimit -f 100; trap '' XFSZ; exec "$@"`, 'limit'] };
    const { status, stderr } = await site.upgrade({}, limit);
    expect({ status, last: stderr.trimEnd().split('\n').pop() }).toEqual({
      status: 1,
      last: `pg-upgrade: cannot copy ${site.old}, see above. Nothing was changed.`,
    });
    site.expectNothing();
  });

  test('tells a C library that sorts otherwise by the pages of the old data alone, and does as it is told', async () => {
    const site = new Site(shell);
    site.write('global/1262', databasePage(`or"de r`, 'de_DE.UTF-8', '2.1'));
    const { status, stderr } = await site.upgrade();
    expect({ status, stderr }).toEqual({
      status: 3,
      stderr:
        'pg-upgrade: The texts of the database or"de r (de_DE.UTF-8) were sorted by glibc 2.1, and this image has glibc 2.36: indexes on them would miss rows.' +
        ' Nothing was changed. Use an image with the C library that it had; or say allowCollationChange of pgUpgrade, and all indexes are built anew.\n',
    });
    site.expectNothing();
    const failed = await site.upgrade({ ALLOW_COLLATION_CHANGE: 'yes', FAILING: 'reindexdb' });
    expect(failed.stderr).toContain('indexes cannot be built anew, see above. The old data is as it was.');
    site.expectNothing();
    expect((await site.upgrade({ ALLOW_COLLATION_CHANGE: 'yes' })).stdout).toContain('building all indexes anew');
    expect(site.toldTo('reindexdb')).toEqual(['reindexdb\n--all\n--quiet\n']);
    site.expectWhole();
  });
});
