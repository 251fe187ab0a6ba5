import { EngineFacts } from './engine-facts';

/**
 * MySQL.
 *
 * @see https://hub.docker.com/_/mysql
 */
export const MYSQL: EngineFacts = {
  title: 'MySQL',
  factory: 'mysql',
  port: 3306,
  images: [
    {
      repositories: ['mysql', 'mysql/mysql-server', 'percona', 'percona/percona-server'],
      layouts: [{ dataDirectory: '/var/lib/mysql' }],
    },
  ],
  programs: ['mysqld', 'mysqld_safe'],
  directoryVariables: ['MYSQL_DATADIR'],
  directoryOptions: ['--datadir'],
  backupPrograms: ['mysqldump', 'mysqlpump', 'mydumper', 'xtrabackup'],
  clusters: false,
  operators: ['the MySQL Operator', 'Percona Operator for MySQL', 'Vitess'],
  series: ['8.0', '8.4', '9.7'],
  image: 'mysql',
  smallestData: { mebibytes: 2048, why: 'one binary log alone grows to 1Gi (max_binlog_size), and they are on unless disabled' },
  ownDatabases: ['information_schema', 'mysql', 'performance_schema', 'sys'],
  longestName: 64,
};
