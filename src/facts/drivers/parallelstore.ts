import { Driver } from './driver-facts';

/**
 * Google Parallelstore: a sidecar serves each volume.
 *
 * @see https://cloud.google.com/kubernetes-engine/docs/how-to/persistent-volumes/parallelstore-csi-new-volume
 */
export const PARALLELSTORE: Driver = {
  title: 'Parallelstore',
  provisioner: 'parallelstore.csi.storage.gke.io',
  storage: 'files',
  podAnnotation: { key: 'gke-parallelstore/volumes', value: 'true', sidecar: 'gke-parallelstore-sidecar' },
};
