import { isDeepStrictEqual } from 'node:util';
import { DiskAge } from './disk-group';
import { PlusVolume } from './plus-pod';
import { VolumeSourceJson } from './pod-json';
import { VolumeView } from './pod-view';

/** A volume as the Mount room knows it: whatever can be mounted describes itself so. */
export interface Mountable {
  /** Name of the volume in the Pod. */
  readonly name: string;

  /** Where it comes from; undefined where the controller of a StatefulSet adds it. */
  readonly source?: VolumeSourceJson;

  /** The volume of cdk8s-plus that stands for the same, for those who mount it by `container.mount()`. */
  readonly plus?: PlusVolume;

  /** The claim behind it, where all Pods of the workload share one. */
  readonly claim?: MountedClaim;

  /** The objects of the Pod's namespace that it shows. */
  readonly objects?: readonly ShownObject[];

  /** The containers whose requests and limits it shows. */
  readonly resourcesOf?: readonly string[];

  /** Whether it is a raw device, which no path can show. */
  readonly isDevice?: boolean;

  /**
   * Whether it is a disk of one node, whose new file system belongs to root: one that is always `new`, or one that is `kept`, and may hold data
   * of others. Undefined where it is none, or who owns its files is not the kubelet's business.
   */
  readonly disk?: DiskAge;

  /** Why it cannot be written, and what to do. */
  readonly readOnly?: string;

  /** Why it cannot be mounted by subPath: a file of it has to follow changes. */
  readonly follows?: string;
}

/** A ConfigMap or Secret that a volume shows. */
export interface ShownObject {
  readonly kind: string;
  readonly name: string;
  /** Where it is known. */
  readonly namespace?: string;
}

/** What a claim says of who may mount it. */
export interface MountedClaim {
  readonly name: string;
  readonly namespace?: string;
  readonly accessModes: readonly string[];
}

/** Whether a volume of a Pod is the one that is to be mounted. */
export function isSameVolume(present: VolumeView, { plus, source }: Mountable): boolean {
  if (present.plus !== undefined && present.plus === plus) return true;
  if (source === undefined) return false;
  const other = present.source();
  return other === source || isDeepStrictEqual({ ...other }, source);
}
