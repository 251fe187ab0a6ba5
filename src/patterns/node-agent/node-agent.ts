import * as kplus from 'cdk8s-plus-27';
import { Construct, IConstruct } from 'constructs';
import { ACKNOWLEDGE_PREFIX } from '../../facts/acknowledgements';
import { isRuntimeSocket } from '../../facts/kubernetes/node-paths';
import { toContainerProps } from '../../hardening/container-options';
import { resolveHardening } from '../../hardening/pod-hardening';
import { allowFrom, allowTo, NetworkOwner, podsOf } from '../../hardening/pod-network';
import { declinedProbes } from '../../hardening/probed-container';
import { delayStops } from '../../hardening/stop-delay';
import { ownProps } from '../../props/own-props';
import { addDaemonSet } from '../../sets/daemon-set';
import { addWritablePaths } from '../../volumes/writable-paths';
import { mountOwn } from '../../workloads/mount';
import { keepPatchedFields } from '../../workloads/newer-fields';
import { takeObjects } from '../../workloads/objects';
import { addBuffer } from './buffer';
import { AgentPlan, planAgent } from './plan';
import { NodeAgentProps } from './props';

/**
 * A program that looks after each node: it sends logs or measures, and sees what of the node it is given.
 *
 * Creates a DaemonSet whose containers see named files and directories of their node, each with a type and read-only unless told; what shows the secrets of others only with a reason. It
 * runs as a user that is not root and without a token for the API, has 60 seconds to send what is left, keeps what is not sent in a directory of the node on request, and changes from
 * node to node. A ServiceAccount without rights and a NetworkPolicy closed in both directions come with it. But for the volumes of the node, and the init container that hands the buffer
 * over, it meets the "restricted" Pod Security Standard; for these its namespace has to allow "privileged".
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/
 * @example
 * new NodeAgent(chart, 'logs', {
 *   containers: [
 *     {
 *       name: 'vector',
 *       image: 'timberio/vector:0.50.0-alpine',
 *       ports: [{ name: 'api', number: 8686 }],
 *       readiness: kplus.Probe.fromHttpGet('/health', { port: 8686 }),
 *       liveness: kplus.Probe.fromTcpSocket({ port: 8686, failureThreshold: 6 }),
 *     },
 *   ],
 *   hostMounts: [{ name: 'logs', path: '/var/log', type: HostPathType.DIRECTORY }],
 *   supplementalGroups: [0], // logs of containers belong to root, mode 0640
 * });
 */
export class NodeAgent extends Construct implements kplus.INetworkPolicyPeer {
  /** Name of the agent in the cluster. */
  readonly name: string;

  /** The DaemonSet. */
  readonly daemonSet: kplus.DaemonSet;

  constructor(scope: Construct, id: string, props: NodeAgentProps) {
    props = ownProps(props, 'NodeAgentProps', new.target !== NodeAgent);
    const plan = planAgent(scope, id, props);
    super(scope, id);
    takeObjects(this, plan.objects);
    const hardening = resolveHardening(props.hardening);
    this.name = plan.identity.name;
    this.daemonSet = addDaemonSet(this, {
      identity: plan.identity,
      options: { ...props, terminationGracePeriod: plan.terminationGracePeriod },
      containers: props.containers.map((container) => toContainerProps(container, hardening)),
      updateStrategy: props.updateStrategy,
      minReady: props.minReady,
      revisionHistoryLimit: props.revisionHistoryLimit,
      tolerations: props.tolerations ?? [],
      supplementalGroups: props.supplementalGroups,
      hostNetwork: props.hostNetwork ?? false,
      hostPid: props.hostPid ?? false,
      annotations: { ...declinedProbes(props.containers), ...reasonsOf(plan) },
    });
    delayStops(this.daemonSet, props.containers);
    for (const mount of plan.mounts) mountOwn(this.daemonSet, mount);
    if (plan.buffer !== undefined) addBuffer(this.daemonSet, plan.buffer, plan);
    for (const container of props.containers) addWritablePaths(this.daemonSet, container.name, container.writablePaths);
    keepPatchedFields(this);
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
    return this.daemonSet.toNetworkPolicyPeerConfig();
  }

  /** The Pods as a selector. */
  toPodSelector(): kplus.IPodSelector | undefined {
    return this.daemonSet.toPodSelector();
  }

  private get networkOwner(): NetworkOwner {
    return { kind: 'NodeAgent', construct: this, pods: podsOf(this.daemonSet) };
  }
}

/** What the manifest says of what shows the secrets of others: to people, and to the rules that would find it. */
function reasonsOf({ mounts, readsAsRoot }: AgentPlan): Record<string, string> {
  const reasons = new Map<string, string[]>();
  for (const { hostPath, exposure, reason } of mounts) {
    if (exposure === undefined) continue;
    const rule = isRuntimeSocket(hostPath) ? 'host-path-volume' : 'host-path-reveals-node';
    // Whoever is not root gets at none of it, and no rule finds it.
    const isFound = rule === 'host-path-volume' || readsAsRoot;
    const key = isFound ? `${ACKNOWLEDGE_PREFIX}${rule}` : 'cdk8s-storage/host-paths';
    reasons.set(key, [...(reasons.get(key) ?? []), `${hostPath}: ${reason}`]);
  }
  return Object.fromEntries([...reasons].map(([key, all]) => [key, all.join('; ')]));
}
