import { mostAway } from '../../facts/programs/placement';
import { isAlone } from '../lookup/replication';
import { Program, programsOf } from '../lookup/programs';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const program of programsOf(set)) {
    const { pod, title } = program;
    const replicas = pod.replicas ?? 1;
    if (pod.workload.type !== 'apps/StatefulSet' || replicas < 2 || !decides(program)) continue;
    if (replicas === 2) {
      yield {
        at: pod.workload.root.at('spec', 'replicas'),
        cause: `2 members of ${title} decide by a majority, which is both: whichever is away stops the other, so two fail more often than one.`,
        remedy: 'Use 3 replicas, or 1.',
      };
      continue;
    }
    for (const budget of budgetsOf(set, program)) yield* checkBudget(budget, program, replicas);
  }
}

function decides(program: Program): boolean {
  const { majority } = program.facts;
  return majority !== undefined && (majority === true || majority.test(program.told)) && !isAlone(program);
}

const budgetsOf = (set: ManifestSet, { pod }: Program): readonly Manifest[] =>
  set
    .all('policy/PodDisruptionBudget')
    .filter((budget) => set.selected(budget.namespace, budget.root.at('spec', 'selector')).some((other) => other === pod));

function* checkBudget(budget: Manifest, { title, pod }: Program, replicas: number): Generator<Discovery> {
  const most = mostAway(replicas);
  const spec = budget.root.at('spec');
  const [field, away] = spec.at('maxUnavailable').exists
    ? ['maxUnavailable', amountOf(spec.at('maxUnavailable').value, replicas)]
    : ['minAvailable', replicas - (amountOf(spec.at('minAvailable').value, replicas) ?? replicas)];
  if (away === undefined || away <= most) return;
  yield {
    at: spec.at(field),
    cause: `The budget lets ${away} of ${replicas} members of ${title} in ${pod.workload.toString()} go at once, and fewer than ${replicas - most} decide nothing.`,
    remedy: `Write maxUnavailable: ${most} instead.`,
  };
}

/** A number, or a percentage of all, rounded up as the controller does. */
function amountOf(value: unknown, all: number): number | undefined {
  if (typeof value === 'number') return value;
  const [, percent] = typeof value === 'string' ? (/^([0-9]+)%$/.exec(value) ?? []) : [];
  return percent === undefined ? undefined : Math.ceil((Number(percent) * all) / 100);
}

export const majorityNotKept: Rule = {
  id: 'majority-not-kept',
  level: 'warning',
  summary: 'members that decide by a majority, of which a budget lets too many go, or of which there are two',
  explanation: {
    why: [
      'ZooKeeper, etcd, Consul, Kafka with KRaft, Elasticsearch and others accept a write when more than half of their members have it. Of three, one may be away. A budget that lets two go lets a drain of two nodes stop all of them.',
      'Of two members both are the majority, so each that fails stops the other.',
    ],
    wrong: yaml`
      apiVersion: policy/v1
      kind: PodDisruptionBudget
      metadata:
        name: registry
      spec:
        maxUnavailable: 2
        selector:
          matchLabels: { app: registry }
      ---
      apiVersion: apps/v1
      kind: StatefulSet
      metadata:
        name: registry
      spec:
        serviceName: registry
        replicas: 3
        podManagementPolicy: Parallel
        selector:
          matchLabels: { app: registry }
        template:
          metadata:
            labels: { app: registry }
          spec:
            containers:
              - name: registry
                image: zookeeper:3.9.4
                env:
                  - { name: ZOO_SERVERS, value: server.1=registry-0.registry:2888:3888 server.2=registry-1.registry:2888:3888 server.3=registry-2.registry:2888:3888 }
                volumeMounts:
                  - { name: data, mountPath: /data, subPath: data }
                  - { name: data, mountPath: /datalog, subPath: log }
        volumeClaimTemplates:
          - metadata: { name: data }
            spec:
              storageClassName: database
              accessModes: [ReadWriteOnce]
              resources: { requests: { storage: 20Gi } }
    `,
    right: yaml`
      apiVersion: policy/v1
      kind: PodDisruptionBudget
      metadata:
        name: registry
      spec:
        maxUnavailable: 1
        selector:
          matchLabels: { app: registry }
      ---
      apiVersion: apps/v1
      kind: StatefulSet
      metadata:
        name: registry
      spec:
        serviceName: registry
        replicas: 3
        podManagementPolicy: Parallel
        selector:
          matchLabels: { app: registry }
        template:
          metadata:
            labels: { app: registry }
          spec:
            containers:
              - name: registry
                image: zookeeper:3.9.4
                env:
                  - { name: ZOO_SERVERS, value: server.1=registry-0.registry:2888:3888 server.2=registry-1.registry:2888:3888 server.3=registry-2.registry:2888:3888 }
                volumeMounts:
                  - { name: data, mountPath: /data, subPath: data }
                  - { name: data, mountPath: /datalog, subPath: log }
        volumeClaimTemplates:
          - metadata: { name: data }
            spec:
              storageClassName: database
              accessModes: [ReadWriteOnce]
              resources: { requests: { storage: 20Gi } }
    `,
    see: [
      'https://kubernetes.io/docs/tasks/run-application/configure-pdb/',
      'https://zookeeper.apache.org/doc/current/zookeeperAdmin.html',
    ],
  },
  check,
};
