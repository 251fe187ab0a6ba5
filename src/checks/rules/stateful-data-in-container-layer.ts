import { databasesOf } from '../lookup/databases';
import { isPersistent } from '../lookup/storage';
import { PodTemplate } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  // These have a rule of their own, with more to say.
  const databases = new Set(databasesOf(set).map(({ pod }) => pod));
  for (const pod of set.pods) {
    if (pod.workload.type !== 'apps/StatefulSet' || databases.has(pod) || pod.volumes.some((volume) => keeps(volume)) || cannotWrite(pod)) {
      continue;
    }
    yield {
      at: pod.workload.root.at('spec'),
      cause: `StatefulSet ${pod.workload.name} has no claim, so whatever its Pods write is lost when they are replaced.`,
      remedy: 'Add volumeClaimTemplates and mount them where the data is, or use a Deployment if there is none.',
    };
  }
}

function keeps(volume: PodTemplate['volumes'][number]): boolean {
  return isPersistent(volume) || volume.type === 'csi' || volume.type === 'ephemeral';
}

/** Containers that can write nowhere keep nothing. */
function cannotWrite({ running, volumes }: PodTemplate): boolean {
  return (
    volumes.every(({ readOnly }) => readOnly) && running.every(({ at }) => at.at('securityContext', 'readOnlyRootFilesystem').flag === true)
  );
}

export const statefulDataInContainerLayer: Rule = {
  id: 'stateful-data-in-container-layer',
  level: 'warning',
  summary: 'a StatefulSet without any claim',
  explanation: {
    why: [
      'A StatefulSet promises that each Pod keeps its name and its storage. Without a claim there is no storage to keep: what the Pods write goes to the container layer or to an emptyDir, and is gone when they are replaced.',
      'Some programs want the stable name alone. Then acknowledge it on the StatefulSet and say so.',
    ],
    wrong: yaml`
      apiVersion: apps/v1
      kind: StatefulSet
      metadata:
        name: queue
      spec:
        serviceName: queue
        selector:
          matchLabels: { app: queue }
        template:
          metadata:
            labels: { app: queue }
          spec:
            containers:
              - name: queue
                image: nats:2.12.1
    `,
    right: yaml`
      apiVersion: apps/v1
      kind: StatefulSet
      metadata:
        name: queue
      spec:
        serviceName: queue
        selector:
          matchLabels: { app: queue }
        template:
          metadata:
            labels: { app: queue }
          spec:
            containers:
              - name: queue
                image: nats:2.12.1
                args: [-js, --store_dir, /data]
                volumeMounts:
                  - name: data
                    mountPath: /data
        volumeClaimTemplates:
          - metadata: { name: data }
            spec:
              storageClassName: standard
              accessModes: [ReadWriteOnce]
              resources: { requests: { storage: 10Gi } }
    `,
    see: ['https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-storage'],
  },
  check,
};
