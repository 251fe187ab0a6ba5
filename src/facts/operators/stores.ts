import { ClaimNames, CustomResourceFacts } from './resource-facts';

/** @see https://rook.io/docs/rook/latest/CRDs/Cluster/ceph-cluster-crd/ */
const DEVICE_NAMES: ClaimNames = {
  known: ['data', 'metadata', 'wal'],
  level: 'error',
  otherwise: 'Rook refuses claim templates of device sets that are not called data, metadata or wal',
};

const ROOK: readonly CustomResourceFacts[] = [
  {
    type: 'ceph.rook.io/CephCluster',
    title: 'Ceph',
    claims: [
      { at: 'spec.mon.volumeClaimTemplate', shape: 'claim', name: 'mon' },
      { at: 'spec.mon.zones.*.volumeClaimTemplate', shape: 'claim', name: 'mon' },
      { at: 'spec.mon.stretchCluster.zones.*.volumeClaimTemplate', shape: 'claim', name: 'mon' },
      { at: 'spec.storage.storageClassDeviceSets.*.volumeClaimTemplates.*', shape: 'claim', name: 'data', names: DEVICE_NAMES },
      { at: 'spec.storage.volumeClaimTemplates.*', shape: 'claim', name: 'data' },
    ],
    deletions: [
      {
        at: 'spec.cleanupPolicy.confirmation',
        is: 'yes-really-destroy-data',
        harm: 'deleting the object wipes the disks of every node',
        remedy: 'Leave confirmation empty until the cluster is to go.',
      },
    ],
  },
  { type: 'ceph.rook.io/CephBlockPool', title: 'Ceph block pool', pools: ['spec'] },
  { type: 'ceph.rook.io/CephFilesystem', title: 'CephFS', pools: ['spec.metadataPool', 'spec.dataPools.*'] },
  { type: 'ceph.rook.io/CephObjectStore', title: 'Ceph object store', pools: ['spec.metadataPool', 'spec.dataPool'] },
];

/**
 * MinIO keeps the claims of a Tenant and of a pool that are taken away; 5.0.13 to 5.0.15 had a field to delete them, which is gone since 6.
 *
 * @see https://github.com/minio/operator/blob/master/docs/tenant_crd.adoc
 */
const MINIO: CustomResourceFacts = {
  type: 'minio.min.io/Tenant',
  title: 'MinIO',
  claims: [
    { at: 'spec.pools.*.volumeClaimTemplate', shape: 'claim', name: 'data' },
    { at: 'spec.sideCars.volumeClaimTemplates.*', shape: 'claim' },
  ],
  deletions: [
    {
      at: 'spec.pools.*.reclaimStorage',
      is: true,
      harm: 'the claims of the pool are deleted with it',
      remedy: 'Leave reclaimStorage out.',
    },
  ],
};

/** @see https://github.com/kubevirt/containerized-data-importer/blob/main/doc/datavolumes.md */
const DISKS: readonly CustomResourceFacts[] = [
  {
    type: 'cdi.kubevirt.io/DataVolume',
    title: 'DataVolume',
    claims: [
      { at: 'spec.pvc', shape: 'spec', name: 'disk' },
      { at: 'spec.storage', shape: 'spec', name: 'disk' },
    ],
  },
  {
    type: 'kubevirt.io/VirtualMachine',
    title: 'virtual machine',
    claims: [
      { at: 'spec.dataVolumeTemplates.*.spec.pvc', shape: 'spec', name: 'disk' },
      { at: 'spec.dataVolumeTemplates.*.spec.storage', shape: 'spec', name: 'disk' },
    ],
  },
];

export const STORES: readonly CustomResourceFacts[] = [...ROOK, MINIO, ...DISKS];
