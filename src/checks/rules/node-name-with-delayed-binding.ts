import { waitsForPod } from '../lookup/binding';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    const nodeName = pod.spec.at('nodeName');
    if (!nodeName.text) continue;
    for (const volume of pod.volumes) {
      const claim = set.claim(pod, volume);
      if (claim === undefined || !waitsForPod(set, claim)) continue;
      yield {
        at: nodeName,
        cause: `nodeName ${nodeName.text} bypasses the scheduler, and ${claim.title} of class ${set.storageClass(claim)!.name} waits for the scheduler: it stays Pending for ever.`,
        remedy: 'Use a nodeSelector on kubernetes.io/hostname instead of nodeName.',
      };
      break;
    }
  }
}

export const nodeNameWithDelayedBinding: Rule = {
  id: 'node-name-with-delayed-binding',
  level: 'error',
  summary: 'spec.nodeName with a claim of a WaitForFirstConsumer class',
  explanation: {
    why: [
      'With WaitForFirstConsumer it is the scheduler that tells the provisioner where the volume is needed. A Pod with nodeName never passes the scheduler, so the claim waits for ever, and so does the Pod.',
    ],
    wrong: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: standard
      provisioner: ebs.csi.aws.com
      volumeBindingMode: WaitForFirstConsumer
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: data
      spec:
        storageClassName: standard
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 10Gi } }
      ---
      apiVersion: v1
      kind: Pod
      metadata:
        name: importer
      spec:
        nodeName: worker-1
        containers:
          - name: importer
            image: registry.example.com/importer:1.0.0
            volumeMounts:
              - { name: data, mountPath: /data }
        volumes:
          - name: data
            persistentVolumeClaim: { claimName: data }
    `,
    right: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: standard
      provisioner: ebs.csi.aws.com
      volumeBindingMode: WaitForFirstConsumer
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: data
      spec:
        storageClassName: standard
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 10Gi } }
      ---
      apiVersion: v1
      kind: Pod
      metadata:
        name: importer
      spec:
        nodeSelector:
          kubernetes.io/hostname: worker-1
        containers:
          - name: importer
            image: registry.example.com/importer:1.0.0
            volumeMounts:
              - { name: data, mountPath: /data }
        volumes:
          - name: data
            persistentVolumeClaim: { claimName: data }
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/storage-classes/#volume-binding-mode'],
  },
  check,
};
