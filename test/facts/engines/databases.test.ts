import { databaseOfRepository, DATABASES, MARIADB, MYSQL, POSTGRES, seriesOf } from '../../../src/facts/engines/databases';

test('every Postgres from 13 to 18 is known', () => {
  expect(POSTGRES.series).toEqual(['13', '14', '15', '16', '17', '18']);
});

test.each([
  [POSTGRES, '17', '17'],
  [POSTGRES, '17.6', '17'],
  [POSTGRES, '18-alpine3.22', '18'],
  [POSTGRES, '13.23-bookworm', '13'],
  [MYSQL, '8.4.7-oracle', '8.4'],
  [MARIADB, '10.11.9', '10.11'],
  [MARIADB, '10.6', '10.6'],
])('the series of a version', (engine, version, series) => {
  expect(seriesOf(engine, version)).toBe(series);
});

test.each([
  [POSTGRES, '12'],
  [POSTGRES, '19'],
  [POSTGRES, '170'],
  [POSTGRES, '17beta1'],
  [POSTGRES, 'latest'],
  [POSTGRES, '17 '],
  [MYSQL, '8'],
  [MYSQL, '8.40'],
  [MARIADB, '10.1'],
])('versions that are not known', (engine, version) => {
  expect(seriesOf(engine, version)).toBeUndefined();
});

test.each([
  ['postgres', 'PostgreSQL'],
  ['docker.io/library/postgres', 'PostgreSQL'],
  ['library/postgres', 'PostgreSQL'],
  ['localhost/postgis/postgis', 'PostgreSQL'],
  ['registry:5000/mysql', 'MySQL'],
  ['ghcr.io/clickhouse/clickhouse-server', 'ClickHouse'],
])('%s is %s', (repository, title) => {
  expect(databaseOfRepository(repository)?.title).toBe(title);
});

test.each(['nginx', 'example/postgres', 'postgres-exporter', 'localhost/library/app', 'library/nginx'])(
  '%s is no database that is known',
  (repository) => {
    expect(databaseOfRepository(repository)).toBeUndefined();
  },
);

test('no image is two databases, and each says where its data lies and who could replicate it', () => {
  const repositories = DATABASES.flatMap((database) => database.repositories);
  expect(new Set(repositories).size).toBe(repositories.length);
  for (const { dataDirectories, operators } of DATABASES) {
    expect(dataDirectories.every((path) => path.startsWith('/'))).toBe(true);
    expect(dataDirectories.length * operators.length).toBeGreaterThan(0);
  }
});
