import { VSPHERE } from '../../../src/facts/drivers/vsphere';
import { testParameters, testRequests, testZones } from './cases';

testParameters(
  VSPHERE,
  [{}, { storagepolicyname: 'gold', DatastoreURL: 'ds:///vmfs/volumes/vsan:52cd/', 'csi.storage.k8s.io/fstype': 'ext4' }],
  [
    [{ datastoreurl: 'vsan' }, 'datastoreurl: Give the URL of the datastore: ds:///vmfs/volumes/ID/.'],
    [{ diskformat: 'thin' }, 'diskformat: The vSphere driver refuses parameters that it does not know.'],
    [
      { fstype: 'ext4' },
      'fstype: The vSphere driver skips the old key, and only the provisioner beside it still reads it. Write csi.storage.k8s.io/fstype.',
    ],
  ],
);

testRequests(VSPHERE, [
  [{}, {}],
  [{}, { accessModes: ['ReadWriteMany'] }],
  [
    {},
    { accessModes: ['ReadWriteMany'], volumeMode: 'Block' },
    'accessModes: The vSphere driver attaches a raw block volume to one node. Use ReadWriteOnce.',
  ],
]);

testZones(VSPHERE, [[{}, ['rack-1']]]);

test('block volumes expand, file shares do not', () => {
  expect(VSPHERE.expands({})).toBe(true);
  expect(VSPHERE.expands({ 'csi.storage.k8s.io/fstype': 'nfs4' })).toBe(false);
});
