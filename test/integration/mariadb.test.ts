import { ChildProcess, spawn, spawnSync } from 'node:child_process';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTraces, Shell, shellsUnderTest, testArea, USER } from '../scripts/shells';
import { describeDatabase } from './database';
import { mariadbPrograms } from './servers';
import { Engine, PASSWORD, Site } from './site';

jest.setTimeout(600_000);

const area = testArea();
const shells = shellsUnderTest();

const MARIADB: Engine = {
  name: 'mysql',
  suffix: '.sql.gz',
  // No double quote: mariadb-dump cannot dump events of such a database.
  database: 'or`de r_s',
  programs: mariadbPrograms(area),
  sample: 'sample-mariadb.sql',
  options: ['--no-defaults', '--innodb-log-file-size=4M', '--innodb-flush-log-at-trx-commit=2', '--innodb-buffer-pool-size=16M'],
  initSettings: (site) => ({ DATA_DIR: site.data, ROOT_PASSWORD_FILE: '' }),
  serverCommand: (site) =>
    ['mariadbd', ...site.engine.options, `--datadir=${site.data}`, `--port=${site.port}`, '--bind-address=127.0.0.1'].concat(
      `--socket=${site.directory}/tmp/socket`,
      `--pid-file=${site.directory}/tmp/pid`,
    ),
  client: (site) => [
    'mariadb',
    '--no-defaults',
    '-BN',
    '--protocol=tcp',
    '-h',
    '127.0.0.1',
    '-P',
    String(site.port),
    '-u',
    'shop',
    site.settings.DB_NAME,
  ],
  describe: (site) =>
    ['mariadb-dump', '--no-defaults', '--protocol=tcp', '-h', '127.0.0.1', '-P', String(site.port), '-u', 'shop'].concat(
      ['--routines', '--events', '--triggers', '--hex-blob', '--single-transaction', '--skip-dump-date'],
      site.settings.DB_NAME,
    ),
  passwordVariable: 'MYSQL_PWD',
  stopSignal: 'SIGTERM',
};

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

  test('refuses root as the user', async () => {
    const site = await Site.make(MARIADB, shells[0], area);
    writeFileSync(join(site.directory, 'secret/username'), 'root');
    expect(await site.initialise().result).toMatchObject({
      status: 2,
      stderr: 'init-mysql: the user must not be root, who is there anyway. Give another name.\n',
    });
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
    expect(stderr).toContain('restore-database: refused, see above. Nothing was changed.\n');
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
