import * as kplus from 'cdk8s-plus-27';
import * as fc from 'fast-check';
import { ZonalStorageClass } from '../../../src';
import { ClaimRetention, ClaimTemplate } from '../../../src/volumes/claim-template';
import { PersistentVolume } from '../../../src/volumes/persistent-volume';
import { PersistentVolumeSource } from '../../../src/volumes/persistent-volume-source';
import { Claim } from '../../../src/volumes/claim';
import { Generator } from '../property';
import { annotations, anyNames, claimOptions, images, labels, names, paths, sizes, storageClasses, waysToMount } from './common';
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
  checked: ['source.options', 'props', 'claim'],
  build: (chart, { id, source: { kind, options }, props, claim }) => {
    const source = PersistentVolumeSource[kind as SourceKind](options);
    new PersistentVolume(chart, id, { source, ...props });
    if (claim !== undefined) new Claim(chart, 'claim', claim);
  },
  leastAccepted: 0.2,
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
  leastAccepted: 0.2,
};
