import { checkSharedFileSystem } from './block-disk';
import { DriverFacts, Parameters, ZoneProblem } from './driver-facts';
import { FS_TYPE, checkTable, notEmpty } from './parameter-table';

const TABLE = {
  keys: { type: notEmpty, availability: notEmpty },
  caseSensitive: true,
  unknown: 'The Cinder driver ignores parameters that it does not know.',
  bareFsType: `The Cinder driver skips the old key, and only the provisioner beside it still reads it. Write ${FS_TYPE}.`,
  bareFsTypeWorks: true,
};

function checkZones(parameters: Parameters, zones: readonly string[]): readonly ZoneProblem[] {
  if (parameters.availability === undefined) return [];
  return [
    {
      zones,
      works: true,
      problem: 'The parameter availability overrides zones, and the disk may land where its Pod cannot. Keep the zones.',
    },
  ];
}

/**
 * OpenStack Cinder.
 *
 * @see https://github.com/kubernetes/cloud-provider-openstack/blob/master/docs/cinder-csi-plugin/using-cinder-csi-plugin.md
 */
export const OPENSTACK_CINDER: DriverFacts = {
  title: 'OpenStack Cinder',
  provisioner: 'cinder.csi.openstack.org',
  typed: { name: 'openstack-cinder', factory: 'openStackCinder' },
  storage: 'disks',
  predecessor: {
    provisioner: 'kubernetes.io/cinder',
    source: 'cinder',
    removedIn: '1.26',
    translation: { zoneKey: 'topology.cinder.csi.openstack.org/zone', fsType: true },
  },
  topologyKeys: ['topology.cinder.csi.openstack.org/zone'],
  zonalDisk: true,
  expands: () => true,
  checkParameters: (parameters) => checkTable(parameters, TABLE),
  checkZones,
  checkRequest: (_parameters, request) => checkSharedFileSystem(request),
};
