import { layoutsOf, majorOf, PROGRAMS, programOfRepository } from '../../../src/facts/programs';

test.each([
  ['postgres', 'PostgreSQL'],
  ['docker.io/library/postgres', 'PostgreSQL'],
  ['library/postgres', 'PostgreSQL'],
  ['public.ecr.aws/docker/library/postgres', 'PostgreSQL'],
  ['harbor.example.com/dockerhub/library/postgres', 'PostgreSQL'],
  ['harbor.example.com/quay/prometheus/prometheus', 'Prometheus'],
  ['localhost/postgis/postgis', 'PostgreSQL'],
  ['bitnamilegacy/postgresql', 'PostgreSQL'],
  ['registry:5000/mysql', 'MySQL'],
  ['ghcr.io/clickhouse/clickhouse-server', 'ClickHouse'],
  ['docker.elastic.co/elasticsearch/elasticsearch', 'Elasticsearch'],
  ['quay.io/minio/minio', 'MinIO'],
  ['gcr.io/etcd-development/etcd', 'etcd'],
  ['docker.n8n.io/n8nio/n8n', 'n8n'],
  ['lscr.io/linuxserver/jellyfin', 'Jellyfin'],
  ['ghcr.io/element-hq/synapse', 'Synapse'],
  ['ghcr.io/project-zot/zot-linux-amd64', 'zot'],
  ['docker.io/atlassian/jira-software', 'Jira'],
  ['docker.io/drupal', 'Drupal'],
])('%s is %s', (repository, title) => {
  expect(programOfRepository(repository)?.facts.title).toBe(title);
});

test.each(['nginx', 'example/postgres', 'postgres-exporter', 'localhost/library/app', 'library/nginx', 'constructor'])(
  '%s is no program that is known',
  (repository) => {
    expect(programOfRepository(repository)).toBeUndefined();
  },
);

test('no image is two programs, and every directory is an absolute path', () => {
  const images = PROGRAMS.flatMap((program) => program.images);
  const repositories = images.flatMap((image) => image.repositories);
  expect(repositories.filter((name, index) => repositories.indexOf(name) !== index)).toEqual([]);
  for (const { layouts, scratch = [] } of images) {
    const paths = layouts.flatMap(({ dataDirectory, volumes = [], also = [], enough = [], mountAt = '/' }) => [
      dataDirectory,
      mountAt,
      ...volumes,
      ...enough,
      ...also.map(({ directory }) => directory),
    ]);
    expect([...paths, ...scratch].filter((path) => !path.startsWith('/') || (path !== '/' && path.endsWith('/')))).toEqual([]);
    // The last one holds for every tag that is left.
    expect([layouts.at(-1)!.tags, layouts.at(-1)!.since]).toEqual([undefined, undefined].slice(0, layouts.length > 0 ? 2 : 0));
    // Newest first.
    const since = layouts.flatMap((layout) => layout.since ?? []);
    expect(since).toEqual([...since].sort((one, other) => other - one));
  }
});

test('programs that keep nothing by themselves say what makes them several', () => {
  for (const { title, clusters, operators = [] } of PROGRAMS) {
    if (clusters === false || clusters instanceof RegExp) expect([title, operators.length]).not.toEqual([title, 0]);
  }
});

const directoriesOf = (repository: string, tag?: string) =>
  layoutsOf(programOfRepository(repository)!.image, tag).map(({ dataDirectory }) => dataDirectory);

test.each([
  ['postgres', '17.6', '/var/lib/postgresql/data'],
  ['postgres', '9', '/var/lib/postgresql/data'],
  ['postgres', '18', '/var/lib/postgresql'],
  ['postgres', '18.1-alpine', '/var/lib/postgresql'],
  ['postgres', '20', '/var/lib/postgresql'],
  ['pgvector/pgvector', 'pg18', '/var/lib/postgresql'],
  ['pgvector/pgvector', '0.8.1-pg17-trixie', '/var/lib/postgresql/data'],
  ['timescale/timescaledb', '2.23.0-pg18', '/var/lib/postgresql'],
  ['timescale/timescaledb', 'latest-pg16', '/var/lib/postgresql/data'],
  ['timescale/timescaledb-ha', 'pg18', '/home/postgres/pgdata/data'],
  ['postgis/postgis', '17-3.5', '/var/lib/postgresql/data'],
  ['postgis/postgis', '18-3.6-alpine', '/var/lib/postgresql'],
  ['bitnami/postgresql', '18.0.0', '/bitnami/postgresql/data'],
  ['influxdb', '1.8', '/var/lib/influxdb'],
  ['influxdb', '2.7.5-alpine', '/var/lib/influxdb2'],
  ['influxdb', '3.4.1-core', '/var/lib/influxdb3'],
  ['n8nio/n8n', '0.236.0', '/root/.n8n'],
  ['n8nio/n8n', '1.108.2', '/home/node/.n8n'],
  ['gitea/gitea', '1.24.6-rootless', '/var/lib/gitea'],
  ['gitea/gitea', '1.24.6', '/data'],
])('%s:%s keeps data in %s', (repository, tag, directory) => {
  expect(directoriesOf(repository, tag)).toEqual([directory]);
});

test.each([
  ['postgres', undefined, ['/var/lib/postgresql', '/var/lib/postgresql/data']],
  ['postgres', 'latest', ['/var/lib/postgresql', '/var/lib/postgresql/data']],
  ['influxdb', 'alpine', ['/var/lib/influxdb3', '/var/lib/influxdb2', '/var/lib/influxdb']],
  ['mysql', 'latest', ['/var/lib/mysql']],
])('where %s:%s does not name a version, it may be any of %p', (repository, tag, directories) => {
  expect(directoriesOf(repository, tag)).toEqual(directories);
});

test.each([
  ['17.6', 17],
  ['v3.5.0', 3],
  ['17beta1', 17],
  ['RELEASE.2025-07-23T15-54-02Z', 2025],
  ['latest', undefined],
  ['alpine', undefined],
  ['4f2a9c1', undefined],
  [undefined, undefined],
])('the version of %s is %p', (tag, major) => {
  expect(majorOf(programOfRepository('postgres')!.image, tag)).toBe(major);
});
