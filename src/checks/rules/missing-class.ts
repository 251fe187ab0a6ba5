import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set, complete }: RuleContext): Generator<Discovery> {
  if (!complete) return;
  // Clusters bring classes of their own: without any here, these are not among what was said to be complete.
  const bringsOwn = set.all('storage.k8s.io/StorageClass').length === 0;
  const told = new Set<string>();
  for (const claim of set.everyClaim) {
    const { className } = claim;
    if (className === undefined || className === '' || claim.volumeName !== undefined || claim.isBound) continue;
    // A class that is no object still ties claims to the volumes that name it.
    if (
      set.findAll('storage.k8s.io/StorageClass', className).length > 0 ||
      set.volumesOfClass(className).length > 0 ||
      set.persistentVolume(claim) !== undefined
    ) {
      continue;
    }
    if (bringsOwn && told.has(className)) continue;
    told.add(className);
    yield {
      ...(bringsOwn ? { level: 'info' as const } : {}),
      at: claim.spec.at('storageClassName').exists ? claim.spec.at('storageClassName') : claim.at.at('metadata', 'annotations'),
      cause: bringsOwn
        ? `${claim.heading} names class ${className}, and no class at all is among the manifests: where the cluster does not bring it, the claim stays Pending.`
        : `${claim.heading} names class ${className}, and no manifest makes it, nor a volume of that class: the claim stays Pending.`,
      remedy: bringsOwn
        ? 'Compare the name with those of kubectl get storageclasses; or give the classes with the other manifests.'
        : 'Add the StorageClass, or correct the name.',
    };
  }
}

export const missingClass: Rule = {
  id: 'missing-class',
  level: 'error',
  otherLevels: ['info'],
  needsComplete: true,
  summary: 'a claim whose class is nowhere (info, once for each class, where no class at all is among the manifests)',
  explanation: {
    why: [
      'A claim that names a class which does not exist stays Pending, with the event ProvisioningFailed, until somebody makes the class, and so does the Pod that mounts it. A class that no object describes is right where volumes name it too.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: wiki
      spec:
        storageClassName: fsat
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 40Gi } }
      ---
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: fast
      provisioner: disk.csi.azure.com
      volumeBindingMode: WaitForFirstConsumer
    `,
    right: yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: wiki
      spec:
        storageClassName: fast
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 40Gi } }
      ---
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: fast
      provisioner: disk.csi.azure.com
      volumeBindingMode: WaitForFirstConsumer
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/persistent-volumes/#class-1'],
  },
  check,
};
