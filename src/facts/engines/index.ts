import { ARANGODB } from './arangodb';
import { CASSANDRA } from './cassandra';
import { CLICKHOUSE } from './clickhouse';
import { COCKROACHDB } from './cockroachdb';
import { COUCHDB } from './couchdb';
import { ELASTICSEARCH } from './elasticsearch';
import { DatabaseFacts, EngineFacts } from './engine-facts';
import { FIREBIRD } from './firebird';
import { INFLUXDB } from './influxdb';
import { MARIADB } from './mariadb';
import { MONGODB } from './mongodb';
import { MYSQL } from './mysql';
import { NEO4J } from './neo4j';
import { OPENSEARCH } from './opensearch';
import { ORACLE } from './oracle';
import { POSTGRES } from './postgres';
import { QUESTDB } from './questdb';
import { RETHINKDB } from './rethinkdb';
import { SCYLLA } from './scylla';
import { SOLR } from './solr';
import { SQL_SERVER } from './sql-server';

/** The databases that this library runs. */
export const ENGINES: readonly EngineFacts[] = [POSTGRES, MYSQL, MARIADB];

/** Databases whose images are known by name, those included that this library does not run: the one list that all else reads. */
export const DATABASES: readonly DatabaseFacts[] = [
  ...ENGINES,
  MONGODB,
  SQL_SERVER,
  INFLUXDB,
  NEO4J,
  COUCHDB,
  CLICKHOUSE,
  CASSANDRA,
  SCYLLA,
  ELASTICSEARCH,
  OPENSEARCH,
  SOLR,
  COCKROACHDB,
  ORACLE,
  ARANGODB,
  QUESTDB,
  RETHINKDB,
  FIREBIRD,
];

/** The series of a version such as `17.6` or `8.4.7-oracle`; undefined where it is none that is known. */
export function seriesOf(engine: EngineFacts, version: string): string | undefined {
  return engine.series.find((series) => version.startsWith(series) && /^(\.[0-9]+)*(-[a-z0-9.]+)*$/.test(version.slice(series.length)));
}
