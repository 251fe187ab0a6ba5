import { DatabaseFacts } from './engine-facts';

/**
 * Oracle Database.
 *
 * @see https://github.com/oracle/docker-images
 */
export const ORACLE: DatabaseFacts = {
  title: 'Oracle Database',
  kind: 'database',
  port: 1521,
  images: [
    {
      repositories: ['database/enterprise', 'database/standard', 'database/express', 'database/free'],
      user: 54321,
      layouts: [{ dataDirectory: '/opt/oracle/oradata' }],
    },
    {
      repositories: ['gvenzl/oracle-xe', 'gvenzl/oracle-free'],
      user: 54321,
      layouts: [{ since: 18, dataDirectory: '/opt/oracle/oradata' }, { dataDirectory: '/u01/app/oracle/oradata' }],
    },
  ],
  programs: ['sqlplus', 'container-entrypoint\\.sh'],
  together: 'refuses',
  clusters: false,
  operators: ['the Oracle Database Operator'],
};
