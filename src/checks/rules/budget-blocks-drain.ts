import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';
import { isPersistent } from '../lookup/storage';
import { PodTemplate } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const budget of set.all('policy/PodDisruptionBudget')) {
    const pods = set.selected(budget.namespace, budget.root.at('spec', 'selector')).filter(isEvicted);
    if (!pods.some((pod) => pod.volumes.some(isPersistent))) continue;
    yield* checkBudget(set, budget, pods);
  }
}

/** A drain leaves the Pods of DaemonSets alone, and those of Jobs end. */
function isEvicted(pod: PodTemplate): boolean {
  return pod.workload.type !== 'apps/DaemonSet' && !pod.isTask;
}

const PERCENTAGE = /^[0-9]+%$/;

function* checkBudget(set: ManifestSet, budget: Manifest, pods: readonly PodTemplate[]): Generator<Discovery> {
  const replicas = pods.reduce((sum, pod) => sum + set.mostReplicas(pod), 0);
  if (replicas === 0) return;
  const whose = pods.map(({ workload }) => workload.toString()).join(', ');
  const minAvailable = budget.root.at('spec', 'minAvailable');
  const maxUnavailable = budget.root.at('spec', 'maxUnavailable');
  const remedy = 'Write maxUnavailable: 1 instead, with unhealthyPodEvictionPolicy: AlwaysAllow.';
  if (pods.some(({ workload }) => workload.type === 'Pod')) {
    const at = maxUnavailable.exists ? maxUnavailable : minAvailable;
    if (maxUnavailable.exists || PERCENTAGE.test(at.text ?? '')) {
      yield {
        at,
        cause: `For the bare Pods of ${whose} the budget allows no eviction at all: without a controller nobody knows how many there should be.`,
        remedy: 'Write minAvailable with a number below that of the Pods, or let a StatefulSet or Deployment run them.',
      };
    }
    return;
  }
  const least = amountOf(minAvailable.value, replicas);
  if (least !== undefined && least >= replicas) {
    yield {
      at: minAvailable,
      cause: `minAvailable ${String(minAvailable.value)} of ${replicas} ${replicas === 1 ? 'Pod' : 'Pods'} of ${whose} allows no eviction: a node with one of them can never be drained.`,
      remedy,
    };
  }
  if (maxUnavailable.exists && amountOf(maxUnavailable.value, replicas) === 0) {
    yield {
      at: maxUnavailable,
      cause: `maxUnavailable ${String(maxUnavailable.value)} for ${whose} allows no eviction: a node with one of them can never be drained.`,
      remedy,
    };
  }
}

/** A number, or a percentage of all, rounded up. */
function amountOf(value: unknown, all: number): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  if (PERCENTAGE.test(value)) return Math.ceil((Number(value.slice(0, -1)) * all) / 100);
  return undefined;
}

export const budgetBlocksDrain: Rule = {
  id: 'budget-blocks-drain',
  level: 'error',
  summary: 'a PodDisruptionBudget that never allows an eviction of a workload with storage',
  explanation: {
    why: [
      'A drain asks for each Pod whether it may go. minAvailable: 1 on a single replica, or maxUnavailable: 0, always says no: node upgrades hang until somebody deletes the Pod by hand, often with force, which is what the budget was meant to prevent.',
      'For bare Pods only a whole number in minAvailable works; maxUnavailable or a percentage refuses every eviction.',
    ],
    wrong: yaml`
      apiVersion: policy/v1
      kind: PodDisruptionBudget
      metadata:
        name: orders
      spec:
        minAvailable: 1
        selector:
          matchLabels: { app: orders }
      ---
      apiVersion: apps/v1
      kind: StatefulSet
      metadata:
        name: orders
      spec:
        serviceName: orders
        selector:
          matchLabels: { app: orders }
        template:
          metadata:
            labels: { app: orders }
          spec:
            containers:
              - name: queue
                image: nats:2.12.1
                volumeMounts:
                  - { name: data, mountPath: /data }
        volumeClaimTemplates:
          - metadata: { name: data }
            spec:
              storageClassName: standard
              accessModes: [ReadWriteOnce]
              resources: { requests: { storage: 20Gi } }
    `,
    right: yaml`
      apiVersion: policy/v1
      kind: PodDisruptionBudget
      metadata:
        name: orders
      spec:
        maxUnavailable: 1
        unhealthyPodEvictionPolicy: AlwaysAllow
        selector:
          matchLabels: { app: orders }
      ---
      apiVersion: apps/v1
      kind: StatefulSet
      metadata:
        name: orders
      spec:
        serviceName: orders
        selector:
          matchLabels: { app: orders }
        template:
          metadata:
            labels: { app: orders }
          spec:
            containers:
              - name: queue
                image: nats:2.12.1
                volumeMounts:
                  - { name: data, mountPath: /data }
        volumeClaimTemplates:
          - metadata: { name: data }
            spec:
              storageClassName: standard
              accessModes: [ReadWriteOnce]
              resources: { requests: { storage: 20Gi } }
    `,
    see: ['https://kubernetes.io/docs/tasks/run-application/configure-pdb/'],
  },
  check,
};
