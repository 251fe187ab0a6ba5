import { Chart, Size } from 'cdk8s';
import { DatabaseCredentials, DatabaseEngine, DatabaseFile, StatefulDatabase, StatefulDatabaseProps } from '../../src';
import { Manifest } from '../cluster/client';
import { ImageName } from './images/catalogue';
import { containerOf, Stage } from './stage';

export const DATABASE = 'app';
export const CREDENTIALS = { username: 'app user', password: 'a b"c\'d\\e$f`g%h#i:j@k/l!' };

/** What differs between the engines, for an experiment that is the same for both. */
export interface Engine {
  readonly title: 'postgres' | 'mariadb';
  readonly image: ImageName;
  readonly engine: () => DatabaseEngine;
  readonly credentials: { readonly username: string; readonly password: string };
  /** The program that writes a dump, and the one that reads it back. */
  readonly dump: string;
  readonly client: string;
  /** Statements that make a table `items` of so many rows, each of a kilobyte. */
  readonly fill: (rows: number) => string;
  readonly command: (sql: string) => readonly string[];
  readonly configuration: Readonly<Record<string, DatabaseFile>>;
}

export const POSTGRES: Engine = {
  title: 'postgres',
  image: 'postgres',
  engine: () => DatabaseEngine.postgres({ version: '17.2' }),
  credentials: CREDENTIALS,
  dump: 'pg_dump',
  client: 'pg_restore',
  fill: (rows) =>
    `CREATE TABLE items AS SELECT n, repeat(md5(n::text), 32) AS text FROM generate_series(1, ${rows}) AS n; ALTER TABLE items ADD PRIMARY KEY (n);`,
  command: (sql) => {
    const login = [`PGPASSWORD=${CREDENTIALS.password}`, `PGUSER=${CREDENTIALS.username}`, 'PGHOST=127.0.0.1', `PGDATABASE=${DATABASE}`];
    return ['env', ...login, 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-c', sql];
  },
  configuration: { 'postgresql.conf': DatabaseFile.fromText('max_connections = 50\n') },
};

const MARIADB_USER = 'app_user';

export const MARIADB: Engine = {
  title: 'mariadb',
  image: 'mariadb',
  engine: () => DatabaseEngine.mariadb({ version: '11.8' }),
  credentials: { ...CREDENTIALS, username: MARIADB_USER },
  dump: 'mariadb-dump',
  client: 'mariadb',
  fill: (rows) => `CREATE TABLE items (n INT PRIMARY KEY, text TEXT) SELECT seq AS n, repeat(md5(seq), 32) AS text FROM seq_1_to_${rows};`,
  command: (sql) => {
    const login = ['--no-defaults', '--host=127.0.0.1', `--user=${MARIADB_USER}`, `--password=${CREDENTIALS.password}`];
    return ['mariadb', ...login, '--batch', '--skip-column-names', '--database', DATABASE, '--execute', sql];
  },
  configuration: { 'my.cnf': DatabaseFile.fromText('[mariadbd]\nmax_connections = 50\n') },
};

/** The class of all volumes here: nobody provides them. */
export const storageClass = { storageClassName: 'test-disk' };

/** A database of an engine, with the name that is given and what else a test wants of it. */
export function database(chart: Chart, engine: Engine, name: string, more: Partial<StatefulDatabaseProps> = {}): StatefulDatabase {
  return new StatefulDatabase(chart, name, {
    name,
    engine: engine.engine(),
    storage: { size: Size.gibibytes(10), storageClass },
    credentials: DatabaseCredentials.fromSecretName('db'),
    database: DATABASE,
    ...more,
  });
}

/** Runs a statement in the container of a server, and returns what it prints. */
export async function query(stage: Stage, engine: Engine, pod: Manifest, sql: string): Promise<string> {
  return (await stage.node.execute(containerOf(pod, engine.title), engine.command(sql))).stdout.trim();
}

/** A checksum over all that `fill` has made. */
export async function checksum(stage: Stage, engine: Engine, pod: Manifest): Promise<string> {
  const sql =
    engine.title === 'postgres'
      ? "SELECT count(*) || ' ' || md5(string_agg(n || text, ',' ORDER BY n)) FROM items"
      : "SELECT concat(count(*), ' ', bit_xor(crc32(concat(n, text)))) FROM items";
  return query(stage, engine, pod, sql);
}
