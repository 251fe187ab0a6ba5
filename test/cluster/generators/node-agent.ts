import * as kplus from 'cdk8s-plus-27';
import * as fc from 'fast-check';
import { NodeAgent } from '../../../src/patterns/node-agent/node-agent';
import { DaemonSetUpdateStrategy } from '../../../src/sets/daemon-set';
import { HostPathType } from '../../../src/volumes/host-path-type';
import { MountAccess, MountPropagation, RecursiveReadOnly } from '../../../src/workloads/mount-options';
import { Generator } from '../property';
import { containerOptions, images, names, optional, podOptions, probes, seconds, stopDelays } from './common';
import { orWild, wildDurations, wildNames, wildNumbers, wildReasons } from './wild';

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
    { name: 'agent', ...more, ...least, ports: [{ name: 'main', number: 9100 }] },
    ...(other === undefined ? [] : [other]),
  ]);

const reason = rarelyGiven(orWild(fc.constant('It measures what the node does.'), wildReasons));

function rarelyGiven<T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 30, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: values });
}

/** The first one mostly: the others seldom fit the rest. */
function rarelyWrong<T>(first: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof({ weight: 9, arbitrary: fc.constant(first) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
}

/** Paths with the word that they need, now and then without it. */
const places = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom(
      { path: '/run/log/journal' },
      { path: '/var/log/audit' },
      { path: '/sys', mountPath: '/host/sys', access: MountAccess.READ_ONLY },
      { path: '/var/log' },
      { path: '/srv/agent' },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      { path: '/', mountPath: '/host/root', acknowledgeWholeNode: 'It measures file systems.' },
      { path: '/var/lib/kubelet', acknowledgeKubeletDirectory: 'It measures volumes.' },
      { path: '/run/containerd/containerd.sock', acknowledgeRuntimeSocket: 'It names containers.' },
      { path: '/proc', mountPath: '/host/proc', acknowledgeSystemPath: 'It measures processes.' },
      { path: '/etc', mountPath: '/host/etc' },
      { path: '/var/log/containers' },
      { path: '/sys', mountPath: '/host/sys' },
      { path: '/dev' },
    ),
  },
  { weight: 1, arbitrary: orWild(fc.constant('/opt/agent'), wildNames).map((path) => ({ path })) },
);

const hostMount = fc
  .tuple(
    places,
    fc.record({
      name: orWild(fc.constantFrom('logs', 'host', 'more', 'buffer'), wildNames, 15),
      type: fc.oneof(
        { weight: 9, arbitrary: fc.constant(HostPathType.DIRECTORY) },
        { weight: 1, arbitrary: fc.constantFrom(...Object.values(HostPathType), '' as HostPathType) },
      ),
    }),
    optional({
      access: fc.constantFrom(MountAccess.READ_ONLY, MountAccess.READ_ONLY, MountAccess.READ_WRITE),
      containers: rarelyWrong(['agent'], ['agent'], ['agent', 'other'], []),
      propagation: rarelyWrong(MountPropagation.NONE, MountPropagation.HOST_TO_CONTAINER, MountPropagation.BIDIRECTIONAL),
      recursiveReadOnly: rarelyWrong(RecursiveReadOnly.DISABLED, RecursiveReadOnly.IF_POSSIBLE, RecursiveReadOnly.ENABLED),
      acknowledgeWholeNode: reason,
      acknowledgeKubeletDirectory: reason,
      acknowledgeRuntimeSocket: reason,
      acknowledgeSystemPath: reason,
    }),
  )
  // What is drawn as not given leaves what the place needs.
  .map(([place, least, more]) => ({
    ...Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined)),
    ...least,
    ...place,
  }));

/** Given now and then. */
function rarelyOf<T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: values });
}

const amounts = fc.constantFrom(
  kplus.PercentOrAbsolute.absolute(1),
  kplus.PercentOrAbsolute.absolute(2),
  kplus.PercentOrAbsolute.percent(10),
  kplus.PercentOrAbsolute.absolute(0),
);

const props = fc.record(
  {
    ...podOptions,
    name: orWild(names(52), wildNames),
    containers,
    hostMounts: fc.uniqueArray(hostMount, { minLength: 1, maxLength: 2, selector: ({ name }) => name }),
    user: rarelyWrong(10001, 65534, 0),
    group: fc.constantFrom(10001, 0, 4),
    supplementalGroups: orWild(
      fc.constantFrom([0], [0, 4], [4]),
      wildNumbers.map((one) => [one]),
    ),
    buffer: rarelyOf(
      fc.record(
        {
          path: orWild(rarelyWrong('/var/lib/agent', '/var/cache/agent', '/var/lib'), wildNames),
          mountPath: fc.constantFrom('/buffer', '/var/lib/agent'),
          containers: rarelyWrong(['agent'], ['other']),
          prepareImage: rarelyWrong('busybox:1.37.0', 'busybox'),
        },
        { requiredKeys: ['path'] },
      ),
    ),
    tolerations: fc.constantFrom(
      [kplus.NodeTaintQuery.any()],
      [kplus.NodeTaintQuery.exists('node-role.kubernetes.io/control-plane')],
      [kplus.NodeTaintQuery.is('team', 'shop', { effect: kplus.TaintEffect.NO_SCHEDULE })],
      [],
    ),
    updateStrategy: fc.oneof(
      fc.constant(DaemonSetUpdateStrategy.onDelete()),
      optional({ maxUnavailable: amounts, maxSurge: rarelyOf(amounts) }).map((options) => DaemonSetUpdateStrategy.rollingUpdate(options)),
    ),
    minReady: orWild(seconds(0, 60), wildDurations),
    revisionHistoryLimit: orWild(fc.integer({ min: 0, max: 20 }), wildNumbers),
    hostNetwork: rarelyWrong(false, true),
    hostPid: rarelyWrong(false, true),
  },
  { requiredKeys: ['name', 'containers', 'hostMounts'] },
);

/** Programs that look after each node, whose volumes only "privileged" allows. */
export const nodeAgent: Generator = {
  construct: 'NodeAgent',
  recipes: () => fc.record({ id: names(), props }),
  checked: ['props'],
  isOpen: true,
  build: (chart, { id, props: given }) => {
    new NodeAgent(chart, id, given);
  },
};
