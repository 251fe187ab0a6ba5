import { deepEqual, equal } from 'assert/strict';
import { Chart } from 'cdk8s';
import { Probe, Secret } from 'cdk8s-plus-27';
import { ConfigReloadingDeployment, ConfigSource, ReloadCall, ReloadSignal, ReloadStrategy } from '../../../src';
import { Manifest } from '../../cluster/client';
import { appManifests } from '../manifests';
import { Stage } from '../stage';
import { Experiment } from './experiment';

const NAMESPACE = 'live';

/** A program that loads its configuration when it is asked to, and shows what it has loaded. */
const server = {
  name: 'server',
  image: 'busybox:1.37.0',
  command: [
    'sh',
    '-c',
    `mkdir -p /tmp/www/cgi-bin && cat /config/value >/tmp/www/loaded
printf '#!/bin/sh\\ncat /config/value >/tmp/www/loaded\\necho Content-Type: text/plain\\necho\\n' >/tmp/www/cgi-bin/reload
chmod +x /tmp/www/cgi-bin/reload
trap exit TERM
httpd -f -p 8080 -h /tmp/www & wait`,
  ],
  ports: [{ name: 'http', number: 8080 }],
  readiness: Probe.fromHttpGet('/loaded', { port: 8080 }),
  liveness: Probe.fromTcpSocket({ port: 8080 }),
  writablePaths: ['/tmp'],
};

/** The ways of asking it. */
const CALLS: Readonly<Record<string, ReloadCall>> = {
  get: ReloadCall.httpGet(8080, '/cgi-bin/reload'),
  post: ReloadCall.httpPost(8080, '/cgi-bin/reload'),
  command: ReloadCall.command(['wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:8080/cgi-bin/reload']),
};

const fpm = (pool: string): string => `[global]
error_log = /dev/stderr
[${pool}]
listen = 9000
pm = static
pm.max_children = 1
`;

function build(chart: Chart, value: string): void {
  for (const [name, call] of Object.entries(CALLS)) {
    const configs = [{ name: 'config', source: ConfigSource.fromData({ value }), mountPath: '/config' }];
    new ConfigReloadingDeployment(chart, name, { replicas: 1, containers: [server], configs, reload: ReloadStrategy.live(call) });
  }
  new ConfigReloadingDeployment(chart, 'secret', {
    replicas: 1,
    containers: [server],
    configs: [
      { name: 'config', source: ConfigSource.fromSecret(Secret.fromSecretName(chart, 'of others', 'of-others')), mountPath: '/config' },
    ],
    reload: ReloadStrategy.live(CALLS.get),
  });
  new ConfigReloadingDeployment(chart, 'php', {
    replicas: 1,
    containers: [
      {
        name: 'php',
        image: 'php:8.4-fpm',
        command: ['php-fpm', '--nodaemonize', '--fpm-config', '/config/fpm.conf'],
        ports: [{ name: 'fastcgi', number: 9000 }],
        readiness: Probe.fromTcpSocket({ port: 9000 }),
        liveness: Probe.fromTcpSocket({ port: 9000 }),
        writablePaths: ['/tmp'],
      },
    ],
    configs: [{ name: 'config', source: ConfigSource.fromData({ 'fpm.conf': fpm(value) }), mountPath: '/config' }],
    reload: ReloadStrategy.live(ReloadCall.signal(ReloadSignal.USR2)),
  });
}

/** Configuration that is loaded by programs that go on, by each call that there is. */
export const configLive: Experiment = {
  name: 'configuration: live',
  cpu: 700,
  images: ['busybox', 'php-fpm'],
  namespaces: [NAMESPACE],
  async run(stage) {
    const names = [...Object.keys(CALLS), 'secret', 'php'];
    const apply = async (value: string) => {
      await stage.secret(NAMESPACE, 'of-others', { value });
      await stage.apply(appManifests(NAMESPACE, (chart) => build(chart, value)));
    };
    await apply('first');
    const pods = new Map<string, Manifest>();
    for (const name of names) pods.set(name, (await stage.rolledOut('Deployment', NAMESPACE, name))[0]);
    // A server that listens may not have begun the process that carries the name.
    for (const name of names) await stage.until(`${name} has loaded what it began with`, () => loads(stage, name, pods.get(name), 'first'));

    const start = Date.now();
    await apply('second');
    await Promise.all(
      names.map(async (name) => {
        await stage.until(`${name} has loaded its new configuration`, () => loads(stage, name, pods.get(name), 'second'));
        stage.measured.add(`configuration: live, by ${CALL_NAMES[name] ?? name}`, start, "the kubelet's period (up to 90 s) and 2 s", 360);
      }),
    );
    for (const name of names) {
      const [pod] = await stage.rolledOut('Deployment', NAMESPACE, name);
      equal(pod.metadata.uid, pods.get(name)!.metadata.uid, `${name} runs in the same Pod`);
      deepEqual(
        pod.status.containerStatuses.map(({ restartCount }: Manifest) => restartCount),
        pod.status.containerStatuses.map(() => 0),
      );
    }
  },
};

const CALL_NAMES: Readonly<Record<string, string>> = {
  get: 'GET',
  post: 'POST',
  command: 'a command',
  secret: 'GET, from a Secret',
  php: 'a signal to php-fpm',
};

async function loads(stage: Stage, name: string, pod: Manifest, value: string): Promise<boolean> {
  if (name === 'php') {
    // Its processes carry the name of the pool that they have read.
    return stage.node.inside.run(['pgrep', '-f', `php-fpm: pool ${value}`]).then(
      () => true,
      (error: { readonly code?: number }) => {
        if (error.code === 1) return false;
        throw error;
      },
    );
  }
  const answer = await fetch(`http://${pod.status.podIP}:8080/loaded`, {
    headers: { connection: 'close' },
    signal: AbortSignal.timeout(30_000),
  });
  return (await answer.text()) === value;
}
