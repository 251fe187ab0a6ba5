import { ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTraces, Shell, shellsUnderTest, testArea, USER } from '../scripts/shells';
import { describeDatabase } from './database';
import { mariadbEngine } from './engines';
import { mariadbPrograms } from './servers';
import { PASSWORD, Site } from './site';

jest.setTimeout(600_000);

const area = testArea();
const shells = shellsUnderTest();

const MARIADB = mariadbEngine(mariadbPrograms(area), {
  options: ['--no-defaults', '--innodb-log-file-size=4M', '--innodb-flush-log-at-trx-commit=2', '--innodb-buffer-pool-size=16M'],
  initSettings: (site) => ({ DATA_DIR: site.data, ROOT_PASSWORD_FILE: '' }),
});

describeDatabase(MARIADB, shells, area);

async function initialised(shell: Shell, env?: Record<string, string>): Promise<Site> {
  const site = await Site.make(MARIADB, shell, area);
  writeFileSync(join(site.directory, 'init/10.sql'), 'CREATE TABLE kept AS SELECT 1 AS i;\n');
  expect(await site.initialise(env).result).toMatchObject({ status: 0 });
  return site;
}

/** What the probes say: [alive, ready]. */
async function probes(site: Site, env?: Record<string, string>): Promise<readonly [boolean, boolean]> {
  const [alive, ready] = [await site.run('alive-mysql', [], env).result, await site.run('ready-mysql', [], env).result];
  return [alive.status === 0, ready.status === 0];
}

/** A client that is connected and does nothing, as those of a connection pool. */
async function idleClient(site: Site): Promise<ChildProcess> {
  const [program, ...args] = MARIADB.client(site);
  const env = { PATH: site.shell.path, MYSQL_PWD: PASSWORD };
  const client = spawn(program, [...args, '--unbuffered'], { ...USER, env, stdio: ['pipe', 'pipe', 'ignore'] });
  client.stdin.write("SELECT 'connected';\n");
  await new Promise((resolve) => client.stdout.once('data', resolve));
  return client;
}

describe.each(shells)('the probes of MariaDB under $name', (shell) => {
  test('tell nothing there, initialising, running, refusing, hung, recovering and stopped apart', async () => {
    const site = await Site.make(MARIADB, shell, area);
    expect(await probes(site)).toEqual([false, false]);
    writeFileSync(join(site.directory, 'init/10.sql'), 'SELECT SLEEP(2);\nCREATE TABLE kept AS SELECT 1 AS i;\n');
    const run = site.initialise();
    await site.waitFor(() => Promise.resolve(run.output.stdout.includes('running')));
    expect(await probes(site)).toEqual([false, false]);
    expect(await run.result).toMatchObject({ status: 0 });
    // Port 0: whatever probes over TCP does not take it for the real server.
    expect(run.output.stdout + run.output.stderr).toMatch(/socket: '.*' {2}port: 0/);

    await site.start();
    expect(await probes(site)).toEqual([true, true]);
    // Alive, but nobody can work with it.
    expect(await probes(site, { DB_PASSWORD_FILE: join(site.directory, 'secret/username') })).toEqual([true, false]);
    site.signal('SIGSTOP');
    expect(await probes(site)).toEqual([false, false]);
    site.signal('SIGCONT');
    expect(await probes(site)).toEqual([true, true]);

    site.sql('INSERT INTO kept VALUES (2)');
    await site.kill();
    expect(await probes(site)).toEqual([false, false]);
    // It answers only when it has recovered.
    await site.start(false);
    await site.waitFor(async () => (await probes(site))[0]);
    expect(site.sql('SELECT COUNT(*) FROM kept')).toBe('2');
    const { stderr, status } = await site.stop();
    expect(status).toBe(0);
    expect(stderr).toContain('Starting crash recovery');
    expect(await probes(site)).toEqual([false, false]);
  });
});

test('TERM is a clean shutdown, although a client is idle: no hook is needed', async () => {
  const site = await initialised(shells[0]);
  await site.start();
  const client = await idleClient(site);
  site.signal('SIGTERM');
  const { status, stderr } = await site.stopped();
  expect({ status, clean: stderr.includes('Shutdown complete') }).toEqual({ status: 0, clean: true });
  client.kill();
  await site.start();
  expect((await site.stop()).stderr).not.toContain('crash recovery');
});

describe('init-mysql', () => {
  const accounts =
    'SELECT CONCAT(user, "@", host, IF(JSON_VALUE(priv, "$.authentication_string") <> "", " password", "")) FROM mysql.global_priv ORDER BY 1';

  /** As root, on the socket. */
  const asRoot = (site: Site, statement: string, password = PASSWORD) =>
    spawnSync('mariadb', ['--no-defaults', '-BN', `--socket=${site.directory}/tmp/socket`, '-u', 'root', '-e', statement], {
      ...USER,
      env: { PATH: site.shell.path, MYSQL_PWD: password },
      encoding: 'utf8',
    });

  test('leaves no account without a password, and no root for other hosts', async () => {
    const site = await initialised(shells[0]);
    await site.start();
    expect(asRoot(site, accounts).stdout.trim().split('\n')).toEqual([
      'mariadb.sys@localhost',
      'root@localhost password',
      'shop@% password',
    ]);
    expect(asRoot(site, 'SELECT 1', '')).toMatchObject({ status: 1, stdout: '' });
    expect(asRoot(site, "SHOW DATABASES LIKE 'test%'").stdout).toBe('');
    expect(site.sql('SHOW GRANTS')).not.toMatch(/ON \*\.\* TO (?!.*IDENTIFIED)/);
    await site.stop();
  });

  test('gives root a password of his own, and lets him in from other hosts, when he has one in the Secret', async () => {
    const site = await Site.make(MARIADB, shells[0], area);
    const file = join(site.directory, 'secret/root-password');
    writeFileSync(file, "ro'ot\\");
    expect(await site.initialise({ ROOT_PASSWORD_FILE: file }).result).toMatchObject({ status: 0 });
    await site.start();
    expect(asRoot(site, accounts, "ro'ot\\").stdout).toContain('root@% password\nroot@localhost password\nshop@% password\n');
    expect(asRoot(site, 'SELECT 1').status).toBe(1);
    await site.stop();
  });

  test('tells no password where the server does not take it', async () => {
    const site = await Site.make(MARIADB, shells[0], area);
    // A client of a server that has rules for passwords.
    const wrapped = join(site.directory, 'wrapped');
    mkdirSync(wrapped);
    const client = `#!/bin/bash\nPATH=\${PATH#*:}\nexec mariadb "$@" < <(sed 's/^CREATE USER.*/&&/')\n`;
    writeFileSync(join(wrapped, 'mariadb'), client, { mode: 0o755 });
    const { status, stderr } = await site.initialise({ PATH: `${wrapped}:${site.shell.path}` }).result;
    expect(status).toBe(1);
    expect(stderr).toMatch(/^ERROR 1396 \(HY000\) at line \d+: /m);
    expect(stderr).toContain('init-mysql: cannot make the database or`de r_s and its user, see above.');
    expect(stderr).not.toContain('$pass#word');
  });

  test.each([
    ['root', 'is root, who is there anyway'],
    ['mariadb.sys', 'is mariadb.sys, who is there anyway'],
    ['shop ', 'ends with a blank, which the server leaves out'],
    ['é'.repeat(129), 'has more than 128 characters, which is more than MariaDB takes'],
  ])('refuses a user who cannot be made, before anything is: %s', async (name, why) => {
    const site = await Site.make(MARIADB, shells[0], area);
    writeFileSync(join(site.directory, 'secret/username'), name);
    expect(await site.initialise().result).toEqual({
      status: 2,
      signal: null,
      stdout: '',
      stderr: `init-mysql: the user's name in DB_USERNAME_FILE ('${site.directory}/secret/username') ${why}. Put another one into the Secret.\n`,
    });
    expect(readdirSync(join(site.directory, 'data'))).toEqual([]);
  });

  test.each([` -a'b"c\\d\`e $f%_@;#`, 'é'.repeat(128)])('makes whom the server takes, and he gets in: %s', async (name) => {
    const site = await Site.make(MARIADB, shells[0], area);
    writeFileSync(join(site.directory, 'secret/username'), `${name}\n`);
    expect(await site.initialise().result).toMatchObject({ status: 0 });
    await site.start();
    expect(await site.run('contents-mysql').result).toEqual({ status: 0, signal: null, stdout: '', stderr: '' });
    expect(await site.backup().result).toMatchObject({ status: 0 });
    expect(await site.restore({ RESTORE_OVERWRITE: 'overwrite existing data' }).result).toMatchObject({ status: 0 });
    await site.stop();
  });

  test.each([
    ['10.6.21-MariaDB', 'of an older series', 'Use an image of 10.6; to change over, make a backup'],
    ['99.1.2-MariaDB', 'of a newer one', 'which cannot read it. Nothing was changed. Use an image of 99.1.\n'],
  ])('refuses data %s, %s, with the way out', async (version, _, told) => {
    const site = await initialised(shells[0]);
    // What the tools write down is what is looked at.
    const file = ['mariadb_upgrade_info', 'mysql_upgrade_info'].map((name) => join(site.data, name)).find((path) => existsSync(path))!;
    const real = readFileSync(file, 'utf8');
    writeFileSync(file, version);
    const before = readTraces(site.data);
    const { status, stderr } = await site.initialise().result;
    expect(status).toBe(3);
    expect(stderr).toContain(`${site.data} is of MariaDB ${version.slice(0, 4)}, this image has ${/^[0-9]+\.[0-9]+/.exec(real)![0]}`);
    expect(stderr).toContain(told);
    expect(readTraces(site.data)).toEqual(before);
    const allowed = await site.initialise({ DB_UPGRADE_FROM: version.slice(0, 4) }).result;
    expect(allowed.status).toBe(0);
    writeFileSync(file, real);
    expect(await site.initialise().result).toMatchObject({ status: 0 });
  });

  test('reads the series of data of MySQL where its server wrote it down last', async () => {
    const site = await initialised(shells[0]);
    for (const name of ['mariadb_upgrade_info', 'mysql_upgrade_info']) rmSync(join(site.data, name), { force: true });
    const item = (version: string) =>
      `{"date":"2026-01-01","version":"${version}","maturity":"LTS","update_history":[{"date":"x","version_with_update":"1.2.3.0-2"}]}`;
    writeFileSync(join(site.data, 'mysql_upgrade_history'), `{"file_format":"1","upgrade_history":[${item('8.0.36')},${item('8.4.7')}]}`);
    expect((await site.initialise().result).stderr).toContain('is of MariaDB 8.4, this image has');
  });

  test('refuses data of MySQL', async () => {
    const site = await initialised(shells[0]);
    renameSync(join(site.data, 'aria_log_control'), join(site.data, 'mysql.ibd'));
    const before = readTraces(site.data);
    expect(await site.initialise().result).toMatchObject({
      status: 3,
      stderr: `init-mysql: ${site.data} is of MySQL, this image has MariaDB. Nothing was changed. Use an image of MySQL.\n`,
    });
    expect(readTraces(site.data)).toEqual(before);
  });
});

describe('a restore by a user without other rights', () => {
  /** What an administrator defined as another user, with a name that has to be quoted. */
  const DEFINED = `
CREATE TABLE stock (i int);
CREATE USER \`o'brien \`\`x smith\`@'%' IDENTIFIED BY 'x';
GRANT ALL ON *.* TO \`o'brien \`\`x smith\`@'%';
CREATE DEFINER=\`o'brien \`\`x smith\`@\`%\` VIEW seen AS SELECT i FROM stock;
DELIMITER ;;
CREATE DEFINER=\`o'brien \`\`x smith\`@\`%\` TRIGGER counted BEFORE INSERT ON stock FOR EACH ROW SET NEW.i = NEW.i + 1;;
CREATE DEFINER=\`o'brien \`\`x smith\`@\`%\` FUNCTION twice(i int) RETURNS int DETERMINISTIC RETURN 2 * i;;
CREATE DEFINER=\`o'brien \`\`x smith\`@\`%\` PROCEDURE told()
SELECT '
CREATE DEFINER=\`a\`@\`b\` VIEW of the text
/*!50003 CREATE*/ /*!50017 DEFINER=\`a\`@\`b\`*/ as well';;
CREATE DEFINER=\`o'brien \`\`x smith\`@\`%\` EVENT hourly ON SCHEDULE EVERY 1 HOUR DO DELETE FROM stock;;
DELIMITER ;
INSERT INTO stock VALUES (1);
`;

  async function filled(options: readonly string[]): Promise<Site> {
    const site = await Site.make({ ...MARIADB, options: [...MARIADB.options, ...options] }, shells[0], area);
    writeFileSync(join(site.directory, 'init/10.sql'), DEFINED);
    expect(await site.initialise().result).toMatchObject({ status: 0 });
    await site.start();
    return site;
  }

  const OVERWRITE = { RESTORE_OVERWRITE: 'overwrite existing data' };

  test('asks before it drops whether the server takes triggers and functions beside its binary log', async () => {
    const site = await filled(['--log-bin=log', '--server-id=1']);
    expect(await site.backup().result).toMatchObject({ status: 0 });
    const before = site.contents();
    const { status, stderr } = await site.restore(OVERWRITE).result;
    expect(stderr).toContain('the backup has 2 triggers and functions, which this user may not make on a server with a binary log.');
    expect(stderr).toContain('restore-database: refused, for what is said above. Nothing was changed.\n');
    expect(status).toBe(3);
    expect(site.contents()).toBe(before);
    await site.stop();
  });

  test('makes what others defined his own, whatever their names, and changes no text of theirs', async () => {
    // As manifests start the server.
    const site = await filled(['--log-bin=log', '--server-id=1', '--loose-log-bin-trust-function-creators=ON']);
    expect(await site.backup().result).toMatchObject({ status: 0 });
    const before = site.contents();
    expect(await site.restore(OVERWRITE).result).toMatchObject({ status: 0, stderr: '' });
    const mine = before.replaceAll(/DEFINER=`o'brien ``x smith`@`%`/g, 'DEFINER=`shop`@`%`');
    expect(site.contents()).toBe(mine);
    expect(site.contents()).toContain('CREATE DEFINER=`a`@`b` VIEW of the text\n/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ as well');
    expect(site.sql('INSERT INTO stock VALUES (5); SELECT twice(i) FROM seen ORDER BY i')).toBe('4\n12');
    await site.stop();
  });
});

describe('a restore of MariaDB asks before', () => {
  const OVERWRITE = { RESTORE_OVERWRITE: 'overwrite existing data' };

  /** As root, who makes what others then need. */
  const asRoot = (site: Site, statements: string): string =>
    execFileSync('mariadb', ['--no-defaults', '-BN', `--socket=${site.directory}/tmp/socket`, '-u', 'root'], {
      ...USER,
      env: { PATH: site.shell.path, MYSQL_PWD: PASSWORD },
      encoding: 'utf8',
      input: statements,
    });

  async function filled(options: readonly string[] = []): Promise<Site> {
    const site = await Site.make({ ...MARIADB, options: [...MARIADB.options, ...options] }, shells[0], area);
    writeFileSync(join(site.directory, 'init/10.sql'), 'CREATE TABLE mine AS SELECT 42 AS i;\n');
    expect(await site.initialise().result).toMatchObject({ status: 0 });
    await site.start();
    return site;
  }

  /** Restores, and answers the reasons of a refusal that left all as it was. */
  async function refusal(site: Site, env: Record<string, string> = {}): Promise<readonly string[]> {
    const before = site.contents();
    const files = readdirSync(site.backups);
    const { status, stderr } = await site.restore({ RESTORE_PATIENCE: '1', ...OVERWRITE, ...env }).result;
    const lines = stderr.trim().split('\n');
    expect([status, lines.pop()]).toEqual([3, 'restore-database: refused, for what is said above. Nothing was changed.']);
    expect(site.contents()).toBe(before);
    expect(readdirSync(site.backups)).toEqual(files);
    return lines;
  }

  /** Changes lines of a backup, which keeps its checksum right. */
  function rewrite(site: Site, expression: string): void {
    const [file] = readdirSync(site.backups).filter((name) => name.endsWith('.sql.gz'));
    const script = `gzip -dc "$1" | sed -e "$2" | gzip >"$1.new" && mv "$1.new" "$1" && sha256sum "$1" >"$1.sha256"`;
    execFileSync('sh', ['-c', script, 'rewrite', file, expression], { cwd: site.backups });
  }

  test('for another product, a newer version, another database, engines, and who is connected: all at once', async () => {
    const site = await filled();
    const series = site.sql("SELECT SUBSTRING_INDEX(VERSION(), '.', 2)");
    expect(await site.backup().result).toMatchObject({ status: 0 });
    rewrite(
      site,
      's/^-- Server version.*/-- Server version\t99.1.2-MariaDB/; s/    Database: .*/    Database: billing/; s/^) ENGINE=[A-Za-z]*/) ENGINE=RocksDB/',
    );
    const client = await idleClient(site);
    expect(await refusal(site)).toEqual([
      `ask-mysql: the backup is of MariaDB 99.1, the server of ${series}. Backups go into the same version or a newer one: give the database version 99.1.`,
      'ask-mysql: the backup is of the database billing, not of or`de r_s. Where that is meant, say so by the prop sourceDatabase:' +
        " 'billing' (RESTORE_FROM_DATABASE).",
      'ask-mysql: the backup has tables of the engine RocksDB, which this server has not. Give the database an image that has it, or load its plugin.',
      expect.stringMatching(/^ask-mysql: shop is connected to the database from \S+, sleep for \d+ s\.$/),
      'ask-mysql: what they write from now on would be lost. Stop the applications, then restore again.',
    ]);
    client.kill();
    rewrite(
      site,
      's/^-- Server version.*/-- Server version\t10.1.2-MariaDB/; s/^) ENGINE=[A-Za-z]*/) ENGINE=InnoDB/; s/^-- MariaDB dump/-- MySQL dump/',
    );
    expect(await refusal(site, { RESTORE_FROM_DATABASE: 'billing' })).toEqual([
      'ask-mysql: the backup is of MySQL, the server is MariaDB: what one writes, the other does not read. Give the database an image of MySQL.',
    ]);
    rewrite(site, 's/^-- MySQL dump/-- MariaDB dump/');
    expect(await site.restore({ ...OVERWRITE, RESTORE_FROM_DATABASE: 'billing' }).result).toMatchObject({ status: 0, stderr: '' });
    expect(site.sql('SELECT i FROM mine')).toBe('42');
    await site.stop();
  });

  test('for the rights that the backup needs of the user, and a server that takes no changes', async () => {
    const site = await filled();
    site.sql('CREATE VIEW seen AS SELECT i FROM mine; CREATE TRIGGER counted BEFORE INSERT ON mine FOR EACH ROW SET NEW.i = 1');
    site.sql("CREATE PROCEDURE p() SELECT 1; CREATE EVENT e ON SCHEDULE AT '2037-01-01 00:00:00' DO SELECT 1");
    expect(await site.backup().result).toMatchObject({ status: 0 });
    asRoot(site, "REVOKE EVENT, TRIGGER, CREATE VIEW, CREATE ROUTINE, INDEX ON `or``de r\\_s`.* FROM shop@'%'; SET GLOBAL read_only = 1;");
    const { status, stderr } = await site.restore({ RESTORE_PATIENCE: '1', ...OVERWRITE }).result;
    expect({ status, stderr }).toEqual({
      status: 3,
      stderr:
        'ask-mysql: the server is read-only: it takes no changes. Restore into the primary, or SET GLOBAL read_only = OFF.\n' +
        'ask-mysql: the user shop lacks rights that the backup needs: INDEX, TRIGGER, CREATE VIEW, CREATE ROUTINE, EVENT.' +
        ' Let an administrator GRANT them on the database to this user.\n' +
        'restore-database: refused, for what is said above. Nothing was changed.\n',
    });
    asRoot(site, "SET GLOBAL read_only = 0; GRANT EVENT, TRIGGER, CREATE VIEW, CREATE ROUTINE, INDEX ON `or``de r\\_s`.* TO shop@'%';");
    expect(await site.restore(OVERWRITE).result).toMatchObject({ status: 0 });
    await site.stop();
  });

  test('for what others defined, which MySQL lets only some drop', async () => {
    const site = await filled();
    asRoot(
      site,
      'USE `or``de r_s`; CREATE VIEW seen AS SELECT i FROM mine; CREATE FUNCTION twice(i int) RETURNS int DETERMINISTIC RETURN 2 * i;',
    );
    expect(await site.backup().result).toMatchObject({ status: 0 });
    // A client through which the server says that it is MySQL.
    const wrapped = join(site.directory, 'wrapped');
    mkdirSync(wrapped);
    const client = `#!/bin/bash\nPATH=\${PATH#*:}\nset -o pipefail\nmariadb "$@" | sed 's/^\\([0-9.]*\\)-MariaDB.*/\\1/'\n`;
    writeFileSync(join(wrapped, 'mariadb'), client, { mode: 0o755 });
    const reasons = await refusal(site, { PATH: `${wrapped}:${site.shell.path}` });
    expect(reasons.slice(1)).toEqual([
      'ask-mysql: the function twice in the database is of root@localhost: perhaps this user may not drop it.',
      'ask-mysql: the view seen in the database is of root@localhost: perhaps this user may not drop it.',
      'ask-mysql: drop these as root, or let root GRANT SYSTEM_USER ON *.* to this user: what is restored becomes his own.',
    ]);
    expect(await site.restore(OVERWRITE).result).toMatchObject({ status: 0 });
    await site.stop();
  });

  test('for users who defined something and are not on this server, where an administrator restores', async () => {
    const site = await filled();
    asRoot(
      site,
      "CREATE USER `o'brien ``x smith`@'%' IDENTIFIED BY 'x'; GRANT ALL ON *.* TO `o'brien ``x smith`@'%'; GRANT ALL ON *.* TO shop@'%';",
    );
    site.sql("CREATE DEFINER=`o'brien ``x smith`@`%` VIEW seen AS SELECT i FROM mine");
    site.sql("CREATE DEFINER=`o'brien ``x smith`@`%` FUNCTION twice(i int) RETURNS int DETERMINISTIC RETURN 2 * i");
    expect(await site.backup().result).toMatchObject({ status: 0 });
    expect(await site.restore(OVERWRITE).result).toMatchObject({ status: 0 });
    asRoot(site, "DROP USER `o'brien ``x smith`@'%';");
    const { status, stderr } = await site.restore(OVERWRITE).result;
    expect({ status, stderr }).toEqual({
      status: 3,
      stderr:
        "ask-mysql: the backup has objects that `o'brien ``x smith`@`%` defined, whom this server does not know: they would fail when they are used.\n" +
        'ask-mysql: make these users, or restore as a user that has rights on the one database alone: then all becomes his.\n' +
        'restore-database: refused, for what is said above. Nothing was changed.\n',
    });
    await site.stop();
  });
});

describe('a restore of MariaDB that drops before it is done', () => {
  const OVERWRITE = { RESTORE_OVERWRITE: 'overwrite existing data' };

  /** A database whose restore was killed by RESTORE_ID job-1, with the old data in a copy. */
  async function half(): Promise<Site> {
    const site = await initialised(shells[0]);
    await site.start();
    expect(await site.backup().result).toMatchObject({ status: 0 });
    site.sql('UPDATE kept SET i = 2');
    const texts = [...site.restoreArguments];
    texts[3] = texts[3].replace("  printf 'SET FOREIGN_KEY_CHECKS = 0", "  kill -s KILL 0; printf 'SET FOREIGN_KEY_CHECKS = 0");
    const killed = await site.run('restore-database', texts, { ...OVERWRITE, RESTORE_ID: 'job-1', RESTORE_PATIENCE: '2' }).result;
    expect(killed.signal).toBe('SIGKILL');
    return site;
  }

  test('is gone on with by the same Job alone: the mark that it left is no consent for others, who may have data of people before them', async () => {
    const site = await half();
    expect(await site.run('ready-mysql').result).toMatchObject({
      status: 1,
      stdout: 'a restore of or`de r_s is under way, or did not end: then run it again.\n',
    });
    // Somebody has gone on working.
    site.sql('CREATE TABLE of_people AS SELECT 1 AS i');
    const refused = await site.restore({ RESTORE_ID: 'job-2' }).result;
    expect(refused.status).toBe(3);
    expect(refused.stderr).toMatch(
      /It holds:\nthe rest of the restore of orders-\S+ that began at .* and did not end\nbase table kept\nbase table of_people\n/,
    );
    expect(site.sql('SELECT i FROM of_people')).toBe('1');
    site.sql('DROP TABLE of_people');
    expect(await site.restore({ RESTORE_ID: 'job-1' }).result).toMatchObject({ status: 0 });
    expect(site.sql('SELECT i FROM kept')).toBe('1');
    await site.stop();
  });

  test('with the words, another Job begins anew; it keeps no copy of a half', async () => {
    const site = await half();
    const { status, stdout } = await site.restore({ ...OVERWRITE, RESTORE_ID: 'job-2' }).result;
    expect(status).toBe(0);
    expect(stdout).toContain('restore-database: what is there is the rest of a restore that did not end well: no copy of it is kept.\n');
    expect(site.sql('SELECT i FROM kept')).toBe('1');
    expect(readdirSync(site.backups).filter((file) => /before|tmp/.test(file))).toEqual([]);
    await site.stop();
  });

  test('brings the old data back from its copy, by name', async () => {
    const site = await half();
    const RESTORE_FILE = 'orders_before-job-1.sql.gz';
    expect(await site.restore({ ...OVERWRITE, RESTORE_ID: 'job-2', RESTORE_FILE }).result).toMatchObject({ status: 0 });
    expect(site.sql('SELECT i FROM kept')).toBe('2');
    await site.stop();
  });

  test('refuses where no copy can be kept, unless told that there need be none', async () => {
    const site = await initialised(shells[0]);
    await site.start();
    expect(await site.backup().result).toMatchObject({ status: 0 });
    site.sql('UPDATE kept SET i = 2');
    execFileSync('chmod', ['a-w', site.backups]);
    const { status, stderr } = await site.restore(OVERWRITE).result;
    expect(status).toBe(3);
    expect(stderr).toContain(
      'restore-database: cannot keep a copy of what is there, see above. Nothing was changed. If it may be lost: the prop keepCopy: false (RESTORE_COPY=none).\n',
    );
    expect(site.sql('SELECT i FROM kept')).toBe('2');
    expect(await site.restore({ ...OVERWRITE, RESTORE_COPY: 'none' }).result).toMatchObject({ status: 0, stderr: '' });
    expect(site.sql('SELECT i FROM kept')).toBe('1');
    await site.stop();
  });

  test('a backup that begins in between is none, whatever it has', async () => {
    const site = await initialised(shells[0]);
    await site.start();
    const mark =
      'mariadb --host=127.0.0.1 --port="$DB_PORT" --user=shop "$DB_NAME" --execute "CREATE TABLE cdk8s_storage_restore_unfinished (i int)"';
    // Between the question and the dump.
    const between = site.dumpText.replace('dump_status=$(', `${mark}\ndump_status=$(`);
    const { status, stderr } = await site.backup({}, between).result;
    expect(status).toBe(1);
    expect(stderr).toContain('a restore of or`de r_s has not finished');
    // And where it is over before the dump is.
    const gone = between.replace(/\nrefuse_half\n$/, '\n');
    site.sql('DROP TABLE cdk8s_storage_restore_unfinished');
    const late = await site.backup({}, gone).result;
    expect(late.status).toBe(1);
    expect(late.stderr).toContain('was begun while a restore was under way: it is half of a database.\n');
    expect(readdirSync(site.backups).filter((file) => file.startsWith('orders'))).toEqual([]);
    await site.stop();
  });
});
