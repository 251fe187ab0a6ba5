import { DatabaseFacts } from './engine-facts';

/**
 * CockroachDB.
 *
 * @see https://www.cockroachlabs.com/docs/stable/orchestrate-cockroachdb-with-kubernetes
 */
export const COCKROACHDB: DatabaseFacts = {
  title: 'CockroachDB',
  kind: 'database',
  port: 26257,
  images: [
    {
      repositories: ['cockroachdb/cockroach'],
      layouts: [{ dataDirectory: '/cockroach/cockroach-data', volumes: ['/cockroach/cockroach-data'] }],
    },
  ],
  majority: true,
  programs: ['cockroach'],
  subcommands: ['start', 'start-single-node'],
  directoryOptions: ['--store(?:=|\\s+)path', '--store', '-s'],
  together: 'refuses',
  clusters: /--join/,
  operators: ['the CockroachDB operator'],
  peers: { quorumProbe: /ready=1/, unless: /start-single-node/ },
};
