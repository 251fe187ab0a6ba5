import { Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { PodOptions } from '../../hardening/pod-options';
import { ProbedContainer } from '../../hardening/probed-container';
import { DaemonSetUpdateStrategy } from '../../sets/daemon-set';
import { HostMount } from '../../volumes/host-mount';
import { CsiDriverOptions } from './csi-driver';

/**
 * Something of the API that a driver asks for on each node, in all namespaces. Secrets are no part of it: the kubelet hands a driver those that a class or a volume names.
 */
export interface CsiApiAccess {
  /**
   * API group, such as `storage.k8s.io`.
   *
   * @default - the core group
   */
  readonly apiGroup?: string;

  /** Resources, such as `nodes` or `csinodes`; each by its name. */
  readonly resources: string[];

  /** What it does with them, such as `get`; each by its name. */
  readonly verbs: string[];
}

/** What a `CsiNodePlugin` is made of. */
export interface CsiNodePluginProps extends PodOptions {
  /**
   * Name that the driver gives itself, at most 63 characters, such as `nfs.csi.example.com`. Classes name it, and volumes keep it for ever. The registrar asks the driver for it, and the kubelet for the
   * driver whose CSIDriver object is called so.
   */
  readonly driverName: string;

  /** What Kubernetes has to know of the driver: its CSIDriver object. */
  readonly csiDriver: CsiDriverOptions;

  /**
   * The container of the driver. It finds its socket in `CSI_ENDPOINT`, `unix:///csi/csi.sock`, and the name of its node in `CSI_NODE_NAME`, which `args` may take up: `--endpoint=$(CSI_ENDPOINT)`. It is root
   * and privileged: it mounts for others.
   */
  readonly driver: ProbedContainer;

  /** Why the driver may be privileged, in words, which are written into the manifest. Whoever gets into it owns the node. */
  readonly acknowledgePrivileged: string;

  /** Image of `csi-node-driver-registrar`, with a tag or digest, such as `registry.k8s.io/sig-storage/csi-node-driver-registrar:v2.15.0`; from v2.3. */
  readonly registrarImage: string;

  /**
   * Whether the driver mounts volumes in two steps (capability STAGE_UNSTAGE_VOLUME), as most do for disks, or hands out raw devices. It shares the directory in which the kubelet keeps these then; without that
   * they would be mounted in its container alone.
   */
  readonly stagesVolumes: boolean;

  /**
   * Image of `livenessprobe`, with a tag or digest, such as `registry.k8s.io/sig-storage/livenessprobe:v2.17.0`; from v2.5. It asks the driver whether it is well, in the place of probes of the driver.
   *
   * @default - none: `driver` has its own probes, or says why not
   */
  readonly livenessImage?: string;

  /**
   * Port on which the liveness probe answers. With the network of the node it has to be one that nobody else has there.
   *
   * @default 9808; with `hostNetwork` it has to be given
   */
  readonly livenessPort?: number;

  /**
   * Port on which the registrar answers whether the driver is registered. With the network of the node it has to be one that nobody else has there.
   *
   * @default 9809; with `hostNetwork` it has to be given
   */
  readonly registrarPort?: number;

  /**
   * Directory of the kubelet on the nodes, its `--root-dir`: `/var/snap/microk8s/common/var/lib/kubelet` for MicroK8s, `/var/lib/k0s/kubelet` for k0s.
   *
   * @default '/var/lib/kubelet'
   */
  readonly kubeletRoot?: string;

  /**
   * Whether the driver sees the devices of the node, those that are attached later too.
   *
   * @default - what `csiDriver.attachRequired` says: disks are attached, and found in `/dev`
   */
  readonly devices?: boolean;

  /**
   * What else of the node the driver sees: `/sys`, `/run/udev`, `/lib/modules`.
   *
   * @default - nothing
   */
  readonly hostMounts?: HostMount[];

  /**
   * What of the API the driver asks for, in all namespaces. With it come a ClusterRole, its binding, and a token.
   *
   * @default - nothing: neither registrar nor liveness probe needs any of it
   */
  readonly apiAccess?: CsiApiAccess[];

  /**
   * Ports of the API server, to which the Pods may connect where they have `apiAccess`.
   *
   * @default [443, 6443]
   */
  readonly apiServerPorts?: number[];

  /**
   * Name of the plugin in the cluster, at most 52 characters.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * Taints of nodes on which the plugin runs all the same. A node without it can mount no volume of the driver, and, what is worse, unmount none: Pods that are to go stay.
   *
   * @default [NodeTaintQuery.any()] - every node
   */
  readonly tolerations?: kplus.NodeTaintQuery[];

  /**
   * How a change reaches the nodes. While a node has no plugin, its Pods keep their volumes, and new ones wait.
   *
   * @default DaemonSetUpdateStrategy.rollingUpdate() - one node after the other
   */
  readonly updateStrategy?: DaemonSetUpdateStrategy;

  /**
   * How long a new Pod has to be ready before the next node gets its own, in whole seconds.
   *
   * @default Duration.seconds(0)
   */
  readonly minReady?: Duration;

  /**
   * How many old revisions are kept, which `kubectl rollout undo` can go back to.
   *
   * @default 10
   */
  readonly revisionHistoryLimit?: number;

  /**
   * Whether the Pods have the network of their node. For drivers of files that mount by the kernel (NFS, SMB, CephFS): a mount lives in the network of the Pod that made it, and hangs once that is gone.
   * No NetworkPolicy holds for them then, so `hardening.networkPolicy` has to be false.
   *
   * @default false
   */
  readonly hostNetwork?: boolean;
}
