import { execFileSync } from 'node:child_process';
import { shellsUnderTest, testArea, USER } from '../scripts/shells';
import { describeDatabase } from './database';
import { mysqlEngine } from './engines';
import { mysqlPrograms, withoutMariadb } from './mysql-programs';
import { PASSWORD, Site } from './site';

jest.setTimeout(600_000);

const area = testArea();
const programs = mysqlPrograms(area);

if (programs === undefined) test.skip('MySQL is not here', () => undefined);
else {
  const shells = withoutMariadb(shellsUnderTest(), area);
  const MYSQL = mysqlEngine(programs, {
    // As the manifests start it: with its binary log, and the option that lets users make what a backup holds.
    options: [
      '--no-defaults',
      '--innodb-buffer-pool-size=32M',
      '--innodb-redo-log-capacity=8M',
      // No test here is about power failures.
      '--innodb-flush-method=nosync',
      '--sync-binlog=0',
      '--loose-log-bin-trust-function-creators=ON',
    ],
    initSettings: (site) => ({ DATA_DIR: site.data, ROOT_PASSWORD_FILE: '' }),
  });
  describeDatabase(MYSQL, shells, area);

  test('what MySQL alone refuses is told before anything is dropped, and what is told works', async () => {
    const options = MYSQL.options.filter((option) => !option.includes('trust'));
    const site = await Site.make({ ...MYSQL, options }, shells[0], area, { sample: true });
    expect(await site.initialise().result).toMatchObject({ status: 0 });
    await site.start();
    expect(await site.backup().result).toMatchObject({ status: 0, stderr: '' });
    const before = site.contents();
    const overwrite = { RESTORE_OVERWRITE: 'overwrite existing data', RESTORE_PATIENCE: '1' };
    const of = (what: string) => `ask-mysql: the ${what} in the database is of root@localhost: perhaps this user may not drop it.`;
    const { status, stderr } = await site.restore(overwrite).result;
    expect(stderr.trim().split('\n')).toEqual([
      'ask-mysql: the backup has 2 triggers and functions, which this user may not make on a server with a binary log.' +
        ' Start the server with --log-bin-trust-function-creators=ON, or with --skip-log-bin.',
      ...['event nightly', 'function twice', 'procedure clear_log', 'view open_orders'].map(of),
      'ask-mysql: drop these as root, or let root GRANT SYSTEM_USER ON *.* to this user: what is restored becomes his own.',
      'restore-database: refused, for what is said above. Nothing was changed.',
    ]);
    expect(status).toBe(3);
    expect(site.contents()).toBe(before);
    const words = "SET GLOBAL log_bin_trust_function_creators = ON; GRANT SYSTEM_USER ON *.* TO shop@'%';";
    execFileSync('mysql', ['--no-defaults', `--socket=${site.directory}/tmp/socket`, '-u', 'root', '-e', words], {
      ...USER,
      env: { PATH: site.shell.path, MYSQL_PWD: PASSWORD },
      stdio: 'pipe',
    });
    expect(await site.restore(overwrite).result).toMatchObject({ status: 0, stderr: '' });
    expect(site.contents()).toBe(before.replaceAll('`root`@`localhost`', '`shop`@`%`'));
    expect(await site.stop()).toMatchObject({ status: 0 });
  });
}
