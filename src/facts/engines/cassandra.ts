import { bitnami } from '../programs/bitnami';
import { DatabaseFacts } from './engine-facts';

/**
 * Cassandra.
 *
 * @see https://hub.docker.com/_/cassandra
 */
export const CASSANDRA: DatabaseFacts = {
  title: 'Cassandra',
  kind: 'database',
  port: 9042,
  images: [
    {
      repositories: ['cassandra'],
      layouts: [{ dataDirectory: '/var/lib/cassandra', volumes: ['/var/lib/cassandra'] }],
    },
    bitnami('cassandra'),
  ],
  programs: ['cassandra'],
  directoryVariables: ['CASSANDRA_DATA'],
  backupPrograms: ['medusa'],
  together: 'corrupts',
  clusters: true,
  operators: ['K8ssandra'],
};
