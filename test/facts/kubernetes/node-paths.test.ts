import { exposureOf, isOwningDirectory, isRuntimeSocket } from '../../../src/facts/kubernetes/node-paths';

test('a socket of a runtime is one by both names of its directory', () => {
  for (const socket of ['docker.sock', 'dockershim.sock', 'cri-dockerd.sock', 'crio/crio.sock', 'containerd/containerd.sock']) {
    expect(isRuntimeSocket(`/run/${socket}`)).toBe(true);
    expect(isRuntimeSocket(`/var/run/${socket}`)).toBe(true);
  }
  expect(isRuntimeSocket('/run/k3s/containerd/containerd.sock')).toBe(true);
  expect(isRuntimeSocket('/var/run/k3s/containerd/containerd.sock')).toBe(true);
  expect(isRuntimeSocket('/run/postgresql/.s.PGSQL.5432')).toBe(false);
  expect(isRuntimeSocket('/srv/run/docker.sock')).toBe(false);
});

test('what is below a directory that owns the node need not own it', () => {
  expect(isOwningDirectory('/var/lib')).toBe(true);
  expect(isOwningDirectory('/var/lib/kubelet')).toBe(true);
  expect(isOwningDirectory('/var/lib/app')).toBe(false);
});

describe('what a path shows', () => {
  const shows = (path: string, isWritten = false): string | undefined => exposureOf(path, isWritten)?.shows;

  test.each([
    '/dev/sda',
    '/dev/sda1',
    '/dev/nvme0n1p2',
    '/dev/vdb',
    '/dev/mapper/data',
    '/dev/disk/by-id/wwn-1',
    '/dev/vg0/data',
    '/dev/dm-3',
  ])('%s is a disk, which an unprivileged container sees and does not open', (path) =>
    expect(exposureOf(path, false)).toEqual({ kind: 'system', shows: 'a disk of the node, with all that is on it', isDevice: true }),
  );

  test.each([
    '/dev/log',
    '/dev/kmsg',
    '/dev/null',
    '/dev/fuse',
    '/dev/kvm',
    '/dev/dri',
    '/dev/net/tun',
    '/dev/ttyUSB0',
    '/dev/serial/by-id/x',
    '/dev/hugepages',
  ])('%s has no disk behind it, read or written', (path) => expect([shows(path), shows(path, true)]).toEqual([undefined, undefined]));

  test('/dev has what is in shared memory, for every root that reads it', () => {
    expect(exposureOf('/dev', false)).toMatchObject({ shows: expect.stringContaining('shared memory') });
    expect(exposureOf('/dev', false)?.isDevice).toBeUndefined();
    expect(shows('/dev/shm')).toBe("the shared memory of the node's programs");
  });

  test('of /proc, what belongs to a process has its environment, and settings matter to whoever writes them', () => {
    for (const path of ['/proc', '/proc/1', '/proc/1/environ', '/proc/self', '/proc/kcore']) expect(shows(path)).toMatch(/environment/);
    for (const path of ['/proc/meminfo', '/proc/sys/net', '/proc/stat']) expect(shows(path)).toBeUndefined();
    expect(shows('/proc/sys', true)).toMatch(/settings of the node/);
  });

  test('of the directory of the kubelet, what it has for agents, plugins and profiles shows no Secret', () => {
    for (const root of ['/var/lib/kubelet', '/var/lib/k0s/kubelet']) {
      for (const below of ['', '/pods', '/pki', '/plugins', '/plugins/kubernetes.io', '/plugins/kubernetes.io/csi']) {
        expect(exposureOf(`${root}${below}`, false)?.kind).toBe('kubelet');
      }
      for (const below of [
        '/pod-resources',
        '/device-plugins',
        '/device-plugins/kubelet.sock',
        '/plugins_registry',
        '/seccomp',
        '/plugins/gpu.example.com',
      ]) {
        expect(exposureOf(`${root}${below}`, true)).toBeUndefined();
      }
    }
    expect(exposureOf('/var/lib', false)?.kind).toBe('kubelet');
  });

  test('below the directory of a provisioner, one directory is the volume of one claim', () => {
    expect(shows('/var/lib/rancher')).toBe('the keys of the cluster');
    expect(shows('/var/lib/rancher/k3s')).toBe('the keys of the cluster');
    expect(shows('/var/lib/rancher/k3s/server/tls')).toBe('the keys of the cluster');
    expect(shows('/var/lib/rancher/k3s/storage')).toMatch(/volumes of all Pods/);
    expect(shows('/var/lib/rancher/k3s/storage/pvc-1')).toBeUndefined();
  });
});
