/**
 * Variables that images of databases read at their first start alone, when the directory is empty: what they say later changes nothing in
 * the database, and those who connect with the new values are refused.
 *
 * @see https://hub.docker.com/_/postgres
 * @see https://hub.docker.com/_/mysql
 * @see https://hub.docker.com/_/mongo
 */
const FIRST_START: readonly RegExp[] = [
  // The official image of PostgreSQL, and Bitnami's.
  /^POSTGRES(QL)?_(POSTGRES_|REPLICATION_)?(PASSWORD|USER|USERNAME|DB|DATABASE|INITDB_ARGS|HOST_AUTH_METHOD)$/,
  /^(MYSQL|MARIADB)_(ROOT_|REPLICATION_|MASTER_ROOT_)?(PASSWORD|USER|DATABASE|PASSWORD_HASH)$/,
  /^MONGO_INITDB_(ROOT_USERNAME|ROOT_PASSWORD|DATABASE)$/,
  /^MONGODB_(ROOT_USER|ROOT_PASSWORD|USERNAME|USERNAMES|PASSWORD|PASSWORDS|EXTRA_PASSWORDS|DATABASE|REPLICA_SET_KEY)$/,
  /^DOCKER_INFLUXDB_INIT_/,
  /^INFLUXDB_(ADMIN|USER)(_USER)?_(PASSWORD|TOKEN|NAME)$/,
  /^NEO4J_AUTH$/,
  /^(MSSQL_)?SA_PASSWORD$/,
  /^ORACLE_(PASSWORD|PWD)$/,
  /^ARANGO_ROOT_PASSWORD$/,
  /^ELASTIC_PASSWORD$/,
  /^OPENSEARCH_INITIAL_ADMIN_PASSWORD$/,
  /^CASSANDRA_PASSWORD$/,
  /^ISC_PASSWORD$/,
  /^FIREBIRD_(ROOT_)?PASSWORD$/,
];

/** Whether a variable counts at the first start alone. */
export function countsAtFirstStart(variable: string): boolean {
  return FIRST_START.some((pattern) => pattern.test(variable));
}

/** The end of variables that name a file with the value. */
export const FILE_SUFFIX = /_FILE$/;
