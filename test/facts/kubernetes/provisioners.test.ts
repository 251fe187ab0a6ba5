import { misspeltProvisioner, nobodyServes } from '../../../src/facts/kubernetes/provisioners';
import { DRIVERS } from '../../../src/facts/drivers';

test('nothing known is misspelt, or served by nobody', () => {
  for (const { provisioner, predecessor } of DRIVERS) {
    for (const name of [provisioner, predecessor?.provisioner ?? provisioner]) {
      expect([name, nobodyServes(name), misspeltProvisioner(name)]).toEqual([name, false, undefined]);
    }
  }
});

test.each([
  ['kubernetes.io/host-path', true, undefined],
  ['kubernetes.io/nfs', true, 'nfs.csi.k8s.io'],
  ['kubernetes.io/no-provisoner', true, 'kubernetes.io/no-provisioner'],
  ['no-provisioner', false, 'kubernetes.io/no-provisioner'],
  ['ebs.csi.aws.co', false, 'ebs.csi.aws.com'],
  ['nfs.csi.k8s.oi', false, 'nfs.csi.k8s.io'],
  ['example.com/nfs', false, undefined],
  ['rook-ceph.rbd.csi.ceph.com', false, undefined],
])('%s', (name, unserved, meant) => {
  expect([nobodyServes(name), misspeltProvisioner(name)]).toEqual([unserved, meant]);
});
