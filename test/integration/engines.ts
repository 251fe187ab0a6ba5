import { Engine } from './site';

/*
 * How real servers of each engine are started and asked, wherever their programs are.
 */

/** What each test gives its servers. */
type Settings = Pick<Engine, 'options' | 'initSettings'>;

export const postgresEngine = (programs: string, settings: Settings): Engine => ({
  name: 'postgres',
  title: 'PostgreSQL',
  suffix: '.dump',
  database: 'or"de r_s',
  programs,
  sample: 'sample-postgres.sql',
  fill: 'CREATE TABLE filled AS SELECT generate_series(1, 500) AS i;\n',
  script: 'psql -c "ALTER TABLE filled ADD j int"',
  writers: ['initdb', 'cp', 'mv', 'sync'],
  serverCommand: (site) =>
    ['postgres', '-p', String(site.port), '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off'].concat(
      ['-c', `unix_socket_directories=${site.directory}/tmp`],
      site.engine.options,
    ),
  socket: (site) => `${site.directory}/tmp/.s.PGSQL.${site.port}`,
  client: (site) => [
    'psql',
    '-X',
    '-At',
    '-v',
    'ON_ERROR_STOP=1',
    '-h',
    '127.0.0.1',
    '-p',
    String(site.port),
    '-U',
    'shop',
    '-d',
    site.settings.DB_NAME,
  ],
  describe: (site) => ['pg_dump', '-h', '127.0.0.1', '-p', String(site.port), '-U', 'shop', '-d', site.settings.DB_NAME],
  passwordVariable: 'PGPASSWORD',
  stopSignal: 'SIGINT',
  ...settings,
});

export const mariadbEngine = (programs: string, settings: Settings): Engine => ({
  name: 'mysql',
  title: 'MariaDB',
  suffix: '.sql.gz',
  // No double quote: mariadb-dump cannot dump events of such a database.
  database: 'or`de r_s',
  programs,
  sample: 'sample-mariadb.sql',
  fill: 'CREATE TABLE filled AS SELECT seq FROM seq_1_to_500;\n',
  script: 'mariadb "$MARIADB_DATABASE" --execute "ALTER TABLE filled ADD j int"\n',
  writers: ['mariadb-install-db', 'mariadb', 'mv', 'sync'],
  serverCommand: (site) =>
    ['mariadbd', ...site.engine.options, `--datadir=${site.data}`, `--port=${site.port}`, '--bind-address=127.0.0.1'].concat(
      `--socket=${site.directory}/tmp/socket`,
      `--pid-file=${site.directory}/tmp/pid`,
    ),
  socket: (site) => `${site.directory}/tmp/socket`,
  client: (site) => [
    'mariadb',
    '--no-defaults',
    '-BN',
    '--protocol=tcp',
    '-h',
    '127.0.0.1',
    '-P',
    String(site.port),
    '-u',
    'shop',
    site.settings.DB_NAME,
  ],
  describe: (site) =>
    ['mariadb-dump', '--no-defaults', '--protocol=tcp', '-h', '127.0.0.1', '-P', String(site.port), '-u', 'shop'].concat(
      ['--routines', '--events', '--triggers', '--hex-blob', '--single-transaction', '--skip-dump-date'],
      site.settings.DB_NAME,
    ),
  passwordVariable: 'MYSQL_PWD',
  stopSignal: 'SIGTERM',
  ...settings,
});

/** MySQL: its programs have other names, and it keeps a binary log unless told otherwise. */
export const mysqlEngine = (programs: string, settings: Settings): Engine => {
  const renamed = (words: readonly string[]) => words.map((word) => word.replace(/^mariadb/, 'mysql'));
  const mariadb = mariadbEngine(programs, settings);
  return {
    ...mariadb,
    title: 'MySQL',
    sample: 'sample-mysql.sql',
    fill: 'CREATE TABLE filled AS WITH RECURSIVE n (seq) AS (SELECT 1 UNION ALL SELECT seq + 1 FROM n WHERE seq < 500) SELECT seq FROM n;\n',
    script: 'mysql "$MYSQL_DATABASE" --execute "ALTER TABLE filled ADD j int"\n',
    // Its start takes seconds: those that make it visible.
    writers: ['mv', 'sync'],
    serverCommand: (site) => ['mysqld', ...mariadb.serverCommand(site).slice(1), '--mysqlx=OFF'],
    client: (site) => renamed(mariadb.client(site)),
    describe: (site) => {
      const [, ...args] = mariadb.describe(site);
      return ['mysqldump', ...args.slice(0, -1), '--set-gtid-purged=OFF', '--no-tablespaces', site.settings.DB_NAME];
    },
  };
};
