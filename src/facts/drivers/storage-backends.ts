/**
 * What stands behind drivers, as far as it decides who can mount a volume: for many more drivers than those whose parameters are known.
 *
 * @see https://kubernetes-csi.github.io/docs/drivers.html
 */

/** Drivers whose volumes are disks: one node mounts their file system. By name; Rook puts a namespace in front of Ceph's. */
const BLOCK_DRIVERS: readonly string[] = [
  'ebs.csi.aws.com',
  'pd.csi.storage.gke.io',
  'disk.csi.azure.com',
  'cinder.csi.openstack.org',
  'rbd.csi.ceph.com',
  'dobs.csi.digitalocean.com',
  'csi.hetzner.cloud',
  'linodebs.csi.linode.com',
  'block.csi.vultr.com',
  'csi.scaleway.com',
  'blockvolume.csi.oraclecloud.com',
  'diskplugin.csi.alibabacloud.com',
  'vpc.block.csi.ibm.io',
  'topolvm.io',
  'local.csi.openebs.io',
  'zfs.csi.openebs.io',
];

/** Drivers of network file systems: many nodes mount one volume, and nothing is attached to a node. */
const NETWORK_FILE_SYSTEMS: readonly string[] = [
  'nfs.csi.k8s.io',
  'efs.csi.aws.com',
  'file.csi.azure.com',
  'filestore.csi.storage.gke.io',
  'cephfs.csi.ceph.com',
  'smb.csi.k8s.io',
  'fsx.csi.aws.com',
  'fsx.openzfs.csi.aws.com',
  'nfsplugin.csi.alibabacloud.com',
];

/** Provisioners of NFS volumes besides the CSI driver; some are named by whoever installs them. */
const NFS_PROVISIONER = /(^|[^a-z])nfs([^a-z]|$)/i;

/** Drivers that give the owner and the mode of the files to whoever the class names, so that a group of the Pod changes nothing. */
const OWNER_IN_CLASS: readonly string[] = ['efs.csi.aws.com', 'file.csi.azure.com', 'smb.csi.k8s.io'];

function isOneOf(drivers: readonly string[], driver: string): boolean {
  return drivers.some((name) => driver === name || driver.endsWith(`.${name}`));
}

export function isBlockDriver(driver: string): boolean {
  return isOneOf(BLOCK_DRIVERS, driver);
}

export function isNetworkFileSystem(driver: string): boolean {
  return isOneOf(NETWORK_FILE_SYSTEMS, driver) || isNfsDriver(driver);
}

export function isNfsDriver(driver: string): boolean {
  return NFS_PROVISIONER.test(driver);
}

export function decidesOwner(driver: string): boolean {
  return isOneOf(OWNER_IN_CLASS, driver);
}

/** Provisioners of directories and disks of the nodes themselves: all Pods of a volume share its node. */
export function isNodeLocal(driver: string): boolean {
  return ['kubernetes.io/no-provisioner', 'rancher.io/local-path', 'k8s.io/minikube-hostpath', 'docker.io/hostpath'].includes(driver);
}
