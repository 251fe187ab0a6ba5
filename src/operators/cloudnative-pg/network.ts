import { ApiObject } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct, IConstruct } from 'constructs';
import { CNPG_CLUSTER, CNPG_JOB_ROLE, CNPG_OPERATOR, CNPG_POD_ROLE, CNPG_POOLER, CNPG_PORTS } from '../../facts/operators/cloudnative-pg';
import { NetworkedPods, open, openAnywhere, PodNetwork } from '../../hardening/pod-network';
import { standFor } from '../../workloads/find-workload';
import { WorkloadObject } from '../../workloads/workload-object';
import { DatabaseOrigin } from './database-origin';
import { jobsName, poolerName } from './objects';
import { ReplicatedPlan } from './plan';
import { ReplicatedDatabaseProps } from './props';

/** Labels of the Pods that the operator makes for one kind of work. */
type Labels = Readonly<Record<string, string>>;

const tcp = (...ports: number[]): kplus.NetworkPolicyPort[] => ports.map((port) => kplus.NetworkPolicyPort.tcp(port));

/** The ports at which servers talk to each other, and the operator to them. */
const INSIDE = tcp(CNPG_PORTS.postgres, CNPG_PORTS.status);

/** Pods that the operator makes: no construct holds them, but the object that it makes them for. */
function podsOfOperator(
  scope: Construct,
  id: string,
  workload: WorkloadObject,
  selected: Selected,
  ports: kplus.NetworkPolicyPort[],
): NetworkedPods {
  const pods = selectPods(scope, id, selected);
  standFor(pods, workload);
  return { workload, peer: pods, ports: () => ports };
}

interface Selected {
  readonly namespace: string | undefined;
  readonly labels: Labels;
  readonly expressions?: kplus.LabelExpression[];
}

function selectPods(scope: Construct, id: string, { namespace, labels, expressions }: Selected): kplus.Pods {
  const namespaces = namespace === undefined ? undefined : kplus.Namespaces.select(scope, `${id}Namespace`, { names: [namespace] });
  return kplus.Pods.select(scope, id, { labels: { ...labels }, expressions, namespaces });
}

/**
 * The networks of a replicated database: that of the servers, that of the Jobs that make them, and that of the pooler. Each is closed but for what it needs, without which no
 * server would ever start.
 *
 * @see https://cloudnative-pg.io/documentation/current/networking/
 */
export class ReplicatedNetwork extends Construct {
  /** The Pods of the servers. */
  readonly servers: NetworkedPods;
  readonly pooler?: NetworkedPods;
  private readonly jobs: NetworkedPods;

  constructor(
    scope: Construct,
    plan: ReplicatedPlan,
    objects: { readonly cluster: ApiObject; readonly pooler?: ApiObject },
    props: ReplicatedDatabaseProps,
  ) {
    super(scope, 'Network');
    const { name, namespace } = plan;
    const own: Labels = { [CNPG_CLUSTER]: name };
    const instances: Labels = { ...own, [CNPG_POD_ROLE]: 'instance' };
    const jobs = { matchLabels: own, matchExpressions: [{ key: CNPG_JOB_ROLE, operator: 'Exists' }] };
    this.servers = podsOfOperator(
      this,
      'Servers',
      new WorkloadObject(objects.cluster),
      { namespace, labels: instances },
      tcp(CNPG_PORTS.postgres),
    );
    const ofJobs = { namespace, labels: own, expressions: [kplus.LabelExpression.exists(CNPG_JOB_ROLE)] };
    this.jobs = podsOfOperator(this, 'Jobs', new WorkloadObject(objects.cluster, { kind: 'Job', name: jobsName(name) }), ofJobs, []);
    if (objects.pooler !== undefined) {
      const ofPooler = { namespace, labels: { [CNPG_POOLER]: poolerName(name) } };
      this.pooler = podsOfOperator(this, 'Pooler', new WorkloadObject(objects.pooler), ofPooler, tcp(CNPG_PORTS.postgres));
    }
    if (props.networkPolicy !== false) {
      new PodNetwork(this, 'ServersPolicy', this.servers, { name, labels: own, selector: () => ({ matchLabels: instances }) });
      new PodNetwork(this, 'JobsPolicy', this.jobs, { name: jobsName(name), labels: own, selector: () => jobs });
      if (this.pooler !== undefined) {
        const selector = () => ({ matchLabels: { [CNPG_POOLER]: poolerName(name) } });
        new PodNetwork(this, 'PoolerPolicy', this.pooler, { name: poolerName(name), labels: own, selector });
      }
    }
    this.openInside(plan);
    this.openOutside(plan, props);
  }

  /** Lets a peer connect to one kind of Pods. */
  allow(pods: NetworkedPods, peer: IConstruct, ports?: kplus.NetworkPolicyPort[]): void {
    open(pods, 'from', peer, ports);
  }

  /** Lets the Jobs that make servers connect to a peer. */
  allowJobsTo(peer: IConstruct, ports?: kplus.NetworkPolicyPort[]): void {
    open(this.jobs, 'to', peer, ports);
  }

  /** Lets the Jobs read a database that is taken over. */
  import(origin: DatabaseOrigin | undefined): void {
    origin?._database?.allowFrom(this.jobs.peer as kplus.Pods);
  }

  private openInside({ operatorNamespace }: ReplicatedPlan): void {
    const operator = selectPods(this, 'Operator', { namespace: operatorNamespace, labels: CNPG_OPERATOR });
    const servers = this.servers.peer as kplus.Pods;
    open(this.servers, 'from', operator, INSIDE);
    open(this.servers, 'from', servers, INSIDE);
    open(this.servers, 'from', this.jobs.peer as kplus.Pods, INSIDE);
    if (this.pooler !== undefined) open(this.servers, 'from', this.pooler.peer as kplus.Pods, tcp(CNPG_PORTS.postgres));
  }

  private openOutside(
    { apiServerPorts, backup, origin }: ReplicatedPlan,
    { monitoring, allowFrom, allowTo }: ReplicatedDatabaseProps,
  ): void {
    const stored = backup === undefined ? [] : [backup.store._port];
    const read = origin?.recovery === undefined ? [] : [origin.port];
    const outside = [...new Set([...apiServerPorts, ...stored, ...read])];
    for (const pods of [this.servers, this.jobs]) openAnywhere(pods, tcp(...outside));
    if (this.pooler !== undefined) openAnywhere(this.pooler, tcp(...apiServerPorts));
    for (const peer of monitoring?.allowFrom ?? []) this.allow(this.servers, peer, tcp(CNPG_PORTS.metrics));
    for (const peer of allowFrom ?? []) {
      this.allow(this.servers, peer);
      if (this.pooler !== undefined) this.allow(this.pooler, peer);
    }
    for (const peer of allowTo ?? []) {
      open(this.servers, 'to', peer);
      this.allowJobsTo(peer);
    }
  }
}
