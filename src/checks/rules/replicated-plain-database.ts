import { Database, databasesOf } from '../lookup/databases';
import { toldTo } from '../lookup/scripts';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const database of databasesOf(set)) {
    const { pod, facts, container } = database;
    const replicas = set.mostReplicas(pod);
    if (facts.clusters || replicas <= 1 || replicatesByHand(database)) continue;
    const count = replicas === Infinity ? 'One Pod on each node' : `${replicas} replicas`;
    yield {
      at: pod.workload.root.at('spec', 'replicas'),
      cause: `${count} of ${container.image} are as many databases that know nothing of each other: plain ${facts.title} does not replicate.`,
      remedy: `Use 1 replica, or an operator such as ${facts.operators[0]}.`,
    };
  }
}

/** Words of people who set up replication themselves, as in the tutorial of the Kubernetes documentation. */
const REPLICATION =
  /basebackup|primary_conninfo|standby|repmgr|patroni|stolon|pg_auto_failover|replica(tion|te)|change\s+(master|replication)|xtrabackup|mariabackup|wsrep|galera|log[-_]bin|server[-_]id/i;

function replicatesByHand({ pod }: Database): boolean {
  return pod.containers.some((container) => REPLICATION.test(`${container.image ?? ''}\n${toldTo(container)}`));
}

export const replicatedPlainDatabase: Rule = {
  id: 'replicated-plain-database',
  level: 'error',
  summary: 'more than one replica of a plain database image, which has no replication of its own',
  explanation: {
    why: [
      'Each replica initialises an empty database on its own claim. The Service spreads connections over them, so writes go to one and reads come from another. Replication is the work of an operator, or of scripts; a Pod whose commands speak of replication is not reported.',
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
