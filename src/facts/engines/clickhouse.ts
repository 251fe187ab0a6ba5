import { bitnami } from '../programs/bitnami';
import { DatabaseFacts } from './engine-facts';

/**
 * ClickHouse.
 *
 * @see https://hub.docker.com/_/clickhouse
 */
export const CLICKHOUSE: DatabaseFacts = {
  title: 'ClickHouse',
  kind: 'database',
  port: 8123,
  images: [
    {
      repositories: ['clickhouse', 'clickhouse/clickhouse-server', 'yandex/clickhouse-server', 'altinity/clickhouse-server'],
      layouts: [{ dataDirectory: '/var/lib/clickhouse', volumes: ['/var/lib/clickhouse'] }],
    },
    bitnami('clickhouse'),
  ],
  programs: ['clickhouse-server'],
  directoryOptions: ['--path'],
  backupPrograms: ['clickhouse-backup'],
  together: 'refuses',
  clusters: true,
  operators: ['the Altinity operator'],
};
