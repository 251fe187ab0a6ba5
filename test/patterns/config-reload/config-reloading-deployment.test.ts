import { ApiObject, App, Chart, Duration, JsonPatch, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { ConfigReloadingDeployment } from '../../../src/patterns/config-reload/config-reloading-deployment';
import { ConfigReloadingDeploymentProps } from '../../../src/patterns/config-reload/props';
import { ConfigSource } from '../../../src/config/config-source';
import { ReloadCall, ReloadSignal } from '../../../src/patterns/config-reload/reload-call';
import { ReloadStrategy } from '../../../src/patterns/config-reload/reload-strategy';
import { Claim } from '../../../src/volumes/claim';
import { MountAccess } from '../../../src/workloads/mount-options';
import { ScratchVolume } from '../../../src/volumes/scratch-volume';
import { findKind, Manifest, manifests, newChart, refusal, yaml } from '../../support';

const probe = kplus.Probe.fromTcpSocket({ port: 8080 });
const app = { name: 'app', image: 'app:1', ports: [{ number: 8080 }], readiness: probe, liveness: probe };
const site = { name: 'site', source: ConfigSource.fromData({ 'app.conf': 'x=1' }), mountPath: '/etc/app' };
const settings = { name: 'settings', source: ConfigSource.fromData({ LEVEL: 'info', SIZE: '10' }) };
const post = ReloadCall.httpPost(8080, '/-/reload');

type Props = Partial<ConfigReloadingDeploymentProps>;

function props(more: Props = {}): ConfigReloadingDeploymentProps {
  return { configs: [site], containers: [app], ...more };
}

function build(more: Props = {}, chart = newChart()) {
  const web = new ConfigReloadingDeployment(chart, 'web', props(more));
  return { chart, web };
}

const deploymentOf = (more: Props = {}): Manifest => findKind(build(more).chart, 'Deployment');
const templateOf = (more: Props = {}): Manifest => deploymentOf(more).spec.template;
const namesOf = (chart: Chart, kind: string): string[] => manifests(chart).flatMap((one) => (one.kind === kind ? one.metadata.name : []));
const DIGEST = 'cdk8s-storage/config-digest';
const digestOf = (more: Props = {}): string | undefined => templateOf(more).metadata.annotations?.[DIGEST];
const existingMap = (chart: Chart, name = 'theirs') => kplus.ConfigMap.fromConfigMapName(chart, `map-${name}`, name);
const existingSecret = (chart: Chart, name = 'web-tls') => kplus.Secret.fromSecretName(chart, `secret-${name}`, name);

describe('ConfigReloadingDeployment', () => {
  describe.each([
    ['rollout', ReloadStrategy.rollout()],
    ['immutable', ReloadStrategy.immutable()],
    ['live', ReloadStrategy.live(post)],
    ['reloader', ReloadStrategy.reloader()],
  ])('under %s', (name, reload) => {
    test('synthesizes', () => {
      const chart = newChart();
      const source = ConfigSource.fromSecret(existingSecret(chart), name === 'reloader' ? {} : { version: '2026-11' });
      const configs = [site, settings, { name: 'tls', source, mountPath: '/etc/tls' }];
      const variables = { configEnv: { LEVEL: { config: 'settings', key: 'LEVEL' } } };
      build({ reload, configs, containers: [{ ...app, ...variables }], servicePorts: [{ port: 80, targetPort: 8080 }] }, chart);
      expect(yaml(chart)).toMatchSnapshot();
    });

    test('writes the ConfigMaps before the Deployment, those added later too: after it, new Pods could start with the old content', () => {
      const { chart, web } = build({ reload, configs: [site] });
      web.addConfig({ ...site, name: 'late', mountPath: '/etc/late' });
      if (name === 'reloader') {
        web.addConfig({ name: 'their', source: ConfigSource.fromConfigMap(existingMap(chart)), mountPath: '/etc/their' });
      }
      const kinds = manifests(chart).map(({ kind }: Manifest) => kind as string);
      expect(kinds.lastIndexOf('ConfigMap')).toBeLessThan(kinds.indexOf('Deployment'));
      expect(kinds.filter((kind) => kind === 'ConfigMap')).toHaveLength(2);
    });
  });

  describe('the configuration', () => {
    test('is mounted as a directory and read-only, into all containers or those that are named', () => {
      const containers = [app, { ...app, name: 'other', ports: [] }];
      const template = templateOf({ containers, configs: [site, { ...site, name: 'one', mountPath: '/etc/one/', containers: ['other'] }] });
      const mount = { name: 'config-site', mountPath: '/etc/app', readOnly: true };
      expect(template.spec.containers.map(({ volumeMounts }: Manifest) => volumeMounts)).toEqual([
        [mount],
        [mount, { name: 'config-one', mountPath: '/etc/one', readOnly: true }],
      ]);
      expect(template.spec.volumes).toEqual([
        { name: 'config-site', configMap: { name: 'web-site' } },
        { name: 'config-one', configMap: { name: 'web-one' } },
      ]);
    });

    test('of a Secret is readable for the group of the Pod and nobody else', () => {
      const chart = newChart();
      build(
        { configs: [{ name: 'tls', source: ConfigSource.fromSecret(existingSecret(chart), { version: '1' }), mountPath: '/tls' }] },
        chart,
      );
      const { spec } = findKind(chart, 'Deployment').spec.template;
      expect(spec.volumes).toEqual([{ name: 'config-tls', secret: { secretName: 'web-tls', defaultMode: 0o440 } }]);
      expect(spec.securityContext.fsGroup).toBe(10001);
    });

    test('can have other permissions, for scripts', () => {
      expect(templateOf({ configs: [{ ...site, mode: 0o555 }] }).spec.volumes[0].configMap.defaultMode).toBe(0o555);
    });

    test('is exposed as what was made', () => {
      const { web } = build({ configs: [site, settings] });
      web.configMaps[0].addJsonPatch(JsonPatch.add('/metadata/annotations', { team: 'web' }));
      web.configMaps.pop();
      expect(web.configMaps.map(({ name }) => name)).toEqual(['web-site', 'web-settings']);
      expect(web.configMaps[0].toJson().metadata.annotations).toEqual({ team: 'web' });
    });
  });

  describe('the digest', () => {
    test('rolls the Pods when the content changes, and nothing else changes it', () => {
      const other = { ...site, source: ConfigSource.fromData({ 'app.conf': 'x=2' }) };
      expect(digestOf()).toMatch(/^[0-9a-f]{64}$/);
      expect(digestOf({ configs: [other] })).not.toBe(digestOf());
      expect(digestOf({ replicas: 5, configs: [{ ...site, mountPath: '/etc/elsewhere', mode: 0o440 }] })).toBe(digestOf());
    });

    test('leaves the Pod template as it is, byte by byte, when nothing changes', () => {
      expect(JSON.stringify(templateOf())).toBe(JSON.stringify(templateOf()));
      const { chart } = build();
      expect(yaml(chart)).toBe(yaml(chart));
    });

    test('covers what is added later', () => {
      const { chart, web } = build();
      web.addConfig(settings);
      web.deployment.containers[0].env.addVariable('LEVEL', web.envValue('settings', 'LEVEL'));
      const template = findKind(chart, 'Deployment').spec.template;
      expect(template.metadata.annotations[DIGEST]).toBe(digestOf({ configs: [site, { ...settings, mountPath: '/etc/x' }] }));
      expect(template.spec.containers[0].env).toEqual([
        { name: 'LEVEL', valueFrom: { configMapKeyRef: { name: 'web-settings', key: 'LEVEL' } } },
      ]);
    });

    test('takes the version for the content of what others own', () => {
      const chart = newChart();
      const secret = existingSecret(chart);
      const digest = (version: string) =>
        digestOf({ configs: [{ name: 'tls', source: ConfigSource.fromSecret(secret, { version }), mountPath: '/tls' }] });
      expect(digest('2')).not.toBe(digest('1'));
      expect(digest('1')).toBe(digest('1'));
    });
  });

  describe('under immutable', () => {
    const reload = ReloadStrategy.immutable();

    test('each content has its own object, which cannot change, so that an undone rollout finds the old one', () => {
      const { chart } = build({ reload });
      const [name] = namesOf(chart, 'ConfigMap');
      expect(name).toMatch(/^web-site-[0-9a-f]{10}$/);
      expect(findKind(chart, 'ConfigMap')).toMatchObject({ immutable: true, metadata: { labels: { 'cdk8s-storage/config': 'site' } } });
      const template = findKind(chart, 'Deployment').spec.template;
      expect(template.spec.volumes).toEqual([{ name: 'config-site', configMap: { name } }]);
      expect(template.metadata.annotations).toBeUndefined();
      const changed = build({ reload, configs: [{ ...site, source: ConfigSource.fromData({ 'app.conf': 'x=2' }) }] });
      expect(namesOf(changed.chart, 'ConfigMap')).not.toEqual([name]);
    });

    test('the hash follows the content only', () => {
      const make = (data: Record<string, string>) =>
        namesOf(build({ reload, configs: [{ ...site, source: ConfigSource.fromData(data) }] }).chart, 'ConfigMap');
      expect(make({ b: '2', a: '1' })).toEqual(make({ a: '1', b: '2' }));
      expect(make({ a: '12', b: '' })).not.toEqual(make({ a: '1', b: '2' }));
    });

    test('a single file can be mounted, since it cannot change under the Pod', () => {
      const { spec } = templateOf({ reload, configs: [{ ...site, mountPath: '/etc/app/app.conf', subPath: 'app.conf' }] });
      expect(spec.containers[0].volumeMounts).toEqual([
        { name: 'config-site', mountPath: '/etc/app/app.conf', subPath: 'app.conf', readOnly: true },
      ]);
    });

    test('variables come from the object of that content', () => {
      const containers = [{ ...app, configEnvFrom: [{ config: 'settings', prefix: 'APP_' }] }];
      const { chart } = build({ reload, configs: [site, settings], containers });
      const name = namesOf(chart, 'ConfigMap').find((one) => one.startsWith('web-settings-'));
      expect(findKind(chart, 'Deployment').spec.template.spec.containers[0].envFrom).toEqual([{ configMapRef: { name }, prefix: 'APP_' }]);
    });

    test('what others own is rolled by its version', () => {
      const chart = newChart();
      const source = ConfigSource.fromConfigMap(existingMap(chart), { version: '1' });
      expect(digestOf({ reload, configs: [{ name: 'their', source, mountPath: '/x' }] })).toMatch(/^[0-9a-f]{64}$/);
    });
  });

  describe('under live', () => {
    const reload = ReloadStrategy.live(post);
    const watcherOf = (more: Props = {}): Manifest => {
      const { containers, initContainers = [] } = templateOf({ reload, ...more }).spec;
      return [...initContainers, ...containers].find(({ name }: Manifest) => name === 'config-watcher');
    };

    test('a mounted config rolls nothing', () => {
      expect(templateOf({ reload }).metadata.annotations).toBeUndefined();
      expect(deploymentOf({ reload }).metadata.annotations).toBeUndefined();
    });

    test('variables roll the Pods, and the manifest says why: a running process never sees a change of its environment', () => {
      const configs = [site, settings];
      const containers = [{ ...app, configEnv: { LEVEL: { config: 'settings', key: 'LEVEL' } } }];
      expect(deploymentOf({ reload, configs, containers }).metadata.annotations).toEqual({
        'cdk8s-storage/rolls-because':
          'ConfigMap web-settings (LEVEL of app): a running process never sees a change of its environment, so these roll the Pods',
      });
      const digest = digestOf({ reload, configs, containers });
      expect(digest).toMatch(/^[0-9a-f]{64}$/);
      const changedFile = { ...site, source: ConfigSource.fromData({ 'app.conf': 'x=2' }) };
      expect(digestOf({ reload, configs: [changedFile, settings], containers })).toBe(digest);
      const changedVariable = { ...settings, source: ConfigSource.fromData({ LEVEL: 'debug' }) };
      expect(digestOf({ reload, configs: [site, changedVariable], containers })).not.toBe(digest);
    });

    test('a watcher is a native sidecar, hardened and small, that sees the directories where the program sees them', () => {
      const watcher = watcherOf({ configs: [site, { ...settings, mountPath: '/etc/settings' }] });
      expect(watcher).toMatchObject({
        image: 'busybox:1.37.0',
        restartPolicy: 'Always',
        args: ['2', '32', '30', '30', '/dev/termination-log', '/etc/app', '/etc/settings', '--', 'post', 'http://127.0.0.1:8080/-/reload'],
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          runAsNonRoot: true,
          capabilities: { drop: ['ALL'] },
        },
        resources: {
          requests: { cpu: '10m', memory: '16Mi', 'ephemeral-storage': '16Mi' },
          limits: { cpu: '100m', memory: '64Mi', 'ephemeral-storage': '64Mi' },
        },
        volumeMounts: [
          { name: 'config-site', mountPath: '/etc/app', readOnly: true },
          { name: 'config-settings', mountPath: '/etc/settings', readOnly: true },
        ],
      });
      expect(watcher.command.slice(0, 2)).toEqual(['sh', '-c']);
      expect(watcher.command[2]).toContain('readlink');
      expect(watcher.command[3]).toBe('watch-config');
      // A startup probe would keep the program from starting, and with it the call from ever succeeding.
      for (const field of ['livenessProbe', 'startupProbe']) expect(watcher).not.toHaveProperty(field);
    });

    test('it keeps running wherever other init containers move it, and they do not', () => {
      const { chart, web } = build({ reload });
      web.deployment.addInitContainer({ name: 'first', image: 'app:1', resources: {} });
      const inits = findKind(chart, 'Deployment').spec.template.spec.initContainers as Manifest[];
      expect(inits.map(({ name, restartPolicy }) => [name, restartPolicy])).toEqual([
        ['config-watcher', 'Always'],
        ['first', undefined],
      ]);
      ApiObject.of(web.deployment).addJsonPatch(
        JsonPatch.move('/spec/template/spec/initContainers/0', '/spec/template/spec/initContainers/1'),
      );
      const moved = findKind(chart, 'Deployment').spec.template.spec.initContainers as Manifest[];
      expect(moved.map(({ name, restartPolicy }) => [name, restartPolicy])).toEqual([
        ['first', undefined],
        ['config-watcher', 'Always'],
      ]);
    });

    test('below Kubernetes 1.29 it is a plain container, of which the manifest says why it has no liveness probe', () => {
      const live = ReloadStrategy.live(post, { nativeSidecar: false });
      const deployment = deploymentOf({ reload: live });
      const { containers, initContainers } = deployment.spec.template.spec;
      expect(initContainers).toBeUndefined();
      expect(containers.map(({ name }: Manifest) => name)).toEqual(['app', 'config-watcher']);
      expect(containers[1]).not.toHaveProperty('restartPolicy');
      expect(containers[1].volumeMounts).toEqual([{ name: 'config-site', mountPath: '/etc/app', readOnly: true }]);
      expect(deployment.metadata.annotations).toEqual({
        'cdk8s-storage/no-liveness-probe': 'config-watcher: each call that it makes has a timeout',
      });
    });

    test('it watches what is added later', () => {
      const { chart, web } = build({ reload });
      web.addConfig({ ...site, name: 'late', mountPath: '/etc/late', containers: ['app'] });
      const [watcher] = findKind(chart, 'Deployment').spec.template.spec.initContainers as Manifest[];
      expect(watcher.args.slice(5, 8)).toEqual(['/etc/app', '/etc/late', '--']);
      expect(watcher.volumeMounts).toHaveLength(2);
    });

    test('it can be told how often to look, how long to wait, and to run in the image of the program', () => {
      const options = {
        image: 'caddy:2.10.0',
        interval: Duration.seconds(5),
        timeout: Duration.minutes(1),
        maxRetryInterval: Duration.seconds(12),
        nativeSidecar: undefined,
        resources: { memory: { limit: Size.mebibytes(128) } },
      };
      const call = ReloadCall.command(['caddy', 'reload', '--config', '/etc/app/Caddyfile']);
      const watcher = watcherOf({ reload: ReloadStrategy.live(call, options) });
      expect(watcher.image).toBe('caddy:2.10.0');
      expect(watcher.args).toEqual([
        '5',
        '3',
        '60',
        '12',
        '/dev/termination-log',
        '/etc/app',
        '--',
        'run',
        'caddy',
        'reload',
        '--config',
        '/etc/app/Caddyfile',
      ]);
      expect(watcher.resources.limits.memory).toBe('128Mi');
    });

    test('a GET call', () => {
      const watcher = watcherOf({ reload: ReloadStrategy.live(ReloadCall.httpGet(9000, '/reload?now')) });
      expect(watcher.args.slice(-2)).toEqual(['get', 'http://127.0.0.1:9000/reload?now']);
    });

    const marked = (spec: Manifest) =>
      spec.containers
        .filter(({ volumeMounts }: Manifest) => volumeMounts.some(({ mountPath }: Manifest) => mountPath === '/.config-reload-target'))
        .map(({ name }: Manifest) => name);

    test('a signal shares the process namespace, which nothing else does, and marks the process', () => {
      const containers = [app, { ...app, name: 'other', ports: [] }];
      const { spec } = templateOf({ reload: ReloadStrategy.live(ReloadCall.signal(ReloadSignal.HUP)), containers });
      expect(spec.shareProcessNamespace).toBe(true);
      expect(marked(spec)).toEqual(['app']);
      expect(spec.initContainers[0].args.slice(-4)).toEqual(['signal', '/proc', 'HUP', '/.config-reload-target']);
      // Its environment would tell nothing: programs write their title over it.
      expect(spec.containers[0].env).toBeUndefined();
      // The same user, else it may not signal.
      expect(spec.initContainers[0].securityContext).not.toHaveProperty('runAsUser');
      expect(templateOf({ reload }).spec).not.toHaveProperty('shareProcessNamespace');
    });

    test('a signal can go to another container', () => {
      const containers = [app, { ...app, name: 'other', ports: [] }];
      const { spec } = templateOf({ reload: ReloadStrategy.live(ReloadCall.signal(ReloadSignal.USR1, 'other')), containers });
      expect(marked(spec)).toEqual(['other']);
      expect(spec.initContainers[0].args.slice(-2)).toEqual(['USR1', '/.config-reload-target']);
    });

    test.each([true, false])('a Pod is not ready before a first call has succeeded, native sidecar or not: %s', (nativeSidecar) => {
      const { spec } = templateOf({ reload: ReloadStrategy.live(ReloadCall.httpPost(8080, '/'), { nativeSidecar }) });
      const watcher = [...(spec.initContainers ?? []), ...spec.containers].find(({ name }: Manifest) => name === 'config-watcher');
      expect(watcher.readinessProbe.exec.command.slice(-2)).toEqual(['delivered-config', '/dev/termination-log']);
      // One failure is one event.
      expect(watcher.readinessProbe.failureThreshold).toBe(1);
      expect(watcher.args[4]).toBe('/dev/termination-log');
      expect(watcher.terminationMessagePolicy).toBe('FallbackToLogsOnError');
    });

    test('what others own is followed where it is mounted', () => {
      const chart = newChart();
      const source = ConfigSource.fromSecret(existingSecret(chart));
      const { web } = build({ reload, configs: [{ name: 'tls', source, mountPath: '/tls' }] }, chart);
      expect(findKind(chart, 'Deployment').metadata.annotations).toBeUndefined();
      // A variable of it is not, and the manifest says so.
      const value = kplus.EnvValue.fromSecretValue({ secret: existingSecret(newChart()), key: 'a' });
      web.deployment.containers[0].env.addVariable('A', value);
      expect(findKind(chart, 'Deployment').metadata.annotations).toEqual({ 'cdk8s-storage/not-followed': 'Secret web-tls (A of app)' });
    });
  });

  describe('under reloader', () => {
    const reload = ReloadStrategy.reloader();
    const MAPS = 'configmap.reloader.stakater.com/reload';
    const SECRETS = 'secret.reloader.stakater.com/reload';

    test('what others own is named on the Deployment, where Reloader looks, and our own objects roll by the digest', () => {
      const chart = newChart();
      const configs = [
        site,
        { name: 'z', source: ConfigSource.fromConfigMap(existingMap(chart, 'z-map')), mountPath: '/z' },
        { name: 'a', source: ConfigSource.fromConfigMap(existingMap(chart, 'a-map')), mountPath: '/a' },
        { name: 'tls', source: ConfigSource.fromSecret(existingSecret(chart)), mountPath: '/tls' },
      ];
      build({ reload, configs }, chart);
      const { metadata, spec } = findKind(chart, 'Deployment');
      expect(metadata.annotations).toEqual({ [MAPS]: 'a-map,z-map', [SECRETS]: 'web-tls' });
      expect(spec.template.metadata.annotations).toEqual({ [DIGEST]: digestOf() });
    });

    test('what containers take by env and volumes of their own is named too, also when it is added later', () => {
      const chart = newChart();
      const { web } = build({ reload }, chart);
      const [container] = web.deployment.containers;
      container.env.addVariable('A', kplus.EnvValue.fromConfigMap(existingMap(chart, 'env-map'), 'a'));
      container.env.copyFrom(kplus.Env.fromSecret(existingSecret(chart, 'env-secret')));
      container.mount('/certs', kplus.Volume.fromSecret(chart, 'certs', existingSecret(chart, 'certs')));
      expect(findKind(chart, 'Deployment').metadata.annotations).toEqual({ [MAPS]: 'env-map', [SECRETS]: 'certs,env-secret' });
    });

    test('what is taken several times is named once, and a Secret is not taken for our ConfigMap of the same name', () => {
      const chart = newChart();
      const { web } = build({ reload }, chart);
      const [container] = web.deployment.containers;
      for (const variable of ['A', 'B']) {
        const secret = kplus.Secret.fromSecretName(chart, `same-${variable}`, 'web-site');
        container.env.addVariable(variable, kplus.EnvValue.fromSecretValue({ secret, key: 'a' }));
      }
      expect(findKind(chart, 'Deployment').metadata.annotations).toEqual({ [SECRETS]: 'web-site' });
    });

    test('what has a version needs no Reloader', () => {
      const chart = newChart();
      const tls = { name: 'tls', source: ConfigSource.fromSecret(existingSecret(chart), { version: '1' }), mountPath: '/tls' };
      const their = { name: 'their', source: ConfigSource.fromConfigMap(existingMap(chart)), mountPath: '/their' };
      build({ reload, configs: [tls, their] }, chart);
      expect(findKind(chart, 'Deployment').metadata.annotations).toEqual({ [MAPS]: 'theirs' });
    });
  });

  describe('environment variables', () => {
    test('come from entries of a config, or from all of them', () => {
      const containers = [
        {
          ...app,
          env: { MODE: kplus.EnvValue.fromValue('on') },
          configEnv: { LOG_LEVEL: { config: 'settings', key: 'LEVEL' } },
          configEnvFrom: [{ config: 'settings' }],
        },
      ];
      const [container] = templateOf({ configs: [settings], containers }).spec.containers;
      expect(container.env).toEqual([
        { name: 'MODE', value: 'on' },
        { name: 'LOG_LEVEL', valueFrom: { configMapKeyRef: { name: 'web-settings', key: 'LEVEL' } } },
      ]);
      expect(container.envFrom).toEqual([{ configMapRef: { name: 'web-settings' } }]);
    });

    test('come from a Secret of others, if a version says when it changes', () => {
      const chart = newChart();
      const configs = [{ name: 'db', source: ConfigSource.fromSecret(existingSecret(chart, 'db'), { version: '3' }) }];
      const containers = [
        { ...app, configEnv: { PASSWORD: { config: 'db', key: 'password' } }, configEnvFrom: [{ config: 'db', prefix: 'DB_' }] },
      ];
      build({ configs, containers }, chart);
      const { metadata, spec } = findKind(chart, 'Deployment').spec.template;
      expect(spec.containers[0].env).toEqual([{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } }]);
      expect(spec.containers[0].envFrom).toEqual([{ secretRef: { name: 'db' }, prefix: 'DB_' }]);
      expect(metadata.annotations[DIGEST]).toMatch(/^[0-9a-f]{64}$/);
    });

    test('that come past the configs are not followed, and the manifest says so', () => {
      const chart = newChart();
      const env = { A: kplus.EnvValue.fromSecretValue({ secret: existingSecret(chart, 'db'), key: 'a' }) };
      const volume = kplus.Volume.fromConfigMap(chart, 'ca', existingMap(chart, 'ca'));
      build({ containers: [{ ...app, env, volumeMounts: [{ path: '/ca', volume }] }] }, chart);
      expect(findKind(chart, 'Deployment').metadata.annotations).toEqual({
        'cdk8s-storage/not-followed': 'ConfigMap ca (/ca of app), Secret db (A of app)',
      });
    });
  });

  describe('the Deployment', () => {
    test('runs two Pods and takes none away before a new one serves', () => {
      expect(deploymentOf().spec).toMatchObject({
        replicas: 2,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: '25%' } },
        progressDeadlineSeconds: 600,
        revisionHistoryLimit: 10,
      });
    });

    test('can be told otherwise', () => {
      expect(
        deploymentOf({
          replicas: 1,
          strategy: kplus.DeploymentStrategy.recreate(),
          minReady: Duration.seconds(10),
          progressDeadline: Duration.minutes(5),
          revisionHistoryLimit: 3,
        }).spec,
      ).toMatchObject({
        replicas: 1,
        strategy: { type: 'Recreate' },
        minReadySeconds: 10,
        progressDeadlineSeconds: 300,
        revisionHistoryLimit: 3,
      });
    });

    test('leaves the number of Pods to an autoscaler', () => {
      const { chart, web } = build();
      new kplus.HorizontalPodAutoscaler(chart, 'hpa', {
        target: web.deployment,
        maxReplicas: 5,
        metrics: [kplus.Metric.resourceCpu(kplus.MetricTarget.averageUtilization(70))],
      });
      expect(findKind(chart, 'Deployment').spec).not.toHaveProperty('replicas');
    });

    test('spreads its Pods and lets drains take one at a time', () => {
      const { chart } = build();
      expect(
        findKind(chart, 'Deployment').spec.template.spec.topologySpreadConstraints.map(({ topologyKey, whenUnsatisfiable }: Manifest) => [
          topologyKey,
          whenUnsatisfiable,
        ]),
      ).toEqual([
        ['kubernetes.io/hostname', 'ScheduleAnyway'],
        ['topology.kubernetes.io/zone', 'ScheduleAnyway'],
      ]);
      expect(findKind(chart, 'PodDisruptionBudget').spec).toMatchObject({ maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' });
    });

    test('says why probes were declined', () => {
      const containers = [
        { name: 'worker', image: 'app:1', declineReadiness: 'it serves nothing', declineLiveness: 'it exits when it hangs' },
        { ...app, readiness: undefined, declineReadiness: 'always ready' },
      ];
      expect(deploymentOf({ containers }).metadata.annotations).toEqual({
        'cdk8s-storage/no-readiness-probe': 'worker: it serves nothing; app: always ready',
        'cdk8s-storage/no-liveness-probe': 'worker: it exits when it hangs',
      });
    });

    test('is closed to all but those who are let in', () => {
      const { chart, web } = build({ containers: [app] });
      web.allowFrom(kplus.NetworkPolicyIpBlock.ipv4(chart, 'from', '10.0.0.0/8'));
      web.allowTo(kplus.NetworkPolicyIpBlock.ipv4(chart, 'to', '192.0.2.0/24'));
      const { spec } = findKind(chart, 'NetworkPolicy');
      expect(spec.ingress).toEqual([{ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }], ports: [{ port: 8080, protocol: 'TCP' }] }]);
      expect(spec.egress[1]).toEqual({ to: [{ ipBlock: { cidr: '192.0.2.0/24' } }] });
      const open = build({ hardening: { networkPolicy: false } });
      open.web.allowFrom(open.web);
      open.web.allowTo(open.web);
      expect(namesOf(open.chart, 'NetworkPolicy')).toEqual([]);
    });

    test('is a peer and a selector of other policies', () => {
      const { web } = build();
      expect(web.toPodSelector()).toBe(web.deployment);
      expect(web.toNetworkPolicyPeerConfig().podSelector?.labelSelector).toBeDefined();
    });

    test('gets a Service of its own name that selects by labels', () => {
      const { chart, web } = build({
        servicePorts: [
          { name: 'http', port: 80, targetPort: 8080 },
          { name: 'same', port: 8080 },
        ],
      });
      expect(web.service?.name).toBe('web');
      expect(findKind(chart, 'Service').spec).toMatchObject({
        ports: [
          { name: 'http', port: 80, targetPort: 8080 },
          { name: 'same', port: 8080, targetPort: 8080 },
        ],
        selector: findKind(chart, 'Deployment').spec.selector.matchLabels,
      });
      expect(build().web.service).toBeUndefined();
    });

    test('goes on with kplus: directories to write to, scratch for the watcher', () => {
      const { chart, web } = build({ reload: ReloadStrategy.live(post), containers: [{ ...app, writablePaths: ['/tmp'] }] });
      const socket = new ScratchVolume(chart, 'socket', { sizeLimit: Size.mebibytes(1) });
      socket.mountInto(web.deployment, '/run/app', { access: MountAccess.READ_WRITE, containers: ['app', 'config-watcher'] });
      const { containers, initContainers } = findKind(chart, 'Deployment').spec.template.spec;
      const paths = (container: Manifest) => container.volumeMounts.map(({ mountPath }: Manifest) => mountPath);
      expect(paths(containers[0])).toEqual(['/etc/app', '/tmp', '/run/app']);
      expect(paths(initContainers[0])).toEqual(['/etc/app', '/run/app']);
    });
  });

  describe('claims', () => {
    const mode = kplus.PersistentVolumeAccessMode;
    const claim = (chart: Chart, accessModes?: kplus.PersistentVolumeAccessMode[]) =>
      new Claim(chart, 'data', { storage: Size.gibibytes(1), storageClass: { storageClassName: 'fast' }, accessModes });
    const mount = (storage: kplus.IStorage) => [{ ...app, volumeMounts: [{ path: '/data', volume: storage.asVolume() }] }];

    test('of one node go with one Pod that is replaced by Recreate', () => {
      const chart = newChart();
      const strategy = kplus.DeploymentStrategy.recreate();
      build({ strategy, replicas: 1, containers: mount(claim(chart)) }, chart);
      expect(() => manifests(chart)).not.toThrow();
    });

    test('of many nodes go with any', () => {
      const chart = newChart();
      build({ containers: mount(claim(chart, [mode.READ_WRITE_ONCE, mode.READ_WRITE_MANY])) }, chart);
      expect(() => manifests(chart)).not.toThrow();
    });

    test('by name only are not known, so they go with any', () => {
      const chart = newChart();
      const known = kplus.PersistentVolumeClaim.fromClaimName(chart, 'known', 'elsewhere');
      build({ containers: mount(kplus.Volume.fromPersistentVolumeClaim(chart, 'volume', known)) }, chart);
      expect(() => manifests(chart)).not.toThrow();
    });
  });

  describe('names', () => {
    const make = (scope: Construct) =>
      new ConfigReloadingDeployment(scope, 'web', {
        ...props({ reload: ReloadStrategy.live(post), configs: [site, { ...settings, mountPath: '/s' }] }),
        servicePorts: [{ port: 8080 }],
        name: 'shop-web',
      });

    test('do not follow from the path: moving the code changes no manifest', () => {
      const here = newChart();
      make(here);
      const there = newChart('other');
      make(new Construct(new Construct(there, 'backend'), 'deep'));
      expect(manifests(there)).toEqual(manifests(here));
      expect(namesOf(here, 'ConfigMap')).toEqual(['shop-web-site', 'shop-web-settings']);
    });

    test('are kept apart within a chart, since the path does not do it', () => {
      const chart = newChart();
      make(new Construct(chart, 'one'));
      expect(refusal(() => make(new Construct(chart, 'two')))).toContain(
        'name: "shop-web". ConfigReloadingDeployment at shop/one/web makes the Deployment shop-web, Service shop-web, ServiceAccount shop-web-configured and 4 more too: the later replaces the earlier, whose Pods go away, or is refused. Give one of them another name.',
      );
      expect(() => make(new Chart(App.of(chart), 'elsewhere'))).not.toThrow();
    });

    test('of two ConfigMaps are kept apart too, where one name ends as the other begins', () => {
      const chart = newChart();
      new ConfigReloadingDeployment(chart, 'a', props({ configs: [{ ...site, name: 'b-c' }] }));
      expect(refusal(() => new ConfigReloadingDeployment(chart, 'a-b', props({ configs: [{ ...site, name: 'c' }] })))).toBe(
        'ConfigReloadingDeployment at shop/a-b: 1 problem\n  configs[0].name: "c". ConfigReloadingDeployment at shop/a makes the ConfigMap a-b-c too: the later replaces the earlier, whose Pods then read the wrong files. Give one of them another name.',
      );
    });
  });
});

describe('a config over files of the image', () => {
  const nginx = { name: 'nginx', image: 'nginx:1.29.1', readiness: probe, liveness: probe };
  const files = { 'nginx.conf': 'http { include mime.types; }', 'mime.types': 'types {}' };
  const deployment = (config: object, container: object = {}) => {
    const chart = newChart();
    const configs = [{ name: 'site', mountPath: '/etc/nginx', source: ConfigSource.fromData(files), ...config }];
    new ConfigReloadingDeployment(chart, 'web', { configs, containers: [{ ...nginx, ...container }] });
    return findKind(chart, 'Deployment');
  };

  test('is taken where it has all that the program needs', () => {
    expect(deployment({}).metadata.annotations?.['cdk8s-storage/hides-image-files']).toBeUndefined();
    expect(() => deployment({ source: ConfigSource.fromData({ 'nginx.conf': files['nginx.conf'] }) })).toThrow(
      'It hides mime.types of the image',
    );
    expect(() =>
      deployment({ source: ConfigSource.fromData({ 'run.sh': 'exec x' }), mountPath: '/scripts' }, { command: ['/scripts/run.sh'] }),
    ).not.toThrow();
  });

  test('is taken for a reason, which whoever finds the Deployment can read', () => {
    const { metadata } = deployment({ mountPath: '/app', hidesImageFiles: 'The image has an empty /app.' });
    expect(metadata.annotations['cdk8s-storage/hides-image-files']).toBe('site: The image has an empty /app.');
  });

  test('is told by addConfig as well', () => {
    const web = new ConfigReloadingDeployment(newChart(), 'web', { configs: [], containers: [{ ...nginx, command: ['/srv/web'] }] });
    const source = ConfigSource.fromData({ 'a.conf': 'x' });
    expect(refusal(() => web.addConfig({ name: 'a', source, mountPath: '/etc/nginx' }))).toContain(
      'config.mountPath: "/etc/nginx". It hides nginx.conf',
    );
    expect(refusal(() => web.addConfig({ name: 'b', source, mountPath: '/srv' }))).toContain(
      'It hides the program that is started, /srv/web',
    );
  });
});
