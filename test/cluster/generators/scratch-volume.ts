import * as kplus from 'cdk8s-plus-27';
import * as fc from 'fast-check';
import { ScratchVolume } from '../../../src';
import { Generator } from '../property';
import { images, mebibytes, mediums, names, paths, resources, seeds, waysToMount } from './common';

/** cdk8s-plus writes ephemeral storage in whole GiB, and throws where it is none. */
const plain = resources.map(({ cpu, memory }) => ({ cpu, memory }));

/** Scratch volumes in a Deployment of cdk8s-plus, which has no word for what "restricted" asks for. */
export const scratchVolume: Generator = {
  construct: 'ScratchVolume',
  recipes: () =>
    fc.record(
      {
        id: names(),
        volume: fc.record({ sizeLimit: mebibytes(1, 500), medium: mediums, name: names() }, { requiredKeys: ['sizeLimit'] }),
        image: images,
        resources: plain,
        path: paths,
        mount: waysToMount(['app'], ['other'], ['app', 'other']),
        seed: seeds,
      },
      { requiredKeys: ['id', 'volume', 'image', 'path'] },
    ),
  checked: ['volume', 'path', 'mount', 'seed'],
  build: (chart, { id, volume, image, resources: given, path, mount, seed }) => {
    const scratch = new ScratchVolume(chart, id, volume);
    const securityContext = { ensureNonRoot: true, user: 10001, group: 10001 };
    const deployment = new kplus.Deployment(chart, 'workload', {
      metadata: { name: 'workload' },
      containers: ['app', 'other'].map((name) => ({ name, image, resources: given, securityContext })),
    });
    scratch.mountInto(deployment, path, mount);
    if (seed !== undefined) scratch.seedFrom(deployment, seed);
  },
  isOpen: true,
};
