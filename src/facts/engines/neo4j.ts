import { DatabaseFacts } from './engine-facts';

/**
 * Neo4j.
 *
 * @see https://hub.docker.com/_/neo4j
 */
export const NEO4J: DatabaseFacts = {
  title: 'Neo4j',
  port: 7687,
  images: [{ repositories: ['neo4j'], layouts: [{ dataDirectory: '/data' }] }],
  programs: ['neo4j'],
  clusters: true,
  operators: ['the Neo4j Helm chart'],
};
