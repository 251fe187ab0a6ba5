import { check, ManifestSet, readValues } from '../../../src/checks';
import { CustomEngineOptions } from '../../../src/patterns/database/custom';
import { manifests, newChart } from '../../support';
import { custom, newDatabase } from './support';

/*
 * What a custom engine is told is right, and our own checks know the images of many: they must agree.
 */

const ENGINES: ReadonlyArray<Partial<CustomEngineOptions> & { readonly image: string; readonly dataDirectory: string }> = [
  { image: 'mongo:8.0.13', dataDirectory: '/data/db' },
  { image: 'mongo:8.0.13', dataDirectory: '/srv/mongo', args: ['--dbpath', '/srv/mongo/db'] },
  { image: 'bitnamilegacy/mongodb:8.0.4', dataDirectory: '/bitnami/mongodb', writablePaths: ['/tmp', '/opt/bitnami/mongodb/conf'] },
  { image: 'influxdb:1.8.10', dataDirectory: '/var/lib/influxdb' },
  { image: 'influxdb:2.7.12', dataDirectory: '/var/lib/influxdb2', writablePaths: ['/tmp', '/etc/influxdb2'] },
  {
    image: 'influxdb:3.4.1-core',
    dataDirectory: '/var/lib/influxdb3',
    args: ['influxdb3', 'serve', '--node-id=a', '--object-store=file', '--data-dir=/var/lib/influxdb3'],
  },
  { image: 'neo4j:5.26.12', dataDirectory: '/data' },
  { image: 'couchdb:3.5.0', dataDirectory: '/opt/couchdb/data' },
  { image: 'clickhouse/clickhouse-server:25.8', dataDirectory: '/var/lib/clickhouse' },
  { image: 'mcr.microsoft.com/mssql/server:2022-CU20', dataDirectory: '/var/opt/mssql' },
  { image: 'opensearchproject/opensearch:3.2.0', dataDirectory: '/usr/share/opensearch/data' },
  { image: 'redis:8.2.1', dataDirectory: '/data', args: ['--appendonly', 'yes'] },
  { image: 'rabbitmq:4.1.4', dataDirectory: '/var/lib/rabbitmq' },
  { image: 'timescale/timescaledb-ha:pg17', dataDirectory: '/home/postgres/pgdata' },
  { image: 'pgvector/pgvector:pg18', dataDirectory: '/var/lib/postgresql', writablePaths: ['/tmp', '/var/run/postgresql'] },
  // The image lays a volume over its own directory, so that the claim stands elsewhere.
  {
    image: 'ghcr.io/ferretdb/postgres-documentdb:17-0.106.0',
    dataDirectory: '/srv/pg',
    command: ['docker-entrypoint.sh', 'postgres', '-D', '/srv/pg/data'],
    writablePaths: ['/tmp', '/var/run/postgresql'],
  },
  { image: 'registry.example.com/own/database:7.1', dataDirectory: '/srv/database' },
];

test.each(ENGINES)('$image with its claim at $dataDirectory is refused by no check', (engine) => {
  const chart = newChart();
  newDatabase(chart, { engine: custom(engine) });
  const { findings } = check(new ManifestSet(readValues(manifests(chart)).manifests));
  const told = findings.filter(({ level, rule }) => level !== 'info' || rule === 'rule-failed');
  expect(told.map(({ rule, level, cause }) => `${level} ${rule}: ${cause}`)).toEqual([]);
});

test('one at a wrong place is told', () => {
  const chart = newChart();
  newDatabase(chart, { engine: custom({ image: 'influxdb:2.7.12', dataDirectory: '/var/lib/influxdb' }) });
  const { findings } = check(new ManifestSet(readValues(manifests(chart)).manifests));
  expect(findings.map(({ rule }) => rule)).toContain('database-on-ephemeral-volume');
});
