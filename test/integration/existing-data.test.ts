import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadScript } from '../../src/scripts/load-script';
import { readTraces, Run, Shell, shellsUnderTest, testArea, USER, writableDirectory } from '../scripts/shells';
import { foreignLocale } from './locales';
import { freePort, mariadbPrograms, postgresPrograms } from './servers';

/*
 * Data as the images of others leave it, made by the real servers; and what takes it over, on these servers.
 */

jest.setTimeout(300_000);

const area = testArea();
const shells = shellsUnderTest();
const POSTGRES = postgresPrograms();
const MARIADB = mariadbPrograms(area);

const PASSWORD = `it's "a" \\ $pass`;

let volumes = 0;

/** A volume with data in it, and what a Pod would have besides. */
class Volume {
  readonly path = writableDirectory(join(area, `volume-${volumes++}`));
  readonly scratch = writableDirectory(`${this.path}.scratch`);
  private readonly servers: Run[] = [];

  constructor(
    readonly shell: Shell,
    private readonly programs: string,
  ) {
    writeFileSync(join(this.scratch, 'username'), 'shop');
    writeFileSync(join(this.scratch, 'password'), `${PASSWORD}\n`);
  }

  /** A program of the server, as the owner of the data. */
  run(program: string, args: readonly string[], env: Record<string, string> = {}, input?: string): string {
    const options = { ...USER, encoding: 'utf8', input, cwd: '/', stdio: 'pipe' } as const;
    return execFileSync(program, args, { ...options, env: { PATH: `${this.programs}:${process.env.PATH}`, ...env } }).trim();
  }

  /** What the init container does. */
  look(
    name: 'existing-postgres' | 'existing-mysql' | 'existing-custom',
    directory: string,
    env: Record<string, string> = {},
    args: readonly string[] = [],
  ): Run {
    const path = directory === '' ? this.path : join(this.path, directory);
    const shell = { ...this.shell, path: `${this.programs}:${this.shell.path}` };
    return new Run(shell, loadScript(name), name, args, {
      env: { VOLUME: this.path, PGDATA: path, DATA_DIR: path, TMPDIR: this.scratch, ...env },
    });
  }

  script(name: 'ready-mysql' | 'login-postgres', port: number, env: Record<string, string> = {}): Run {
    const shell = { ...this.shell, path: `${this.programs}:${this.shell.path}` };
    const files = { DB_USERNAME_FILE: join(this.scratch, 'username'), DB_PASSWORD_FILE: join(this.scratch, 'password') };
    return new Run(shell, loadScript(name), name, [], {
      env: { DB_PORT: String(port), DB_NAME: 'shop', POD_IP: '127.0.0.1', LOGIN_MARK: join(this.scratch, 'mark'), ...files, ...env },
    });
  }

  /** Starts a server that ends with the test. */
  serve(command: readonly string[], env: Record<string, string> = {}): Run {
    const server = new Run({ ...this.shell, path: `${this.programs}:${process.env.PATH}` }, 'exec "$@"', 'server', command, { env });
    this.servers.push(server);
    return server;
  }

  async stop(signal: NodeJS.Signals): Promise<void> {
    for (const server of this.servers.splice(0)) {
      server.kill(signal);
      await server.result;
    }
  }
}

const made: Volume[] = [];
afterEach(async () => {
  for (const volume of made.splice(0)) await volume.stop('SIGKILL');
});

async function until(what: string, ask: () => boolean): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    if (ask()) return;
    await sleep(50);
  }
  throw new Error(`waited in vain until ${what}`);
}

describe.each(shells)('PostgreSQL under $name', (shell) => {
  const major = execFileSync(join(POSTGRES, 'postgres'), ['--version'], { encoding: 'utf8' }).replace(/^[^)]*\) ([0-9]+).*/s, '$1');

  interface Made {
    readonly directory: string;
    readonly locale?: string;
    readonly env?: Record<string, string>;
  }

  /** A cluster as the official image makes it. */
  async function newVolume({ directory, locale = 'C.UTF-8', env = {} }: Made): Promise<Volume> {
    const volume = new Volume(shell, POSTGRES);
    made.push(volume);
    const data = join(volume.path, directory);
    const passwords = join(volume.scratch, 'password');
    volume.run(
      'initdb',
      ['-D', data, '-U', 'shop', `--pwfile=${passwords}`, `--locale=${locale}`, '-E', 'UTF8', '-A', 'trust', '--no-sync'],
      env,
    );
    const hba = ['local all all trust', 'host all all all scram-sha-256'];
    writeFileSync(join(data, 'pg_hba.conf'), `${hba.join('\n')}\n`);
    const port = await serve(volume, directory, env);
    sql(volume, port, 'CREATE DATABASE shop', 'postgres');
    sql(volume, port, 'CREATE TABLE orders AS SELECT generate_series(1, 500) AS id');
    await volume.stop('SIGINT');
    return volume;
  }

  async function serve(
    volume: Volume,
    directory: string,
    env: Record<string, string> = {},
    options: readonly string[] = [],
  ): Promise<number> {
    const port = await freePort();
    volume.serve(
      [
        'postgres',
        '-D',
        join(volume.path, directory),
        '-c',
        `unix_socket_directories=${volume.scratch}`,
        '-c',
        'fsync=off',
        '-c',
        'listen_addresses=127.0.0.1',
        '-c',
        `port=${port}`,
        ...options,
      ],
      env,
    );
    await until('the server answers', () => {
      try {
        volume.run('pg_isready', ['-q', '-h', volume.scratch, '-p', String(port), '-U', 'shop']);
        return true;
      } catch {
        return false;
      }
    });
    return port;
  }

  const sql = (volume: Volume, port: number, statement: string, database = 'shop'): string =>
    volume.run('psql', ['-XAtq', '-h', '127.0.0.1', '-p', String(port), '-U', 'shop', '-d', database, '-c', statement], {
      PGPASSWORD: PASSWORD,
    });

  /** Bitnami keeps its configuration in the image: the data comes without any. */
  function asBitnami(volume: Volume): void {
    for (const file of ['postgresql.conf', 'pg_hba.conf', 'pg_ident.conf']) rmSync(join(volume.path, 'data', file));
    execFileSync('chmod', ['2770', join(volume.path, 'data')]);
  }

  test.each([
    ['official, PGDATA is the mount', ''],
    ['official, PGDATA below the mount', 'pgdata'],
    ['official from 18 on', `${major}/docker`],
    ['a directory of a shared volume', 'prod/pg data'],
  ])('%s: nothing is changed, and all rows are there', async (_, directory) => {
    const volume = await newVolume({ directory });
    const before = readTraces(volume.path);
    const { status, stdout, stderr } = await volume.look('existing-postgres', directory).result;
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: `existing-postgres: ${join(volume.path, directory).replace(/\/$/, '')} is a database of PostgreSQL ${major}, which the server starts on.\n`,
      stderr: '',
    });
    expect(readTraces(volume.path)).toEqual(before);
    const port = await serve(volume, directory);
    expect(sql(volume, port, 'SELECT count(*) FROM orders')).toBe('500');
  });

  test("Bitnami's: configuration is made anew, others are shut out, all rows are there, and the password still counts", async () => {
    const volume = await newVolume({ directory: 'data' });
    asBitnami(volume);
    const { status, stdout } = await volume.look('existing-postgres', 'data').result;
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout:
        `existing-postgres: ${volume.path}/data came without postgresql.conf and pg_hba.conf, which is made anew; what stood in the old one has to be said again by configuration.\n` +
        `existing-postgres: ${volume.path}/data is a database of PostgreSQL ${major}, which the server starts on.\n`,
    });
    // A second start finds it as any other.
    expect((await volume.look('existing-postgres', 'data').result).stdout.split('\n')).toHaveLength(2);
    const port = await serve(volume, 'data');
    expect(sql(volume, port, 'SELECT count(*) FROM orders')).toBe('500');
    expect(await volume.script('login-postgres', port).result).toMatchObject({ status: 0 });
    expect(() =>
      volume.run('psql', ['-XAtq', '-h', '127.0.0.1', '-p', String(port), '-U', 'shop', '-d', 'shop', '-c', 'SELECT 1'], {
        PGPASSWORD: 'wrong',
      }),
    ).toThrow('password authentication failed');
  });

  test('the configuration of the user stands above what is made anew', async () => {
    const volume = await newVolume({ directory: 'data' });
    asBitnami(volume);
    const file = join(volume.scratch, 'postgresql.conf');
    writeFileSync(file, `include_if_exists = '${volume.path}/data/postgresql.conf'\nmax_connections = 17\n`);
    const args = ['-c', `config_file=${file}`];
    expect(await volume.look('existing-postgres', 'data', {}, args).result).toMatchObject({ status: 0, stderr: '' });
    const port = await serve(volume, 'data', {}, args);
    expect(sql(volume, port, 'SHOW max_connections')).toBe('17');
  });

  test('readiness says where the user of the Secret does not get in, and asks no more once he has', async () => {
    const volume = await newVolume({ directory: 'pgdata' });
    const port = await serve(volume, 'pgdata');
    const wrong = join(volume.scratch, 'wrong');
    writeFileSync(wrong, 'guess');
    const refused = await volume.script('login-postgres', port, { DB_PASSWORD_FILE: wrong }).result;
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('password authentication failed for user "shop"');
    expect(refused.stderr).toContain(
      'login-postgres: the user of the Secret does not get into shop, see above. The data keeps the users and databases that it came with: put one of them and his password into the Secret',
    );
    expect(refused.stderr).not.toContain('guess');
    const nowhere = await volume.script('login-postgres', port, { DB_NAME: 'app' }).result;
    expect(nowhere.stderr).toContain('database "app" does not exist');
    expect(await volume.script('login-postgres', port).result).toMatchObject({ status: 0 });
    // The mark is there; a server that is gone is not ready all the same.
    expect(await volume.script('login-postgres', port, { DB_PASSWORD_FILE: wrong }).result).toMatchObject({ status: 0 });
    await volume.stop('SIGINT');
    expect(await volume.script('login-postgres', port).result).toMatchObject({ status: 2 });
  });

  /** Refused with this text, and nothing was touched. */
  async function expectRefused(volume: Volume, directory: string, text: string | RegExp, env: Record<string, string> = {}): Promise<void> {
    const before = readTraces(volume.path);
    const { status, stdout, stderr } = await volume.look('existing-postgres', directory, env).result;
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toContain('Nothing was changed, and nothing is ever initialised here.');
    expect(stderr.replaceAll(volume.path, '/pgdata')).toEqual(
      typeof text === 'string' ? expect.stringContaining(text) : expect.stringMatching(text),
    );
    expect(readTraces(volume.path)).toEqual(before);
  }

  test('another major version is refused', async () => {
    const volume = await newVolume({ directory: 'data' });
    writeFileSync(join(volume.path, 'data/PG_VERSION'), '13\n');
    await expectRefused(volume, 'data', `existing-postgres: /pgdata/data is of PostgreSQL 13, this image has ${major}. `);
  });

  test('an empty directory is refused, and so is one that is not there: with the name of the right one', async () => {
    const volume = await newVolume({ directory: 'prod/data' });
    mkdirSync(join(volume.path, 'empty'));
    execFileSync('chown', [`${USER.uid ?? ''}`, join(volume.path, 'empty')]);
    const found = `For storage.existing, directory: 'prod/data' holds data of PostgreSQL ${major}.\n`;
    await expectRefused(
      volume,
      'empty',
      `/pgdata/empty is empty, where a database was promised. Nothing was changed, and nothing is ever initialised here. ${found}`,
    );
    await expectRefused(
      volume,
      'data',
      `There is no directory /pgdata/data, where a database was promised. Nothing was changed, and nothing is ever initialised here. ${found}`,
    );
    await expectRefused(
      volume,
      '',
      `/pgdata is no whole database of PostgreSQL: it holds empty, prod. Nothing was changed, and nothing is ever initialised here. ${found}`,
    );
    await expectRefused(
      new Volume(shell, POSTGRES),
      '',
      '/pgdata is empty, where a database was promised. Nothing was changed, and nothing is ever initialised here. The volume holds: nothing. Is it the right claim, and the volume that it had?',
    );
  });

  test('half a database is refused', async () => {
    const volume = await newVolume({ directory: 'data' });
    rmSync(join(volume.path, 'data/global/pg_control'));
    await expectRefused(volume, 'data', '/pgdata/data is no whole database of PostgreSQL: it holds ');
  });

  test('the data of another owner is refused with his numbers', async () => {
    if (USER.uid === undefined) return;
    const volume = await newVolume({ directory: 'data' });
    execFileSync('chown', ['-R', '1001:1002', join(volume.path, 'data')]);
    await expectRefused(
      volume,
      'data',
      `/pgdata/data belongs to user 1001 and group 1002, and this is user ${USER.uid}. Nothing was changed, and nothing is ever initialised here. The server must be the owner: give storage.existing user: 1001 and group: 1002.`,
    );
  });

  test('a locale that the image lacks is refused, until it has it', async () => {
    const locale = foreignLocale(area);
    const volume = await newVolume({ directory: 'data', locale: 'de_DE.UTF-8', env: locale });
    await expectRefused(volume, 'data', 'The database postgres has the locale de_DE.UTF-8, which this image does not have.');
    expect(await volume.look('existing-postgres', 'data', locale).result).toMatchObject({ status: 0, stderr: '' });
  });

  test('a C library that sorts otherwise is refused, unless that is said to be known', async () => {
    if (Number(major) < 15) return;
    const locale = foreignLocale(area);
    const volume = await newVolume({ directory: 'data', locale: 'de_DE.UTF-8', env: locale });
    const port = await serve(volume, 'data', locale);
    const version = sql(volume, port, "SELECT datcollversion FROM pg_database WHERE datname = 'shop'");
    sql(volume, port, "UPDATE pg_database SET datcollversion = '2.28' WHERE datname = 'shop'");
    await volume.stop('SIGINT');
    const refusal = `The texts of the database shop (de_DE.UTF-8) were sorted by glibc 2.28, and this image has glibc ${version}.`;
    await expectRefused(volume, 'data', refusal, locale);
    const allowed = await volume.look('existing-postgres', 'data', { ...locale, ALLOW_COLLATION_CHANGE: 'yes' }).result;
    expect(allowed).toMatchObject({ status: 0, stderr: '' });
    expect(allowed.stdout).toContain(
      'existing-postgres: the texts of shop are sorted otherwise from now on, as allowCollationChange says: run REINDEX DATABASE.\n',
    );
    // As Alpine leaves it: musl has no version.
    const again = await serve(volume, 'data', locale);
    sql(volume, again, "UPDATE pg_database SET datcollversion = NULL WHERE datname = 'shop'");
    // What was there before is gone, and its old rows with it.
    sql(volume, again, 'DROP DATABASE IF EXISTS old');
    await volume.stop('SIGINT');
    await expectRefused(
      volume,
      'data',
      'The texts of the database shop (de_DE.UTF-8) were sorted by another C library (perhaps that of Alpine), and this image has glibc',
      locale,
    );
  });

  test('what was dropped or rewritten does not count, wherever the list of databases lies', async () => {
    const locale = foreignLocale(area);
    const volume = await newVolume({ directory: 'data' });
    const port = await serve(volume, 'data', locale);
    sql(volume, port, "CREATE DATABASE gone TEMPLATE template0 LOCALE 'de_DE.UTF-8'");
    sql(volume, port, 'DROP DATABASE gone');
    for (let i = 0; i < 60; i += 1) sql(volume, port, `ALTER DATABASE shop CONNECTION LIMIT ${i + 10}`);
    sql(volume, port, 'VACUUM FULL pg_database');
    await volume.stop('SIGINT');
    expect(existsSync(join(volume.path, 'data/global/1262'))).toBe(false);
    expect(await volume.look('existing-postgres', 'data').result).toMatchObject({ status: 0, stderr: '' });
    const again = await serve(volume, 'data', locale);
    sql(volume, again, "CREATE DATABASE late TEMPLATE template0 LOCALE 'de_DE.UTF-8'");
    await volume.stop('SIGINT');
    await expectRefused(volume, 'data', 'The database late has the locale de_DE.UTF-8, which this image does not have.');
  });

  test('a standby, a log that is elsewhere and a tablespace that is elsewhere are refused', async () => {
    const volume = await newVolume({ directory: 'data' });
    const data = join(volume.path, 'data');
    writeFileSync(join(data, 'standby.signal'), '');
    await expectRefused(volume, 'data', '/pgdata/data is of a standby (standby.signal), which takes no changes.');
    rmSync(join(data, 'standby.signal'));
    symlinkSync('/srv/none', join(data, 'pg_tblspc/16400'));
    await expectRefused(volume, 'data', 'A tablespace lies outside: /pgdata/data/pg_tblspc/16400 leads to /srv/none, which is not there.');
    rmSync(join(data, 'pg_tblspc/16400'));
    renameSync(join(data, 'pg_wal'), join(volume.scratch, 'wal'));
    symlinkSync('/srv/wal', join(data, 'pg_wal'));
    await expectRefused(volume, 'data', '/pgdata/data/pg_wal leads to /srv/wal, which is not there.');
  });

  test('a configuration that the server would not take, and a library that it has not, are refused', async () => {
    const volume = await newVolume({ directory: 'data' });
    const file = join(volume.path, 'data/postgresql.conf');
    const before = readFileSync(file, 'utf8');
    writeFileSync(file, `${before}\nmax_connections = many\n`);
    await expectRefused(volume, 'data', /The server does not take its configuration: .*max_connections/);
    writeFileSync(file, `${before}\nshared_preload_libraries = 'pgaudit_of_others'\n`);
    await expectRefused(
      volume,
      'data',
      'The server wants to load pgaudit_of_others (shared_preload_libraries), which this image does not have.',
    );
    expect(await volume.look('existing-postgres', 'data', {}, ['-c', 'shared_preload_libraries=']).result).toMatchObject({ status: 0 });
    writeFileSync(file, `${before}\nhba_file = '/etc/postgresql/pg_hba.conf'\n`);
    await expectRefused(volume, 'data', 'The configuration names hba_file /etc/postgresql/pg_hba.conf, which is not here.');
  });
});

describe.each(shells)('MariaDB under $name', (shell) => {
  const version = execFileSync(join(MARIADB, 'mariadbd'), ['--no-defaults', '--version'], { encoding: 'utf8' }).replace(
    /^.*Ver ([0-9]+\.[0-9]+).*$/s,
    '$1',
  );

  async function newVolume(directory: string): Promise<Volume> {
    const volume = new Volume(shell, MARIADB);
    made.push(volume);
    if (directory !== '') mkdirSync(join(volume.path, directory), { recursive: true });
    if (directory !== '' && USER.uid !== undefined) execFileSync('chown', ['-R', `${USER.uid}:${USER.gid}`, volume.path]);
    const data = join(volume.path, directory);
    volume.run('mariadb-install-db', ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db'], {
      TMPDIR: volume.scratch,
      HOME: volume.scratch,
    });
    const port = await serve(volume, directory);
    sql(
      volume,
      port,
      `CREATE DATABASE shop; CREATE USER shop@'%' IDENTIFIED BY ${JSON.stringify(PASSWORD)}; GRANT ALL ON shop.* TO shop@'%'; USE shop; CREATE TABLE orders AS SELECT seq AS id FROM seq_1_to_500`,
      'root',
    );
    await volume.stop('SIGTERM');
    return volume;
  }

  async function serve(volume: Volume, directory: string): Promise<number> {
    const port = await freePort();
    const options = [
      `--datadir=${join(volume.path, directory)}`,
      `--socket=${volume.scratch}/socket`,
      `--pid-file=${volume.scratch}/pid`,
      '--bind-address=127.0.0.1',
      `--port=${port}`,
      '--skip-log-bin',
    ];
    volume.serve(['mariadbd', '--no-defaults', ...options], { TMPDIR: volume.scratch });
    await until('the server answers', () => {
      try {
        volume.run('mariadb-admin', ['--no-defaults', `--socket=${volume.scratch}/socket`, '--silent', '-uroot', 'ping']);
        return true;
      } catch {
        return false;
      }
    });
    return port;
  }

  const sql = (volume: Volume, port: number, statement: string, user = 'shop'): string =>
    volume.run(
      'mariadb',
      [
        '--no-defaults',
        ...(user === 'root' ? [`--socket=${volume.scratch}/socket`] : ['-h127.0.0.1', `-P${port}`]),
        `-u${user}`,
        '-BN',
        '-e',
        statement,
      ],
      user === 'root' ? {} : { MYSQL_PWD: PASSWORD },
    );

  test.each([
    ['official', ''],
    ["Bitnami's", 'data'],
    ['by a subPath', 'prod/data'],
  ])('%s: nothing is changed, and all rows are there', async (_, directory) => {
    const volume = await newVolume(directory);
    const before = readTraces(volume.path);
    const { status, stdout, stderr } = await volume.look('existing-mysql', directory).result;
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: `existing-mysql: ${join(volume.path, directory).replace(/\/$/, '')} is a database of MariaDB ${version}, which the server starts on.\n`,
      stderr: '',
    });
    expect(readTraces(volume.path)).toEqual(before);
    const port = await serve(volume, directory);
    expect(sql(volume, port, 'SELECT count(*) FROM shop.orders')).toBe('500');
    expect(await volume.script('ready-mysql', port).result).toMatchObject({ status: 0 });
    const wrong = join(volume.scratch, 'wrong');
    writeFileSync(wrong, 'guess');
    const refused = await volume.script('ready-mysql', port, { DB_PASSWORD_FILE: wrong }).result;
    expect(refused.stderr).toMatch(/^ERROR 1045 \(28000\): Access denied for user 'shop'/);
    expect(refused.stderr).not.toContain('guess');
  });

  async function expectRefused(volume: Volume, directory: string, text: string): Promise<void> {
    const before = readTraces(volume.path);
    const { status, stdout, stderr } = await volume.look('existing-mysql', directory).result;
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toContain('Nothing was changed, and nothing is ever initialised here.');
    expect(stderr.replaceAll(volume.path, '/data')).toContain(text);
    expect(readTraces(volume.path)).toEqual(before);
  }

  /** Writes into the head of the redo log who made it. */
  function madeBy(volume: Volume, creator: string): void {
    const file = join(volume.path, 'data/ib_logfile0');
    const bytes = readFileSync(file);
    bytes.fill(0, 16, 48);
    bytes.write(creator, 16);
    writeFileSync(file, bytes);
  }

  test('another version, older or newer, is refused, whether the log says so or who upgraded it', async () => {
    const volume = await newVolume('data');
    madeBy(volume, 'MariaDB 99.1.4');
    await expectRefused(volume, 'data', `existing-mysql: /data/data is of MariaDB 99.1, this image has ${version}. `);
    for (const file of readdirSync(join(volume.path, 'data')).filter((name) => name.endsWith('upgrade_info'))) {
      rmSync(join(volume.path, 'data', file));
    }
    madeBy(volume, 'MariaDB 10.4.32');
    await expectRefused(volume, 'data', `existing-mysql: /data/data is of MariaDB 10.4, this image has ${version}. `);
    writeFileSync(join(volume.path, 'data/mariadb_upgrade_info'), `${version}.2-MariaDB`);
    expect(await volume.look('existing-mysql', 'data').result).toMatchObject({ status: 0 });
    rmSync(join(volume.path, 'data/mariadb_upgrade_info'));
    madeBy(volume, '');
    await expectRefused(volume, 'data', 'Nothing in /data/data says which version of MariaDB it is of.');
  });

  test('the data of MySQL, of a replica, of another owner, and a directory without data are refused', async () => {
    const volume = await newVolume('data');
    const data = join(volume.path, 'data');
    writeFileSync(join(data, 'master.info'), '33\n');
    await expectRefused(volume, 'data', '/data/data is of a replica (master.info), which would go on to follow its source.');
    rmSync(join(data, 'master.info'));
    renameSync(join(data, 'aria_log_control'), join(volume.scratch, 'aria'));
    writeFileSync(join(data, 'mysql.ibd'), '');
    await expectRefused(volume, 'data', '/data/data is of MySQL, this image has MariaDB.');
    rmSync(join(data, 'mysql.ibd'));
    renameSync(join(volume.scratch, 'aria'), join(data, 'aria_log_control'));
    await expectRefused(
      volume,
      'mysql',
      "There is no directory /data/mysql, where a database was promised. Nothing was changed, and nothing is ever initialised here. For storage.existing, directory: 'data' holds data of MariaDB or MySQL.",
    );
    await expectRefused(
      volume,
      '',
      "/data is no whole database of MariaDB or MySQL: it holds data. Nothing was changed, and nothing is ever initialised here. For storage.existing, directory: 'data' holds data of MariaDB or MySQL.",
    );
    await expectRefused(new Volume(shell, MARIADB), '', '/data is empty, where a database was promised.');
    if (USER.uid === undefined) return;
    execFileSync('chown', ['1001:1002', join(data, 'ibdata1')]);
    await expectRefused(volume, 'data', `/data/data/ibdata1 belongs to user 1001 and group 1002, and this is user ${USER.uid}.`);
    execFileSync('chown', ['1001:1002', data]);
    await expectRefused(volume, 'data', `/data/data belongs to user 1001 and group 1002, and this is user ${USER.uid}.`);
  });
});

describe.each(shells)("an engine of one's own under $name", (shell) => {
  test('starts where there is something that its user may write, and nowhere else', async () => {
    const volume = new Volume(shell, '/usr/bin');
    const look = async (directory: string) => {
      const { status, stderr } = await volume.look('existing-custom', directory).result;
      return { status, stderr: stderr.replaceAll(volume.path, '/state') };
    };
    const kept = 'Nothing was changed, and nothing is ever initialised here.';
    writableDirectory(join(volume.path, 'lost+found'));
    expect(await look('')).toEqual({
      status: 3,
      stderr: `existing-custom: /state is empty, where a database was promised. ${kept} The volume holds: nothing. Is it the right claim, and the volume that it had?\n`,
    });
    writeFileSync(join(writableDirectory(join(volume.path, 'db')), 'WiredTiger'), 'x');
    expect(await look('db')).toEqual({ status: 0, stderr: '' });
    expect(await look('data')).toEqual({
      status: 3,
      stderr: `existing-custom: There is no directory /state/data, where a database was promised. ${kept} The volume holds: db. Give storage.existing the directory that the data is in.\n`,
    });
    if (USER.uid === undefined) return;
    execFileSync('chown', ['1001:1002', join(volume.path, 'db')]);
    expect((await look('db')).stderr).toContain(
      `/state/db belongs to user 1001 and group 1002, and this is user ${USER.uid}, who may not write there. ${kept}`,
    );
  });
});
