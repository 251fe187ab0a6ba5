import { DatabaseFacts } from './engine-facts';

/**
 * ArangoDB.
 *
 * @see https://hub.docker.com/_/arangodb
 */
export const ARANGODB: DatabaseFacts = {
  title: 'ArangoDB',
  kind: 'database',
  port: 8529,
  images: [
    {
      repositories: ['arangodb', 'arangodb/arangodb'],
      layouts: [{ dataDirectory: '/var/lib/arangodb3', volumes: ['/var/lib/arangodb3', '/var/lib/arangodb3-apps'] }],
    },
  ],
  programs: ['arangod', 'arangodb'],
  directoryOptions: ['--database\\.directory'],
  backupPrograms: ['arangodump'],
  together: 'refuses',
  clusters: true,
  operators: ['kube-arangodb'],
};
