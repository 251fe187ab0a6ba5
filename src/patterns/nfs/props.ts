import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { NfsDriver } from './nfs-driver';
import { NfsAcknowledgements, NfsMountProfile } from '../../storage-classes/nfs-mount';

/** Props of a `NfsSharedStore`. */
export interface NfsSharedStoreProps {
  /** How the server is reached, and what it exports. */
  readonly driver: NfsDriver;

  /**
   * Size that the volume and the claim state, so that they find each other, in whole KiB or larger units. NFS does not enforce it: what
   * limits the data is the server's quota.
   */
  readonly capacity: Size;

  /**
   * Name of the claim; the volume and its class are named `<namespace>.<name>`.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * Namespace of the claim. It must be known: a volume that names its claim without it never binds.
   *
   * @default - that of the chart
   */
  readonly namespace?: string;

  /**
   * Class that the volume and the claim name. For a static volume no class of this name needs to exist, and none should.
   *
   * @default - `<namespace>.<name>`
   */
  readonly storageClassName?: string;

  /**
   * Who may mount the store at once.
   *
   * @default PersistentVolumeAccessMode.READ_WRITE_MANY
   */
  readonly accessMode?: kplus.PersistentVolumeAccessMode;

  /**
   * Group id that owns the directory on the server. All Pods that mount the store get it as a supplemental group.
   *
   * @default 10001
   */
  readonly group?: number;

  /**
   * Mount options to start from.
   *
   * @default - EFS for a server of Amazon EFS, STANDARD for any other
   */
  readonly mountProfile?: NfsMountProfile;

  /**
   * Mount options, one in each entry: each replaces that of the profile for the same setting, or is added.
   *
   * @default - those of the profile
   */
  readonly mountOptions?: string[];

  /**
   * Reasons for mount options and permissions that put data at risk.
   *
   * @default - none, so such options are refused
   */
  readonly acknowledge?: NfsAcknowledgements;

  /**
   * Labels of the volume, class and claim, besides `app.kubernetes.io/name`, `component` and `managed-by`.
   *
   * @default - none
   */
  readonly labels?: { readonly [key: string]: string };

  /**
   * Annotations of the volume, class and claim.
   *
   * @default - none
   */
  readonly annotations?: { readonly [key: string]: string };
}
