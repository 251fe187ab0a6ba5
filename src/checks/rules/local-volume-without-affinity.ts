import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const volume of set.all('PersistentVolume')) {
    const spec = volume.root.at('spec');
    if (!spec.at('local').exists || spec.at('nodeAffinity', 'required', 'nodeSelectorTerms').items.length > 0) continue;
    yield {
      at: spec.at('nodeAffinity').exists ? spec.at('nodeAffinity') : spec.at('local'),
      cause: `Local volume ${volume.name} does not say on which node it is, and the API server refuses it.`,
      remedy: 'Add nodeAffinity.required with a term on kubernetes.io/hostname.',
    };
  }
}

export const localVolumeWithoutAffinity: Rule = {
  id: 'local-volume-without-affinity',
  level: 'error',
  summary: 'a local volume without nodeAffinity',
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
