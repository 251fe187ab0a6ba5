import { DriverFacts, ParameterProblem, Parameters } from './driver-facts';
import { checkNoDevice, ignoredZones } from './file-share';
import { anyGoBoolean, checkTable, matches, notEmpty, oneOf, ParameterTable } from './parameter-table';

const TABLE: ParameterTable = {
  keys: {
    clusterID: matches(/^.{1,36}$/, 'Give the id of the cluster in the configuration of the driver, of at most 36 characters.'),
    fsName: notEmpty,
    pool: notEmpty,
    mounter: oneOf(['kernel', 'fuse']),
    kernelMountOptions: notEmpty,
    fuseMountOptions: notEmpty,
    volumeNamePrefix: notEmpty,
    backingSnapshot: anyGoBoolean,
    encrypted: anyGoBoolean,
    encryptionKMSID: notEmpty,
  },
  caseSensitive: true,
  unknown: 'The CephFS driver ignores parameters that it does not know.',
};

function checkParameters(parameters: Parameters): readonly ParameterProblem[] {
  const missing = ['clusterID', 'fsName'].flatMap((parameter) =>
    parameters[parameter] === undefined
      ? [{ parameter, value: undefined, problem: `The driver makes no volumes without a ${parameter}. Name it.` }]
      : [],
  );
  const found = [...checkTable(parameters, TABLE), ...missing];
  const { backingSnapshot, pool, mounter, kernelMountOptions, fuseMountOptions } = parameters;
  if (backingSnapshot === 'true' && pool !== undefined) {
    found.push({
      parameter: 'pool',
      value: pool,
      problem: 'A volume that is a snapshot is in the pool of the snapshot. Leave one of them out.',
      involves: ['backingsnapshot'],
    });
  }
  const other = mounter === 'kernel' ? 'fuseMountOptions' : mounter === 'fuse' ? 'kernelMountOptions' : undefined;
  if (other !== undefined && parameters[other] !== undefined) {
    const value = other === 'fuseMountOptions' ? fuseMountOptions : kernelMountOptions;
    const problem = `The class mounts by ${String(mounter)}, which does not read it. Leave it out.`;
    found.push({ parameter: other, value, problem, involves: ['mounter'] });
  }
  return found;
}

/**
 * The file system of Ceph: a subvolume for each claim. Rook puts its namespace in front of the name.
 *
 * @see https://github.com/ceph/ceph-csi/blob/devel/docs/deploy-cephfs.md
 */
export const CEPHFS: DriverFacts = {
  title: 'CephFS',
  provisioner: 'cephfs.csi.ceph.com',
  inline: 'refuses',
  storage: 'files',
  fsGroupPolicy: 'File',
  secrets: ['provisioner', 'node-stage', 'controller-expand'],
  predecessor: { provisioner: 'kubernetes.io/cephfs', source: 'cephfs', removedIn: '1.31' },
  zonalDisk: false,
  expands: () => true,
  checkParameters,
  checkZones: (_parameters, zones) => ignoredZones(zones, 'A cluster of Ceph'),
  checkRequest: (_parameters, request) => checkNoDevice(request),
};
