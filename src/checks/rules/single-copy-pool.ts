import { customResource } from '../../facts/operators';
import { placesAt } from '../custom-claims';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const manifest of set.manifests) {
    const facts = customResource(manifest.type);
    for (const pool of (facts?.pools ?? []).flatMap((path) => placesAt(manifest.root, path))) {
      const size = pool.at('replicated', 'size');
      if (size.number !== 1) continue;
      const isSafe = pool.at('replicated', 'requireSafeReplicaSize').flag;
      yield {
        at: size,
        // Who writes false has been asked; who writes true has asked for what Rook refuses.
        level: isSafe === undefined ? 'warning' : isSafe ? 'error' : 'info',
        cause: `${facts!.title} ${manifest.name} keeps one copy of everything: ${isSafe === true ? 'with requireSafeReplicaSize Rook refuses that' : 'a disk that fails takes the data with it'}.`,
        remedy: 'Set replicated.size: 3, on three nodes.',
      };
    }
  }
}

export const singleCopyPool: Rule = {
  id: 'single-copy-pool',
  level: 'warning',
  otherLevels: ['error', 'info'],
  summary: 'a pool of Ceph with one copy of the data',
  explanation: {
    why: [
      'A pool of size 1 has no second copy: the disk that fails, or the node that is wiped, takes its part of every volume with it, and Ceph cannot mend what it has once. With requireSafeReplicaSize: true the operator refuses such a pool; false says that it is meant, for tests.',
    ],
    wrong: yaml`
      apiVersion: ceph.rook.io/v1
      kind: CephBlockPool
      metadata:
        name: apps
      spec:
        replicated:
          size: 1
    `,
    right: yaml`
      apiVersion: ceph.rook.io/v1
      kind: CephBlockPool
      metadata:
        name: apps
      spec:
        replicated:
          size: 3
    `,
    see: ['https://rook.io/docs/rook/latest/CRDs/Block-Storage/ceph-block-pool-crd/'],
  },
  check,
};
