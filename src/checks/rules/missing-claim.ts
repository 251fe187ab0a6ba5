import { ManifestSet } from '../manifest-set';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set, complete }: RuleContext): Generator<Discovery> {
  if (!complete || !set.hasAll('PersistentVolumeClaim')) return;
  const ofSets = namesOfSets(set);
  for (const pod of set.pods) {
    for (const volume of pod.volumes) {
      const { claimName, source, name } = volume;
      if (claimName === undefined || claimName === '' || set.claim(pod, volume) !== undefined) continue;
      if (ofSets.has(`${pod.namespace ?? ''}/${claimName.replace(/-[0-9]+$/, '')}`)) continue;
      yield {
        at: source.at('claimName'),
        cause: `Volume ${name} mounts claim ${claimName}, and no manifest makes it.`,
        remedy: 'Add the PersistentVolumeClaim, or correct the name.',
      };
    }
  }
}

/** The claims that StatefulSets make, without their ordinals. */
function namesOfSets(set: ManifestSet): Set<string> {
  return new Set(
    set.pods.flatMap(({ workload, volumes, namespace }) =>
      volumes.filter(({ type }) => type === 'claimTemplate').map(({ name }) => `${namespace ?? ''}/${name}-${workload.name}`),
    ),
  );
}

export const missingClaim: Rule = {
  id: 'missing-claim',
  level: 'error',
  needsComplete: true,
  summary: 'a claim that a Pod mounts and no manifest makes; only with complete',
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
