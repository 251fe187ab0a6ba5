import { PLAIN_SOURCES } from '../kubernetes/access-modes';
import { AWS_EBS } from './aws-ebs';
import { AWS_EFS } from './aws-efs';
import { AWS_FSX_LUSTRE } from './aws-fsx-lustre';
import { AZURE_DISK } from './azure-disk';
import { AZURE_FILE } from './azure-file';
import { CEPH_RBD } from './ceph-rbd';
import { CEPHFS } from './cephfs';
import { Driver, DriverFacts, PodAnnotation, Parameters } from './driver-facts';
import { GCE_PERSISTENT_DISK } from './gce-persistent-disk';
import { GCP_FILESTORE } from './gcp-filestore';
import { GCS_FUSE } from './gcs-fuse';
import { LOCAL_VOLUMES } from './local-volumes';
import { LONGHORN } from './longhorn';
import { NFS_SUBDIR } from './nfs-subdir';
import { PARALLELSTORE } from './parallelstore';
import { NFS_CSI } from './nfs-csi';
import { OPENSTACK_CINDER } from './openstack-cinder';
import { OTHER_DRIVERS } from './others';
import { PORTWORX } from './portworx';
import { SECRETS_STORE } from './secrets-store';
import { SMB } from './smb';
import { VSPHERE } from './vsphere';

/** Every driver of which anything is known: the one list that rules, constructs, the report and the command line read. */
export const DRIVERS: readonly Driver[] = [
  AWS_EBS,
  GCE_PERSISTENT_DISK,
  AZURE_DISK,
  OPENSTACK_CINDER,
  VSPHERE,
  LOCAL_VOLUMES,
  NFS_CSI,
  AWS_EFS,
  AWS_FSX_LUSTRE,
  GCP_FILESTORE,
  AZURE_FILE,
  SMB,
  CEPH_RBD,
  CEPHFS,
  PORTWORX,
  LONGHORN,
  NFS_SUBDIR,
  GCS_FUSE,
  PARALLELSTORE,
  SECRETS_STORE,
  ...OTHER_DRIVERS,
];

/** The drivers whose parameters and topology are known. */
export const CLASS_DRIVERS: readonly DriverFacts[] = DRIVERS.filter((driver): driver is DriverFacts => 'checkParameters' in driver);

/** What is known of the driver behind a class's `provisioner`, where its parameters are known. */
export function driverOf(provisioner: string): DriverFacts | undefined {
  return CLASS_DRIVERS.find((driver) => isNamed(driver, provisioner));
}

/**
 * Whether a webhook adds a container that mounts a volume of the Pod: the sidecar of a driver, or one that is told so by an annotation on mounts, as
 * Istio (sidecar.istio.io/userVolumeMount) and Dapr (dapr.io/volume-mounts) read them.
 */
export function isMountedByInjected(volume: string, annotations: Iterable<readonly [key: string, value: string]>): boolean {
  const told = [...annotations];
  const isAsked = ({ key, value, volumes = [] }: PodAnnotation): boolean =>
    volumes.includes(volume) && told.some(([name, text]) => name === key && text.toLowerCase() === value);
  return (
    DRIVERS.some(({ podAnnotation }) => podAnnotation !== undefined && isAsked(podAnnotation)) ||
    told.some(([key, text]) => /mount/i.test(key) && [...text.matchAll(/([a-z0-9-]{1,63})"?\s{0,9}:/g)].some(([, name]) => name === volume))
  );
}

/** The driver of a name, also where an installation put a prefix before it. */
export function driverNamed(name: string): Driver | undefined {
  return DRIVERS.find((driver) => isNamed(driver, name));
}

const isNamed = ({ provisioner }: Driver, name: string): boolean => name === provisioner || name.endsWith(`.${provisioner}`);

/** Why nothing is archived of what a class promises to archive, as the end of a sentence about its pathPattern. */
export function archiveProblem(provisioner: string, parameters: Parameters): string | undefined {
  return DRIVERS.map((driver) => driver.archiveProblem?.(provisioner, parameters)).find((problem) => problem !== undefined);
}

/** Why a key of allowedTopologies or node affinity is not for this driver; undefined where it is. */
export function topologyKeyProblem(driver: DriverFacts, key: string): string | undefined {
  const { topologyKeys = [], topologyDomain, deprecatedTopologyKeys = [] } = driver;
  if (topologyKeys.includes(key) || (topologyDomain !== undefined && key.startsWith(topologyDomain))) return undefined;
  const [preferred] = topologyKeys;
  if (preferred === undefined) return 'No provisioner reads topologies of this class. Leave them out.';
  if (deprecatedTopologyKeys.includes(key)) return `The driver still reads this key and calls it deprecated. Write ${preferred}.`;
  return `The driver does not know this key, so no volume would be made. Write ${preferred}.`;
}

/** The plain source, and provisioners of NFS volumes besides the CSI driver; some are named by whoever installs them. */
const NFS_PROVISIONER = /(^|[^a-z])nfs([^a-z]|$)/i;

export function isBlockDriver(driver: string): boolean {
  return driverNamed(driver)?.storage === 'disks';
}

export function isNetworkFileSystem(driver: string): boolean {
  return driverNamed(driver)?.storage === 'files' || isNfsDriver(driver);
}

export function isNfsDriver(driver: string): boolean {
  return NFS_PROVISIONER.test(driver);
}

export function decidesOwner(driver: string): boolean {
  return driverNamed(driver)?.ownerInClass === true;
}

/** Whether the volumes of a driver say as whom all who mount them read and write. */
export function forcesUser(driver: string): boolean {
  return driverNamed(driver)?.forcesUser === true;
}

/** Provisioners of directories and disks of the nodes themselves: all Pods of a volume share its node. */
export function isNodeLocal(driver: string): boolean {
  return driverNamed(driver)?.storage === 'node';
}

/** Whether the disks of a driver stay on the node where they were made, and say so. */
export function staysOnOneNode(driver: string): boolean {
  return driverNamed(driver)?.onOneNode === true;
}

/** Why a driver makes no volumes for several nodes, unless it is set up for it. */
export function sharingProblem(driver: string, accessModes: readonly string[]): string | undefined {
  const { sharesIf } = driverNamed(driver) ?? {};
  if (sharesIf === undefined || accessModes.every((mode) => mode.startsWith('ReadWriteOnce'))) return undefined;
  return `It makes directories of one node, and refuses the claim unless ${sharesIf}. Use ReadWriteOnce, whose Pods all get to that node, or a network file system.`;
}

/** Whether a driver makes directories in which everybody may write. */
export function makesOpenDirectories(driver: string): boolean {
  return driverNamed(driver)?.openDirectories === true;
}

/**
 * Whether the kubelet gives the files of a volume to the fsGroup of a Pod. Without a policy of the driver's own it does for volumes of one
 * node that have a file system of their own, which shares have not; never for directories of the node.
 *
 * @see https://kubernetes-csi.github.io/docs/support-fsgroup.html
 */
export function changesGroup(
  driver: string,
  accessModes: readonly string[],
  policy = driverNamed(driver)?.fsGroupPolicy as string | undefined,
): boolean {
  if (driver === 'nfs' || driver === 'hostPath') return false;
  if (driver === 'local') return true;
  const facts = driverNamed(driver);
  if (facts?.storage === 'node' && facts.openDirectories === true) return false;
  if (policy === 'File' || policy === 'None') return policy === 'File';
  return facts?.storage !== 'files' && (accessModes.length === 0 || accessModes.some((mode) => mode.startsWith('ReadWriteOnce')));
}

/** Whether a volume is a disk of its node, by its handle. */
export function isNodeDisk(driver: string, handle: string): boolean {
  const prefix = driverNamed(driver)?.nodeDiskPrefix;
  return prefix !== undefined && handle.startsWith(prefix);
}

/** How the files of a driver come over the network: `nfs` or `smb`; undefined for disks, and for other file systems. */
export function protocolOf(driver: string, parameters: Readonly<Record<string, unknown>> = {}): 'nfs' | 'smb' | undefined {
  const protocol = driverNamed(driver)?.protocol;
  if (protocol === 'smb' && String(parameters.protocol).toLowerCase() === 'nfs') return 'nfs';
  return protocol ?? (isNfsDriver(driver) ? 'nfs' : undefined);
}

/** Whether root of a Pod is root on the shares of a driver. */
export function trustsRoot(driver: string): boolean {
  return driverNamed(driver)?.trustsRoot === true;
}

/** Whether a claim for one node is a disk of its own, with a file system that was made for it. */
export function isDiskOfItsOwn(driver: string, accessModes: readonly string[]): boolean {
  const facts = driverNamed(driver);
  if (facts?.storage === 'disks') return true;
  return facts?.disksForOne === true && accessModes.every((mode) => mode.startsWith('ReadWriteOnce'));
}

/** What a mount of a bucket does where a program appends; undefined where a driver mounts none. */
export function bucketOf(driver: string): 'refuses' | 'rewrites' | undefined {
  return driverNamed(driver)?.bucket;
}

/** Whether nobody takes snapshots of the volumes of a driver; sources of volumes that no driver serves have none either. */
export function hasNoSnapshots(driver: string): boolean {
  return PLAIN_SOURCES.some((source) => source === driver) || driverNamed(driver)?.withoutSnapshots === true;
}

/** Why a driver mounts no volume that a Pod describes inline, so that the Pod never starts; undefined where it does. */
export function inlineProblem(driver: string, readOnly: boolean): { readonly why: string; readonly remedy: string } | undefined {
  const facts = driverNamed(driver);
  const never = 'and the Pod never starts';
  if (facts?.inline === 'refuses') {
    return {
      why: `is described inline, which ${facts.title} does not serve, ${never}`,
      remedy: 'Use a claim, or a generic ephemeral volume of a class.',
    };
  }
  if (facts?.inline !== 'readOnly' || readOnly) return undefined;
  return { why: `is not read-only, as ${facts.title} wants it, ${never}`, remedy: 'Say readOnly: true.' };
}

/** Whether a driver fills Secrets while some Pod mounts a volume of it. */
export function syncsSecrets(driver: string): boolean {
  return driverNamed(driver)?.syncsSecrets === true;
}

/** The name of the driver that does. */
export function driverThatSyncs(): string {
  return DRIVERS.find((driver) => driver.syncsSecrets === true)!.provisioner;
}

/** What people call a driver. */
export function titleOfDriver(driver: string): string {
  return driverNamed(driver)?.title ?? driver;
}

/** The driver behind a class that is called so wherever it is found; undefined for names that anybody may use. */
export function driverOfClassName(name: string): string | undefined {
  return DRIVERS.find(({ classNames }) => classNames?.includes(name) === true)?.provisioner;
}

/**
 * Who lets the processes of a Pod write to a volume of a driver that many nodes share: the `driver`, which says as whom all read and write; the `mount`, which says whom files
 * belong to; the `server`, by the groups that a process has; the `kubelet`, by fsGroup; or `nobody`, so that the files of a new volume are root's.
 */
export function sharedBy(driver: string, parameters: Parameters = {}): 'driver' | 'mount' | 'server' | 'kubelet' | 'nobody' {
  const facts = driverNamed(driver);
  if (facts?.forcesUser === true) return 'driver';
  if (protocolOf(driver, parameters) === 'smb') return 'mount';
  if (isNfsDriver(driver)) return 'server';
  return facts?.groupStaysRoot === true ? 'nobody' : 'kubelet';
}
