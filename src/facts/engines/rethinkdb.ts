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
  images: [{ repositories: ['rethinkdb'], layouts: [{ dataDirectory: '/data', volumes: ['/data'] }] }],
  programs: ['rethinkdb'],
  subcommands: ['rethinkdb'],
  directoryOptions: ['--directory', '-d'],
  together: 'refuses',
  clusters: /--join/,
  operators: ['--join'],
};
