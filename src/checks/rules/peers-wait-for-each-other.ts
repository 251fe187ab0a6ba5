import { waitsForPeers } from '../../facts/programs/placement';
import { Cursor } from '../cursor';
import { Manifest } from '../manifest';
import { Program, programsOf } from '../lookup/programs';
import { groupBy } from '../../util/group-by';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';
import { isAlone } from '../lookup/replication';

function* check({ set }: RuleContext): Generator<Discovery> {
  const headless = groupBy(
    set.all('Service').filter(({ root }) => root.at('spec', 'clusterIP').text === 'None'),
    ({ namespace }) => namespace ?? '',
  );
  for (const program of programsOf(set)) {
    const { pod, container, facts, told, title } = program;
    const { workload } = pod;
    if (facts.peers === undefined || workload.type !== 'apps/StatefulSet' || (pod.replicas ?? 1) < 2 || isAlone(program)) continue;
    const probe = ['readinessProbe', 'startupProbe']
      .map((name) => container.at.at(name))
      .find((at) => waitsForPeers(facts, told, asked(at)));
    if (probe === undefined) continue;
    const hiding = servicesOf(headless, program).filter((service) => !publishes(service));
    const policy = workload.root.at('spec', 'podManagementPolicy');
    if (policy.text !== 'Parallel') {
      const too = hiding.length === 0 ? '' : ` and publishNotReadyAddresses: true on Service ${hiding[0].name}`;
      yield {
        at: policy,
        cause: `${title} is ready once there is a quorum, and StatefulSet ${workload.name} makes its second Pod once the first is ready: the cluster never starts.`,
        remedy: `Set podManagementPolicy: Parallel${too}; for a set that exists it has to be deleted with --cascade=orphan and applied again.`,
      };
      continue;
    }
    for (const service of hiding) {
      yield {
        at: service.root.at('spec', 'publishNotReadyAddresses'),
        level: 'warning',
        cause: `The members of ${title} in StatefulSet ${workload.name} look each other up at Service ${service.name}, which publishes a Pod once it is ready, and they are ready once they have found each other.`,
        remedy: 'Set publishNotReadyAddresses: true on this Service.',
      };
    }
  }
}

/** What a probe asks: the path of its request, or the words of its command. */
function asked(probe: Cursor): string {
  return probe.at('httpGet', 'path').text ?? probe.at('exec', 'command').texts.join('\n');
}

/** The headless Services of the Pods by whose names the members look for each other. */
function servicesOf(headless: ReadonlyMap<string, readonly Manifest[]>, { pod, told }: Program): readonly Manifest[] {
  return (headless.get(pod.namespace ?? '') ?? []).filter((service) => {
    const selector = service.root.at('spec', 'selector').entries;
    const isTheirs = selector.length > 0 && selector.every(([key, value]) => pod.labels.get(key) === value.text);
    return isTheirs && told.includes(`.${service.name}`);
  });
}

function publishes(service: Manifest): boolean {
  return (
    service.root.at('spec', 'publishNotReadyAddresses').flag === true ||
    service.annotation('service.alpha.kubernetes.io/tolerate-unready-endpoints') === 'true'
  );
}

export const peersWaitForEachOther: Rule = {
  id: 'peers-wait-for-each-other',
  level: 'error',
  otherLevels: ['warning'],
  summary: 'members of a cluster that are ready with a quorum only, and that are started one by one or not published until they are ready',
  explanation: {
    why: [
      'A StatefulSet makes its second Pod once the first is ready, unless podManagementPolicy is Parallel. A member of etcd, NATS or ZooKeeper that is ready once there is a quorum is never ready alone, so the second is never made.',
      'A headless Service publishes the name of a Pod once it is ready. Members that find each other by these names, and are ready once they have found each other, wait for ever, or until a probe comes early enough; publishNotReadyAddresses shows the names from the start. It is for the Service of the members, not for that of clients.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: Service
      metadata:
        name: registry
      spec:
        clusterIP: None
        publishNotReadyAddresses: true
        selector: { app: registry }
        ports: [{ name: client, port: 2379 }, { name: peer, port: 2380 }]
      ---
      apiVersion: apps/v1
      kind: StatefulSet
      metadata:
        name: registry
      spec:
        serviceName: registry
        replicas: 3
        selector:
          matchLabels: { app: registry }
        template:
          metadata:
            labels: { app: registry }
          spec:
            containers:
              - name: registry
                image: gcr.io/etcd-development/etcd:v3.6.5
                command:
                  - etcd
                  - --name=$(POD)
                  - --data-dir=/var/lib/etcd/member
                  - --initial-advertise-peer-urls=http://$(POD).registry:2380
                  - --initial-cluster=registry-0=http://registry-0.registry:2380,registry-1=http://registry-1.registry:2380,registry-2=http://registry-2.registry:2380
                env:
                  - name: POD
                    valueFrom: { fieldRef: { fieldPath: metadata.name } }
                readinessProbe:
                  httpGet: { path: /health, port: 2379 }
                volumeMounts:
                  - { name: data, mountPath: /var/lib/etcd }
        volumeClaimTemplates:
          - metadata: { name: data }
            spec:
              storageClassName: database
              accessModes: [ReadWriteOnce]
              resources: { requests: { storage: 20Gi } }
    `,
    right: yaml`
      apiVersion: v1
      kind: Service
      metadata:
        name: registry
      spec:
        clusterIP: None
        publishNotReadyAddresses: true
        selector: { app: registry }
        ports: [{ name: client, port: 2379 }, { name: peer, port: 2380 }]
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
                image: gcr.io/etcd-development/etcd:v3.6.5
                command:
                  - etcd
                  - --name=$(POD)
                  - --data-dir=/var/lib/etcd/member
                  - --initial-advertise-peer-urls=http://$(POD).registry:2380
                  - --initial-cluster=registry-0=http://registry-0.registry:2380,registry-1=http://registry-1.registry:2380,registry-2=http://registry-2.registry:2380
                env:
                  - name: POD
                    valueFrom: { fieldRef: { fieldPath: metadata.name } }
                readinessProbe:
                  httpGet: { path: /health, port: 2379 }
                volumeMounts:
                  - { name: data, mountPath: /var/lib/etcd }
        volumeClaimTemplates:
          - metadata: { name: data }
            spec:
              storageClassName: database
              accessModes: [ReadWriteOnce]
              resources: { requests: { storage: 20Gi } }
    `,
    see: [
      'https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#pod-management-policies',
      'https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/',
    ],
  },
  check,
};
