/**
 * How charts and images tell a server which of several it is, and where its log lies, by names of variables.
 *
 * @see https://github.com/bitnami/containers/tree/main/bitnami/postgresql
 * @see https://hub.docker.com/_/postgres
 */

/** POSTGRES_REPLICATION_MODE, MYSQL_REPLICATION_MODE, MARIADB_REPLICATION_MODE and older ones. */
export const REPLICATION_VARIABLE = /^[A-Z]+_REPLICATION_MODE$/;

export const LOG_VARIABLE = /^POSTGRES(?:QL)?_INITDB_WAL_?DIR$/;

/** What a server is by the value of such a variable; undefined where that says neither. */
export function roleIn(mode: string): 'primary' | 'replica' | undefined {
  if (/^(slave|replica|secondary|standby)$/i.test(mode)) return 'replica';
  return /^(master|primary)$/i.test(mode) ? 'primary' : undefined;
}
