import { ServerSettings } from './server-settings';
import { POSTGRES_SYNTAX } from './syntax-postgres';

/** What PostgreSQL takes for off: as much of the word as is no other one. */
const OFF = /^(?:f(?:a(?:l(?:se?)?)?)?|off?|no?|0)$/i;

/**
 * Settings of PostgreSQL.
 *
 * @see https://www.postgresql.org/docs/current/runtime-config-wal.html#RUNTIME-CONFIG-WAL-SETTINGS
 */
export const POSTGRES_SERVER: ServerSettings = {
  syntax: POSTGRES_SYNTAX,
  places: [
    /^\/(?:opt\/)?bitnami\/postgresql\/conf\/(?:postgresql\.conf|conf\.d\/[^/]+\.conf)$/,
    /^\/opt\/app-root\/src\/postgresql-cfg\/[^/]+\.conf$/,
  ],
  ofData: 'postgresql.conf',
  namedBy: ['config_file'],
  variables: { POSTGRESQL_FSYNC: 'fsync' },
  optionVariables: ['POSTGRESQL_EXTRA_FLAGS'],
  initVariables: ['POSTGRES_INITDB_ARGS', 'POSTGRESQL_INITDB_ARGS'],
  crash: [
    {
      name: 'fsync',
      values: OFF,
      harm: 'damages',
      why: 'What is committed stays in memory: a node that fails leaves a damaged database.',
    },
    {
      name: 'full_page_writes',
      values: OFF,
      harm: 'damages',
      why: 'A page that is half written when a node fails is never made whole again.',
    },
    {
      name: 'synchronous_commit',
      // One of several words, so all of it.
      values: /^(?:off|false|no|0)$/i,
      harm: 'loses',
      why: 'A commit is answered before it is on disk: a server or node that fails loses the last moments of what was committed.',
    },
  ],
};
