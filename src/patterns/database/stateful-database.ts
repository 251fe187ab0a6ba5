import * as kplus from 'cdk8s-plus-27';
import { Construct, IConstruct } from 'constructs';
import { keepPatchedFields } from '../../workloads/newer-fields';
import { allowFrom, allowTo, NetworkOwner, podsOf } from '../../hardening/pod-network';
import { checkInteger } from '../../props/check';
import { Problems } from '../../props/problems';
import { ownProps } from '../../props/own-props';
import { withoutNulls } from '../../props/without-nulls';
import { checkPeer } from '../../workloads/peers';
import { headlessName, inNamespace } from '../../sets/names';
import { addSetServices } from '../../sets/services';
import { ConnectionPlan, DatabaseConnectionOptions } from '../../config/database-connection';
import { takeObjects } from '../../workloads/objects';
import { DATA_TEMPLATE, WAL_TEMPLATE } from './objects';
import { DatabasePlan, planDatabase } from './plan';
import { StatefulDatabaseProps } from './props';
import { addServer, commonOptions, initName, Server, settings } from './server';

/**
 * A database that survives its Pod, its node and its operator's mistakes.
 *
 * Creates a StatefulSet with claims that stay, a headless Service for its Pods and one for clients, a ServiceAccount without rights, a
 * PodDisruptionBudget that lets drains through, and a NetworkPolicy that is closed until `allowFrom()` or `connect()`. A new database is
 * made in an init container, in a directory beside, and renamed when it is whole, so that it may be killed at any point. Three probes
 * tell a server that recovers from one that is dead, and it has 120 seconds to stop unless told. All containers meet the "restricted" Pod Security Standard.
 *
 * A volume is no backup: add a `DatabaseBackup`. One server is no cluster: where minutes without it are too long, use an operator such as
 * CloudNativePG.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/
 * @see https://kubernetes.io/docs/tasks/run-application/run-single-instance-stateful-application/
 * @example
 * const database = new StatefulDatabase(chart, 'orders', {
 *   name: 'orders-db',
 *   engine: DatabaseEngine.postgres({ version: '18' }),
 *   storage: { size: Size.gibibytes(50), storageClass: disks },
 * });
 * new DatabaseBackup(chart, 'backup', {
 *   database,
 *   storage: BackupStorage.newClaim({ size: Size.gibibytes(100), storageClass: disks }),
 * });
 * database.connect(web);
 */
export class StatefulDatabase extends Construct implements kplus.INetworkPolicyPeer {
  /** Name of the database in the cluster. */
  readonly name: string;

  /** Name of the database inside the server. */
  readonly database: string;

  /** Port of the server. */
  readonly port: number;

  /** The StatefulSet. */
  readonly statefulSet: kplus.StatefulSet;

  /** The Service that clients connect to. */
  readonly service: kplus.Service;

  /** The Service that gives each Pod its name. */
  readonly headlessService: kplus.Service;

  /**
   * The checked props, for backups and restores.
   *
   * @internal
   */
  readonly _plan: DatabasePlan;

  private readonly server: Server;

  constructor(scope: Construct, id: string, props: StatefulDatabaseProps) {
    props = ownProps(props, 'StatefulDatabaseProps', new.target !== StatefulDatabase);
    const plan = planDatabase(scope, id, props);
    super(scope, id);
    takeObjects(this, plan.objects);
    this._plan = plan;
    this.name = plan.identity.name;
    this.database = plan.database;
    this.port = plan.engine.port;
    const { identity, engine } = plan;
    const ports = [{ name: engine.portName, port: engine.port }];
    const services = addSetServices(this, { identity, headlessName: headlessName(identity), ports, clientPorts: ports });
    this.headlessService = services.headless;
    this.service = services.client!;
    this.server = addServer(this, plan, services);
    this.statefulSet = this.server.statefulSet;
    keepPatchedFields(this);
  }

  /**
   * What every copy of this package calls it.
   *
   * @internal
   */
  get _class(): string {
    return 'StatefulDatabase';
  }

  /** The name under which clients in the cluster reach the server. */
  get host(): string {
    return this.inNamespace(this.service.name);
  }

  /**
   * The name under which its one Pod is reached whether it is ready or not.
   *
   * @internal
   */
  get _podHost(): string {
    return this.inNamespace(this.headlessService.name);
  }

  /** The name of one Pod, which stays when the Pod is replaced. */
  podDns(ordinal: number): string {
    this.checkOrdinal(ordinal);
    return this.inNamespace(`${this.name}-${ordinal}.${this.headlessService.name}`);
  }

  /** The name of the claim that holds the data of a Pod, for snapshots and for kubectl. */
  claimName(ordinal: number): string {
    this.checkOrdinal(ordinal);
    return this.server.data.claimName(ordinal);
  }

  /**
   * Lets a peer connect to the server: a workload of any make, or Pods, Namespaces or a block of addresses of any cdk8s-plus. A workload of this library that is closed
   * itself is let out too.
   */
  allowFrom(peer: IConstruct): void {
    allowFrom(this.networkOwner, peer);
  }

  /** Lets the server connect to a peer: to the ports given, or to any. */
  allowTo(peer: IConstruct, ports?: kplus.NetworkPolicyPort[]): void {
    allowTo(this.networkOwner, peer, ports);
  }

  /**
   * Hands the connection to a workload: lets it in, mounts user and password as files, and sets variables that say where they and the
   * database are. No secret becomes part of the manifest. Refused for a server that knows no users: `allowFrom` is all that it needs.
   *
   * @param workload Any construct with a Pod template, in the namespace of the database: of any cdk8s-plus, a `k8s.Kube…` class, an
   * ApiObject, an Include, a pattern.
   * @param options Which containers, and how they are told.
   */
  connect(workload: IConstruct, options: DatabaseConnectionOptions = {}): void {
    const problems = Problems.of('StatefulDatabase', this);
    const { engine, credentials, namespace } = this._plan;
    const target = { name: this.name, host: this.host, database: this.database, namespace, engine, credentials };
    const connection = new ConnectionPlan(problems, target, workload, withoutNulls(options, 'DatabaseConnectionOptions') ?? {});
    if (problems.count === 0) checkPeer(problems, 'workload', workload);
    problems.throwIfAny();
    connection.make(this.node.path);
    this.allowFrom(workload);
  }

  /** The Pods as a peer of network policies. */
  toNetworkPolicyPeerConfig(): kplus.NetworkPolicyPeerConfig {
    return this.statefulSet.toNetworkPolicyPeerConfig();
  }

  /** The Pods as a selector. */
  toPodSelector(): kplus.IPodSelector | undefined {
    return this.statefulSet.toPodSelector();
  }

  private get networkOwner(): NetworkOwner {
    return { kind: 'StatefulDatabase', construct: this, pods: podsOf(this.statefulSet) };
  }

  /**
   * Whether a claim of this name is one of the database's own disks.
   *
   * @internal
   */
  _isOwnClaim(name: string): boolean {
    if (name === this._plan.storage.existing?.claimName) return true;
    const own = [DATA_TEMPLATE, WAL_TEMPLATE].map((template) => `${template}-${this.name}-`);
    return own.some((prefix) => name.startsWith(prefix) && /^[0-9]+$/.test(name.slice(prefix.length)));
  }

  /**
   * The claim of the write-ahead log of its first Pod; undefined where that lies with the data.
   *
   * @internal
   */
  get _walClaimName(): string | undefined {
    return this.server.wal?.claimName(0);
  }

  /**
   * The container that looks at the data before the server starts, by which another one may do so.
   *
   * @internal
   */
  get _initContainer(): string {
    return initName(this._plan);
  }

  /**
   * The options of the server that are for those containers, too.
   *
   * @internal
   */
  get _optionsOfInit(): readonly string[] {
    const { first, last } = commonOptions(this._plan);
    return [...first, ...last];
  }

  /**
   * The variables that say which database it is, and who its user.
   *
   * @internal
   */
  get _settings(): Record<string, kplus.EnvValue> {
    return settings(this._plan);
  }

  private checkOrdinal(ordinal: unknown): void {
    const problems = Problems.of('StatefulDatabase', this);
    checkInteger(problems, 'ordinal', ordinal, { min: 0, max: this._plan.replicas - 1 });
    problems.throwIfAny();
  }

  private inNamespace(name: string): string {
    return inNamespace(name, this._plan.namespace);
  }
}
