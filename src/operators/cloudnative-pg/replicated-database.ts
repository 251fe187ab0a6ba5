import { ApiObject } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct, IConstruct } from 'constructs';
import { ConnectionPlan } from '../../config/database-connection';
import { KEEPING } from '../../facts/gitops';
import { BARMAN_API, CNPG_API, CNPG_CLUSTER, CNPG_POD_ROLE } from '../../facts/operators/cloudnative-pg';
import { allowFrom, allowTo, NetworkedPods } from '../../hardening/pod-network';
import { checkOneOf } from '../../props/check';
import { ownProps } from '../../props/own-props';
import { Problems } from '../../props/problems';
import { withoutNulls } from '../../props/without-nulls';
import { inNamespace } from '../../sets/names';
import { isMap } from '../../util/unchecked';
import { keepPatchedFields } from '../../workloads/newer-fields';
import { takeObjects } from '../../workloads/objects';
import { checkPeer } from '../../workloads/peers';
import { clusterSpec, scheduleSpec, storeSpec } from './cluster-json';
import { ReplicatedNetwork } from './network';
import { poolerName, storeName } from './objects';
import { planReplicated, ReplicatedPlan } from './plan';
import { DatabaseEndpoint, ReplicatedConnectionOptions, ReplicatedDatabaseProps } from './props';

/**
 * A PostgreSQL of several servers that stays up when one of them or its node goes, by CloudNativePG, whose operator has to be in the cluster, and its Barman Cloud plugin for
 * backups.
 *
 * Creates a Cluster of three servers on nodes of their own with disks for data and log, whose memory is requested in full; an ObjectStore and a ScheduledBackup, which archive
 * the log as it is written; on request a Pooler of two Pods, more databases and a PodMonitor; and network policies that let in the operator, the servers among each other and
 * whoever is allowed. Argo CD, Flux and Helm leave Cluster and store alone, since the claims go with the Cluster.
 *
 * @see https://cloudnative-pg.io/documentation/current/
 * @example
 * const orders = new ReplicatedDatabase(chart, 'orders-pg', {
 *   name: 'orders-pg',
 *   engine: DatabaseEngine.postgres({ version: '18.4' }),
 *   storage: { size: Size.gibibytes(50), storageClass: disks },
 *   commits: CommitGuarantee.losingNothing(),
 *   backup: { store: BackupStore.s3({ path: 's3://shop-backups/postgres', secretName: 'backup-store' }) },
 * });
 * orders.connect(web);
 */
export class ReplicatedDatabase extends Construct implements kplus.INetworkPolicyPeer {
  /** Name of the database in the cluster. */
  readonly name: string;

  /** Name of the database inside the servers. */
  readonly database: string;

  /** Port of the servers. */
  readonly port: number;

  /** The Cluster. */
  readonly cluster: ApiObject;

  /** The store of the backups, where there is one. */
  readonly objectStore?: ApiObject;

  /** The Pooler, where there is one. */
  readonly pooler?: ApiObject;

  private readonly plan: ReplicatedPlan;
  private readonly network: ReplicatedNetwork;

  constructor(scope: Construct, id: string, props: ReplicatedDatabaseProps) {
    props = ownProps(props, 'ReplicatedDatabaseProps', new.target !== ReplicatedDatabase);
    const plan = planReplicated(scope, id, props);
    super(scope, id);
    takeObjects(this, plan.objects);
    this.plan = plan;
    const { name, backup } = plan;
    this.name = name;
    this.database = plan.database;
    this.port = plan.server.port;
    const annotations = props.deletable === true ? undefined : KEEPING;
    this.cluster = this.add('Cluster', CNPG_API, 'Cluster', name, clusterSpec(plan, props), annotations);
    if (backup !== undefined) {
      this.objectStore = this.add('ObjectStore', BARMAN_API, 'ObjectStore', storeName(name), storeSpec(backup), annotations);
      this.add('ScheduledBackup', CNPG_API, 'ScheduledBackup', storeName(name), scheduleSpec(name, backup));
    }
    if (plan.pooler !== undefined) this.pooler = this.addPooler(plan.pooler);
    for (const { object, extensions, ...of } of plan.databases) {
      const named = extensions.length === 0 ? undefined : extensions.map((extension) => ({ name: extension, ensure: 'present' }));
      const spec = { cluster: { name }, ...of, ensure: 'present', databaseReclaimPolicy: 'retain', extensions: named };
      this.add(`Database-${of.name}`, CNPG_API, 'Database', object, spec);
    }
    if (props.monitoring !== undefined) this.addMonitor(props.monitoring.labels);
    this.network = new ReplicatedNetwork(this, plan, { cluster: this.cluster, pooler: this.pooler }, props);
    this.network.import(props.origin);
    keepPatchedFields(this);
  }

  /**
   * What every copy of this package calls it.
   *
   * @internal
   */
  get _class(): string {
    return 'ReplicatedDatabase';
  }

  /** The name under which clients reach the primary, whichever server that is. */
  get host(): string {
    return this.hostOf('rw');
  }

  /** The name under which clients reach the replicas, which read what may be a moment old. With one server there are none. */
  get replicasHost(): string {
    return this.hostOf('ro');
  }

  /** The name under which clients reach the primary through PgBouncer; that of the primary where there is no pooler. */
  get poolerHost(): string {
    return this.pooler === undefined ? this.host : inNamespace(poolerName(this.name), this.plan.namespace);
  }

  /** Lets a peer connect to the servers, and to the pooler where there is one. A workload of this library that is closed itself is let out too. */
  allowFrom(peer: IConstruct): void {
    allowFrom(this.ownerOf(this.network.servers), peer);
    if (this.network.pooler !== undefined) this.network.allow(this.network.pooler, peer);
  }

  /** Lets the servers, and the Jobs that make them, connect to a peer: to the ports given, or to any. */
  allowTo(peer: IConstruct, ports?: kplus.NetworkPolicyPort[]): void {
    const problems = Problems.of('ReplicatedDatabase', this);
    checkPeer(problems, 'peer', peer);
    problems.throwIfAny();
    allowTo(this.ownerOf(this.network.servers), peer, ports);
    this.network.allowJobsTo(peer, ports);
  }

  /**
   * Hands the connection to a workload: lets it in, mounts user and password as files, and sets variables that say where they and the
   * database are. No secret becomes part of the manifest.
   *
   * @param workload Any construct with a Pod template, in the namespace of the database: of any cdk8s-plus, a `k8s.Kube…` class, an
   * ApiObject, an Include, a pattern.
   * @param options Which servers, which containers, and how they are told.
   */
  connect(workload: IConstruct, options: ReplicatedConnectionOptions = {}): void {
    const problems = Problems.of('ReplicatedDatabase', this);
    const told = withoutNulls(options, 'ReplicatedConnectionOptions') ?? {};
    const checked = this.checkEndpoint(problems, isMap(told) ? told.endpoint : undefined);
    const { server, credentials, namespace } = this.plan;
    const { PRIMARY, REPLICAS } = DatabaseEndpoint;
    const host = checked === PRIMARY ? this.host : checked === REPLICAS ? this.replicasHost : this.poolerHost;
    const target = { name: this.name, host, database: this.database, namespace, engine: server, credentials };
    const connection = new ConnectionPlan(problems, target, workload, told, 'ReplicatedConnectionOptions');
    if (problems.count === 0) checkPeer(problems, 'workload', workload);
    problems.throwIfAny();
    connection.make(this.node.path);
    this.network.allow(checked === DatabaseEndpoint.POOLER ? this.network.pooler! : this.network.servers, workload);
  }

  /** The Pods of the servers as a peer of network policies. */
  toNetworkPolicyPeerConfig(): kplus.NetworkPolicyPeerConfig {
    return this.servers.toNetworkPolicyPeerConfig();
  }

  /** The Pods of the servers as a selector. */
  toPodSelector(): kplus.IPodSelector | undefined {
    return this.servers.toPodSelector();
  }

  private get servers(): kplus.Pods {
    return this.network.servers.peer as kplus.Pods;
  }

  private ownerOf(pods: NetworkedPods) {
    return { kind: 'ReplicatedDatabase', construct: this, pods };
  }

  private hostOf(service: 'rw' | 'ro'): string {
    return inNamespace(`${this.name}-${service}`, this.plan.namespace);
  }

  private checkEndpoint(problems: Problems, given: unknown): DatabaseEndpoint | undefined {
    const endpoint = checkOneOf(problems, 'options.endpoint', given ?? DatabaseEndpoint.PRIMARY, Object.values(DatabaseEndpoint));
    if (endpoint === DatabaseEndpoint.POOLER && this.plan.pooler === undefined) {
      problems.add('options.endpoint', endpoint, 'The database has no pooler. Give it one: pooler: {}.');
    } else if (endpoint === DatabaseEndpoint.REPLICAS && this.plan.replicas === 1) {
      problems.add('options.endpoint', endpoint, 'The database has one server and no replicas. Use DatabaseEndpoint.PRIMARY.');
    }
    return endpoint;
  }

  private addPooler({ mode, instances, parameters }: NonNullable<ReplicatedPlan['pooler']>): ApiObject {
    const pgbouncer = { poolMode: mode, ...(Object.keys(parameters).length > 0 && { parameters }) };
    return this.add('Pooler', CNPG_API, 'Pooler', poolerName(this.name), {
      cluster: { name: this.name },
      instances,
      type: 'rw',
      pgbouncer,
    });
  }

  private addMonitor(labels: Readonly<Record<string, string>> | undefined): void {
    new ApiObject(this, 'PodMonitor', {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PodMonitor',
      metadata: { name: this.name, labels },
      spec: {
        selector: { matchLabels: { [CNPG_CLUSTER]: this.name, [CNPG_POD_ROLE]: 'instance' } },
        podMetricsEndpoints: [{ port: 'metrics' }],
      },
    });
  }

  private add(
    id: string,
    apiVersion: string,
    kind: string,
    name: string,
    spec: object,
    annotations?: Readonly<Record<string, string>>,
  ): ApiObject {
    const labels = { 'app.kubernetes.io/managed-by': 'cdk8s-storage' };
    return new ApiObject(this, id, { apiVersion, kind, metadata: { name, labels, annotations: annotations && { ...annotations } }, spec });
  }
}
