import { bitnami } from '../programs/bitnami';
import { ImageFacts } from '../programs/program-facts';
import { POSTGRES_SERVER } from '../settings/postgres';
import { EngineFacts } from './engine-facts';

/** What the official image does, and those that are built on it. */
const OFFICIAL: Omit<ImageFacts, 'repositories'> = {
  takesOwnership: true,
  wantsOwnDirectory: true,
  wantsEmptyDirectory: {},
  scratch: ['/var/run/postgresql'],
  layouts: [
    // Version 18 moved the data, and the VOLUME with it, one directory up.
    { since: 18, dataDirectory: '/var/lib/postgresql', below: /^[0-9]+(?:\/docker)?$/, volumes: ['/var/lib/postgresql'] },
    { dataDirectory: '/var/lib/postgresql/data', volumes: ['/var/lib/postgresql/data'] },
  ],
};

/** Where Debian's packages, and the official images that are made of them, have the programs of a series. */
export const debianBinaries = (series: string): string => `/usr/lib/postgresql/${series}/bin`;

/**
 * PostgreSQL.
 *
 * @see https://hub.docker.com/_/postgres
 */
export const POSTGRES: EngineFacts = {
  title: 'PostgreSQL',
  factory: 'postgres',
  port: 5432,
  kind: 'database',
  images: [
    {
      repositories: [
        'postgres',
        'postgis/postgis',
        'imresamu/postgis',
        'supabase/postgres',
        'paradedb/paradedb',
        'citusdata/citus',
        'pgautoupgrade/pgautoupgrade',
        'ferretdb/postgres-documentdb',
        'documentdb/postgres',
        'immich-app/postgres',
        'ankane/pgvector',
      ],
      ...OFFICIAL,
    },
    {
      repositories: ['pgvector/pgvector', 'timescale/timescaledb', 'tensorchord/pgvecto-rs', 'tensorchord/vchord-postgres', 'apache/age'],
      ...OFFICIAL,
      // The version of the extension, or none, stands before that of the server: pg18, 2.23.0-pg17, release_PG16_1.5.0.
      version: /(?:^|[-_])pg([0-9]+)(?![0-9])/i,
    },
    {
      repositories: ['timescale/timescaledb-ha'],
      version: /(?:^|[-_])pg([0-9]+)(?![0-9])/i,
      user: 1000,
      wantsOwnDirectory: true,
      wantsEmptyDirectory: {},
      layouts: [{ dataDirectory: '/home/postgres/pgdata/data', mountAt: '/home/postgres/pgdata' }],
    },
    bitnami('postgresql', '/data', { others: ['postgresql-repmgr'], wantsOwnDirectory: true }),
    {
      repositories: ['zalando/spilo-15', 'zalando/spilo-16', 'zalando/spilo-17'],
      layouts: [{ dataDirectory: '/home/postgres/pgdata/pgroot/data', mountAt: '/home/postgres/pgdata' }],
    },
    {
      repositories: [
        'sclorg/postgresql-13-c9s',
        'sclorg/postgresql-15-c9s',
        'sclorg/postgresql-16-c9s',
        'rhel9/postgresql-15',
        'rhel9/postgresql-16',
      ],
      user: 26,
      wantsOwnDirectory: true,
      layouts: [{ dataDirectory: '/var/lib/pgsql/data' }],
    },
    // Made for the operator, which starts the server itself; by hand it is that of the older official image.
    {
      repositories: ['cloudnative-pg/postgresql', 'cloudnative-pg/postgis', 'cloudnative-pg/timescaledb'],
      ...OFFICIAL,
      layouts: [{ dataDirectory: '/var/lib/postgresql/data', volumes: ['/var/lib/postgresql/data'] }],
    },
    { repositories: ['kartoza/postgis'], layouts: [{ dataDirectory: '/var/lib/postgresql', below: /^[0-9]+(?:\/main)?$/ }] },
  ],
  server: POSTGRES_SERVER,
  programs: ['postgres'],
  directoryVariables: ['PGDATA', 'POSTGRESQL_DATA_DIR'],
  together: 'corrupts',
  directoryOptions: ['data_directory', '(?:^|\\s)-D'],
  neutralPlace: { mount: '/pgdata', variable: 'PGDATA' },
  backupPrograms: ['pg_?dump', 'pg_basebackup', 'pgbackrest', 'wal-?g\\b', 'wal-e', 'barman'],
  clusters: false,
  operators: ['CloudNativePG', 'the Zalando operator', 'Crunchy PGO'],
  series: ['13', '14', '15', '16', '17', '18'],
  image: 'postgres',
  smallestData: { mebibytes: 2048, why: 'the write-ahead log alone grows to 1Gi (max_wal_size) before it is recycled' },
  // max_wal_size is no hard limit, and a full volume stops the server.
  smallestLog: { mebibytes: 2048, why: 'the log grows to max_wal_size (1Gi unless set) and beyond it under load' },
  ownDatabases: ['postgres', 'template0', 'template1'],
  longestName: 63,
};
