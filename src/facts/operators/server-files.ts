import { MARIADB_SERVER, MYSQL_SERVER } from '../settings/mysql-family';
import { ServerSettings } from '../settings/server-settings';

/**
 * Where resources of operators have a file of settings for their servers.
 *
 * @see https://docs.percona.com/percona-operator-for-mysql/pxc/options.html
 * @see https://dev.mysql.com/doc/mysql-operator/en/mysql-operator-innodbcluster-common.html
 * @see https://mariadb.com/docs/tools/mariadb-enterprise-operator/configuration
 */
export const SERVER_FILES: ReadonlyArray<{ readonly type: string; readonly at: string; readonly server: ServerSettings }> = [
  { type: 'pxc.percona.com/PerconaXtraDBCluster', at: 'spec.pxc.configuration', server: MYSQL_SERVER },
  { type: 'ps.percona.com/PerconaServerMySQL', at: 'spec.mysql.configuration', server: MYSQL_SERVER },
  { type: 'mysql.oracle.com/InnoDBCluster', at: 'spec.mycnf', server: MYSQL_SERVER },
  { type: 'k8s.mariadb.com/MariaDB', at: 'spec.myCnf', server: MARIADB_SERVER },
];
