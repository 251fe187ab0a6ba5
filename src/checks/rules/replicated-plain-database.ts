import { isAlone, isScattered } from '../lookup/replication';
import { Program, programsOf } from '../lookup/programs';
import { ManifestSet } from '../manifest-set';
import { PodTemplate } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const program of programsOf(set)) {
    const { pod, facts, container, title } = program;
    const replicas = set.mostReplicas(pod);
    if (replicas <= 1) continue;
    if (!isAlone(program)) {
      if (isScattered(program)) yield scattered(set, program);
      continue;
    }
    const scaler = set.autoscalerOf(pod);
    const count =
      replicas === Infinity
        ? 'One Pod on each node'
        : `${replicas} replicas${scaler === undefined ? '' : `, which ${scaler.toString()} allows,`}`;
    const what = facts.kind === 'database' ? 'databases' : 'stores';
    yield {
      at: pod.workload.root.at('spec', 'replicas'),
      cause: `${count} of ${container.image} are as many ${what} that know nothing of each other: plain ${title} does not replicate${facts.clusters === false ? '' : ' unless it is told to'}.`,
      remedy: `${oneOf(set, pod)}, or ${facts.kind === 'database' && facts.clusters === false ? 'an operator such as ' : ''}${facts.operators![0]}.`,
    };
  }
}

/** What to write for one Pod alone. */
function oneOf(set: ManifestSet, pod: PodTemplate): string {
  if (pod.replicas === undefined) return 'Run it in a StatefulSet with 1 replica';
  const scaler = set.autoscalerOf(pod);
  return scaler === undefined ? 'Use 1 replica' : `Use 1 replica without ${scaler.toString()}`;
}

/** What a program serves to whoever asks lies on the claim of one of its Pods. */
function scattered(set: ManifestSet, { pod, container, title, mount, facts }: Program): Discovery {
  const replicas = set.mostReplicas(pod);
  const shared = facts.kind === 'store' ? 'or let all of them use one store, such as a bucket or a ReadWriteMany claim' : undefined;
  return {
    at: pod.workload.root.at('spec', 'replicas'),
    cause: `${replicas} replicas of ${container.image} have a claim of template ${mount!.volume!.name} each: what ${title} keeps on one of them the others do not have, and which one answers is chance.`,
    remedy: `${oneOf(set, pod)}${shared === undefined ? '' : `, ${shared}`}.`,
  };
}

export const replicatedPlainDatabase: Rule = {
  id: 'replicated-plain-database',
  level: 'error',
  summary: 'more than one replica of a plain database or store, each of which has its own data',
  explanation: {
    why: [
      'Each replica initialises an empty database on its own claim. The Service spreads connections over them, so writes go to one and reads come from another. The same is true of MinIO with a directory instead of addresses, of MongoDB without a replica set and of etcd without members. Replication is the work of an operator, or of scripts; a Pod whose commands speak of replication is not reported.',
    ],
    wrong: yaml`
      apiVersion: apps/v1
      kind: StatefulSet
      metadata:
        name: orders
      spec:
        replicas: 3
        serviceName: orders
        selector:
          matchLabels: { app: orders }
        template:
          metadata:
            labels: { app: orders }
          spec:
            containers:
              - name: postgres
                image: postgres:17.6
                volumeMounts:
                  - { name: data, mountPath: /var/lib/postgresql/data }
        volumeClaimTemplates:
          - metadata: { name: data }
            spec:
              storageClassName: database
              accessModes: [ReadWriteOnce]
              resources: { requests: { storage: 20Gi } }
    `,
    right: yaml`
      apiVersion: postgresql.cnpg.io/v1
      kind: Cluster
      metadata:
        name: orders
        annotations: { "helm.sh/resource-policy": keep }
      spec:
        instances: 3
        storage:
          storageClass: database
          size: 20Gi
    `,
    see: [
      'https://kubernetes.io/docs/tasks/run-application/run-replicated-stateful-application/',
      'https://cloudnative-pg.io/documentation/current/',
    ],
  },
  check,
};
