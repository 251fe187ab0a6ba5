import { Claim } from '../claim';
import { attaches, isOnOneNode } from '../lookup/storage';
import { ManifestSet } from '../manifest-set';
import { PodTemplate } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const claim of set.claims) {
    if (!claim.isSingleNode || !attaches(set, claim)) continue;
    const pods = set.podsOfClaim(claim).filter((pod) => set.mostReplicas(pod) > 0);
    for (const pod of pods) yield* checkReplicas(set, claim, pod);
    yield* checkWorkloads(claim, pods);
  }
}

const onePod = ({ accessModes }: Claim) => accessModes.includes('ReadWriteOncePod');

function* checkReplicas(set: ManifestSet, claim: Claim, pod: PodTemplate): Generator<Discovery> {
  const replicas = set.mostReplicas(pod);
  if (replicas <= 1 || (!onePod(claim) && isOnOneNode(pod))) return;
  const { workload } = pod;
  const many =
    replicas === Infinity ? `${workload.toString()} runs a Pod on each node` : `${workload.toString()} runs up to ${replicas} Pods`;
  yield {
    at: volumeOf(pod, claim),
    cause: `${many}, and all mount claim ${claim.name}, which is ${claim.accessModes.join(' and ')}: ${limitOf(claim)}, and the others never start.`,
    remedy:
      workload.type === 'apps/StatefulSet'
        ? 'Give each Pod a claim of its own in volumeClaimTemplates.'
        : 'Run one Pod, use a StatefulSet with volumeClaimTemplates, or a claim that is ReadWriteMany on storage that can do it.',
  };
}

/** Jobs that share with a workload, such as backups, end and are placed beside it: only for one Pod at a time are they too many. */
function* checkWorkloads(claim: Claim, pods: readonly PodTemplate[]): Generator<Discovery> {
  const sharing = onePod(claim) ? pods : pods.filter((pod) => !pod.isTask && !isOnOneNode(pod));
  const [first, ...others] = sharing;
  for (const pod of others) {
    yield {
      at: volumeOf(pod, claim),
      cause: `${first.workload.toString()} mounts claim ${claim.name} too, which is ${claim.accessModes.join(' and ')}: ${limitOf(claim)}.`,
      remedy: onePod(claim)
        ? 'Let one of them mount it, or make it ReadWriteOnce and keep them on one node.'
        : 'Give each a claim of its own, put them into one Pod, or use a claim that is ReadWriteMany on storage that can do it.',
    };
  }
}

function limitOf(claim: Claim): string {
  return onePod(claim) ? 'one Pod at a time can use it' : 'only Pods on one node can use it at a time';
}

function volumeOf(pod: PodTemplate, claim: Claim) {
  const volume = pod.volumes.find(({ claimName }) => claimName === claim.name)!;
  return volume.source.at('claimName');
}

export const rwoSharedByReplicas: Rule = {
  id: 'rwo-shared-by-replicas',
  level: 'error',
  summary: 'one ReadWriteOnce or ReadWriteOncePod claim for several Pods',
  explanation: {
    why: [
      'ReadWriteOnce means one node: the disk is attached to the node of the first Pod, and Pods on other nodes wait in ContainerCreating with a Multi-Attach error. It may work for months while the scheduler happens to put all Pods on one node. ReadWriteOncePod means one Pod, wherever it is.',
      'Jobs and CronJobs that share a ReadWriteOnce claim with a workload are not reported: they end, and the scheduler can place them on the same node. Neither are claims on network file systems, which attach nothing, nor Pods that are tied to one node.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: uploads
      spec:
        storageClassName: standard
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 10Gi } }
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: web
      spec:
        replicas: 3
        strategy: { type: Recreate }
        selector:
          matchLabels: { app: web }
        template:
          metadata:
            labels: { app: web }
          spec:
            containers:
              - name: web
                image: nginx:1.29.1
                volumeMounts:
                  - { name: uploads, mountPath: /uploads }
            volumes:
              - name: uploads
                persistentVolumeClaim: { claimName: uploads }
    `,
    right: yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: uploads
      spec:
        storageClassName: shared-files
        accessModes: [ReadWriteMany]
        resources: { requests: { storage: 10Gi } }
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: web
      spec:
        replicas: 3
        selector:
          matchLabels: { app: web }
        template:
          metadata:
            labels: { app: web }
          spec:
            containers:
              - name: web
                image: nginx:1.29.1
                volumeMounts:
                  - { name: uploads, mountPath: /uploads }
            volumes:
              - name: uploads
                persistentVolumeClaim: { claimName: uploads }
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes'],
  },
  check,
};
