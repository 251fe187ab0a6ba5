import { DatabaseFacts } from './engine-facts';

/**
 * Firebird.
 *
 * @see https://hub.docker.com/r/firebirdsql/firebird
 */
export const FIREBIRD: DatabaseFacts = {
  title: 'Firebird',
  kind: 'database',
  port: 3050,
  images: [
    { repositories: ['firebirdsql/firebird'], layouts: [{ dataDirectory: '/var/lib/firebird/data', volumes: ['/var/lib/firebird/data'] }] },
    { repositories: ['jacobalberty/firebird'], layouts: [{ dataDirectory: '/firebird', volumes: ['/firebird'] }] },
  ],
  programs: ['firebird'],
  together: 'refuses',
  clusters: false,
  operators: ['its own replication'],
};
