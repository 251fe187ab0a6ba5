import * as kplus from 'cdk8s-plus-27';
import * as fc from 'fast-check';
import { ImageVolumePullPolicy, PodField, PodVolume, ProjectedSource } from '../../../src';
import { Generator } from '../property';
import { Later } from '../recipe';
import {
  annotations,
  anyNames,
  claimOptions,
  configMaps,
  images,
  labels,
  names,
  optional,
  paths,
  seconds,
  secrets,
  storageClasses,
  waysToMount,
} from './common';
import { orWild, wildNames } from './wild';

/** Paths of files, of which some are in the way of others. */
const filePaths = fc.oneof(
  { weight: 9, arbitrary: names() },
  { weight: 1, arbitrary: fc.constantFrom('a', 'a/b', './a', 'a/b/c', '..data', '../a', '/a') },
);

const modes = fc.constantFrom(0o400, 0o440, 0o444, 0o644, 0, 0o777, 400, 644, 0o1777);

const items = fc.array(fc.record({ key: names(), path: filePaths, mode: modes }, { requiredKeys: ['key'] }), {
  minLength: 1,
  maxLength: 3,
});

const resources = orWild(
  fc.constantFrom(...(Object.values(kplus.ResourceFieldPaths) as string[])),
  fc.constantFrom('limits.gpu', 'cpu', ''),
);

const fields = fc.oneof(
  fc.constantFrom(PodField.NAME, PodField.NAMESPACE, PodField.UID, PodField.LABELS, PodField.ANNOTATIONS),
  orWild(names(), wildNames).map((key) => PodField.label(key)),
  names().map((key) => PodField.annotation(`example.com/${key}`)),
  fc
    .tuple(resources, fc.constantFrom('app', 'app', 'other', 'gone'), fc.constantFrom(undefined, '1', '1Mi', '1m'))
    .map((given) => PodField.resource(...given)),
  fc.constant(PodField.of('spec.nodeName')),
);

const podFiles = fc.array(fc.record({ path: filePaths, field: fields, mode: modes }, { requiredKeys: ['path', 'field'] }), {
  minLength: 1,
  maxLength: 3,
});

const token = { path: filePaths, audience: fc.constantFrom('vault', 'https://sts.example.com'), expiration: seconds(590, 100_000) };
const shown = optional({ items, optional: fc.boolean() });

/** One source of several, as it is handed over. */
const parts = fc.oneof(
  fc.record({ kind: fc.constant('configMap'), object: configMaps, options: shown }),
  fc.record({ kind: fc.constant('secret'), object: secrets, options: shown }),
  fc.record({ kind: fc.constant('downwardApi'), options: fc.record({ items: podFiles }) }),
  fc.record({ kind: fc.constant('serviceAccountToken'), options: optional(token) }),
);

const DRIVERS = ['secrets-store.csi.k8s.io', 'csi.cert-manager.io', 'csi.spiffe.io', 'ebs.csi.aws.com', 'x.csi.example.com'];

/** What each kind of volume is given, besides its name. */
const KINDS = {
  configMap: [{ configMap: configMaps, items, optional: fc.boolean(), defaultMode: modes }, ['configMap']],
  secret: [{ secret: secrets, items, optional: fc.boolean(), defaultMode: modes }, ['secret']],
  downwardApi: [{ items: podFiles, defaultMode: modes }, ['items']],
  serviceAccountToken: [token, []],
  projected: [{ sources: fc.array(parts, { minLength: 1, maxLength: 3 }), defaultMode: modes }, ['sources']],
  image: [{ reference: images, pullPolicy: fc.constantFrom(...Object.values(ImageVolumePullPolicy)) }, ['reference']],
  inlineCsi: [
    {
      driver: orWild(fc.constantFrom(...DRIVERS), wildNames),
      volumeAttributes: labels,
      fsType: fc.constantFrom('ext4', 'xfs'),
      nodePublishSecret: secrets,
      readOnly: fc.boolean(),
    },
    ['driver'],
  ],
  ephemeral: [
    {
      ...claimOptions,
      storageClass: storageClasses,
      labels,
      annotations,
      volumeMode: fc.constant(kplus.PersistentVolumeMode.FILE_SYSTEM),
    },
    ['storage', 'storageClass'],
  ],
} as const;

/** The first server that has volumes of images without a feature gate. */
const IMAGES_SINCE = 1035;

const volumes = (version: number) =>
  fc.oneof(
    ...Object.entries(KINDS)
      .filter(([kind]) => kind !== 'image' || version >= IMAGES_SINCE)
      .map(([kind, [model, required]]) => {
        const given = { ...model, name: anyNames } as Record<string, fc.Arbitrary<unknown>>;
        return fc.record({ kind: fc.constant(kind), options: fc.record(given, { requiredKeys: ['name', ...required] }) });
      }),
  );

interface Part {
  readonly kind: 'configMap' | 'secret' | 'downwardApi' | 'serviceAccountToken';
  readonly object?: Later;
  readonly options: never;
}

/** Whatever a recipe has in the place of sources. */
function sourcesOf(sources: unknown): unknown {
  if (!Array.isArray(sources)) return sources;
  return (sources as Array<Part | undefined>).map((part) => {
    if (part === undefined || part === null) return part;
    const { kind, object, options } = part;
    if (kind === 'configMap' || kind === 'secret') return ProjectedSource[kind](object as never, options);
    return kind === 'downwardApi' || kind === 'serviceAccountToken' ? ProjectedSource[kind](options) : part;
  });
}

/** Volumes that a Pod describes by itself, in a Deployment of cdk8s-plus, which has no word for what "restricted" asks for. */
export const podVolume: Generator = {
  construct: 'PodVolume',
  recipes: (version) =>
    fc.record(
      { volume: volumes(version), path: paths, mount: waysToMount(['app'], ['other'], ['app', 'other']) },
      { requiredKeys: ['volume', 'path'] },
    ),
  checked: ['volume.options', 'path', 'mount'],
  build: (chart, { volume: { kind, options }, path, mount }) => {
    const securityContext = { ensureNonRoot: true, user: 10001, group: 10001 };
    const deployment = new kplus.Deployment(chart, 'workload', {
      metadata: { name: 'workload' },
      securityContext: { fsGroup: 10001, fsGroupChangePolicy: kplus.FsGroupChangePolicy.ON_ROOT_MISMATCH },
      containers: ['app', 'other'].map((name) => ({ name, image: 'tools:1.29.1', securityContext })),
    });
    const given = kind === 'projected' && options ? { ...options, sources: sourcesOf(options.sources) } : options;
    const volume = PodVolume[kind as keyof typeof KINDS](given);
    volume.mountInto(deployment, path, mount);
  },
  isOpen: true,
};
