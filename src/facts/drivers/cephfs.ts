import { Driver } from './driver-facts';

/**
 * The file system of Ceph; Rook puts its namespace in front of the name.
 *
 * @see https://github.com/ceph/ceph-csi/blob/devel/docs/deploy-cephfs.md
 */
export const CEPHFS: Driver = {
  title: 'CephFS',
  provisioner: 'cephfs.csi.ceph.com',
  inline: 'refuses',
  storage: 'files',
  fsGroupPolicy: 'File',
  secrets: ['provisioner', 'node-stage', 'controller-expand'],
  predecessor: { provisioner: 'kubernetes.io/cephfs', source: 'cephfs', removedIn: '1.31' },
};
