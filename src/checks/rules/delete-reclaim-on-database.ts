import { Database, databasesOf } from '../lookup/databases';
import { ManifestSet } from '../manifest-set';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const database of databasesOf(set)) {
    yield* checkReclaim(set, database);
    yield* checkRetention(database);
  }
}

function* checkReclaim(set: ManifestSet, { pod, mount, facts }: Database): Generator<Discovery> {
  const claim = mount?.volume && set.claim(pod, mount.volume);
  // An ephemeral claim goes with its Pod whatever the class says.
  if (claim === undefined || claim.origin === 'ephemeral') return;
  const volume = set.persistentVolume(claim);
  if (volume !== undefined) {
    const policy = volume.root.at('spec', 'persistentVolumeReclaimPolicy');
    if (policy.text !== 'Delete') return;
    yield {
      at: policy,
      cause: `The data of ${facts.title} in ${pod.workload.toString()} is on this volume, and reclaim policy Delete removes it when ${claim.title} is deleted.`,
      remedy: 'Set persistentVolumeReclaimPolicy: Retain.',
    };
    return;
  }
  const storageClass = set.storageClass(claim);
  if (storageClass === undefined) return;
  const policy = storageClass.root.at('reclaimPolicy');
  if (policy.exists && policy.text !== 'Delete') return;
  yield {
    at: claim.spec.at('storageClassName'),
    cause: `The data of ${facts.title} is on class ${storageClass.name}, whose reclaim policy ${policy.exists ? 'is' : 'is not set and means'} Delete: the disk goes when ${claim.title} is deleted.`,
    remedy: 'Use a class with reclaimPolicy: Retain.',
  };
}

function* checkRetention({ pod, mount, facts }: Database): Generator<Discovery> {
  if (mount?.volume?.type !== 'claimTemplate') return;
  for (const [key, event] of EVENTS) {
    const policy = pod.workload.root.at('spec', 'persistentVolumeClaimRetentionPolicy', key);
    if (policy.text !== 'Delete') continue;
    yield {
      at: policy,
      cause: `The claims of ${facts.title} are deleted when StatefulSet ${pod.workload.name} is ${event}.`,
      remedy: `Set ${key}: Retain.`,
    };
  }
}

const EVENTS = [
  ['whenDeleted', 'deleted'],
  ['whenScaled', 'scaled down'],
] as const;

export const deleteReclaimOnDatabase: Rule = {
  id: 'delete-reclaim-on-database',
  level: 'warning',
  summary: "a database's claim whose disk is deleted with it, or that is deleted with its StatefulSet",
  explanation: {
    why: [
      'With reclaim policy Delete, deleting a claim deletes the disk and the data on it. That is the default of classes, and one `helm uninstall`, one deleted namespace is enough. With Retain the volume stays, as Released, and can be bound again.',
      'persistentVolumeClaimRetentionPolicy decides the same for the claims of a StatefulSet. whenDeleted: Delete removes those of Pods that were scaled away earlier, too.',
    ],
    wrong: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: database
      provisioner: ebs.csi.aws.com
      volumeBindingMode: WaitForFirstConsumer
      ---
      apiVersion: apps/v1
      kind: StatefulSet
      metadata:
        name: orders
      spec:
        serviceName: orders
        selector:
          matchLabels: { app: orders }
        template:
          metadata:
            labels: { app: orders }
          spec:
            containers:
              - name: mysql
                image: mysql:8.4.7
                volumeMounts:
                  - name: data
                    mountPath: /var/lib/mysql
        volumeClaimTemplates:
          - metadata: { name: data }
            spec:
              storageClassName: database
              accessModes: [ReadWriteOnce]
              resources: { requests: { storage: 20Gi } }
    `,
    right: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: database
      provisioner: ebs.csi.aws.com
      reclaimPolicy: Retain
      volumeBindingMode: WaitForFirstConsumer
      ---
      apiVersion: apps/v1
      kind: StatefulSet
      metadata:
        name: orders
      spec:
        serviceName: orders
        selector:
          matchLabels: { app: orders }
        template:
          metadata:
            labels: { app: orders }
          spec:
            containers:
              - name: mysql
                image: mysql:8.4.7
                volumeMounts:
                  - name: data
                    mountPath: /var/lib/mysql
        volumeClaimTemplates:
          - metadata: { name: data }
            spec:
              storageClassName: database
              accessModes: [ReadWriteOnce]
              resources: { requests: { storage: 20Gi } }
    `,
    see: [
      'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#reclaiming',
      'https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#persistentvolumeclaim-retention',
    ],
  },
  check,
};
