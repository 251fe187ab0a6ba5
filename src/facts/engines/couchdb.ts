import { bitnami } from '../programs/bitnami';
import { DatabaseFacts } from './engine-facts';

/**
 * CouchDB.
 *
 * @see https://hub.docker.com/_/couchdb
 */
export const COUCHDB: DatabaseFacts = {
  title: 'CouchDB',
  kind: 'database',
  port: 5984,
  images: [
    {
      repositories: ['couchdb', 'apache/couchdb'],
      home: '/opt/couchdb',
      layouts: [
        { since: 2, dataDirectory: '/opt/couchdb/data', volumes: ['/opt/couchdb/data'] },
        { dataDirectory: '/usr/local/var/lib/couchdb', volumes: ['/usr/local/var/lib/couchdb'] },
      ],
    },
    bitnami('couchdb'),
  ],
  programs: ['couchdb'],
  together: 'corrupts',
  clusters: true,
  operators: ['the CouchDB Helm chart'],
};
