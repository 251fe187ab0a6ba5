/**
 * What runs on an operator of others, because one machine is not enough for it: which operator, what its resource has to say of storage, and what in it
 * loses data. Each name was read in the definitions and the code of the operator.
 */
export interface OperatedProgram {
  readonly program: string;
  readonly operators: ReadonlyArray<{ readonly title: string; readonly kinds: readonly string[] }>;
  /** What to write: phrases. */
  readonly storage: readonly string[];
  /** What loses data: phrases. */
  readonly loses: readonly string[];
  readonly see: readonly string[];
}

/**
 * @see https://github.com/percona/percona-xtradb-cluster-operator/blob/main/config/crd/bases
 * @see https://github.com/percona/percona-server-mysql-operator/blob/main/config/crd/bases
 * @see https://github.com/mysql/mysql-operator/blob/trunk/deploy/deploy-crds.yaml
 */
const MYSQL: OperatedProgram = {
  program: 'MySQL',
  operators: [
    { title: 'Percona Operator for MySQL', kinds: ['PerconaXtraDBCluster', 'PerconaServerMySQL'] },
    { title: 'MySQL Operator of Oracle', kinds: ['InnoDBCluster'] },
  ],
  storage: [
    '`pxc.volumeSpec.persistentVolumeClaim` or `mysql.volumeSpec.persistentVolumeClaim` with size and class',
    '`datadirVolumeClaimTemplate` of an InnoDBCluster: left out, it is 2Gi of the default class',
    '`backup.schedule`, in a PerconaServerMySQL with `backup.enabled: true`; `backupSchedules`',
  ],
  loses: [
    'the finalizers `percona.com/delete-pxc-pvc` and `percona.com/delete-mysql-pvc`: the claims go with the object',
    '`volumeSpec.emptyDir`',
    'schedules in a PerconaServerMySQL without `backup.enabled: true`, which nothing runs',
  ],
  see: [
    'https://docs.percona.com/percona-operator-for-mysql/pxc/operator.html',
    'https://dev.mysql.com/doc/mysql-operator/en/mysql-operator-properties.html',
  ],
};

/** @see https://github.com/mariadb-operator/mariadb-operator/blob/main/config/crd/bases */
const MARIADB: OperatedProgram = {
  program: 'MariaDB',
  operators: [{ title: 'mariadb-operator', kinds: ['MariaDB'] }],
  storage: ['`storage.size` and `storage.storageClassName`', 'a PhysicalBackup or a Backup with `schedule.cron` that names it'],
  loses: [
    '`storage.ephemeral: true`',
    '`storage.pvcRetentionPolicy.whenDeleted: Delete` and `whenScaled: Delete`; both are Retain unless said',
  ],
  see: ['https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/storage.md'],
};

/**
 * @see https://github.com/OT-CONTAINER-KIT/redis-operator/blob/main/internal/k8sutils/finalizer.go
 * @see https://github.com/spotahome/redis-operator/blob/master/operator/redisfailover/service/generator.go
 */
const REDIS: OperatedProgram = {
  program: 'Redis',
  operators: [
    { title: 'Redis operator of OT', kinds: ['Redis', 'RedisReplication', 'RedisCluster'] },
    { title: 'Redis operator of Spotahome', kinds: ['RedisFailover'] },
  ],
  storage: [
    '`storage.volumeClaimTemplate` and `storage.keepAfterDelete: true`',
    '`redis.storage.persistentVolumeClaim` and `redis.storage.keepAfterDeletion: true` of a RedisFailover',
  ],
  loses: [
    'no storage, which is what both do unless told: the keys are in the container, or on an emptyDir',
    '`keepAfterDelete` or `keepAfterDeletion` false or left out: the claims go with the object',
  ],
  see: ['https://redis-operator.opstree.dev/docs/configuration/', 'https://github.com/spotahome/redis-operator#persistence'],
};

/** @see https://github.com/strimzi/strimzi-kafka-operator/tree/main/install/cluster-operator */
const KAFKA: OperatedProgram = {
  program: 'Kafka',
  operators: [{ title: 'Strimzi', kinds: ['KafkaNodePool'] }],
  storage: [
    '`storage.type: persistent-claim`, or `jbod` of such volumes, with `size` and `class`',
    '`spec.kafka.storage` of a Kafka is that of `v1beta2`: in `v1` pools alone have storage',
  ],
  loses: ['`deleteClaim: true`: the claims go with the cluster, the pool, and a node that is scaled away', '`type: ephemeral`'],
  see: ['https://strimzi.io/docs/operators/latest/configuring#type-PersistentClaimStorage-reference'],
};

/** @see https://github.com/elastic/cloud-on-k8s/blob/main/pkg/apis/elasticsearch/v1/elasticsearch_types.go */
const ELASTICSEARCH: OperatedProgram = {
  program: 'Elasticsearch',
  operators: [{ title: 'Elastic Cloud on Kubernetes', kinds: ['Elasticsearch'] }],
  storage: [
    'a template called `elasticsearch-data` in `volumeClaimTemplates` of each node set: left out, it is 1Gi of the default class',
    '`volumeClaimDeletePolicy: DeleteOnScaledownOnly`',
  ],
  loses: [
    '`volumeClaimDeletePolicy: DeleteOnScaledownAndClusterDeletion`, which is the default; with either, the claim of a node that is scaled away goes',
    'a template of another name, and an emptyDir called `elasticsearch-data` in `podTemplate`',
  ],
  see: ['https://www.elastic.co/docs/deploy-manage/deploy/cloud-on-k8s/volume-claim-templates'],
};

/** @see https://github.com/minio/operator/blob/master/pkg/apis/minio.min.io/v2/types.go */
const MINIO: OperatedProgram = {
  program: 'MinIO',
  operators: [{ title: 'MinIO operator', kinds: ['Tenant'] }],
  storage: ['`pools[].volumeClaimTemplate` with size and class, for `servers` times `volumesPerServer` claims'],
  loses: [
    'nothing of its own: the claims stay when the Tenant or a pool goes, and have to be deleted by hand',
    '`pools[].reclaimStorage: true` in 5.0.13 to 5.0.15: the claims go with the pool',
  ],
  see: ['https://github.com/minio/operator/blob/master/docs/tenant_crd.adoc'],
};

/** PostgreSQL has a construct, and is not here. */
export const OPERATED: readonly OperatedProgram[] = [MYSQL, MARIADB, REDIS, KAFKA, ELASTICSEARCH, MINIO];

/** What runs a program, by its name or by a kind of its operators. */
export function operatedProgram(name: string): OperatedProgram | undefined {
  const word = name.toLowerCase();
  return OPERATED.find(({ program, operators }) =>
    [program, ...operators.flatMap(({ kinds }) => kinds)].some((known) => known.toLowerCase() === word),
  );
}
