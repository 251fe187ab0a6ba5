import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct, IConstruct } from 'constructs';
import { LONGEST_LABEL } from '../facts/kubernetes/names';
import { checkLabelName, checkObjectName, checkSize } from '../props/check';
import { checkKnownProps } from '../props/known-props';
import { isA } from '../props/kinds';
import { Problems } from '../props/problems';
import { formatSize } from '../props/sizes';
import { ownProps } from '../props/own-props';
import { withoutNulls } from '../props/without-nulls';
import { findWorkload } from '../workloads/find-workload';
import { makeMount, planMount } from '../workloads/mount';
import { MountOptions } from '../workloads/mount-options';
import { Mountable } from '../workloads/mountable';
import { VolumeSourceJson } from '../workloads/pod-json';
import { checkDisposable } from './disposable-class';
import { accountForScratch, checkScratchFits } from './scratch-accounting';
import { ScratchMedium } from './scratch-medium';
import { addSeed, checkSeed, checkSeedName, ScratchSeed } from './scratch-seed';
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
 * Creates a volume of the Pod (an emptyDir, or a generic ephemeral volume of a class) that always has a size limit. Mount it into a
 * workload of any make with `mountInto()`, which also requests the ephemeral storage or memory that the volume may take, so that the
 * scheduler knows of it; `container.mount(path, scratch)` of cdk8s-plus works too and requests nothing.
 *
 * @see https://kubernetes.io/docs/concepts/storage/volumes/#emptydir
 * @example
 * const scratch = new ScratchVolume(chart, 'scratch', { sizeLimit: Size.gibibytes(2) });
 * scratch.mountInto(web, '/var/cache/web', { access: MountAccess.READ_WRITE });
 */
export class ScratchVolume extends Construct implements kplus.IStorage {
  /** Name of the volume in the Pod. */
  public readonly name: string;

  /** Most that may be stored. */
  public readonly sizeLimit: Size;

  /** Where the data lives. */
  public readonly medium: ScratchMedium;

  /** The volume of cdk8s-plus, where somebody has asked for it. */
  private volume?: kplus.Volume;

  public constructor(scope: Construct, id: string, props: ScratchVolumeProps) {
    props = ownProps(props, 'ScratchVolumeProps', new.target !== ScratchVolume);
    const problems = Problems.ofNew('ScratchVolume', scope, id);
    checkKnownProps(problems, '', props, 'ScratchVolumeProps');
    checkScratchVolume(problems, '', id, props);
    problems.throwIfAny();

    super(scope, id);
    this.name = props.name ?? id;
    this.sizeLimit = props.sizeLimit;
    this.medium = props.medium ?? ScratchMedium.DISK;
  }

  /** The volume, for the cdk8s-plus methods that take one. */
  public asVolume(): kplus.Volume {
    this.volume ??= makeVolume(this, 'Volume', this.name, () => this.source());
    return this.volume;
  }

  /**
   * Mounts the volume into containers of a workload, and adds what it may take to what they request.
   *
   * On disk, the size limit is added to the ephemeral-storage request and limit of the first writer that names none of its own, since
   * the kubelet compares the whole Pod with the sum of the limits. In memory, it is added to the memory request of every writer, whose
   * limit must have room for both. Scratch of a class takes nothing from the containers; where one writes to it and the Pod names no group
   * for its volumes (`fsGroup`), the Pod gets one: the file system of a new disk belongs to root.
   *
   * @param workload Any construct with a Pod template: of any cdk8s-plus, a `k8s.Kube…` class, an ApiObject, an Include, a pattern.
   * @param path Absolute path in the containers.
   * @param options Access (read-only unless told) and which containers.
   */
  public mountInto(workload: IConstruct, path: string, options?: MountOptions): void {
    const problems = Problems.of('ScratchVolume', this);
    const plan = planMount(problems, this._mountable, workload, path, options);
    if (plan) checkScratchFits(problems, this, plan);
    problems.throwIfAny();
    makeMount(plan!, this.node.path);
    accountForScratch(this, plan!);
  }

  /**
   * Fills a directory of the volume with a directory of an image, before the containers start.
   *
   * Adds an init container that copies in a way that survives being killed at any point, and never writes over what is there: a
   * consumer that mounts the volume at `/scratch` finds the files at `/scratch/<directory>/current`.
   *
   * @param workload The workload whose Pods mount this volume, of any make.
   * @param seed What is copied, and where to.
   */
  public seedFrom(workload: IConstruct, seed: ScratchSeed): void {
    seed = withoutNulls(seed, 'ScratchSeed');
    const problems = Problems.of('ScratchVolume', this);
    const found = findWorkload(problems, 'workload', workload);
    checkKnownProps(problems, 'seed', seed, 'ScratchSeed');
    checkSeed(problems, 'seed', seed, this);
    if (found !== undefined) checkSeedName(problems, found, this);
    problems.throwIfAny();
    addSeed(this, workload, found!, seed);
  }

  /**
   * The scratch as the volume of a Pod.
   *
   * @internal
   */
  public get _mountable(): Mountable {
    const plus = () => this.volume;
    return {
      name: this.name,
      source: this.source(),
      disk: this.medium.kind === 'claim' ? 'new' : undefined,
      // Somebody may ask for it after the volume was mounted.
      get plus() {
        return plus();
      },
    };
  }

  private source(): VolumeSourceJson {
    const size = formatSize(this.sizeLimit);
    const storageClass = this.medium.storageClass;
    if (storageClass === undefined) {
      return { emptyDir: { ...(this.medium.kind === 'memory' && { medium: 'Memory' }), sizeLimit: size } };
    }
    return {
      ephemeral: {
        volumeClaimTemplate: {
          spec: {
            accessModes: ['ReadWriteOnce'],
            resources: { requests: { storage: size } },
            storageClassName: storageClass.storageClassName,
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
  if (medium !== undefined && !isA(medium, ScratchMedium)) {
    problems.add(`${at}medium`, medium, 'Use ScratchMedium.DISK, ScratchMedium.MEMORY or ScratchMedium.volumeOf(storageClass).');
  } else if (medium?.kind === 'claim') {
    checkObjectName(problems, `${at}medium.storageClass`, medium.storageClass?.storageClassName);
    checkDisposable(problems, `${at}medium.storageClass`, medium.storageClass, 'Pod');
  }
  if (name !== undefined) checkLabelName(problems, `${at}name`, name, LONGEST_LABEL, '');
  else checkLabelName(problems, `${at}name`, id, LONGEST_LABEL, 'the volume is named after the construct unless a name is given');
}
