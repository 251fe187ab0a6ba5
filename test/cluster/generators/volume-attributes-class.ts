import { Size } from 'cdk8s';
import * as fc from 'fast-check';
import { AwsEbsVolumeType, AzureDiskSku, VolumeAttributes, VolumeAttributesClass } from '../../../src';
import { Generator } from '../property';
import { annotations, labels, names } from './common';

const iops = fc.integer({ min: 100, max: 90_000 });
const throughput = fc.integer({ min: 100, max: 2100 }).map((amount) => Size.mebibytes(amount));

const KINDS = {
  awsEbs: {
    type: fc.constantFrom(...Object.values(AwsEbsVolumeType)),
    iops,
    throughput,
    tags: fc.dictionary(names(20), names(20), { minKeys: 1, maxKeys: 2 }),
  },
  gcePersistentDisk: { iops, throughput },
  azureDisk: { sku: fc.constantFrom(...Object.values(AzureDiskSku)), iops, megabytesPerSecond: fc.integer({ min: 1, max: 3000 }) },
};

/** The first server that has such classes without a feature gate; an older one is asked for nothing. */
const SINCE = 1034;

/** What drivers change of volumes in use. */
export const volumeAttributesClass: Generator = {
  construct: 'VolumeAttributesClass',
  recipes: (version) =>
    fc.record(
      {
        id: names(40),
        driver: fc.oneof(
          ...Object.entries(KINDS).map(([kind, options]) =>
            fc.record({
              kind: fc.constant(kind),
              options: fc.record(options as Record<string, fc.Arbitrary<unknown>>, { requiredKeys: [] }),
            }),
          ),
        ),
        props: fc.record({ name: names(40), labels, annotations }, { requiredKeys: [] }),
        isKnown: fc.constant(version >= SINCE),
      },
      { requiredKeys: ['id', 'driver', 'props', 'isKnown'] },
    ),
  checked: ['driver.options', 'props'],
  build: (chart, { id, driver: { kind, options }, props, isKnown }) => {
    const made = new VolumeAttributesClass(chart, id, { driver: VolumeAttributes[kind as keyof typeof KINDS](options), ...props });
    if (!isKnown) chart.node.tryRemoveChild(made.node.id);
  },
};
