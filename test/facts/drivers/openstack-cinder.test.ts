import { OPENSTACK_CINDER } from '../../../src/facts/drivers/openstack-cinder';
import { RWX_LINE, testParameters, testRequests, testZones } from './cases';

testParameters(
  OPENSTACK_CINDER,
  [{}, { type: 'ssd', availability: 'nova', 'csi.storage.k8s.io/fstype': 'xfs' }],
  [
    [{ Type: 'ssd' }, 'Type: The driver tells upper from lower case. Write type.'],
    [{ typ: 'ssd' }, 'typ: The Cinder driver ignores parameters that it does not know. Did you mean type?'],
    [
      { fsType: 'xfs' },
      'fsType: The Cinder driver skips the old key, and only the provisioner beside it still reads it. Write csi.storage.k8s.io/fstype.',
    ],
  ],
);

testRequests(OPENSTACK_CINDER, [
  [{}, {}],
  [{}, { accessModes: ['ReadWriteMany'] }, RWX_LINE],
  [{}, { accessModes: ['ReadWriteMany'], volumeMode: 'Block' }],
]);

testZones(OPENSTACK_CINDER, [
  [{}, ['nova']],
  [
    { availability: 'nova' },
    ['nova'],
    'nova: The parameter availability overrides zones, and the disk may land where its Pod cannot. Keep the zones.',
  ],
]);

test('volumes expand', () => {
  expect(OPENSTACK_CINDER.expands({})).toBe(true);
});
