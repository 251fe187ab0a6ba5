import * as kplus from 'cdk8s-plus-27';
import { Construct, IConstruct } from 'constructs';
import { checkObjectName } from '../props/check';
import { checkKnownProps } from '../props/known-props';
import { ownProps } from '../props/own-props';
import { Problems } from '../props/problems';
import { findWorkload } from '../workloads/find-workload';
import { checkObjects, FreeObjects, takeObjects } from '../workloads/objects';
import { checkPeer, selectorOf } from '../workloads/peers';
import { WorkloadObject } from '../workloads/workload-object';
import { allowFrom, allowTo, isClosed, NetworkedPods, NetworkOwner, open, PodNetwork, portsOfJson } from './pod-network';
import { checkPeers } from './pod-options';

/** Which Pods are closed, and to whom they are open. */
export interface PodIsolationProps {
  /**
   * The workload whose Pods are closed: any construct with a Pod template, of any cdk8s-plus, a `k8s.Kube…` class, an ApiObject, an
   * Include. Its Pods need labels. Workloads of this library are closed already.
   */
  readonly workload: IConstruct;

  /**
   * Who may connect to the ports of the containers: workloads of any make, and Pods, Namespaces or blocks of addresses of any cdk8s-plus.
   *
   * @default - nobody
   */
  readonly allowFrom?: IConstruct[];

  /**
   * Where the Pods may connect to, besides DNS.
   *
   * @default - nowhere but to what they are connected to by `connect()`, `allowFrom()` or `allowTo()` of other workloads
   */
  readonly allowTo?: IConstruct[];

  /**
   * Name of the NetworkPolicy.
   *
   * @default - '<name of the workload>-isolation'
   */
  readonly name?: string;
}

/**
 * Closes the network of a workload of any make, as that of all workloads of this library is: nobody comes in and only DNS goes out, but for
 * what is allowed.
 *
 * Creates a NetworkPolicy. What the workload is connected to by `StatefulDatabase.connect()`, or by `allowFrom()` and `allowTo()` of other
 * workloads, is open in it, whichever was said first. A cluster without a network plugin that enforces policies ignores them.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 * @example
 * const isolation = new PodIsolation(chart, 'web-isolation', { workload: web });
 * isolation.allowFrom(orders, [kplus.NetworkPolicyPort.tcp(8080)]);
 */
export class PodIsolation extends Construct {
  /** Name of the NetworkPolicy. */
  readonly name: string;

  private readonly pods: NetworkedPods;

  constructor(scope: Construct, id: string, props: PodIsolationProps) {
    props = ownProps(props, 'PodIsolationProps', new.target !== PodIsolation);
    const { name, objects, workload } = planOf(scope, id, props);
    super(scope, id);
    takeObjects(this, objects);
    this.name = name;
    this.pods = { workload, peer: workload, ports: () => portsOfJson(workload.original()) };
    const { namespace } = workload;
    this.node.addValidation({ validate: () => this.findLostLabels(workload) });
    new PodNetwork(this, 'NetworkPolicy', this.pods, { name, namespace, selector: () => selectorOf(workload) ?? {} });
    props.allowFrom?.forEach((peer) => {
      open(this.pods, 'from', peer);
    });
    props.allowTo?.forEach((peer) => {
      open(this.pods, 'to', peer);
    });
  }

  /** Lets a peer connect: to the ports given, or to all ports that the containers name. */
  allowFrom(peer: IConstruct, ports?: kplus.NetworkPolicyPort[]): void {
    allowFrom(this.networkOwner, peer, ports);
  }

  /** Lets the Pods connect to a peer: to the ports given, or to any. */
  allowTo(peer: IConstruct, ports?: kplus.NetworkPolicyPort[]): void {
    allowTo(this.networkOwner, peer, ports);
  }

  /** Labels may go away until synthesis. */
  private findLostLabels(workload: WorkloadObject): string[] {
    if (selectorOf(workload) !== undefined) return [];
    return [`The Pods of ${workload.kind} ${workload.name} have no labels any more, by which the policy could find them. Give them some.`];
  }

  private get networkOwner(): NetworkOwner {
    return { kind: 'PodIsolation', construct: this, pods: this.pods };
  }
}

interface IsolationPlan {
  readonly name: string;
  readonly objects: FreeObjects;
  readonly workload: WorkloadObject;
}

function planOf(scope: Construct, id: string, given: PodIsolationProps): IsolationPlan {
  const problems = Problems.ofNew('PodIsolation', scope, id);
  const props: Partial<PodIsolationProps> = given ?? {};
  checkKnownProps(problems, '', props, 'PodIsolationProps');
  const workload = findWorkload(problems, 'workload', props.workload);
  if (workload !== undefined && isClosed(workload)) {
    problems.add('workload', props.workload, 'Its network is closed already. Use allowFrom() and allowTo() of what closed it.');
  } else if (workload !== undefined) checkPeer(problems, 'workload', props.workload);
  for (const prop of ['allowFrom', 'allowTo'] as const) checkPeers(problems, prop, props[prop]);
  const wanted = props.name ?? (workload === undefined ? undefined : `${workload.name}-isolation`);
  const name = wanted === undefined ? undefined : checkObjectName(problems, 'name', wanted);
  const objects = checkObjects(problems, scope, name, (free) => [
    { kind: 'NetworkPolicy', name: free, namespace: workload?.namespace, from: { prop: 'name', value: free } },
  ]);
  problems.throwIfAny();
  return { name: name!, objects, workload: workload! };
}
