import { driverOf, isBlockDriver, isNodeDisk } from '../../facts/drivers';
import { Claim } from '../claim';
import { Cursor } from '../cursor';
import { driverOfClaim, driverOfVolume, parametersOf, requestOf } from '../lookup/storage';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const claim of set.everyClaim) {
    const driver = driverOfClaim(set, claim);
    if (driver === undefined || claim.volumeMode !== 'Filesystem' || !refuses(set, claim, driver)) continue;
    const volume = set.persistentVolume(claim);
    if (volume !== undefined && isOfNode(volume)) continue;
    yield discovery(claim.spec.at('accessModes'), `The ${claim.title}`, driver);
  }
  for (const volume of set.all('PersistentVolume')) {
    const driver = driverOfVolume(volume);
    const spec = volume.root.at('spec');
    if (driver === undefined || !isBlockDriver(driver) || (spec.at('volumeMode').text ?? 'Filesystem') !== 'Filesystem') continue;
    if (isOfNode(volume)) continue;
    if (spec.at('accessModes').texts.includes('ReadWriteMany')) yield discovery(spec.at('accessModes'), `Volume ${volume.name}`, driver);
  }
}

/** What is on the node itself is shared by its Pods, and by no others. */
function isOfNode(volume: Manifest): boolean {
  const csi = volume.root.at('spec', 'csi');
  return isNodeDisk(csi.at('driver').text ?? '', csi.at('volumeHandle').text ?? '');
}

function refuses(set: ManifestSet, claim: Claim, driver: string): boolean {
  if (!claim.accessModes.includes('ReadWriteMany')) return false;
  const storageClass = set.storageClass(claim);
  const parameters = storageClass === undefined ? {} : parametersOf(storageClass);
  const facts = driverOf(driver);
  if (facts === undefined) return isBlockDriver(driver);
  return facts.checkRequest(parameters, requestOf(claim)).some(({ field }) => field === 'accessModes');
}

function discovery(at: Cursor, what: string, driver: string): Discovery {
  return {
    at,
    cause: `${what} is ReadWriteMany with a file system, and ${driver} makes block disks, whose file system two nodes cannot write without destroying it.`,
    remedy: 'Use ReadWriteOnce, or the class of a network file system for ReadWriteMany.',
  };
}

export const rwxOnBlockStorage: Rule = {
  id: 'rwx-on-block-storage',
  level: 'error',
  summary: 'ReadWriteMany with a file system on a driver of block disks',
  explanation: {
    why: [
      'ext4 and xfs on a disk belong to one node at a time. Most drivers refuse such a claim, which then stays Pending; a static volume is taken at its word and may be mounted twice. Several nodes need a network file system: NFS, EFS, Azure Files, CephFS.',
    ],
    wrong: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: disks
      provisioner: ebs.csi.aws.com
      volumeBindingMode: WaitForFirstConsumer
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: uploads
      spec:
        storageClassName: disks
        accessModes: [ReadWriteMany]
        resources: { requests: { storage: 10Gi } }
    `,
    right: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: files
      provisioner: efs.csi.aws.com
      parameters:
        provisioningMode: efs-ap
        fileSystemId: fs-0123456789abcdef0
        directoryPerms: "750"
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: uploads
      spec:
        storageClassName: files
        accessModes: [ReadWriteMany]
        resources: { requests: { storage: 10Gi } }
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes'],
  },
  check,
};
