import { NFS_CSI } from '../../../src/facts/drivers/nfs-csi';
import { testParameters, testRequests, testZones } from './cases';

const target = { server: 'nfs.example.com', share: '/exports' };

testParameters(
  NFS_CSI,
  [
    target,
    { ...target, subDir: '${pvc.metadata.namespace}/${pvc.metadata.name}', mountPermissions: '2770', onDelete: 'retain' },
    { SERVER: 'fd00::5', Share: '/', ondelete: 'Archive', mountPermissions: '', 'csi.storage.k8s.io/provisioner-secret-name': 'options' },
  ],
  [
    [
      {},
      'server: The driver does not make volumes without a server. Name it.',
      'share: The driver does not make volumes without a share. Name it.',
    ],
    [{ ...target, path: '/a' }, 'path: The NFS driver refuses parameters that it does not know.'],
    [{ ...target, subdirectory: 'a' }, 'subdirectory: The NFS driver refuses parameters that it does not know.'],
    [{ ...target, server: 'nfs://a' }, 'server: Give the server alone, a DNS name or an IP address: what it exports is named apart.'],
    [{ ...target, share: 'exports' }, 'share: Give an absolute path: it starts with a slash.'],
    [
      { ...target, share: '/a#b' },
      'share: csi-driver-nfs separates the parts of a volume by #, so it would mount another path. Rename it.',
    ],
    [{ ...target, subDir: '../a' }, 'subDir: The driver refuses paths with "..". Write it without.'],
    [
      { ...target, subDir: 'a#b' },
      'subDir: csi-driver-nfs separates the parts of a volume by #, so it would mount another path. Rename it.',
    ],
    [{ ...target, mountPermissions: 'rwx' }, 'mountPermissions: Give the mode of the directories in octal digits, such as "2770".'],
    [{ ...target, mountPermissions: 770 }, 'mountPermissions: Parameters are strings: quote the value.'],
    [{ ...target, onDelete: 'keep' }, 'onDelete: Use one of delete, retain, archive.'],
  ],
);

testRequests(NFS_CSI, [[target, { accessModes: ['ReadWriteMany'] }]]);

testZones(NFS_CSI, [
  [target, ['a'], 'a: An NFS server is reached from every zone, and the driver knows none, so no volume would be made. Leave them out.'],
]);

test('volumes expand, since the size is only a number', () => {
  expect(NFS_CSI.expands(target)).toBe(true);
});
