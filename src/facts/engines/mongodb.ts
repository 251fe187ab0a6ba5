import { bitnami } from '../programs/bitnami';
import { MONGODB_SERVER } from '../settings/others';
import { DatabaseFacts } from './engine-facts';

/**
 * MongoDB.
 *
 * @see https://hub.docker.com/_/mongo
 */
export const MONGODB: DatabaseFacts = {
  title: 'MongoDB',
  kind: 'database',
  port: 27017,
  images: [
    {
      repositories: ['mongo', 'percona/percona-server-mongodb'],
      layouts: [
        // A server of the configuration has a directory of its own.
        { dataDirectory: '/data/db', volumes: ['/data/db', '/data/configdb'] },
      ],
      takesOwnership: true,
      scratch: ['/tmp'],
    },
    { repositories: ['mongodb/mongodb-community-server', 'mongodb/mongodb-enterprise-server'], layouts: [{ dataDirectory: '/data/db' }] },
    bitnami('mongodb', '/data/db', { others: ['mongodb-sharded'] }),
  ],
  majority: /replSet/,
  server: MONGODB_SERVER,
  programs: ['mongod'],
  directoryOptions: ['--dbpath', 'dbPath:'],
  backupPrograms: ['mongodump'],
  together: 'refuses',
  clusters: /replSet|REPLICA_SET|replication|configsvr|shardsvr|rs\.initiate|mongo-k8s-sidecar/i,
  operators: ['the MongoDB Kubernetes operator'],
};
