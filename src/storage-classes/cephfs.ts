import { CEPHFS } from '../facts/drivers/cephfs';
import { checkMountSecrets } from '../props/environment';
import { Problems } from '../props/problems';
import { isMap, Unchecked } from '../util/unchecked';
import { SecretLocation } from '../volumes/persistent-volume-source';
import { isDriverName } from '../facts/kubernetes/names';
import { checkedOnly, isWords, OptionSpec, OptionSpecs, renderOptions, secret, text, words } from './driver-options';

/** What mounts CephFS on the nodes. */
export enum CephFsMounter {
  /** The kernel's own client: faster. */
  KERNEL = 'kernel',
  /** The client of the driver, which knows the newest features. */
  FUSE = 'fuse',
}

/** Options of volumes on CephFS: a subvolume for each claim. */
export interface CephFsOptions {
  /** The id of the cluster in the driver's configuration; with Rook, the namespace of the cluster. */
  readonly clusterId: string;

  /** The file system of the cluster in which subvolumes are made. */
  readonly fileSystem: string;

  /** The Secret of the user who makes, grows and deletes subvolumes: `rook-csi-cephfs-provisioner` with Rook. */
  readonly provisionerSecret: SecretLocation;

  /** The Secret of the user who mounts them: `rook-csi-cephfs-node` with Rook. */
  readonly nodeSecret: SecretLocation;

  /**
   * What stands before the driver's name with a dot between, which is the namespace of the operator with Rook: `rook-ceph`.
   *
   * @default - nothing: cephfs.csi.ceph.com
   */
  readonly driverPrefix?: string;

  /**
   * The data pool.
   *
   * @default - that of the file system
   */
  readonly pool?: string;

  /**
   * What mounts it on the nodes.
   *
   * @default - the kernel where it can
   */
  readonly mounter?: CephFsMounter;

  /**
   * Options for the kernel's client.
   *
   * @default - none
   */
  readonly kernelMountOptions?: string[];

  /**
   * Options for the driver's client.
   *
   * @default - none
   */
  readonly fuseMountOptions?: string[];

  /**
   * What names of subvolumes begin with.
   *
   * @default 'csi-vol-'
   */
  readonly volumeNamePrefix?: string;

  /**
   * The entry of the driver's key management by which volumes are encrypted.
   *
   * @default - volumes are not encrypted by the driver
   */
  readonly encryptionKmsId?: string;
}

const encryption: OptionSpec = {
  parameter: 'encryptionKMSID',
  render: (value) =>
    typeof value === 'string' && value.trim() !== '' ? { encrypted: 'true', encryptionKMSID: value } : 'Give a text that is not empty.',
};

const isPrefix = (value: unknown): boolean => typeof value === 'string' && value !== '' && isDriverName(`${value}.${CEPHFS.provisioner}`);

const OPTIONS: OptionSpecs = {
  clusterId: text('clusterID'),
  fileSystem: text('fsName'),
  provisionerSecret: secret(['provisioner', 'controller-expand']),
  nodeSecret: secret(['node-stage']),
  driverPrefix: checkedOnly(
    'driverPrefix',
    isPrefix,
    'Give the namespace of the operator, such as rook-ceph: it is part of the name of the driver.',
  ),
  pool: text('pool'),
  mounter: text('mounter'),
  kernelMountOptions: words('kernelMountOptions'),
  fuseMountOptions: words('fuseMountOptions'),
  volumeNamePrefix: text('volumeNamePrefix'),
  encryptionKmsId: encryption,
};

export function renderCephFs(problems: Problems, options: unknown): Record<string, string> {
  const given: Unchecked<CephFsOptions> = isMap(options) ? options : {};
  for (const name of ['kernelMountOptions', 'fuseMountOptions'] as const) {
    const list = given[name];
    if (isWords(list)) checkMountSecrets(problems, `driver.${name}`, list);
  }
  return renderOptions(problems, 'cephFs', options, 'CephFsOptions', OPTIONS, CEPHFS);
}

export function cephFsProvisioner(options: CephFsOptions | undefined): string {
  const prefix: unknown = options?.driverPrefix;
  // What is no text is reported with the other options.
  return typeof prefix === 'string' ? `${prefix}.${CEPHFS.provisioner}` : CEPHFS.provisioner;
}
