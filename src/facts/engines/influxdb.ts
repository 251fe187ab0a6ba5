import { DatabaseFacts } from './engine-facts';

/**
 * InfluxDB.
 *
 * @see https://hub.docker.com/_/influxdb
 */
export const INFLUXDB: DatabaseFacts = {
  title: 'InfluxDB',
  port: 8086,
  images: [
    {
      repositories: ['influxdb'],
      // Versions 2 and 3 keep data in directories of their own; which one a tag means is not read yet.
      layouts: [{ dataDirectory: '/var/lib/influxdb' }, { dataDirectory: '/var/lib/influxdb2' }, { dataDirectory: '/var/lib/influxdb3' }],
    },
  ],
  programs: ['influxd'],
  directoryOptions: ['--data-dir'],
  backupPrograms: ['influxd? backup'],
  clusters: false,
  operators: ['InfluxDB Enterprise'],
};
