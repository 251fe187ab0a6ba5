import { objectsOf, synthesize } from '../synthesize';

const files = synthesize(__dirname);
const objects = objectsOf(files);
const find = (kind: string, name: string) => objects.find((object) => object.kind === kind && object.metadata.name === name);
const { spec: cluster, metadata } = find('Cluster', 'orders-pg');
const env = (name: string): Record<string, string> =>
  Object.fromEntries(
    find('Deployment', name).spec.template.spec.containers[0].env.map((variable: { name: string; value: string }) => [
      variable.name,
      variable.value,
    ]),
  );

test('synthesizes', () => {
  expect(files).toMatchSnapshot();
});

test('a node or a zone that goes takes one server of three', () => {
  expect(cluster.instances).toBe(3);
  expect(cluster.affinity).toMatchObject({ podAntiAffinityType: 'required', topologyKey: 'kubernetes.io/hostname' });
  expect(cluster.topologySpreadConstraints[0].topologyKey).toBe('topology.kubernetes.io/zone');
  expect(cluster.enablePDB).toBe(true);
});

test('what was committed is on two disks, and no replica without it becomes the primary', () => {
  expect(cluster.postgresql.synchronous).toEqual({ method: 'any', number: 1, dataDurability: 'required', failoverQuorum: true });
});

test('the claims go with the Cluster, so nothing that applies it may take it away', () => {
  const guards = {
    'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
    'helm.sh/resource-policy': 'keep',
    'kustomize.toolkit.fluxcd.io/prune': 'disabled',
  };
  expect(metadata.annotations).toEqual(guards);
  expect(find('ObjectStore', 'orders-pg-backup').metadata.annotations).toEqual(guards);
});

test('a log that cannot be archived, or that a replica holds back, fills half of a disk of its own', () => {
  expect(cluster.walStorage).toMatchObject({ size: '20Gi', storageClass: 'shop-ssd' });
  expect(cluster.postgresql.parameters).toMatchObject({ max_wal_size: '5GB', max_slot_wal_keep_size: '10GB' });
});

test('a quarter of the memory is for its pages, and all of it is requested', () => {
  expect(cluster.resources.requests).toEqual({ cpu: '2', memory: '8Gi' });
  expect(cluster.resources.limits).toEqual(cluster.resources.requests);
  expect(cluster.postgresql.parameters.shared_buffers).toBe('2GB');
});

test('the backup runs once a night and not each hour: the operator reads seconds first', () => {
  const { spec } = find('ScheduledBackup', 'orders-pg-backup');
  expect(spec).toMatchObject({ schedule: '0 17 3 * * *', method: 'plugin', immediate: true, cluster: { name: 'orders-pg' } });
  expect(cluster.backup).toBeUndefined();
  expect(cluster.plugins).toEqual([
    {
      name: 'barman-cloud.cloudnative-pg.io',
      isWALArchiver: true,
      parameters: { barmanObjectName: 'orders-pg-backup', serverName: 'orders-pg' },
    },
  ]);
  expect(find('ObjectStore', 'orders-pg-backup').spec.retentionPolicy).toBe('30d');
});

test('no secret is in the manifests, and nobody is a superuser over the network', () => {
  expect(objects.some(({ kind }) => kind === 'Secret')).toBe(false);
  expect(cluster.enableSuperuserAccess).toBe(false);
  expect(cluster.bootstrap.initdb).toMatchObject({
    owner: 'orders',
    database: 'orders',
    secret: { name: 'orders-db' },
    dataChecksums: true,
  });
});

const portsOf = (rules: Array<{ ports: Array<{ port: number }> }>): number[] =>
  [...new Set(rules.flatMap(({ ports }) => ports.map(({ port }) => port)))].sort((one, other) => one - other);

test('the operator reaches the servers, they each other, the API server, DNS and the store; without one of these none would start', () => {
  const { spec } = find('NetworkPolicy', 'orders-pg');
  expect(spec.podSelector.matchLabels).toEqual({ 'cnpg.io/cluster': 'orders-pg', 'cnpg.io/podRole': 'instance' });
  const operator = spec.ingress.find(
    ({ from }: { from: Array<{ namespaceSelector: { matchLabels: Record<string, string> } }> }) =>
      from[0].namespaceSelector.matchLabels['kubernetes.io/metadata.name'] === 'cnpg-system',
  );
  expect(operator.from[0].podSelector.matchLabels).toEqual({ 'app.kubernetes.io/name': 'cloudnative-pg' });
  expect(portsOf([operator])).toEqual([5432, 8000]);
  expect(portsOf(spec.egress)).toEqual([53, 443, 5432, 6443, 8000]);
  expect(portsOf(find('NetworkPolicy', 'orders-pg-jobs').spec.egress)).toEqual([53, 443, 5432, 6443, 8000]);
  expect(find('NetworkPolicy', 'orders-pg-jobs').spec.ingress).toBeUndefined();
});

test('clients come in by the pooler, reports by the replicas, and Prometheus for metrics alone', () => {
  expect(env('orders')).toMatchObject({ DATABASE_HOST: 'orders-pg-pooler.shop.svc', PGDATABASE: 'orders' });
  expect(env('reports').DATABASE_HOST).toBe('orders-pg-ro.shop.svc');
  expect(find('NetworkPolicy', 'orders-pg-pooler').spec.ingress).toHaveLength(1);
  const monitoring = find('NetworkPolicy', 'orders-pg').spec.ingress.filter((rule: object) => JSON.stringify(rule).includes('monitoring'));
  expect(monitoring).toHaveLength(1);
  expect(portsOf(monitoring)).toEqual([9187]);
  expect(find('PodMonitor', 'orders-pg').metadata.labels).toEqual({ release: 'prometheus' });
});
