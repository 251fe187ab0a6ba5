import { Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { PodOptions } from '../../hardening/pod-options';
import { ProbedContainer } from '../../hardening/probed-container';
import { Claim } from '../../volumes/claim';
import { ClaimSource } from '../../volumes/claim-source';
import { IStorageClass } from '../../volumes/storage-class';
import { VolumeOwnership } from '../../volumes/volume-ownership';
import { MountAccess } from '../../workloads/mount-options';

/** The files that all Pods of a `SharedStorageDeployment` have: a new claim, of a size and a class, or one that is there. */
export interface SharedStorage {
  /** Absolute path at which containers see the files. */
  readonly path: string;

  /**
   * Size of a new claim.
   *
   * @default - none, which is for a claim that is there
   */
  readonly size?: Size;

  /**
   * The class of a new claim, best a `FileStorageClass`.
   *
   * @default - none, which is for a claim that is there
   */
  readonly storageClass?: IStorageClass;

  /**
   * Name of a new claim, by which people find the files.
   *
   * @default - that of the Deployment
   */
  readonly claimName?: string;

  /**
   * What a new volume starts with.
   *
   * @default - an empty volume
   */
  readonly dataSource?: ClaimSource;

  /**
   * A claim that is there, ReadWriteMany or ReadOnlyMany, such as that of an `NfsSharedStore`.
   *
   * @default - a new claim
   */
  readonly claim?: Claim;

  /**
   * What the containers may do with the files.
   *
   * @default MountAccess.READ_WRITE
   */
  readonly access?: MountAccess;

  /**
   * A directory of the volume that is mounted in place of its root, relative and without `..`.
   *
   * @default - the root of the volume
   */
  readonly subPath?: string;

  /**
   * Names of the containers that see the files.
   *
   * @default - all
   */
  readonly containers?: string[];

  /**
   * How the processes come to write to the files.
   *
   * @default - by the driver of the class: asItIs() on EFS; the group of the mount on SMB and group 10001 on NFS as a supplementalGroup(); else fsGroup(). For FSx for Lustre, which
   * leaves files to root, it has to be said
   */
  readonly ownership?: VolumeOwnership;
}

/** What a `SharedStorageDeployment` is made of. */
export interface SharedStorageDeploymentProps extends PodOptions {
  /** The containers: at least one, each with its probes or the reason why it has none. */
  readonly containers: ProbedContainer[];

  /** The files that all Pods have. */
  readonly storage: SharedStorage;

  /**
   * Name of the Deployment; what it creates is named after it.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * Number of Pods.
   *
   * @default 2
   */
  readonly replicas?: number;

  /**
   * How Pods are replaced.
   *
   * @default - RollingUpdate with maxUnavailable 0 and maxSurge 25%
   */
  readonly strategy?: kplus.DeploymentStrategy;

  /**
   * How long a new Pod has to be ready before it counts, in whole seconds.
   *
   * @default Duration.seconds(0)
   */
  readonly minReady?: Duration;

  /**
   * After how long without progress a rollout counts as failed, in whole seconds; longer than `minReady`.
   *
   * @default Duration.seconds(600)
   */
  readonly progressDeadline?: Duration;

  /**
   * How many old ReplicaSets are kept, each a revision that `kubectl rollout undo` can go back to.
   *
   * @default 10
   */
  readonly revisionHistoryLimit?: number;

  /**
   * Ports of a Service with the name of the Deployment. A `targetPort` is one of a container; without one it is the port itself.
   *
   * @default - no Service
   */
  readonly servicePorts?: kplus.ServicePort[];
}
