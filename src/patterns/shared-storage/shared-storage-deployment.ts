import * as kplus from 'cdk8s-plus-27';
import { Construct, IConstruct } from 'constructs';
import { toContainerProps } from '../../hardening/container-options';
import { addDeployment, addService } from '../../hardening/deployment';
import { resolveHardening } from '../../hardening/pod-hardening';
import { allowFrom, allowTo, NetworkOwner, podsOf } from '../../hardening/pod-network';
import { declinedProbes } from '../../hardening/probed-container';
import { delayStops } from '../../hardening/stop-delay';
import { isA } from '../../props/kinds';
import { ownProps } from '../../props/own-props';
import { Claim } from '../../volumes/claim';
import { addWritablePaths } from '../../volumes/writable-paths';
import { workloadOf } from '../../workloads/find-workload';
import { mountOwn } from '../../workloads/mount';
import { keepPatchedFields } from '../../workloads/newer-fields';
import { takeObjects } from '../../workloads/objects';
import { severalPods } from '../../workloads/several-pods';
import { aloneProblem, DeploymentPlan, planDeployment, READ_WRITE_MANY, VOLUME } from './plan';
import { SharedStorageDeploymentProps } from './props';

/**
 * A program of several Pods that read and write the same files: uploads of a web application, an artifact store, a content management system.
 *
 * Creates a Deployment whose Pods mount one ReadWriteMany claim, which is made unless one is given; a PodDisruptionBudget; a ServiceAccount without rights; a NetworkPolicy closed in both
 * directions; and a Service on request. Pods are spread over nodes and zones, run as the user that their image is made for where it is known, and come to write as the driver of the
 * class lets them. All containers meet the "restricted" Pod Security Standard.
 *
 * A program that takes a directory for its own, such as a database, is refused with more than one Pod: a `StatefulWorkload` gives each Pod a disk.
 *
 * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes
 * @example
 * new SharedStorageDeployment(chart, 'gallery', {
 *   containers: [
 *     {
 *       name: 'gallery',
 *       image: 'registry.example.com/gallery:2.4.0',
 *       ports: [{ number: 8080 }],
 *       readiness: kplus.Probe.fromHttpGet('/healthz', { port: 8080 }),
 *       liveness: kplus.Probe.fromHttpGet('/healthz', { port: 8080, failureThreshold: 6 }),
 *     },
 *   ],
 *   storage: { path: '/pictures', size: Size.gibibytes(20), storageClass: FileStorageClass.fromStorageClassName('shared') },
 * });
 */
export class SharedStorageDeployment extends Construct implements kplus.INetworkPolicyPeer {
  /** Name of the Deployment. */
  readonly name: string;

  /** The Deployment. */
  readonly deployment: kplus.Deployment;

  /** The claim with the files. */
  readonly claim: Claim;

  /** The Service, where ports were given for one. */
  readonly service?: kplus.Service;

  private readonly plan: DeploymentPlan;

  constructor(scope: Construct, id: string, props: SharedStorageDeploymentProps) {
    props = ownProps(props, 'SharedStorageDeploymentProps', new.target !== SharedStorageDeployment);
    const plan = planDeployment(scope, id, props);
    super(scope, id);
    takeObjects(this, plan.objects);
    this.plan = plan;
    const { identity, imageUser, storage } = plan;
    const hardening = resolveHardening(props.hardening);
    this.name = identity.name;
    this.claim = isA(storage.claim, Claim) ? storage.claim : new Claim(this, 'Claim', { ...storage.claim, accessModes: [READ_WRITE_MANY] });
    this.deployment = addDeployment(this, {
      identity,
      options: { ...props, imageUser },
      rollout: props,
      annotations: declinedProbes(props.containers),
      containers: props.containers.map((container) => toContainerProps(container, hardening)),
      fsGroup: storage.ownership._fsGroup,
    });
    delayStops(this.deployment, props.containers);
    this.mount();
    for (const container of props.containers) addWritablePaths(this.deployment, container.name, container.writablePaths);
    if (props.servicePorts !== undefined) this.service = addService(this, identity, props.servicePorts);
    keepPatchedFields(this);
    this.node.addValidation({ validate: () => this.lateProblems() });
  }

  /** Lets a peer connect: to the ports given, or to all ports that the containers name. */
  allowFrom(peer: IConstruct, ports?: kplus.NetworkPolicyPort[]): void {
    allowFrom(this.networkOwner, peer, ports);
  }

  /** Lets the Pods connect to a peer: to the ports given, or to any. */
  allowTo(peer: IConstruct, ports?: kplus.NetworkPolicyPort[]): void {
    allowTo(this.networkOwner, peer, ports);
  }

  /** The Pods as a peer of network policies. */
  toNetworkPolicyPeerConfig(): kplus.NetworkPolicyPeerConfig {
    return this.deployment.toNetworkPolicyPeerConfig();
  }

  /** The Pods as a selector. */
  toPodSelector(): kplus.IPodSelector | undefined {
    return this.deployment.toPodSelector();
  }

  private get networkOwner(): NetworkOwner {
    return { kind: 'SharedStorageDeployment', construct: this, pods: podsOf(this.deployment) };
  }

  private mount(): void {
    const { path, access, subPath, containers, ownership } = this.plan.storage;
    const volume = { ...this.claim._mountable, name: VOLUME, plus: undefined };
    mountOwn(this.deployment, { volume, path, access, subPath, containers });
    ownership._apply(workloadOf(this.deployment)!, volume, subPath);
  }

  /** An autoscaler may come later. */
  private lateProblems(): string[] {
    const several = severalPods(workloadOf(this.deployment)!);
    if (several === undefined) return [];
    const lonely = this.plan.lonely.filter(({ facts }) => several.isBrief !== true || facts.together !== undefined);
    return lonely.map((program) => `${several.reason}. ${aloneProblem(program)}`);
  }
}
