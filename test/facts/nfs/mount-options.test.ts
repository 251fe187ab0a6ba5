import * as fc from 'fast-check';
import {
  EFS_MOUNT_OPTIONS,
  mergeMountOptions,
  mountOptionProblems,
  mountRisks,
  NFS_MOUNT_OPTIONS,
} from '../../../src/facts/nfs/mount-options';

const problemOf = (...options: string[]): string | undefined => mountOptionProblems(options)[0]?.problem;

test('the defaults are sound by their own rules', () => {
  for (const options of [NFS_MOUNT_OPTIONS, EFS_MOUNT_OPTIONS]) {
    expect(mountOptionProblems(options)).toEqual([]);
    expect(mountRisks(options).size).toBe(0);
  }
});

test('mounts wait for a server that is away, since a mount that gives up corrupts data', () => {
  expect(NFS_MOUNT_OPTIONS).toEqual(['hard', 'nfsvers=4.1', 'timeo=600', 'retrans=2']);
});

test('EFS gets large requests, and another source port after a network failure', () => {
  expect(EFS_MOUNT_OPTIONS).toEqual(['hard', 'nfsvers=4.1', 'timeo=600', 'retrans=2', 'rsize=1048576', 'wsize=1048576', 'noresvport']);
});

describe('mount options', () => {
  test.each([
    'soft',
    'softerr',
    'vers=4.2',
    'v4.1',
    'nconnect=8',
    'sec=krb5p',
    'proto=tcp6',
    'rdma',
    'noatime',
    'fsc',
    'fsc=cache',
    'context=system_u:object_r:nfs_t:s0',
    'retrans=0',
    'xprtsec=tls',
    'nordirplus',
  ])('can be %s', (option) => {
    expect(problemOf(option)).toBeUndefined();
  });

  const ONE = 'Give one option in each entry of the list, without blanks or commas.';

  test.each([
    ['', 'An option is empty. Leave it out.'],
    ['  ', 'An option is empty. Leave it out.'],
    ['hard,nfsvers=4.1', ONE],
    [' hard', ONE],
    ['-o hard', ONE],
    ['nfsver=4.1', 'mount.nfs does not know this option, so no Pod would start. Did you mean nfsvers?'],
    ['int', 'mount.nfs does not know this option, so no Pod would start. Did you mean intr?'],
    ['qqqqqqqqqqqq=1', 'mount.nfs does not know this option, so no Pod would start.'],
    ['hard=true', 'It takes no value. Write hard.'],
    ['timeo', 'It has no value. Write timeo=VALUE.'],
    ['sec=', 'It has no value. Write sec=VALUE.'],
    ['nfsvers=2', 'Use one of 3, 4, 4.0, 4.1, 4.2.'],
    ['nfsvers=5', 'Use one of 3, 4, 4.0, 4.1, 4.2.'],
    ['timeo=0', 'Use a whole number from 1 to 2147483647.'],
    ['timeo=60s', 'Use a whole number from 1 to 2147483647.'],
    ['rsize=512', 'Use a whole number from 1024 to 2147483647.'],
    ['nconnect=17', 'Use a whole number from 1 to 16.'],
    ['port=65536', 'Use a whole number from 1 to 65535.'],
    ['local_lock=yes', 'Use one of all, flock, posix, none.'],
    [
      'bg',
      'The mount command would report success before anything is mounted, so Pods would start on an empty directory of the node. Leave it out: the kubelet tries again by itself.',
    ],
    ['udp', 'NFS over UDP corrupts data on fast networks, and version 4 does not have it. Leave it out for TCP.'],
    ['proto=udp6', 'NFS over UDP corrupts data on fast networks, and version 4 does not have it. Leave it out for TCP.'],
  ])('cannot be %j', (option, problem) => {
    expect(problemOf(option)).toBe(problem);
  });

  test.each([
    [['hard', 'soft'], 1, 'It contradicts hard, and the last one would win. Keep one of them.'],
    [['soft', 'softerr'], 1, 'It contradicts soft, and the last one would win. Keep one of them.'],
    [['vers=4.1', 'noatime', 'nfsvers=4.2'], 2, 'It contradicts vers=4.1, and the last one would win. Keep one of them.'],
    [['v4.1', 'nfsvers=4.1'], 1, 'It contradicts v4.1, and the last one would win. Keep one of them.'],
    [['tcp', 'proto=rdma'], 1, 'It contradicts tcp, and the last one would win. Keep one of them.'],
    [['timeo=600', 'timeo=300'], 1, 'It contradicts timeo=600, and the last one would win. Keep one of them.'],
    [['noac', 'noac'], 1, 'It is there twice. Keep one.'],
  ])('cannot be %j together', (options, index, problem) => {
    expect(mountOptionProblems(options)).toEqual([{ index, problem }]);
  });
});

describe('merged options', () => {
  test('replace what sets the same, in its place, and come last otherwise', () => {
    expect(mergeMountOptions(NFS_MOUNT_OPTIONS, ['vers=4.2', 'noatime', 'soft'])).toEqual([
      'soft',
      'vers=4.2',
      'timeo=600',
      'retrans=2',
      'noatime',
    ]);
    expect(mergeMountOptions(EFS_MOUNT_OPTIONS, ['resvport'])).toContain('resvport');
    expect(mergeMountOptions(EFS_MOUNT_OPTIONS, ['resvport'])).not.toContain('noresvport');
  });

  test('have each setting once, and all of the own ones', () => {
    const option = fc.constantFrom(
      'hard',
      'soft',
      'nfsvers=4.2',
      'v3',
      'timeo=10',
      'nconnect=2',
      'noatime',
      'lock',
      'nolock',
      'tcp',
      'rdma',
    );
    fc.assert(
      fc.property(fc.uniqueArray(option, { maxLength: 5 }), fc.constantFrom(NFS_MOUNT_OPTIONS, EFS_MOUNT_OPTIONS), (own, base) => {
        fc.pre(mountOptionProblems(own).length === 0);
        const merged = mergeMountOptions(base, own);
        expect(mountOptionProblems(merged)).toEqual([]);
        expect(merged).toEqual(expect.arrayContaining(own));
      }),
    );
  });
});

describe('a risk', () => {
  test.each([
    [['soft'], { softMountMayCorruptData: 'soft' }],
    [['softerr'], { softMountMayCorruptData: 'softerr' }],
    [['nfsvers=3'], { version3LocksNeedStatd: 'nfsvers=3' }],
    [['v3'], { version3LocksNeedStatd: 'v3' }],
    [['vers=3', 'nolock'], { locksHoldOnOneNodeOnly: 'nolock' }],
    [['local_lock=posix'], { locksHoldOnOneNodeOnly: 'local_lock=posix' }],
    [['local_lock=none'], {}],
    [['hard', 'nfsvers=4.1', 'softreval'], {}],
  ])('is known of %j', (options, risks) => {
    expect(Object.fromEntries(mountRisks(options))).toEqual(risks);
  });
});
