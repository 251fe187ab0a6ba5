import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { LONGEST_LABEL } from '../facts/kubernetes/names';
import { checkLabelName, checkObjectName, checkSize } from '../props/check';
import { Problems } from '../props/problems';
import { formatSize } from '../props/sizes';
import { makeMount, MountOptions, planMount } from '../workloads/mount';
import { accountForScratch, checkScratchFits } from './scratch-accounting';
import { ScratchMedium } from './scratch-medium';
import { addSeed, checkSeed, ScratchSeed } from './scratch-seed';
import { makeVolume } from '../workloads/volume';
import { Unchecked } from '../util/unchecked';

/**
 * What a scratch volume is made of.
 */
export interface ScratchVolumeProps {
  /**
   * Most that may be stored. A disk above it gets its Pod evicted some time later; memory and volumes of a class are full there.
   */
  readonly sizeLimit: Size;

  /**
   * Where the data lives.
   *
   * @default ScratchMedium.DISK
   */
  readonly medium?: ScratchMedium;

  /**
   * Name of the volume in the Pod, at most 63 characters.
   *
   * @default - the construct's id
   */
  readonly name?: string;
}

/**
 * Scratch space that lives as long as its Pod: for caches, sockets, work files and what containers of one Pod hand each other.
 *
 * Creates a volume of the Pod (an emptyDir, or a generic ephemeral volume of a class) that always has a size limit. Mount it into any
 * cdk8s-plus workload with `mountInto()`, which also requests the ephemeral storage or memory that the volume may take, so that the
 * scheduler knows of it; `container.mount(path, scratch)` works too and requests nothing.
 *
 * @see https://kubernetes.io/docs/concepts/storage/volumes/#emptydir
 */
export class ScratchVolume extends Construct implements kplus.IStorage {
  /** Name of the volume in the Pod. */
  public readonly name: string;

  /** Most that may be stored. */
  public readonly sizeLimit: Size;

  /** Where the data lives. */
  public readonly medium: ScratchMedium;

  private readonly volume: kplus.Volume;

  public constructor(scope: Construct, id: string, props: ScratchVolumeProps) {
    const problems = Problems.ofNew('ScratchVolume', scope, id);
    checkScratchVolume(problems, '', id, props);
    problems.throwIfAny();

    super(scope, id);
    this.name = props.name ?? id;
    this.sizeLimit = props.sizeLimit;
    this.medium = props.medium ?? ScratchMedium.DISK;
    this.volume = makeVolume(this, 'Volume', this.name, () => this.source());
  }

  /** The volume, for the cdk8s-plus methods that take one. */
  public asVolume(): kplus.Volume {
    return this.volume;
  }

  /**
   * Mounts the volume into containers of a workload, and adds what it may take to what they request.
   *
   * On disk, the size limit is added to the ephemeral-storage request and limit of the first writer that names none of its own, since
   * the kubelet compares the whole Pod with the sum of the limits. In memory, it is added to the memory request of every writer, whose
   * limit must have room for both. Scratch of a class takes nothing from the containers.
   *
   * @param workload Any Pod, Deployment, Job, StatefulSet and the like of cdk8s-plus, or of this library.
   * @param path Absolute path in the containers.
   * @param options Access (read-only unless told) and which containers.
   */
  public mountInto(workload: kplus.AbstractPod, path: string, options?: MountOptions): void {
    const problems = Problems.of('ScratchVolume', this);
    const plan = planMount(problems, workload, this.volume, path, options);
    if (plan) checkScratchFits(problems, this, workload, plan);
    problems.throwIfAny();
    if (!plan) return;
    makeMount(this.volume, plan);
    accountForScratch(this, workload, plan);
  }

  /**
   * Fills a directory of the volume with a directory of an image, before the containers start.
   *
   * Adds an init container that copies in a way that survives being killed at any point, and never writes over what is there: a
   * consumer that mounts the volume at `/scratch` finds the files at `/scratch/<directory>/current`.
   *
   * @param workload The workload whose Pods mount this volume.
   * @param seed What is copied, and where to.
   */
  public seedFrom(workload: kplus.AbstractPod, seed: ScratchSeed): void {
    const problems = Problems.of('ScratchVolume', this);
    checkSeed(problems, 'seed', seed, this);
    problems.throwIfAny();
    addSeed(this, workload, seed);
  }

  private source(): Omit<kplus.k8s.Volume, 'name'> {
    const size = kplus.k8s.Quantity.fromString(formatSize(this.sizeLimit));
    const storageClass = this.medium.storageClass;
    if (storageClass === undefined) {
      return { emptyDir: { medium: this.medium === ScratchMedium.MEMORY ? 'Memory' : undefined, sizeLimit: size } };
    }
    return {
      ephemeral: {
        volumeClaimTemplate: {
          spec: {
            accessModes: ['ReadWriteOnce'],
            storageClassName: storageClass.storageClassName,
            resources: { requests: { storage: size } },
          },
        },
      },
    };
  }
}

/** Checks what a scratch volume is made of; `at` is the path of the props, with a dot at its end. */
export function checkScratchVolume(problems: Problems, at: string, id: string, props: unknown): void {
  const { sizeLimit, medium, name } = (props ?? {}) as Unchecked<ScratchVolumeProps>;
  checkSize(problems, `${at}sizeLimit`, sizeLimit, 'Without one, a runaway process fills the node and evicts its neighbours.');
  if (medium !== undefined && !(medium instanceof ScratchMedium)) {
    problems.add(`${at}medium`, medium, 'Use ScratchMedium.DISK, ScratchMedium.MEMORY or ScratchMedium.volumeOf(storageClass).');
  } else if (medium?.kind === 'claim') {
    checkObjectName(problems, `${at}medium.storageClass`, medium.storageClass?.storageClassName);
  }
  if (name !== undefined) checkLabelName(problems, `${at}name`, name, LONGEST_LABEL, '');
  else checkLabelName(problems, `${at}name`, id, LONGEST_LABEL, 'the volume is named after the construct unless a name is given');
}
