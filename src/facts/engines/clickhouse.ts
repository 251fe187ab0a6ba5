import { DatabaseFacts } from './engine-facts';

/**
 * ClickHouse.
 *
 * @see https://hub.docker.com/_/clickhouse
 */
export const CLICKHOUSE: DatabaseFacts = {
  title: 'ClickHouse',
  port: 8123,
  images: [{ repositories: ['clickhouse', 'clickhouse/clickhouse-server'], layouts: [{ dataDirectory: '/var/lib/clickhouse' }] }],
  programs: ['clickhouse-server'],
  backupPrograms: ['clickhouse-backup'],
  clusters: true,
  operators: ['the Altinity operator'],
};
