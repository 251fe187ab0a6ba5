import { ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadScript } from '../../src/scripts/load-script';
import { readTraces, Shell, shellsUnderTest, testArea, USER } from '../scripts/shells';
import { describeDatabase } from './database';
import { postgresPrograms } from './servers';
import { Engine, PASSWORD, Site } from './site';

jest.setTimeout(600_000);

const area = testArea();
const shells = shellsUnderTest();

const POSTGRES: Engine = {
  name: 'postgres',
  suffix: '.dump',
  database: 'or"de r_s',
  programs: postgresPrograms(),
  sample: 'sample-postgres.sql',
  // Shared memory in the data directory: what a killed server leaves goes with it.
  options: ['-c', 'max_connections=20', '-c', 'wal_level=logical', '-c', 'dynamic_shared_memory_type=mmap'],
  initSettings: (site) => ({ PGDATA: site.data, WAL_DIR: join(site.directory, 'wal/pg_wal'), INITDB_ARGS: '--no-sync --data-checksums' }),
  serverCommand: (site) =>
    ['postgres', '-p', String(site.port), '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off'].concat(
      ['-c', `unix_socket_directories=${site.directory}/tmp`],
      POSTGRES.options,
    ),
  client: (site) => [
    'psql',
    '-X',
    '-At',
    '-v',
    'ON_ERROR_STOP=1',
    '-h',
    '127.0.0.1',
    '-p',
    String(site.port),
    '-U',
    'shop',
    '-d',
    site.settings.DB_NAME,
  ],
  describe: (site) => ['pg_dump', '-h', '127.0.0.1', '-p', String(site.port), '-U', 'shop', '-d', site.settings.DB_NAME],
  passwordVariable: 'PGPASSWORD',
  stopSignal: 'SIGINT',
};

describeDatabase(POSTGRES, shells, area);

/** What the probes say: [alive, ready]. */
async function probes(site: Site): Promise<readonly [boolean, boolean]> {
  const [alive, ready] = [await site.run('alive-postgres').result, await site.run('ready-postgres').result];
  return [alive.status === 0, ready.status === 0];
}

async function initialised(shell: Shell, env?: Record<string, string>): Promise<Site> {
  const site = await Site.make(POSTGRES, shell, area);
  expect(await site.initialise(env).result).toMatchObject({ status: 0 });
  return site;
}

/** A client that is connected and does nothing, as those of a connection pool. */
async function idleClient(site: Site): Promise<ChildProcess> {
  const [program, ...args] = POSTGRES.client(site);
  const client = spawn(program, args, { ...USER, env: { PATH: site.shell.path, PGPASSWORD: PASSWORD }, stdio: ['pipe', 'pipe', 'ignore'] });
  client.stdin.write("SELECT 'connected';\n");
  await new Promise((resolve) => client.stdout.once('data', resolve));
  return client;
}

describe.each(shells)('the probes of postgres under $name', (shell) => {
  test('tell nothing there, initialising, recovering, running, hung, stopping and stopped apart', async () => {
    const site = await Site.make(POSTGRES, shell, area);
    expect(await probes(site)).toEqual([false, false]);

    writeFileSync(join(site.directory, 'init/10.sql'), 'SELECT pg_sleep(2);\n');
    const run = site.initialise();
    await site.waitFor(() => Promise.resolve(run.output.stdout.includes('running')));
    expect(await probes(site)).toEqual([false, false]);
    expect(await run.result).toMatchObject({ status: 0 });
    // No TCP: whatever probes over TCP does not take it for the real server.
    expect(run.output.stdout + run.output.stderr).toContain('listening on Unix socket');
    expect(run.output.stdout + run.output.stderr).not.toMatch(/listening on IP/);

    await site.start();
    expect(await probes(site)).toEqual([true, true]);
    site.sql('CREATE TABLE kept AS SELECT 1 AS i');
    site.signal('SIGSTOP');
    expect(await probes(site)).toEqual([false, false]);
    site.signal('SIGCONT');
    expect(await probes(site)).toEqual([true, true]);

    // A recovery that waits for a piece of the log takes as long as the test wants.
    await site.kill();
    const [signal, settings] = [join(site.data, 'recovery.signal'), join(site.data, 'postgresql.auto.conf')];
    const before = readFileSync(settings);
    const waiting = join(site.directory, 'waiting');
    writeFileSync(waiting, '');
    writeFileSync(signal, '');
    writeFileSync(settings, `restore_command = 'while [ -e ${waiting} ]; do sleep 0.1; done; false'\n`);
    await site.start(false);
    await site.waitFor(async () => (await site.run('alive-postgres').result).status === 0);
    expect(await probes(site)).toEqual([true, false]);
    site.signal('SIGKILL');
    rmSync(waiting);
    await site.stopped();
    // Already gone if the server took the end of the log for the end of recovery.
    rmSync(signal, { force: true });
    writeFileSync(settings, before);

    // The crash before is recovered from.
    await site.start();
    expect(site.sql('SELECT i FROM kept')).toBe('1');
    const client = await idleClient(site);
    site.signal('SIGTERM');
    await site.waitFor(async () => !(await probes(site))[1]);
    expect(await probes(site)).toEqual([true, false]);
    client.stdin!.end();
    expect(await site.stopped()).toMatchObject({ status: 0 });
    expect(await probes(site)).toEqual([false, false]);
  });

  test('write nothing into the log of the server, because they come every few seconds', async () => {
    const site = await initialised(shell);
    await site.start();
    await probes(site);
    const { stderr } = await site.stop();
    // Who asks before it is ready is turned away, and that is written.
    expect(stderr.split('ready to accept connections')[1]).not.toMatch(/FATAL|ERROR/);
  });
});

describe('stopping postgres', () => {
  const hook = (site: Site): void => {
    execFileSync('pg_ctl', ['stop', '-m', 'fast', '-W'], { ...USER, env: { PATH: site.shell.path, PGDATA: site.data }, stdio: 'ignore' });
  };

  test('the hook, followed by the TERM of the kubelet at once, is a fast and clean shutdown, although a client is idle', async () => {
    const site = await initialised(shells[0]);
    await site.start();
    const client = await idleClient(site);
    hook(site);
    site.signal('SIGTERM');
    const { status, stderr } = await site.stopped();
    expect(status).toBe(0);
    expect(stderr).toContain('received fast shutdown request');
    client.kill();
    await site.start();
    expect((await site.stop()).stderr).not.toContain('was not properly shut down');
  });

  test('TERM alone waits for idle clients: this is what the hook is for', async () => {
    const site = await initialised(shells[0]);
    await site.start();
    const client = await idleClient(site);
    site.signal('SIGTERM');
    const running = 'still running';
    expect(await Promise.race([site.stopped(), sleep(1500, running)])).toBe(running);
    client.kill();
  });
});

describe('init-postgres', () => {
  test('keeps the log on a volume of its own, in its final place', async () => {
    const site = await initialised(shells[0]);
    const wal = join(site.directory, 'wal/pg_wal');
    expect(readdirSync(join(site.directory, 'wal'))).toEqual(['pg_wal']);
    expect(execFileSync('readlink', [join(site.data, 'pg_wal')], { encoding: 'utf8' })).toBe(`${wal}\n`);

    renameSync(wal, `${wal}-elsewhere`);
    const missing = await site.initialise().result;
    expect(missing).toMatchObject({
      status: 3,
      stderr: `init-postgres: ${site.data}/pg_wal leads to ${wal}, which is not there. Nothing was changed. Mount the volume with the write-ahead log.\n`,
    });
    renameSync(`${wal}-elsewhere`, wal);
    renameSync(site.data, join(site.directory, 'elsewhere'));
    const before = readTraces(wal);
    const orphaned = await site.initialise().result;
    expect(orphaned).toMatchObject({
      status: 3,
      stderr:
        `init-postgres: ${wal} is not empty, but there is no database in ${site.data} that it could belong to. Nothing was changed.` +
        ' Mount the data volume that belongs to it; or move it away, then start the Pod again.\n',
    });
    expect(readTraces(wal)).toEqual(before);
  });

  test('works without a volume for the log too', async () => {
    const site = await initialised(shells[0], { WAL_DIR: '' });
    await site.start();
    expect(site.sql('SELECT current_user')).toBe('shop');
    expect(await site.stop()).toMatchObject({ status: 0 });
  });

  test('refuses data of another major version, with the way out, instead of a crash loop', async () => {
    const site = await initialised(shells[0]);
    const version = readFileSync(join(site.data, 'PG_VERSION'), 'utf8').trim();
    writeFileSync(join(site.data, 'PG_VERSION'), '12\n');
    const before = readTraces(site.data);
    expect(await site.initialise().result).toMatchObject({
      status: 3,
      stderr:
        `init-postgres: ${site.data} is of PostgreSQL 12, this image has ${version}. Nothing was changed. Use an image of 12;` +
        ` to change over, make a backup with it and restore that into a new database of ${version}, or run pg_upgrade.\n`,
    });
    expect(readTraces(site.data)).toEqual(before);
  });

  test('wants a password on every connection, the socket included', async () => {
    const site = await initialised(shells[0]);
    await site.start();
    for (const host of ['127.0.0.1', join(site.directory, 'tmp')]) {
      const args = ['-X', '-w', '-h', host, '-p', String(site.port), '-U', 'shop', '-d', 'postgres', '-c', 'SELECT 1'];
      const { status, stderr } = spawnSync('psql', args, { ...USER, env: { PATH: site.shell.path }, encoding: 'utf8' });
      expect({ host, status }).toEqual({ host, status: 2 });
      expect(stderr).toContain('no password supplied');
    }
    expect(
      site.sql("SELECT datdba::regrole || ' ' || pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()"),
    ).toBe('shop UTF8');
    expect(site.sql('SHOW data_checksums')).toBe('on');
    await site.stop();
  });

  test('takes a configuration file that includes the one of the data directory, which is not there yet', async () => {
    const site = await Site.make(POSTGRES, shells[0], area);
    const file = join(site.directory, 'my.conf');
    writeFileSync(file, `include_if_exists = '${site.data}/postgresql.conf'\nwork_mem = '7MB'\n`);
    const options = ['-c', `config_file=${file}`];
    writeFileSync(join(site.directory, 'init/10.sql'), "CREATE TABLE seen AS SELECT current_setting('work_mem') AS work_mem;\n");
    expect(await site.run('init-postgres', options).result).toMatchObject({ status: 0 });
    await site.start();
    expect(site.sql('SELECT work_mem FROM seen')).toBe('7MB');
    await site.stop();
  });

  const wrappers = readdirSync('/usr/lib').filter((directory) => existsSync(`/usr/lib/${directory}/libnss_wrapper.so`));
  test('runs as a user that has no name in the image', async () => {
    // The images bring the library; elsewhere it is the package libnss-wrapper.
    expect(wrappers).not.toEqual([]);
    const site = await Site.make(POSTGRES, shells[0], area);
    // In a namespace of its own the owner of the files is that user, whoever runs the test.
    const nameless = ['--user', '--map-user=12345', '--map-group=12345', '--'];
    const { status, stderr } = spawnSync(
      'unshare',
      [...nameless, 'sh', '-c', loadScript('init-postgres'), 'init-postgres', ...POSTGRES.options],
      { ...USER, env: { ...site.settings, PATH: site.shell.path }, encoding: 'utf8' },
    );
    expect(stderr).not.toContain('init-postgres:');
    expect(status).toBe(0);
    expect(existsSync(join(site.data, 'PG_VERSION'))).toBe(true);
  });
});

describe('restore-postgres', () => {
  test('leaves the database as it was when a role is missing; with RESTORE_OWNERS=user it needs none', async () => {
    const source = await Site.make(POSTGRES, shells[0], area, { sample: true });
    expect(await source.initialise().result).toMatchObject({ status: 0 });
    await source.start();
    expect(await source.backup().result).toMatchObject({ status: 0 });
    const rows = source.sql('SELECT count(*), sum(amount), md5(string_agg(proof::text, id::text ORDER BY id)) FROM sales.orders');
    await source.stop();

    const target = await initialised(shells[0]);
    await target.start();
    target.sql('CREATE TABLE mine AS SELECT 42 AS i');
    const env = { BACKUP_DIR: source.backups, RESTORE_OVERWRITE: 'overwrite existing data' };
    const { status, stderr } = await target.restore(env).result;
    expect(status).toBe(1);
    expect(stderr).toContain('role "reader" does not exist');
    expect(stderr).toContain('restore-postgres: the server did not take the backup, see above. The database is as it was.\n');
    expect(target.sql('SELECT i FROM mine')).toBe('42');

    expect(await target.restore({ ...env, RESTORE_OWNERS: 'user' }).result).toMatchObject({ status: 0 });
    expect(target.sql('SELECT count(*), sum(amount), md5(string_agg(proof::text, id::text ORDER BY id)) FROM sales.orders')).toBe(rows);
    const wrong = await target.restore({ ...env, RESTORE_OWNERS: 'nobody' }).result;
    expect(wrong.stderr).toContain("restore-postgres: RESTORE_OWNERS is 'nobody', must be keep or user.\n");
    await target.stop();
  });

  test('does not wait for ever for a client that holds a lock, and leaves the database as it was', async () => {
    const site = await initialised(shells[0]);
    await site.start();
    site.sql('CREATE TABLE mine AS SELECT 42 AS i');
    expect(await site.backup().result).toMatchObject({ status: 0 });
    const client = await idleClient(site);
    client.stdin!.write("BEGIN; LOCK TABLE mine; SELECT 'locked';\n");
    await new Promise((resolve) => client.stdout!.once('data', resolve));
    const shorter = site.restoreArguments.map((text) => text.replace("lock_timeout = '1min'", "lock_timeout = '1s'"));
    const { status, stderr } = await site.run('restore-database', shorter, { RESTORE_OVERWRITE: 'overwrite existing data' }).result;
    expect(status).toBe(1);
    expect(stderr).toContain('canceling statement due to lock timeout');
    client.kill();
    expect(site.sql('SELECT i FROM mine')).toBe('42');
    await site.stop();
  });
});
