import { changesWithVersion } from '../../facts/gitops';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const { workload } of set.pods) {
    if (workload.type !== 'apps/StatefulSet') continue;
    for (const template of workload.root.at('spec', 'volumeClaimTemplates').items) {
      const found = ['labels', 'annotations'].flatMap((place) =>
        template
          .at('metadata', place)
          .entries.filter(([key, { text }]) => text !== undefined && changesWithVersion(key, text))
          .map(([key, at]) => ({ key, at })),
      );
      if (found.length === 0) continue;
      const name = template.at('metadata', 'name').text ?? '';
      yield {
        at: found[0].at,
        cause: `Claim template ${name} of StatefulSet ${workload.name} carries ${found.map(({ key, at }) => `${key}: ${at.text}`).join(', ')}, which the next version changes, and the API server refuses every change of a claim template.`,
        remedy: 'Leave in the template only labels that stay the same, such as app.kubernetes.io/name and app.kubernetes.io/instance.',
      };
    }
  }
}

export const versionedClaimTemplate: Rule = {
  id: 'versioned-claim-template',
  level: 'warning',
  summary: 'a claim template of a StatefulSet with the version of its chart or program in labels or annotations',
  explanation: {
    why: [
      'volumeClaimTemplates cannot be changed, their labels and annotations included. A template that has the version of the chart in it lets the first installation through and has each upgrade refused: "updates to statefulset spec for fields other than ... are forbidden".',
      'Where it has happened: delete the set with --cascade=orphan, which leaves Pods and claims, and apply the mended one.',
    ],
    wrong: yaml`
      apiVersion: apps/v1
      kind: StatefulSet
      metadata:
        name: cache
      spec:
        serviceName: cache
        selector:
          matchLabels: { app: cache }
        template:
          metadata:
            labels: { app: cache }
          spec:
            containers:
              - name: cache
                image: registry.example.com/cache:1.4
                volumeMounts:
                  - { name: data, mountPath: /data }
        volumeClaimTemplates:
          - metadata:
              name: data
              labels: { app: cache, helm.sh/chart: cache-1.4.0 }
            spec:
              storageClassName: disks
              accessModes: [ReadWriteOnce]
              resources: { requests: { storage: 2Gi } }
    `,
    right: yaml`
      apiVersion: apps/v1
      kind: StatefulSet
      metadata:
        name: cache
        labels: { app: cache, helm.sh/chart: cache-1.4.0 }
      spec:
        serviceName: cache
        selector:
          matchLabels: { app: cache }
        template:
          metadata:
            labels: { app: cache }
          spec:
            containers:
              - name: cache
                image: registry.example.com/cache:1.4
                volumeMounts:
                  - { name: data, mountPath: /data }
        volumeClaimTemplates:
          - metadata:
              name: data
              labels: { app: cache }
            spec:
              storageClassName: disks
              accessModes: [ReadWriteOnce]
              resources: { requests: { storage: 2Gi } }
    `,
    see: [
      'https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#volume-claim-templates',
      'https://helm.sh/docs/chart_best_practices/labels/',
      'https://github.com/groundhog2k/helm-charts/issues/191',
    ],
  },
  check,
};
