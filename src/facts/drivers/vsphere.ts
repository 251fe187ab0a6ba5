import { isShared } from './block-disk';
import { DriverFacts, RequestProblem, VolumeRequest } from './driver-facts';
import { FS_TYPE, checkTable, lowered, matches, notEmpty } from './parameter-table';

const TABLE = {
  keys: {
    storagePolicyName: notEmpty,
    datastoreUrl: matches(/^ds:\/\/\/.+/, 'Give the URL of the datastore: ds:///vmfs/volumes/ID/.'),
  },
  unknown: 'The vSphere driver refuses parameters that it does not know.',
  bareFsType: `The vSphere driver skips the old key, and only the provisioner beside it still reads it. Write ${FS_TYPE}.`,
  fileSystems: ['ext4', 'ext3', 'xfs', 'ntfs', 'nfs4', 'nfs'],
};

/** Volumes for several nodes are shares of the vSAN file service, which are no block devices. */
function checkRequest(_parameters: unknown, request: VolumeRequest): readonly RequestProblem[] {
  if (!isShared(request) || request.volumeMode !== 'Block') return [];
  return [{ field: 'accessModes', problem: 'The vSphere driver attaches a raw block volume to one node. Use ReadWriteOnce.' }];
}

/**
 * VMware vSphere.
 *
 * @see https://github.com/kubernetes-sigs/vsphere-csi-driver/tree/master/example/vanilla-k8s-RWO-filesystem-volumes
 */
export const VSPHERE: DriverFacts = {
  title: 'vSphere',
  provisioner: 'csi.vsphere.vmware.com',
  // The part after the slash is the tag category of the vSphere site; these are the usual ones.
  topologyKeys: [
    'topology.csi.vmware.com/k8s-zone',
    'topology.csi.vmware.com/zone',
    'topology.csi.vmware.com/k8s-region',
    'topology.csi.vmware.com/region',
  ],
  deprecatedTopologyKeys: [],
  zonalDisk: true,
  expands: (parameters) => !/^nfs/.test(lowered(parameters).get(FS_TYPE) ?? ''),
  checkParameters: (parameters) => checkTable(parameters, TABLE),
  checkZones: () => [],
  checkRequest,
};
