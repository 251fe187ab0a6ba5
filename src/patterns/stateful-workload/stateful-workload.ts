import * as kplus from 'cdk8s-plus-27';
import { Construct, IConstruct } from 'constructs';
import { delayStops } from '../../hardening/stop-delay';
import { toContainerProps } from '../../hardening/container-options';
import { resolveHardening } from '../../hardening/pod-hardening';
import { allowFrom, allowTo, NetworkOwner, open, podsOf } from '../../hardening/pod-network';
import { declinedProbes } from '../../hardening/probed-container';
import { withTargets } from '../../hardening/service-ports';
import { separatePods } from '../../hardening/availability';
import { checkInteger } from '../../props/check';
import { ownProps } from '../../props/own-props';
import { Problems } from '../../props/problems';
import { headlessName, inNamespace } from '../../sets/names';
import { addPodService, addSetServices, portsOfContainers } from '../../sets/services';
import { addAvailability, addStatefulSet } from '../../sets/stateful-set';
import { ClaimTemplate } from '../../volumes/claim-template';
import { addWritablePaths } from '../../volumes/writable-paths';
import { MountAccess } from '../../workloads/mount-options';
import { keepPatchedFields } from '../../workloads/newer-fields';
import { takeObjects } from '../../workloads/objects';
import { PlannedDisk } from './disks';
import { planWorkload, WorkloadPlan } from './plan';
import { StatefulWorkloadProps } from './props';

/**
 * A program that keeps data, of one Pod or several that know each other by name: Valkey, Kafka, Elasticsearch, ZooKeeper and the like. Databases that are made new and backed up
 * have a `StatefulDatabase`.
 *
 * Creates a StatefulSet whose Pods have disks of their own that stay; a headless Service, which gives each Pod a name from the start; Services for clients and for single Pods on
 * request; a PodDisruptionBudget that leaves a majority where one is needed; a ServiceAccount without rights; and a NetworkPolicy that is closed but for the members among
 * themselves. Pods are spread over nodes and zones, and have 120 seconds to stop. Images that are known run as the user that they are made for, and their directories have to be
 * on a disk. All containers meet the "restricted" Pod Security Standard.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/
 * @example
 * new StatefulWorkload(chart, 'cache', {
 *   name: 'cache',
 *   containers: [
 *     {
 *       name: 'valkey',
 *       image: 'valkey/valkey:8.1.4',
 *       args: ['--appendonly', 'yes'],
 *       ports: [{ name: 'valkey', number: 6379 }],
 *       readiness: kplus.Probe.fromTcpSocket({ port: 6379 }),
 *       liveness: kplus.Probe.fromTcpSocket({ port: 6379, failureThreshold: 6 }),
 *     },
 *   ],
 *   disks: [{ path: '/data', size: Size.gibibytes(5), storageClass: disks }],
 * });
 */
export class StatefulWorkload extends Construct implements kplus.INetworkPolicyPeer {
  /**
   * The names under which the members of a workload find each other in their namespace, for configuration that is written before the workload is made.
   *
   * @param name Name of the workload.
   * @param replicas How many Pods it has.
   * @param headlessServiceName Name of its headless Service, where it is not `<name>-headless`.
   */
  static memberNames(name: string, replicas: number, headlessServiceName?: string): string[] {
    const problems = new Problems('StatefulWorkload', 'memberNames');
    const count = checkInteger(problems, 'replicas', replicas, { min: 1, max: 1000 });
    problems.throwIfAny();
    const service = headlessServiceName ?? headlessName({ name });
    return Array.from({ length: count! }, (_, ordinal) => `${name}-${ordinal}.${service}`);
  }

  /** Name of the workload in the cluster. */
  readonly name: string;

  /** The StatefulSet. */
  readonly statefulSet: kplus.StatefulSet;

  /** The Service that gives each Pod its name. */
  readonly headlessService: kplus.Service;

  /** The Service that clients connect to, where it has ports. */
  readonly service?: kplus.Service;

  /** The Services of single Pods, where they have ports. */
  readonly podServices: kplus.Service[];

  /** The disks, in the order in which they were given. */
  readonly disks: ClaimTemplate[];

  private readonly plan: WorkloadPlan;

  constructor(scope: Construct, id: string, props: StatefulWorkloadProps) {
    props = ownProps(props, 'StatefulWorkloadProps', new.target !== StatefulWorkload);
    const plan = planWorkload(scope, id, props);
    super(scope, id);
    takeObjects(this, plan.objects);
    this.plan = plan;
    const { identity, imageUser, terminationGracePeriod, replicas } = plan;
    const hardening = resolveHardening(props.hardening);
    this.name = identity.name;
    const services = addSetServices(this, {
      identity,
      headlessName: plan.headlessName,
      ports: portsOfContainers(props.containers),
      clientPorts: props.servicePorts && withTargets(props.servicePorts),
    });
    this.headlessService = services.headless;
    this.service = services.client;
    this.statefulSet = addStatefulSet(this, {
      identity,
      options: { ...props, imageUser, terminationGracePeriod },
      services,
      replicas,
      podManagementPolicy: plan.podManagementPolicy,
      containers: props.containers.map((container) => toContainerProps(container, hardening)),
      fsGroup: true,
      strategy: props.strategy,
      minReady: props.minReady,
      annotations: { ...declinedProbes(props.containers), ...plan.notDurable.annotation('pods') },
      fields: {
        ...(plan.firstOrdinal > 0 && { ordinals: { start: plan.firstOrdinal } }),
        revisionHistoryLimit: props.revisionHistoryLimit ?? 10,
      },
    });
    if (plan.membersConnect) open(podsOf(this.statefulSet), 'from', this.statefulSet);
    this.disks = plan.disks.map((disk) => this.addDisk(disk));
    delayStops(this.statefulSet, props.containers);
    for (const container of props.containers) addWritablePaths(this.statefulSet, container.name, container.writablePaths);
    addAvailability(this, this.statefulSet, { identity, replicas, budget: plan.budget });
    if (props.separateNodes === true) separatePods(this.statefulSet, identity);
    const ports = props.podServicePorts && withTargets(props.podServicePorts);
    this.podServices = ports === undefined ? [] : this.ordinals.map((ordinal) => addPodService(this, identity, ordinal, ports));
    keepPatchedFields(this);
  }

  /**
   * The name of one Pod in DNS, which stays when the Pod is replaced, and which it has before it is ready.
   *
   * @param ordinal Number of the Pod.
   */
  podDns(ordinal: number): string {
    this.checkOrdinal(ordinal);
    return inNamespace(`${this.name}-${ordinal}.${this.headlessService.name}`, this.plan.namespace);
  }

  /**
   * A disk by its name, to mount it elsewhere too or to restore it from a snapshot.
   *
   * @param name Name of the disk.
   */
  disk(name: string): ClaimTemplate {
    const problems = Problems.of('StatefulWorkload', this);
    const found = this.disks.find((disk) => disk.name === name);
    if (found === undefined) {
      problems.add('name', name, `It has no such disk: it has ${this.disks.map((disk) => disk.name).join(', ')}.`);
    }
    problems.throwIfAny();
    return found!;
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
    return this.statefulSet.toNetworkPolicyPeerConfig();
  }

  /** The Pods as a selector. */
  toPodSelector(): kplus.IPodSelector | undefined {
    return this.statefulSet.toPodSelector();
  }

  private get networkOwner(): NetworkOwner {
    return { kind: 'StatefulWorkload', construct: this, pods: podsOf(this.statefulSet) };
  }

  private get ordinals(): number[] {
    return Array.from({ length: this.plan.replicas }, (_, index) => this.plan.firstOrdinal + index);
  }

  private addDisk(disk: PlannedDisk): ClaimTemplate {
    const { name, storage, storageClass, accessModes, volumeMode, dataSource, volumeAttributesClassName, place, subPath } = disk;
    const template = new ClaimTemplate(this.statefulSet, name, {
      ...{ storage, storageClass, accessModes, volumeMode, dataSource, volumeAttributesClassName },
      ...this.plan.retention,
    });
    const containers = [...disk.containers];
    if (volumeMode === kplus.PersistentVolumeMode.BLOCK) template.attachInto(this.statefulSet, place, { containers });
    else template.mountInto(this.statefulSet, place, { access: MountAccess.READ_WRITE, containers, subPath });
    return template;
  }

  private checkOrdinal(ordinal: unknown): void {
    const problems = Problems.of('StatefulWorkload', this);
    const { firstOrdinal, replicas } = this.plan;
    checkInteger(problems, 'ordinal', ordinal, { min: firstOrdinal, max: firstOrdinal + replicas - 1 });
    problems.throwIfAny();
  }
}
