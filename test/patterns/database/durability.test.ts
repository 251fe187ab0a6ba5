import * as kplus from 'cdk8s-plus-27';
import { DatabaseEngine } from '../../../src/patterns/database/engine';
import { DatabaseFile } from '../../../src/patterns/database/configuration';
import { StatefulDatabaseProps } from '../../../src/patterns/database/props';
import { check, ManifestSet, readValues } from '../../../src/checks';
import { Manifest, manifests, newChart } from '../../support';
import { custom, databaseProblems, findNamed, MARIADB, newDatabase } from './support';

/*
 * What is committed is on disk, unless somebody says in words why it need not be.
 */

const FSYNC = 'What is committed stays in memory: a node that fails leaves a damaged database.';
const PAGES = 'A page that is half written when a node fails is never made whole again.';
const TORN = 'A page that is half written when a server or node fails is never made whole again.';
const UNSYNCED = 'Nothing is ever told to be on disk: a node that fails leaves a damaged database.';
const MOMENTS = 'A commit is answered before it is on disk: a server or node that fails loses the last moments of what was committed.';
const SECOND =
  'A commit is answered before it is on disk: a node that fails, and with 0 a server too, loses the last second of what was committed.';
const BINLOG =
  'The binary log is on disk later than the commit: when a node fails it may lack the last of what was committed, and so do replicas and restores that follow it.';

const excuse = (name: string) => `Leave it out, or say in notDurable why that may be: { "${name}": "..." }.`;
const file = (text: string) => DatabaseFile.fromText(text);
const MYSQL = { engine: DatabaseEngine.mysql({ version: '8.4' }) };

describe('what the server is told', () => {
  test.each<[string, object, string]>([
    [
      'a setting in the file',
      { configuration: { 'postgresql.conf': file("max_connections = 9\nFSYNC = 'off' # fast\n") } },
      `configuration["postgresql.conf"]: "fsync = off". ${FSYNC} ${excuse('fsync')}`,
    ],
    [
      'a file that it includes',
      { configuration: { 'postgresql.conf': file("include 'more.conf'\n"), 'more.conf': file('full_page_writes no\n') } },
      `configuration["more.conf"]: "full_page_writes = no". ${PAGES} ${excuse('full_page_writes')}`,
    ],
    ['an option', { args: ['-c', 'fsync=f'] }, `args[1]: "fsync = f". ${FSYNC} ${excuse('fsync')}`],
    ['an option in one word', { args: ['-cfsync=0'] }, `args[0]: "fsync = 0". ${FSYNC} ${excuse('fsync')}`],
    ['a long option', { args: ['--full-page-writes=off'] }, `args[0]: "full_page_writes = off". ${PAGES} ${excuse('full_page_writes')}`],
    ['a letter', { args: ['-F'] }, `args[0]: "fsync = off". ${FSYNC} ${excuse('fsync')}`],
    [
      'a commit that waits for nothing',
      { args: ['-c', 'synchronous_commit=off'] },
      `args[1]: "synchronous_commit = off". ${MOMENTS} ${excuse('synchronous_commit')}`,
    ],
    [
      'an option of what makes the database',
      { engine: DatabaseEngine.postgres({ version: '18', initdbArgs: ['--set=fsync=off'] }) },
      `engine.initdbArgs[0]: "fsync = off". ${FSYNC} ${excuse('fsync')}`,
    ],
    [
      'MariaDB in a file',
      { ...MARIADB, configuration: { 'my.cnf': file('[mysqld]\nskip-innodb-doublewrite\n') } },
      `configuration["my.cnf"]: "innodb_doublewrite = 0". ${TORN} ${excuse('innodb_doublewrite')}`,
    ],
    [
      'MariaDB, by the beginning of the name',
      { ...MARIADB, args: ['--innodb-flush-log-at-trx=2'] },
      `args[0]: "innodb_flush_log_at_trx_commit = 2". ${SECOND} ${excuse('innodb_flush_log_at_trx_commit')}`,
    ],
    [
      'MariaDB, without any sync',
      { ...MARIADB, args: ['--debug-no-sync'] },
      `args[0]: "debug_no_sync = 1". ${UNSYNCED} ${excuse('debug_no_sync')}`,
    ],
    [
      'MySQL, loosely',
      { ...MYSQL, args: ['--loose_innodb_flush_log_at_trx_commit=0'] },
      `args[0]: "innodb_flush_log_at_trx_commit = 0". ${SECOND} ${excuse('innodb_flush_log_at_trx_commit')}`,
    ],
    [
      'MySQL, torn pages found and not mended',
      { ...MYSQL, args: ['--innodb-doublewrite=DETECT_ONLY'] },
      `args[0]: "innodb_doublewrite = DETECT_ONLY". ${TORN} ${excuse('innodb_doublewrite')}`,
    ],
    [
      'MySQL, the way to the disk',
      { ...MYSQL, args: ['--innodb_flush_method=nosync'] },
      `args[0]: "innodb_flush_method = nosync". ${UNSYNCED} ${excuse('innodb_flush_method')}`,
    ],
    [
      'MySQL, the binary log',
      { ...MYSQL, args: ['--sync-binlog=100'] },
      `args[0]: "sync_binlog = 100". ${BINLOG} ${excuse('sync_binlog')}`,
    ],
    [
      'a known image of an engine of the own making',
      { engine: custom({ image: 'mongo:5.0', args: ['--nojournal'] }) },
      `engine.args[0]: "nojournal: true". Without its journal, a server that fails goes back to its last checkpoint, and loses up to a minute of what was written. ${excuse('nojournal')}`,
    ],
    [
      'a variable that an image makes a setting',
      { engine: custom({ image: 'bitnami/postgresql:17.6.0' }), env: { POSTGRESQL_FSYNC: kplus.EnvValue.fromValue('off') } },
      `env["POSTGRESQL_FSYNC"]: "fsync = off". ${FSYNC} ${excuse('fsync')}`,
    ],
  ])('%s', (_, props, problem) => {
    expect(databaseProblems(props)).toEqual([problem]);
  });

  test('several are told at once', () => {
    expect(databaseProblems({ args: ['-F', '-c', 'full_page_writes=off'] })).toEqual([
      `args[0]: "fsync = off". ${FSYNC} ${excuse('fsync')}`,
      `args[2]: "full_page_writes = off". ${PAGES} ${excuse('full_page_writes')}`,
    ]);
  });

  test.each<[string, Partial<StatefulDatabaseProps>]>([
    ['what is said last counts', { args: ['-c', 'fsync=off', '-c', 'fsync=on'] }],
    ['options come after the file', { configuration: { 'postgresql.conf': file('fsync = off\n') }, args: ['--fsync=on'] }],
    ['a comment', { configuration: { 'postgresql.conf': file('# fsync = off\n') } }],
    ['a file that nothing includes', { configuration: { 'postgresql.conf': file('fsync = on\n'), 'other.conf': file('fsync = off\n') } }],
    ['a setting of an extension', { configuration: { 'postgresql.conf': file('app.fsync = off\n') } }],
    ['a commit that waits for the own disk', { args: ['-c', 'synchronous_commit=local'] }],
    ['a group of another program', { ...MARIADB, configuration: { 'my.cnf': file('[mysqldump]\ninnodb_doublewrite = 0\n') } }],
    ['a group of another version', { ...MARIADB, configuration: { 'my.cnf': file('[mariadb-10.6]\ninnodb_doublewrite = 0\n') } }],
    ['three waits as one does', { ...MARIADB, args: ['--innodb-flush-log-at-trx-commit=3'] }],
    ['MariaDB waits for its binary log only where told', { ...MARIADB, args: ['--sync-binlog=0'] }],
    ['MySQL without a binary log', { ...MYSQL, args: ['--sync-binlog=0', '--disable-log-bin'] }],
    ['a version that refuses it itself', { engine: custom({ image: 'mongo:7.0', args: ['--nojournal'] }) }],
    ['an image that is not known', { engine: custom({ args: ['--nojournal'] }) }],
  ])('%s', (_, props) => {
    expect(() => newDatabase(newChart(), props)).not.toThrow();
  });
});

describe('a reason', () => {
  const REASON = 'The orders come again from the queue.';

  /** The findings of the rule, and what was acknowledged, of a database with these props. */
  function checked(props: Partial<StatefulDatabaseProps>) {
    const chart = newChart();
    newDatabase(chart, props);
    const set = new ManifestSet(readValues(manifests(chart)).manifests);
    const { findings, acknowledged } = check(set);
    const own = ({ rule }: { rule: string }) => rule === 'commits-not-on-disk' || rule === 'unused-acknowledgement';
    return {
      chart,
      findings: findings.filter(own),
      acknowledged: acknowledged.filter(own).map(({ reason, object }) => `${object!.kind}: ${reason}`),
    };
  }

  const key = 'cdk8s-storage/acknowledge.commits-not-on-disk';

  test('lets an option pass, and stands on the Pods, where the rule reads it', () => {
    const { chart, findings, acknowledged } = checked({
      ...MARIADB,
      args: ['--innodb-flush-log-at-trx-commit=2'],
      notDurable: { innodb_flush_log_at_trx_commit: REASON },
    });
    const set: Manifest = findNamed(chart, 'StatefulSet', 'orders-db');
    expect(set.spec.template.metadata.annotations[key]).toBe(`innodb_flush_log_at_trx_commit: ${REASON}`);
    expect({ findings, acknowledged }).toEqual({
      findings: [],
      acknowledged: [`StatefulSet: innodb_flush_log_at_trx_commit: ${REASON}`],
    });
  });

  test('for a file stands on its ConfigMap', () => {
    const { chart, findings, acknowledged } = checked({
      configuration: { 'postgresql.conf': file('synchronous_commit = off\nfsync = off\n') },
      notDurable: { synchronous_commit: REASON, fsync: 'A copy for reports, made anew each night.' },
    });
    const text = `fsync: A copy for reports, made anew each night.; synchronous_commit: ${REASON}`;
    expect(findNamed(chart, 'ConfigMap', 'orders-db-config').metadata.annotations).toEqual({ [key]: text });
    expect({ findings, acknowledged }).toEqual({ findings: [], acknowledged: [`ConfigMap: ${text}`, `ConfigMap: ${text}`] });
  });

  test('is for one setting, and no other', () => {
    expect(
      databaseProblems({ args: ['-F', '--full-page-writes=off'], notDurable: { full_page_writes: 'ZFS writes whole pages.' } }),
    ).toEqual([`args[0]: "fsync = off". ${FSYNC} ${excuse('fsync')}`]);
  });

  test.each([
    [
      { fsync: REASON },
      `notDurable["fsync"]: "${REASON}". No setting of this name costs data in a crash here. Remove it, so that it excuses nothing later.`,
    ],
    [['fsync'], 'notDurable: ["fsync"]. Give an object of names of settings, and the reasons why what they cost may be lost.'],
    ['fsync', 'notDurable: "fsync". Give an object of names of settings, and the reasons why what they cost may be lost.'],
  ])('that is none: %j', (notDurable, problem) => {
    expect(databaseProblems({ notDurable })).toEqual([problem]);
  });

  test.each([
    ['', '""'],
    [7, '7'],
  ])('that says nothing: %j', (reason, value) => {
    expect(databaseProblems({ args: ['-F'], notDurable: { fsync: reason } })).toEqual([
      `notDurable["fsync"]: ${value}. Say in words why what it costs may be lost.`,
    ]);
  });
});
