import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const manifest of set.all('postgresql.cnpg.io/Cluster')) {
    const at = manifest.root.at('spec', 'bootstrap', 'recovery');
    if (!at.exists) continue;
    yield {
      at,
      cause: `Cluster ${manifest.name} begins with a backup whenever it is made anew: deleted by mistake, or in another place, it comes up with what that backup has, and nobody is told.`,
      remedy: 'Take bootstrap.recovery away once the Cluster has recovered; it does nothing to one that is there.',
    };
  }
}

export const recoveryLeftInPlace: Rule = {
  id: 'recovery-left-in-place',
  level: 'info',
  summary: 'a Cluster of CloudNativePG that would begin with an old backup again',
  explanation: {
    why: [
      'bootstrap.recovery counts when a Cluster is made, and does nothing to one that is there, so it is easily forgotten. Whoever applies the same manifest where the Cluster is missing gets the state of that backup, not what was there last.',
      'A restore is a new Cluster with a name of its own; once it is healthy, the section has done its work.',
    ],
    wrong: yaml`
      apiVersion: postgresql.cnpg.io/v1
      kind: Cluster
      metadata:
        name: orders-2
        annotations: { "helm.sh/resource-policy": keep }
      spec:
        instances: 3
        storage: { size: 50Gi, storageClass: disks }
        bootstrap:
          recovery:
            source: orders
    `,
    right: yaml`
      apiVersion: postgresql.cnpg.io/v1
      kind: Cluster
      metadata:
        name: orders-2
        annotations: { "helm.sh/resource-policy": keep }
      spec:
        instances: 3
        storage: { size: 50Gi, storageClass: disks }
    `,
    see: ['https://cloudnative-pg.io/documentation/current/recovery/'],
  },
  check,
};
