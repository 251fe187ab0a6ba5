import { CrashSetting, ServerSettings } from './server-settings';
import { MYSQL_SYNTAX } from './syntax-mysql';

/*
 * Settings of MySQL and MariaDB: names and values as mysqld 9.7 and mariadbd 10.11 take them. MariaDB takes the beginning of a name for
 * all of it, where it is that of no other; MySQL does not.
 */

const PLACES = [
  /^\/etc\/(?:mysql\/)?my\.cnf$/,
  /^\/etc\/my\.cnf\.d\/[^/]+\.cnf$/,
  /^\/etc\/mysql\/(?:(?:[a-z]+\.)?conf\.d\/[^/]+\.cnf|mariadb\.cnf)$/,
  /^\/(?:opt\/)?bitnami\/(?:mysql|mariadb)\/conf\/(?:my|my_custom)\.cnf$/,
  /^\/opt\/app-root\/src\/mysql-cfg\/[^/]+\.cnf$/,
  /^\/config\/custom\.cnf$/,
];

const TORN_PAGES = 'A page that is half written when a server or node fails is never made whole again.';
const LAST_SECOND =
  'A commit is answered before it is on disk: a node that fails, and with 0 a server too, loses the last second of what was committed.';
const NEVER_SYNCED = 'Nothing is ever told to be on disk: a node that fails leaves a damaged database.';

const FLUSH_METHOD: CrashSetting = {
  name: 'innodb_flush_method',
  values: /^(?:nosync|littlesync|2|3)$/i,
  harm: 'damages',
  why: NEVER_SYNCED,
};

const COMMON: Pick<ServerSettings, 'syntax' | 'places' | 'namedBy' | 'addedBy'> = {
  syntax: MYSQL_SYNTAX,
  places: PLACES,
  namedBy: ['defaults_file'],
  addedBy: ['defaults_extra_file'],
};

/**
 * Settings of MySQL.
 *
 * @see https://dev.mysql.com/doc/refman/8.4/en/innodb-parameters.html
 */
export const MYSQL_SERVER: ServerSettings = {
  ...COMMON,
  optionVariables: ['MYSQL_EXTRA_FLAGS'],
  crash: [
    {
      name: 'innodb_doublewrite',
      // By number, too: DETECT_ONLY is 2, and OFF again 4. It says that a page is torn, and has no whole one.
      values: /^(?:0|off|false|2|4|detect_only)$/i,
      harm: 'damages',
      why: TORN_PAGES,
    },
    FLUSH_METHOD,
    // A larger number counts as 2.
    { name: 'innodb_flush_log_at_trx_commit', values: /^\s*(?!0*1$)[0-9]*[kmgtpe]?$/i, harm: 'loses', why: LAST_SECOND },
    {
      name: 'sync_binlog',
      values: /^\s*(?!0*1$)[0-9]*[kmgtpe]?$/i,
      unless: { name: 'log_bin', values: /^0$/ },
      harm: 'loses',
      why: 'The binary log is on disk later than the commit: when a node fails it may lack the last of what was committed, and so do replicas and restores that follow it.',
    },
  ],
};

/**
 * Settings of MariaDB, which does not wait for its binary log unless told.
 *
 * @see https://mariadb.com/docs/server/server-usage/storage-engines/innodb/innodb-system-variables
 */
export const MARIADB_SERVER: ServerSettings = {
  ...COMMON,
  optionVariables: ['MARIADB_EXTRA_FLAGS'],
  crash: [
    { name: 'innodb_doublewrite', shortest: 'innodb_do', values: /^(?:0|off|false)$/i, harm: 'damages', why: TORN_PAGES },
    { ...FLUSH_METHOD, shortest: 'innodb_flush_m' },
    { name: 'debug_no_sync', shortest: 'debug_no_s', values: /^(?:1|on|true)$/i, harm: 'damages', why: NEVER_SYNCED },
    {
      name: 'innodb_flush_log_at_trx_commit',
      shortest: 'innodb_flush_log_at_tr',
      // 3 waits for the disk, as 1 does.
      values: /^\s*0*[02]?$/,
      harm: 'loses',
      why: LAST_SECOND,
    },
  ],
};
