import { toldTo } from '../lookup/scripts';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';
import { PodTemplate } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set, complete }: RuleContext): Generator<Discovery> {
  const names = new PodNames(set);
  for (const pod of set.pods) {
    const { workload } = pod;
    if (workload.type !== 'apps/StatefulSet') continue;
    const serviceName = workload.root.at('spec', 'serviceName');
    // Nobody misses the name of a Pod that has no others and that nobody calls by it.
    const level = set.mostReplicas(pod) > 1 || names.has(workload.name) ? 'error' : 'warning';
    if (!serviceName.text) {
      yield {
        level,
        at: serviceName.exists ? serviceName : workload.root.at('spec'),
        cause: `StatefulSet ${workload.name} names no Service, so its Pods have no names in DNS by which others find one of them.`,
        remedy: 'Name a headless Service (clusterIP: None) in serviceName.',
      };
      continue;
    }
    const service = set.find('Service', workload.namespace, serviceName.text);
    if (service === undefined) {
      if (complete && set.hasAll('Service')) {
        yield {
          level,
          at: serviceName,
          cause: `StatefulSet ${workload.name} names Service ${serviceName.text}, and no manifest makes it.`,
          remedy: 'Add the Service with clusterIP: None.',
        };
      }
      continue;
    }
    for (const found of checkService(pod, service)) yield { level, ...found };
  }
}

/** The names by which single Pods are called, anywhere in the set; looked for when somebody asks. */
class PodNames {
  private names?: ReadonlySet<string>;

  constructor(private readonly set: ManifestSet) {}

  has(workload: string): boolean {
    this.names ??= new Set(
      [...this.texts()].filter((text) => ORDINAL.test(text)).flatMap((text) => Array.from(text.matchAll(POD_NAME), ([, name]) => name)),
    );
    return this.names.has(workload);
  }

  private *texts(): Generator<string> {
    for (const pod of this.set.pods) for (const container of pod.containers) yield toldTo(container);
    for (const config of this.set.all('ConfigMap')) for (const [, text] of config.root.at('data').textEntries) yield text;
  }
}

/** What is behind the name of the set: most texts have no such thing, and it is found sooner. */
const ORDINAL = /-(?:[0-9]{1,3}|\$\{?\w{1,30}\}?)\.[a-z]/;

/** `orders-0.orders`, or the ordinal as a variable. */
const POD_NAME = new RegExp(`([a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?)${ORDINAL.source}`, 'g');

function* checkService({ workload, labels }: PodTemplate, service: Manifest): Generator<Discovery> {
  const at = workload.root.at('spec', 'serviceName');
  const spec = service.root.at('spec');
  if (spec.at('clusterIP').text !== 'None') {
    yield {
      at,
      cause: `Service ${service.name} of StatefulSet ${workload.name} is not headless, so DNS knows the Service and none of the Pods.`,
      remedy: 'Name a Service with clusterIP: None; clients can go on using the other one.',
    };
  }
  const differing = spec.at('selector').entries.find(([key, value]) => labels.get(key) !== value.text);
  if (differing !== undefined) {
    yield {
      at,
      cause: `Service ${service.name} selects ${differing[0]}: ${String(differing[1].value)}, which the Pods of StatefulSet ${workload.name} do not have, so DNS knows none of them.`,
      remedy: "Give the Service the labels of the StatefulSet's Pods as its selector.",
    };
  }
}

export const statefulsetWithoutHeadlessService: Rule = {
  id: 'statefulset-without-headless-service',
  level: 'error',
  otherLevels: ['warning'],
  summary:
    'a StatefulSet whose serviceName is missing, or names a Service that is not headless or does not select its Pods (warning for a set of one that nobody calls by the name of its Pod)',
  explanation: {
    why: [
      'The Pods of a StatefulSet get names such as orders-0.orders in DNS from a headless Service that the set names. Members of a cluster find each other by them. The API server accepts a set without one; the names are then missing, and what uses them fails at run time.',
      'A Service that is not in the set of manifests is only reported where they are said to be complete.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: Service
      metadata:
        name: orders
      spec:
        selector: { app: orders }
        ports:
          - { name: client, port: 4222 }
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
      apiVersion: v1
      kind: Service
      metadata:
        name: orders
      spec:
        clusterIP: None
        selector: { app: orders }
        ports:
          - { name: client, port: 4222 }
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
    see: ['https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id'],
  },
  check,
};
