/**
 * How the databases that operators run are backed up: by what stands in the object itself, or by objects that name it. What backs up
 * claims or whole namespaces is in `backups.ts`. An operator without backups of its own (Strimzi, MongoDB Community) has nothing here.
 *
 * @see https://cloudnative-pg.io/documentation/current/backup/
 * @see https://github.com/zalando/postgres-operator/blob/master/docs/reference/cluster_manifest.md
 * @see https://access.crunchydata.com/documentation/postgres-operator/latest/tutorials/backups-disaster-recovery/backup-management
 * @see https://docs.percona.com/percona-operator-for-mongodb/backups-scheduled.html
 * @see https://dev.mysql.com/doc/mysql-operator/en/mysql-operator-backups.html
 * @see https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/physical_backup.md
 * @see https://docs.k8ssandra.io/tasks/backup-restore/
 * @see https://www.elastic.co/docs/deploy-manage/deploy/cloud-on-k8s/elastic-stack-configuration-policies
 */
export interface ClusterBackupFacts {
  /** The databases. */
  readonly types: readonly string[];
  /** Places in the object itself that ask for backups, where something but false is written. */
  readonly own?: readonly string[];
  /** Places in the object itself that have its log archived, beside what makes the backups. */
  readonly archives?: readonly string[];
  /** What has to be switched on in the object before it, or an object that names it, backs anything up. */
  readonly enabled?: string;
  /** Further names by which backups call it: of its parts. */
  readonly names?: string;
  /** The objects that ask for backups. */
  readonly objects?: readonly ClusterBackupObject[];
  /** What to write: a sentence. */
  readonly remedy: string;
}

export interface ClusterBackupObject {
  readonly type: string;
  /** Where it names the database; several places of older and newer versions with `|` between. */
  readonly cluster?: string;
  /** Where it selects databases by their labels; none at all means all of them. */
  readonly selector?: string;
  /** What has to be written for it to back anything up. */
  readonly when?: string;
  /** What, where it is true, lets it rest. */
  readonly rests?: string;
}

export const CLUSTER_BACKUPS: readonly ClusterBackupFacts[] = [
  {
    types: ['postgresql.cnpg.io/Cluster'],
    archives: ['spec.backup.barmanObjectStore', 'spec.plugins.*.isWALArchiver'],
    objects: ['ScheduledBackup', 'Backup'].map((kind) => ({
      type: `postgresql.cnpg.io/${kind}`,
      cluster: 'spec.cluster.name',
      rests: 'spec.suspend',
    })),
    remedy: 'Add a ScheduledBackup that names it.',
  },
  {
    types: ['acid.zalan.do/postgresql'],
    own: ['spec.enableLogicalBackup'],
    remedy: 'Set enableLogicalBackup: true, or have the operator archive to a bucket for all of its databases.',
  },
  {
    types: [
      'postgres-operator.crunchydata.com/PostgresCluster',
      'upstream.pgv2.percona.com/PostgresCluster',
      'pgv2.percona.com/PerconaPGCluster',
    ],
    own: ['spec.backups.pgbackrest.repos.*.schedules', 'spec.backups.snapshots'],
    objects: [{ type: 'pgv2.percona.com/PerconaPGBackup', cluster: 'spec.pgCluster' }],
    remedy: 'Give a repository of pgBackRest schedules: backups.pgbackrest.repos[].schedules.',
  },
  {
    types: ['pxc.percona.com/PerconaXtraDBCluster'],
    own: ['spec.backup.schedule.*'],
    objects: [{ type: 'pxc.percona.com/PerconaXtraDBClusterBackup', cluster: 'spec.pxcCluster' }],
    remedy: 'Add a schedule: backup.schedule.',
  },
  {
    types: ['ps.percona.com/PerconaServerMySQL'],
    enabled: 'spec.backup.enabled',
    own: ['spec.backup.schedule.*'],
    objects: [{ type: 'ps.percona.com/PerconaServerMySQLBackup', cluster: 'spec.clusterName' }],
    remedy: 'Set backup.enabled: true, and add a schedule: backup.schedule.',
  },
  {
    types: ['psmdb.percona.com/PerconaServerMongoDB'],
    enabled: 'spec.backup.enabled',
    own: ['spec.backup.tasks.*'],
    objects: [{ type: 'psmdb.percona.com/PerconaServerMongoDBBackup', cluster: 'spec.clusterName|spec.psmdbCluster' }],
    remedy: 'Set backup.enabled: true, and add a task with a schedule: backup.tasks.',
  },
  {
    types: ['mysql.oracle.com/InnoDBCluster'],
    own: ['spec.backupSchedules.*'],
    objects: [{ type: 'mysql.oracle.com/MySQLBackup', cluster: 'spec.clusterName' }],
    remedy: 'Add backupSchedules.',
  },
  {
    types: ['k8s.mariadb.com/MariaDB'],
    objects: ['Backup', 'PhysicalBackup'].map((kind) => ({
      type: `k8s.mariadb.com/${kind}`,
      cluster: 'spec.mariaDbRef.name',
      rests: 'spec.schedule.suspend',
    })),
    remedy: 'Add a PhysicalBackup, or a Backup, with a schedule that names it.',
  },
  { types: ['mongodb.com/MongoDB'], own: ['spec.backup.mode'], remedy: 'Set backup.mode: enabled.' },
  {
    types: ['k8ssandra.io/K8ssandraCluster', 'cassandra.datastax.com/CassandraDatacenter'],
    names: 'spec.cassandra.datacenters.*.metadata.name',
    objects: [
      { type: 'medusa.k8ssandra.io/MedusaBackupSchedule', cluster: 'spec.backupSpec.cassandraDatacenter', rests: 'spec.disabled' },
      { type: 'medusa.k8ssandra.io/MedusaBackupJob', cluster: 'spec.cassandraDatacenter' },
    ],
    remedy: 'Set medusa, and add a MedusaBackupSchedule for each datacenter.',
  },
  { types: ['scylla.scylladb.com/ScyllaCluster'], own: ['spec.backups.*'], remedy: 'Add backups with a location and a schedule.' },
  {
    types: ['elasticsearch.k8s.elastic.co/Elasticsearch'],
    objects: [
      {
        type: 'stackconfigpolicy.k8s.elastic.co/StackConfigPolicy',
        selector: 'spec.resourceSelector',
        when: 'spec.elasticsearch.snapshotLifecyclePolicies.*',
      },
    ],
    remedy: 'Add a StackConfigPolicy with a repository and snapshotLifecyclePolicies that selects it.',
  },
];

const BY_TYPE = new Map(CLUSTER_BACKUPS.flatMap((facts) => facts.types.map((type) => [type, facts] as const)));

/** How a kind of database is backed up; undefined for what is none, or has no backups of its own. */
export function clusterBackups(type: string): ClusterBackupFacts | undefined {
  return BY_TYPE.get(type);
}
