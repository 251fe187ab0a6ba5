import { bitnami } from '../programs/bitnami';
import { DatabaseFacts } from './engine-facts';

/**
 * InfluxDB.
 *
 * @see https://hub.docker.com/_/influxdb
 */
export const INFLUXDB: DatabaseFacts = {
  title: 'InfluxDB',
  kind: 'database',
  port: 8086,
  images: [
    {
      repositories: ['influxdb', 'influxdata/influxdb'],
      layouts: [
        { since: 3, user: 1500, dataDirectory: '/var/lib/influxdb3' },
        { since: 2, dataDirectory: '/var/lib/influxdb2', volumes: ['/var/lib/influxdb2', '/etc/influxdb2'] },
        { dataDirectory: '/var/lib/influxdb', volumes: ['/var/lib/influxdb'] },
      ],
    },
    bitnami('influxdb'),
  ],
  programs: ['influxd', 'influxdb3'],
  subcommands: ['influxd', 'influxdb3', 'serve'],
  directoryVariables: ['INFLUXDB3_DB_DIR', 'INFLUXDB_DATA_DIR'],
  fileVariables: ['INFLUXD_BOLT_PATH'],
  directoryOptions: ['--data-dir'],
  backupPrograms: ['influxd? backup'],
  together: 'corrupts',
  clusters: false,
  operators: ['InfluxDB Enterprise'],
};
