import { DatabaseFacts } from './engine-facts';

/**
 * CouchDB.
 *
 * @see https://hub.docker.com/_/couchdb
 */
export const COUCHDB: DatabaseFacts = {
  title: 'CouchDB',
  port: 5984,
  images: [{ repositories: ['couchdb'], layouts: [{ dataDirectory: '/opt/couchdb/data' }] }],
  programs: ['couchdb'],
  clusters: true,
  operators: ['the CouchDB Helm chart'],
};
