import * as kplus from 'cdk8s-plus-27';
import * as fc from 'fast-check';
import { ConfigReloadingDeployment } from '../../../src/patterns/config-reload/config-reloading-deployment';
import { ConfigSource } from '../../../src/config/config-source';
import { ReloadCall, ReloadSignal } from '../../../src/patterns/config-reload/reload-call';
import { ReloadStrategy } from '../../../src/patterns/config-reload/reload-strategy';
import { Generator } from '../property';
import { Later } from '../recipe';
import {
  containerOptions,
  fileTexts,
  images,
  names,
  notSecret,
  optional,
  podOptions,
  probes,
  resources,
  seconds,
  stopDelays,
} from './common';
import { orWild, wildDurations, wildNumbers, wildReasons, wildServicePorts, wildStrategies } from './wild';

const texts = fc.dictionary(
  names(20).map((name) => `${name}.conf`),
  fileTexts,
  { minKeys: 1, maxKeys: 3, noNullPrototype: true },
);

const sources = fc.oneof(
  { weight: 4, arbitrary: texts.map((data) => new Later(`data ${JSON.stringify(data)}`, () => ConfigSource.fromData(data))) },
  {
    weight: 1,
    arbitrary: fc
      .uint8Array({ minLength: 1, maxLength: 20 })
      .map((bytes) => new Later('bytes', () => ConfigSource.fromBinaryData({ 'file.bin': Buffer.from(bytes).toString('base64') }))),
  },
  {
    weight: 1,
    arbitrary: names().map(
      (name) =>
        new Later(`Secret ${name}`, (chart, id) =>
          ConfigSource.fromSecret(kplus.Secret.fromSecretName(chart, id, name), { version: '2026-11-20' }),
        ),
    ),
  },
  {
    weight: 1,
    arbitrary: names().map(
      (name) =>
        new Later(`ConfigMap ${name}`, (chart, id) =>
          ConfigSource.fromConfigMap(kplus.ConfigMap.fromConfigMapName(chart, id, name), { version: name }),
        ),
    ),
  },
);

const configs = fc.uniqueArray(
  fc.record(
    {
      name: names(56),
      source: sources,
      mountPath: names(20).map((name) => `/etc/config-${name}`),
      containers: fc.constantFrom(['app'], ['app', 'other'], []),
      subPath: fc.constant('file.bin'),
      mode: fc.constantFrom(0o644, 0o555, 0o440),
      hidesImageFiles: fc.constant('The program needs nothing of it.'),
      notSecret,
    },
    { requiredKeys: ['name', 'source', 'mountPath'] },
  ),
  { maxLength: 3, selector: ({ name }) => name },
);

const simpleConfigs = fc.uniqueArray(
  fc.record({ name: names(20), source: sources, mountPath: names(20).map((name) => `/etc/config-${name}`) }),
  { minLength: 1, maxLength: 3, selector: ({ name }) => name },
);

const PORT = 8080;

/** Containers with both probes, or a reason for having none. */
const containers = fc
  .tuple(
    fc.record({ image: images, readiness: probes, liveness: probes }),
    optional({ ...containerOptions, volumeMounts: fc.constant([]) }),
    fc.option(
      fc.record({
        name: fc.constant('other'),
        image: images,
        declineReadiness: orWild(fc.constant('It serves nobody.'), wildReasons),
        declineLiveness: orWild(fc.constant('It ends.'), wildReasons),
        stopDelay: stopDelays,
      }),
      { nil: undefined },
    ),
  )
  .map(([least, more, other]) => [
    { name: 'app', ...more, ...least, ports: [{ name: 'main', number: PORT }, ...(more.ports ?? [])] },
    ...(other === undefined ? [] : [other]),
  ]);

const calls = fc.oneof(
  fc.integer({ min: 1, max: 65535 }).map((port) => new Later(`POST to ${port}`, () => ReloadCall.httpPost(port, '/-/reload'))),
  fc.constant(new Later('a command', () => ReloadCall.command(['kill', '-HUP', '7']))),
  fc
    .constantFrom(...Object.values(ReloadSignal))
    .map((signal) => new Later(`the signal ${signal}`, () => ReloadCall.signal(signal, 'app'))),
);

const liveOptions = (version: number) =>
  fc.record(
    {
      image: images,
      interval: seconds(1, 60),
      timeout: seconds(1, 60),
      maxRetryInterval: seconds(1, 600),
      // Clusters before 1.29 need a plain container, as the docs say.
      nativeSidecar: version < 1029 ? fc.constant(false) : fc.boolean(),
      resources,
    },
    { requiredKeys: ['nativeSidecar'] },
  );

/** Deployments under every strategy. */
export const configReloadingDeployment: Generator = {
  construct: 'ConfigReloadingDeployment',
  recipes: (version) =>
    fc.record({
      id: names(30),
      strategy: fc.constantFrom('rollout', 'immutable', 'live', 'reloader', 'none'),
      call: calls,
      live: liveOptions(version),
      servicePorts: fc.option(
        orWild(
          fc.integer({ min: 1, max: 65535 }).map((port) => [{ port, targetPort: PORT }]),
          wildServicePorts(PORT),
          8,
        ),
        { nil: undefined },
      ),
      props: fc.record(
        {
          ...podOptions,
          containers,
          configs: fc.oneof({ weight: 3, arbitrary: simpleConfigs }, { weight: 1, arbitrary: configs }),
          name: names(30),
          replicas: orWild(fc.integer({ min: 0, max: 20 }), wildNumbers),
          strategy: orWild<unknown, unknown>(
            fc.constantFrom(
              kplus.DeploymentStrategy.recreate(),
              kplus.DeploymentStrategy.rollingUpdate({ maxSurge: kplus.PercentOrAbsolute.percent(50) }),
            ),
            wildStrategies,
          ),
          minReady: orWild(seconds(0, 60), wildDurations),
          progressDeadline: orWild(seconds(61, 1200), wildDurations),
          revisionHistoryLimit: orWild(fc.integer({ min: 0, max: 20 }), wildNumbers),
        },
        { requiredKeys: ['containers', 'configs'] },
      ),
    }),
  checked: ['live', 'props', 'servicePorts'],
  build: (chart, { id, strategy, call, live, servicePorts, props }) => {
    const strategies: Record<string, () => ReloadStrategy | undefined> = {
      rollout: () => ReloadStrategy.rollout(),
      immutable: () => ReloadStrategy.immutable(),
      live: () => ReloadStrategy.live(call, live),
      reloader: () => ReloadStrategy.reloader(),
      none: () => undefined,
    };
    new ConfigReloadingDeployment(chart, id, { reload: strategies[strategy](), servicePorts, ...props });
  },
};
