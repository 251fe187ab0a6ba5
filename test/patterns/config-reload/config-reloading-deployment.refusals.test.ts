import { App, Chart, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import * as fc from 'fast-check';
import { ConfigReloadingDeployment } from '../../../src/patterns/config-reload/config-reloading-deployment';
import { ConfigReloadingDeploymentProps } from '../../../src/patterns/config-reload/props';
import { ConfigSource } from '../../../src/config/config-source';
import { ReloadCall, ReloadSignal } from '../../../src/patterns/config-reload/reload-call';
import { ReloadStrategy } from '../../../src/patterns/config-reload/reload-strategy';
import { InvalidPropsError } from '../../../src/props/problems';
import { Claim } from '../../../src/volumes/claim';
import { manifests, newChart, refusal } from '../../support';

const probe = kplus.Probe.fromTcpSocket({ port: 8080 });
const app = { name: 'app', image: 'app:1', ports: [{ number: 8080 }], readiness: probe, liveness: probe };
const site = { name: 'site', source: ConfigSource.fromData({ 'app.conf': 'x=1', '1st': 'x' }), mountPath: '/etc/app' };
const bytes = { name: 'bytes', source: ConfigSource.fromBinaryData({ BIN: '/w==' }), mountPath: '/etc/bytes' };
const post = ReloadCall.httpPost(8080, '/-/reload');
const elsewhere = newChart('elsewhere');
const theirs = ConfigSource.fromConfigMap(kplus.ConfigMap.fromConfigMapName(elsewhere, 'theirs', 'theirs'));
const tls = ConfigSource.fromSecret(kplus.Secret.fromSecretName(elsewhere, 'tls', 'web-tls'));

/** Builds with what the types forbid too: JavaScript and casts get through to the same constructor. */
const build = (props: unknown, chart = newChart()) => new ConfigReloadingDeployment(chart, 'web', props as ConfigReloadingDeploymentProps);
const good = { configs: [site], containers: [app] };
const refusalOf = (more: object) => refusal(() => build({ ...good, ...more }));
const one = (text: string) => `ConfigReloadingDeployment at shop/web: 1 problem\n  ${text}`;

const SUBPATH_RESTART =
  'A file mounted by subPath changes when its container restarts, so a crash brings the new one into an old Pod by surprise. Mount the directory, or use ReloadStrategy.immutable(), under which nothing changes in a Pod.';
const SUBPATH_LIVE =
  'A file mounted by subPath never changes in a running container, so the program would load the old one again. Mount the directory, or use ReloadStrategy.immutable(), under which nothing changes in a Pod.';
const ROLLING =
  'Only one node can mount this claim, so with RollingUpdate the new Pod waits for the old one, which waits for the new one. Use strategy: DeploymentStrategy.recreate() with replicas: 1, or a claim that is ReadWriteMany.';
const SEVERAL =
  'Only one node can mount this claim, so several Pods run only while they share one. Use replicas: 1, a claim that is ReadWriteMany, or a StatefulSet with a claim for each Pod.';

describe('ConfigReloadingDeployment refuses, and says what to write instead:', () => {
  const config = (more: object) => ({ configs: [{ ...site, ...more }] });
  const container = (more: object) => ({ containers: [{ ...app, ...more }] });
  const live = (call: unknown, options?: unknown) => ({ reload: ReloadStrategy.live(call as ReloadCall, options as never) });
  const volume = (name: string) => kplus.Volume.fromConfigMap(newChart(), name, kplus.ConfigMap.fromConfigMapName(newChart(), 'x', 'x'));

  test.each<[string, object, string]>([
    // Configs
    [
      'no configs',
      { configs: undefined },
      'configs: missing. Give a list with a name and a source for each; it may be empty where addConfig() adds them.',
    ],
    ['a config that is none', { configs: [site, 'x'] }, 'configs[1]: "x". Give an object with a name and a source.'],
    [
      'a name that is no label',
      config({ name: 'Site_1' }),
      'configs[0].name: "Site_1". Use at most 56 lower-case letters, digits and dashes, with a letter or digit at both ends: the volume and the object are named after it.',
    ],
    [
      'a name given twice',
      { configs: [site, { ...site, mountPath: '/b' }] },
      'configs[1].name: "site". Another config has this name. Give each its own.',
    ],
    [
      'a relative mount',
      config({ mountPath: 'etc/app' }),
      'configs[0].mountPath: "etc/app". Give an absolute path: it starts with a slash.',
    ],
    [
      'a mount over a directory of the system',
      config({ mountPath: '/etc' }),
      'configs[0].mountPath: "/etc". A mount there hides the files of the image or the kernel. Mount at a directory of its own, such as /scratch or /var/lib/app.',
    ],
    [
      'two configs at one path',
      { configs: [site, { ...bytes, mountPath: '/etc/app/' }] },
      'configs[1].mountPath: "/etc/app/". It overlaps the mount at /etc/app (configs[0].mountPath): one would hide the other. Use a path apart.',
    ],
    [
      'a config under a volume of the container',
      { ...container({ writablePaths: ['/etc/app/cache'] }) },
      'configs[0].mountPath: "/etc/app". It overlaps the mount at /etc/app/cache (containers[0].writablePaths[0]): one would hide the other. Use a path apart.',
    ],
    [
      'two configs at one path in the watcher, which sees all',
      {
        ...live(post),
        containers: [app, { ...app, name: 'other', ports: [] }],
        configs: [
          { ...site, containers: ['app'] },
          { ...bytes, mountPath: '/etc/app', containers: ['other'] },
        ],
      },
      'configs[1].mountPath: "/etc/app". It overlaps the mount at /etc/app (configs[0].mountPath): one would hide the other. Use a path apart.',
    ],
    [
      'a mount into a container that is not there',
      config({ containers: ['app', 'nginx'] }),
      'configs[0].containers[1]: "nginx". There is no such container: there are app.',
    ],
    ['a mount into no container', config({ containers: [] }), 'configs[0].containers: []. Name at least one, or leave it out for all.'],
    ['containers that are no list', config({ containers: 'app' }), 'configs[0].containers: "app". Give a list of strings.'],
    [
      'permissions that are none',
      config({ mode: 644 }),
      'configs[0].mode: 644. Give permission bits in octal, from 0o000 to 0o777, such as 0o444. Write 0o644.',
    ],
    [
      'a mode in decimal that the server takes',
      config({ mode: 400 }),
      'configs[0].mode: 400. In decimal it is the mode 0620. Write 0o400.',
    ],
    ...[
      [0o400, '0440', '0o440'],
      [0o600, '0640', '0o640'],
      [0o500, '0540', '0o540'],
      [0o000, '0440', '0o440'],
    ].map(([mode, becomes, remedy]): [string, object, string] => [
      `the mode ${Number(mode).toString(8)}, which the kubelet widens`,
      config({ mode }),
      `configs[0].mode: ${mode}. Pods of this library have an fsGroup, and the kubelet lets it read: the files would have the mode ${becomes}. Write ${remedy}; a program that takes no file that a group can read wants a copy, made by an init container in a scratch volume.`,
    ]),
    ...[
      ['nginx:1.29.1', undefined, '/etc/nginx', 'nginx.conf of the image, in the container app'],
      ['registry.example.com/library/nginx:1.29.1', undefined, '/etc/nginx/', 'nginx.conf of the image, in the container app'],
      ['php:8.4.11-fpm', undefined, '/usr/local/etc/php', '/usr/local/etc/php of the image, in the container app'],
      ['grafana/grafana:12.1.0', undefined, '/usr/share/grafana', '/usr/share/grafana of the image, in the container app'],
      [
        'opensearchproject/opensearch:3.2.0',
        undefined,
        '/usr/share/opensearch/config',
        'opensearch.yml and jvm.options and log4j2.properties of the image, in the container app',
      ],
      ['quay.io/keycloak/keycloak:26.3.3', undefined, '/opt/keycloak', '/opt/keycloak of the image, in the container app'],
      ['own:1', ['/srv/bin/own', '--fast'], '/srv', 'the program that is started, /srv/bin/own, in the container app'],
      ['own:1', undefined, '/app', 'what the image has there, which in most is the application'],
    ].map(([image, command, mountPath, hidden]): [string, object, string] => [
      `a config at ${String(mountPath)} of ${String(image)}`,
      { ...config({ mountPath }), ...container({ image, command }) },
      `configs[0].mountPath: ${JSON.stringify(mountPath)}. It hides ${String(hidden)}. Use a directory that holds nothing else, lay in a single file by subPath (under ReloadStrategy.immutable()), or say in hidesImageFiles why the program does without.`,
    ]),
    [
      'a word that says nothing',
      config({ hidesImageFiles: '' }),
      'configs[0].hidesImageFiles: "". Say in words why the program does without what its image has there.',
    ],
    [
      'permissions of no mount',
      config({ mode: 0o444, mountPath: undefined }),
      'configs[0].mode: 292. It is about a mount. Give a mountPath, or leave it out.',
    ],
    ['a subPath under rollout', config({ subPath: 'app.conf' }), `configs[0].subPath: "app.conf". ${SUBPATH_RESTART}`],
    ['a subPath under live', { ...config({ subPath: 'app.conf' }), ...live(post) }, `configs[0].subPath: "app.conf". ${SUBPATH_LIVE}`],
    [
      'a subPath under reloader',
      { ...config({ subPath: 'app.conf' }), reload: ReloadStrategy.reloader() },
      `configs[0].subPath: "app.conf". ${SUBPATH_RESTART}`,
    ],
    [
      'a subPath of a file that is not there',
      { ...config({ subPath: 'nginx.conf' }), reload: ReloadStrategy.immutable() },
      'configs[0].subPath: "nginx.conf". The config has no such file: it has app.conf, 1st.',
    ],
    [
      'a subPath of what others may change',
      {
        configs: [
          {
            name: 'x',
            mountPath: '/x',
            subPath: 'a',
            source: ConfigSource.fromSecret(kplus.Secret.fromSecretName(elsewhere, 'sub', 'sub'), { version: '1' }),
          },
        ],
        reload: ReloadStrategy.immutable(),
      },
      'configs[0].subPath: "a". Others may change this object, and the file would follow when its container restarts. Mount the directory.',
    ],
    [
      'a subPath of a volume of its own that is filled from a ConfigMap',
      container({ volumeMounts: [{ path: '/x', volume: volume('x'), subPath: 'a' }] }),
      `containers[0].volumeMounts[0].subPath: "a". ${SUBPATH_RESTART}`,
    ],
    [
      'a subPath of variables too',
      { ...container({ volumeMounts: [{ path: '/x', volume: volume('x'), subPathExpr: '$(X)' }] }), ...live(post) },
      `containers[0].volumeMounts[0].subPath: "$(X)". ${SUBPATH_LIVE}`,
    ],
    // What the strategy cannot follow
    [
      'a ConfigMap of others under rollout',
      config({ source: theirs }),
      'configs[0].source: "theirs". Others fill this ConfigMap, so the strategy rollout cannot see its content, and a change would not reach the Pods. Use ReloadStrategy.reloader() or live(), or give its source a version, which you change with it.',
    ],
    [
      'a Secret of others under immutable',
      { ...config({ source: tls }), reload: ReloadStrategy.immutable() },
      'configs[0].source: "web-tls". Others fill this Secret, so the strategy immutable cannot see its content, and a change would not reach the Pods. Use ReloadStrategy.reloader() or live(), or give its source a version, which you change with it.',
    ],
    [
      'a Secret of others that is not mounted under live',
      { configs: [site, { name: 'tls', source: tls }], ...live(post) },
      'configs[1].source: "web-tls". Others fill this Secret, so the strategy live cannot see its content, and a change would not reach the Pods. Mount it, or give its source a version, which you change with it.',
    ],
    [
      'variables of a mounted Secret of others under live',
      {
        configs: [{ name: 'tls', source: tls, mountPath: '/tls' }],
        ...container({ configEnv: { A: { config: 'tls', key: 'a' } } }),
        ...live(post),
      },
      'containers[0].configEnv["A"].config: "tls". Others fill this Secret, and a running process never sees a change of its environment, so a change would not reach the Pods. Give its source a version, which you change with it.',
    ],
    // Strategies
    [
      'a strategy that is none',
      { reload: 'rollout' },
      'reload: "rollout". Use ReloadStrategy.rollout(), immutable(), live() or reloader().',
    ],
    ['no call', live(undefined), 'reload.call: missing. Say how the program is told: ReloadCall.httpPost(), command() or signal().'],
    ['a port that is none', live(ReloadCall.httpGet(0, '/')), 'reload.call.port: 0. Give a whole number from 1 to 65535.'],
    [
      'a path that is none',
      live(ReloadCall.httpGet(80, 'reload me')),
      'reload.call.path: "reload me". Give the path of the URL: it starts with a slash and has no blanks.',
    ],
    ['a command that is no list', live(ReloadCall.command('reload' as never)), 'reload.call.command: "reload". Give a list of strings.'],
    ['no command', live(ReloadCall.command(undefined as never)), 'reload.call.command: missing. Give a list of strings.'],
    ['an empty command', live(ReloadCall.command([])), 'reload.call.command: missing. Give the command and its arguments.'],
    [
      'a signal that kills',
      live(ReloadCall.signal('KILL' as never)),
      'reload.call.signal: "KILL". Use one of HUP, INT, QUIT, USR1, USR2, WINCH.',
    ],
    [
      'a signal to a container that is not there',
      live(ReloadCall.signal(ReloadSignal.HUP, 'nginx')),
      'reload.call.container: "nginx". There is no such container: there are app.',
    ],
    [
      'a signal without a shared namespace',
      { ...live(ReloadCall.signal(ReloadSignal.HUP)), shareProcessNamespace: false },
      'shareProcessNamespace: false. A container can signal the processes of another only where they share a namespace. Leave it out, or reload by an HTTP call or a command.',
    ],
    ['options that are none', live(post, 5), 'reload.options: 5. Give an object of options.'],
    [
      'an image without tag',
      live(post, { image: 'busybox' }),
      'reload.image: "busybox". Without a tag it means latest, which changes under a running Pod. Add a tag or a digest.',
    ],
    ['an interval of no time', live(post, { interval: Duration.millis(500) }), 'reload.interval: "0.5 s". Give whole seconds, at least 1.'],
    ['a timeout that is none', live(post, { timeout: 5 }), 'reload.timeout: 5. Give a Duration, such as Duration.seconds(30).'],
    [
      'no time between retries',
      live(post, { maxRetryInterval: Duration.seconds(0) }),
      'reload.maxRetryInterval: "0 s". Give whole seconds, at least 1.',
    ],
    ['a sidecar that is neither', live(post, { nativeSidecar: 'yes' }), 'reload.nativeSidecar: "yes". Give true or false.'],
    [
      'resources that are none',
      live(post, { resources: 1 }),
      'reload.resources: 1. Give requests and limits of cpu, memory and ephemeralStorage.',
    ],
    [
      'a container with the name of the watcher',
      { ...live(post), ...container({ name: 'config-watcher' }) },
      'containers[0].name: "config-watcher". The container that watches the configuration has this name. Use another.',
    ],
    // Probes
    [
      'no readiness probe',
      container({ readiness: undefined }),
      'containers[0].readiness: missing. Without it a rollout replaces the next Pod before the new one serves. Give a kplus.Probe, or say in declineReadiness why there is none.',
    ],
    [
      'no liveness probe',
      container({ liveness: undefined }),
      'containers[0].liveness: missing. Without it a program that hangs stays. Give a kplus.Probe, or say in declineLiveness why there is none.',
    ],
    [
      'a probe declined without words',
      container({ liveness: undefined, declineLiveness: '' }),
      'containers[0].declineLiveness: "". Say in words why there is none.',
    ],
    [
      'a probe that is declined and there',
      container({ declineReadiness: 'not needed' }),
      'containers[0].declineReadiness: "not needed". The container has a readiness probe. Leave one of them out.',
    ],
    // Environment
    [
      'variables that are no object',
      container({ configEnv: [] }),
      'containers[0].configEnv: []. Give an object of variables and { config, key }.',
    ],
    [
      'a variable with a name that is none',
      container({ configEnv: { '1A': { config: 'site', key: 'app.conf' } } }),
      'containers[0].configEnv["1A"]: "1A". A variable is named with letters, digits, _, . and -, without a digit first.',
    ],
    [
      'a variable given twice',
      container({ env: { A: kplus.EnvValue.fromValue('1') }, configEnv: { A: { config: 'site', key: 'app.conf' } } }),
      'containers[0].configEnv["A"]: "A". env has it too. Leave one out.',
    ],
    [
      'a variable of no config',
      container({ configEnv: { A: { config: 'nope', key: 'a' } } }),
      'containers[0].configEnv["A"].config: "nope". There is no such config: there are site.',
    ],
    [
      'a variable of no config where there is none',
      { configs: [], ...container({ configEnv: { A: { config: 'nope', key: 'a' } } }) },
      'containers[0].configEnv["A"].config: "nope". There is no such config: there is none.',
    ],
    [
      'a variable without key',
      container({ configEnv: { A: { config: 'site' } } }),
      'containers[0].configEnv["A"].key: missing. Name the key of the entry.',
    ],
    [
      'a variable of a key that is not there',
      container({ configEnv: { A: { config: 'site', key: 'nope' } } }),
      'containers[0].configEnv["A"].key: "nope". The config has no such key: it has app.conf, 1st.',
    ],
    [
      'a variable of binary data',
      { configs: [bytes], ...container({ configEnv: { A: { config: 'bytes', key: 'BIN' } } }) },
      'containers[0].configEnv["A"].key: "BIN". It is binary, or would not come out of YAML as it went in, so that it can only be mounted.',
    ],
    [
      'sources that are no list',
      container({ configEnvFrom: 'site' }),
      'containers[0].configEnvFrom: "site". Give a list such as [{ config: "settings" }].',
    ],
    [
      'a source that is none',
      container({ configEnvFrom: [null] }),
      'containers[0].configEnvFrom[0].config: missing. There is no such config: there are site.',
    ],
    [
      'a prefix that is none',
      container({ configEnvFrom: [{ config: 'site', prefix: '1' }] }),
      'containers[0].configEnvFrom[0].prefix: "1". It starts the names of variables: use letters, digits, _, . and -, without a digit first.',
    ],
    [
      'a key that is no name of a variable, which the kubelet would leave out',
      container({ configEnvFrom: [{ config: 'site' }] }),
      'containers[0].configEnvFrom[0].config: "1st". The kubelet leaves out a key that is no name of a variable. Name it in configEnv.',
    ],
    [
      'a source of binary data',
      { configs: [bytes], ...container({ configEnvFrom: [{ config: 'bytes' }] }) },
      'containers[0].configEnvFrom[0].config: "BIN". It is binary, or would not come out of YAML as it went in, so that it can only be mounted.',
    ],
    // The Deployment
    ['replicas that are none', { replicas: 1.5 }, 'replicas: 1.5. Give a whole number from 0 to 10000.'],
    ['a history that is none', { revisionHistoryLimit: -1 }, 'revisionHistoryLimit: -1. Give a whole number from 0 to 10000.'],
    [
      'a strategy of the Deployment that is none',
      { strategy: 'Recreate' },
      'strategy: "Recreate". Use DeploymentStrategy.rollingUpdate() or recreate() of cdk8s-plus.',
    ],
    [
      'a deadline before a Pod counts as ready',
      { minReady: Duration.seconds(60), progressDeadline: Duration.seconds(60) },
      'progressDeadline: "60 s". A rollout would count as failed after 60 s, before a Pod counts as ready after 60 s. Give a longer progressDeadline or a shorter minReady.',
    ],
    [
      'a Pod that counts as ready after the default deadline',
      { minReady: Duration.minutes(10) },
      'minReady: "600 s". A rollout would count as failed after 600 s, before a Pod counts as ready after 600 s. Give a longer progressDeadline or a shorter minReady.',
    ],
    ['ports that are no list', { servicePorts: 80 }, 'servicePorts: 80. Give a list such as [{ port: 80, targetPort: 8080 }].'],
    ['ports that are none', { servicePorts: [null] }, 'servicePorts[0].port: missing. Give a whole number from 1 to 65535.'],
    [
      'a port that no container has',
      { servicePorts: [{ port: 80 }] },
      'servicePorts[0].targetPort: 80. No container has this port: they have 8080. Name one of them.',
    ],
    [
      'a port where no container has any',
      { servicePorts: [{ port: 80 }], ...container({ ports: undefined }) },
      'servicePorts[0].targetPort: 80. No container has this port: they name none. Name one of them.',
    ],
    [
      'ports without names',
      {
        servicePorts: [
          { port: 8080, name: 'http' },
          { port: 80, targetPort: 8080 },
        ],
      },
      'servicePorts[1].name: missing. Each of several ports needs a name.',
    ],
    [
      'a port given twice',
      {
        servicePorts: [
          { port: 8080, name: 'a' },
          { port: 8080, name: 'b' },
        ],
      },
      'servicePorts[1].port: 8080. servicePorts[0].port has this port too. Give each its own.',
    ],
    [
      'a name that is none of a Service',
      { name: '2048', servicePorts: [{ port: 8080 }] },
      'servicePorts: "2048". A Service is named with a letter first. Give another name.',
    ],
    ['a user that is none', { user: -1 }, 'user: -1. Give a whole number from 0 to 2147483647.'],
  ])('%s', (_, more, message) => expect(refusalOf(more)).toBe(one(message)));

  describe('a claim that one node can mount', () => {
    const mode = kplus.PersistentVolumeAccessMode;
    const strategy = kplus.DeploymentStrategy.recreate();
    const ours = (chart: Chart, accessModes: kplus.PersistentVolumeAccessMode[]) =>
      new Claim(chart, 'data', { storage: Size.gibibytes(1), storageClass: { storageClassName: 'fast' }, accessModes }).asVolume();
    const theirOwn = (chart: Chart, accessModes: kplus.PersistentVolumeAccessMode[]) => {
      const claim = new kplus.PersistentVolumeClaim(chart, 'data', { metadata: { name: 'data' }, accessModes });
      return kplus.Volume.fromPersistentVolumeClaim(chart, 'volume', claim);
    };

    describe.each([
      ['of this library', ours],
      ['of cdk8s-plus', theirOwn],
    ])('%s', (_library, claim) => {
      test.each<[string, kplus.PersistentVolumeAccessMode, object, string]>([
        ['ReadWriteOnce with RollingUpdate', mode.READ_WRITE_ONCE, {}, ROLLING],
        ['ReadWriteOnce with RollingUpdate of one Pod', mode.READ_WRITE_ONCE, { replicas: 1 }, ROLLING],
        ['ReadWriteOncePod with RollingUpdate', mode.READ_WRITE_ONCE_POD, {}, ROLLING],
        ['ReadWriteOnce with Recreate of two Pods', mode.READ_WRITE_ONCE, { strategy }, SEVERAL],
      ])('%s', (_case, accessMode, more, message) => {
        const chart = newChart();
        const volumeMounts = [{ path: '/data', volume: claim(chart, [accessMode]) }];
        expect(refusal(() => build({ ...good, ...more, containers: [{ ...app, volumeMounts }] }, chart))).toBe(
          one(`containers[0].volumeMounts[0].volume: "data". ${message}`),
        );
      });
    });

    test('also when it is mounted later, or when an autoscaler may add Pods', () => {
      const chart = newChart();
      const web = build(good, chart);
      web.deployment.containers[0].mount('/data', ours(chart, [mode.READ_WRITE_ONCE]));
      expect(() => manifests(chart)).toThrow(
        `Validation failed with the following errors:\n  [shop/web] mount /data of container app: claim data: ${ROLLING}`,
      );
      const scaled = newChart();
      const volumeMounts = [{ path: '/data', volume: ours(scaled, [mode.READ_WRITE_ONCE]) }];
      const single = build({ ...good, strategy, replicas: 1, containers: [{ ...app, volumeMounts }] }, scaled);
      single.deployment.markHasAutoscaler();
      expect(() => manifests(scaled)).toThrow(`[shop/web] mount /data of container app: claim data: ${SEVERAL}`);
    });
  });

  describe('at synthesis, what was added or left out since', () => {
    const errors = (props: object, change: (web: ConfigReloadingDeployment) => void = () => {}): string => {
      const chart = newChart();
      change(build({ ...good, ...props }, chart));
      try {
        manifests(chart);
      } catch (error) {
        return (error as Error).message.split('\n').slice(1).join('\n');
      }
      throw new Error('nothing was refused');
    };

    test.each<[string, object, ((web: ConfigReloadingDeployment) => void) | undefined, string]>([
      [
        'no config at all',
        { configs: [] },
        undefined,
        'configs: There is none, so a plain Deployment will do. Give one, or add it by addConfig().',
      ],
      [
        'a config that nobody sees',
        { configs: [site, { ...bytes, mountPath: undefined }] },
        undefined,
        'config bytes: No container sees it. Give it a mountPath, name it in configEnv or configEnvFrom, or leave it out.',
      ],
      [
        'nothing for Reloader',
        { reload: ReloadStrategy.reloader() },
        undefined,
        'reload: Nothing here belongs to others, so Reloader would have nothing to do. Use ReloadStrategy.rollout().',
      ],
      [
        'nothing to watch',
        {
          reload: ReloadStrategy.live(post),
          configs: [{ ...site, mountPath: undefined }],
          containers: [{ ...app, configEnv: { A: { config: 'site', key: 'app.conf' } } }],
        },
        undefined,
        'reload: No config is mounted, so there is nothing to watch. Give one a mountPath, or use ReloadStrategy.rollout().',
      ],
      [
        'a subPath of a projected volume',
        {},
        (web) => web.deployment.containers[0].mount('/x', volume('x'), { subPath: 'a' }),
        `mount /x of container app: ${SUBPATH_RESTART}`,
      ],
    ])('%s', (_, props, change, message) => expect(errors(props, change)).toBe(`  [shop/web] ${message}`));

    test('a mount that is added later over a config, or below it', () => {
      for (const path of ['/etc/app/', '/etc/app/more']) {
        const add = (web: ConfigReloadingDeployment) => web.deployment.containers[0].mount(path, kplus.Volume.fromEmptyDir(web, 'x', 'x'));
        expect(errors({}, add)).toBe(
          `  [shop/web/Deployment] volume config-site, mounted at /etc/app: path: "/etc/app". The container app has the volume x at ${path}: one would hide the other. Use another path.`,
        );
      }
    });
  });

  test('a config added later that does not go with what is there', () => {
    const web = build({ ...good, reload: ReloadStrategy.live(post) });
    expect(refusal(() => web.addConfig({ ...bytes, name: 'site', mountPath: '/etc/app/sub', subPath: 'x' }))).toBe(
      [
        'ConfigReloadingDeployment at shop/web: 3 problems',
        '  config.name: "site". Another config has this name. Give each its own.',
        `  config.subPath: "x". ${SUBPATH_LIVE}`,
        '  config.mountPath: "/etc/app/sub". It overlaps the mount at /etc/app (the container app): one would hide the other. Use a path apart.',
      ].join('\n'),
    );
    expect(refusal(() => web.addConfig(undefined as never))).toBe(one('config: missing. Give an object with a name and a source.'));
    expect(web.configMaps).toHaveLength(1);
  });

  test('a value of a variable that no config has', () => {
    const web = build(good);
    expect(refusal(() => web.envValue('site', 'nope'))).toBe(
      one('envValue.key: "nope". The config has no such key: it has app.conf, 1st.'),
    );
    expect(refusal(() => web.envValue('nope', 'a'))).toBe(one('envValue.config: "nope". There is no such config: there are site.'));
  });

  test('no props at all, in one message', () => {
    expect(refusal(() => build(undefined))).toBe(
      [
        'ConfigReloadingDeployment at shop/web: 2 problems',
        '  containers: missing. A Pod needs at least one container. Give a list with a name and an image for each.',
        '  configs: missing. Give a list with a name and a source for each; it may be empty where addConfig() adds them.',
      ].join('\n'),
    );
  });

  test('everything at once, and leaves nothing half-made in the tree', () => {
    const chart = newChart();
    const props = {
      replicas: -1,
      configs: [{ name: 'site', source: ConfigSource.fromData({}) }],
      containers: [{ name: 'app', image: 'app' }],
    };
    expect(refusal(() => build(props, chart))).toMatch(
      /^ConfigReloadingDeployment at shop\/web: 5 problems\n.*image.*\n.*source.*\n.*replicas.*\n.*readiness.*\n.*liveness.*$/,
    );
    expect(chart.node.children).toEqual([]);
  });

  test('whatever else it is given, with path and prop, or synthesizes it', () => {
    const absurd = fc.oneof(fc.anything(), fc.constantFrom<unknown>(null, '', Number.NaN, [], {}, '/', 'latest', -1, [null], [{}]));
    // Few at a time, so that one wrong prop does not always hide the others.
    const some = (names: string[], most = 3) =>
      fc.oneof(
        { weight: 2, arbitrary: fc.constant({}) },
        fc.subarray(names, { maxLength: most }).chain((chosen) => fc.record(Object.fromEntries(chosen.map((name) => [name, absurd])))),
      );
    const source = fc.oneof(
      { weight: 15, arbitrary: fc.constant(site.source) },
      absurd.map((data) => ConfigSource.fromData(data as never)),
      absurd.map((data) => ConfigSource.fromBinaryData(data as never)),
      absurd.map((paths) => ConfigSource.fromFiles(paths as never)),
      absurd.map((path) => ConfigSource.fromDirectory(path as never)),
      absurd.map((object) => ConfigSource.fromConfigMap(object as never, { version: '1' })),
      absurd.map((options) => ConfigSource.fromSecret(kplus.Secret.fromSecretName(newChart(), 's', 's'), options as never)),
      absurd,
    );
    const signal = ReloadStrategy.live(ReloadCall.signal(ReloadSignal.HUP));
    const strategy = fc.oneof(
      { weight: 15, arbitrary: fc.constantFrom<unknown>(undefined, ReloadStrategy.immutable(), ReloadStrategy.live(post), signal) },
      fc.tuple(absurd, absurd).map(([call, options]) => ReloadStrategy.live(call as never, options as never)),
      fc.tuple(absurd, absurd).map(([port, path]) => ReloadStrategy.live(ReloadCall.httpGet(port as never, path as never))),
      absurd.map((command) => ReloadStrategy.live(ReloadCall.command(command as never))),
      fc.tuple(absurd, absurd).map(([name, to]) => ReloadStrategy.live(ReloadCall.signal(name as never, to as never))),
      absurd,
    );
    const props = fc
      .tuple(
        some(
          ['name', 'replicas', 'strategy', 'minReady', 'progressDeadline', 'revisionHistoryLimit', 'servicePorts', 'configs', 'containers'],
          1,
        ),
        some(['name', 'mountPath', 'containers', 'subPath', 'mode', 'notSecret']),
        some(['name', 'ports', 'env', 'configEnv', 'configEnvFrom', 'declineReadiness', 'liveness', 'volumeMounts', 'writablePaths']),
        source,
        strategy,
      )
      .map(([top, wrongConfig, wrongContainer, given, reload]) => ({
        configs: [{ ...site, source: given, ...wrongConfig }],
        containers: [{ ...app, ...wrongContainer }],
        reload,
        ...top,
      }));
    let refused = 0;
    let made = 0;
    fc.assert(
      fc.property(props, (given) => {
        const chart = new Chart(new App(), 'shop');
        try {
          build(given, chart);
        } catch (error) {
          if (!(error instanceof InvalidPropsError)) throw error;
          refused += 1;
          const [first, ...lines] = error.message.split('\n');
          expect(first).toMatch(/^ConfigReloadingDeployment at shop\/web: \d+ problems?$/);
          for (const line of lines) expect(line).toMatch(/^ {2}[a-zA-Z]+.*: .+\. .+[.?]$/);
          expect(chart.node.children).toEqual([]);
          return;
        }
        try {
          manifests(chart);
          made += 1;
        } catch (error) {
          expect((error as Error).message).toMatch(
            /^Validation failed with the following errors:\n {2}\[shop\/web\] (config|reload|mount)/,
          );
        }
      }),
      { numRuns: 2000 },
    );
    expect(refused).toBeGreaterThan(500);
    expect(made).toBeGreaterThan(100);
  });
});
