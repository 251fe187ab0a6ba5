import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { debianBinaries, POSTGRES } from '../../facts/engines/postgres';
import { loadScript } from '../../scripts/load-script';
import { checkBoolean } from '../../props/check';
import { checkWords } from '../../props/environment';
import { NotSecret } from '../../props/not-secret';
import { checkKnownProps } from '../../props/known-props';
import { Problems } from '../../props/problems';
import { ConfigurationSpec, EngineSpec, smallestDisk } from './engine-spec';
import { shell } from '../../util/shell';
import { times } from './probe-times';
import { checkOptions, checkVersion } from './version';

/** What `DatabaseEngine.postgres` is told. */
export interface PostgresOptions {
  /** The version as in the image's tag: `17`, `17.6` or `17.6-alpine`; 13 to 18. */
  readonly version: string;

  /**
   * An image that is built on the official one, with a tag or digest: a mirror, or one with extensions.
   *
   * @default - the official image of that version, `postgres:<version>`
   */
  readonly image?: string;

  /**
   * Whether the new database has checksums on its pages, so that a disk that returns rubbish is noticed. Refused beside
   * `storage.existing`, whose data has them or has not.
   *
   * @default true
   */
  readonly dataChecksums?: boolean;

  /**
   * Further options of initdb, one word each, such as `--locale-provider=icu`. They matter when the database is made, and are
   * refused beside `storage.existing`.
   *
   * @default - none
   */
  readonly initdbArgs?: string[];
}

/** Neither the old nor the new VOLUME of the image: a claim mounted above a VOLUME is shadowed by an empty one. */
const DATA_MOUNT = '/pgdata';
const WAL_MOUNT = '/pgwal';

/** The address that others use: from the same host, many a server asks for no password. */
const POD_ADDRESS = { POD_IP: kplus.EnvValue.fromFieldRef(kplus.EnvFieldPaths.POD_IP) };

/** Not the root of the volume, which holds lost+found, and whose permissions initdb may not change. */
const PGDATA = `${DATA_MOUNT}/data`;

/**
 * What a scratch server of a configuration does not do: write to the archive or the log of the real one, wait for standbys, read certificates that are not there, and care for a
 * crash. Its shared memory is in its data, not in the 64Mi that /dev/shm has unless told.
 */
const SCRATCH_OPTIONS = [
  'archive_mode=off',
  'synchronous_standby_names=',
  'ssl=off',
  'logging_collector=off',
  'log_destination=stderr',
  'external_pid_file=',
  'dynamic_shared_memory_type=mmap',
  'fsync=off',
  'full_page_writes=off',
].flatMap((setting) => ['-c', setting]);

/** Options that the script gives initdb itself. */
const OWN_INITDB_OPTIONS = /^(-D|-U|-A|-W|-X|--pgdata|--username|--auth|--pwfile|--pwprompt|--waldir)/;

export function planPostgres(problems: Problems, at: string, given: unknown, notSecret: NotSecret): EngineSpec | undefined {
  const options = checkOptions<PostgresOptions>(problems, at, given);
  checkKnownProps(problems, at, options, 'PostgresOptions');
  if (options === undefined) return undefined;
  const version = checkVersion(problems, at, POSTGRES, options);
  const checksums = checkBoolean(problems, `${at}.dataChecksums`, options.dataChecksums) ?? true;
  const words = checkWords(problems, `${at}.initdbArgs`, options.initdbArgs, 'INITDB_ARGS', notSecret) ?? [];
  words.forEach((word, index) => {
    const prop = `${at}.initdbArgs[${index}]`;
    if (/\s/.test(word) || word === '') problems.add(prop, word, 'Give one word for each: option and value as --option=value.');
    else if (OWN_INITDB_OPTIONS.test(word)) problems.add(prop, word, 'It follows from the construct. Leave it out.');
  });
  if (version === undefined) return undefined;
  const ofNew = (['dataChecksums', 'initdbArgs'] as const)
    .map((name) => ({ prop: `${at}.${name}`, value: options[name] }))
    .filter(({ value }) => value !== undefined);
  const initdbArgs = [...(checksums ? ['--data-checksums'] : []), ...words];
  const initEnv: Record<string, string> = initdbArgs.length > 0 ? { INITDB_ARGS: initdbArgs.join(' ') } : {};
  const alive = shell(loadScript('alive-postgres'), 'alive-postgres');
  const probes = {
    // Recovery after a crash may take long, and ends well if it is let.
    startup: kplus.Probe.fromCommand(alive, times(10, 10, 360)),
    liveness: kplus.Probe.fromCommand(alive, times(30, 10, 6)),
    readiness: kplus.Probe.fromCommand(shell(loadScript('ready-postgres'), 'ready-postgres'), times(10, 5, 3)),
  };
  return {
    title: POSTGRES.title,
    image: version.image,
    container: 'postgres',
    portName: 'postgresql',
    port: POSTGRES.port,
    dataMount: DATA_MOUNT,
    walMount: WAL_MOUNT,
    smallestData: smallestDisk(POSTGRES.smallestData),
    smallestLog: smallestDisk(POSTGRES.smallestLog),
    env: { PGDATA: kplus.EnvValue.fromValue(PGDATA) },
    command: ['postgres'],
    options: [],
    init: {
      script: loadScript('init-postgres'),
      name: 'init-postgres',
      env: initEnv,
    },
    walEnv: { WAL_DIR: `${WAL_MOUNT}/pg_wal` },
    writable: [
      { volume: 'tmp', path: '/tmp', size: Size.mebibytes(64) },
      { volume: 'socket', path: '/var/run/postgresql', size: Size.mebibytes(16) },
    ],
    sharedMemory: Size.mebibytes(256),
    probes,
    hasUsers: true,
    serverReadsCredentials: false,
    // The image says so itself by its STOPSIGNAL; one that is built on it may not.
    stop: ['pg_ctl', 'stop', '-m', 'fast', '-W'],
    configuration: configurationIn(PGDATA),
    server: POSTGRES.server,
    existing: {
      engine: POSTGRES.factory,
      major: Number(version.series),
      ofNew,
      at: ({ path, allowCollationChange }) => ({
        env: { PGDATA: kplus.EnvValue.fromValue(path), ...POD_ADDRESS },
        // Whatever the configuration says that came with the data.
        options: ['-c', 'listen_addresses=*', '-c', `port=${POSTGRES.port}`],
        init: {
          script: loadScript('existing-postgres'),
          name: 'existing-postgres',
          env: { VOLUME: DATA_MOUNT, ...(allowCollationChange && { ALLOW_COLLATION_CHANGE: 'yes' }) },
        },
        probes: { ...probes, readiness: kplus.Probe.fromCommand(shell(loadScript('login-postgres'), 'login-postgres'), times(10, 10, 3)) },
        configuration: configurationIn(path),
        serverReadsCredentials: true,
      }),
    },
    dump: { suffix: '.dump', dump: loadScript('dump-postgres'), verify: loadScript('verify-postgres') },
    restoring: {
      ready: loadScript('ready-postgres'),
      contents: loadScript('contents-postgres'),
      restore: loadScript('restore-postgres'),
      ask: loadScript('ask-postgres'),
      owners: true,
      seesSpace: true,
      dropsFirst: false,
    },
    rehearsing: {
      init: loadScript('init-postgres'),
      env: initEnv,
      server: loadScript('scratch-postgres'),
      options: SCRATCH_OPTIONS,
      prepare: loadScript('roles-postgres'),
      inventory: loadScript('inventory-postgres'),
      query: loadScript('query-postgres'),
    },
    upgrading: { series: version.series, quiet: loadScript('quiet-postgres'), binaries: debianBinaries(version.series) },
    operated: {
      version: options.version as string,
      series: version.series,
      image: options.image as string | undefined,
      checksums,
      initdbArgs: words,
    },
    replicates: false,
    operators: POSTGRES.operators,
    ownDatabases: POSTGRES.ownDatabases,
    longestName: POSTGRES.longestName,
    clientVariables: { host: 'PGHOST', port: 'PGPORT', database: 'PGDATABASE', username: 'PGUSER', password: 'PGPASSWORD' },
  };
}

function configurationIn(data: string): ConfigurationSpec {
  return {
    file: 'postgresql.conf',
    options: (path) => ['-c', `config_file=${path}`],
    // Missing while the database is being made, in another directory.
    complete: (text) => `include_if_exists = '${data}/postgresql.conf'\n\n${text}`,
    reserved: ['config_file', 'data_directory', 'port', 'unix_socket_directories'],
    reservedLetters: 'Dkp',
    memory: { setting: 'shared_buffers', plainUnit: 8192 },
  };
}
