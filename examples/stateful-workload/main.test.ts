import { objectsOf, synthesize } from '../synthesize';

const files = synthesize(__dirname);
const objects = objectsOf(files);
const find = (kind: string, name: string) => objects.find((object) => object.kind === kind && object.metadata.name === name);
const podOf = (name: string) => find('StatefulSet', name).spec.template.spec;
const env = (name: string): Record<string, string> =>
  Object.fromEntries(podOf(name).containers[0].env.map((variable: { name: string; value: string }) => [variable.name, variable.value]));

test('synthesizes', () => {
  expect(files).toMatchSnapshot();
});

test('drains leave two of three, and the one Pod that is alone may go', () => {
  const budgets = ['valkey', 'kafka', 'search'].map((name) => find('PodDisruptionBudget', `${name}-stateful`).spec);
  expect(budgets.map(({ maxUnavailable }) => maxUnavailable)).toEqual([1, 1, 1]);
  // Members that are not ready may vote all the same.
  expect(budgets.map(({ unhealthyPodEvictionPolicy }) => unhealthyPodEvictionPolicy)).toEqual([
    'AlwaysAllow',
    'IfHealthyBudget',
    'IfHealthyBudget',
  ]);
});

test('no node takes two of three with it', () => {
  for (const name of ['kafka', 'search']) {
    const [term] = podOf(name).affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution;
    expect(term).toEqual({ topologyKey: 'kubernetes.io/hostname', labelSelector: find('StatefulSet', name).spec.selector });
  }
});

test('members know each other by names that they have before they are ready', () => {
  expect(find('Service', 'kafka-headless').spec).toMatchObject({ clusterIP: 'None', publishNotReadyAddresses: true });
  expect(env('kafka').KAFKA_CONTROLLER_QUORUM_VOTERS).toBe(
    '0@kafka-0.kafka-headless:9093,1@kafka-1.kafka-headless:9093,2@kafka-2.kafka-headless:9093',
  );
  expect(find('StatefulSet', 'kafka').spec).toMatchObject({ podManagementPolicy: 'Parallel', serviceName: 'kafka-headless' });
});

test('Kafka finds an empty directory on a disk that has lost+found', () => {
  const [mount] = podOf('kafka').containers[0].volumeMounts.filter(({ name }: { name: string }) => name === 'data');
  expect(mount).toEqual({ name: 'data', mountPath: '/var/lib/kafka/data' });
  expect(env('kafka').KAFKA_LOG_DIRS).toBe('/var/lib/kafka/data/log');
});

test('images run as the user that they are made for, and a group lets it write to the disk', () => {
  expect(podOf('search').securityContext).toMatchObject({ runAsUser: 1000, fsGroup: 10001, runAsNonRoot: true });
  expect(podOf('search').securityContext.runAsGroup).toBeUndefined();
  expect(podOf('valkey').securityContext).toMatchObject({ runAsUser: 10001, runAsGroup: 10001, fsGroup: 10001 });
});

test('disks stay when a set is deleted or scaled down', () => {
  for (const name of ['valkey', 'kafka', 'search']) {
    expect(find('StatefulSet', name).spec.persistentVolumeClaimRetentionPolicy).toEqual({ whenDeleted: 'Retain', whenScaled: 'Retain' });
  }
});

test('members reach each other, and the applications reach them; nobody else does', () => {
  const { ingress } = find('NetworkPolicy', 'kafka-stateful').spec;
  expect(ingress.map(({ from }: { from: object[] }) => from[0])).toEqual([
    { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'apps' } }, podSelector: {} },
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'platform' } },
      podSelector: { matchLabels: { 'cdk8s.io/metadata.addr': 'stateful-kafka' } },
    },
  ]);
});
