import { bitnami } from '../programs/bitnami';
import { MYSQL_SERVER } from '../settings/mysql-family';
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
  kind: 'database',
  images: [
    {
      repositories: ['mysql', 'mysql/mysql-server', 'percona'],
      layouts: [{ dataDirectory: '/var/lib/mysql', volumes: ['/var/lib/mysql'] }],
      takesOwnership: true,
      // The versions before had a script for it, and those after look away.
      wantsEmptyDirectory: { tags: /^5\.7/, unless: /ignore[-_]db[-_]dir/ },
      scratch: ['/var/run/mysqld', '/tmp'],
    },
    {
      repositories: ['percona/percona-server'],
      user: 1001,
      layouts: [{ dataDirectory: '/var/lib/mysql', volumes: ['/var/lib/mysql', '/var/log/mysql'] }],
    },
    bitnami('mysql', '/data'),
    { repositories: ['sclorg/mysql-80-c9s', 'rhel9/mysql-80'], user: 27, layouts: [{ dataDirectory: '/var/lib/mysql/data' }] },
  ],
  together: 'refuses',
  server: MYSQL_SERVER,
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
