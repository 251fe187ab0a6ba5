import { IConstruct } from 'constructs';
import { Problems } from '../props/problems';
import { StructName } from '../props/struct-table';
import { withoutNulls } from '../props/without-nulls';
import { makeDevice, makeMount, planDevice, planMount } from '../workloads/mount';
import { AttachOptions, MountOptions } from '../workloads/mount-options';
import { Mountable } from '../workloads/mountable';
import {
  ConfigMapVolumeOptions,
  DownwardApiVolumeOptions,
  EphemeralVolumeOptions,
  ImageVolumeOptions,
  InlineCsiVolumeOptions,
  ProjectedVolumeOptions,
  SecretVolumeOptions,
  ServiceAccountTokenVolumeOptions,
} from './pod-volume-options';
import {
  planConfigMap,
  planDownwardApi,
  planEphemeral,
  planImage,
  planInlineCsi,
  planProjected,
  planSecret,
  planTokenVolume,
  PodVolumePlan,
} from './pod-volume-plan';

/**
 * A volume that a Pod spec describes by itself, without a claim or an object of its own: for files that come with the Pod.
 *
 * It creates nothing but the volume in the Pods that mount it, and is mounted read-only unless told. Files of ConfigMaps, Secrets, tokens and
 * of the Pod follow changes within about 90 seconds, but not where they are mounted by `subPath`, which is refused for what changes.
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
    return make('image', 'ImageVolumeOptions', options, planImage);
  }

  /**
   * The keys of a ConfigMap as files. To roll or reload Pods when the content changes, see `ConfigReloadingDeployment`.
   *
   * @see https://kubernetes.io/docs/concepts/configuration/configmap/
   */
  static configMap(options: ConfigMapVolumeOptions): PodVolume {
    return make('configMap', 'ConfigMapVolumeOptions', options, planConfigMap);
  }

  /**
   * The keys of a Secret as files, which are in memory on the node.
   *
   * @see https://kubernetes.io/docs/concepts/configuration/secret/
   */
  static secret(options: SecretVolumeOptions): PodVolume {
    return make('secret', 'SecretVolumeOptions', options, planSecret);
  }

  /**
   * What the Pod knows of itself, as files: its name, labels, annotations, limits of its containers.
   *
   * @see https://kubernetes.io/docs/tasks/inject-data-application/downward-api-volume-expose-pod-information/
   */
  static downwardApi(options: DownwardApiVolumeOptions): PodVolume {
    return make('downwardApi', 'DownwardApiVolumeOptions', options, planDownwardApi);
  }

  /**
   * A token of the Pod's service account, for an audience of its own: cloud identities, Vault, another service.
   *
   * It is there although the Pod does not mount the token for the API server, and belongs to the user of the containers, where all have the
   * same, or else to the fsGroup.
   *
   * @see https://kubernetes.io/docs/concepts/storage/projected-volumes/#serviceaccounttoken
   */
  static serviceAccountToken(options: ServiceAccountTokenVolumeOptions): PodVolume {
    return make('serviceAccountToken', 'ServiceAccountTokenVolumeOptions', options, planTokenVolume);
  }

  /**
   * ConfigMaps, Secrets, fields of the Pod and tokens in one directory.
   *
   * @see https://kubernetes.io/docs/concepts/storage/projected-volumes/
   */
  static projected(options: ProjectedVolumeOptions): PodVolume {
    return make('projected', 'ProjectedVolumeOptions', options, planProjected);
  }

  /**
   * A volume that a CSI driver makes for the Pod alone, such as secrets of a vault or a certificate.
   *
   * @see https://kubernetes.io/docs/concepts/storage/ephemeral-volumes/#csi-ephemeral-volumes
   */
  static inlineCsi(options: InlineCsiVolumeOptions): PodVolume {
    return make('inlineCsi', 'InlineCsiVolumeOptions', options, planInlineCsi);
  }

  /**
   * A disk of a class for each Pod, with all that a claim can ask for, which goes with the Pod: scratch that is larger or faster than the
   * node's disk, or a copy of a snapshot to work on.
   *
   * The claim is named `<pod>-<name>`; a claim of that name that is there already keeps the Pod from starting. Quotas of claims count it. For
   * plain scratch there is `ScratchVolume`.
   *
   * @see https://kubernetes.io/docs/concepts/storage/ephemeral-volumes/#generic-ephemeral-volumes
   */
  static ephemeral(options: EphemeralVolumeOptions): PodVolume {
    return make('ephemeral', 'EphemeralVolumeOptions', options, planEphemeral);
  }

  /** Name of the volume in the Pod. */
  readonly name: string;

  private constructor(private readonly mountable: Mountable) {
    this.name = mountable.name;
  }

  /**
   * Makes one of a plan.
   *
   * @internal
   */
  static _of(mountable: Mountable): PodVolume {
    return new PodVolume(mountable);
  }

  /**
   * Mounts the volume into containers of a workload.
   *
   * @param workload Any construct with a Pod template: of any cdk8s-plus, a `k8s.Kube…` class, an ApiObject, an Include, a pattern.
   * @param path Absolute path in the containers.
   * @param options Access (read-only unless told), a directory of the volume, and which containers.
   */
  mountInto(workload: IConstruct, path: string, options?: MountOptions): void {
    const problems = new Problems('PodVolume', this.name);
    const plan = planMount(problems, this.mountable, workload, path, options);
    problems.throwIfAny();
    makeMount(plan!, `volume ${this.name}`);
  }

  /**
   * Hands the raw device of an ephemeral volume (`volumeMode: BLOCK`) to containers of a workload.
   *
   * @param workload Any construct with a Pod template, as for `mountInto()`.
   * @param devicePath Absolute path of the device in the containers, such as `/dev/scratch`.
   * @param options Which containers.
   */
  attachInto(workload: IConstruct, devicePath: string, options?: AttachOptions): void {
    const problems = new Problems('PodVolume', this.name);
    const plan = planDevice(problems, this.mountable, workload, devicePath, options);
    problems.throwIfAny();
    makeDevice(plan!, `volume ${this.name}`);
  }
}

function make<Options extends object>(
  kind: string,
  struct: StructName,
  options: Options,
  plan: (problems: Problems, struct: StructName, options: Options) => PodVolumePlan,
): PodVolume {
  const problems = new Problems(`PodVolume.${kind}`, 'a volume');
  const planned = plan(problems, struct, withoutNulls(options, struct));
  problems.throwIfAny();
  return PodVolume._of(planned as Mountable);
}
