import { SMB } from '../../../src/facts/drivers/smb';
import { testParameters, testRequests, testZones } from './cases';

const least = { source: '//nas.example.com/team' };

testParameters(
  SMB,
  [least, { SOURCE: '//10.0.0.5/team/apps', subdir: '${pvc.metadata.namespace}/${pvc.metadata.name}', onDelete: 'Retain' }],
  [
    [{}, 'source: The driver makes no volumes without a source. Name it.'],
    [{ source: 'nas.example.com/team' }, 'source: Give the server and its share, such as //nas.example.com/team.'],
    [{ source: '//nas.example.com' }, 'source: Give the server and its share, such as //nas.example.com/team.'],
    [{ source: 'smb://nas.example.com/team' }, 'source: Give the server and its share, such as //nas.example.com/team.'],
    [{ ...least, subDir: '../a' }, 'subDir: The driver refuses paths with "..". Write it without.'],
    [{ ...least, onDelete: 'keep' }, 'onDelete: Use one of delete, retain, archive.'],
    [{ ...least, username: 'smb' }, 'username: The SMB driver refuses parameters that it does not know.'],
  ],
);

testRequests(SMB, [
  [least, { gibibytes: 1, accessModes: ['ReadWriteMany'] }],
  [least, { volumeMode: 'Block' }, 'volumeMode: The driver has directories and no devices. Use Filesystem.'],
]);

testZones(SMB, [
  [least, ['a'], 'a: A server of SMB is reached from every zone, and the driver reads no zones of a class. Leave them out.'],
]);

test('volumes expand, since the size is only a number', () => {
  expect(SMB.expands(least)).toBe(true);
});
