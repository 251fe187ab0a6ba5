import { Driver } from './driver-facts';

/**
 * Drivers of which no more is known than what stands behind their names; one of which more becomes known gets a file of its own.
 *
 * @see https://kubernetes-csi.github.io/docs/drivers.html
 */
export const OTHER_DRIVERS: readonly Driver[] = [
  {
    title: 'DigitalOcean Block Storage',
    provisioner: 'dobs.csi.digitalocean.com',
    storage: 'disks',
    classNames: ['do-block-storage', 'do-block-storage-retain'],
  },
  { title: 'Hetzner Cloud Volumes', provisioner: 'csi.hetzner.cloud', storage: 'disks', classNames: ['hcloud-volumes'] },
  {
    title: 'Linode Block Storage',
    provisioner: 'linodebs.csi.linode.com',
    storage: 'disks',
    classNames: ['linode-block-storage', 'linode-block-storage-retain'],
  },
  {
    title: 'Vultr Block Storage',
    provisioner: 'block.csi.vultr.com',
    storage: 'disks',
    classNames: ['vultr-block-storage', 'vultr-block-storage-hdd'],
  },
  { title: 'Scaleway Block Storage', provisioner: 'csi.scaleway.com', storage: 'disks' },
  { title: 'Oracle Block Volume', provisioner: 'blockvolume.csi.oraclecloud.com', storage: 'disks', classNames: ['oci-bv'] },
  { title: 'Alibaba Cloud Disk', provisioner: 'diskplugin.csi.alibabacloud.com', storage: 'disks' },
  { title: 'IBM VPC Block', provisioner: 'vpc.block.csi.ibm.io', storage: 'disks' },
  { title: 'TopoLVM', provisioner: 'topolvm.io', storage: 'disks', onOneNode: true },
  { title: 'OpenEBS LVM', provisioner: 'local.csi.openebs.io', storage: 'disks', onOneNode: true },
  { title: 'OpenEBS ZFS', provisioner: 'zfs.csi.openebs.io', storage: 'disks', onOneNode: true },
  { title: 'AWS FSx for OpenZFS', provisioner: 'fsx.openzfs.csi.aws.com', storage: 'files', protocol: 'nfs' },
  { title: 'Alibaba Cloud NAS', provisioner: 'nfsplugin.csi.alibabacloud.com', storage: 'files', protocol: 'nfs' },
  {
    title: 'local-path',
    provisioner: 'rancher.io/local-path',
    withoutSnapshots: true,
    storage: 'node',
    openDirectories: true,
    // See https://github.com/rancher/local-path-provisioner/pull/183.
    sharesIf: 'its configuration names a sharedFileSystemPath',
    classNames: ['local-path'],
    mistakenFor: ['kubernetes.io/local-path'],
  },
  {
    title: 'the hostPath provisioner of minikube',
    provisioner: 'k8s.io/minikube-hostpath',
    storage: 'node',
    openDirectories: true,
    withoutSnapshots: true,
  },
  {
    title: 'the hostPath provisioner of Docker Desktop',
    provisioner: 'docker.io/hostpath',
    storage: 'node',
    openDirectories: true,
    withoutSnapshots: true,
  },
  { title: 'Mountpoint for S3', provisioner: 's3.csi.aws.com', storage: 'files', bucket: 'refuses', withoutSnapshots: true },
  { title: 'Azure Blob Storage', provisioner: 'blob.csi.azure.com', storage: 'files', bucket: 'rewrites' },
  { title: 'the S3 driver with GeeseFS', provisioner: 'ru.yandex.s3.csi', storage: 'files', bucket: 'rewrites' },
  { title: 'the S3 driver of ctrox', provisioner: 'ch.ctrox.csi.s3-driver', storage: 'files', bucket: 'rewrites' },
  { title: 'Alibaba Cloud OSS', provisioner: 'ossplugin.csi.alibabacloud.com', storage: 'files', bucket: 'rewrites' },
  // See https://github.com/cert-manager/csi-lib/blob/main/driver/nodeserver.go.
  { title: 'the driver of cert-manager', provisioner: 'csi.cert-manager.io', inline: 'readOnly' },
  // See https://github.com/spiffe/spiffe-csi/blob/main/pkg/driver/driver.go.
  { title: 'the SPIFFE driver', provisioner: 'csi.spiffe.io', inline: 'readOnly' },
];
