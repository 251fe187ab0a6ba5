import { ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadScript } from '../../src/scripts/load-script';
import { readTraces, Shell, shellsUnderTest, testArea, USER, writableDirectory } from '../scripts/shells';
import { describeDatabase } from './database';
import { postgresEngine } from './engines';
import { postgresPrograms } from './servers';
import { PASSWORD, Site } from './site';

jest.setTimeout(600_000);

const area = testArea();
const shells = shellsUnderTest();

const POSTGRES = postgresEngine(postgresPrograms(), {
  // Shared memory in the data directory: what a killed server leaves goes with it.
  options: ['-c', 'max_connections=20', '-c', 'wal_level=logical', '-c', 'dynamic_shared_memory_type=mmap'],
  initSettings: (site) => ({ PGDATA: site.data, WAL_DIR: join(site.directory, 'wal/pg_wal'), INITDB_ARGS: '--no-sync --data-checksums' }),
});

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

  test.each(['alive-postgres', 'ready-postgres'] as const)(
    '%s says why it fails: the event of a probe has nothing else to tell',
    async (name) => {
      const site = await Site.make(POSTGRES, shell, area);
      const { status, stdout } = await site.run(name).result;
      expect(status).toBeGreaterThan(0);
      expect(stdout).toBe(`127.0.0.1:${site.port} - no response\n`);
    },
  );

  test('write nothing into the log of the server, because they come every few seconds', async () => {
    const site = await initialised(shell);
    await site.start();
    await probes(site);
    await probes(site);
    const { stderr } = await site.stop();
    // Who asks before it is ready is turned away, and that is written; so is the end of a server of a probe that has hung up, if the
    // shutdown is there before the server has seen it.
    const [, serving] = /ready to accept connections([\s\S]*)received fast shutdown request/.exec(stderr)!;
    expect(serving).not.toMatch(/FATAL|ERROR/);
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

  test.each([
    ['a"b', 'has a quote, a dollar sign or a backslash'],
    ["a'b", 'has a quote, a dollar sign or a backslash'],
    ['$user', 'has a quote, a dollar sign or a backslash'],
    ['a\\b', 'has a quote, a dollar sign or a backslash'],
    ['pg_x', 'begins with pg_'],
    ['none', 'is none or public'],
    ['public', 'is none or public'],
    ['é'.repeat(32), 'has more than 63 bytes'],
  ])('refuses a user whom initdb refuses, which says so in the middle of its work: %s', async (name, why) => {
    const site = await Site.make(POSTGRES, shells[0], area);
    writeFileSync(join(site.directory, 'secret/username'), name);
    expect(await site.initialise().result).toEqual({
      status: 2,
      signal: null,
      stdout: '',
      stderr:
        `init-postgres: the user's name in DB_USERNAME_FILE ('${site.directory}/secret/username') ${why}, which initdb refuses.` +
        ' Put another one into the Secret.\n',
    });
    expect(readdirSync(join(site.directory, 'data'))).toEqual([]);
    // And it is true of this initdb.
    const own = { ...USER, env: { PATH: site.shell.path }, encoding: 'utf8' as const };
    const real = spawnSync('initdb', ['--no-sync', `--username=${name}`, '--pgdata', join(site.directory, 'tmp/real')], own);
    expect(real.status).toBe(1);
  });

  test.each([' -a b;c%d=e,f/g@h#i`j é', 'a'.repeat(63), 'current_user'])(
    'makes whom initdb takes, and he gets in, backs up and restores: %s',
    async (name) => {
      const site = await Site.make(POSTGRES, shells[0], area);
      writeFileSync(join(site.directory, 'secret/username'), `${name}\n`);
      expect(await site.initialise().result).toMatchObject({ status: 0 });
      await site.start();
      expect(await site.run('contents-postgres').result).toEqual({ status: 0, signal: null, stdout: '', stderr: '' });
      expect(await site.backup().result).toMatchObject({ status: 0 });
      expect(await site.restore().result).toMatchObject({ status: 0 });
      await site.stop();
    },
  );

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

describe('a restore of Postgres asks before', () => {
  const OVERWRITE = { RESTORE_OVERWRITE: 'overwrite existing data' };

  async function filled(options: readonly string[] = []): Promise<Site> {
    const site = await Site.make({ ...POSTGRES, options: [...POSTGRES.options, ...options] }, shells[0], area);
    expect(await site.initialise().result).toMatchObject({ status: 0 });
    await site.start();
    site.sql('CREATE TABLE mine AS SELECT 42 AS i');
    expect(await site.backup().result).toMatchObject({ status: 0 });
    return site;
  }

  /** Restores, and answers the reasons of a refusal that left all as it was. */
  async function refusal(site: Site, env: Record<string, string> = {}): Promise<readonly string[]> {
    const before = site.contents();
    const databases = site.sql('SELECT oid, datname FROM pg_database ORDER BY oid');
    const { status, stderr } = await site.restore({ RESTORE_PATIENCE: '1', ...OVERWRITE, ...env }).result;
    const lines = stderr.trim().split('\n');
    expect([status, lines.pop()]).toEqual([
      3,
      expect.stringMatching(/^restore-database: refused, .*(see|said) above. Nothing was changed.$/),
    ]);
    expect(site.contents()).toBe(before);
    expect(site.sql('SELECT oid, datname FROM pg_database ORDER BY oid')).toBe(databases);
    return lines;
  }

  let paths = 0;
  /** A path whose pg_restore says something else than the real one, by an expression of sed. */
  function saying(site: Site, expression: string): string {
    const directory = join(site.directory, `wrapped-${paths++}`);
    mkdirSync(directory);
    writeFileSync(join(directory, 'expression'), expression);
    const text = `#!/bin/sh\nPATH=\${PATH#*:}\nset -o pipefail\npg_restore "$@" | sed -f ${directory}/expression\n`;
    writeFileSync(join(directory, 'pg_restore'), text.replace('/bin/sh', '/bin/bash'), { mode: 0o755 });
    return `${directory}:${site.shell.path}`;
  }

  test('for subscriptions, slots, prepared transactions and who is connected: all at once, with what to do; and that works', async () => {
    const site = await filled(['-c', 'max_prepared_transactions=5']);
    site.sql(`CREATE SUBSCRIPTION "my sub'" CONNECTION 'host=nowhere' PUBLICATION p WITH (connect = false)`);
    site.sql("SELECT pg_create_logical_replication_slot('reader', 'pgoutput')");
    site.sql("BEGIN; INSERT INTO mine VALUES (43); PREPARE TRANSACTION 'half';");
    const client = await idleClient(site);
    const reasons = await refusal(site);
    expect(reasons).toEqual([
      `ask-postgres: the database has the subscription "my sub'", with which it cannot be replaced. In the database: ALTER SUBSCRIPTION "my sub'" DISABLE;` +
        ` ALTER SUBSCRIPTION "my sub'" SET (slot_name = NONE); DROP SUBSCRIPTION "my sub'"; Then at its publisher: SELECT pg_drop_replication_slot('my sub''');`,
      'ask-postgres: the replication slot reader reads from the database, and would be lost with it: who reads it has to begin anew.' +
        " When that is seen to: SELECT pg_drop_replication_slot('reader');",
      expect.stringMatching(
        /^ask-postgres: the transaction 'half' of shop is prepared since .*, and keeps the database from being replaced. In the database: COMMIT PREPARED 'half'; or ROLLBACK PREPARED 'half';$/,
      ),
      expect.stringMatching(/^ask-postgres: shop \(psql\) is connected to the database from 127.0.0.1, idle since .*\.$/),
      'ask-postgres: what they write from now on would be lost. Stop the applications, then restore again.',
    ]);
    client.kill();
    const subscription = /ALTER SUBSCRIPTION.*?(?= Then)/.exec(reasons[0])![0];
    const told = [...subscription.split(/(?<=;) /), "SELECT pg_drop_replication_slot('reader');", "ROLLBACK PREPARED 'half';"];
    for (const statement of told) site.sql(statement);
    expect(await site.restore(OVERWRITE).result).toMatchObject({ status: 0, stderr: '' });
    expect(site.sql('SELECT i FROM mine')).toBe('42');
    await site.stop();
  });

  test('and brings back a subscription of the backup, without connecting it', async () => {
    const site = await initialised(shells[0]);
    await site.start();
    site.sql("CREATE SUBSCRIPTION orders CONNECTION 'host=nowhere' PUBLICATION p WITH (connect = false)");
    expect(await site.backup().result).toMatchObject({ status: 0 });
    site.sql('ALTER SUBSCRIPTION orders SET (slot_name = NONE)');
    site.sql('DROP SUBSCRIPTION orders');
    // Once more after a failure, which has to drop one that is there already.
    const texts = [...site.restoreArguments];
    texts[3] = texts[3].replace('take_over || give_up', 'false || give_up');
    expect(await site.run('restore-database', texts, { RESTORE_PATIENCE: '2' }).result).toMatchObject({ status: 1 });
    expect(await site.restore().result).toMatchObject({ status: 0 });
    expect(site.sql('SELECT subname, subenabled FROM pg_subscription')).toBe('orders|f');
    expect(site.sql("SELECT count(*) FROM pg_database WHERE datname LIKE 'cdk8s%'")).toBe('0');
    await site.stop();
  });

  test('a statement that fails is not told, since a subscription has a password in it', async () => {
    const site = await initialised(shells[0]);
    await site.start();
    site.sql("CREATE SUBSCRIPTION orders CONNECTION 'host=nowhere password=of-the-publisher' PUBLICATION p WITH (connect = false)");
    expect(await site.backup().result).toMatchObject({ status: 0 });
    site.sql('ALTER SUBSCRIPTION orders SET (slot_name = NONE)');
    site.sql('DROP SUBSCRIPTION orders');
    // Who owns the database alone may not make one.
    site.sql(`CREATE ROLE owner LOGIN CREATEDB PASSWORD '${PASSWORD.replaceAll("'", "''")}'; ALTER DATABASE "or""de r_s" OWNER TO owner`);
    const secret = writableDirectory(join(site.directory, 'other'));
    writeFileSync(join(secret, 'username'), 'owner');
    const { status, stderr } = await site.restore({ DB_USERNAME_FILE: join(secret, 'username'), RESTORE_OWNERS: 'user' }).result;
    expect(status).toBe(1);
    expect(stderr).toMatch(/^pg_restore: error: .*permission denied|must be superuser/m);
    expect(stderr).toContain('restore-postgres: the server did not take the backup, see above. The database is as it was.\n');
    expect(stderr).not.toContain('of-the-publisher');
    await site.stop();
  });

  test('for a role that is missing; without owners it needs none', async () => {
    const source = await Site.make(POSTGRES, shells[0], area, { sample: true });
    expect(await source.initialise().result).toMatchObject({ status: 0 });
    await source.start();
    expect(await source.backup().result).toMatchObject({ status: 0 });
    const rows = source.sql('SELECT count(*), sum(amount), md5(string_agg(proof::text, id::text ORDER BY id)) FROM sales.orders');
    await source.stop();

    const target = await filled();
    const env = { BACKUP_DIR: source.backups };
    expect(await refusal(target, env)).toEqual([
      'ERROR:  role "reader" does not exist',
      'restore-postgres: this server cannot take the backup, see above. Nothing was changed. Make what is missing, then restore again;' +
        ' where it is roles, the prop owners with RestoredOwners.USER (RESTORE_OWNERS=user) does without them.',
    ]);
    expect(await target.restore({ ...env, ...OVERWRITE, RESTORE_OWNERS: 'user' }).result).toMatchObject({ status: 0 });
    expect(target.sql('SELECT count(*), sum(amount), md5(string_agg(proof::text, id::text ORDER BY id)) FROM sales.orders')).toBe(rows);
    const wrong = await target.restore({ ...env, ...OVERWRITE, RESTORE_OWNERS: 'nobody' }).result;
    expect(wrong.stderr).toContain("restore-postgres: RESTORE_OWNERS is 'nobody', must be keep or user.\n");
    await target.stop();
  });

  test('for a newer backup, one of another database, extensions, encodings, and room on the disk', async () => {
    const site = await filled();
    const version = site.sql("SELECT current_setting('server_version_num')::int / 10000");
    // Neither another server nor a smaller disk is needed to see what is said of them.
    const said = [
      '/Dumped from database version/s/: .*/: 99.1/',
      '/dbname:/s/: .*/: billing/',
      '/Archive created/a 9; 3079 4711 EXTENSION - nowhere_to_be_had ',
      '/Archive created/a 9; 3079 4712 EXTENSION - hstore ',
      "s/^SET client_encoding.*/SET client_encoding = 'SQL_ASCII';/",
    ];
    expect(await refusal(site, { PATH: saying(site, said.join('\n')) })).toEqual([
      `ask-postgres: the backup is of PostgreSQL 99, the server of ${version}. Backups go into the same version or a newer one: give the database version 99.`,
      'ask-postgres: the backup is of the database billing, not of or"de r_s. Where that is meant, say so by the prop sourceDatabase:' +
        " 'billing' (RESTORE_FROM_DATABASE).",
      'ask-postgres: the backup needs extensions that this image has not: nowhere_to_be_had. Give the database an image that has them.',
      'ask-postgres: the backup is in the encoding SQL_ASCII, the database in UTF8, which has not all of its characters.' +
        ' Give the database the same by initdbArgs (--encoding=SQL_ASCII).',
    ]);
    const PATH = saying(site, '/dbname:/s/: .*/: billing/');
    expect(await site.restore({ ...OVERWRITE, RESTORE_FROM_DATABASE: 'billing', PATH }).result).toMatchObject({ status: 0 });
    expect(await refusal(site, { RESTORE_FROM_DATABASE: 'billing' })).toEqual([
      expect.stringContaining('the backup is of the database or"de r_s, not of billing.'),
    ]);
    await site.stop();

    const full = join(site.directory, 'full');
    mkdirSync(full);
    const df = '#!/bin/sh\necho Filesystem 1024-blocks Used Available Capacity Mounted on\necho /dev/a b 9 9 0 100% /pgdata\n';
    writeFileSync(join(full, 'df'), df, { mode: 0o755 });
    await site.start(true, { PATH: `${full}:${site.shell.path}` });
    site.sql('INSERT INTO mine SELECT generate_series(1, 2000)');
    expect(await site.backup().result).toMatchObject({ status: 0 });
    expect(await refusal(site)).toEqual([
      'ask-postgres: the disk of the database has 0Mi of room, and the backup takes about 0Mi beside what is there. Make the claim larger, or drop' +
        ' what is not needed. If you know that it fits: the prop checkSpace: false (RESTORE_SPACE=unchecked).',
    ]);
    expect(await site.restore({ ...OVERWRITE, RESTORE_SPACE: 'unchecked' }).result).toMatchObject({ status: 0 });
    await site.stop();
  });

  test('for the rights of the user, and does with those of an owner who may make databases', async () => {
    const site = await filled();
    const secret = writableDirectory(join(site.directory, 'other'));
    writeFileSync(join(secret, 'username'), "o'brien smith");
    const env = { DB_USERNAME_FILE: join(secret, 'username') };
    site.sql(`CREATE ROLE "o'brien smith" LOGIN PASSWORD '${PASSWORD.replaceAll("'", "''")}'; GRANT SELECT ON mine TO "o'brien smith"`);
    expect(await refusal(site, env)).toEqual([
      `ask-postgres: the user "o'brien smith" may not make databases, which a restore needs to do it beside the old one. As a superuser: ALTER ROLE "o'brien smith" CREATEDB;`,
      `ask-postgres: the database "or""de r_s" belongs to shop, and the user "o'brien smith" is none of its. As a superuser: ALTER DATABASE "or""de r_s" OWNER TO "o'brien smith";`,
      'ask-postgres: this user cannot see how much room the disk of the database has.',
    ]);
    const owner = `ALTER ROLE "o'brien smith" CREATEDB; ALTER DATABASE "or""de r_s" OWNER TO "o'brien smith"; ALTER TABLE mine OWNER TO "o'brien smith"`;
    site.sql(owner);
    expect(await site.backup().result).toMatchObject({ status: 0 });
    expect(await site.restore({ ...OVERWRITE, ...env }).result).toMatchObject({ status: 0 });
    expect(site.sql('SELECT tableowner FROM pg_tables WHERE tablename = $$mine$$')).toBe("o'brien smith");
    await site.stop();
  });
});

test('a restored database has the settings, the rights and the comment of the one before, which no dump of it holds', async () => {
  const site = await initialised(shells[0]);
  await site.start();
  site.sql('CREATE TABLE mine AS SELECT 42 AS i');
  expect(await site.backup().result).toMatchObject({ status: 0 });
  site.sql(`CREATE ROLE "o'brien smith"; ALTER DATABASE "or""de r_s" SET search_path TO "$user", "my schema", public;
    ALTER DATABASE "or""de r_s" SET "my.own" TO 'it''s'; ALTER ROLE "o'brien smith" IN DATABASE "or""de r_s" SET work_mem TO '7MB';
    REVOKE CONNECT ON DATABASE "or""de r_s" FROM PUBLIC; GRANT CONNECT ON DATABASE "or""de r_s" TO "o'brien smith" WITH GRANT OPTION;
    COMMENT ON DATABASE "or""de r_s" IS 'it''s mine'; ALTER DATABASE "or""de r_s" CONNECTION LIMIT 7;
    ALTER DATABASE "or""de r_s" SET default_transaction_read_only TO on`);
  const describe = (): string =>
    site.sql(`SELECT d.datname, datdba::regrole, encoding, datcollate, datctype, ARRAY(SELECT unnest(datacl)::text ORDER BY 1), datconnlimit, shobj_description(d.oid, 'pg_database'),
      (SELECT array_agg(setrole::regrole || array_to_string(setconfig, ';') ORDER BY setrole) FROM pg_db_role_setting WHERE setdatabase = d.oid)
      FROM pg_database d WHERE datname = current_database()`);
  const oid = (): string => site.sql('SELECT oid FROM pg_database WHERE datname = current_database()');
  const [before, old] = [describe(), oid()];
  expect(before).toContain("it's mine");
  expect(await site.restore({ RESTORE_OVERWRITE: 'overwrite existing data' }).result).toMatchObject({ status: 0 });
  expect(describe()).toBe(before);
  expect(oid()).not.toBe(old);
  await site.stop();
});
