import { bitnami } from '../programs/bitnami';
import { MARIADB_SERVER } from '../settings/mysql-family';
import { EngineFacts } from './engine-facts';

/**
 * MariaDB.
 *
 * @see https://hub.docker.com/_/mariadb
 */
export const MARIADB: EngineFacts = {
  title: 'MariaDB',
  factory: 'mariadb',
  port: 3306,
  kind: 'database',
  images: [
    {
      repositories: ['mariadb', 'yobasystems/alpine-mariadb'],
      layouts: [{ dataDirectory: '/var/lib/mysql', volumes: ['/var/lib/mysql'] }],
      takesOwnership: true,
      scratch: ['/run/mysqld', '/tmp'],
    },
    bitnami('mariadb', '/data', { others: ['mariadb-galera'] }),
    { repositories: ['linuxserver/mariadb'], layouts: [{ dataDirectory: '/config', enough: ['/config/databases'], volumes: ['/config'] }] },
  ],
  together: 'refuses',
  server: MARIADB_SERVER,
  programs: ['mariadbd', 'mariadbd-safe', 'mysqld', 'mysqld_safe'],
  directoryVariables: ['MYSQL_DATADIR'],
  directoryOptions: ['--datadir'],
  backupPrograms: ['mariadb-dump', 'mariabackup'],
  clusters: false,
  operators: ['mariadb-operator'],
  series: ['10.6', '10.11', '11.4', '11.8', '12.3'],
  image: 'mariadb',
  smallestData: {
    mebibytes: 1024,
    why: 'the redo log, the undo logs and the system tablespaces take a quarter of that before the first table',
  },
  ownDatabases: ['information_schema', 'mysql', 'performance_schema', 'sys'],
  longestName: 64,
};
