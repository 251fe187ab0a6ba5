import { bitnami } from '../programs/bitnami';
import { DatabaseFacts } from './engine-facts';

/**
 * Neo4j.
 *
 * @see https://hub.docker.com/_/neo4j
 */
export const NEO4J: DatabaseFacts = {
  title: 'Neo4j',
  kind: 'database',
  port: 7687,
  images: [
    {
      repositories: ['neo4j'],
      home: '/var/lib/neo4j',
      layouts: [{ dataDirectory: '/data', volumes: ['/data', '/logs'], enough: ['/var/lib/neo4j/data'] }],
      takesOwnership: true,
    },
    bitnami('neo4j'),
  ],
  programs: ['neo4j'],
  directoryVariables: ['NEO4J_server_directories_data', 'NEO4J_dbms_directories_data'],
  together: 'refuses',
  clusters: /cluster|discovery/i,
  operators: ['the Neo4j Helm chart'],
};
