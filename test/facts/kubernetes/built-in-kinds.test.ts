import { isBuiltIn, isClusterWide } from '../../../src/facts/kubernetes/built-in-kinds';
import { isClusterScoped, KINDS } from '../../../src/facts/kubernetes/kinds';

test.each(['Namespace', 'storage.k8s.io/StorageClass', 'snapshot.storage.k8s.io/VolumeSnapshotClass', 'networking.k8s.io/ServiceCIDR'])(
  'a %s is in no namespace',
  (type) => {
    expect([isBuiltIn(type), isClusterWide(type)]).toEqual([true, true]);
  },
);

test.each(['Secret', 'apps/Deployment', 'snapshot.storage.k8s.io/VolumeSnapshot', 'storage.k8s.io/CSIStorageCapacity'])(
  'a %s is in one',
  (type) => {
    expect([isBuiltIn(type), isClusterWide(type)]).toEqual([true, false]);
  },
);

test('what this library makes is served by Kubernetes or an operator, and but for volumes, classes, drivers and what drivers may do in a namespace', () => {
  const kinds = Object.entries(KINDS);
  expect(kinds.map(([kind, { group }]) => (group === 'core' ? kind : `${group}/${kind}`)).filter((type) => !isBuiltIn(type))).toEqual([
    'postgresql.cnpg.io/Cluster',
    'postgresql.cnpg.io/Database',
    'barmancloud.cnpg.io/ObjectStore',
    'monitoring.coreos.com/PrometheusRule',
    'monitoring.coreos.com/PodMonitor',
    'postgresql.cnpg.io/Pooler',
    'postgresql.cnpg.io/ScheduledBackup',
  ]);
  expect(kinds.filter(([kind, facts]) => isClusterScoped(kind, facts)).map(([kind]) => kind)).toEqual([
    'CSIDriver',
    'ClusterRole',
    'ClusterRoleBinding',
    'PersistentVolume',
    'StorageClass',
    'VolumeGroupSnapshotClass',
    'VolumeSnapshotClass',
    'VolumeAttributesClass',
  ]);
});
