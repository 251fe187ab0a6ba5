import { Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import * as fc from 'fast-check';
import {
  ClaimSource,
  FileSystem,
  MountAccess,
  MountPropagation,
  RecursiveReadOnly,
  ScratchMedium,
  SeccompProfile,
  SELinuxChangePolicy,
  SELinuxOptions,
  ZonalStorageClass,
} from '../../../src';
import { Later } from '../recipe';
import {
  orWild,
  wildAccounts,
  wildAnnotations,
  wildContainerPorts,
  wildDurations,
  wildEnv,
  wildEnvFrom,
  wildHandlers,
  wildLabels,
  wildNames,
  wildPeers,
  wildProbes,
  wildVolumeMounts,
} from './wild';

/*
 * Values as users write them: mostly right, at the limits now and then, and sometimes in combinations that cannot be.
 */

/** A PriorityClass that the tests make, since a Pod with an unknown one is refused. */
export const PRIORITY_CLASS = 'cdk8s-storage-generated';

export const optional = <T extends object>(model: { [Key in keyof T]: fc.Arbitrary<T[Key]> }): fc.Arbitrary<Partial<T>> =>
  fc.record(model, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>;

/** Given now and then, since it seldom fits the rest. */
export const rarely = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: values });

const letters = 'abcdefghijklmnopqrstuvwxyz';
const word = (max: number): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom(...letters),
      fc.string({ unit: fc.constantFrom(...letters, ...'0123456789-'), maxLength: max - 2 }),
      fc.constantFrom(...letters, ...'0123456789'),
    )
    .map((parts) => parts.join(''));

/** A name, mostly short, at times as long as may be. */
export const names = (longest = 63): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 9, arbitrary: word(12) },
    { weight: 1, arbitrary: fc.integer({ min: 13, max: longest }).chain((length) => word(length)) },
  );

/** The same, and now and then what is none. */
export const anyNames = orWild(names(), wildNames);

const plainLabels = fc.dictionary(
  fc.oneof(
    names().map((name) => `example.com/${name}`),
    names(),
  ),
  fc.oneof(names(), fc.constantFrom('', '1.2.3', 'A_b', 'true', '0123')),
  { maxKeys: 3 },
);

const plainAnnotations = fc.dictionary(
  names().map((name) => `example.com/${name}`),
  fc.oneof({ weight: 39, arbitrary: fc.string() }, fc.constantFrom('a\u2028b', '\ta\nb', ' \n')),
  { maxKeys: 3 },
);

export const labels = orWild(plainLabels, wildLabels);
export const annotations = orWild(plainAnnotations, wildAnnotations);

export const images = fc.oneof(
  fc.constantFrom('tools:1.29.1', 'registry.example.com:5000/team/app:2026.11', 'busybox:1.37.0'),
  names(20).map((name) => `registry.example.com/${name}@sha256:${'0123456789abcdef'.repeat(4)}`),
);

export const mebibytes = (min: number, max: number): fc.Arbitrary<Size> => fc.integer({ min, max }).map((amount) => Size.mebibytes(amount));
export const gibibytes = (min: number, max: number): fc.Arbitrary<Size> => fc.integer({ min, max }).map((amount) => Size.gibibytes(amount));
export const sizes = fc.oneof(
  mebibytes(1, 4096),
  gibibytes(1, 2000),
  fc.integer({ min: 1, max: 10_000 }).map((amount) => Size.kibibytes(amount)),
);
export const seconds = (min: number, max: number): fc.Arbitrary<Duration> =>
  fc.integer({ min, max }).map((amount) => Duration.seconds(amount));

/** How long a container goes on before it is told to stop. */
export const stopDelays = fc.record({ time: orWild(seconds(1, 29), wildDurations), native: fc.boolean() }, { requiredKeys: ['time'] });

/** Request and limit that fit each other, or one of them. */
function ranges<T>(amounts: fc.Arbitrary<number>, of: (amount: number) => T): fc.Arbitrary<{ request?: T; limit?: T }> {
  return fc.tuple(amounts, amounts, fc.constantFrom('both', 'request', 'limit')).map(([one, other, which]) => ({
    ...(which !== 'limit' && { request: of(Math.min(one, other)) }),
    ...(which !== 'request' && { limit: of(Math.max(one, other)) }),
  }));
}

export const resources = optional<kplus.ContainerResources>({
  cpu: ranges(fc.integer({ min: 1, max: 8000 }), (amount) => kplus.Cpu.millis(amount)),
  memory: ranges(fc.integer({ min: 16, max: 16384 }), (amount) => Size.mebibytes(amount)),
  ephemeralStorage: ranges(fc.integer({ min: 64, max: 65536 }), (amount) => Size.mebibytes(amount)),
});

export const paths = fc.array(names(), { minLength: 1, maxLength: 3 }).map((parts) => `/data/${parts.join('/')}`);

const named = (text: string, make: Later['make']): Later => new Later(text, make);

export const secrets = names().map((name) => named(`Secret ${name}`, (chart, id) => kplus.Secret.fromSecretName(chart, id, name)));
export const configMaps = names().map((name) =>
  named(`ConfigMap ${name}`, (chart, id) => kplus.ConfigMap.fromConfigMapName(chart, id, name)),
);

export const storageClasses = names().map((name) => ZonalStorageClass.fromStorageClassName(name));

/** Texts of files, of what readers and writers of YAML fall over too. */
export const fileTexts = fc.oneof(
  { weight: 2, arbitrary: fc.string({ minLength: 1 }) },
  {
    weight: 3,
    arbitrary: fc
      .array(
        fc.constantFrom(
          ...['\t', '\n', '\n', '\r\n', ' ', 'a', 'word ', ': ', ' #', '- ', '---', '"', '\\', '|', '{{', 'x'.repeat(90)],
          ...['\n \n', '\0', '\x1b', '\x7f', '\x85', '\u2028', '\ufeff', '\ufffe', '😀', 'é'],
        ),
        { minLength: 1, maxLength: 9 },
      )
      .map((parts) => parts.join('')),
  },
);

const envValues: fc.Arbitrary<kplus.EnvValue | Later> = fc.oneof(
  fc.oneof({ weight: 9, arbitrary: fc.string() }, fileTexts).map((text) => kplus.EnvValue.fromValue(text)),
  fc.constant(kplus.EnvValue.fromFieldRef(kplus.EnvFieldPaths.POD_NAME)),
  fc.constant(kplus.EnvValue.fromResource(kplus.ResourceFieldPaths.MEMORY_LIMIT)),
  names().map((name) =>
    named(`key of Secret ${name}`, (chart, id) =>
      kplus.EnvValue.fromSecretValue({ secret: kplus.Secret.fromSecretName(chart, id, name), key: 'key' }),
    ),
  ),
  names().map((name) =>
    named(`key of ConfigMap ${name}`, (chart, id) =>
      kplus.EnvValue.fromConfigMap(kplus.ConfigMap.fromConfigMapName(chart, id, name), 'key'),
    ),
  ),
);

export const env = fc.dictionary(
  names().map((name) => name.toUpperCase().replace(/-/g, '_')),
  envValues,
  { maxKeys: 3 },
);

export const probes = orWild(
  fc.oneof(
    fc
      .record({ port: fc.integer({ min: 1, max: 65535 }), period: seconds(1, 60) })
      .map(({ port, period }) => kplus.Probe.fromHttpGet('/healthz', { port, periodSeconds: period })),
    fc.integer({ min: 1, max: 10 }).map((failureThreshold) => kplus.Probe.fromCommand(['true'], { failureThreshold })),
    fc.integer({ min: 1, max: 65535 }).map((port) => kplus.Probe.fromTcpSocket({ port })),
  ),
  wildProbes,
);

const handlers = orWild(
  fc.oneof(
    fc.constant(kplus.Handler.fromCommand(['sync'])),
    fc.integer({ min: 1, max: 65535 }).map((port) => kplus.Handler.fromHttpGet('/stop', { port })),
    fc.integer({ min: 1, max: 65535 }).map((port) => kplus.Handler.fromTcpSocket({ port })),
  ),
  wildHandlers,
);

const capabilities = fc.uniqueArray(fc.constantFrom(...Object.values(kplus.Capability)), { maxLength: 2 });

/** Mostly what "restricted" allows. */
const containerHardening = fc.oneof(
  {
    weight: 4,
    arbitrary: optional({ readOnlyRootFilesystem: fc.boolean(), capabilities: fc.constant([kplus.Capability.NET_BIND_SERVICE]) }),
  },
  { weight: 1, arbitrary: optional({ allowPrivilegeEscalation: fc.boolean(), readOnlyRootFilesystem: fc.boolean(), capabilities }) },
);

const podHardening = fc.oneof(
  {
    weight: 4,
    arbitrary: optional({
      readOnlyRootFilesystem: fc.boolean(),
      automountServiceAccountToken: fc.boolean(),
      enableServiceLinks: fc.boolean(),
      fsGroupChangePolicy: fc.constantFrom(...Object.values(kplus.FsGroupChangePolicy)),
      networkPolicy: fc.boolean(),
      // The other one is behind a feature gate.
      seLinuxChangePolicy: fc.constant(SELinuxChangePolicy.RECURSIVE),
      seLinuxOptions: optional<SELinuxOptions>({
        level: orWild(fc.constantFrom('s0', 's0:c123,c456'), wildNames),
        role: fc.constant('system_r'),
        type: orWild(fc.constant('container_t'), wildNames),
        user: fc.constant('system_u'),
      }),
    }),
  },
  {
    weight: 1,
    arbitrary: optional({
      allowPrivilegeEscalation: fc.boolean(),
      capabilities,
      runAsNonRoot: fc.boolean(),
      seccompProfile: fc.constantFrom(...Object.values(SeccompProfile)),
    }),
  },
);

const ports = fc.uniqueArray(
  fc.record(
    { number: fc.integer({ min: 1, max: 65535 }), name: names(15), protocol: fc.constantFrom(...Object.values(kplus.Protocol)) },
    { requiredKeys: ['number'] },
  ),
  { maxLength: 2, selector: ({ number }) => number },
);

/** All that a container of ours may be given, but for its name. */
export const containerOptions = {
  image: images,
  command: fc.array(fc.oneof({ weight: 12, arbitrary: fc.string() }, fileTexts), { minLength: 1, maxLength: 3 }),
  args: fc.array(fc.string(), { maxLength: 3 }),
  workingDir: paths,
  env: orWild(env, wildEnv),
  envFrom: orWild(
    fc.array(
      fc.oneof(
        names().map((name) =>
          named(`all of Secret ${name}`, (chart, id) => kplus.Env.fromSecret(kplus.Secret.fromSecretName(chart, id, name))),
        ),
        names().map((name) =>
          named(`all of ConfigMap ${name}`, (chart, id) =>
            kplus.Env.fromConfigMap(kplus.ConfigMap.fromConfigMapName(chart, id, name), 'P_'),
          ),
        ),
      ),
      { maxLength: 2 },
    ),
    wildEnvFrom,
  ),
  ports: orWild(ports, wildContainerPorts),
  lifecycle: optional({ postStart: handlers, preStop: handlers }),
  resources,
  liveness: probes,
  readiness: probes,
  startup: probes,
  imagePullPolicy: fc.constantFrom(...Object.values(kplus.ImagePullPolicy)),
  volumeMounts: orWild(
    fc.array(
      fc.record({
        path: names().map((name) => `/mounted/${name}`),
        volume: names(30).map((name) =>
          named(`claim ${name}`, (chart, id) =>
            kplus.Volume.fromPersistentVolumeClaim(chart, `${id}-volume`, kplus.PersistentVolumeClaim.fromClaimName(chart, id, name), {
              name,
            }),
          ),
        ),
      }),
      { maxLength: 1 },
    ),
    wildVolumeMounts,
  ),
  writablePaths: fc.uniqueArray(fc.constantFrom('/tmp', '/var/cache/app', '/run/app'), { maxLength: 2 }),
  hardening: containerHardening,
};

/** Containers with names of their own. */
export function containers<Extra extends object>(
  extra: { [Key in keyof Extra]: fc.Arbitrary<Extra[Key]> },
  most = 3,
): fc.Arbitrary<object[]> {
  const model = { name: names(), ...containerOptions, ...extra };
  return fc.uniqueArray(fc.record(model as Record<string, fc.Arbitrary<unknown>>, { requiredKeys: ['name', 'image'] }), {
    minLength: 1,
    maxLength: most,
    selector: ({ name }) => name,
  });
}

export const peers = fc.oneof(
  names().map((name) => named(`namespace ${name}`, (chart, id) => kplus.Namespaces.select(chart, id, { names: [name] }))),
  plainLabels.map((some) => named(`Pods ${JSON.stringify(some)}`, (chart, id) => kplus.Pods.select(chart, id, { labels: { ...some } }))),
  fc.constant(named('any address', (chart, id) => kplus.NetworkPolicyIpBlock.anyIpv4(chart, id))),
  fc.constant(named('a block', (chart, id) => kplus.NetworkPolicyIpBlock.ipv4(chart, id, '10.0.0.0/8', ['10.1.0.0/16']))),
  fc.constant(named('all Pods', (chart, id) => kplus.Pods.all(chart, id))),
);

const addresses = fc.constantFrom('192.0.2.1', '2001:db8::1', '10.0.0.53');

const hostAlias = fc.record({ ip: addresses, hostnames: fc.array(names(), { minLength: 1, maxLength: 2 }) });

/** Names of what is no secret, whatever it looks like. */
export const notSecret = rarely(fc.dictionary(names(20), fc.constant('It is public.'), { maxKeys: 2 }));

/** All that a Pod of ours may be given. */
export const podOptions = {
  user: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  group: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  labels,
  annotations,
  serviceAccount: orWild(
    fc.constant(named('the account of the namespace', (chart, id) => kplus.ServiceAccount.fromServiceAccountName(chart, id, 'default'))),
    wildAccounts,
  ),
  terminationGracePeriod: orWild(seconds(0, 7200), wildDurations),
  nodeSelector: labels,
  priorityClassName: orWild(fc.constant(PRIORITY_CLASS), wildNames),
  dockerRegistryAuth: orWild(
    secrets,
    wildNames.map((name) => named(`Secret ${name}`, (chart, id) => kplus.Secret.fromSecretName(chart, id, name))),
  ),
  dns: optional<kplus.PodDnsProps>({
    hostname: names(),
    subdomain: names(),
    hostnameAsFQDN: fc.boolean(),
    policy: fc.constantFrom(kplus.DnsPolicy.CLUSTER_FIRST, kplus.DnsPolicy.DEFAULT),
    nameservers: fc.uniqueArray(addresses, { maxLength: 3 }),
    searches: fc.uniqueArray(names(), { maxLength: 6 }),
    options: fc.array(
      fc.record({ name: fc.constantFrom('ndots', 'edns0'), value: fc.constantFrom('2', '5') }, { requiredKeys: ['name'] }),
      { maxLength: 2 },
    ),
  }),
  hostAliases: fc.oneof(
    { weight: 9, arbitrary: fc.uniqueArray(hostAlias, { maxLength: 2, selector: ({ ip }) => ip }) },
    { weight: 1, arbitrary: fc.array(hostAlias, { maxLength: 3 }) },
  ),
  shareProcessNamespace: fc.boolean(),
  allowFrom: fc.array(orWild(peers, wildPeers), { maxLength: 2 }),
  allowTo: fc.array(orWild(peers, wildPeers), { maxLength: 2 }),
  hardening: podHardening,
  notSecret,
};

export const mediums = fc.oneof(
  fc.constantFrom(ScratchMedium.DISK, ScratchMedium.MEMORY),
  storageClasses.map((storageClass) => ScratchMedium.volumeOf(storageClass)),
);

export const accesses = fc.constantFrom(...Object.values(MountAccess));

/** How a volume is mounted, into some of the containers of a workload; at times with what few people need. */
export function waysToMount(...containersOf: string[][]): fc.Arbitrary<object> {
  const common = { access: accesses, containers: fc.constantFrom(...containersOf) };
  const rare = {
    subPath: anyNames,
    subPathExpr: names(),
    propagation: fc.constantFrom(...Object.values(MountPropagation)),
    recursiveReadOnly: fc.constantFrom(...Object.values(RecursiveReadOnly)),
  };
  return fc.oneof({ weight: 2, arbitrary: optional(common) }, { weight: 1, arbitrary: optional({ ...common, ...rare }) });
}
export const fileSystems = fc.constantFrom(...Object.values(FileSystem));

export const seeds = fc.record(
  { image: images, path: paths, directory: names(), version: fc.constantFrom('1', '2026.11.3'), resources },
  { requiredKeys: ['image', 'path'] },
);

export const dataSources = names().map((name) => ClaimSource.fromSnapshotName(name));

/** What a claim may be given, but for its class. */
export const claimOptions = {
  storage: sizes,
  name: names(),
  accessModes: fc.oneof(
    fc.constantFrom(...Object.values(kplus.PersistentVolumeAccessMode)).map((mode) => [mode]),
    fc.uniqueArray(fc.constantFrom(...Object.values(kplus.PersistentVolumeAccessMode)), { minLength: 1 }),
  ),
  volumeMode: fc.constantFrom(...Object.values(kplus.PersistentVolumeMode)),
  dataSource: rarely(dataSources),
  volumeAttributesClassName: names(),
  labels,
  annotations,
};
