import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const claim of set.everyClaim) {
    const storageClass = claim.origin === 'ephemeral' ? set.storageClass(claim) : undefined;
    if (storageClass?.root.at('reclaimPolicy').text !== 'Retain') continue;
    const at = claim.spec.at('storageClassName');
    yield {
      at: at.exists ? at : claim.spec,
      cause: `${claim.heading} of ${claim.manifest.toString()} goes with its Pod or its run, and class ${storageClass.name} retains: each leaves its disk behind, which nothing mounts again and nobody looks for.`,
      remedy:
        'Name a class with reclaimPolicy: Delete; what has to be kept needs a claim of its own, or volumeClaimTemplates of a StatefulSet.',
    };
  }
}

export const diskLeftByEachPod: Rule = {
  id: 'disk-left-by-each-pod',
  level: 'warning',
  summary: 'a claim that goes with its Pod or its run, of a class whose disks stay',
  explanation: {
    why: [
      'A generic ephemeral volume is a claim that its Pod owns: it is deleted with the Pod. What becomes of the disk is decided by the reclaim policy of its class. With Retain the volume stays, as Released, with its data and its price; the next Pod gets another one. A Deployment that rolls out ten times a day leaves ten disks for each replica. The same holds for claims that a workflow or a pipeline makes for each run.',
      'Retain is right for what is kept: there the claim has a life of its own.',
    ],
    wrong: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: kept
      provisioner: ebs.csi.aws.com
      reclaimPolicy: Retain
      volumeBindingMode: WaitForFirstConsumer
      allowVolumeExpansion: true
      ---
      apiVersion: v1
      kind: Pod
      metadata:
        name: render
      spec:
        containers:
          - name: render
            image: registry.example.com/render:3.1.0
            volumeMounts: [{ name: work, mountPath: /work }]
        volumes:
          - name: work
            ephemeral:
              volumeClaimTemplate:
                spec:
                  storageClassName: kept
                  accessModes: [ReadWriteOncePod]
                  resources: { requests: { storage: 50Gi } }
    `,
    right: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: scratch
      provisioner: ebs.csi.aws.com
      reclaimPolicy: Delete
      volumeBindingMode: WaitForFirstConsumer
      allowVolumeExpansion: true
      ---
      apiVersion: v1
      kind: Pod
      metadata:
        name: render
      spec:
        containers:
          - name: render
            image: registry.example.com/render:3.1.0
            volumeMounts: [{ name: work, mountPath: /work }]
        volumes:
          - name: work
            ephemeral:
              volumeClaimTemplate:
                spec:
                  storageClassName: scratch
                  accessModes: [ReadWriteOncePod]
                  resources: { requests: { storage: 50Gi } }
    `,
    see: [
      'https://kubernetes.io/docs/concepts/storage/ephemeral-volumes/#generic-ephemeral-volumes',
      'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#reclaiming',
    ],
  },
  check,
};
