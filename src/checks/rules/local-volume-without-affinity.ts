import { localNodesProblem } from '../../facts/kubernetes/access-modes';
import { HOSTNAME } from '../../facts/kubernetes/topology';
import { Cursor } from '../cursor';
import { nodeTermsOf } from '../lookup/placement';
import { Manifest } from '../manifest';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const volume of set.all('PersistentVolume')) {
    const spec = volume.root.at('spec');
    if (!spec.at('local').exists) continue;
    const terms = nodeTermsOf(volume);
    if (terms.length > 0) {
      yield* checkNodes(volume, terms);
      continue;
    }
    yield {
      at: spec.at('nodeAffinity').exists ? spec.at('nodeAffinity') : spec.at('local'),
      cause: `Local volume ${volume.name} does not say on which node it is, and the API server refuses it.`,
      remedy: 'Add nodeAffinity.required with a term on kubernetes.io/hostname.',
    };
  }
}

/** Only what names nodes one by one: a file system that all nodes mount in the same place is tied by other labels, or by none. */
function* checkNodes({ name }: Manifest, terms: readonly Cursor[]): Generator<Discovery> {
  const places = terms.flatMap((term) => term.at('matchExpressions').items.filter((item) => item.at('key').text === HOSTNAME));
  const nodes = [...new Set(places.flatMap((place) => place.at('values').texts))];
  if (places.some((place) => place.at('operator').text !== 'In') || localNodesProblem(nodes) === undefined) return;
  yield {
    level: 'warning',
    at: places[0].at('values'),
    cause: `Local volume ${name} is on ${nodes.slice(0, 5).join(', ')}, and each of these nodes has other data in that place: a Pod that moves finds nothing of its own.`,
    remedy: 'Make a volume for each node; where all of them mount one file system there, use a volume of that.',
  };
}

export const localVolumeWithoutAffinity: Rule = {
  id: 'local-volume-without-affinity',
  level: 'error',
  otherLevels: ['warning'],
  summary: 'a local volume without nodeAffinity, or with several nodes',
  explanation: {
    why: ['A local volume is a disk or directory of one node. The scheduler has to know which, or it would place the Pod elsewhere.'],
    wrong: yaml`
      apiVersion: v1
      kind: PersistentVolume
      metadata:
        name: nvme-1
      spec:
        capacity: { storage: 500Gi }
        accessModes: [ReadWriteOnce]
        persistentVolumeReclaimPolicy: Retain
        storageClassName: local-nvme
        local: { path: /mnt/disks/nvme-1 }
    `,
    right: yaml`
      apiVersion: v1
      kind: PersistentVolume
      metadata:
        name: nvme-1
      spec:
        capacity: { storage: 500Gi }
        accessModes: [ReadWriteOnce]
        persistentVolumeReclaimPolicy: Retain
        storageClassName: local-nvme
        local: { path: /mnt/disks/nvme-1 }
        nodeAffinity:
          required:
            nodeSelectorTerms:
              - matchExpressions:
                  - { key: kubernetes.io/hostname, operator: In, values: [worker-1] }
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/volumes/#local'],
  },
  check,
};
