/**
 * Databases as their images make them: where the data lies, which versions there are, how little room will do.
 *
 * @see https://github.com/docker-library/docs
 */

/** What is known of one kind of database. */
export interface DatabaseFacts {
  /** As people call it. */
  readonly title: string;
  /** Repositories of images that keep its data where `dataDirectories` says, without registry and `library/`. */
  readonly repositories: readonly string[];
  /** Where the images keep data; for images that moved it, old places too. */
  readonly dataDirectories: readonly string[];
  readonly port: number;
  /** Whether several copies of the image find each other and share one set of data, once told how. */
  readonly clusters: boolean;
  /** What makes replicas out of single servers. */
  readonly operators: readonly string[];
}

/** What is known of a database that this library runs. */
export interface EngineFacts extends DatabaseFacts {
  /** Series of versions that have the files and options that are relied upon: the long-term ones, where there are such. */
  readonly series: readonly string[];
  /** Repository of the official image. */
  readonly image: string;
  /** The least room, in MiB, and what takes it. */
  readonly smallestData: { readonly mebibytes: number; readonly why: string };
  /** Databases that the engine needs for itself. */
  readonly ownDatabases: readonly string[];
  /** Longest name of a database. */
  readonly longestName: number;
}

export const POSTGRES: EngineFacts = {
  title: 'PostgreSQL',
  repositories: ['postgres', 'postgis/postgis', 'pgvector/pgvector', 'timescale/timescaledb', 'timescale/timescaledb-ha'],
  dataDirectories: ['/var/lib/postgresql/data', '/var/lib/postgresql'],
  port: 5432,
  clusters: false,
  operators: ['CloudNativePG', 'the Zalando operator', 'Crunchy PGO'],
  series: ['13', '14', '15', '16', '17', '18'],
  image: 'postgres',
  smallestData: { mebibytes: 2048, why: 'the write-ahead log alone grows to 1Gi (max_wal_size) before it is recycled' },
  ownDatabases: ['postgres', 'template0', 'template1'],
  longestName: 63,
};

/** Room that a write-ahead log volume needs: max_wal_size is no hard limit, and a full volume stops the server. */
export const SMALLEST_WAL = { mebibytes: 2048, why: 'the log grows to max_wal_size (1Gi unless set) and beyond it under load' };

export const MYSQL: EngineFacts = {
  title: 'MySQL',
  repositories: ['mysql', 'mysql/mysql-server', 'percona', 'percona/percona-server'],
  dataDirectories: ['/var/lib/mysql'],
  port: 3306,
  clusters: false,
  operators: ['the MySQL Operator', 'Percona Operator for MySQL', 'Vitess'],
  series: ['8.0', '8.4', '9.7'],
  image: 'mysql',
  smallestData: { mebibytes: 2048, why: 'one binary log alone grows to 1Gi (max_binlog_size), and they are on unless disabled' },
  ownDatabases: ['information_schema', 'mysql', 'performance_schema', 'sys'],
  longestName: 64,
};

export const MARIADB: EngineFacts = {
  title: 'MariaDB',
  repositories: ['mariadb'],
  dataDirectories: ['/var/lib/mysql'],
  port: 3306,
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

/** Databases whose images are known by name, those included that this library does not run. */
export const DATABASES: readonly DatabaseFacts[] = [
  POSTGRES,
  MYSQL,
  MARIADB,
  {
    title: 'MongoDB',
    repositories: ['mongo', 'mongodb/mongodb-community-server'],
    dataDirectories: ['/data/db'],
    port: 27017,
    clusters: true,
    operators: ['the MongoDB Kubernetes operator'],
  },
  {
    title: 'SQL Server',
    repositories: ['mssql/server'],
    dataDirectories: ['/var/opt/mssql'],
    port: 1433,
    clusters: false,
    operators: ['an availability group'],
  },
  {
    title: 'InfluxDB',
    repositories: ['influxdb'],
    dataDirectories: ['/var/lib/influxdb', '/var/lib/influxdb2', '/var/lib/influxdb3'],
    port: 8086,
    clusters: false,
    operators: ['InfluxDB Enterprise'],
  },
  {
    title: 'Neo4j',
    repositories: ['neo4j'],
    dataDirectories: ['/data'],
    port: 7687,
    clusters: true,
    operators: ['the Neo4j Helm chart'],
  },
  {
    title: 'CouchDB',
    repositories: ['couchdb'],
    dataDirectories: ['/opt/couchdb/data'],
    port: 5984,
    clusters: true,
    operators: ['the CouchDB Helm chart'],
  },
  {
    title: 'ClickHouse',
    repositories: ['clickhouse', 'clickhouse/clickhouse-server'],
    dataDirectories: ['/var/lib/clickhouse'],
    port: 8123,
    clusters: true,
    operators: ['the Altinity operator'],
  },
  {
    title: 'Cassandra',
    repositories: ['cassandra'],
    dataDirectories: ['/var/lib/cassandra'],
    port: 9042,
    clusters: true,
    operators: ['K8ssandra'],
  },
  {
    title: 'Elasticsearch',
    repositories: ['elasticsearch', 'elasticsearch/elasticsearch'],
    dataDirectories: ['/usr/share/elasticsearch/data'],
    port: 9200,
    clusters: true,
    operators: ['Elastic Cloud on Kubernetes'],
  },
];

/** The database that an image is, by its repository with or without a registry; undefined where it is none that is known. */
export function databaseOfRepository(repository: string): DatabaseFacts | undefined {
  const parts = repository.split('/');
  const isHost = parts.length > 1 && (/[.:]/.test(parts[0]) || parts[0] === 'localhost');
  const path = (isHost ? parts.slice(1) : parts).filter((part, index) => index > 0 || part !== 'library').join('/');
  return DATABASES.find((database) => database.repositories.includes(path));
}

/** The series of a version such as `17.6` or `8.4.7-oracle`; undefined where it is none that is known. */
export function seriesOf(engine: EngineFacts, version: string): string | undefined {
  return engine.series.find((series) => version.startsWith(series) && /^(\.[0-9]+)*(-[a-z0-9.]+)*$/.test(version.slice(series.length)));
}
