import { Program, programsOf } from '../lookup/programs';
import { toldTo } from '../lookup/scripts';
import { isPersistent } from '../lookup/storage';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const program of programsOf(set)) {
    const { pod, facts, container, title } = program;
    const replicas = set.mostReplicas(pod);
    if (replicas <= 1 || !isAlone(program)) continue;
    const scaler = set.autoscalerOf(pod);
    const count =
      replicas === Infinity
        ? 'One Pod on each node'
        : `${replicas} replicas${scaler === undefined ? '' : `, which ${scaler.toString()} allows,`}`;
    const what = facts.kind === 'database' ? 'databases' : 'stores';
    yield {
      at: pod.workload.root.at('spec', 'replicas'),
      cause: `${count} of ${container.image} are as many ${what} that know nothing of each other: plain ${title} does not replicate${facts.clusters === false ? '' : ' unless it is told to'}.`,
      remedy: `Use 1 replica, or ${facts.kind === 'database' && facts.clusters === false ? 'an operator such as ' : ''}${facts.operators![0]}.`,
    };
  }
}

/** Whether each of several is on its own; where it may be told otherwise in a file that is not here, it is not reported. */
export function isAlone(program: Program): boolean {
  const { facts, told, hidden, mount } = program;
  const { clusters } = facts;
  if (clusters === undefined || clusters === true || facts.operators === undefined || replicatesByHand(program)) return false;
  if (clusters !== false && (hidden || clusters.test(told))) return false;
  // A cache may be several.
  return (
    facts.kind === 'database' || (mount?.volume !== undefined && isPersistent(mount.volume) && facts.keepsNothingIf?.test(told) !== true)
  );
}

/** Words of people who set up replication themselves, as in the tutorial of the Kubernetes documentation. */
const REPLICATION =
  /basebackup|primary_conninfo|standby|repmgr|patroni|stolon|pg_auto_failover|replica(tion|te)|change\s+(master|replication)|xtrabackup|mariabackup|wsrep|galera|log[-_]bin|server[-_]id/i;

function replicatesByHand({ pod, facts, told }: Program): boolean {
  if (REPLICATION.test(told)) return true;
  return pod.containers.some((container) => {
    const text = `${container.image ?? ''}\n${toldTo(container)}`;
    return REPLICATION.test(text) || (facts.clusters instanceof RegExp && facts.clusters.test(text));
  });
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
