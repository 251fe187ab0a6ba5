import { isOnOneNode } from '../lookup/placement';
import { attaches } from '../lookup/storage';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    const { workload } = pod;
    if (workload.type !== 'apps/Deployment' || set.mostReplicas(pod) === 0) continue;
    const strategy = workload.root.at('spec', 'strategy');
    const type = strategy.at('type').text ?? 'RollingUpdate';
    // Without a surge, the old Pod goes before the new one comes.
    const surge = strategy.at('rollingUpdate', 'maxSurge').value;
    if (type !== 'RollingUpdate' || surge === 0 || surge === '0%' || isOnOneNode(pod)) continue;
    const claim = pod.volumes
      .map((volume) => set.claim(pod, volume))
      .find((candidate) => candidate?.origin === 'object' && candidate.isSingleNode && attaches(set, candidate));
    if (claim === undefined) continue;
    yield {
      at: strategy.at('type'),
      cause: `A rolling update of Deployment ${workload.name} starts the new Pod while the old one still holds claim ${claim.name} (${claim.accessModes.join(', ')}); on another node the new one never starts, and the old one never goes.`,
      remedy: 'Set strategy.type: Recreate.',
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
