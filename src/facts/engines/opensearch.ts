import { bitnami } from '../programs/bitnami';
import { DatabaseFacts } from './engine-facts';

/**
 * OpenSearch.
 *
 * @see https://hub.docker.com/r/opensearchproject/opensearch
 */
export const OPENSEARCH: DatabaseFacts = {
  title: 'OpenSearch',
  kind: 'database',
  port: 9200,
  images: [
    {
      repositories: ['opensearchproject/opensearch'],
      home: '/usr/share/opensearch',
      ownDirectories: [{ directory: '/usr/share/opensearch/config', needs: ['opensearch.yml', 'jvm.options', 'log4j2.properties'] }],
      user: 1000,
      layouts: [{ dataDirectory: '/usr/share/opensearch/data' }],
    },
    bitnami('opensearch', '/data'),
  ],
  // Those that hold data alone have no vote.
  majority: /^(?![\s\S]*node\.roles[=:](?![^\n]*(?:master|cluster_manager)))/,
  programs: ['opensearch'],
  directoryVariables: ['path.data'],
  directoryOptions: ['-Epath\\.data', 'path\\.data:'],
  together: 'refuses',
  clusters: true,
  operators: ['the OpenSearch operator'],
  peers: { quorumProbe: /_cluster\/health(?!\S*local=true)/, onlyIf: /initial_(?:master|cluster_manager)_nodes[=:]\s*\S+,\s*\S+/ },
};
