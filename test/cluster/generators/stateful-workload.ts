import * as kplus from 'cdk8s-plus-27';
import * as fc from 'fast-check';
import { AllowedDisruptions } from '../../../src/patterns/stateful-workload/allowed-disruptions';
import { StatefulWorkload } from '../../../src/patterns/stateful-workload/stateful-workload';
import { ClaimRetention } from '../../../src/volumes/claim-template';
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

const PORT = 7000;

/** A program that keeps something, and now and then one beside it. */
const containers = fc
  .tuple(
    fc.record({
      image: fc.oneof(
        { weight: 3, arbitrary: images },
        { weight: 1, arbitrary: fc.constantFrom('zookeeper:3.9.4', 'valkey/valkey:8.1.4') },
      ),
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

const { READ_WRITE_ONCE, READ_WRITE_ONCE_POD } = kplus.PersistentVolumeAccessMode;

const common = {
  name: orWild(fc.constantFrom('data', 'log', 'index'), wildNames),
  size: gibibytes(1, 1000),
  storageClass: storageClasses,
  containers: fc.oneof({ weight: 5, arbitrary: fc.constant(['app']) }, { weight: 1, arbitrary: fc.constant(['app', 'other']) }),
  accessMode: fc.constantFrom(READ_WRITE_ONCE, READ_WRITE_ONCE_POD),
  dataSource: claimOptions.dataSource,
  volumeAttributesClassName: claimOptions.volumeAttributesClassName,
};

const disk = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record(
      {
        ...common,
        path: fc.constantFrom('/data', '/datalog', '/srv/store'),
        subPath: orWild(fc.constantFrom('data', 'a/b'), wildNames),
        rootIsFine: fc.boolean(),
      },
      { requiredKeys: ['size', 'storageClass', 'path', 'name'] },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record(
      { ...common, devicePath: fc.constant('/dev/raw') },
      { requiredKeys: ['size', 'storageClass', 'devicePath', 'name'] },
    ),
  },
);

const servicePorts = orWild(
  fc.integer({ min: 1, max: 65535 }).map((port) => [{ port, targetPort: PORT }]),
  wildServicePorts(PORT),
  8,
);

const props = fc.record(
  {
    ...podOptions,
    name: orWild(names(40), wildNames),
    containers,
    disks: fc.uniqueArray(disk, { minLength: 1, maxLength: 2, selector: ({ name }) => name }),
    replicas: orWild(fc.integer({ min: 1, max: 5 }), wildNumbers),
    disruptions: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(AllowedDisruptions.oneAtATime(), AllowedDisruptions.keepingMajority()) },
      { weight: 1, arbitrary: fc.constantFrom(AllowedDisruptions.keeping(1), AllowedDisruptions.keeping(2)) },
    ),
    separateNodes: fc.boolean(),
    separateData: fc.boolean(),
    whenDeleted: fc.constantFrom(...Object.values(ClaimRetention)),
    whenScaled: fc.constantFrom(...Object.values(ClaimRetention)),
    podManagementPolicy: fc.constantFrom(...Object.values(kplus.PodManagementPolicy)),
    strategy: fc.constantFrom(
      kplus.StatefulSetUpdateStrategy.onDelete(),
      kplus.StatefulSetUpdateStrategy.rollingUpdate(),
      kplus.StatefulSetUpdateStrategy.rollingUpdate({ partition: 2 }),
    ),
    minReady: orWild(seconds(0, 60), wildDurations),
    firstOrdinal: orWild(fc.integer({ min: 0, max: 9 }), wildNumbers),
    revisionHistoryLimit: orWild(fc.integer({ min: 0, max: 20 }), wildNumbers),
    headlessServiceName: orWild(names(40), wildNames),
    servicePorts,
    podServicePorts: servicePorts,
    membersConnect: fc.boolean(),
  },
  { requiredKeys: ['name', 'containers', 'disks'] },
);

/** Programs that keep data, one or several. */
export const statefulWorkload: Generator = {
  construct: 'StatefulWorkload',
  recipes: () => fc.record({ id: names(), props }),
  checked: ['props'],
  build: (chart, { id, props: given }) => {
    new StatefulWorkload(chart, id, given);
  },
};
