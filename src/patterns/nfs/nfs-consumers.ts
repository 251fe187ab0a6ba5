import * as kplus from 'cdk8s-plus-27';
import { MOST_NFS_GROUPS } from '../../facts/nfs/servers';
import { rewritePodSpec } from '../../workloads/pod-spec';
import { formatValue } from '../../props/problems';

/** What a workload needs to know of a store that it mounts. */
export interface MountedStore {
  readonly volume: kplus.Volume;
  readonly group: number;
  /** Whether the kubelet changes the group of files for this volume; the in-tree plugin has it do nothing. */
  readonly ownership: boolean;
  /** The construct's path. */
  readonly path: string;
  readonly accessMode: kplus.PersistentVolumeAccessMode;
}

/** The stores of each workload; cdk8s-plus has no place for them. */
const mounted = new WeakMap<kplus.AbstractPod, Set<MountedStore>>();

/**
 * Gives the Pods of a workload the group of a store. Everything else that it says of a workload is checked at synthesis, since volumes,
 * replicas and scalers may be added until then.
 */
export function joinStore(workload: kplus.AbstractPod, store: MountedStore): void {
  const present = mounted.get(workload);
  const stores = present ?? new Set();
  stores.add(store);
  if (present !== undefined) return;
  mounted.set(workload, stores);
  rewritePodSpec(workload, (spec) => {
    const { supplementalGroups } = spec.securityContext ?? {};
    spec.securityContext = { ...spec.securityContext, supplementalGroups: mergeGroups(supplementalGroups, stores) };
  });
  workload.node.addValidation({ validate: () => [...ownershipProblems(workload, stores), ...singleProblems(workload, stores)] });
}

function mergeGroups(present: readonly number[] = [], stores: ReadonlySet<MountedStore>): number[] {
  return [...new Set([...present, ...[...stores].map(({ group }) => group)])];
}

function ownershipProblems(workload: kplus.AbstractPod, stores: ReadonlySet<MountedStore>): string[] {
  const { fsGroup, fsGroupChangePolicy } = workload.securityContext;
  const found: string[] = [];
  const groups = mergeGroups([], stores);
  if (groups.length > MOST_NFS_GROUPS) {
    found.push(
      `supplementalGroups: ${formatValue(groups)}. NFS tells the server ${MOST_NFS_GROUPS} groups and drops the others, so some stores could not be written. Give stores one group.`,
    );
  }
  if (fsGroup === undefined) return found;
  const volumes = new Set([...stores].map(({ volume }) => volume));
  const all = [...workload.volumes, ...[...workload.containers, ...workload.initContainers].flatMap(({ mounts }) => mounts.map(volumeOf))];
  if (all.every((volume) => volumes.has(volume))) {
    found.push(
      `securityContext.fsGroup: ${fsGroup}. All volumes are NFS: the in-tree plugin ignores fsGroup, and csi-driver-nfs lets the kubelet change the group of every file, which fails where the server squashes root. Leave it out: mountInto() adds supplementalGroups.`,
    );
  } else if (fsGroupChangePolicy === kplus.FsGroupChangePolicy.ALWAYS && [...stores].some(({ ownership }) => ownership)) {
    found.push(
      'securityContext.fsGroupChangePolicy: "Always". The kubelet would change the group of every file of the NFS share whenever a Pod starts. Use FsGroupChangePolicy.ON_ROOT_MISMATCH.',
    );
  }
  return found;
}

const volumeOf = ({ volume }: kplus.VolumeMount): kplus.Volume => volume;

function singleProblems(workload: kplus.AbstractPod, stores: ReadonlySet<MountedStore>): string[] {
  const reason = severalPods(workload);
  if (reason === undefined) return [];
  return [...stores].flatMap(({ accessMode, path }) => {
    const problem = singleProblem(accessMode, reason);
    return problem === undefined ? [] : [`${path} accessMode: "${accessMode}". ${problem}`];
  });
}

/** What is wrong with several Pods on a store, for a reason; undefined where its access mode is for many. */
export function singleProblem(accessMode: kplus.PersistentVolumeAccessMode, reason: string): string | undefined {
  const { READ_WRITE_ONCE, READ_WRITE_ONCE_POD } = kplus.PersistentVolumeAccessMode;
  if (accessMode === READ_WRITE_ONCE) return `${reason}, and on NFS nothing keeps Pods of other nodes out. Use READ_WRITE_MANY.`;
  if (accessMode === READ_WRITE_ONCE_POD) return `${reason}, and the second Pod would never start. Use READ_WRITE_MANY.`;
  return undefined;
}

// cdk8s-plus types the policy of a CronJob as a string.
const ALLOW: string = kplus.ConcurrencyPolicy.ALLOW;

/** Why a workload may run more than one Pod at a time; undefined where it does not. */
export function severalPods(workload: kplus.AbstractPod): string | undefined {
  const { name } = workload;
  if (workload instanceof kplus.DaemonSet) return `${name} runs a Pod on each node`;
  if (workload instanceof kplus.CronJob) {
    return workload.concurrencyPolicy === ALLOW ? `${name} may run several Jobs at once` : undefined;
  }
  if (!(workload instanceof kplus.Deployment || workload instanceof kplus.StatefulSet)) return undefined;
  if (workload.hasAutoscaler) return `${name} has an autoscaler`;
  const isDeployment = workload instanceof kplus.Deployment;
  const replicas = workload.replicas ?? (isDeployment ? 2 : 1);
  if (replicas > 1) return `${name} runs ${replicas} Pods`;
  return isDeployment && surges(workload.strategy) ? `${name} starts its new Pod before the old one is gone (RollingUpdate)` : undefined;
}

function surges(strategy: kplus.DeploymentStrategy): boolean {
  const { rollingUpdate } = strategy._toKube();
  // Before it is resolved, the amount is an object of cdk8s-plus.
  const surge = rollingUpdate?.maxSurge as kplus.PercentOrAbsolute | undefined;
  return surge !== undefined && !surge.isZero();
}
