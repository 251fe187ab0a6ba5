import { undeletedSource } from '../../../src/facts/kubernetes/reclaim';

test.each([
  [{ nfs: { server: 'nas', path: '/' } }, 'NFS'],
  [{ local: { path: '/mnt' } }, 'a disk of a node'],
  [{ hostPath: { path: '/data' } }, 'a directory of a node outside of /tmp'],
  [{ hostPath: {} }, 'a directory of a node outside of /tmp'],
  [{ hostPath: { path: '/tmp/data' } }, undefined],
  [{ csi: { driver: 'ebs.csi.aws.com' } }, undefined],
  [{ nfs: null }, undefined],
])('who deletes %j', (spec, source) => {
  expect(undeletedSource(spec)).toBe(source);
});
