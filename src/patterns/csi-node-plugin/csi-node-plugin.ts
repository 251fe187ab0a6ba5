import { ApiObject, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct, IConstruct } from 'constructs';
import { pluginDirectory, SOCKET_NAME } from '../../facts/kubernetes/csi-node';
import { toContainerProps } from '../../hardening/container-options';
import { identityLabels } from '../../hardening/identity';
import { resolveHardening } from '../../hardening/pod-hardening';
import { allowFrom, allowTo, NetworkOwner, openAnywhere, podsOf } from '../../hardening/pod-network';
import { declinedProbes } from '../../hardening/probed-container';
import { delayStops } from '../../hardening/stop-delay';
import { ownProps } from '../../props/own-props';
import { addDaemonSet } from '../../sets/daemon-set';
import { addWritablePaths } from '../../volumes/writable-paths';
import { leaveNamespace } from '../../workloads/cluster-scoped';
import { mountOwn } from '../../workloads/mount';
import { keepPatchedFields } from '../../workloads/newer-fields';
import { takeObjects } from '../../workloads/objects';
import { rewriteContainers } from '../../workloads/pod-spec';
import { permit } from './api-access';
import { csiDriverSpec } from './csi-driver';
import { ask, driverVariables, livenessProbe, nodeMounts, registrar } from './parts';
import { planPlugin, PluginPlan, SYSTEM } from './plan';
import { CsiNodePluginProps } from './props';

/**
 * The part of a CSI driver that runs on each node, and mounts the volumes of its Pods.
 *
 * Creates the CSIDriver object and a DaemonSet: the driver, privileged, with what it mounts shared where the kubelet tells it to mount and nowhere else; the registrar, which tells the kubelet the socket of
 * the driver by its path on the node; and a liveness probe on request. It runs on every Linux node, is evicted last, and changes from node to node. A ServiceAccount comes with it, a ClusterRole for what the
 * driver asks of the API, and a NetworkPolicy closed in both directions. The other containers are root without any capability. Its namespace has to allow "privileged".
 *
 * The controller of a driver, which makes and attaches volumes, is a Deployment of its own and no part of it. A plugin has to outlive its volumes: where it goes first, Pods that are to go stay.
 *
 * @see https://kubernetes-csi.github.io/docs/deploying.html
 * @example
 * new CsiNodePlugin(chart, 'disks', {
 *   driverName: 'disks.csi.example.com',
 *   csiDriver: { attachRequired: true },
 *   driver: { name: 'disks-driver', image: 'registry.example.com/disks-csi:2.1.0', args: ['node', '--endpoint=$(CSI_ENDPOINT)'] },
 *   acknowledgePrivileged: 'It formats and mounts disks for other Pods.',
 *   registrarImage: 'registry.k8s.io/sig-storage/csi-node-driver-registrar:v2.15.0',
 *   livenessImage: 'registry.k8s.io/sig-storage/livenessprobe:v2.17.0',
 *   stagesVolumes: true,
 * });
 */
export class CsiNodePlugin extends Construct implements kplus.INetworkPolicyPeer {
  /** Name of the plugin in the cluster. */
  readonly name: string;

  /** Name of the driver, for classes and volumes. */
  readonly driverName: string;

  /** The DaemonSet. */
  readonly daemonSet: kplus.DaemonSet;

  /** The CSIDriver object. */
  readonly csiDriver: ApiObject;

  constructor(scope: Construct, id: string, props: CsiNodePluginProps) {
    props = ownProps(props, 'CsiNodePluginProps', new.target !== CsiNodePlugin);
    const plan = planPlugin(scope, id, props);
    super(scope, id);
    takeObjects(this, plan.objects);
    const { identity } = plan;
    this.name = identity.name;
    this.driverName = props.driverName;
    this.csiDriver = new ApiObject(this, 'CsiDriver', {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'CSIDriver',
      metadata: { name: props.driverName, labels: identityLabels(identity) },
      spec: csiDriverSpec(props.csiDriver),
    });
    leaveNamespace(this.csiDriver);
    this.daemonSet = this.addSet(props, plan);
    delayStops(this.daemonSet, [props.driver]);
    keepCapabilities(this.daemonSet, props.driver.name);
    const mounts = nodeMounts(
      { root: plan.kubeletRoot, stages: props.stagesVolumes, devices: plan.devices },
      { driver: props.driver.name, driverName: props.driverName, asksLiveness: props.livenessImage !== undefined },
    );
    for (const mount of [...mounts, ...plan.mounts]) mountOwn(this.daemonSet, mount);
    addWritablePaths(this.daemonSet, props.driver.name, props.driver.writablePaths);
    if (props.apiAccess !== undefined && props.apiAccess.length > 0) {
      permit(this, identity, this.daemonSet.serviceAccount!, props.apiAccess);
      openAnywhere(
        podsOf(this.daemonSet),
        plan.apiServerPorts.map((port) => kplus.NetworkPolicyPort.tcp(port)),
      );
    }
    keepPatchedFields(this);
  }

  private addSet(props: CsiNodePluginProps, plan: PluginPlan): kplus.DaemonSet {
    const { ports } = plan;
    const hostNetwork = props.hostNetwork ?? false;
    const hardening = resolveHardening(plan.hardening);
    const sidecars = { hardening, hostNetwork };
    const socket = `${pluginDirectory(plan.kubeletRoot, props.driverName)}/${SOCKET_NAME}`;
    const { livenessImage } = props;
    return addDaemonSet(this, {
      identity: plan.identity,
      options: {
        ...props,
        hardening: plan.hardening,
        user: 0,
        group: 0,
        priorityClassName: props.priorityClassName ?? 'system-node-critical',
        nodeSelector: { [SYSTEM]: 'linux', ...props.nodeSelector },
        terminationGracePeriod: props.terminationGracePeriod ?? Duration.seconds(30),
      },
      containers: [
        driverContainer(props, plan),
        registrar(props.registrarImage, socket, ports.registrar, sidecars),
        ...(livenessImage === undefined ? [] : [livenessProbe(livenessImage, ports.liveness, sidecars)]),
      ],
      updateStrategy: props.updateStrategy,
      minReady: props.minReady,
      revisionHistoryLimit: props.revisionHistoryLimit,
      tolerations: props.tolerations ?? [kplus.NodeTaintQuery.any()],
      hostNetwork,
      hostPid: false,
      annotations: { ...declinedProbes([props.driver]), ...reasonsOf(props, plan) },
    });
  }

  /** Lets a peer connect: to the ports given, or to all ports that the driver names. */
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
    return { kind: 'CsiNodePlugin', construct: this, pods: podsOf(this.daemonSet) };
  }
}

/** The driver: it mounts for others, which the kernel lets only privileged containers do. */
function driverContainer({ driver, livenessImage, hostNetwork = false }: CsiNodePluginProps, plan: PluginPlan): kplus.ContainerProps {
  const made = toContainerProps(driver, resolveHardening(plan.hardening));
  return {
    ...made,
    envVariables: { ...driverVariables(), ...made.envVariables },
    ...(livenessImage !== undefined && {
      liveness: ask(plan.ports.liveness, hostNetwork, { failureThreshold: 6, timeoutSeconds: Duration.seconds(5) }),
      readiness: ask(plan.ports.liveness, hostNetwork, { timeoutSeconds: Duration.seconds(5) }),
    }),
    securityContext: { ...made.securityContext, privileged: true, allowPrivilegeEscalation: true },
  };
}

/** Runtimes take capabilities from a privileged container too, where it says that they are dropped. */
function keepCapabilities(set: kplus.DaemonSet, driver: string): void {
  rewriteContainers(set, (container) => {
    if (container.name !== driver) return;
    container.securityContext = { ...container.securityContext, capabilities: undefined };
  });
}

/** What the manifest says of what the driver may do; no rule looks at what a node plugin sees. */
function reasonsOf({ acknowledgePrivileged }: CsiNodePluginProps, { mounts }: PluginPlan): Record<string, string> {
  const shown = mounts.filter(({ exposure }) => exposure !== undefined);
  const paths = shown.map(({ hostPath, reason }) => `${hostPath}: ${reason}`).join('; ');
  return { 'cdk8s-storage/privileged': acknowledgePrivileged, ...(paths !== '' && { 'cdk8s-storage/host-paths': paths }) };
}
