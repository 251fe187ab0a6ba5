import { Driver } from './driver-facts';

/**
 * Shares of SMB servers.
 *
 * @see https://github.com/kubernetes-csi/csi-driver-smb/blob/master/docs/driver-parameters.md
 */
export const SMB: Driver = {
  title: 'SMB',
  provisioner: 'smb.csi.k8s.io',
  storage: 'files',
  protocol: 'smb',
  ownerInClass: true,
};
