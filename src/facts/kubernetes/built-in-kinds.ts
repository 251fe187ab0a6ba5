/**
 * The kinds that Kubernetes itself and its snapshot controller serve, by API group; the group without a name is the first.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/
 */
const NAMESPACED: Readonly<Record<string, readonly string[]>> = {
  '': [
    ...['Binding', 'ConfigMap', 'Endpoints', 'Event', 'LimitRange', 'List', 'PersistentVolumeClaim', 'Pod', 'PodTemplate'],
    ...['ReplicationController', 'ResourceQuota', 'Secret', 'Service', 'ServiceAccount'],
  ],
  apps: ['ControllerRevision', 'DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'],
  batch: ['CronJob', 'Job'],
  autoscaling: ['HorizontalPodAutoscaler', 'Scale'],
  policy: ['Eviction', 'PodDisruptionBudget'],
  'apiserver.config.k8s.io': ['EncryptionConfiguration'],
  'audit.k8s.io': ['Policy'],
  'certificates.k8s.io': ['PodCertificateRequest'],
  'coordination.k8s.io': ['Lease', 'LeaseCandidate'],
  'discovery.k8s.io': ['EndpointSlice'],
  'events.k8s.io': ['Event'],
  'groupsnapshot.storage.k8s.io': ['VolumeGroupSnapshot'],
  'networking.k8s.io': ['Ingress', 'NetworkPolicy'],
  'rbac.authorization.k8s.io': ['Role', 'RoleBinding'],
  'resource.k8s.io': ['ResourceClaim', 'ResourceClaimTemplate'],
  'scheduling.k8s.io': ['PodGroup', 'Workload'],
  'snapshot.storage.k8s.io': ['VolumeSnapshot'],
  'storage.k8s.io': ['CSIStorageCapacity'],
};

/** Those that are in no namespace. */
const CLUSTER_WIDE: Readonly<Record<string, readonly string[]>> = {
  '': ['ComponentStatus', 'Namespace', 'Node', 'PersistentVolume'],
  policy: ['PodSecurityPolicy'],
  'admissionregistration.k8s.io': [
    ...['MutatingAdmissionPolicy', 'MutatingAdmissionPolicyBinding', 'MutatingWebhookConfiguration'],
    ...['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding', 'ValidatingWebhookConfiguration'],
  ],
  'apiextensions.k8s.io': ['CustomResourceDefinition'],
  'apiregistration.k8s.io': ['APIService'],
  'certificates.k8s.io': ['CertificateSigningRequest', 'ClusterTrustBundle'],
  'flowcontrol.apiserver.k8s.io': ['FlowSchema', 'PriorityLevelConfiguration'],
  'groupsnapshot.storage.k8s.io': ['VolumeGroupSnapshotClass', 'VolumeGroupSnapshotContent'],
  'networking.k8s.io': ['IPAddress', 'IngressClass', 'ServiceCIDR'],
  'node.k8s.io': ['RuntimeClass'],
  'rbac.authorization.k8s.io': ['ClusterRole', 'ClusterRoleBinding'],
  'resource.k8s.io': ['DeviceClass', 'DeviceTaintRule', 'ResourceSlice'],
  'scheduling.k8s.io': ['PriorityClass'],
  'snapshot.storage.k8s.io': ['VolumeSnapshotClass', 'VolumeSnapshotContent'],
  'storage.k8s.io': ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment', 'VolumeAttributesClass'],
  'storagemigration.k8s.io': ['StorageVersionMigration'],
};

const typesOf = (kinds: Readonly<Record<string, readonly string[]>>): ReadonlySet<string> =>
  new Set(Object.entries(kinds).flatMap(([group, names]) => names.map((kind) => (group === '' ? kind : `${group}/${kind}`))));

const NAMESPACED_TYPES = typesOf(NAMESPACED);
const CLUSTER_WIDE_TYPES = typesOf(CLUSTER_WIDE);

/** Whether Kubernetes itself serves a kind with its API group, such as `apps/Deployment`. */
export function isBuiltIn(type: string): boolean {
  return NAMESPACED_TYPES.has(type) || CLUSTER_WIDE_TYPES.has(type);
}

/** Whether objects of a kind are in no namespace: a kind with its API group, `storage.k8s.io/StorageClass`. */
export function isClusterWide(type: string): boolean {
  return CLUSTER_WIDE_TYPES.has(type);
}
