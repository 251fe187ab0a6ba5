/** Where resources of operators have settings of PostgreSQL, and where they say that commits wait for replicas. */
export const POSTGRES_SETTINGS: ReadonlyArray<{
  readonly types: readonly string[];
  readonly at: readonly string[];
  readonly waits: readonly string[];
}> = [
  {
    types: ['postgresql.cnpg.io/Cluster'],
    at: ['spec.postgresql.parameters'],
    waits: ['spec.postgresql.synchronous', 'spec.minSyncReplicas'],
  },
  { types: ['acid.zalan.do/postgresql'], at: ['spec.postgresql.parameters'], waits: ['spec.patroni.synchronous_mode'] },
  {
    types: [
      'postgres-operator.crunchydata.com/PostgresCluster',
      'upstream.pgv2.percona.com/PostgresCluster',
      'pgv2.percona.com/PerconaPGCluster',
    ],
    at: ['spec.config.parameters', 'spec.patroni.dynamicConfiguration.postgresql.parameters'],
    waits: ['spec.patroni.dynamicConfiguration.synchronous_mode'],
  },
];
