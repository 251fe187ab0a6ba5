import { ApiObject } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct, IConstruct } from 'constructs';
import { NFS_CSI_DRIVER } from '../../facts/nfs/servers';
import { Identity, identityLabels } from '../../hardening/identity';
import { leaveNamespace } from '../../workloads/cluster-scoped';
import { takeObjects } from '../../workloads/objects';
import { Problems } from '../../props/problems';
import { ownProps } from '../../props/own-props';
import { Claim } from '../../volumes/claim';
import { workloadOf } from '../../workloads/find-workload';
import { makeMount, planMount } from '../../workloads/mount';
import { MountAccess, MountOptions } from '../../workloads/mount-options';
import { severalPods } from '../../workloads/several-pods';
import { WorkloadObject } from '../../workloads/workload-object';
import { PersistentVolume } from '../../volumes/persistent-volume';
import { IStorageClass } from '../../volumes/storage-class';
import { joinStore, MountedStore, singleProblem } from './nfs-consumers';
import { NfsPlan } from './nfs-driver';
import { planStore, StorePlan } from './plan';
import { NfsSharedStoreProps } from './props';

const COMPONENT = 'shared-store';

/**
 * Storage on an NFS server that Pods of many nodes read and write at once.
 *
 * Creates a PersistentVolume and a claim that find each other and nothing else: both name a class that nothing serves, the claim names the
 * volume, and the volume names the claim with its namespace. The data is kept when the claim is deleted (Retain). With
 * `NfsDriver.csiDynamic` it creates a StorageClass and a claim of it instead.
 *
 * Mounts wait for a server that is away (`hard`), since a mount that gives up corrupts data silently. So Pods hang while the server is
 * down, and go on when it is back.
 *
 * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/#reserving-a-persistentvolume
 * @example
 * const pictures = new NfsSharedStore(chart, 'pictures', {
 *   driver: NfsDriver.inTree({ server: 'nfs.example.com', path: '/exports/pictures' }),
 *   capacity: Size.gibibytes(200),
 * });
 * pictures.mountInto(web, '/pictures');
 */
export class NfsSharedStore extends Construct {
  /** Name of the claim. */
  readonly name: string;

  /** Namespace of the claim; undefined where a dynamic store has none at synthesis. */
  readonly namespace?: string;

  /** The claim, which is all that Pods refer to. */
  readonly claim: Claim;

  /** The volume; a dynamic store has none at synthesis. */
  readonly volume?: PersistentVolume;

  /** The class that the claim names. */
  readonly storageClass: IStorageClass;

  /** The StorageClass that a dynamic store makes. */
  readonly classObject?: ApiObject;

  /** Who may mount the store at once. */
  readonly accessMode: kplus.PersistentVolumeAccessMode;

  /** Group that the Pods get. */
  readonly group: number;

  private readonly options: readonly string[];
  private readonly mounted: MountedStore;
  private readonly consumers: WorkloadObject[] = [];

  constructor(scope: Construct, id: string, props: NfsSharedStoreProps) {
    props = ownProps(props, 'NfsSharedStoreProps', new.target !== NfsSharedStore);
    const identity: Identity = { name: props?.name ?? id, component: COMPONENT };
    const plan = planStore(scope, id, identity, props);
    super(scope, id);
    takeObjects(this, plan.objects);
    this.name = identity.name;
    this.namespace = plan.namespace;
    this.storageClass = plan.driver.kind === 'claim' ? plan.driver.storageClass : { storageClassName: plan.storageClassName };
    this.accessMode = plan.accessMode;
    this.group = plan.group;
    this.options = plan.mount.options;
    const metadata = {
      labels: { ...props.labels, ...identityLabels(identity) },
      annotations: { ...props.annotations, ...plan.mount.annotations },
    };
    if (plan.driver.kind === 'static') this.volume = this.makeVolume(plan, plan.driver, props, metadata);
    if (plan.driver.kind === 'dynamic') this.classObject = this.makeClass(plan, plan.driver, metadata);
    this.claim = new Claim(this, 'Claim', {
      name: this.name,
      namespace: plan.namespace,
      storage: props.capacity,
      accessModes: [this.accessMode],
      storageClass: this.storageClass,
      volumeName: this.volume && plan.volumeName,
      labels: metadata.labels,
      annotations: props.annotations,
    });
    this.mounted = {
      // Who may mount a store is said in its own words.
      volume: { ...this.claim._mountable, claim: undefined, disk: undefined },
      group: this.group,
      ownership: plan.driver.kind !== 'static' || plan.driver.handle !== undefined,
      path: this.node.path,
      accessMode: this.accessMode,
    };
  }

  /** The mount options of the volume or class; empty where an existing class decides. */
  get mountOptions(): string[] {
    return [...this.options];
  }

  /**
   * Mounts the store into containers of a workload, and adds the store's group to the supplemental groups of its Pods.
   *
   * Never fsGroup: the in-tree plugin ignores it, and with csi-driver-nfs the kubelet would walk the whole share.
   *
   * @param workload Any construct with a Pod template, in the namespace of the store: of any cdk8s-plus, a `k8s.Kube…` class, an ApiObject,
   * an Include, a pattern.
   * @param path Absolute path in the containers.
   * @param options Access (read-only unless told), a directory of the store, and which containers.
   */
  mountInto(workload: IConstruct, path: string, options?: MountOptions): void {
    const problems = Problems.of('NfsSharedStore', this);
    const plan = planMount(problems, this.mounted.volume, workload, path, options);
    const consumer = workloadOf(workload);
    if (consumer !== undefined) this.checkConsumer(problems, consumer, workload, options);
    problems.throwIfAny();
    makeMount(plan!, this.node.path);
    this.consumers.push(consumer!);
    joinStore(consumer!, this.mounted);
  }

  private checkConsumer(problems: Problems, workload: WorkloadObject, given: IConstruct, options: MountOptions | undefined): void {
    const { namespace } = workload;
    if (namespace !== undefined && this.namespace !== undefined && namespace !== this.namespace) {
      problems.add(
        'workload',
        given,
        `It is in the namespace ${namespace} and the claim in ${this.namespace}, and Pods find claims of their own namespace only. Make a store there: the server may export to both.`,
      );
    }
    const { READ_ONLY_MANY } = kplus.PersistentVolumeAccessMode;
    if (this.accessMode === READ_ONLY_MANY && options?.access === MountAccess.READ_WRITE) {
      problems.add('options.access', options.access, 'The store is READ_ONLY_MANY. Leave it out, or make the store READ_WRITE_MANY.');
    }
    const other = this.consumers.find((consumer) => !consumer.isSame(workload));
    const reason = other === undefined ? severalPods(workload)?.reason : `${other.name} mounts the store too`;
    const problem = reason === undefined ? undefined : singleProblem(this.accessMode, reason);
    if (problem !== undefined) problems.add('accessMode', this.accessMode, problem);
  }

  private makeVolume(
    plan: StorePlan,
    driver: Extract<NfsPlan, { kind: 'static' }>,
    props: NfsSharedStoreProps,
    metadata: Metadata,
  ): PersistentVolume {
    return new PersistentVolume(this, 'Volume', {
      ...metadata,
      name: plan.volumeName,
      source: driver.source,
      storage: props.capacity,
      accessModes: [plan.accessMode],
      storageClassName: plan.storageClassName,
      claimRef: { name: this.name, namespace: plan.namespace! },
      mountOptions: [...plan.mount.options],
    });
  }

  private makeClass(plan: StorePlan, driver: Extract<NfsPlan, { kind: 'dynamic' }>, metadata: Metadata): ApiObject {
    const made = new ApiObject(this, 'StorageClass', {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { ...metadata, name: plan.storageClassName },
      provisioner: NFS_CSI_DRIVER,
      parameters: { ...driver.parameters },
      mountOptions: [...plan.mount.options],
      reclaimPolicy: driver.reclaimPolicy,
      // An export has no zone that a Pod would have to be waited for.
      volumeBindingMode: 'Immediate',
      allowVolumeExpansion: true,
    });
    leaveNamespace(made);
    return made;
  }
}

interface Metadata {
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
}
