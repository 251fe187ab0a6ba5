import { DatabaseFacts } from './engine-facts';

/**
 * RethinkDB.
 *
 * @see https://hub.docker.com/_/rethinkdb
 */
export const RETHINKDB: DatabaseFacts = {
  title: 'RethinkDB',
  kind: 'database',
  port: 28015,
  images: [
    {
      repositories: ['rethinkdb'],
      layouts: [{ dataDirectory: '/data/rethinkdb_data', volumes: ['/data'] }],
      // It makes the directory, or takes one in which nothing is.
      wantsEmptyDirectory: {},
    },
  ],
  programs: ['rethinkdb'],
  subcommands: ['rethinkdb'],
  directoryOptions: ['--directory', '-d'],
  together: 'refuses',
  clusters: /--join/,
  operators: ['--join'],
};
