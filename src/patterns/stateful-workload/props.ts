import { Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { PodOptions } from '../../hardening/pod-options';
import { ProbedContainer } from '../../hardening/probed-container';
import { ClaimSource } from '../../volumes/claim-source';
import { ClaimRetention } from '../../volumes/claim-template';
import { IStorageClass } from '../../volumes/storage-class';
import { AllowedDisruptions } from './allowed-disruptions';

/** A disk of its own for each Pod of a `StatefulWorkload`: a directory, or a raw device. */
export interface StatefulDisk {
  /**
   * Name of the claim template and of the volume in the Pods. Claims are called `<name>-<workload>-<ordinal>`, and data is found by it.
   *
   * @default 'data'
   */
  readonly name?: string;

  /** Size of the disk. */
  readonly size: Size;

  /** The class that makes the disk. The cluster's default may bind in the wrong zone, or delete the disk with its claim. */
  readonly storageClass: IStorageClass;

  /**
   * Absolute path at which containers see the disk, for reading and writing.
   *
   * @default - none, which is for a raw device
   */
  readonly path?: string;

  /**
   * A directory of the disk that is mounted in place of its root, relative and without `..`. A new disk has `lost+found` at its root, which PostgreSQL, Kafka and
   * MySQL 5.7 take for data of others.
   *
   * @default - the root of the disk
   */
  readonly subPath?: string;

  /**
   * Absolute path at which containers see the disk as a raw device (`volumeMode: Block`), such as `/dev/data`.
   *
   * @default - none: the disk has a file system
   */
  readonly devicePath?: string;

  /**
   * Names of the containers that see the disk.
   *
   * @default - the first container
   */
  readonly containers?: string[];

  /**
   * Who may mount the disk at once: the Pods of one node, or one Pod alone (READ_WRITE_ONCE_POD; CSI drivers only, Kubernetes 1.29).
   *
   * @default PersistentVolumeAccessMode.READ_WRITE_ONCE
   */
  readonly accessMode?: kplus.PersistentVolumeAccessMode;

  /**
   * What new disks start with, such as a snapshot; all Pods with the same.
   *
   * @default - empty disks
   */
  readonly dataSource?: ClaimSource;

  /**
   * Name of the VolumeAttributesClass. Kubernetes 1.34.
   *
   * @default - what the class of the disk says
   */
  readonly volumeAttributesClassName?: string;

  /**
   * Says that a program which wants an empty directory finds one at the root of the disk: it has its data there already, or the file system makes no `lost+found`, as XFS and
   * network file systems do.
   *
   * @default false
   */
  readonly rootIsFine?: boolean;
}

/** What a `StatefulWorkload` is made of. */
export interface StatefulWorkloadProps extends PodOptions {
  /**
   * Name of the workload in the cluster, at most 52 characters: the StatefulSet, its claims, Pods, Services and selectors are named after it, and after nothing else.
   * Data is found by this name: another one is another, empty workload.
   */
  readonly name: string;

  /** The containers: at least one, each with its probes or the reason why it has none. */
  readonly containers: ProbedContainer[];

  /** The disks of each Pod: at least one. */
  readonly disks: StatefulDisk[];

  /**
   * How many Pods.
   *
   * @default 1
   */
  readonly replicas?: number;

  /**
   * Says that several Pods of a program which is known not to replicate as it is told are right: each has data of its own, as where clients know which one has what.
   *
   * @default false
   */
  readonly separateData?: boolean;

  /**
   * Settings in `command`, `args` and `env` of a known program with which a crash costs data, by name, each with the reason why that may
   * be; it is written into the manifest. They are refused otherwise: `unsafe-no-fsync` of etcd, `appendfsync` of Redis, and those of a
   * `StatefulDatabase`.
   *
   * @default - none: what is committed is on disk
   */
  readonly notDurable?: { readonly [setting: string]: string };

  /**
   * How many Pods drains and upgrades of nodes may take at once.
   *
   * @default - AllowedDisruptions.keepingMajority() for several Pods of an image that is known to need one; else oneAtATime()
   */
  readonly disruptions?: AllowedDisruptions;

  /**
   * Whether no two Pods run on one node. Where there are too few nodes, Pods wait.
   *
   * @default false - they are spread over nodes and zones where there is room
   */
  readonly separateNodes?: boolean;

  /**
   * What becomes of the claims when the StatefulSet is deleted.
   *
   * @default ClaimRetention.RETAIN
   */
  readonly whenDeleted?: ClaimRetention;

  /**
   * What becomes of the claims of Pods that go when the StatefulSet is scaled down.
   *
   * @default ClaimRetention.RETAIN
   */
  readonly whenScaled?: ClaimRetention;

  /**
   * Whether Pods are started one after the other, each when the one before is ready, or all at once. It cannot be changed later. Updates replace one after the other in any
   * case.
   *
   * @default PodManagementPolicy.PARALLEL - members find each other, and a template that was broken is mended by the next change
   */
  readonly podManagementPolicy?: kplus.PodManagementPolicy;

  /**
   * How a change reaches the Pods.
   *
   * @default - RollingUpdate: one after the other from the last to the first, each when the one before is ready
   */
  readonly strategy?: kplus.StatefulSetUpdateStrategy;

  /**
   * How long a new Pod has to be ready before the next one is replaced, in whole seconds.
   *
   * @default Duration.seconds(0)
   */
  readonly minReady?: Duration;

  /**
   * The number of the first Pod. Kubernetes 1.27. A set that moves between clusters Pod by Pod counts on where the other one ends.
   *
   * @default 0
   */
  readonly firstOrdinal?: number;

  /**
   * How many old revisions are kept, which `kubectl rollout undo` can go back to.
   *
   * @default 10
   */
  readonly revisionHistoryLimit?: number;

  /**
   * Name of the headless Service that gives each Pod its name in DNS. A set that exists cannot change it.
   *
   * @default - '<name>-headless'
   */
  readonly headlessServiceName?: string;

  /**
   * Ports of a Service for clients, with the name of the workload, which leads to any Pod that is ready. A `targetPort` is one of a container; without one it is the port
   * itself.
   *
   * @default - no such Service: clients know the Pods by their names
   */
  readonly servicePorts?: kplus.ServicePort[];

  /**
   * Ports of a Service for each Pod alone, `<name>-<ordinal>`, for clients that have to reach a given member through a gateway or from another cluster.
   *
   * @default - no such Services
   */
  readonly podServicePorts?: kplus.ServicePort[];

  /**
   * Whether the Pods may connect to each other, to the ports of their containers.
   *
   * @default - where there are several
   */
  readonly membersConnect?: boolean;
}
