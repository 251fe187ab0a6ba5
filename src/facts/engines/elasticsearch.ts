import { bitnami } from '../programs/bitnami';
import { DatabaseFacts } from './engine-facts';

/**
 * Elasticsearch.
 *
 * @see https://hub.docker.com/_/elasticsearch
 */
export const ELASTICSEARCH: DatabaseFacts = {
  title: 'Elasticsearch',
  kind: 'database',
  port: 9200,
  images: [
    {
      repositories: ['elasticsearch', 'elasticsearch/elasticsearch'],
      user: 1000,
      home: '/usr/share/elasticsearch',
      ownDirectories: [{ directory: '/usr/share/elasticsearch/config', needs: ['elasticsearch.yml', 'jvm.options', 'log4j2.properties'] }],
      layouts: [{ dataDirectory: '/usr/share/elasticsearch/data' }],
    },
    bitnami('elasticsearch', '/data'),
  ],
  // Those that hold data alone have no vote.
  majority: /^(?![\s\S]*node\.roles[=:](?![^\n]*(?:master|cluster_manager)))/,
  programs: ['elasticsearch'],
  directoryVariables: ['path.data'],
  directoryOptions: ['-Epath\\.data', 'path\\.data:'],
  together: 'refuses',
  clusters: true,
  operators: ['Elastic Cloud on Kubernetes'],
  // Without a master the health of the cluster is not to be had.
  peers: { quorumProbe: /_cluster\/health(?!\S*local=true)/, onlyIf: /initial_(?:master|cluster_manager)_nodes[=:]\s*\S+,\s*\S+/ },
};
