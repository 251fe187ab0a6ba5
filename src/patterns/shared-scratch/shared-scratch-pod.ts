import * as kplus from 'cdk8s-plus-27';
import { Construct, IConstruct } from 'constructs';
import { keepPatchedFields } from '../../workloads/newer-fields';
import { toContainerProps } from '../../hardening/container-options';
import { resolveHardening, securityContextJson } from '../../hardening/pod-hardening';
import { allowFrom, allowTo, NetworkOwner, podsOf } from '../../hardening/pod-network';
import { finishPod, toPodProps } from '../../hardening/pod-options';
import { Problems } from '../../props/problems';
import { ownProps } from '../../props/own-props';
import { addSeed, ScratchSeed, seededPath } from '../../volumes/scratch-seed';
import { ScratchVolume } from '../../volumes/scratch-volume';
import { workloadOf } from '../../workloads/find-workload';
import { addWritablePaths } from '../../volumes/writable-paths';
import { takeObjects } from '../../workloads/objects';
import { planScratchPod, VOLUME } from './plan';
import { SharedScratchPodProps } from './props';

/**
 * A Pod whose containers share a scratch volume: one writes, others read.
 *
 * Creates a Pod with a size-limited volume, read-only for the containers that only read, whose space is part of what the containers
 * request; a ServiceAccount without rights; and a NetworkPolicy closed in both directions. All containers meet the "restricted" Pod
 * Security Standard.
 *
 * A bare Pod is not made anew when its node goes away or the kubelet evicts it. For anything that has to come back, mount a
 * `ScratchVolume` into a Deployment, Job or StatefulSet.
 *
 * @see https://kubernetes.io/docs/concepts/storage/volumes/#emptydir
 * @example
 * new SharedScratchPod(chart, 'site', {
 *   mountPath: '/srv/site',
 *   sizeLimit: Size.mebibytes(500),
 *   containers: [
 *     { name: 'builder', image: 'registry.example.com/builder:1.8.0', access: MountAccess.READ_WRITE },
 *     { name: 'server', image: 'registry.example.com/server:1.8.0', ports: [{ number: 8080 }] },
 *   ],
 * });
 */
export class SharedScratchPod extends Construct implements kplus.INetworkPolicyPeer {
  /** Name of the Pod. */
  public readonly name: string;

  /** The Pod. */
  public readonly pod: kplus.Pod;

  /** The volume that the containers share. */
  public readonly scratch: ScratchVolume;

  private readonly mountPaths: ReadonlyMap<string, string>;
  private readonly seed?: ScratchSeed;

  public constructor(scope: Construct, id: string, props: SharedScratchPodProps) {
    props = ownProps(props, 'SharedScratchPodProps', new.target !== SharedScratchPod);
    const { identity, objects, containers, mounters } = planScratchPod(scope, id, props);
    super(scope, id);
    takeObjects(this, objects);
    const hardening = resolveHardening(props.hardening);
    this.name = identity.name;
    this.seed = props.seed;
    this.mountPaths = new Map(containers.map(({ container, mountPath }) => [container.name, mountPath]));
    this.scratch = new ScratchVolume(this, 'Scratch', { name: VOLUME, sizeLimit: props.sizeLimit, medium: props.medium });
    this.pod = new kplus.Pod(this, 'Pod', {
      ...toPodProps(this, identity, props, true),
      metadata: { name: this.name },
      restartPolicy: props.restartPolicy,
      containers: containers.map(({ container, memory }) => toContainerProps(container, hardening, memory)),
    });
    finishPod(this, this.pod, identity, props);
    for (const { container, mountPath } of mounters) {
      this.scratch.mountInto(this.pod, mountPath, { access: container.access, containers: [container.name] });
    }
    for (const container of props.containers) addWritablePaths(this.pod, container.name, container.writablePaths);
    if (props.seed) addSeed(this.scratch, this.pod, workloadOf(this.pod)!, props.seed, securityContextJson(hardening));
    keepPatchedFields(this);
  }

  /** Lets a peer connect: to the ports given, or to all ports that the containers name. */
  public allowFrom(peer: IConstruct, ports?: kplus.NetworkPolicyPort[]): void {
    allowFrom(this.networkOwner, peer, ports);
  }

  /** Lets the Pod connect to a peer: to the ports given, or to any. */
  public allowTo(peer: IConstruct, ports?: kplus.NetworkPolicyPort[]): void {
    allowTo(this.networkOwner, peer, ports);
  }

  /** Where a container finds the seeded files. Fails where the Pod has no seed or no such container. */
  public seededPath(container: string): string {
    const problems = Problems.of('SharedScratchPod', this);
    const mountPath = this.mountPaths.get(container);
    if (mountPath === undefined) {
      problems.add('container', container, `The Pod has no such container: it has ${[...this.mountPaths.keys()].join(', ')}.`);
    }
    if (this.seed === undefined) problems.add('seed', undefined, 'The Pod starts with an empty volume. Give it a seed.');
    problems.throwIfAny();
    return `${mountPath}/${seededPath(this.seed!)}`;
  }

  /** The Pod as a peer of network policies. */
  public toNetworkPolicyPeerConfig(): kplus.NetworkPolicyPeerConfig {
    return this.pod.toNetworkPolicyPeerConfig();
  }

  /** The Pod as a selector of Pods. */
  public toPodSelector(): kplus.IPodSelector | undefined {
    return this.pod.toPodSelector();
  }

  private get networkOwner(): NetworkOwner {
    return { kind: 'SharedScratchPod', construct: this, pods: podsOf(this.pod) };
  }
}
