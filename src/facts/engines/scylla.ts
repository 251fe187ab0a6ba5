import { DatabaseFacts } from './engine-facts';

/**
 * ScyllaDB.
 *
 * @see https://hub.docker.com/r/scylladb/scylla
 */
export const SCYLLA: DatabaseFacts = {
  title: 'ScyllaDB',
  kind: 'database',
  port: 9042,
  images: [
    {
      repositories: ['scylladb/scylla'],
      layouts: [{ dataDirectory: '/var/lib/scylla', volumes: ['/var/lib/scylla'] }],
    },
  ],
  programs: ['scylla'],
  together: 'corrupts',
  clusters: true,
  operators: ['the Scylla operator'],
};
