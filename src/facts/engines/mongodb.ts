import { DatabaseFacts } from './engine-facts';

/**
 * MongoDB.
 *
 * @see https://hub.docker.com/_/mongo
 */
export const MONGODB: DatabaseFacts = {
  title: 'MongoDB',
  port: 27017,
  images: [{ repositories: ['mongo', 'mongodb/mongodb-community-server'], layouts: [{ dataDirectory: '/data/db' }] }],
  programs: ['mongod'],
  directoryOptions: ['--dbpath'],
  backupPrograms: ['mongodump'],
  clusters: true,
  operators: ['the MongoDB Kubernetes operator'],
};
