import * as kplus from 'cdk8s-plus-27';
import * as fc from 'fast-check';
import { NfsDriver } from '../../../src/patterns/nfs/nfs-driver';
import { NfsOnDelete } from '../../../src/storage-classes/nfs-csi';
import { NfsMountProfile } from '../../../src/storage-classes/nfs-mount';
import { NfsSharedStore } from '../../../src/patterns/nfs/nfs-shared-store';
import { NfsTestServer } from '../../../src/patterns/nfs/nfs-test-server';
import { Generator } from '../property';
import {
  annotations,
  anyNames,
  gibibytes,
  images,
  labels,
  mebibytes,
  names,
  optional,
  paths,
  resources,
  sizes,
  storageClasses,
  waysToMount,
} from './common';

const servers = fc.constantFrom('nfs.example.com', '192.0.2.1', '2001:db8::1', 'fs-0123456789abcdef0.efs.eu-central-1.amazonaws.com');
const REASON = 'Only for what can be made again.';

const DRIVERS = {
  inTree: fc.record({ server: servers, path: paths, nodesResolveClusterNames: fc.boolean() }, { requiredKeys: ['server', 'path'] }),
  csi: fc.record({ server: servers, share: paths, subDir: anyNames, volumeHandle: anyNames }, { requiredKeys: ['server', 'share'] }),
  csiDynamic: fc.record(
    {
      server: servers,
      share: paths,
      subDir: fc.constantFrom('${pvc.metadata.namespace}-${pvc.metadata.name}', '${pv.metadata.name}'),
      mountPermissions: fc.constantFrom('2770', '0750', '0777', '0'),
      reclaimPolicy: fc.constantFrom(...Object.values(kplus.PersistentVolumeReclaimPolicy)),
      onDelete: fc.constantFrom(...Object.values(NfsOnDelete)),
    },
    { requiredKeys: ['server', 'share'] },
  ),
  fromStorageClass: storageClasses,
};
type DriverKind = keyof typeof DRIVERS;

// eslint-disable-next-line @typescript-eslint/no-explicit-any
const MAKE: Record<DriverKind, (options: any) => NfsDriver> = {
  inTree: (options) => NfsDriver.inTree(options),
  csi: (options) => NfsDriver.csi(options),
  csiDynamic: (options) => NfsDriver.csiDynamic(options),
  fromStorageClass: (storageClass) => NfsDriver.fromStorageClass(storageClass),
};

const drivers = fc.oneof(
  ...(Object.keys(DRIVERS) as DriverKind[]).map((kind) =>
    fc.record({ kind: fc.constant(kind), options: DRIVERS[kind] as fc.Arbitrary<object> }),
  ),
);

const harmless = fc.uniqueArray(fc.constantFrom('noatime', 'nconnect=4', 'rsize=1048576', 'timeo=100'), { maxLength: 3 });

/** Options of the mount, with and without the words that some of them need. */
const mounts = fc.oneof(
  { weight: 3, arbitrary: harmless.map((mountOptions) => ({ mountOptions })) },
  { weight: 1, arbitrary: fc.constant({ mountOptions: ['soft'], acknowledge: { softMountMayCorruptData: REASON } }) },
  { weight: 1, arbitrary: fc.constant({ mountOptions: ['nolock'], acknowledge: { locksHoldOnOneNodeOnly: REASON } }) },
  {
    weight: 1,
    arbitrary: optional({
      mountProfile: fc.constantFrom(...Object.values(NfsMountProfile)),
      mountOptions: fc.uniqueArray(fc.constantFrom('soft', 'nolock', 'ro', 'vers=3'), { maxLength: 2 }),
      acknowledge: optional({
        softMountMayCorruptData: fc.constant(REASON),
        locksHoldOnOneNodeOnly: fc.constant(REASON),
        directoriesAreWorldWritable: fc.constant(REASON),
      }),
    }),
  },
);

const { READ_WRITE_MANY } = kplus.PersistentVolumeAccessMode;

/** A store, and a Deployment of cdk8s-plus that mounts it. */
export const nfsSharedStore: Generator = {
  construct: 'NfsSharedStore',
  recipes: () =>
    fc.record(
      {
        id: names(40),
        driver: drivers,
        props: fc.record(
          {
            capacity: sizes,
            name: names(40),
            accessMode: fc.oneof(
              { weight: 4, arbitrary: fc.constant(READ_WRITE_MANY) },
              { weight: 1, arbitrary: fc.constantFrom(...Object.values(kplus.PersistentVolumeAccessMode)) },
            ),
            group: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
            mountProfile: fc.constantFrom(...Object.values(NfsMountProfile)),
            labels,
            annotations,
          },
          { requiredKeys: ['capacity'] },
        ),
        // A class that exists has both decided.
        static: fc.tuple(mounts, optional({ storageClassName: anyNames })).map(([given, name]) => ({ ...given, ...name })),
        path: paths,
        mount: waysToMount(['app'], ['other']),
      },
      { requiredKeys: ['id', 'driver', 'props', 'static', 'path'] },
    ),
  checked: ['driver.options', 'props', 'static', 'path', 'mount'],
  isOpen: true,
  build: (chart, { id, driver: { kind, options }, props, static: decided, path, mount }) => {
    const store = new NfsSharedStore(chart, id, {
      driver: MAKE[kind as DriverKind](options),
      ...(kind !== 'fromStorageClass' && decided),
      ...props,
    });
    const securityContext = { ensureNonRoot: true, user: 10001, group: 10001 };
    const deployment = new kplus.Deployment(chart, 'workload', {
      metadata: { name: 'workload' },
      containers: ['app', 'other'].map((name) => ({ name, image: 'busybox:1.37.0', securityContext })),
    });
    store.mountInto(deployment, path, mount);
  },
};

/** A server for tests, which is privileged by nature. */
export const nfsTestServer: Generator = {
  construct: 'NfsTestServer',
  recipes: () =>
    fc.record({
      id: names(40),
      props: fc.record(
        {
          acknowledgeForTestsOnly: fc.constant(true),
          nodeNetworks: fc.uniqueArray(fc.constantFrom('192.0.2.0/24', '10.0.0.0/8', '2001:db8::/32'), { minLength: 1 }),
          name: names(40),
          clusterIP: fc.constantFrom('10.96.7.7', '10.96.200.1'),
          group: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
          sizeLimit: fc.oneof(mebibytes(64, 4096), gibibytes(1, 20)),
          image: images,
          resources,
          nodeSelector: labels,
          labels,
          annotations,
        },
        { requiredKeys: ['acknowledgeForTestsOnly', 'nodeNetworks'] },
      ),
    }),
  checked: ['props'],
  isOpen: true,
  build: (chart, { id, props }) => {
    new NfsTestServer(chart, id, props);
  },
};
