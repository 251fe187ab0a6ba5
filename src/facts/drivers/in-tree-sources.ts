import { inTreeProvisioner, InTreeProvisioner } from './in-tree';

/** Fields of volumes whose code was once compiled into Kubernetes, with the provisioner of the same storage. */
const SOURCES: Readonly<Record<string, string>> = {
  awsElasticBlockStore: 'kubernetes.io/aws-ebs',
  azureDisk: 'kubernetes.io/azure-disk',
  azureFile: 'kubernetes.io/azure-file',
  cephfs: 'kubernetes.io/cephfs',
  cinder: 'kubernetes.io/cinder',
  flocker: 'kubernetes.io/flocker',
  gcePersistentDisk: 'kubernetes.io/gce-pd',
  glusterfs: 'kubernetes.io/glusterfs',
  portworxVolume: 'kubernetes.io/portworx-volume',
  quobyte: 'kubernetes.io/quobyte',
  rbd: 'kubernetes.io/rbd',
  scaleIO: 'kubernetes.io/scaleio',
  storageos: 'kubernetes.io/storageos',
  vsphereVolume: 'kubernetes.io/vsphere-volume',
};

export const IN_TREE_SOURCE_FIELDS: readonly string[] = Object.keys(SOURCES);

/** What became of the code behind a field of a volume; undefined where it is still there. */
export function inTreeSource(field: string): InTreeProvisioner | undefined {
  return Object.hasOwn(SOURCES, field) ? inTreeProvisioner(SOURCES[field]) : undefined;
}
