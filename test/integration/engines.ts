import { Engine } from './site';

/*
 * How real servers of each engine are started and asked, wherever their programs are.
 */

/** What each test gives its servers. */
type Settings = Pick<Engine, 'options' | 'initSettings'>;

export const postgresEngine = (programs: string, settings: Settings): Engine => ({
  name: 'postgres',
  suffix: '.dump',
  database: 'or"de r_s',
  programs,
  sample: 'sample-postgres.sql',
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
  suffix: '.sql.gz',
  // No double quote: mariadb-dump cannot dump events of such a database.
  database: 'or`de r_s',
  programs,
  sample: 'sample-mariadb.sql',
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
