import * as kplus from 'cdk8s-plus-27';
import * as fc from 'fast-check';
import { CsiLifecycleMode, FsGroupPolicy } from '../../../src/patterns/csi-node-plugin/csi-driver';
import { CsiNodePlugin } from '../../../src/patterns/csi-node-plugin/csi-node-plugin';
import { DaemonSetUpdateStrategy } from '../../../src/sets/daemon-set';
import { HostPathType } from '../../../src/volumes/host-path-type';
import { Generator } from '../property';
import { containerOptions, images, names, optional, podOptions, probes, seconds, stopDelays } from './common';
import { orWild, wildDurations, wildNames, wildNumbers, wildReasons } from './wild';

/** The first one mostly: the others seldom fit the rest. */
function rarelyWrong<T>(first: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof({ weight: 19, arbitrary: fc.constant(first) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
}

/** Given now and then. */
function rarely<T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: values });
}

const { PERSISTENT, EPHEMERAL } = CsiLifecycleMode;

const csiDriverAlone = fc.record(
  {
    attachRequired: fc.boolean(),
    fsGroupPolicy: fc.constantFrom(...Object.values(FsGroupPolicy)),
    podInfoOnMount: fc.boolean(),
    requiresRepublish: fc.boolean(),
    seLinuxMount: fc.boolean(),
    storageCapacity: fc.boolean(),
    volumeLifecycleModes: fc.constantFrom([PERSISTENT], [EPHEMERAL], [PERSISTENT, EPHEMERAL]),
  },
  { requiredKeys: ['attachRequired'] },
);

/** Newer servers warn where it is not said how tokens come. */
const tokens = fc.record({
  serviceAccountTokenInSecrets: fc.boolean(),
  tokenRequests: fc.uniqueArray(
    fc.record(
      {
        audience: orWild(fc.constantFrom('vault', 'sts.example.com'), wildNames),
        expiration: orWild(seconds(600, 7200), wildDurations),
      },
      { requiredKeys: ['audience'] },
    ),
    { minLength: 1, maxLength: 2, selector: ({ audience }) => audience },
  ),
});

const csiDriver = fc.tuple(csiDriverAlone, rarely(tokens)).map(([alone, asked]) => ({ ...alone, ...asked }));

const driver = fc
  .tuple(
    fc.record({ image: images, readiness: probes, liveness: probes }),
    optional({ ...containerOptions, volumeMounts: fc.constant([]), stopDelay: rarely(stopDelays) }),
    fc.boolean(),
  )
  .map(([least, more, isAsked]) => ({
    isAsked,
    container: {
      name: 'driver',
      ...more,
      ...least,
      hardening: { readOnlyRootFilesystem: more.hardening?.readOnlyRootFilesystem },
      // The probe of livenessImage asks it.
      ...(isAsked && { readiness: undefined, liveness: undefined }),
      ports: [{ name: 'metrics', number: 9189 }],
    },
  }));

const props = fc
  .record(
    {
      ...podOptions,
      user: rarelyWrong(0, 10001),
      group: rarelyWrong(0, 10001),
      shareProcessNamespace: rarelyWrong(false, true),
      name: orWild(names(52), wildNames),
      driverName: orWild(fc.constantFrom('drawn.csi.example.com', 'drawn.example.com'), wildNames),
      csiDriver,
      drawn: driver,
      acknowledgePrivileged: orWild(fc.constant('It mounts volumes for others.'), wildReasons),
      registrarImage: images,
      stagesVolumes: fc.boolean(),
      registrarPort: orWild(fc.integer({ min: 20_000, max: 20_999 }), wildNumbers),
      kubeletRoot: rarelyWrong('/var/lib/kubelet', '/var/lib/k0s/kubelet', '/var/snap/microk8s/common/var/lib/kubelet/', '/var'),
      devices: fc.boolean(),
      hostMounts: fc.constantFrom(
        [],
        [{ name: 'udev', path: '/run/udev', type: HostPathType.DIRECTORY }],
        [{ name: 'sys', path: '/sys', type: HostPathType.DIRECTORY, mountPath: '/host/sys' }],
      ),
      apiAccess: fc.constantFrom(
        [],
        [],
        [{ resources: ['nodes'], verbs: ['get'] }],
        [{ apiGroup: 'storage.k8s.io', resources: ['csinodes'], verbs: ['get', 'list'] }],
      ),
      apiServerPorts: fc.constantFrom([443], [443, 6443]),
      tolerations: fc.constantFrom(
        [kplus.NodeTaintQuery.any()],
        [kplus.NodeTaintQuery.exists('node-role.kubernetes.io/control-plane')],
        [],
      ),
      updateStrategy: fc.oneof(
        fc.constant(DaemonSetUpdateStrategy.onDelete()),
        fc
          .constantFrom(kplus.PercentOrAbsolute.absolute(1), kplus.PercentOrAbsolute.percent(10))
          .map((maxUnavailable) => DaemonSetUpdateStrategy.rollingUpdate({ maxUnavailable })),
      ),
      minReady: orWild(seconds(0, 60), wildDurations),
      revisionHistoryLimit: orWild(fc.integer({ min: 0, max: 20 }), wildNumbers),
      hostNetwork: rarelyWrong(false, true),
    },
    {
      requiredKeys: ['name', 'driverName', 'csiDriver', 'drawn', 'acknowledgePrivileged', 'registrarImage', 'stagesVolumes'],
    },
  )
  .map(({ drawn, ...more }) => ({
    ...more,
    driver: drawn.container,
    ...(drawn.isAsked && { livenessImage: 'registry.k8s.io/sig-storage/livenessprobe:v2.17.0', livenessPort: 21_000 }),
  }));

/** What mounts for others, which only "privileged" allows. */
export const csiNodePlugin: Generator = {
  construct: 'CsiNodePlugin',
  recipes: () => fc.record({ id: names(), props }),
  checked: ['props'],
  isOpen: true,
  build: (chart, { id, props: given }) => {
    new CsiNodePlugin(chart, id, given);
  },
};
