import { MONGODB_SERVER, REDIS_SERVER, ETCD_SERVER } from '../../../src/facts/settings/others';
import { MARIADB_SERVER, MYSQL_SERVER } from '../../../src/facts/settings/mysql-family';
import { POSTGRES_SERVER } from '../../../src/facts/settings/postgres';
import { crashRisks } from '../../../src/facts/settings/crash-risks';
import { ServerSettings } from '../../../src/facts/settings/server-settings';
import { settingsOf, ToldServer } from '../../../src/facts/settings/told';
import { expectLinear } from '../../linear';

/*
 * What servers are told, where no real one is asked: that is done in the integration tests, for PostgreSQL, MySQL and MariaDB.
 */

const SERVERS = { POSTGRES_SERVER, MYSQL_SERVER, MARIADB_SERVER, REDIS_SERVER, MONGODB_SERVER, ETCD_SERVER };

type Files = Readonly<Record<string, string>>;

interface Given {
  readonly words?: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
  readonly files?: Files;
  readonly version?: string;
}

function told({ words = [], variables = {}, files = {}, version }: Given): ToldServer<string> {
  return {
    words: words.map((text) => ({ text, place: 'words' })),
    variables: new Map(Object.entries(variables).map(([name, text]) => [name, { text, place: name }])),
    files: Object.entries(files).map(([path, text]) => ({ path, text, place: path })),
    data: ['/data'],
    version,
  };
}

/** `setting: place` of what costs data. */
const risks = (server: ServerSettings, given: Given): string[] =>
  crashRisks(server, settingsOf(server, told(given)), given.version).map(({ setting, told: { place } }) => `${setting.name}: ${place}`);

describe('files', () => {
  test('in the directory of the data, or in the one place that is named', () => {
    const files = { '/data/postgresql.conf': 'fsync = off', '/etc/own.conf': 'full_page_writes = off' };
    expect(risks(POSTGRES_SERVER, { files })).toEqual(['fsync: /data/postgresql.conf']);
    expect(risks(POSTGRES_SERVER, { files, words: ['--config-file=/etc/own.conf'] })).toEqual(['full_page_writes: /etc/own.conf']);
    expect(risks(POSTGRES_SERVER, { files, words: ['-c', 'config_file=/etc/none.conf'] })).toEqual([]);
  });

  test('that are included count where they are included', () => {
    const files = { '/data/postgresql.conf': "include 'a.conf'\nfsync = on", '/data/a.conf': 'fsync = off\nfull_page_writes = off' };
    expect(risks(POSTGRES_SERVER, { files })).toEqual(['full_page_writes: /data/a.conf']);
    const cnf = {
      '/etc/my.cnf': '!includedir /etc/more\n',
      '/etc/more/a.cnf': '[mysqld]\nsync_binlog=0',
      '/etc/more/b.txt': '[mysqld]\nskip-innodb-doublewrite',
    };
    expect(risks(MYSQL_SERVER, { files: cnf })).toEqual(['sync_binlog: /etc/more/a.cnf']);
  });

  test('that include each other come to an end', () => {
    expect(risks(POSTGRES_SERVER, { files: { '/data/postgresql.conf': 'include postgresql.conf\nfsync = off' } })).toHaveLength(1);
    const chain = Array.from({ length: 40 }, (_, index) => [`/data/${index}.conf`, `include ${index + 1}.conf\n`.repeat(3)]);
    const files = { '/data/postgresql.conf': 'fsync = off\ninclude 0.conf', ...(Object.fromEntries(chain) as Files) };
    expect(risks(POSTGRES_SERVER, { files })).toEqual(['fsync: /data/postgresql.conf']);
  });

  test('that are given besides are read last', () => {
    const files = { '/etc/my.cnf': '[mysqld]\ninnodb_doublewrite=0', '/own.cnf': '[mysqld]\ninnodb_doublewrite=1' };
    expect(risks(MARIADB_SERVER, { files })).toEqual(['innodb_doublewrite: /etc/my.cnf']);
    expect(risks(MARIADB_SERVER, { files, words: ['--defaults-extra-file=/own.cnf'] })).toEqual([]);
  });
});

describe('variables', () => {
  test('are split into options, which stand before the others', () => {
    const variables = { MARIADB_EXTRA_FLAGS: ' --max-connections=9  --skip-innodb-doublewrite ' };
    expect(risks(MARIADB_SERVER, { variables })).toEqual(['innodb_doublewrite: MARIADB_EXTRA_FLAGS']);
    expect(risks(MARIADB_SERVER, { variables, words: ['--innodb-doublewrite=1'] })).toEqual([]);
  });

  test('are filled in where options name them', () => {
    expect(risks(POSTGRES_SERVER, { variables: { SYNC: 'off' }, words: ['-c', 'fsync=$(SYNC)'] })).toEqual(['fsync: words']);
  });
});

describe('Redis', () => {
  test.each<[Given, string[]]>([
    [{ words: ['--appendonly', 'yes', '--appendfsync', 'no'] }, ['appendfsync: words']],
    [{ words: ['--appendonly yes', '--APPENDFSYNC NO'] }, ['appendfsync: words']],
    [{ words: ['--appendfsync', 'no'] }, []],
    [{ words: ['--appendonly', 'yes', '--appendfsync', 'everysec'] }, []],
    [
      { words: ['/etc/redis.conf'], files: { '/etc/redis.conf': '# appendfsync always\nappendonly yes\nappendfsync "no"' } },
      ['appendfsync: /etc/redis.conf'],
    ],
    [{ words: ['/etc/redis.conf', '--appendfsync', 'always'], files: { '/etc/redis.conf': 'appendonly yes\nappendfsync no' } }, []],
    [{ files: { '/etc/redis.conf': 'appendonly yes\nappendfsync no' } }, []],
  ])('%j', (given, expected) => {
    expect(risks(REDIS_SERVER, given)).toEqual(expected);
  });
});

describe('MongoDB', () => {
  const file = (text: string): Given => ({ words: ['--config', '/etc/mongod.conf'], files: { '/etc/mongod.conf': text } });

  test.each<[Given, string[]]>([
    [{ words: ['--nojournal'] }, ['nojournal: words']],
    [{ words: ['--nojournal'], version: '6.0.13' }, ['nojournal: words']],
    [{ words: ['--nojournal'], version: '6.1' }, []],
    [{ words: ['--nojournal'], version: '7' }, []],
    [file('storage:\n  journal: # off\n    enabled: false\n'), ['storage.journal.enabled: /etc/mongod.conf']],
    [file('storage: { dbPath: /data/db, journal: { enabled: false } }\n'), ['storage.journal.enabled: /etc/mongod.conf']],
    [file('storage.journal.enabled: "false"\n'), ['storage.journal.enabled: /etc/mongod.conf']],
    [file('nojournal = true\n'), ['nojournal: /etc/mongod.conf']],
    [file('storage:\n  journal:\n    enabled: true\n  other:\n    enabled: false\n'), []],
    [file('storage:\n  journal:\n    # enabled: false\n'), []],
  ])('%j', (given, expected) => {
    expect(risks(MONGODB_SERVER, given)).toEqual(expected);
  });
});

describe('etcd', () => {
  const file = (text: string): Given => ({
    words: ['--config-file=/etc/etcd.yaml', '--unsafe-no-fsync'],
    files: { '/etc/etcd.yaml': text },
  });

  test.each<[Given, string[]]>([
    [{ words: ['--unsafe-no-fsync'] }, ['unsafe-no-fsync: words']],
    [{ words: ['-unsafe-no-fsync=T', '--name=a'] }, ['unsafe-no-fsync: words']],
    [{ words: ['--unsafe-no-fsync=false'] }, []],
    [{ variables: { ETCD_UNSAFE_NO_FSYNC: 'true' } }, ['unsafe-no-fsync: ETCD_UNSAFE_NO_FSYNC']],
    [file('unsafe-no-fsync: true\n'), ['unsafe-no-fsync: /etc/etcd.yaml']],
    // A file that is named is all that counts.
    [file('name: a\n'), []],
  ])('%j', (given, expected) => {
    expect(risks(ETCD_SERVER, given)).toEqual(expected);
  });
});

describe.each(Object.entries(SERVERS))('%s', (_, server) => {
  const { ofFile, ofWords } = server.syntax;

  test('reads what is no file of it', () => {
    for (const text of ['', '\n', '=', '[', '[[', '!', '!include', '--', '{', 'a: {{{', "'", '"', '\u0000', '\ufeff[mysqld]', '- a\n- b']) {
      expect(Array.isArray(ofFile(text, undefined))).toBe(true);
      expect(Array.isArray(ofWords([text, `--${text}`, `-c${text}`, '-c']))).toBe(true);
    }
  });

  test.each([
    ['blanks', ' '],
    ['lines', 'a = b\n'],
    ['quotes', "a = '"],
    ['braces', 'a: {'],
    ['comments', 'a # '],
    ['groups', '[mysqld]\n'],
    ['names', 'a.'],
  ])('takes as long as its input is: %s', (__, part) => {
    expectLinear(2000, (size) => () => ofFile(`x = ${part.repeat(size)}`, undefined));
    expectLinear(2000, (size) => () => ofWords(Array.from({ length: size }, () => `--${part}`)));
  });
});
