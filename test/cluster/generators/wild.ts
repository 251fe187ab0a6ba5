import { Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import * as fc from 'fast-check';
import { Later } from '../recipe';

/*
 * What the types allow and the API server need not: values at their limits and beyond, and combinations that cannot be.
 */

/** Mostly the first; now and then the second. */
export const orWild = <T, W>(tame: fc.Arbitrary<T>, wild: fc.Arbitrary<W>, weight = 40): fc.Arbitrary<T | W> =>
  fc.oneof({ weight, arbitrary: tame }, { weight: 1, arbitrary: wild });

export const wildNumbers = fc.constantFrom(0, 1, -1, 1.5, 101, 65535, 65536, 99999, 2 ** 31 - 1, 2 ** 31, 2 ** 53, 2 ** 63, NaN);

export const wildDurations = fc.constantFrom(
  Duration.seconds(0),
  Duration.millis(1),
  Duration.millis(1500),
  Duration.seconds(2 ** 31 - 1),
  Duration.seconds(2 ** 31),
  Duration.days(1e9),
  Duration.seconds(2 ** 53),
);

const text = (length: number): string => 'x'.repeat(length);

/** A value that needs a chart; none where cdk8s-plus itself refuses to make it. */
const later = (title: string, make: Later['make']): Later =>
  new Later(title, (chart, id) => {
    try {
      return make(chart, id);
    } catch {
      return undefined;
    }
  });

export const wildNames = fc.constantFrom(
  '',
  ' ',
  '-a',
  'a-',
  'a--b',
  'a..b',
  'a.b',
  'A',
  'a_b',
  'a/b',
  '0',
  '1a',
  'ä',
  text(15),
  text(16),
  text(63),
  text(64),
  text(253),
  text(254),
);

/** More than an object may have of annotations, in one or in several. */
export const wildAnnotations = fc.constantFrom<Record<string, string>>(
  { 'example.com/big': text(256 * 1024) },
  { 'example.com/one': text(128 * 1024), 'example.com/two': text(128 * 1024) },
  { 'example.com/large': text(200 * 1024) },
  { 'Example.com/Name': '' },
  { 'example.com/a/b': '' },
  { [`${text(254)}/a`]: '' },
  { '': 'a' },
);

/** More parameters than a class may have, by number and by size. */
export const wildParameters = fc.constantFrom<Record<string, string>>(
  Object.fromEntries(Array.from({ length: 513 }, (_, index) => [`p${index}`, 'a'])),
  { a: text(256 * 1024) },
  { a: text(200 * 1024) },
  { '': 'a' },
  { 'a b': '' },
);

export const wildLabels = fc.constantFrom<Record<string, string>>(
  { a: text(64) },
  { a: '-' },
  { a: 'a b' },
  { 'a b': '' },
  { 'EXAMPLE.com/a': '' },
  { [text(64)]: '' },
);

const paths = fc.constantFrom('/healthz', '', 'healthz', '/a b', '/ä', '?a=b', '../up', '\0');
const hosts = fc.constantFrom('127.0.0.1', '::1', 'localhost', '', 'a b', 'http://a');
const ports = fc.oneof(
  fc.integer({ min: 1, max: 65535 }),
  wildNumbers,
  fc.constantFrom('http', 'main', 'HTTP', '', text(16)) as fc.Arbitrary<never>,
);
const commands = fc.constantFrom<string[]>(['true'], [], [''], [text(1000)]);

const probeOptions = fc.record(
  {
    failureThreshold: wildNumbers,
    successThreshold: fc.oneof(fc.constantFrom(1, 2, 3), wildNumbers),
    initialDelaySeconds: wildDurations,
    periodSeconds: wildDurations,
    timeoutSeconds: wildDurations,
  },
  { requiredKeys: [] },
);

const schemes = fc.constantFrom(...Object.values(kplus.ConnectionScheme), 'http' as kplus.ConnectionScheme);

export const wildProbes = fc.oneof(
  fc
    .tuple(paths, probeOptions, fc.record({ port: ports, host: hosts, scheme: schemes }, { requiredKeys: [] }))
    .map(([path, options, more]) => kplus.Probe.fromHttpGet(path, { ...options, ...more })),
  fc.tuple(commands, probeOptions).map(([command, options]) => kplus.Probe.fromCommand(command, options)),
  fc
    .tuple(probeOptions, fc.record({ port: ports, host: hosts }, { requiredKeys: [] }))
    .map(([options, more]) => kplus.Probe.fromTcpSocket({ ...options, ...more })),
);

export const wildHandlers = fc.oneof(
  fc
    .tuple(paths, fc.record({ port: ports, host: hosts, scheme: schemes }, { requiredKeys: [] }))
    .map(([path, options]) => kplus.Handler.fromHttpGet(path, options)),
  commands.map((command) => kplus.Handler.fromCommand(command)),
  fc.record({ port: ports, host: hosts }, { requiredKeys: [] }).map((options) => kplus.Handler.fromTcpSocket(options)),
);

const portNames = fc.oneof(fc.constantFrom('http', 'main', 'http'), wildNames);
const protocols = fc.constantFrom(...Object.values(kplus.Protocol), 'http' as kplus.Protocol, 'tcp' as kplus.Protocol);

export const wildContainerPorts = fc.array(
  fc.record(
    {
      number: fc.oneof(fc.constantFrom(80, 8080), wildNumbers),
      name: portNames,
      protocol: protocols,
      hostPort: fc.oneof(fc.constantFrom(80, 8080), wildNumbers),
      hostIp: fc.constantFrom('0.0.0.0', '10.0.0.1', '::', '', 'localhost', '10.0.0.1/24', '010.0.0.1', '::ffff:1.2.3.4'),
    },
    { requiredKeys: ['number'] },
  ),
  { maxLength: 3 },
);

/** Ports of a Service in front of a container with this port. */
export const wildServicePorts = (open: number) =>
  fc.array(
    fc.record(
      {
        port: fc.oneof(fc.constantFrom(80, 443), wildNumbers),
        targetPort: fc.oneof({ weight: 5, arbitrary: fc.constant(open) }, { weight: 1, arbitrary: ports }),
        name: portNames,
        protocol: protocols,
        nodePort: fc.oneof(fc.constantFrom(30080), wildNumbers),
      },
      { requiredKeys: ['port'] },
    ),
    { maxLength: 3 },
  );

export const wildAccounts = wildNames.map((name) =>
  later(`the account ${name}`, (chart, id) => kplus.ServiceAccount.fromServiceAccountName(chart, id, name)),
);

const fieldRefs = fc.constantFrom(
  kplus.EnvValue.fromFieldRef(kplus.EnvFieldPaths.POD_LABEL, { key: 'a' }),
  kplus.EnvValue.fromFieldRef(kplus.EnvFieldPaths.POD_LABEL, { key: 'a b' }),
  kplus.EnvValue.fromFieldRef(kplus.EnvFieldPaths.POD_ANNOTATION, { key: 'example.com/a' }),
  kplus.EnvValue.fromFieldRef(kplus.EnvFieldPaths.POD_NAME, { apiVersion: 'v2' }),
  kplus.EnvValue.fromFieldRef(kplus.EnvFieldPaths.NODE_IP),
  kplus.EnvValue.fromFieldRef('spec.containers' as kplus.EnvFieldPaths),
);

const resourceRefs = fc
  .record(
    {
      resource: fc.constantFrom(...Object.values(kplus.ResourceFieldPaths), 'limits.pods' as kplus.ResourceFieldPaths),
      divisor: fc.constantFrom('1', '1m', '1Mi', '0', '2', 'x', ''),
      container: fc.constantFrom(undefined, 'app', 'nobody', 'A b'),
    },
    { requiredKeys: ['resource'] },
  )
  .map(({ resource, divisor, container }) => {
    const from = container === undefined ? undefined : ({ name: container } as kplus.Container);
    return kplus.EnvValue.fromResource(resource, { divisor, container: from });
  });

const keyRefs = fc
  .tuple(wildNames, wildNames)
  .map(([name, key]) =>
    later(`key ${key} of ${name}`, (chart, id) =>
      kplus.EnvValue.fromSecretValue({ secret: kplus.Secret.fromSecretName(chart, id, name), key }),
    ),
  );

const mapKeyRefs = fc
  .tuple(wildNames, wildNames)
  .map(([name, key]) =>
    later(`key ${key} of ${name}`, (chart, id) => kplus.EnvValue.fromConfigMap(kplus.ConfigMap.fromConfigMapName(chart, id, name), key)),
  );

export const wildEnv = fc.dictionary(
  fc.constantFrom('A', 'a.b-c', '1A', 'A B', '=', '', 'ä', '.', '..', '..a'),
  fc.oneof(fieldRefs, resourceRefs, keyRefs, mapKeyRefs),
  { maxKeys: 2 },
);

export const wildEnvFrom = fc.array(
  fc
    .tuple(wildNames, fc.constantFrom('P_', '', '1', 'a b', '=', 'ä'))
    .map(([name, prefix]) =>
      later(`all of ${name} as ${prefix}`, (chart, id) =>
        kplus.Env.fromConfigMap(kplus.ConfigMap.fromConfigMapName(chart, id, name), prefix),
      ),
    ),
  { maxLength: 2 },
);

const volumes = fc.oneof(
  fc
    .tuple(wildNames, wildNames, wildNumbers)
    .map(([name, secret, defaultMode]) =>
      later(`volume ${name} of Secret ${secret}, ${defaultMode}`, (chart, id) =>
        kplus.Volume.fromSecret(chart, `${id}-volume`, kplus.Secret.fromSecretName(chart, id, secret), { name, defaultMode }),
      ),
    ),
  fc.tuple(wildNames, fc.constantFrom('file', '../up', '/file', '', 'a/b'), wildNumbers).map(([key, path, mode]) =>
    later(`item ${key} at ${path}, ${mode}`, (chart, id) =>
      kplus.Volume.fromConfigMap(chart, `${id}-volume`, kplus.ConfigMap.fromConfigMapName(chart, id, 'settings'), {
        name: 'settings',
        items: { [key]: { path, mode } },
      }),
    ),
  ),
  fc.tuple(wildNames, wildNames).map(([name, claim]) =>
    later(`volume ${name} of claim ${claim}`, (chart, id) =>
      kplus.Volume.fromPersistentVolumeClaim(chart, `${id}-volume`, kplus.PersistentVolumeClaim.fromClaimName(chart, id, claim), {
        name,
      }),
    ),
  ),
  fc
    .tuple(wildNames, wildNames)
    .map(([name, driver]) => later(`volume ${name} of driver ${driver}`, (chart, id) => kplus.Volume.fromCsi(chart, id, driver, { name }))),
);

export const wildVolumeMounts = fc.array(
  fc.record(
    {
      path: fc.constantFrom('/mounted/a', '/mounted/b', '/mounted/a/'),
      volume: volumes,
      readOnly: fc.boolean(),
      subPath: fc.constantFrom('a', 'a/b', '/a', '../a', '', 'a/../b', '.'),
      subPathExpr: fc.constantFrom('$(POD_NAME)', '/a', '../a', ''),
      propagation: fc.constantFrom(...Object.values(kplus.MountPropagation)),
    },
    { requiredKeys: ['path', 'volume'] },
  ),
  { maxLength: 2 },
);

export const wildPeers = fc.oneof(
  wildNames.map((name) => later(`namespace ${name}`, (chart, id) => kplus.Namespaces.select(chart, id, { names: [name] }))),
  wildLabels.map((labels) => later(`namespaces ${JSON.stringify(labels)}`, (chart, id) => kplus.Namespaces.select(chart, id, { labels }))),
  wildLabels.map((labels) => later(`Pods ${JSON.stringify(labels)}`, (chart, id) => kplus.Pods.select(chart, id, { labels }))),
);

/** Ports of a network policy, made when they are asked for, since some cannot be made. */
export const wildPolicyPorts = fc
  .record(
    { port: wildNumbers, endPort: wildNumbers, protocol: fc.constantFrom(...Object.values(kplus.NetworkProtocol)) },
    { requiredKeys: ['port'] },
  )
  .map((port) => later(`ports ${JSON.stringify(port)}`, () => kplus.NetworkPolicyPort.of(port)));

export const wildStrategies = fc
  .record(
    {
      maxSurge: fc.tuple(fc.boolean(), wildNumbers),
      maxUnavailable: fc.tuple(fc.boolean(), wildNumbers),
    },
    { requiredKeys: [] },
  )
  .map((given) => {
    const amount = (pair: readonly [boolean, number] | undefined) =>
      pair && (pair[0] ? kplus.PercentOrAbsolute.percent(pair[1]) : kplus.PercentOrAbsolute.absolute(pair[1]));
    return later(`strategy ${JSON.stringify(given)}`, () =>
      kplus.DeploymentStrategy.rollingUpdate({ maxSurge: amount(given.maxSurge), maxUnavailable: amount(given.maxUnavailable) }),
    );
  });

/** Reasons in words that become annotations. */
export const wildReasons = fc.constantFrom(text(256 * 1024), text(100), 'ä\nb');
