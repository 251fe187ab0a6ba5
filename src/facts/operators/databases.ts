import { ClaimPlace, CustomResourceFacts, DeletionPlace } from './resource-facts';
import { retention } from './retention';

/** CloudNativePG takes a size and a class, or a whole claim spec. */
function cnpgAt(at: string, name: string): readonly ClaimPlace[] {
  return [
    {
      at,
      shape: 'fields',
      name,
      fields: {
        size: 'size|pvcTemplate.resources.requests.storage',
        className: 'storageClass|pvcTemplate.storageClassName',
        accessModes: 'pvcTemplate.accessModes',
      },
    },
  ];
}

/**
 * @see https://cloudnative-pg.io/documentation/current/storage/
 * @see https://github.com/zalando/postgres-operator/blob/master/docs/reference/cluster_manifest.md
 * @see https://access.crunchydata.com/documentation/postgres-operator/latest/references/crd
 */
const POSTGRES: readonly CustomResourceFacts[] = [
  {
    type: 'postgresql.cnpg.io/Cluster',
    title: 'CloudNativePG',
    claims: [...cnpgAt('spec.storage', 'data'), ...cnpgAt('spec.walStorage', 'wal'), ...cnpgAt('spec.tablespaces.*.storage', 'tablespace')],
    owned: {},
  },
  {
    type: 'acid.zalan.do/postgresql',
    title: 'Zalando Postgres',
    claims: [{ at: 'spec.volume', shape: 'fields', name: 'pgdata', fields: { size: 'size', className: 'storageClass' } }],
    owned: {
      keep: 'Set enable_persistent_volume_claim_deletion: false in the configuration of the operator',
      operator: [
        {
          type: 'acid.zalan.do/OperatorConfiguration',
          at: 'configuration.kubernetes.enable_persistent_volume_claim_deletion',
          is: false,
        },
        // As text, in the ConfigMap that it reads where it is not given such an object.
        { type: 'ConfigMap', at: 'data.enable_persistent_volume_claim_deletion', is: 'false' },
      ],
    },
  },
  ...[
    'postgres-operator.crunchydata.com/PostgresCluster',
    'upstream.pgv2.percona.com/PostgresCluster',
    'pgv2.percona.com/PerconaPGCluster',
  ].map((type) => ({
    type,
    title: type.includes('percona') ? 'Percona Operator for PostgreSQL' : 'Crunchy Postgres',
    claims: [
      { at: 'spec.instances.*.dataVolumeClaimSpec', shape: 'spec' as const },
      { at: 'spec.instances.*.walVolumeClaimSpec', shape: 'spec' as const },
      { at: 'spec.instances.*.tablespaceVolumes.*.dataVolumeClaimSpec', shape: 'spec' as const },
      { at: 'spec.backups.pgbackrest.repos.*.volume.volumeClaimSpec', shape: 'spec' as const },
      { at: 'spec.userInterface.pgAdmin.dataVolumeClaimSpec', shape: 'spec' as const },
    ],
    // Percona's keeps them, unless a finalizer says otherwise.
    ...(type.includes('percona') ? { deletions: finalizers('percona.com/delete-pvc') } : { owned: {} }),
  })),
  {
    type: 'postgres-operator.crunchydata.com/PGAdmin',
    title: 'pgAdmin',
    claims: [{ at: 'spec.dataVolumeClaimSpec', shape: 'spec' }],
  },
];

/** Percona's volumeSpec: a claim, an emptyDir or a directory of the node. */
function volumeSpec(part: string, data: string): Required<Pick<CustomResourceFacts, 'claims' | 'scratch'>> {
  return {
    claims: [{ at: `${part}.volumeSpec.persistentVolumeClaim`, shape: 'spec', name: 'datadir' }],
    scratch: [
      {
        part,
        says: { at: 'volumeSpec.emptyDir' },
        data,
        level: 'warning',
        remedy: 'Give volumeSpec.persistentVolumeClaim instead of the emptyDir.',
      },
    ],
  };
}

/** Finalizers with which an operator takes the claims away. */
function finalizers(...names: readonly string[]): readonly DeletionPlace[] {
  return names.map((name) => ({
    at: 'metadata.finalizers.*',
    is: name,
    harm: 'deleting the object deletes the claims, and by default the disks',
    remedy: `Leave ${name} out of the finalizers: the claims then stay.`,
  }));
}

/**
 * A MySQL without `datadirVolumeClaimTemplate` has a claim of 2Gi of the cluster's default class.
 *
 * @see https://docs.percona.com/percona-operator-for-mysql/pxc/operator.html
 * @see https://dev.mysql.com/doc/mysql-operator/en/mysql-operator-properties.html
 * @see https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/storage.md
 */
const MYSQL: readonly CustomResourceFacts[] = [
  {
    type: 'pxc.percona.com/PerconaXtraDBCluster',
    title: 'Percona XtraDB Cluster',
    claims: [
      ...volumeSpec('spec.pxc', '').claims,
      { at: 'spec.proxysql.volumeSpec.persistentVolumeClaim', shape: 'spec', name: 'proxydata' },
      { at: 'spec.backup.storages.*.volume.persistentVolumeClaim', shape: 'spec', name: 'backups' },
      { at: 'spec.*.sidecarPVCs.*', shape: 'claim' },
    ],
    scratch: volumeSpec('spec.pxc', 'the databases').scratch,
    deletions: finalizers('delete-pxc-pvc', 'percona.com/delete-pxc-pvc'),
  },
  {
    type: 'ps.percona.com/PerconaServerMySQL',
    title: 'Percona Server for MySQL',
    claims: [...volumeSpec('spec.mysql', '').claims, { at: 'spec.mysql.sidecarPVCs.*', shape: 'claim' }],
    scratch: volumeSpec('spec.mysql', 'the databases').scratch,
    deletions: finalizers('percona.com/delete-mysql-pvc'),
  },
  {
    type: 'mysql.oracle.com/InnoDBCluster',
    title: 'MySQL InnoDB Cluster',
    claims: [{ at: 'spec.datadirVolumeClaimTemplate', shape: 'spec', name: 'datadir' }],
  },
  {
    type: 'k8s.mariadb.com/MariaDB',
    title: 'MariaDB',
    claims: [
      {
        at: 'spec.storage',
        shape: 'fields',
        fields: {
          size: 'size|volumeClaimTemplate.resources.requests.storage',
          className: 'storageClassName|volumeClaimTemplate.storageClassName',
          accessModes: 'volumeClaimTemplate.accessModes',
        },
      },
      { at: 'spec.galera.config.volumeClaimTemplate', shape: 'spec', name: 'galera' },
    ],
    scratch: [
      {
        part: 'spec.storage',
        says: { at: 'ephemeral', is: true },
        data: 'the databases',
        level: 'warning',
        remedy: 'Give storage.size instead of ephemeral: true.',
      },
    ],
    deletions: retention('spec.storage.pvcRetentionPolicy'),
  },
  {
    type: 'k8s.mariadb.com/MaxScale',
    title: 'MaxScale',
    claims: [{ at: 'spec.config.volumeClaimTemplate', shape: 'spec', name: 'storage' }],
  },
];

/** @see https://github.com/mongodb/mongodb-kubernetes/tree/master/docs/mongodbcommunity */
const MONGODB: readonly CustomResourceFacts[] = [
  {
    type: 'mongodbcommunity.mongodb.com/MongoDBCommunity',
    title: 'MongoDB Community',
    claims: [
      {
        at: 'spec.statefulSet.spec.volumeClaimTemplates.*',
        shape: 'claim',
        names: {
          known: ['data-volume', 'logs-volume'],
          level: 'warning',
          podTemplate: 'spec.statefulSet.spec.template',
          otherwise: 'the operator mounts data-volume and logs-volume, which keep their size and class, and this one stays empty',
        },
      },
    ],
  },
  {
    type: 'mongodb.com/MongoDB',
    title: 'MongoDB Enterprise',
    claims: ['podSpec', 'mongosPodSpec', 'configSrvPodSpec', 'shardPodSpec'].flatMap((part) =>
      ['single', 'multiple.data', 'multiple.journal', 'multiple.logs'].map((key) => ({
        at: `spec.${part}.persistence.${key}`,
        shape: 'fields' as const,
        fields: { size: 'storage', className: 'storageClass' },
      })),
    ),
    scratch: [
      {
        part: 'spec',
        says: { at: 'persistent', is: false },
        data: 'the databases',
        level: 'warning',
        remedy: 'Leave persistent: false out.',
      },
    ],
  },
  {
    type: 'psmdb.percona.com/PerconaServerMongoDB',
    title: 'Percona Server for MongoDB',
    claims: ['spec.replsets.*', 'spec.replsets.*.hidden', 'spec.replsets.*.nonvoting', 'spec.sharding.configsvrReplSet'].flatMap(
      (part) => volumeSpec(part, '').claims,
    ),
    scratch: ['spec.replsets.*', 'spec.sharding.configsvrReplSet'].flatMap((part) => volumeSpec(part, 'the databases').scratch),
    deletions: finalizers('delete-psmdb-pvc', 'percona.com/delete-psmdb-pvc'),
  },
];

const OTHERS: readonly CustomResourceFacts[] = [
  {
    type: 'scylla.scylladb.com/ScyllaCluster',
    title: 'ScyllaDB',
    claims: [
      {
        at: 'spec.datacenter.racks.*.storage',
        shape: 'fields',
        name: 'data',
        fields: { size: 'capacity', className: 'storageClassName' },
      },
    ],
  },
  {
    type: 'cassandra.datastax.com/CassandraDatacenter',
    title: 'Cassandra',
    claims: [
      { at: 'spec.storageConfig.cassandraDataVolumeClaimSpec', shape: 'spec' },
      { at: 'spec.storageConfig.additionalVolumes.*.pvcSpec', shape: 'spec' },
    ],
  },
  {
    type: 'clickhouse.altinity.com/ClickHouseInstallation',
    title: 'ClickHouse',
    claims: [{ at: 'spec.templates.volumeClaimTemplates.*', shape: 'claim' }],
    owned: {
      unless: { at: 'spec.defaults.storageManagement.reclaimPolicy|spec.templates.volumeClaimTemplates.*.reclaimPolicy', is: 'Retain' },
    },
    scratch: [
      {
        part: 'spec',
        unless: [
          'templates.volumeClaimTemplates',
          'defaults.templates.dataVolumeClaimTemplate',
          'defaults.templates.volumeClaimTemplate',
          'templates.podTemplates',
          'useTemplates',
        ],
        data: 'the tables',
        level: 'info',
        remedy: 'Give templates.volumeClaimTemplates one, and name it in defaults.templates.dataVolumeClaimTemplate.',
      },
    ],
  },
  {
    type: 'clickhouse-keeper.altinity.com/ClickHouseKeeperInstallation',
    title: 'ClickHouse Keeper',
    claims: [{ at: 'spec.templates.volumeClaimTemplates.*', shape: 'claim' }],
  },
];

/** @see https://docs.k8ssandra.io/reference/crd/k8ssandra-operator-crds-latest/ */
const K8SSANDRA: readonly CustomResourceFacts[] = [
  {
    type: 'k8ssandra.io/K8ssandraCluster',
    title: 'K8ssandra',
    claims: ['spec.cassandra', 'spec.cassandra.datacenters.*'].map((part) => ({
      at: `${part}.storageConfig.cassandraDataVolumeClaimSpec`,
      shape: 'spec' as const,
      name: 'server-data',
    })),
  },
];

/**
 * A Redis of whichever operator. Many are caches, which have no storage on purpose.
 *
 * @see https://redis-operator.opstree.dev/docs/configuration/
 * @see https://github.com/spotahome/redis-operator#persistence
 */
const REDIS: readonly CustomResourceFacts[] = [
  ...(['Redis', 'RedisCluster', 'RedisReplication'] as const).map((kind) => ({
    type: `redis.redis.opstreelabs.in/${kind}`,
    title: kind,
    claims: [
      { at: 'spec.storage.volumeClaimTemplate', shape: 'claim' as const },
      ...(kind === 'RedisCluster' ? [{ at: 'spec.storage.nodeConfVolumeClaimTemplate', shape: 'claim' as const }] : []),
    ],
    scratch: [
      {
        part: 'spec',
        unless: ['storage.volumeClaimTemplate', 'storage.volumeMount'],
        data: 'the keys',
        where: 'in the container',
        level: 'info' as const,
        remedy: 'Give storage.volumeClaimTemplate a claim; where it is a cache, acknowledge this.',
      },
    ],
    owned: { unless: { at: 'spec.storage.keepAfterDelete', is: true } },
    deletions: [
      {
        at: 'spec.storage.keepAfterDelete',
        is: false,
        harm: 'its claims are deleted with it',
        remedy: 'Set keepAfterDelete: true.',
      },
    ],
  })),
  {
    type: 'databases.spotahome.com/RedisFailover',
    title: 'RedisFailover',
    claims: [{ at: 'spec.redis.storage.persistentVolumeClaim', shape: 'claim' }],
    scratch: [
      {
        part: 'spec.redis',
        unless: ['storage.persistentVolumeClaim'],
        data: 'the keys',
        level: 'info',
        remedy: 'Give storage.persistentVolumeClaim a claim; where it is a cache, acknowledge this.',
      },
    ],
    owned: { unless: { at: 'spec.redis.storage.keepAfterDeletion', is: true } },
    deletions: [
      {
        at: 'spec.redis.storage.keepAfterDeletion',
        is: false,
        harm: 'its claims are deleted with it',
        remedy: 'Set keepAfterDeletion: true.',
      },
    ],
  },
  {
    type: 'dragonflydb.io/Dragonfly',
    title: 'Dragonfly',
    claims: [
      { at: 'spec.snapshot.persistentVolumeClaimSpec', shape: 'spec', name: 'snapshots' },
      { at: 'spec.tiering.persistentVolumeClaimSpec', shape: 'spec', name: 'tiering' },
    ],
  },
  {
    type: 'app.redislabs.com/RedisEnterpriseCluster',
    title: 'Redis Enterprise',
    claims: [
      { at: 'spec.persistentSpec', shape: 'fields', name: 'storage', fields: { size: 'volumeSize', className: 'storageClassName' } },
    ],
  },
];

export const CUSTOM_DATABASES: readonly CustomResourceFacts[] = [...POSTGRES, ...MYSQL, ...MONGODB, ...OTHERS, ...K8SSANDRA, ...REDIS];
