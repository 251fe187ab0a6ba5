import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MARIADB_SERVER, MYSQL_SERVER } from '../../src/facts/settings/mysql-family';
import { POSTGRES_SERVER } from '../../src/facts/settings/postgres';
import { crashRisks } from '../../src/facts/settings/crash-risks';
import { ServerSettings } from '../../src/facts/settings/server-settings';
import { settingsOf } from '../../src/facts/settings/told';
import { testArea, USER, writableDirectory } from '../scripts/shells';
import { mysqlPrograms } from './mysql-programs';
import { mariadbPrograms, postgresPrograms } from './servers';

/*
 * The many ways in which a setting that costs data can be written: real servers say what they make of each, and the facts have to say
 * the same. What a server refuses proves nothing, since it does not start.
 */

jest.setTimeout(600_000);

const area = testArea();

/** What is found in options and in a file. */
function found(server: ServerSettings, words: readonly string[], file = '', version?: string): string[] {
  const place = 'here';
  const told = settingsOf(server, {
    words: words.map((text) => ({ text, place })),
    variables: new Map(),
    files: [
      { path: '/data/postgresql.conf', text: file, place },
      { path: '/etc/my.cnf', text: file, place },
    ],
    data: ['/data'],
    version,
  });
  return crashRisks(server, told, version).map(({ setting }) => setting.name);
}

/** Values that a server prints, by the setting. */
type Ask = (setting: string, words: readonly string[], file?: string) => string | undefined;

/** Asks a server for all ways to write one setting, and compares: `isUnsafe` is for the value that it has made of them. */
function compare(
  server: ServerSettings,
  ask: Ask,
  setting: string,
  isUnsafe: (value: string) => boolean,
  ways: ReadonlyArray<readonly [readonly string[], string?]>,
  version?: string,
): void {
  const answers = ways.map(([words, file]) => ({ words, file, value: ask(setting, words, file) }));
  const taken = answers.filter((one): one is typeof one & { value: string } => one.value !== undefined);
  expect(taken.map(({ words, file }) => [words, file, found(server, words, file, version).includes(setting)])).toEqual(
    taken.map(({ words, file, value }) => [words, file, isUnsafe(value)]),
  );
  // Both kinds are among them.
  expect(new Set(taken.map(({ value }) => isUnsafe(value)))).toEqual(new Set([true, false]));
}

const options = (...ways: string[]): Array<readonly [readonly string[]]> => ways.map((way) => [way.split(' ')] as const);
const files = (...ways: string[]): Array<readonly [readonly string[], string]> => ways.map((way) => [[], way] as const);

describe('PostgreSQL', () => {
  const programs = postgresPrograms();
  const data = writableDirectory(join(area, 'postgres-data'));

  const run = (program: string, args: readonly string[]) =>
    spawnSync(join(programs, program), args, { ...USER, cwd: '/', encoding: 'utf8', env: { PATH: process.env.PATH, LC_ALL: 'C' } });

  beforeAll(() => {
    const { status, stderr } = run('initdb', ['--no-sync', '-A', 'trust', '-U', 'postgres', '-D', data]);
    expect({ status, stderr }).toMatchObject({ status: 0 });
  });

  const ask: Ask = (setting, words, file = '') => {
    writeFileSync(join(data, 'postgresql.conf'), file);
    const { status, stdout } = run('postgres', ['-D', data, '-C', setting, ...words]);
    return status === 0 ? stdout.trim() : undefined;
  };

  const off = (value: string) => value === 'off';

  test('options', () => {
    const values = ['off', 'OFF', 'of', 'o', 'no', 'n', 'f', 'fals', 'false', '0', 'on', 't', 'yes', '1'].map(
      (value) => `-c fsync=${value}`,
    );
    const ways = options(
      ...values,
      ...[
        '-F',
        '-iF',
        '-FN 20',
        '-B 100 -F',
        '-cfsync=off',
        '--fsync=off',
        '--FSYNC=off',
        '-c FSYNC=off',
        '-c fsync=off -c fsync=on',
        '-F -c fsync=1',
      ],
    );
    compare(POSTGRES_SERVER, ask, 'fsync', off, ways);
    const pages = options('--full-page-writes=off', '--full_page-writes=off', '-c full-page-writes=no', '-c full_page_writes=on');
    compare(POSTGRES_SERVER, ask, 'full_page_writes', off, pages);
    const commits = options(
      ...['off', 'false', 'no', '0', 'of', 'f', 'local', 'remote_write', 'on'].map((value) => `-c synchronous_commit=${value}`),
    );
    compare(POSTGRES_SERVER, ask, 'synchronous_commit', off, commits);
  });

  test('a file', () => {
    const ways = files(
      ...[
        'fsync = off',
        'fsync off',
        "fsync='off'",
        'FSYNC OFF # fast',
        '  fsync=off#fast',
        '\tfsync\t=\tof',
        'fsync = off\r',
        "fsync'off'",
        'fsync 0',
      ],
      ...[
        '#fsync = off',
        'fsync = on # off',
        'fsync=off\nfsync=on',
        'app.fsync = off',
        "fsync = '\\157ff'",
        "fsync = ' off'",
        'fsync = "off"',
      ],
    );
    compare(POSTGRES_SERVER, ask, 'fsync', off, ways);
    // Options come after the file.
    compare(POSTGRES_SERVER, ask, 'fsync', off, [
      [['--fsync=on'], 'fsync = off\n'],
      [['-F'], 'fsync = on\n'],
    ]);
  });
});

/** Asks a server of the family by its help, which shows what it has made of options and file. */
function familyAsks(program: string, own: readonly string[]): Ask {
  let number = 0;
  mkdirSync(join(area, 'settings'), { recursive: true });
  return (setting, words, file = '') => {
    number += 1;
    const path = join(area, 'settings', `${program.split('/').pop()}-${number}.cnf`);
    writeFileSync(path, file);
    chmodSync(path, 0o644);
    const args = [`--defaults-file=${path}`, ...own, '--verbose', '--help', ...words];
    const { stdout, stderr } = spawnSync(program, args, { ...USER, cwd: '/', encoding: 'utf8', maxBuffer: 2 ** 25 });
    if (/\[ERROR\]/.test(stderr)) return undefined;
    const line = stdout.split('\n').find((text) => text.startsWith(`${setting.replace(/_/g, '-')} `));
    return line?.split(/\s+/)[1];
  };
}

const DOUBLEWRITE = [
  ...['=0', '=OFF', '=off', '=false', '=FALSE', '=no', '=1', ''].map((value) => `--innodb-doublewrite${value}`),
  ...['--skip-innodb-doublewrite', '--skip_innodb_doublewrite', '--disable-innodb-doublewrite', '--loose-skip-innodb-doublewrite'],
  ...['--skip-innodb-doublewrite=1', '--skip-innodb-doublewrite=0', '--enable-innodb-doublewrite', '--loose-innodb_doublewrite=0'],
];

const FLUSH = [
  ...['=2', '=0', '=1', '=02', '=3', '=9', '=2K', '=OFF', ''].map((value) => `--innodb-flush-log-at-trx-commit${value}`),
  ...['--innodb_flush_log_at_trx_commit=2', '--innodb-flush_log-at-trx_commit=0', '--loose_innodb_flush_log_at_trx_commit=2'],
  ...['--skip-innodb-flush-log-at-trx-commit', '--innodb-flush-log-at-trx-commit=2 --innodb-flush-log-at-trx-commit=1'],
];

/** One setting in a file, as it may be written there. */
const inFiles = (group: string): string[] => [
  ...['= 2', '=2', " = '2'", ' = "2"', ' = 2 # fast', '=2\r', ' = #2', ' = 1', ' 2'].map(
    (value) => `[${group}]\ninnodb_flush_log_at_trx_commit${value}\n`,
  ),
  ...['#', ';'].map((sign) => `[${group}]\n${sign}innodb_flush_log_at_trx_commit=2\n`),
  ...['client', 'mysqldump', 'mysqld_safe', 'server', 'mysqld', 'MYSQLD', 'mysqld-5.5', ` ${group} `].map(
    (other) => `[${other}]\ninnodb-flush-log-at-trx-commit=2\n`,
  ),
  `[${group}] # its own\n  loose-innodb_flush_log_at_trx_commit=2\n`,
  `[${group}]\ninnodb_flush_log_at_trx_commit=2\n[client]\n[${group}]\ninnodb_flush_log_at_trx_commit=1\n`,
];

const loses = (value: string) => value === '0' || value === '2';

test('MariaDB', () => {
  const program = join(mariadbPrograms(area), 'mariadbd');
  const version = /Ver ([0-9]+\.[0-9]+)/.exec(spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout)![1];
  const data = join(area, 'mariadb-data');
  mkdirSync(data);
  const ask = familyAsks(program, [`--datadir=${data}`]);
  const off = (value: string) => value === 'FALSE' || value === 'OFF';
  const pages = options(...DOUBLEWRITE, '--innodb-doublewrit=0', '--innodb_do=0', '--innodb_d=0', '--INNODB-DOUBLEWRITE=0');
  compare(MARIADB_SERVER, ask, 'innodb_doublewrite', off, pages, version);
  const groups = [`mysqld-${version}`, `mariadb-${version}`, 'mariadb', 'mariadbd', 'galera', 'client-server'];
  const commits = [
    ...options(...FLUSH, '--innodb-flush-log-at-trx=2', '--innodb_flush_log_at_tr=0', '--innodb_flush_log_at_t=2'),
    ...files(...inFiles('mysqld'), ...groups.map((group) => `[${group}]\ninnodb_flush_log_at_trx_commit=2\n`)),
  ];
  compare(MARIADB_SERVER, ask, 'innodb_flush_log_at_trx_commit', loses, commits, version);
  const methods = options(
    ...['nosync', 'NOSYNC', 'littlesync', '2', '3', 'fsync', 'O_DIRECT', '4'].map((value) => `--innodb-flush-method=${value}`),
  );
  const unsynced = (value: string) => /^(nosync|littlesync)$/i.test(value);
  compare(MARIADB_SERVER, ask, 'innodb_flush_method', unsynced, methods, version);
  const debug = options('--debug-no-sync', '--debug-no-sync=0', '--debug_no_sync=ON', '--skip-debug-no-sync', '--debug-no-s');
  compare(MARIADB_SERVER, ask, 'debug_no_sync', (value) => value === 'TRUE', debug, version);
});

const mysql = mysqlPrograms(area);

(mysql === undefined ? test.skip : test)('MySQL', () => {
  const program = join(mysql!, 'mysqld');
  const version = /Ver ([0-9]+\.[0-9]+)/.exec(spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout)![1];
  const data = join(area, 'mysql-data');
  mkdirSync(data);
  const ask = familyAsks(program, [`--datadir=${data}`]);
  const torn = (value: string) => ['FALSE', 'OFF', 'DETECT_ONLY'].includes(value);
  const words = [
    ...DOUBLEWRITE,
    ...['DETECT_ONLY', 'detect_only', 'DETECT_AND_RECOVER', '2', '3', '4', '5'].map((value) => `--innodb-doublewrite=${value}`),
  ];
  compare(MYSQL_SERVER, ask, 'innodb_doublewrite', torn, options(...words), version);
  const commits = [...options(...FLUSH), ...files(...inFiles('mysqld'), `[mysqld-${version}]\ninnodb_flush_log_at_trx_commit=2\n`)];
  compare(MYSQL_SERVER, ask, 'innodb_flush_log_at_trx_commit', loses, commits, version);
  const methods = options(
    '--innodb-flush-method nosync',
    ...['nosync', 'littlesync', '2', '3', 'fsync', 'O_DIRECT', '4'].map((value) => `--innodb-flush-method=${value}`),
  );
  compare(MYSQL_SERVER, ask, 'innodb_flush_method', (value) => /sync$/.test(value) && value !== 'fsync', methods, version);
  const binlog = options(...['=0', '=1', '=100', '=01'].map((value) => `--sync-binlog${value}`), '--skip-sync-binlog', '--sync_binlog=0');
  compare(MYSQL_SERVER, ask, 'sync_binlog', (value) => value !== '1', binlog, version);
});
