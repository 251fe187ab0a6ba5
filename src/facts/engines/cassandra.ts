import { DatabaseFacts } from './engine-facts';

/**
 * Cassandra.
 *
 * @see https://hub.docker.com/_/cassandra
 */
export const CASSANDRA: DatabaseFacts = {
  title: 'Cassandra',
  port: 9042,
  images: [{ repositories: ['cassandra'], layouts: [{ dataDirectory: '/var/lib/cassandra' }] }],
  programs: ['cassandra'],
  backupPrograms: ['medusa'],
  clusters: true,
  operators: ['K8ssandra'],
};
