import { Driver } from './driver-facts';

/**
 * Block devices of Ceph; Rook puts its namespace in front of the name.
 *
 * @see https://github.com/ceph/ceph-csi/blob/devel/docs/deploy-rbd.md
 */
export const CEPH_RBD: Driver = {
  title: 'Ceph RBD',
  provisioner: 'rbd.csi.ceph.com',
  inline: 'refuses',
  storage: 'disks',
  classNames: ['rook-ceph-block', 'ceph-block'],
  fsGroupPolicy: 'File',
  secrets: ['provisioner', 'node-stage', 'controller-expand'],
  predecessor: { provisioner: 'kubernetes.io/rbd', source: 'rbd', removedIn: '1.31' },
};
