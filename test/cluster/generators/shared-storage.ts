import * as kplus from 'cdk8s-plus-27';
import * as fc from 'fast-check';
import { SharedStorageDeployment } from '../../../src/patterns/shared-storage/shared-storage-deployment';
import { VolumeOwnership } from '../../../src/volumes/volume-ownership';
import { MountAccess } from '../../../src/workloads/mount-options';
import { Generator } from '../property';
import {
  claimOptions,
  containerOptions,
  gibibytes,
  images,
  names,
  optional,
  podOptions,
  probes,
  seconds,
  stopDelays,
  storageClasses,
} from './common';
import { orWild, wildDurations, wildNames, wildNumbers, wildReasons, wildServicePorts } from './wild';

const PORT = 8080;

const containers = fc
  .tuple(
    fc.record({
      image: images,
      readiness: probes,
      liveness: probes,
    }),
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
    { name: 'app', ...more, ...least, ports: [{ name: 'main', number: PORT }] },
    ...(other === undefined ? [] : [other]),
  ]);

const ids = orWild(fc.integer({ min: 1, max: 70_000 }), wildNumbers);

/** What a recipe can be compared by; the ownership is made of it when it is built. */
const ownerships = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: 'none' as const }) },
  fc.record({ kind: fc.constant('fsGroup' as const), group: ids }),
  fc.record({ kind: fc.constant('supplementalGroup' as const), group: ids }),
  fc.record({
    kind: fc.constant('root' as const),
    options: fc.record({ image: images, user: ids, group: ids }, { requiredKeys: ['image'] }),
  }),
);

const storage = fc.record(
  {
    path: fc.constantFrom('/files', '/srv/files', '/var/lib/grafana', '/prometheus'),
    size: gibibytes(1, 1000),
    storageClass: storageClasses,
    claimName: orWild(names(), wildNames),
    dataSource: claimOptions.dataSource,
    access: fc.constantFrom(...Object.values(MountAccess)),
    subPath: orWild(fc.constantFrom('data', 'a/b'), wildNames),
    containers: fc.constantFrom(['app'], ['app', 'other']),
  },
  { requiredKeys: ['path', 'size', 'storageClass'] },
);

const props = fc.record(
  {
    ...podOptions,
    name: orWild(names(40), wildNames),
    containers,
    storage,
    replicas: orWild(fc.integer({ min: 0, max: 5 }), wildNumbers),
    strategy: fc.constantFrom(kplus.DeploymentStrategy.recreate(), kplus.DeploymentStrategy.rollingUpdate()),
    minReady: orWild(seconds(0, 60), wildDurations),
    progressDeadline: orWild(seconds(61, 900), wildDurations),
    revisionHistoryLimit: orWild(fc.integer({ min: 0, max: 20 }), wildNumbers),
    servicePorts: orWild(
      fc.integer({ min: 1, max: 65535 }).map((port) => [{ port, targetPort: PORT }]),
      wildServicePorts(PORT),
      8,
    ),
  },
  { requiredKeys: ['containers', 'storage'] },
);

interface Drawn {
  readonly kind: 'none' | 'fsGroup' | 'supplementalGroup' | 'root';
  readonly group?: unknown;
  readonly options?: unknown;
}

function ownershipOf({ kind, group, options }: Drawn): VolumeOwnership | undefined {
  if (kind === 'fsGroup') return VolumeOwnership.fsGroup(group as number);
  if (kind === 'supplementalGroup') return VolumeOwnership.supplementalGroup(group as number);
  if (kind === 'root') return VolumeOwnership.givenByRootOnce(options as never);
  // That files are the Pods' already is known to nobody else, and told by non-root-without-group.
  return undefined;
}

/** Programs whose Pods share files. */
export const sharedStorageDeployment: Generator = {
  construct: 'SharedStorageDeployment',
  recipes: () => fc.record({ id: names(), props, ownership: ownerships }),
  checked: ['props'],
  build: (chart, { id, props: given, ownership }) => {
    const owned = ownershipOf((ownership ?? { kind: 'none' }) as Drawn);
    const isObject = typeof given?.storage === 'object' && given.storage !== null;
    const all = owned === undefined || !isObject ? given : { ...given, storage: { ...given.storage, ownership: owned } };
    new SharedStorageDeployment(chart, id, all);
  },
};
