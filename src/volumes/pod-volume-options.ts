import * as kplus from 'cdk8s-plus-27';
import { VolumeRequestOptions } from './claim';
import { ProjectedSource, ServiceAccountTokenOptions } from './projected-source';
import { IStorageClass } from './storage-class';
import { PodFile, VolumeFile } from './volume-files';

/** When a node pulls an image that is mounted. */
export enum ImageVolumePullPolicy {
  /** At each start of a Pod. */
  ALWAYS = 'Always',
  /** Where the node does not have it. */
  IF_NOT_PRESENT = 'IfNotPresent',
  /** Never: the Pod does not start where the node does not have it. */
  NEVER = 'Never',
}

/** What all volumes that a Pod describes by itself have. */
export interface PodVolumeOptions {
  /** Name of the volume in the Pod, at most 63 characters. */
  readonly name: string;
}

/** An image whose files become a volume. */
export interface ImageVolumeOptions extends PodVolumeOptions {
  /** The image or artifact, by tag or digest; `latest` is refused, since it changes under a running Pod. */
  readonly reference: string;

  /**
   * When the node pulls it.
   *
   * @default ImageVolumePullPolicy.IF_NOT_PRESENT
   */
  readonly pullPolicy?: ImageVolumePullPolicy;
}

/** A volume of files that the kubelet writes. */
export interface FilesVolumeOptions extends PodVolumeOptions {
  /**
   * Permission bits of files that say none, in octal: `0o440`. Beside an fsGroup the group may read all files: 0400 becomes 0440, which
   * ssh and the programs of PostgreSQL refuse for a key. Files of a token follow the user and the fsGroup of the Pod instead.
   *
   * @default 0o644
   */
  readonly defaultMode?: number;
}

/** What of a ConfigMap or Secret a volume shows. */
export interface ObjectVolumeOptions extends FilesVolumeOptions {
  /**
   * The keys that become files, and where.
   *
   * @default - all keys, each as a file of its name
   */
  readonly items?: VolumeFile[];

  /**
   * Whether the Pod starts where the object, or a key of it, is not there.
   *
   * @default false
   */
  readonly optional?: boolean;
}

/** A ConfigMap as files. */
export interface ConfigMapVolumeOptions extends ObjectVolumeOptions {
  /** The ConfigMap, which is in the namespace of the Pod. `kplus.ConfigMap.fromConfigMapName()` makes one of a name. */
  readonly configMap: kplus.IConfigMap;
}

/** A Secret as files. */
export interface SecretVolumeOptions extends ObjectVolumeOptions {
  /** The Secret, which is in the namespace of the Pod. `kplus.Secret.fromSecretName()` makes one of a name. */
  readonly secret: kplus.ISecret;
}

/** Fields of the Pod as files. */
export interface DownwardApiVolumeOptions extends FilesVolumeOptions {
  /** The files, and what each shows. */
  readonly items: PodFile[];
}

/** Several sources in one directory. */
export interface ProjectedVolumeOptions extends FilesVolumeOptions {
  /** What the directory shows; two files at one path are refused. */
  readonly sources: ProjectedSource[];
}

/** A token in a volume of its own. */
export interface ServiceAccountTokenVolumeOptions extends ServiceAccountTokenOptions {
  /** Name of the volume in the Pod, at most 63 characters. */
  readonly name: string;
}

/** A volume that a CSI driver makes for one Pod, and takes away with it. */
export interface InlineCsiVolumeOptions extends PodVolumeOptions {
  /** Name of the driver. Its CSIDriver object must have the lifecycle mode Ephemeral; drivers that are known not to are refused. */
  readonly driver: string;

  /**
   * What the driver wants to know.
   *
   * @default - nothing
   */
  readonly volumeAttributes?: { readonly [key: string]: string };

  /**
   * File system of the volume.
   *
   * @default - the driver's own
   */
  readonly fsType?: string;

  /**
   * Secret of the Pod's namespace that the driver reads when the Pod gets the volume.
   *
   * @default - none
   */
  readonly nodePublishSecret?: kplus.ISecret;

  /**
   * Whether nobody may write through this volume. Drivers of secrets and certificates want it so.
   *
   * @default true
   */
  readonly readOnly?: boolean;
}

/** A claim that each Pod gets for itself, and that goes with it. */
export interface EphemeralVolumeOptions extends VolumeRequestOptions {
  /** Name of the volume in the Pod, at most 63 characters; the claim is called after the Pod and this. */
  readonly name: string;

  /** The class that makes the volumes. With the reclaim policy Retain it leaves a disk behind for each Pod that there ever was. */
  readonly storageClass: IStorageClass;
}
