import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import * as fc from 'fast-check';
import { LocalVolumes, StorageQuota, ZonalStorageClass } from '../../../src';
import { ClaimRetention, ClaimTemplate } from '../../../src/volumes/claim-template';
import { PersistentVolume } from '../../../src/volumes/persistent-volume';
import { HostPathType } from '../../../src/volumes/host-path-type';
import { PersistentVolumeSource } from '../../../src/volumes/persistent-volume-source';
import { Claim } from '../../../src/volumes/claim';
import { Generator } from '../property';
import {
  annotations,
  anyNames,
  claimOptions,
  images,
  labels,
  mebibytes,
  names,
  paths,
  rarely,
  sizes,
  storageClasses,
  waysToMount,
} from './common';
import { orWild, wildNames } from './wild';

const secretLocations = fc.record({ name: anyNames, namespace: anyNames });

const SOURCES = {
  nfs: fc.record(
    { server: fc.constantFrom('nfs.example.com', '192.0.2.1', '2001:db8::1'), path: paths, readOnly: fc.boolean() },
    { requiredKeys: ['server', 'path'] },
  ),
  csi: fc.record(
    {
      driver: orWild(
        names().map((name) => `${name}.csi.example.com`),
        wildNames,
      ),
      volumeHandle: fc.string({ minLength: 1 }),
      volumeAttributes: labels,
      fsType: fc.constantFrom('ext4', 'xfs'),
      readOnly: fc.boolean(),
      nodeStageSecret: secretLocations,
      nodePublishSecret: secretLocations,
    },
    { requiredKeys: ['driver', 'volumeHandle'] },
  ),
  hostPath: fc.record(
    {
      path: paths,
      type: fc.constantFrom(...Object.values(HostPathType)),
      acknowledgeForTestsOrOneNode: fc.constantFrom(true, true, true, false),
    },
    { requiredKeys: ['path', 'acknowledgeForTestsOrOneNode'] },
  ),
  local: fc.record({ path: paths, fsType: fc.constantFrom('ext4', 'xfs') }, { requiredKeys: ['path'] }),
};
type SourceKind = keyof typeof SOURCES;

const mostly = <T>(usual: T, other: T): fc.Arbitrary<T> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constant(other) });

const sources = fc.oneof(
  ...(Object.keys(SOURCES) as SourceKind[]).map((kind) =>
    fc.record({ kind: fc.constant(kind), options: SOURCES[kind] as fc.Arbitrary<object> }),
  ),
);

/** Volumes that exist already, and claims on them. */
export const persistentVolume: Generator = {
  construct: 'PersistentVolume',
  recipes: () =>
    fc.record(
      {
        id: names(),
        source: sources,
        props: fc.record(
          {
            storage: sizes,
            accessModes: fc.oneof(
              // Few sources have others.
              { weight: 9, arbitrary: fc.constant([kplus.PersistentVolumeAccessMode.READ_WRITE_ONCE]) },
              { weight: 1, arbitrary: claimOptions.accessModes },
            ),
            name: anyNames,
            storageClassName: fc.oneof(anyNames, fc.constant('')),
            claimRef: fc.record({ name: anyNames, namespace: anyNames }),
            // Few sources can be deleted, or are devices.
            reclaimPolicy: mostly(kplus.PersistentVolumeReclaimPolicy.RETAIN, kplus.PersistentVolumeReclaimPolicy.DELETE),
            volumeMode: mostly(kplus.PersistentVolumeMode.FILE_SYSTEM, kplus.PersistentVolumeMode.BLOCK),
            volumeAttributesClassName: rarely(names()),
            mountOptions: fc.array(fc.constantFrom('noatime', 'ro', 'hard'), { maxLength: 2 }),
            nodeAffinity: fc.oneof(
              fc.record({ 'kubernetes.io/hostname': names().map((name) => [name]) }),
              fc.dictionary(
                names().map((name) => `topology.example.com/${name}`),
                fc.array(anyNames, { minLength: 1, maxLength: 2 }),
                { minKeys: 1, maxKeys: 2 },
              ),
            ),
            labels,
            annotations,
          },
          { requiredKeys: ['storage', 'accessModes'] },
        ),
        bound: fc.record({ name: anyNames, namespace: fc.constant(undefined), labels, annotations }, { requiredKeys: [] }),
        claim: fc.record(
          {
            ...claimOptions,
            storageClass: storageClasses,
            volumeName: anyNames,
            namespace: orWild(fc.constant(undefined), wildNames),
            selector: labels,
          },
          { requiredKeys: ['storage'] },
        ),
      },
      { requiredKeys: ['id', 'source', 'props'] },
    ),
  checked: ['source.options', 'props', 'claim', 'bound'],
  build: (chart, { id, source: { kind, options }, props, claim, bound }) => {
    const source = PersistentVolumeSource[kind as SourceKind](options);
    const volume = new PersistentVolume(chart, id, { source, ...props });
    if (bound !== undefined && (props?.claimRef ?? undefined) === undefined) volume.claim(chart, 'bound', bound);
    if (claim !== undefined) new Claim(chart, 'claim', claim);
  },
};

const { READ_WRITE_ONCE, READ_WRITE_ONCE_POD } = kplus.PersistentVolumeAccessMode;

/** Claim templates in a StatefulSet of cdk8s-plus, which has no word for what "restricted" asks for. */
export const claimTemplate: Generator = {
  construct: 'ClaimTemplate',
  recipes: () =>
    fc.record(
      {
        id: names(),
        set: names(52),
        image: images,
        className: anyNames,
        template: fc.record(
          {
            ...claimOptions,
            accessModes: fc.constantFrom([READ_WRITE_ONCE], [READ_WRITE_ONCE_POD]),
            volumeMode: fc.constant(kplus.PersistentVolumeMode.FILE_SYSTEM),
            whenDeleted: fc.constantFrom(...Object.values(ClaimRetention)),
            whenScaled: fc.constantFrom(...Object.values(ClaimRetention)),
          },
          { requiredKeys: ['storage'] },
        ),
        path: paths,
        mount: waysToMount(['app'], ['other']),
      },
      { requiredKeys: ['id', 'set', 'image', 'className', 'template', 'path'] },
    ),
  checked: ['template', 'path', 'mount'],
  isOpen: true,
  build: (chart, { id, set: name, image, className, template, path, mount }) => {
    const securityContext = { ensureNonRoot: true, user: 10001, group: 10001 };
    const service = new kplus.Service(chart, 'service', { metadata: { name }, clusterIP: 'None', ports: [{ port: 80 }] });
    const set = new kplus.StatefulSet(chart, 'set', {
      metadata: { name },
      service,
      securityContext: { fsGroup: 10001, fsGroupChangePolicy: kplus.FsGroupChangePolicy.ON_ROOT_MISMATCH },
      containers: ['app', 'other'].map((container) => ({ name: container, image, securityContext })),
    });
    const storageClass = ZonalStorageClass.fromStorageClassName(className);
    new ClaimTemplate(set, id, template && { storageClass, ...template }).mountInto(set, path, mount);
  },
};

/** Disks of nodes, and the claims of a set on them. */
export const localVolumes: Generator = {
  construct: 'LocalVolumes',
  recipes: () =>
    fc.record(
      {
        id: names(20),
        props: fc.record(
          {
            disks: fc.array(
              fc.record(
                {
                  node: orWild(fc.constantFrom('node-1', 'node-2', 'Node-3.example.com'), wildNames),
                  path: paths,
                  storage: sizes,
                  volumeMode: mostly(kplus.PersistentVolumeMode.FILE_SYSTEM, kplus.PersistentVolumeMode.BLOCK),
                  fsType: fc.constantFrom('ext4', 'xfs'),
                },
                { requiredKeys: ['node', 'path', 'storage'] },
              ),
              { minLength: 1, maxLength: 4 },
            ),
            name: names(40),
            labels,
          },
          { requiredKeys: ['disks'] },
        ),
        claim: fc.record(
          { ...claimOptions, accessModes: fc.constant([READ_WRITE_ONCE]), volumeAttributesClassName: fc.constant(undefined) },
          { requiredKeys: ['storage'] },
        ),
      },
      { requiredKeys: ['id', 'props'] },
    ),
  checked: ['props', 'claim'],
  build: (chart, { id, props, claim }) => {
    const local = new LocalVolumes(chart, id, props);
    if (claim !== undefined) local.claim(chart, 'claim', claim);
  },
};

/** How much a namespace may have; claims of the case itself may exceed it. */
export const storageQuota: Generator = {
  construct: 'StorageQuota',
  recipes: () =>
    fc.record(
      {
        id: names(40),
        props: fc.record(
          {
            storage: sizes,
            claims: fc.integer({ min: 0, max: 20 }),
            classes: fc.array(
              fc.record(
                { storageClass: storageClasses, storage: sizes, claims: fc.integer({ min: 0, max: 20 }) },
                { requiredKeys: ['storageClass'] },
              ),
              { maxLength: 2 },
            ),
            claimSizes: fc.oneof(
              fc.record({ min: mebibytes(1, 100), max: mebibytes(90, 5000) }),
              fc.record({ min: sizes }),
              fc.record({ max: sizes }),
            ),
            ephemeral: fc
              .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: -1, max: 9 }))
              .map(([small, more]) => [Size.gibibytes(small), Size.gibibytes(Math.max(1, small + more))])
              .map(([least, most]) => ({ requests: least, limits: most, defaultRequest: least, defaultLimit: most })),
            snapshots: fc.nat(20),
            name: names(40),
            namespace: fc.constant(undefined),
            labels,
            annotations,
          },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: ['id', 'props'] },
    ),
  checked: ['props'],
  build: (chart, { id, props }) => {
    new StorageQuota(chart, id, props);
  },
};
