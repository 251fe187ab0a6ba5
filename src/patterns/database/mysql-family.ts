import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { EngineFacts } from '../../facts/engines/engine-facts';
import { loadScript } from '../../scripts/load-script';
import { EngineSpec, smallestDisk } from './engine-spec';
import { shell } from '../../util/shell';
import { times } from './probe-times';
import { VersionedImage } from './version';

/** What MySQL and MariaDB have in common: all but the names of their programs. */

/** Not the image's own VOLUME, so that both kinds of image see the claim in the same place. */
const DATA_MOUNT = '/data';

/** Not the root of the volume: a server takes lost+found for a database. */
const DATA_DIR = `${DATA_MOUNT}/mysql`;

/** Where both images have the socket. */
const SOCKET_DIRECTORY = '/run/mysqld';

export function planFamily(
  facts: EngineFacts,
  names: { container: string; server: string },
  { image, series }: VersionedImage,
): EngineSpec {
  const major = Number(series.split('.')[0]);
  const alive = shell(loadScript('alive-mysql'), 'alive-mysql');
  return {
    title: facts.title,
    image,
    container: names.container,
    portName: 'mysql',
    port: facts.port,
    dataMount: DATA_MOUNT,
    smallestData: smallestDisk(facts.smallestData),
    env: {},
    command: [names.server],
    options: optionsIn(DATA_DIR),
    init: { script: loadScript('init-mysql'), name: 'init-mysql', env: { DATA_DIR } },
    existing: {
      engine: facts.factory,
      major,
      at: ({ path }) => ({
        options: optionsIn(path),
        init: { script: loadScript('existing-mysql'), name: 'existing-mysql', env: { DATA_DIR: path, VOLUME: DATA_MOUNT } },
      }),
    },
    writable: [
      // Sorts and table copies that do not fit into memory go there.
      { volume: 'tmp', path: '/tmp', size: Size.gibibytes(1) },
      { volume: 'socket', path: SOCKET_DIRECTORY, size: Size.mebibytes(16) },
    ],
    probes: {
      // InnoDB recovers before the server answers at all.
      startup: kplus.Probe.fromCommand(alive, times(10, 10, 360)),
      liveness: kplus.Probe.fromCommand(alive, times(30, 10, 6)),
      readiness: kplus.Probe.fromCommand(shell(loadScript('ready-mysql'), 'ready-mysql'), times(10, 10, 3)),
    },
    hasUsers: true,
    serverReadsCredentials: true,
    configuration: {
      file: 'my.cnf',
      // The server insists on having it first.
      options: (path) => [`--defaults-extra-file=${path}`],
      complete: (text) => text,
      reserved: ['datadir', 'port', 'socket', 'user'],
      reservedLetters: 'PShu',
      memory: { setting: 'innodb_buffer_pool_size', plainUnit: 1 },
    },
    server: facts.server,
    dump: { suffix: '.sql.gz', dump: loadScript('dump-mysql'), verify: loadScript('verify-mysql') },
    restoring: {
      ready: loadScript('ready-mysql'),
      contents: loadScript('contents-mysql'),
      restore: loadScript('restore-mysql'),
      ask: loadScript('ask-mysql'),
      owners: false,
      seesSpace: false,
      dropsFirst: true,
    },
    rehearsing: {
      init: loadScript('init-mysql'),
      env: {},
      server: loadScript('scratch-mysql'),
      options: SCRATCH_OPTIONS,
      prepare: '',
      inventory: loadScript('inventory-mysql'),
      query: loadScript('query-mysql'),
    },
    upgrading: { series, quiet: loadScript('quiet-mysql') },
    replicates: false,
    operators: facts.operators,
    ownDatabases: facts.ownDatabases,
    longestName: facts.longestName,
  };
}

/**
 * What a scratch server of a configuration does not do: keep a binary log, run events, which would change what was restored, refuse clients without TLS, join a cluster, and care for
 * a crash. Loose where only one of the two products knows it.
 */
const SCRATCH_OPTIONS = [
  '--skip-log-bin',
  '--event-scheduler=OFF',
  '--loose-require-secure-transport=OFF',
  '--loose-mysqlx=OFF',
  '--loose-wsrep-on=OFF',
  '--read-only=OFF',
  '--innodb-flush-log-at-trx-commit=0',
];

// MySQL keeps a binary log unless told otherwise, and then lets only administrators make triggers and functions: a backup that has some
// could not be restored. Loose, for versions that no longer know it.
const optionsIn = (data: string): string[] => [`--datadir=${data}`, '--loose-log-bin-trust-function-creators=ON'];
