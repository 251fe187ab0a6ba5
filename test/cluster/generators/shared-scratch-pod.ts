import * as kplus from 'cdk8s-plus-27';
import * as fc from 'fast-check';
import { SharedScratchPod } from '../../../src';
import { Generator } from '../property';
import { accesses, containers, mebibytes, mediums, names, paths, podOptions, seeds } from './common';

export const sharedScratchPod: Generator = {
  construct: 'SharedScratchPod',
  recipes: () =>
    fc.record({
      id: names(50),
      props: fc.record(
        {
          ...podOptions,
          containers: containers({ access: accesses, mountPath: paths }),
          sizeLimit: mebibytes(1, 200),
          name: names(50),
          mountPath: paths,
          medium: mediums,
          seed: seeds,
          restartPolicy: fc.constantFrom(...Object.values(kplus.RestartPolicy)),
        },
        { requiredKeys: ['containers', 'sizeLimit'] },
      ),
    }),
  checked: ['props'],
  build: (chart, { id, props }) => {
    new SharedScratchPod(chart, id, props);
  },
};
