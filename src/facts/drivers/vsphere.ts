import { isShared } from './block-disk';
import { DriverFacts, RequestProblem, VolumeRequest } from './driver-facts';
import { FS_TYPE, checkTable, lowered, matches, notEmpty } from './parameter-table';

const TABLE = {
  keys: {
    storagePolicyName: notEmpty,
    // In a guest cluster of the supervisor: the class there.
    svStorageClass: notEmpty,
    datastoreUrl: matches(/^ds:\/\/\/.+/, 'Give the URL of the datastore: ds:///vmfs/volumes/ID/.'),
  },
  unknown: 'The vSphere driver refuses parameters that it does not know.',
  bareFsType: `The vSphere driver skips the old key, and only the provisioner beside it still reads it. Write ${FS_TYPE}.`,
  bareFsTypeWorks: true,
  fileSystems: ['ext4', 'ext3', 'xfs', 'ntfs', 'nfs4', 'nfs'],
};

/** Volumes for several nodes are shares of the vSAN file service, which are no block devices. */
function checkRequest(_parameters: unknown, request: VolumeRequest): readonly RequestProblem[] {
  if (!isShared(request) || request.volumeMode !== 'Block') return [];
  return [{ field: 'accessModes', problem: 'The vSphere driver attaches a raw block volume to one node. Use ReadWriteOnce.' }];
}

/** The domain of the topology keys; what follows the slash is chosen by each site. */
export const VSPHERE_TOPOLOGY_DOMAIN = 'topology.csi.vmware.com/';

const POLICY = (): string =>
  'The CSI driver has no such parameter. Put it into a vSphere storage policy and name that as storagePolicyName.';

/**
 * VMware vSphere: disks, and shares of the vSAN file service for volumes of several nodes.
 *
 * @see https://github.com/kubernetes-sigs/vsphere-csi-driver/tree/master/example/vanilla-k8s-RWO-filesystem-volumes
 */
export const VSPHERE: DriverFacts = {
  title: 'vSphere',
  provisioner: 'csi.vsphere.vmware.com',
  inline: 'refuses',
  typed: { name: 'vsphere', factory: 'vSphere' },
  predecessor: {
    provisioner: 'kubernetes.io/vsphere-volume',
    source: 'vsphereVolume',
    removedIn: '1.30',
    translation: {
      zoneKey: 'topology.csi.vmware.com/zone',
      fsType: true,
      gone: {
        // The CSI driver makes thin disks unless a policy says otherwise.
        diskformat: (value) => (value === 'thin' ? undefined : POLICY()),
        datastore: () => 'The CSI driver names a datastore by its URL. Write datastoreurl: ds:///vmfs/volumes/ID/, or a storagePolicyName.',
        hostfailurestotolerate: POLICY,
        forceprovisioning: POLICY,
        cachereservation: POLICY,
        diskstripes: POLICY,
        objectspacereservation: POLICY,
        iopslimit: POLICY,
      },
    },
  },
  topologyDomain: VSPHERE_TOPOLOGY_DOMAIN,
  // The part after the slash is the tag category of the vSphere site; these are the usual ones.
  topologyKeys: [
    'topology.csi.vmware.com/k8s-zone',
    'topology.csi.vmware.com/zone',
    'topology.csi.vmware.com/k8s-region',
    'topology.csi.vmware.com/region',
  ],
  zonalDisk: true,
  expands: (parameters) => !/^nfs/.test(lowered(parameters).get(FS_TYPE) ?? ''),
  checkParameters: (parameters) => checkTable(parameters, TABLE),
  checkZones: () => [],
  checkRequest,
};
