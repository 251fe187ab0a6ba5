import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { NFS_CSI_DRIVER } from '../../facts/nfs/servers';
import { Identity, identityLabels, takeIdentity } from '../../hardening/identity';
import { leaveNamespace } from '../../workloads/cluster-scoped';
import { Problems } from '../../props/problems';
import { Claim } from '../../volumes/claim';
import { makeMount, MountOptions, planMount } from '../../workloads/mount';
import { MountAccess } from '../../workloads/mount-access';
import { PersistentVolume } from '../../volumes/persistent-volume';
import { IStorageClass } from '../../volumes/storage-class';
import { joinStore, MountedStore, severalPods, singleProblem } from './nfs-consumers';
import { NfsPlan } from './nfs-driver';
import { planStore, StorePlan, takeClass } from './plan';
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
  private readonly consumers = new Set<kplus.AbstractPod>();

  constructor(scope: Construct, id: string, props: NfsSharedStoreProps) {
    const identity: Identity = { name: props?.name ?? id, component: COMPONENT };
    const plan = planStore(scope, id, identity, props);
    super(scope, id);
    takeIdentity(this, identity);
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
      storage: props.capacity,
      accessModes: [this.accessMode],
      storageClass: this.storageClass,
      volumeName: this.volume && plan.volumeName,
      labels: metadata.labels,
      annotations: props.annotations,
    });
    if (plan.namespace !== Chart.of(this).namespace) {
      ApiObject.of(this.claim).addJsonPatch(JsonPatch.add('/metadata/namespace', plan.namespace));
    }
    this.mounted = {
      volume: this.claim.asVolume(),
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
   * @param workload Any Pod, Deployment, Job, StatefulSet and the like of cdk8s-plus, or of this library, in the namespace of the store.
   * @param path Absolute path in the containers.
   * @param options Access (read-only unless told), a directory of the store, and which containers.
   */
  mountInto(workload: kplus.AbstractPod, path: string, options: MountOptions = {}): void {
    const problems = Problems.of('NfsSharedStore', this);
    if (!(workload instanceof kplus.AbstractPod)) {
      problems.add(
        'workload',
        workload,
        'Give a Pod, Deployment, StatefulSet, DaemonSet, Job or CronJob; a pattern of this library exposes its own.',
      );
    } else if (typeof options !== 'object' || options === null) {
      problems.add('options', options, 'Give an object with access, subPath and containers, or leave it out.');
    }
    problems.throwIfAny();
    const plan = planMount(problems, workload, this.mounted.volume, path, options);
    this.checkConsumer(problems, workload, options);
    problems.throwIfAny();
    makeMount(this.mounted.volume, plan!);
    this.consumers.add(workload);
    joinStore(workload, this.mounted);
  }

  private checkConsumer(problems: Problems, workload: kplus.AbstractPod, options: MountOptions): void {
    const { namespace } = workload.metadata;
    if (namespace !== undefined && this.namespace !== undefined && namespace !== this.namespace) {
      problems.add(
        'workload',
        workload,
        `It is in the namespace ${namespace} and the claim in ${this.namespace}, and Pods find claims of their own namespace only. Make a store there: the server may export to both.`,
      );
    }
    const { READ_ONLY_MANY } = kplus.PersistentVolumeAccessMode;
    if (this.accessMode === READ_ONLY_MANY && options.access === MountAccess.READ_WRITE) {
      problems.add('options.access', options.access, 'The store is READ_ONLY_MANY. Leave it out, or make the store READ_WRITE_MANY.');
    }
    const other = [...this.consumers].find((consumer) => consumer !== workload);
    const reason = other === undefined ? severalPods(workload) : `${other.name} mounts the store too`;
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
    takeClass(this, plan.storageClassName);
    const made = new kplus.k8s.KubeStorageClass(this, 'StorageClass', {
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
