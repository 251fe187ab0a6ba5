/** How an image is told the user, his password and the database, by the names of its variables; the first that is there counts. */
export interface CredentialVariables {
  readonly user: readonly string[];
  readonly password: readonly string[];
  readonly database: readonly string[];
  /** The user where none is said. */
  readonly defaultUser: string;
  /** The password of the user where none is said. */
  readonly defaultPassword: readonly string[];
  /** The database where none is said: that of the user, or none. */
  readonly defaultDatabase: 'user' | undefined;
}

const MYSQL: CredentialVariables = {
  user: ['MYSQL_USER'],
  password: ['MYSQL_PASSWORD'],
  database: ['MYSQL_DATABASE'],
  defaultUser: 'root',
  defaultPassword: ['MYSQL_ROOT_PASSWORD'],
  defaultDatabase: undefined,
};

/**
 * The variables of the official images and of Bitnami's, by the factory of the engine. Each may end in `_FILE`, and then has the path of a
 * file.
 *
 * @see https://hub.docker.com/_/postgres
 * @see https://github.com/bitnami/containers/tree/main/bitnami/postgresql
 */
export const CREDENTIAL_VARIABLES: Readonly<Record<string, CredentialVariables>> = {
  postgres: {
    user: ['POSTGRES_USER', 'POSTGRESQL_USERNAME', 'POSTGRESQL_USER'],
    password: ['POSTGRES_PASSWORD', 'POSTGRESQL_PASSWORD'],
    database: ['POSTGRES_DB', 'POSTGRES_DATABASE', 'POSTGRESQL_DATABASE'],
    defaultUser: 'postgres',
    defaultPassword: [],
    defaultDatabase: 'user',
  },
  mysql: MYSQL,
  mariadb: {
    ...MYSQL,
    user: ['MARIADB_USER', ...MYSQL.user],
    password: ['MARIADB_PASSWORD', ...MYSQL.password],
    database: ['MARIADB_DATABASE', ...MYSQL.database],
    defaultPassword: ['MARIADB_ROOT_PASSWORD', ...MYSQL.defaultPassword],
  },
};
