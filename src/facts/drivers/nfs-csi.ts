import { csiPartProblem, exportPathProblem, NFS_CSI_DRIVER, serverProblem } from '../nfs/servers';
import { hasParentPart } from '../kubernetes/paths';
import { DriverFacts, ParameterProblem, Parameters, ZoneProblem } from './driver-facts';
import { checkNoDevice, ON_DELETE } from './file-share';
import { checkTable, lowered, matches, oneOfAnyCase, ParameterTable, ValueCheck } from './parameter-table';

const TABLE: ParameterTable = {
  keys: {
    server: serverProblem,
    share: first(exportPathProblem, csiPartProblem),
    subDir: first((value) => (hasParentPart(value) ? 'The driver refuses paths with "..". Write it without.' : undefined), csiPartProblem),
    mountPermissions: matches(/^[0-7]*$/, 'Give the mode of the directories in octal digits, such as "2770".'),
    onDelete: oneOfAnyCase(ON_DELETE),
  },
  unknown: 'The NFS driver refuses parameters that it does not know.',
};

function first(...checks: readonly ValueCheck[]): ValueCheck {
  return (value) => checks.map((check) => check(value)).find((problem) => problem !== undefined);
}

function checkParameters(parameters: Parameters): readonly ParameterProblem[] {
  const given = lowered(parameters);
  const missing = ['server', 'share'].flatMap((parameter) =>
    given.has(parameter)
      ? []
      : [{ parameter, value: undefined, problem: `The driver does not make volumes without a ${parameter}. Name it.` }],
  );
  return [...checkTable(parameters, TABLE), ...missing];
}

function checkZones(_parameters: Parameters, zones: readonly string[]): readonly ZoneProblem[] {
  return [
    { zones, problem: 'An NFS server is reached from every zone, and the driver knows none, so no volume would be made. Leave them out.' },
  ];
}

/**
 * csi-driver-nfs: a directory on an NFS server for each claim.
 *
 * @see https://github.com/kubernetes-csi/csi-driver-nfs/blob/master/docs/driver-parameters.md
 */
export const NFS_CSI: DriverFacts = {
  title: 'csi-driver-nfs',
  provisioner: NFS_CSI_DRIVER,
  mistakenFor: ['kubernetes.io/nfs', 'kubernetes.io/nfs-client'],
  storage: 'files',
  protocol: 'nfs',
  classNames: ['nfs-csi', 'nfs-client'],
  fsGroupPolicy: 'File',
  zonalDisk: false,
  expands: () => true,
  checkParameters,
  checkZones,
  checkRequest: (_parameters, request) => checkNoDevice(request),
};
