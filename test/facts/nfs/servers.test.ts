import {
  bareServer,
  csiPartProblem,
  exportPathProblem,
  isClusterName,
  isEfsServer,
  nfsVolumeHandle,
  serverProblem,
  sharedSubDirProblem,
  subDirProblem,
} from '../../../src/facts/nfs/servers';

const ITSELF = 'Volumes are mounted by the nodes, so each node would look for the server on itself. Give an address that all nodes reach.';
const NEITHER = 'This is neither a DNS name nor an IP address. Give one, such as nfs.example.com or 10.0.0.5.';
const ALONE = 'Give the server alone, a DNS name or an IP address: what it exports is named apart.';
const PORT = 'Give the server without a port or path. Another port than 2049 is the mount option port=.';
const NOT_IPV4 = 'This is not an IPv4 address. Give four numbers from 0 to 255 with dots between, or a DNS name.';

describe('a server', () => {
  test.each([
    'nfs.example.com',
    'nfs',
    'NFS-1.Example.com',
    '10.0.0.5',
    'fd00::5',
    '[fd00::5]',
    '2001:db8::1:1',
    'fs-0123456789abcdef0.efs.eu-west-1.amazonaws.com',
    'a'.repeat(63),
    `${'a.'.repeat(126)}a`,
  ])('can be %s', (server) => {
    expect(serverProblem(server)).toBeUndefined();
  });

  test.each([
    ['nfs server', 'It has a blank in it. Give a DNS name or an IP address alone.'],
    [' nfs.example.com', 'It has a blank in it. Give a DNS name or an IP address alone.'],
    ['nfs://nfs.example.com', ALONE],
    ['nfs.example.com:/exports', ALONE],
    ['nfs.example.com:2049', PORT],
    ['[fd00::5]:2049', PORT],
    ['fd00::5::1', PORT],
    ['10.0.0.300', NOT_IPV4],
    ['10.0.0', NOT_IPV4],
    ['nfs..example.com', NEITHER],
    ['nfs_1.example.com', NEITHER],
    ['-nfs.example.com', NEITHER],
    ['nfs.example.com.', NEITHER],
    ['[nfs]', NEITHER],
    [`${'a'.repeat(64)}.com`, NEITHER],
    [`${'a.'.repeat(127)}com`, NEITHER],
    ['localhost', ITSELF],
    ['localhost.localdomain', ITSELF],
    ['LOCALHOST6.localdomain6', ITSELF],
    ['nas.localhost', ITSELF],
    ['ip6-loopback', ITSELF],
    ['127.0.0.1', ITSELF],
    ['::1', ITSELF],
    ['0:0:0:0:0:0:0:1', ITSELF],
    ['0.0.0.0', 'This address stands for no machine. Give that of the server.'],
    ['::', 'This address stands for no machine. Give that of the server.'],
    ['fe80::1%eth0', 'A link-local address with a zone means another machine on each node. Give a global address or a DNS name.'],
  ])('cannot be %s', (server, problem) => {
    expect(serverProblem(server)).toBe(problem);
  });

  test('loses the brackets of an IPv6 address, which whoever mounts adds again', () => {
    expect(['[fd00::5]', 'fd00::5', '[nfs]', '10.0.0.5'].map(bareServer)).toEqual(['fd00::5', 'fd00::5', '[nfs]', '10.0.0.5']);
  });

  test('is one of the cluster where its name says so', () => {
    expect(['nfs.shop.svc', 'nfs.shop.svc.cluster.local', 'nfs.shop.svc.example'].map(isClusterName)).toEqual([true, true, true]);
    expect(['nfs.svcs.example.com', 'nfs', '10.0.0.5', 'fd00::5'].map(isClusterName)).toEqual([false, false, false, false]);
  });

  test('is one of EFS where its name says so', () => {
    const names = [
      'fs-01.efs.eu-west-1.amazonaws.com',
      'eu-west-1a.fs-01.efs.eu-west-1.amazonaws.com',
      'fs-01.efs.cn-north-1.amazonaws.com.cn',
    ];
    expect(names.map(isEfsServer)).toEqual([true, true, true]);
    expect(['fs-01.efs.example.com', 'x.fs-01.efs.eu-west-1.amazonaws.com.evil.com', '10.0.0.5'].map(isEfsServer)).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe('an exported path', () => {
  test.each(['/', '/exports', '/exports/', '/srv/My Files', '/a/.b'])('can be %j', (path) => {
    expect(exportPathProblem(path)).toBeUndefined();
  });

  test.each([
    ['', 'It is empty. Give the exported path, which is / where the server exports one tree (Amazon EFS, say).'],
    ['exports', 'Give an absolute path: it starts with a slash.'],
    ['../exports', 'Give an absolute path: it starts with a slash.'],
    ['/exports/../etc', 'Write the path without "..".'],
    ['/exports\n', 'It has a line break, a tab or another control character. Take it out.'],
    ['/exports ', 'It ends in a blank. Take it out.'],
  ])('cannot be %j', (path, problem) => {
    expect(exportPathProblem(path)).toBe(problem);
  });
});

describe('a directory below a share', () => {
  test.each(['media', 'a/b', 'a/b/'])('can be %j', (subDir) => {
    expect(subDirProblem(subDir)).toBeUndefined();
  });

  test.each([
    ['/media', 'It lies below the share: write it without the slash in front.'],
    ['./', 'It is empty. Name a directory, or leave it out for the share itself.'],
    ['a/../..', 'Write the path without "..".'],
  ])('cannot be %j', (subDir, problem) => {
    expect(subDirProblem(subDir)).toBe(problem);
  });

  test('cannot have the mark by which the CSI driver tells the parts of a volume apart', () => {
    expect(csiPartProblem('a/b')).toBeUndefined();
    expect(csiPartProblem('/a#b')).toBe('csi-driver-nfs separates the parts of a volume by #, so it would mount another path. Rename it.');
  });
});

describe('a directory for each claim', () => {
  test.each(['${pv.metadata.name}', 'a/${pvc.metadata.namespace}/${pvc.metadata.name}', '${pvc.metadata.namespace}-${pv.metadata.name}'])(
    'can be %s',
    (subDir) => {
      expect(sharedSubDirProblem(subDir)).toBeUndefined();
    },
  );

  const SHARED =
    'Claims of the class would share a directory. Put in ${pv.metadata.name}, or ${pvc.metadata.namespace} and ${pvc.metadata.name}; left out, each claim gets its own.';

  test.each([
    ['media', SHARED],
    ['${pvc.metadata.name}', SHARED],
    ['${pvc.metadata.namespace}', SHARED],
    [
      '${pvc.name}',
      'csi-driver-nfs does not know ${pvc.name}. It puts in ${pvc.metadata.namespace}, ${pvc.metadata.name}, ${pv.metadata.name}.',
    ],
    [
      'a${pv.metadata.name',
      'csi-driver-nfs does not know ${pv.metadata.name. It puts in ${pvc.metadata.namespace}, ${pvc.metadata.name}, ${pv.metadata.name}.',
    ],
  ])('cannot be %s', (subDir, problem) => {
    expect(sharedSubDirProblem(subDir)).toBe(problem);
  });
});

describe('the handle of a volume', () => {
  test('has the form that the driver recommends', () => {
    expect(nfsVolumeHandle('nfs.example.com', '/exports', 'media')).toBe('nfs.example.com#exports#media');
    expect(nfsVolumeHandle('nfs.example.com', '/')).toBe('nfs.example.com##');
  });

  test('is one for one directory, however it is written', () => {
    expect(nfsVolumeHandle('NFS.example.com', '//exports/./', 'media/')).toBe(nfsVolumeHandle('nfs.example.com', '/exports', 'media'));
    expect(nfsVolumeHandle('[fd00::5]', '/exports')).toBe(nfsVolumeHandle('fd00::5', '/exports'));
  });

  test('is another for another server, share or directory', () => {
    const handles = [
      nfsVolumeHandle('a', '/b', 'c'),
      nfsVolumeHandle('a', '/b/c'),
      nfsVolumeHandle('a', '/b'),
      nfsVolumeHandle('b', '/b', 'c'),
      nfsVolumeHandle('a', '/', 'b/c'),
    ];
    expect(new Set(handles).size).toBe(handles.length);
  });
});
