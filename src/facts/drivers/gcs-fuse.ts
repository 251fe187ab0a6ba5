import { Driver } from './driver-facts';

/**
 * Buckets of Google Cloud Storage as file systems: a sidecar serves each volume.
 *
 * @see https://cloud.google.com/kubernetes-engine/docs/how-to/cloud-storage-fuse-csi-driver-pv
 */
export const GCS_FUSE: Driver = {
  title: 'Cloud Storage FUSE',
  provisioner: 'gcsfuse.csi.storage.gke.io',
  withoutSnapshots: true,
  bucket: 'rewrites',
  storage: 'files',
  podAnnotation: {
    key: 'gke-gcsfuse/volumes',
    value: 'true',
    sidecar: 'gke-gcsfuse-sidecar',
    volumes: ['gke-gcsfuse-buffer', 'gke-gcsfuse-cache'],
  },
};
