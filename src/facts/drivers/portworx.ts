import { Driver } from './driver-facts';

/**
 * Portworx: disks, and files where the class says so.
 *
 * @see https://docs.portworx.com/portworx-csi/
 */
export const PORTWORX: Driver = {
  title: 'Portworx',
  provisioner: 'pxd.portworx.com',
  predecessor: { provisioner: 'kubernetes.io/portworx-volume', source: 'portworxVolume', removedIn: '1.36', translation: {} },
};
