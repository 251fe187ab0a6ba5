import { isBlockDriver, isNodeLocal, protocolOf, titleOfDriver } from '../facts/drivers';
import { AWS_EFS } from '../facts/drivers/aws-efs';
import { AWS_FSX_LUSTRE } from '../facts/drivers/aws-fsx-lustre';
import { AZURE_FILE } from '../facts/drivers/azure-file';
import { CEPHFS } from '../facts/drivers/cephfs';
import { DriverFacts } from '../facts/drivers/driver-facts';
import { GCP_FILESTORE } from '../facts/drivers/gcp-filestore';
import { LOCAL_VOLUMES } from '../facts/drivers/local-volumes';
import { NFS_CSI } from '../facts/drivers/nfs-csi';
import { SMB } from '../facts/drivers/smb';
import { isEfsServer } from '../facts/nfs/servers';
import { AZURE_SMB_MOUNT_OPTIONS, SMB_MOUNT_OPTIONS } from '../facts/smb/mount-options';
import { Problems } from '../props/problems';
import { AwsEfsOptions, renderAwsEfs } from './aws-efs';
import { AwsFsxLustreOptions, renderAwsFsxLustre } from './aws-fsx-lustre';
import { AzureFilesNfsOptions, AzureFilesSmbOptions, renderAzureFilesNfs, renderAzureFilesSmb } from './azure-files';
import { CephFsOptions, cephFsProvisioner, renderCephFs } from './cephfs';
import { CsiOptions, planCsi } from './csi';
import { FileDriverPlan, FileMount } from './file-mounts';
import { GcpFilestoreOptions, renderGcpFilestore } from './gcp-filestore';
import { NfsOptions, renderNfs } from './nfs-csi';
import { NfsMountProfile, PROFILES } from './nfs-mount';
import { renderSmb, SmbOptions } from './smb';
import { ownershipOptions, SmbOwnership } from './smb-options';

/**
 * The driver that makes the volumes of a class of files, with its options.
 *
 * Wrong options are reported when the class is constructed, together with everything else that is wrong with it.
 */
export class FileDriver {
  /**
   * Amazon Elastic File System: an access point for each claim. A volume has no size: what a claim asks for limits nothing. `fsGroup` does nothing, since the access point says as whom
   * everything is read and written.
   *
   * @see https://github.com/kubernetes-sigs/aws-efs-csi-driver#storage-class-parameters-for-dynamic-provisioning
   */
  static awsEfs(options: AwsEfsOptions): FileDriver {
    return new FileDriver((problems) => known(AWS_EFS, renderAwsEfs(problems, options), { protocol: 'nfs', base: [], isPlain: false }));
  }

  /**
   * Amazon FSx for Lustre: a file system for each claim, with copies in its zone unless told otherwise.
   *
   * @see https://github.com/kubernetes-sigs/aws-fsx-csi-driver/tree/master/examples/kubernetes/dynamic_provisioning
   */
  static awsFsxLustre(options: AwsFsxLustreOptions): FileDriver {
    return new FileDriver((problems) => ({ ...known(AWS_FSX_LUSTRE, renderAwsFsxLustre(problems, options), {}), waits: true }));
  }

  /**
   * Google Filestore: an instance for each claim, on hard disk unless told otherwise.
   *
   * @see https://github.com/kubernetes-sigs/gcp-filestore-csi-driver#plugin-features
   */
  static gcpFilestore(options?: GcpFilestoreOptions): FileDriver {
    return new FileDriver((problems) => ({
      ...known(GCP_FILESTORE, renderGcpFilestore(problems, options), { protocol: 'nfs', base: [], isPlain: true }),
      waits: true,
    }));
  }

  /**
   * Azure Files by SMB: a share for each claim. All files belong to one user and one group, with one mode, and no Pod can change that.
   *
   * @see https://github.com/kubernetes-sigs/azurefile-csi-driver/blob/master/docs/driver-parameters.md
   */
  static azureFilesSmb(options?: AzureFilesSmbOptions): FileDriver {
    return new FileDriver((problems) =>
      known(AZURE_FILE, renderAzureFilesSmb(problems, options), smbMount(AZURE_SMB_MOUNT_OPTIONS, options)),
    );
  }

  /**
   * Azure Files by NFS 4.1, on SSD: a share for each claim.
   *
   * @see https://github.com/kubernetes-sigs/azurefile-csi-driver/blob/master/docs/driver-parameters.md
   */
  static azureFilesNfs(options?: AzureFilesNfsOptions): FileDriver {
    return new FileDriver((problems) => {
      const parameters = renderAzureFilesNfs(problems, options);
      return known(AZURE_FILE, parameters, { protocol: 'nfs', base: [], isPlain: true, open: openBy(parameters) });
    });
  }

  /**
   * The file system of Ceph, with or without Rook: a subvolume for each claim.
   *
   * @see https://github.com/ceph/ceph-csi/blob/devel/docs/deploy-cephfs.md
   */
  static cephFs(options: CephFsOptions): FileDriver {
    return new FileDriver((problems) => ({
      ...known(CEPHFS, renderCephFs(problems, options), {}),
      provisioner: cephFsProvisioner(options),
    }));
  }

  /**
   * A server of SMB, by csi-driver-smb: a directory of a share for each claim. All files belong to one user and one group, with one mode, and no Pod can change that.
   *
   * @see https://github.com/kubernetes-csi/csi-driver-smb/blob/master/docs/driver-parameters.md
   */
  static smb(options: SmbOptions): FileDriver {
    return new FileDriver((problems) => known(SMB, renderSmb(problems, options), smbMount(SMB_MOUNT_OPTIONS, options)));
  }

  /**
   * A server of NFS, by csi-driver-nfs: a directory of an export for each claim. `NfsSharedStore` makes the class and one claim in one, or binds a directory that exists.
   *
   * @see https://github.com/kubernetes-csi/csi-driver-nfs/blob/master/docs/driver-parameters.md
   */
  static nfs(options: NfsOptions): FileDriver {
    return new FileDriver((problems) => {
      const parameters = renderNfs(problems, options);
      const base = PROFILES[isEfsServer(parameters.server ?? '') ? NfsMountProfile.EFS : NfsMountProfile.STANDARD];
      return known(NFS_CSI, parameters, { protocol: 'nfs', base, isPlain: true, open: openBy(parameters) });
    });
  }

  /**
   * Any other CSI driver of files, whose parameters are written as its documentation names them. A driver of disks or of directories on nodes is refused; one that serves disks as
   * files too, such as Longhorn and Portworx, is not.
   *
   * @param provisioner The name of the driver, as `kubectl get csidrivers` shows it.
   * @see https://kubernetes-csi.github.io/docs/drivers.html
   */
  static csi(provisioner: string, options?: CsiOptions): FileDriver {
    return new FileDriver((problems) => planOther(problems, provisioner, options));
  }

  private constructor(
    /** @internal */
    readonly _plan: (problems: Problems) => FileDriverPlan,
  ) {}

  /**
   * What every copy of this package calls it.
   *
   * @internal
   */
  get _class(): string {
    return 'FileDriver';
  }
}

function known(facts: DriverFacts, parameters: Record<string, string>, mount: FileMount): FileDriverPlan {
  return {
    provisioner: facts.provisioner,
    parameters,
    facts,
    expandable: facts.expands(parameters),
    zoneKey: facts.topologyKeys?.[0],
    mount,
  };
}

const smbMount = (base: readonly string[], options: SmbOwnership | undefined): FileMount => ({
  protocol: 'smb',
  base,
  owner: ownershipOptions(options),
});

/** The option that lets everybody write, where there is one. */
function openBy({ mountPermissions }: Record<string, string>): { readonly prop: string; readonly value: unknown } | undefined {
  if (mountPermissions === undefined || (Number.parseInt(mountPermissions, 8) & 0o002) === 0) return undefined;
  return { prop: 'driver.directoryPermissions', value: mountPermissions };
}

function planOther(problems: Problems, provisioner: unknown, options: unknown): FileDriverPlan {
  const driver = typeof provisioner === 'string' ? provisioner : '';
  const isDisks = isBlockDriver(driver);
  if (isDisks || (isNodeLocal(driver) && driver !== LOCAL_VOLUMES.provisioner)) {
    const why = isDisks
      ? `${titleOfDriver(driver)} makes disks, whose file system two nodes cannot write without destroying it.`
      : `${titleOfDriver(driver)} makes directories of one node.`;
    const remedy = isDisks
      ? 'Use ZonalStorageClass for ReadWriteOnce, or a driver of files.'
      : 'Use a driver of files, which all nodes reach.';
    problems.add('driver.provisioner', provisioner, `${why} ${remedy}`);
  }
  const plan = planCsi(problems, provisioner, options);
  const protocol = protocolOf(plan.provisioner, plan.parameters);
  const mount: FileMount = protocol === 'nfs' ? { protocol, base: [], isPlain: false } : protocol === 'smb' ? { protocol, base: [] } : {};
  return { ...plan, mount };
}
