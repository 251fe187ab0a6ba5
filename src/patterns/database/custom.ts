import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { parseImage } from '../../facts/kubernetes/images';
import { pathsOverlap } from '../../facts/kubernetes/paths';
import { programOfRepository } from '../../facts/programs';
import { ServerSettings } from '../../facts/settings/server-settings';
import { checkBoolean, checkImage, checkInteger, checkMountPath, checkSize, checkText, checkTexts } from '../../props/check';
import { checkProbe, ofFirstPort, Ports } from '../../props/actions';
import { checkScriptText, checkWords } from '../../props/environment';
import { NotSecret } from '../../props/not-secret';
import { loadScript } from '../../scripts/load-script';
import { isPlus } from '../../props/plus-values';
import { checkKnownProps } from '../../props/known-props';
import { Problems } from '../../props/problems';
import { Unchecked } from '../../util/unchecked';
import { CONFIGURATION_PATH, CREDENTIALS_PATH, DumpScripts, EngineSpec, INIT_FILES_PATH, RestoreScripts, verbatim } from './engine-spec';
import { checkEnvironment } from './environment';
import { checkOptions } from './version';

/**
 * What `DatabaseEngine.custom` is told.
 *
 * All programs and shell texts find these variables: `DB_HOST`, `DB_PORT`, `DB_NAME`, and `DB_USERNAME_FILE` and `DB_PASSWORD_FILE` with
 * the paths of files that hold the user and the password, unless there are none (`hasUsers`).
 */
export interface CustomEngineOptions {
  /** What the database is called in messages. */
  readonly title: string;

  /** Image of the server, with a tag or digest. */
  readonly image: string;

  /** Port that the server listens on. */
  readonly port: number;

  /**
   * Where the claim is mounted. Where the image declares a VOLUME, exactly there or somewhere else altogether, but never above it: the
   * runtime mounts an empty volume over what is there, and the data is gone after a restart. The root of a volume holds `lost+found`:
   * let the server use a directory below, if it minds.
   */
  readonly dataDirectory: string;

  /**
   * Directories that the server writes to besides its data, such as `/tmp` and that of its socket: each becomes a scratch volume of
   * 64Mi, since the image's own file system is read-only.
   *
   * @default ['/tmp']
   */
  readonly writablePaths?: string[];

  /** Until when the server counts as starting. Recovery after a crash takes long: give it an hour, and fail while it recovers. */
  readonly startup: kplus.Probe;

  /** When the server is given up and restarted: be lenient, a restart in the middle of work costs a recovery. */
  readonly liveness: kplus.Probe;

  /** When the server gets connections: be strict, it really has to answer. */
  readonly readiness: kplus.Probe;

  /**
   * Program of the server.
   *
   * @default - the image's
   */
  readonly command?: string[];

  /**
   * Options of the server.
   *
   * @default - the image's
   */
  readonly args?: string[];

  /**
   * Variables of the server. A variable that holds a literal secret is refused: use the files.
   *
   * @default - none
   */
  readonly env?: { readonly [name: string]: kplus.EnvValue };

  /**
   * Whether the server knows users. With `false`, no Secret is asked for, nothing of one is mounted or told, and `connect()` is refused:
   * whoever the NetworkPolicy lets in may do everything, so it is the only door.
   *
   * @default true
   */
  readonly hasUsers?: boolean;

  /**
   * Variable by which the image takes the path of a file with the user, such as `MONGO_INITDB_ROOT_USERNAME_FILE`.
   *
   * @default - none
   */
  readonly usernameFileVariable?: string;

  /**
   * Variable by which the image takes the path of a file with the password, such as `MONGO_INITDB_ROOT_PASSWORD_FILE`.
   *
   * @default - none
   */
  readonly passwordFileVariable?: string;

  /**
   * Shell text that makes a new database, run before the server starts, each time: it has to notice that all is there, and to survive
   * being killed at any point (make it in a directory beside, rename it when it is whole). Files for it are in `INIT_FILES_DIR`. It is not
   * run on data that exists (`storage.existing`).
   *
   * @default - the server does it
   */
  readonly initialize?: string;

  /**
   * Command that stops the server cleanly, where SIGTERM does not.
   *
   * @default - SIGTERM, or the image's STOPSIGNAL
   */
  readonly stopCommand?: string[];

  /**
   * Size of /dev/shm, which counts as memory.
   *
   * @default - the runtime's own, 64Mi
   */
  readonly sharedMemory?: Size;

  /**
   * Least size of the claim; a smaller one is refused.
   *
   * @default - any
   */
  readonly smallestStorage?: Size;

  /**
   * Whether several Pods of the engine find each other and share one set of data by themselves. Only then may there be more than one.
   *
   * @default false
   */
  readonly replicates?: boolean;

  /**
   * How the engine is backed up and restored.
   *
   * @default - not by this library
   */
  readonly dump?: CustomDumpOptions;
}

/** How an engine is backed up and restored: shell texts, run with `sh -c` in the engine's own image. */
export interface CustomDumpOptions {
  /** How the names of the files end, such as `.archive`. */
  readonly suffix: string;

  /** Writes the whole database to the file `$1`, which does not exist yet; anything but success fails the backup. */
  readonly dump: string;

  /** Reads the whole of the file `$1` back and fails where it is damaged; without changing the database. */
  readonly verify: string;

  /** Brings the file `$1` back; `$2` is `empty`, or `replace` where there may be data that has to go. */
  readonly restore: string;

  /**
   * Prints what the database holds, nothing where it is empty, and fails where it cannot tell.
   *
   * @default - it is not known, so every restore needs the words that allow it to overwrite
   */
  readonly contents?: string;

  /**
   * Succeeds once the server takes connections; a restore waits for it.
   *
   * @default - a restore does not wait
   */
  readonly ready?: string;
}

const PORT_NAME = 'database';

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

export function planCustom(problems: Problems, at: string, given: unknown, notSecret: NotSecret): EngineSpec | undefined {
  const before = problems.count;
  const options = checkOptions<CustomEngineOptions>(problems, at, given, 'Give the options of the engine: its image, port and so on.');
  if (options === undefined) return undefined;
  checkKnownProps(problems, at, options, 'CustomEngineOptions');
  const title = checkText(problems, `${at}.title`, options.title, 'Say what the database is called.');
  const image = checkImage(problems, `${at}.image`, options.image);
  const port = checkInteger(problems, `${at}.port`, options.port, { min: 1, max: 65535 });
  const dataMount = checkMountPath(problems, `${at}.dataDirectory`, options.dataDirectory);
  const writable = checkTexts(problems, `${at}.writablePaths`, options.writablePaths) ?? ['/tmp'];
  checkPaths(problems, at, dataMount, writable);
  const ports = [{ number: port, name: PORT_NAME }];
  const probes = checkProbes(problems, at, options, ports, notSecret);
  const [command, args, stop] = (['command', 'args', 'stopCommand'] as const).map((name) =>
    checkWords(problems, `${at}.${name}`, options[name], name === 'args' ? 'args' : 'command', notSecret),
  );
  if (stop?.length === 0) problems.add(`${at}.stopCommand`, stop, 'Give the program to run, or leave it out.');
  checkEnvironment(problems, `${at}.env`, options.env, notSecret);
  for (const name of ['usernameFileVariable', 'passwordFileVariable'] as const) {
    const value = options[name];
    if (value === undefined || (typeof value === 'string' && VARIABLE.test(value))) continue;
    problems.add(`${at}.${name}`, value, 'Give the name of a variable: letters, digits and underscores.');
  }
  const hasUsers = checkBoolean(problems, `${at}.hasUsers`, options.hasUsers) ?? true;
  if (!hasUsers) checkNoUsers(problems, at, options, title);
  const initialize = checkScript(problems, `${at}.initialize`, options.initialize, 'command', notSecret);
  const sharedMemory = options.sharedMemory === undefined ? undefined : checkSize(problems, `${at}.sharedMemory`, options.sharedMemory);
  const smallest =
    options.smallestStorage === undefined ? undefined : checkSize(problems, `${at}.smallestStorage`, options.smallestStorage);
  const replicates = checkBoolean(problems, `${at}.replicates`, options.replicates) ?? false;
  const dump = options.dump === undefined ? undefined : checkDump(problems, `${at}.dump`, options.dump, notSecret);
  if (problems.count > before) return undefined;
  const { usernameFileVariable, passwordFileVariable, env } = options as CustomEngineOptions;
  return {
    title: title!,
    image: image!,
    container: 'database',
    portName: PORT_NAME,
    port: port!,
    dataMount: dataMount!,
    smallestData: smallest && { size: smallest, why: 'the engine says so by its smallestStorage' },
    env: {
      DB_HOST: kplus.EnvValue.fromValue('127.0.0.1'),
      DB_PORT: kplus.EnvValue.fromValue(String(port)),
      ...env,
      ...fileVariable(usernameFileVariable, 'username'),
      ...fileVariable(passwordFileVariable, 'password'),
    },
    command,
    options: args ?? [],
    existing: {
      major: 0,
      at: ({ path }) => ({
        init: { script: loadScript('existing-custom'), name: 'existing-custom', env: { DATA_DIR: path, VOLUME: dataMount! } },
      }),
    },
    init: initialize === undefined ? undefined : { script: verbatim(initialize), name: 'initialize', env: {} },
    writable: writable.map((path, index) => ({ volume: `writable-${index}`, path, size: Size.mebibytes(64) })),
    sharedMemory,
    probes: probes!,
    hasUsers,
    serverReadsCredentials: true,
    stop,
    server: serverOf(image!),
    dump: dump?.dump,
    restoring: dump?.restoring,
    replicates,
    operators: [],
    ownDatabases: [],
    longestName: 63,
  };
}

/** How the server of an image takes settings, where it is known by its name. */
function serverOf(image: string): ServerSettings | undefined {
  return programOfRepository(parseImage(image)?.repository ?? '')?.facts.server;
}

/** Variables that would name a file which is not there. */
function checkNoUsers(problems: Problems, at: string, options: Unchecked<CustomEngineOptions>, title: string | undefined): void {
  for (const name of ['usernameFileVariable', 'passwordFileVariable'] as const) {
    if (options[name] === undefined) continue;
    const remedy = `${title ?? 'The engine'} has no users (hasUsers: false), so there is no such file. Leave one of the two out.`;
    problems.add(`${at}.${name}`, options[name], remedy);
  }
}

const fileVariable = (name: string | undefined, file: string): Record<string, kplus.EnvValue> =>
  name === undefined ? {} : { [name]: kplus.EnvValue.fromValue(`${CREDENTIALS_PATH}/${file}`) };

function checkPaths(problems: Problems, at: string, dataMount: string | undefined, writable: readonly string[]): void {
  const taken = [
    ...(dataMount === undefined ? [] : [{ prop: `${at}.dataDirectory`, path: dataMount }]),
    ...[CREDENTIALS_PATH, CONFIGURATION_PATH, INIT_FILES_PATH, '/dev/shm'].map((path) => ({ prop: 'a volume of the construct', path })),
  ];
  writable.forEach((value, index) => {
    const prop = `${at}.writablePaths[${index}]`;
    const path = checkMountPath(problems, prop, value);
    if (path === undefined) return;
    const other = taken.find((mount) => pathsOverlap(mount.path, path));
    if (other) problems.add(prop, path, `It overlaps ${other.path} (${other.prop}): one would hide the other. Use a path apart.`);
    taken.push({ prop, path });
  });
  const own = taken.slice(1, 5).find((mount) => dataMount !== undefined && pathsOverlap(mount.path, dataMount));
  if (own) {
    problems.add(`${at}.dataDirectory`, dataMount, `It overlaps ${own.path} (${own.prop}): one would hide the other. Use a path apart.`);
  }
}

function checkProbes(
  problems: Problems,
  at: string,
  options: Unchecked<EngineSpec['probes']>,
  ports: Ports,
  notSecret: NotSecret,
): EngineSpec['probes'] | undefined {
  const names = ['startup', 'liveness', 'readiness'] as const;
  names.forEach((name, index) => {
    const probe = options[name];
    checkProbe(problems, `${at}.${name}`, probe, name, ports, notSecret);
    if (!isPlus(probe, 'Probe')) {
      problems.add(
        `${at}.${name}`,
        probe,
        'Give a kplus.Probe. Without it, a server that recovers, hangs or starts looks like a dead one.',
      );
      return;
    }
    const same = names.slice(0, index).find((other) => options[other] === probe);
    if (same) {
      problems.add(
        `${at}.${name}`,
        `the same as ${same}`,
        'Starting, alive and ready are three questions: give each a probe of its own, with its own patience.',
      );
    }
  });
  const { startup, liveness, readiness } = options as EngineSpec['probes'];
  return {
    startup: ofFirstPort(startup, ports)!,
    liveness: ofFirstPort(liveness, ports)!,
    readiness: ofFirstPort(readiness, ports)!,
  };
}

/** A shell text; `field` is where it stands in the manifest. */
function checkScript(
  problems: Problems,
  prop: string,
  value: unknown,
  field: 'command' | 'args',
  notSecret: NotSecret,
): string | undefined {
  if (value === undefined) return undefined;
  const text = checkText(problems, prop, value, 'Give a shell text.');
  if (text !== undefined) checkScriptText(prop, text, field, notSecret);
  return text;
}

function checkDump(
  problems: Problems,
  at: string,
  given: unknown,
  notSecret: NotSecret,
): { dump: DumpScripts; restoring: RestoreScripts } | undefined {
  const options = checkOptions<CustomDumpOptions>(problems, at, given, 'Give suffix, dump, verify and restore.');
  if (options === undefined) return undefined;
  const { suffix } = options;
  if (typeof suffix !== 'string' || !/^(\.[a-z0-9]+)+$/.test(suffix)) {
    problems.add(`${at}.suffix`, suffix, 'Give lower-case letters and digits after a dot, such as ".archive".');
  }
  // What must not be left out is reported where it is missing; an absent one of the others is an empty text.
  const text = (name: keyof CustomDumpOptions, required: boolean) =>
    verbatim(checkScript(problems, `${at}.${name}`, required ? (options[name] ?? null) : options[name], 'args', notSecret) ?? '');
  const [dump, verify, restore] = [text('dump', true), text('verify', true), text('restore', true)];
  const [contents, ready] = [text('contents', false), text('ready', false)];
  return {
    dump: { suffix: suffix as string, dump, verify },
    restoring: { ready, contents, restore, ask: '', owners: false, seesSpace: false, dropsFirst: false },
  };
}
