import { CASSANDRA } from './cassandra';
import { CLICKHOUSE } from './clickhouse';
import { COUCHDB } from './couchdb';
import { ELASTICSEARCH } from './elasticsearch';
import { DatabaseFacts, DataLayout, EngineFacts, ImageFacts } from './engine-facts';
import { INFLUXDB } from './influxdb';
import { MARIADB } from './mariadb';
import { MONGODB } from './mongodb';
import { MYSQL } from './mysql';
import { NEO4J } from './neo4j';
import { POSTGRES } from './postgres';
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
  ELASTICSEARCH,
];

/** A database, and the images of one builder of it. */
export interface KnownImage {
  readonly facts: DatabaseFacts;
  readonly image: ImageFacts;
}

/** The database that an image is, by its repository with or without a registry; undefined where it is none that is known. */
export function databaseOfRepository(repository: string): KnownImage | undefined {
  const parts = repository.split('/');
  const isHost = parts.length > 1 && (/[.:]/.test(parts[0]) || parts[0] === 'localhost');
  const path = (isHost ? parts.slice(1) : parts).filter((part, index) => index > 0 || part !== 'library').join('/');
  return KNOWN_IMAGES.find(({ image }) => image.repositories.includes(path));
}

const KNOWN_IMAGES: readonly KnownImage[] = DATABASES.flatMap((facts) => facts.images.map((image) => ({ facts, image })));

/** Where an image of a tag keeps its data. */
export function layoutOf({ layouts }: ImageFacts, tag = ''): DataLayout {
  return layouts.find(({ tags }) => tags === undefined || tags.test(tag)) ?? layouts[layouts.length - 1];
}

/** The series of a version such as `17.6` or `8.4.7-oracle`; undefined where it is none that is known. */
export function seriesOf(engine: EngineFacts, version: string): string | undefined {
  return engine.series.find((series) => version.startsWith(series) && /^(\.[0-9]+)*(-[a-z0-9.]+)*$/.test(version.slice(series.length)));
}
