import { DatabaseFacts } from './engine-facts';

/**
 * Elasticsearch.
 *
 * @see https://hub.docker.com/_/elasticsearch
 */
export const ELASTICSEARCH: DatabaseFacts = {
  title: 'Elasticsearch',
  port: 9200,
  images: [
    { repositories: ['elasticsearch', 'elasticsearch/elasticsearch'], layouts: [{ dataDirectory: '/usr/share/elasticsearch/data' }] },
  ],
  programs: ['elasticsearch'],
  directoryOptions: ['-Epath\\.data'],
  clusters: true,
  operators: ['Elastic Cloud on Kubernetes'],
};
