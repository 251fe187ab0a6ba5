import { DriverFacts, ParameterProblem, Parameters, RequestProblem, VolumeRequest, ZoneProblem } from './driver-facts';

function checkParameters(parameters: Parameters): readonly ParameterProblem[] {
  return Object.entries(parameters).map(([parameter, value]) => ({
    parameter,
    value,
    problem: 'Nothing is provisioned, so nothing reads it. Leave it out.',
  }));
}

function checkZones(_parameters: Parameters, zones: readonly string[]): readonly ZoneProblem[] {
  return [
    {
      zones,
      problem: 'Nothing is provisioned, so nothing reads them: each local volume names its node in its own nodeAffinity. Leave them out.',
    },
  ];
}

function checkRequest(_parameters: Parameters, request: VolumeRequest): readonly RequestProblem[] {
  if (!request.accessModes.includes('ReadWriteOncePod')) return [];
  return [{ field: 'accessModes', problem: 'Only CSI volumes can be ReadWriteOncePod, and local volumes are none. Use ReadWriteOnce.' }];
}

/**
 * Local volumes: a class with no provisioner behind it, so that a claim waits for its Pod before it binds to a node.
 *
 * @see https://kubernetes.io/docs/concepts/storage/storage-classes/#local
 */
export const LOCAL_VOLUMES: DriverFacts = {
  title: 'local volumes',
  provisioner: 'kubernetes.io/no-provisioner',
  withoutSnapshots: true,
  mistakenFor: ['no-provisioner', 'kubernetes.io/none', 'kubernetes.io/local', 'kubernetes.io/local-storage'],
  typed: { name: 'local', factory: 'localVolumes' },
  storage: 'node',
  topologyKeys: [],
  zonalDisk: true,
  expands: () => false,
  checkParameters,
  checkZones,
  checkRequest,
};
