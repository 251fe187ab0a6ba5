import { bitnami } from '../programs/bitnami';
import { DatabaseFacts } from './engine-facts';

/**
 * Solr.
 *
 * @see https://hub.docker.com/_/solr
 */
export const SOLR: DatabaseFacts = {
  title: 'Solr',
  kind: 'database',
  port: 8983,
  images: [
    {
      repositories: ['solr', 'apache/solr'],
      home: '/opt/solr',
      user: 8983,
      layouts: [
        { since: 8, dataDirectory: '/var/solr', enough: ['/var/solr/data'], volumes: ['/var/solr'] },
        { dataDirectory: '/opt/solr/server/solr' },
      ],
    },
    bitnami('solr'),
  ],
  programs: ['solr', 'solr-foreground', 'solr-precreate'],
  subcommands: ['solr-foreground', 'solr-precreate', 'solr-create'],
  directoryVariables: ['SOLR_HOME'],
  together: 'refuses',
  clusters: true,
  operators: ['the Solr operator'],
};
