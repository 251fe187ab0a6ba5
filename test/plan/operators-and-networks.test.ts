import { Deployer } from '../../src/facts/deployers';
import { planBetween } from '../../src/plan';
import { Body, claim, deployment, manifests, object, service, statefulSet } from './objects';

/*
 * What operators refuse, policies that cut a backup off from its database, and annotations that keep an object: each with what is told, its
 * place, and what must stay quiet beside it.
 */

const QUIET = ['disruptive', 'safe', 'new-only'];

function tell(old: readonly Body[], next: readonly Body[], deployer: Deployer = 'kubectl'): string[] {
  const { changes } = planBetween(manifests(old), manifests(next), { deployer });
  return changes
    .filter(({ effect }) => !QUIET.includes(effect))
    .map(({ id, object: { kind, name }, pointer }) => `${id} ${kind}/${name} ${pointer}`.trimEnd());
}

const cluster = (spec: Body = {}): Body =>
  object('postgresql.cnpg.io/v1', 'Cluster', 'pg', {
    spec: {
      instances: 3,
      imageName: 'ghcr.io/cloudnative-pg/postgresql:16.4',
      postgresql: { parameters: { shared_buffers: '1GB' } },
      storage: { size: '20Gi' },
      walStorage: { size: '5Gi' },
      tablespaces: [
        { name: 'hot', storage: { size: '5Gi' } },
        { name: 'cold', storage: { size: '50Gi' } },
      ],
      ...spec,
    },
  });

describe('CloudNativePG', () => {
  const image = (tag: string) => ({ imageName: `ghcr.io/cloudnative-pg/postgresql:${tag}` });
  test.each<[string, Body, readonly string[]]>([
    ['a smaller size', { storage: { size: '10Gi' } }, ['operator-refuses Cluster/pg /spec/storage/size']],
    ['a larger size', { storage: { size: '40Gi' } }, []],
    ['the same size in other words', { storage: { size: '20480Mi' } }, []],
    ['no walStorage', { walStorage: undefined }, ['operator-refuses Cluster/pg /spec/walStorage']],
    [
      'a tablespace that goes',
      { tablespaces: [{ name: 'cold', storage: { size: '50Gi' } }] },
      ['operator-refuses Cluster/pg /spec/tablespaces'],
    ],
    [
      'tablespaces in another order',
      {
        tablespaces: [
          { name: 'cold', storage: { size: '50Gi' } },
          { name: 'hot', storage: { size: '5Gi' } },
        ],
      },
      [],
    ],
    ['another user', { postgresUID: 999 }, ['operator-refuses Cluster/pg /spec/postgresUID']],
    ['its default user, written out', { postgresUID: 26 }, []],
    ['a lower major version', image('15.9'), ['operator-refuses Cluster/pg /spec/imageName']],
    ['the next minor version', image('16.5'), []],
    ['the next major version', image('17.6'), ['version-changed Cluster/pg /spec/imageName']],
    [
      'a lower major version of a catalogue',
      { imageName: undefined, imageCatalogRef: { kind: 'ImageCatalog', name: 'c', major: 15 } },
      ['operator-refuses Cluster/pg /spec/imageCatalogRef/major'],
    ],
    [
      'another prefix of slots that are in use',
      { replicationSlots: { highAvailability: { slotPrefix: '_shop_' } } },
      ['operator-refuses Cluster/pg /spec/replicationSlots/highAvailability/slotPrefix'],
    ],
    ['its default prefix, written out', { replicationSlots: { highAvailability: { enabled: true, slotPrefix: '_cnpg_' } } }, []],
    [
      'image and settings at once, by switchover',
      { ...image('16.5'), primaryUpdateMethod: 'switchover', postgresql: { parameters: { shared_buffers: '2GB' } } },
      ['operator-refuses Cluster/pg /spec/postgresql/parameters'],
    ],
    ['image and settings at once, by a restart', { ...image('16.5'), postgresql: { parameters: { shared_buffers: '2GB' } } }, []],
    [
      'another image, and a setting that the operator writes itself',
      {
        ...image('16.5'),
        primaryUpdateMethod: 'switchover',
        postgresql: { parameters: { shared_buffers: '1GB', wal_level: 'logical', archive_mode: 'off' } },
      },
      [],
    ],
    ['settings alone', { postgresql: { parameters: { shared_buffers: '2GB' } } }, []],
    [
      'a recovery in a Cluster that is there',
      { bootstrap: { recovery: { source: 'x' } } },
      ['operator-decides Cluster/pg /spec/bootstrap/recovery'],
    ],
  ])('%s', (_title, spec, told) => {
    expect(tell([cluster()], [cluster(spec)])).toEqual(told);
  });
});

test('a log that replicas and the archive need is not taken away, nor a major version made that the operator cannot', () => {
  const level = (wal_level: string) => cluster({ postgresql: { parameters: { wal_level } } });
  expect(tell([level('replica')], [level('minimal')])).toEqual(['operator-refuses Cluster/pg /spec/postgresql/parameters/wal_level']);
  expect(tell([level('replica')], [level('logical')])).toEqual([]);
  expect(tell([cluster()], [level('minimal')])).toEqual(['operator-refuses Cluster/pg /spec/postgresql/parameters/wal_level']);
  const image = (tag: string) => cluster({ imageName: `example.com/db:${tag}` });
  expect(tell([image('14.1')], [image('15.1')])).toEqual(['operator-refuses Cluster/pg /spec/imageName']);
  expect(tell([image('14.1')], [image('16.1')])).toEqual(['version-changed Cluster/pg /spec/imageName']);
});

test('slots that are off may be called anything', () => {
  const off = (slotPrefix: string, enabled = false) => cluster({ replicationSlots: { highAvailability: { enabled, slotPrefix } } });
  expect(tell([off('_a_')], [off('_b_', true)])).toEqual([]);
});

describe('what a definition compares', () => {
  const of = (kind: string, spec: Body) => object('postgresql.cnpg.io/v1', kind, 'x', { spec: { cluster: { name: 'pg' }, ...spec } });
  test.each<[string, string, Body, Body, readonly string[]]>([
    [
      'the name of a database',
      'Database',
      { name: 'a', owner: 'o' },
      { name: 'b', owner: 'o' },
      ['operator-refuses Database/x /spec/name'],
    ],
    ['its owner', 'Database', { name: 'a', owner: 'o' }, { name: 'a', owner: 'p' }, []],
    ['a template that was not written', 'Database', { name: 'a', owner: 'o' }, { name: 'a', owner: 'o', template: 't' }, []],
    [
      'the Cluster of a pooler',
      'Pooler',
      { instances: 2 },
      { instances: 2, cluster: { name: 'other' } },
      ['operator-refuses Pooler/x /spec/cluster'],
    ],
    ['a backup', 'Backup', { method: 'plugin' }, { method: 'volumeSnapshot' }, ['operator-refuses Backup/x /spec']],
    ['the schedule of backups', 'ScheduledBackup', { schedule: '0 0 1 * * *' }, { schedule: '0 0 2 * * *' }, []],
  ])('%s', (_title, kind, old, next, told) => {
    expect(tell([of(kind, old)], [of(kind, next)])).toEqual(told);
  });
});

describe('a backup that a policy cuts off', () => {
  const job = (host = 'pg', labels: Body = { app: 'dump' }) =>
    object('batch/v1', 'CronJob', 'dump', {
      spec: {
        schedule: '0 3 * * *',
        jobTemplate: {
          spec: {
            template: {
              metadata: { labels },
              spec: {
                restartPolicy: 'Never',
                containers: [
                  {
                    name: 'dump',
                    image: 'postgres:16.4',
                    command: ['sh', '-c', `pg_dump -h ${host} app > /backups/dump`],
                    volumeMounts: [{ name: 'backups', mountPath: '/backups' }],
                  },
                ],
                volumes: [{ name: 'backups', persistentVolumeClaim: { claimName: 'backups' } }],
              },
            },
          },
        },
      },
    });
  const database = statefulSet({ container: { ports: [{ name: 'pg', containerPort: 5432 }] } });
  const policy = (spec: Body) =>
    object('networking.k8s.io/v1', 'NetworkPolicy', 'pg', { spec: { podSelector: { matchLabels: { app: 'pg' } }, ...spec } });
  const from = (selector: Body, ports?: readonly Body[]) => policy({ ingress: [{ from: [selector], ...(ports && { ports }) }] });
  const web = { podSelector: { matchLabels: { app: 'web' } } };
  const dump = { podSelector: { matchLabels: { app: 'dump' } } };
  const base = [database, service(), claim('backups')];
  const told = ['backup-weakened NetworkPolicy/pg /spec'];

  test.each<[string, Body, readonly string[]]>([
    ['lets others in alone', from(web), told],
    ['lets nobody in', policy({ policyTypes: ['Ingress'] }), told],
    ['lets it in', from(dump), []],
    ['lets all in', policy({ ingress: [{}] }), []],
    ['lets it in on the port', from(dump, [{ port: 5432 }]), []],
    ['lets it in on the port by its name', from(dump, [{ port: 'pg' }]), []],
    ['lets it in in a range', from(dump, [{ port: 5000, endPort: 6000 }]), []],
    ['lets it in on another port', from(dump, [{ port: 8080 }]), told],
    ['lets it in by another protocol', from(dump, [{ port: 5432, protocol: 'UDP' }]), told],
    ['lets in its namespace', from({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } } }), []],
    ['lets in another namespace', from({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'web' } } }), told],
    // Of a namespace that is not here nobody knows the labels.
    ['lets in namespaces that nobody knows', from({ namespaceSelector: { matchLabels: { team: 'shop' } } }), []],
    ['lets addresses in', from({ ipBlock: { cidr: '10.0.0.0/8' } }), []],
    ['is about other Pods', policy({ podSelector: { matchLabels: { app: 'x' } }, policyTypes: ['Ingress'] }), []],
    ['is about what goes out', policy({ policyTypes: ['Egress'] }), []],
    [
      'lets the backup out to others alone',
      policy({ podSelector: { matchLabels: { app: 'dump' } }, policyTypes: ['Egress'], egress: [{ to: [web] }] }),
      told,
    ],
    [
      'lets the backup out',
      policy({ podSelector: { matchLabels: { app: 'dump' } }, policyTypes: ['Egress'], egress: [{ to: [{ podSelector: {} }] }] }),
      [],
    ],
  ])('one that %s', (_title, one, expected) => {
    expect(tell([...base, job()], [...base, job(), one])).toEqual(expected);
    // What was so before is no change.
    expect(tell([...base, job(), one], [...base, job(), one])).toEqual([]);
  });

  test('labels that a policy no longer lets through', () => {
    const old = [...base, job(), from(dump)];
    expect(tell(old, [...base, job('pg', { app: 'copy' }), from(dump)])).toEqual([
      'backup-weakened CronJob/dump /spec/jobTemplate/spec/template/metadata/labels',
    ]);
  });

  test('a backup of something else is not cut off', () => {
    expect(tell([...base, job('orders')], [...base, job('orders'), from(web)])).toEqual([]);
  });
});

describe('annotations that keep an object', () => {
  const guard: ReadonlyArray<readonly [Deployer, Readonly<Record<string, string>>]> = [
    ['helm', { 'helm.sh/resource-policy': 'keep' }],
    ['argocd', { 'argocd.argoproj.io/sync-options': 'ServerSideApply=true,Prune=false' }],
    ['flux', { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' }],
    ['kapp', { 'kapp.k14s.io/delete-strategy': 'orphan' }],
  ];
  const guarded = (annotations?: Readonly<Record<string, string>>): Body => ({
    ...claim(),
    metadata: { name: 'files', namespace: 'shop', annotations },
  });

  test.each(guard)('of %s: the object stays, and that is told', (deployer, annotations) => {
    const { changes } = planBetween(manifests([guarded(annotations)]), [], { deployer });
    expect(changes.map(({ effect, id }) => [effect, id])).toEqual([['safe', 'object-kept']]);
    expect(changes[0].cause).toContain(Object.keys(annotations)[0]);
    expect(tell([guarded()], [], deployer)).toEqual(['claim-deleted PersistentVolumeClaim/files']);
  });

  test.each(guard)('of %s: one that is taken away is at risk, and under others it is not', (deployer, annotations) => {
    expect(tell([guarded(annotations)], [guarded()], deployer)).toEqual(['guard-removed PersistentVolumeClaim/files /metadata']);
    expect(tell([guarded(annotations)], [guarded()], 'kubectl')).toEqual([]);
    expect(tell([guarded()], [guarded(annotations)], deployer)).toEqual([]);
  });
});

describe('versions and strategies of databases', () => {
  const of = (image: string, path = '/var/lib/mysql') => statefulSet({ name: 'db', image, path });
  test.each<[string, Body, Body, readonly string[]]>([
    ['MySQL 8.0 to 8.4', of('mysql:8.0.36'), of('mysql:8.4'), ['version-changed']],
    ['MariaDB 10.6 to 10.11', of('mariadb:10.6'), of('mariadb:10.11'), ['version-changed']],
    ['MySQL 8.4.1 to 8.4.7', of('mysql:8.4.1'), of('mysql:8.4.7'), []],
    ['PostgreSQL 16.3 to 16.9', statefulSet({ image: 'postgres:16.3' }), statefulSet({ image: 'postgres:16.9' }), []],
    ['no tag any more', statefulSet(), statefulSet({ image: 'postgres' }), ['version-changed']],
    ['latest', statefulSet(), statefulSet({ image: 'postgres:latest' }), ['version-changed']],
    ['a digest', statefulSet(), statefulSet({ image: `postgres@sha256:${'a'.repeat(64)}` }), []],
    [
      'Recreate to RollingUpdate of a database on a claim',
      deployment({ image: 'postgres:16.4', path: '/var/lib/postgresql/data', spec: { strategy: { type: 'Recreate' } } }),
      deployment({ image: 'postgres:16.4', path: '/var/lib/postgresql/data' }),
      ['replicas-without-replication'],
    ],
    ['Recreate to RollingUpdate of something else', deployment({ spec: { strategy: { type: 'Recreate' } } }), deployment(), []],
  ])('%s', (_title, old, next, told) => {
    expect(tell([old], [next]).map((line) => line.split(' ')[0])).toEqual(told);
  });

  test('what moves is told with its namespace or kind', () => {
    const moved = { ...deployment(), metadata: { name: 'app', namespace: 'store' } };
    expect(tell([deployment()], [moved])).toEqual(['workload-renamed Deployment/app /metadata/namespace']);
    const { changes } = planBetween(manifests([deployment()]), manifests([moved]));
    expect(changes[0].cause).toContain('it starts on claim files of namespace store instead of claim files of shop');
  });
});

test('what the server applied has no mark of kubectl, and is known again under its new name; beside marked objects it is somebody else’s', () => {
  const live = (body: Body, annotations?: Body): Body => ({ ...body, metadata: { ...(body.metadata as Body), uid: 'u', annotations } });
  const next = statefulSet({ name: 'orders' });
  expect(tell([live(statefulSet())], [next])).toEqual(['workload-renamed StatefulSet/orders /metadata/name']);
  const marked = live(claim(), { 'kubectl.kubernetes.io/last-applied-configuration': '{}' });
  expect(tell([live(statefulSet()), marked], [next, claim()])).toEqual([]);
  // Helm marks all that it applies.
  expect(tell([live(statefulSet())], [next], 'helm')).toEqual([]);
});
