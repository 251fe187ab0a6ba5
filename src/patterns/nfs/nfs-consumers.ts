import * as kplus from 'cdk8s-plus-27';
import { MOST_NFS_GROUPS } from '../../facts/nfs/servers';
import { formatValue } from '../../props/format-value';
import { Mountable } from '../../workloads/mountable';
import { PodView } from '../../workloads/pod-view';
import { severalPods } from '../../workloads/several-pods';
import { WorkloadObject } from '../../workloads/workload-object';

/** What a workload needs to know of a store that it mounts. */
export interface MountedStore {
  readonly volume: Mountable;
  readonly group: number;
  /** Whether the kubelet changes the group of files for this volume; the in-tree plugin has it do nothing. */
  readonly ownership: boolean;
  /** The construct's path. */
  readonly path: string;
  readonly accessMode: kplus.PersistentVolumeAccessMode;
}

/** On what is changed of a workload, so that two copies of this library agree. */
const STORES = Symbol.for('cdk8s-storage.nfs-stores');

/**
 * Gives the Pods of a workload the group of a store. Everything else that it says of a workload is checked at synthesis, since volumes,
 * replicas and scalers may be added until then.
 */
export function joinStore(workload: WorkloadObject, store: MountedStore): void {
  const { rewrites } = workload;
  rewrites.additions.supplementalGroups.add(store.group);
  const kept = rewrites as { [STORES]?: Set<MountedStore> };
  if (kept[STORES] !== undefined) {
    kept[STORES].add(store);
    return;
  }
  const stores = new Set([store]);
  kept[STORES] = stores;
  workload.later((pod) => [...ownershipProblems(pod, stores), ...singleProblems(workload, stores)]);
}

function ownershipProblems(pod: PodView, stores: ReadonlySet<MountedStore>): string[] {
  const { fsGroup, fsGroupChangePolicy } = pod;
  const found: string[] = [];
  const groups = [...new Set([...stores].map(({ group }) => group))];
  if (groups.length > MOST_NFS_GROUPS) {
    found.push(
      `supplementalGroups: ${formatValue(groups)}. NFS tells the server ${MOST_NFS_GROUPS} groups and drops the others, so some stores could not be written. Give stores one group.`,
    );
  }
  if (fsGroup === undefined) return found;
  const names = [...stores].map(({ volume }) => volume.name);
  const all = [...pod.volumes.keys(), ...pod.containers.flatMap(({ mounts }) => mounts.map(({ volume }) => volume))];
  if (all.every((name) => names.includes(name))) {
    found.push(
      `securityContext.fsGroup: ${fsGroup}. All volumes are NFS: the in-tree plugin ignores fsGroup, and csi-driver-nfs lets the kubelet change the group of every file, which fails where the server squashes root. Leave it out: mountInto() adds supplementalGroups.`,
    );
  } else if ((fsGroupChangePolicy ?? 'Always') === 'Always' && [...stores].some(({ ownership }) => ownership)) {
    found.push(
      'securityContext.fsGroupChangePolicy: "Always". The kubelet would change the group of every file of the NFS share whenever a Pod starts. Use FsGroupChangePolicy.ON_ROOT_MISMATCH.',
    );
  }
  return found;
}

function singleProblems(workload: WorkloadObject, stores: ReadonlySet<MountedStore>): string[] {
  const reason = severalPods(workload)?.reason;
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
