import { isOwningDirectory, isRuntimeSocket } from '../../../src/facts/kubernetes/node-paths';

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
