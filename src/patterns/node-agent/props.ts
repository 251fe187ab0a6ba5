import { Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { PodOptions } from '../../hardening/pod-options';
import { ProbedContainer } from '../../hardening/probed-container';
import { DaemonSetUpdateStrategy } from '../../sets/daemon-set';
import { HostMount } from '../../volumes/host-mount';

/** A directory of the node in which an agent keeps what it has not sent yet. It outlives the Pod, and stays when the agent goes. */
export interface HostBuffer {
  /** Absolute path on the node, of the agent alone, such as `/var/lib/log-agent`. Made where it is missing. */
  readonly path: string;

  /**
   * Absolute path in the containers.
   *
   * @default - the path on the node
   */
  readonly mountPath?: string;

  /**
   * Names of the containers that write to it.
   *
   * @default - the first container
   */
  readonly containers?: string[];

  /**
   * An image with a shell, `stat`, `chmod` and `chown`, with a tag or digest, such as `busybox:1.37.0`. The kubelet makes the directory as root; an init container of this image, root with the capability CHOWN
   * alone, gives it to the user of the agent.
   *
   * @default - none, which is for agents that are root
   */
  readonly prepareImage?: string;
}

/** What a `NodeAgent` is made of. */
export interface NodeAgentProps extends PodOptions {
  /** The containers: at least one, each with its probes or the reason why it has none. */
  readonly containers: ProbedContainer[];

  /** What of the node the containers see: at least one file or directory. */
  readonly hostMounts: HostMount[];

  /**
   * Name of the agent in the cluster, at most 52 characters.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * Where on the node the agent keeps what it has not sent yet. Nobody limits its size: set the limit of the program.
   *
   * @default - none: what is not sent is lost with the Pod
   */
  readonly buffer?: HostBuffer;

  /**
   * Groups that the processes are in besides their own: 0 reads the logs of containers, which belong to root with mode 0640.
   *
   * @default - none
   */
  readonly supplementalGroups?: number[];

  /**
   * Taints of nodes on which the agent runs all the same. `NodeTaintQuery.any()` is every node, with those of the control plane and those that are kept for others.
   *
   * @default - those that Kubernetes adds for each DaemonSet: nodes that are not ready, unreachable, unschedulable, or short of disk, memory or processes
   */
  readonly tolerations?: kplus.NodeTaintQuery[];

  /**
   * How a change reaches the nodes.
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
   * Whether the Pods have the network of their node, to measure it. No NetworkPolicy holds for them then, so `hardening.networkPolicy` has to be false.
   *
   * @default false
   */
  readonly hostNetwork?: boolean;

  /**
   * Whether the containers see all processes of their node.
   *
   * @default false
   */
  readonly hostPid?: boolean;
}
