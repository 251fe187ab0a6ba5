import { readdirSync } from 'fs';
import { join } from 'path';
import { DATABASES, ENGINES, seriesOf } from '../../../src/facts/engines';
import { DatabaseFacts } from '../../../src/facts/engines/engine-facts';
import { MARIADB } from '../../../src/facts/engines/mariadb';
import { MYSQL } from '../../../src/facts/engines/mysql';
import { POSTGRES } from '../../../src/facts/engines/postgres';
import { DatabaseEngine } from '../../../src/patterns/database/engine';
import { SOURCES } from '../../sources';

/** What is known of several databases together. */
const SHARED = ['engine-facts.ts', 'existing-credentials.ts', 'existing-layouts.ts', 'existing-roles.ts', 'first-start.ts', 'index.ts'];

test('every file of a database is in the index', () => {
  const folder = join(SOURCES, 'facts', 'engines');
  const own = readdirSync(folder).filter((name) => !SHARED.includes(name));
  for (const name of own) {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- by the name of the file
    const members = Object.values(require(join(folder, name)) as object);
    expect([name, members.filter((member) => DATABASES.includes(member as DatabaseFacts)).length]).toEqual([name, 1]);
  }
  expect(DATABASES).toHaveLength(own.length);
});

test('every engine has a factory, and every factory but that for any other its engine', () => {
  const factories = Object.getOwnPropertyNames(DatabaseEngine).filter((name) => !['length', 'name', 'prototype', 'custom'].includes(name));
  expect(ENGINES.map(({ factory }) => factory).sort()).toEqual(factories.sort());
});

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

test('each database says who could replicate it, and what starts it', () => {
  for (const { operators, programs } of DATABASES) expect(operators.length * programs.length).toBeGreaterThan(0);
});
