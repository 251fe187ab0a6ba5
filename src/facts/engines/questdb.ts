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
  images: [{ repositories: ['questdb/questdb'], layouts: [{ dataDirectory: '/var/lib/questdb' }] }],
  programs: ['questdb\\.sh', 'docker-entrypoint\\.sh'],
  directoryVariables: ['QDB_DATA_DIR'],
  together: 'refuses',
  clusters: false,
  operators: ['QuestDB Enterprise'],
};
