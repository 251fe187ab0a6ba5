import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const volume of set.all('PersistentVolume')) {
    const policy = volume.root.at('spec', 'persistentVolumeReclaimPolicy');
    if (policy.text !== 'Recycle') continue;
    yield {
      at: policy,
      cause: `Volume ${volume.name} has reclaim policy Recycle: when its claim is deleted, a Pod runs rm -rf on it.`,
      remedy: 'Use Retain, or Delete with a class that makes volumes on demand.',
    };
  }
  for (const storageClass of set.all('storage.k8s.io/StorageClass')) {
    const policy = storageClass.root.at('reclaimPolicy');
    if (policy.text !== 'Recycle') continue;
    yield {
      at: policy,
      cause: `Class ${storageClass.name} has reclaim policy Recycle, which the API server refuses for classes.`,
      remedy: 'Use Retain or Delete.',
    };
  }
}

export const recycleReclaimPolicy: Rule = {
  id: 'recycle-reclaim-policy',
  level: 'error',
  summary: 'the reclaim policy Recycle',
  explanation: {
    why: [
      'Recycle is deprecated. It starts a Pod that deletes all files of the volume and then offers it to the next claim: the data is gone, and what is left in hidden places is the next tenant’s. Only NFS and hostPath volumes know it.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: PersistentVolume
      metadata:
        name: reports
      spec:
        capacity: { storage: 100Gi }
        accessModes: [ReadWriteMany]
        persistentVolumeReclaimPolicy: Recycle
        storageClassName: nfs-static
        nfs: { server: nfs.example.com, path: /reports }
    `,
    right: yaml`
      apiVersion: v1
      kind: PersistentVolume
      metadata:
        name: reports
      spec:
        capacity: { storage: 100Gi }
        accessModes: [ReadWriteMany]
        persistentVolumeReclaimPolicy: Retain
        storageClassName: nfs-static
        nfs: { server: nfs.example.com, path: /reports }
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/persistent-volumes/#recycle'],
  },
  check,
};
