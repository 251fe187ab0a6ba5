import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Testing } from 'cdk8s';
import { ConfigReloadingDeployment, ConfigSource, ReloadCall, ReloadSignal, ReloadStrategy } from '../../src';
import { Mounted } from '../scripts/mounted';
import { testArea } from '../scripts/shells';
import { findKind } from '../support';
import { reloadablePrograms } from './programs';
import { freePort, postgresPrograms } from './servers';
import { RunningContainer, SharedProcesses } from './shared-processes';

/*
 * The watcher's signal and real programs that take it, with what each does to its environment and its title: the manifest's own command and
 * arguments, beside the program in one process namespace, with root directories of their own.
 */

jest.setTimeout(120_000);

const area = testArea();
const USER = 10001;

type Command = readonly [string, ...string[]];

interface Program {
  readonly signal: ReloadSignal;
  /** The configuration that the watcher watches, under /etc/app. */
  readonly files: Record<string, string>;
  /** For each container anew, since two of them share the loopback address. */
  readonly command: () => Command | Promise<Command>;
  /** What its log says each time that it has loaded the configuration after a signal. */
  readonly reloaded: RegExp;
  readonly mounts?: Readonly<Record<string, string>>;
}

const TREE = '/programs';
const libraries = `LD_LIBRARY_PATH=${TREE}/usr/lib/x86_64-linux-gnu:${TREE}/usr/lib/aarch64-linux-gnu:${TREE}/lib/x86_64-linux-gnu:${TREE}/lib/aarch64-linux-gnu`;

const PROGRAMS: Readonly<Record<string, () => Program>> = {
  nginx: () => ({
    signal: ReloadSignal.HUP,
    files: {
      'nginx.conf': `daemon off;\nerror_log stderr notice;\npid /tmp/nginx.pid;\nevents {}\nhttp {
        access_log off;
        ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path /tmp/${name};`).join(' ')}
        server { listen unix:/tmp/nginx.sock; }\n}\n`,
    },
    command: () => ['env', libraries, `${TREE}/usr/sbin/nginx`, '-e', 'stderr', '-c', '/etc/app/nginx.conf'],
    reloaded: /signal 1 \(SIGHUP\) received(?: from \d+)?, reconfiguring/g,
  }),
  'php-fpm': () => ({
    signal: ReloadSignal.USR2,
    files: {
      'fpm.conf':
        '[global]\nerror_log = /tmp/fpm.log\npid = /tmp/fpm.pid\ndaemonize = no\n[www]\nlisten = /tmp/fpm.sock\npm = static\npm.max_children = 2\n',
    },
    command: () => ['env', libraries, `${TREE}/usr/sbin/php-fpm8.2`, '-n', '-F', '-O', '-y', '/etc/app/fpm.conf'],
    reloaded: /using inherited socket fd=\d+/g,
  }),
  sshd: () => ({
    signal: ReloadSignal.HUP,
    files: {
      sshd_config: 'ListenAddress 127.0.0.1\nHostKey /keys/host\nPidFile none\nUsePAM no\n',
    },
    command: async () => [
      'env',
      libraries,
      `${TREE}/usr/sbin/sshd`,
      '-D',
      '-e',
      '-f',
      '/etc/app/sshd_config',
      '-p',
      String(await freePort()),
    ],
    reloaded: /Received SIGHUP; restarting/g,
    mounts: { keys: hostKeys() },
  }),
  PostgreSQL: () => {
    const bin = postgresPrograms();
    const start = [
      `${bin}/initdb -D /tmp/data -A trust >/dev/null`,
      `exec ${bin}/postgres -D /tmp/data -c listen_addresses= -c unix_socket_directories=/tmp -c config_file=/etc/app/postgresql.conf`,
    ];
    return {
      signal: ReloadSignal.HUP,
      files: { 'postgresql.conf': 'log_connections = on\n' },
      command: () => ['env', 'LC_ALL=C', 'sh', '-c', start.join(' && ')],
      reloaded: /received SIGHUP, reloading configuration files/g,
    };
  },
};

function hostKeys(): string {
  const keys = join(area, 'keys');
  mkdirSync(keys);
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(keys, 'host')]);
  chownSync(join(keys, 'host'), USER, USER);
  return keys;
}

/** The watcher of a manifest, and where the container is marked that it signals. */
function watcherOf(signal: ReloadSignal, files: Record<string, string>) {
  const chart = Testing.chart();
  new ConfigReloadingDeployment(chart, 'web', {
    containers: [
      { name: 'app', image: 'app:1', declineReadiness: 'for this test', declineLiveness: 'for this test' },
      { name: 'other', image: 'app:1', declineReadiness: 'for this test', declineLiveness: 'for this test' },
    ],
    configs: [{ name: 'app', source: ConfigSource.fromData(files), mountPath: '/etc/app' }],
    reload: ReloadStrategy.live(ReloadCall.signal(signal)),
  });
  const { spec } = findKind(chart, 'Deployment').spec.template;
  const [{ command, args }] = spec.initContainers;
  const marker = spec.containers[0].volumeMounts.find(({ name }: { name: string }) => name === 'config-reload-target').mountPath;
  return { command: [...command, ...args] as [string, ...string[]], marker: marker as string };
}

async function until(what: string, holds: () => boolean, said: () => string): Promise<void> {
  const end = Date.now() + 60_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`not within 60 s: ${what}\n${said()}`);
    await sleep(20);
  }
}

let pod: SharedProcesses;

beforeEach(async () => {
  pod = await SharedProcesses.start(area);
});

afterEach(() => pod.stop());

test.each(Object.keys(PROGRAMS))('%s gets the signal for each change, whatever it calls itself', async (name) => {
  const program = PROGRAMS[name]();
  const programs: Record<string, string> = name === 'PostgreSQL' ? {} : { [TREE]: reloadablePrograms() };
  const config = new Mounted(area, program.files);
  const watcher = watcherOf(program.signal, program.files);
  const marked = join(area, `marker-${name}`);
  mkdirSync(marked);
  const mounts = { 'etc/app': config.path, ...programs, ...program.mounts };

  // Another container of the same program, in which there is no mark; and the target, which starts after the watcher, as in a Pod.
  const other = pod.run({ command: await program.command(), mounts });
  const seen = pod.run({ command: watcher.command, mounts: { 'etc/app': config.path } });
  const target = pod.run({ command: await program.command(), mounts: { ...mounts, [watcher.marker]: marked } });
  const said = () => [other, seen, target].map(({ output }) => output).join('\n---\n');
  const delivered = () => seen.output.split('delivered').length - 1;
  const reloads = ({ output }: RunningContainer) => [...output.matchAll(program.reloaded)].length;

  await until('the first delivery', () => delivered() === 1, said);
  await until('the first reload', () => reloads(target) >= 1, said);
  for (let change = 1; change <= 2; change++) {
    const before = reloads(target);
    const files = Object.entries(program.files).map(([file, text]) => [file, `${text}${name === 'php-fpm' ? ';' : '#'} ${change}\n`]);
    config.write(Object.fromEntries(files) as Record<string, string>);
    await until(`delivery ${change}`, () => delivered() === change + 1, said);
    await until(`reload ${change}`, () => reloads(target) > before, said);
  }
  expect(reloads(other)).toBe(0);
  expect(target.child.exitCode).toBeNull();
  expect(readFileSync(join(seen.root, 'dev/termination-log'), 'utf8')).toBe('delivered\n');
});
