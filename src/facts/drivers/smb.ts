import { hasParentPart } from '../kubernetes/paths';
import { DriverFacts, ParameterProblem, Parameters } from './driver-facts';
import { checkNoDevice, ignoredZones, ON_DELETE } from './file-share';
import { checkTable, lowered, matches, oneOfAnyCase, ParameterTable } from './parameter-table';

const TABLE: ParameterTable = {
  keys: {
    source: matches(/^\/\/[^/\s]+\/[^/\s].*$/, 'Give the server and its share, such as //nas.example.com/team.'),
    subDir: (value) => (hasParentPart(value) ? 'The driver refuses paths with "..". Write it without.' : undefined),
    onDelete: oneOfAnyCase(ON_DELETE),
  },
  unknown: 'The SMB driver refuses parameters that it does not know.',
};

function checkParameters(parameters: Parameters): readonly ParameterProblem[] {
  const found = checkTable(parameters, TABLE);
  if (!lowered(parameters).has('source')) {
    found.push({ parameter: 'source', value: undefined, problem: 'The driver makes no volumes without a source. Name it.' });
  }
  return found;
}

/**
 * Shares of SMB servers: a directory for each claim. Whom the files belong to is said by the mount.
 *
 * @see https://github.com/kubernetes-csi/csi-driver-smb/blob/master/docs/driver-parameters.md
 */
export const SMB: DriverFacts = {
  title: 'SMB',
  provisioner: 'smb.csi.k8s.io',
  storage: 'files',
  protocol: 'smb',
  withoutSnapshots: true,
  ownerInClass: true,
  secrets: ['node-stage'],
  zonalDisk: false,
  expands: () => true,
  checkParameters,
  checkZones: (_parameters, zones) => ignoredZones(zones, 'A server of SMB'),
  checkRequest: (_parameters, request) => checkNoDevice(request),
};
