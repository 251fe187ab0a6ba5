import { claimNamed } from '../lookup/claims';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set, complete }: RuleContext): Generator<Discovery> {
  if (!complete || !set.hasAll('PersistentVolumeClaim')) return;
  for (const pod of set.pods) {
    for (const { claimName, source, name } of pod.volumes) {
      if (claimName === undefined || claimName === '' || claimNamed(set, pod.namespace, claimName) !== undefined) continue;
      yield {
        at: source.at('claimName'),
        cause: `Volume ${name} mounts claim ${claimName}, and no manifest makes it.`,
        remedy: 'Add the PersistentVolumeClaim, or correct the name.',
      };
    }
  }
}

export const missingClaim: Rule = {
  id: 'missing-claim',
  level: 'error',
  needsComplete: true,
  summary: 'a claim that a Pod mounts and no manifest makes',
  explanation: {
    why: [
      'A Pod whose claim does not exist stays Pending. Claims are often made elsewhere, so this is reported only where the manifests are said to be complete.',
    ],
    wrong: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: standard
      provisioner: pd.csi.storage.gke.io
      volumeBindingMode: WaitForFirstConsumer
      allowVolumeExpansion: true
      ---
      apiVersion: v1
      kind: Pod
      metadata:
        name: web
      spec:
        containers:
          - name: web
            image: nginx:1.29.1
            volumeMounts:
              - name: data
                mountPath: /data
        volumes:
          - name: data
            persistentVolumeClaim:
              claimName: web-data
    `,
    right: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: standard
      provisioner: pd.csi.storage.gke.io
      volumeBindingMode: WaitForFirstConsumer
      allowVolumeExpansion: true
      ---
      apiVersion: v1
      kind: Pod
      metadata:
        name: web
      spec:
        containers:
          - name: web
            image: nginx:1.29.1
            volumeMounts:
              - name: data
                mountPath: /data
        volumes:
          - name: data
            persistentVolumeClaim:
              claimName: web-data
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: web-data
      spec:
        storageClassName: standard
        accessModes: [ReadWriteOnce]
        resources:
          requests:
            storage: 10Gi
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/persistent-volumes/#claims-as-volumes'],
  },
  check,
};
