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
      // Ceph refuses it unless somebody says in so many words that it is meant.
      const isMeant = pool.at('replicated', 'requireSafeReplicaSize').flag === false;
      yield {
        at: size,
        level: isMeant ? 'info' : 'warning',
        cause: `${facts!.title} ${manifest.name} keeps one copy of everything: ${isMeant ? 'a disk that fails takes the data with it' : 'Ceph refuses that, unless requireSafeReplicaSize says otherwise, and a disk that fails would take the data with it'}.`,
        remedy: 'Set replicated.size: 3, on three nodes.',
      };
    }
  }
}

export const singleCopyPool: Rule = {
  id: 'single-copy-pool',
  level: 'warning',
  otherLevels: ['info'],
  summary: 'a pool of Ceph with one copy of the data',
  explanation: {
    why: [
      'A pool of size 1 has no second copy: the disk that fails, or the node that is wiped, takes its part of every volume with it, and Ceph cannot mend what it has once. The operator refuses such a pool unless requireSafeReplicaSize is false, which is for tests.',
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
