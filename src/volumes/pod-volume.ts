import { IConstruct } from 'constructs';
import { LONGEST_LABEL } from '../facts/kubernetes/names';
import { checkImage, checkLabelName, checkOneOf } from '../props/check';
import { checkKnownProps } from '../props/known-props';
import { Problems } from '../props/problems';
import { withoutNulls } from '../props/without-nulls';
import { Unchecked } from '../util/unchecked';
import { makeMount, planMount } from '../workloads/mount';
import { MountOptions } from '../workloads/mount-options';
import { Mountable } from '../workloads/mountable';

/** When a node pulls an image that is mounted. */
export enum ImageVolumePullPolicy {
  /** At each start of a Pod. */
  ALWAYS = 'Always',
  /** Where the node does not have it. */
  IF_NOT_PRESENT = 'IfNotPresent',
  /** Never: the Pod does not start where the node does not have it. */
  NEVER = 'Never',
}

/** An image whose files become a volume. */
export interface ImageVolumeOptions {
  /** Name of the volume in the Pod, at most 63 characters. */
  readonly name: string;

  /** The image or artifact, by tag or digest; `latest` is refused, since it changes under a running Pod. */
  readonly reference: string;

  /**
   * When the node pulls it.
   *
   * @default ImageVolumePullPolicy.IF_NOT_PRESENT
   */
  readonly pullPolicy?: ImageVolumePullPolicy;
}

/**
 * A volume that a Pod spec describes by itself, without a claim or an object of its own: for files that come with the Pod.
 *
 * It creates nothing but the volume in the Pods that mount it.
 *
 * @see https://kubernetes.io/docs/concepts/storage/volumes/
 */
export class PodVolume {
  /**
   * The files of an image, read-only: models, plugins, web assets, without an init container that copies them.
   *
   * Up to Kubernetes 1.34 it is behind the feature gate ImageVolume; a server that does not know the field drops it, and leaves an empty
   * directory.
   *
   * @see https://kubernetes.io/docs/tasks/configure-pod-container/image-volumes/
   */
  static image(options: ImageVolumeOptions): PodVolume {
    options = withoutNulls(options, 'ImageVolumeOptions');
    const problems = new Problems('PodVolume.image', 'a volume');
    checkKnownProps(problems, '', options, 'ImageVolumeOptions');
    const { name, reference, pullPolicy } = (options ?? {}) as Unchecked<ImageVolumeOptions>;
    checkLabelName(problems, 'name', name, LONGEST_LABEL, '');
    checkImage(problems, 'reference', reference);
    const policy = pullPolicy ?? ImageVolumePullPolicy.IF_NOT_PRESENT;
    checkOneOf(problems, 'pullPolicy', policy, Object.values(ImageVolumePullPolicy));
    problems.throwIfAny();
    return new PodVolume({
      name: options.name,
      source: { image: { pullPolicy: policy, reference } },
      readOnly: 'The files of an image cannot be written. Leave it out, or copy them into a ScratchVolume by seedFrom().',
    });
  }

  /** Name of the volume in the Pod. */
  readonly name: string;

  private constructor(private readonly mountable: Mountable) {
    this.name = mountable.name;
  }

  /**
   * Mounts the volume into containers of a workload.
   *
   * @param workload Any construct with a Pod template: of any cdk8s-plus, a `k8s.Kube…` class, an ApiObject, an Include, a pattern.
   * @param path Absolute path in the containers.
   * @param options A directory of the volume, and which containers.
   */
  mountInto(workload: IConstruct, path: string, options?: MountOptions): void {
    const problems = new Problems('PodVolume', this.name);
    const plan = planMount(problems, this.mountable, workload, path, options);
    problems.throwIfAny();
    makeMount(plan!, `volume ${this.name}`);
  }
}
