import { isOnOneNode } from '../lookup/placement';
import { surging } from '../lookup/rollouts';
import { attaches } from '../lookup/storage';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    const { workload } = pod;
    const at = surging(workload);
    if (at === undefined || set.mostReplicas(pod) === 0 || isOnOneNode(pod)) continue;
    const claim = pod.volumes
      .map((volume) => set.claim(pod, volume))
      .find((candidate) => candidate?.origin === 'object' && candidate.isSingleNode && attaches(set, candidate));
    if (claim === undefined) continue;
    yield {
      at,
      cause: `A rolling update of ${workload.kind} ${workload.name} starts the new Pod while the old one still holds claim ${claim.name} (${claim.accessModes.join(', ')}); on another node the new one never starts, and the old one never goes.`,
      remedy:
        workload.kind === 'Rollout'
          ? 'Use a Deployment with strategy.type: Recreate: a Rollout always runs both.'
          : 'Set strategy.type: Recreate.',
    };
  }
}

export const rwoWithRollingUpdate: Rule = {
  id: 'rwo-with-rolling-update',
  level: 'error',
  summary: 'a Deployment with a ReadWriteOnce claim that is updated by RollingUpdate',
  explanation: {
    why: [
      'A rolling update, which is the default, waits for the new Pod to be ready before it stops the old one. The new Pod waits for the disk that is attached to the node of the old one. Neither moves: the update hangs with a Multi-Attach error until somebody deletes the old Pod.',
      'Recreate stops the old Pod first; so does maxSurge: 0.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: wiki
      spec:
        storageClassName: standard
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 10Gi } }
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: wiki
      spec:
        replicas: 1
        selector:
          matchLabels: { app: wiki }
        template:
          metadata:
            labels: { app: wiki }
          spec:
            containers:
              - name: wiki
                image: registry.example.com/wiki:2.4.0
                volumeMounts:
                  - { name: data, mountPath: /data }
            volumes:
              - name: data
                persistentVolumeClaim: { claimName: wiki }
    `,
    right: yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: wiki
      spec:
        storageClassName: standard
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 10Gi } }
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: wiki
      spec:
        replicas: 1
        strategy: { type: Recreate }
        selector:
          matchLabels: { app: wiki }
        template:
          metadata:
            labels: { app: wiki }
          spec:
            containers:
              - name: wiki
                image: registry.example.com/wiki:2.4.0
                volumeMounts:
                  - { name: data, mountPath: /data }
            volumes:
              - name: data
                persistentVolumeClaim: { claimName: wiki }
    `,
    see: ['https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy'],
  },
  check,
};
