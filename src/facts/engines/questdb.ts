import { DatabaseFacts } from './engine-facts';

/**
 * QuestDB.
 *
 * @see https://hub.docker.com/r/questdb/questdb
 */
export const QUESTDB: DatabaseFacts = {
  title: 'QuestDB',
  kind: 'database',
  port: 9000,
  images: [
    {
      repositories: ['questdb/questdb'],
      // Where something is mounted at the directory of older versions, it goes on there.
      layouts: [{ dataDirectory: '/var/lib/questdb', enough: ['/var/lib/questdb/db', '/root/.questdb/db'] }],
    },
  ],
  programs: ['questdb\\.sh', 'docker-entrypoint\\.sh'],
  directoryVariables: ['QUESTDB_DATA_DIR', 'QDB_DATA_DIR'],
  together: 'refuses',
  clusters: false,
  operators: ['QuestDB Enterprise'],
};
