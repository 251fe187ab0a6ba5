import { EngineFacts } from './engine-facts';

/**
 * PostgreSQL.
 *
 * @see https://hub.docker.com/_/postgres
 */
export const POSTGRES: EngineFacts = {
  title: 'PostgreSQL',
  factory: 'postgres',
  port: 5432,
  images: [
    {
      repositories: ['postgres', 'postgis/postgis', 'pgvector/pgvector', 'timescale/timescaledb', 'timescale/timescaledb-ha'],
      layouts: [
        // The official image moved its data with version 18, and declares a VOLUME at the old and at the new place.
        {
          tags: /^(?:1[89]|[2-9][0-9])(?![0-9])/,
          dataDirectory: '/var/lib/postgresql',
          dataBelow: true,
          volumes: ['/var/lib/postgresql/data', '/var/lib/postgresql'],
        },
        { dataDirectory: '/var/lib/postgresql/data', volumes: ['/var/lib/postgresql/data'] },
      ],
    },
  ],
  programs: ['postgres'],
  directoryVariables: ['PGDATA'],
  directoryOptions: ['data_directory'],
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
