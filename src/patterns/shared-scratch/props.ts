import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { ContainerOptions } from '../../hardening/container-options';
import { PodOptions } from '../../hardening/pod-options';
import { ScratchMedium } from '../../volumes/scratch-medium';
import { ScratchSeed } from '../../volumes/scratch-seed';
import { MountAccess } from '../../workloads/mount-options';

/**
 * A container of a `SharedScratchPod`.
 */
export interface ScratchContainer extends ContainerOptions {
  /**
   * What the container may do with the scratch volume.
   *
   * @default MountAccess.READ_ONLY
   */
  readonly access?: MountAccess;

  /**
   * Where the container sees the scratch volume.
   *
   * @default - the mountPath of the Pod
   */
  readonly mountPath?: string;
}

/**
 * What a `SharedScratchPod` is made of.
 */
export interface SharedScratchPodProps extends PodOptions {
  /** The containers: at least one, and at least one that writes, unless the volume is seeded. */
  readonly containers: ScratchContainer[];

  /** Most that the scratch volume may hold. Requests and limits follow from it. */
  readonly sizeLimit: Size;

  /**
   * Name of the Pod; its account and network policy are named `<name>-scratch-pod`.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * Where the containers see the scratch volume: an absolute path.
   *
   * @default '/scratch'
   */
  readonly mountPath?: string;

  /**
   * Where the scratch data lives.
   *
   * @default ScratchMedium.DISK
   */
  readonly medium?: ScratchMedium;

  /**
   * A directory of an image to fill the scratch volume with before the containers start.
   *
   * @default - the volume starts empty
   */
  readonly seed?: ScratchSeed;

  /**
   * Whether containers that end are started again.
   *
   * @default RestartPolicy.ALWAYS
   */
  readonly restartPolicy?: kplus.RestartPolicy;
}
