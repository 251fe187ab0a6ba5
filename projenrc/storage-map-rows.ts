/*
 * Where this library offers each field and kind of Kubernetes' storage, which rules watch it, and why where it offers none: the data of
 * docs/storage-map.md. The fields come from the API server, so that none is forgotten: a new one makes the test of the page fail until it
 * has a row here.
 */

/** A field, or a value that it can have. */
export interface MapRow {
  /** Members of the public API: `Class`, `Class.method`, `Struct.prop`. */
  readonly offered: readonly string[];
  /** Rules that watch what it says. */
  readonly rules: readonly string[];
  /** Why nothing is offered, or no rule watches it. */
  readonly note?: string;
}

/** Fields of one struct of the API, as one table. */
export interface MapSection {
  readonly title: string;
  /** The structs of the API server, each with what its fields begin with in the table. */
  readonly structs: Readonly<Record<string, string>>;
  /** The fields of these that are not about storage. */
  readonly leftOut?: readonly string[];
  readonly rows: Readonly<Record<string, MapRow>>;
}

/** Offered by members of the API, which are named in one text. */
const by = (offered: string, rules = '', note?: string): MapRow => ({
  offered: offered === '' ? [] : offered.split(' '),
  rules: rules === '' ? [] : rules.split(' '),
  note,
});
const none = (note: string, rules = ''): MapRow => by('', rules, note);

const SAFE = 'nothing of it can be wrong by itself';
const DRIVER = 'what a driver can do is its own, and no manifest shows it';
const IN_TREE = 'its code has left Kubernetes; the CSI driver that took over has a class';
const GONE = 'gone from Kubernetes, without a successor here';
const DISKS = 'SAN disks, by hand: a CSI driver makes and attaches them';
const GATED = 'behind a feature gate in all supported versions; a server without it drops the field';

const REMOVED = 'removed-in-tree-provisioner';

export const MAP: readonly MapSection[] = [
  {
    title: 'Volumes of a Pod',
    structs: { Volume: '' },
    leftOut: ['name'],
    rows: {
      awsElasticBlockStore: none(IN_TREE, REMOVED),
      azureDisk: none(IN_TREE, REMOVED),
      azureFile: none(IN_TREE, REMOVED),
      cephfs: none(IN_TREE, REMOVED),
      cinder: none(IN_TREE, REMOVED),
      configMap: by(
        'PodVolume.configMap ConfigReloadingDeployment',
        'missing-config-object missing-config-key config-change-not-rolled-out',
      ),
      csi: by('PodVolume.inlineCsi', 'invalid-volume missing-driver-annotation'),
      downwardAPI: by('PodVolume.downwardApi', 'invalid-volume'),
      emptyDir: by('ScratchVolume SharedScratchPod', 'scratch-without-limit scratch-exceeds-limit memory-scratch-exceeds-limit'),
      ephemeral: by('PodVolume.ephemeral ScratchMedium.volumeOf', 'missing-class disk-left-by-each-pod quota-exceeded'),
      fc: none(DISKS, 'invalid-volume'),
      flexVolume: none('deprecated since 1.23, for CSI', 'unknown-field'),
      flocker: none(GONE, 'unknown-field'),
      gcePersistentDisk: none(IN_TREE, REMOVED),
      gitRepo: none('cannot be used from 1.36 on, and ran git as root of the node; an init container clones', 'invalid-volume'),
      glusterfs: none(GONE, REMOVED),
      hostPath: by(
        'NodeAgent',
        'host-path-volume host-path-reveals-node host-path-unchecked host-path-out-of-reach',
        'for agents of the node alone',
      ),
      image: by('PodVolume.image', 'image-volume-without-version'),
      iscsi: none(DISKS, 'invalid-volume'),
      nfs: by('NfsSharedStore', 'nfs-inline-volume nfs-server-not-reached', 'by a claim: "restricted" forbids it inline'),
      persistentVolumeClaim: by('Claim.mountInto Claim.attachInto', 'missing-claim rwo-shared-by-replicas rwo-with-rolling-update'),
      photonPersistentDisk: none(GONE, 'unknown-field'),
      portworxVolume: none(IN_TREE, REMOVED),
      projected: by('PodVolume.projected', 'invalid-volume'),
      quobyte: none(GONE, REMOVED),
      rbd: none(IN_TREE, REMOVED),
      scaleIO: none(GONE, 'unknown-field'),
      secret: by('PodVolume.secret DatabaseCredentials', 'missing-config-object missing-config-key key-file-mode'),
      storageos: none(GONE, REMOVED),
      vsphereVolume: none(IN_TREE, REMOVED),
    },
  },
  {
    title: 'What these volumes say',
    structs: {
      ConfigMapVolumeSource: 'configMap.',
      SecretVolumeSource: 'secret.',
      KeyToPath: 'items.',
      DownwardAPIVolumeSource: 'downwardAPI.',
      DownwardAPIVolumeFile: 'downwardAPI.items.',
      ProjectedVolumeSource: 'projected.',
      VolumeProjection: 'projected.sources.',
      ServiceAccountTokenProjection: 'serviceAccountToken.',
      ImageVolumeSource: 'image.',
      CSIVolumeSource: 'csi.',
      EmptyDirVolumeSource: 'emptyDir.',
      EphemeralVolumeSource: 'ephemeral.',
      PersistentVolumeClaimVolumeSource: 'persistentVolumeClaim.',
    },
    rows: {
      'configMap.defaultMode': by('FilesVolumeOptions.defaultMode', 'decimal-file-mode'),
      'configMap.items': by('ObjectVolumeOptions.items', 'missing-config-key invalid-volume'),
      'configMap.name': by('ConfigMapVolumeOptions.configMap', 'missing-config-object'),
      'configMap.optional': by('ObjectVolumeOptions.optional', 'missing-config-object'),
      'secret.defaultMode': by('FilesVolumeOptions.defaultMode', 'decimal-file-mode key-file-mode'),
      'secret.items': by('ObjectVolumeOptions.items', 'missing-config-key invalid-volume'),
      'secret.optional': by('ObjectVolumeOptions.optional', 'missing-config-object'),
      'secret.secretName': by('SecretVolumeOptions.secret', 'missing-config-object'),
      'items.key': by('VolumeFile.key', 'missing-config-key'),
      'items.mode': by('VolumeFile.mode', 'decimal-file-mode'),
      'items.path': by('VolumeFile.path', 'invalid-volume'),
      'downwardAPI.defaultMode': by('FilesVolumeOptions.defaultMode', 'decimal-file-mode'),
      'downwardAPI.items': by('DownwardApiVolumeOptions.items', 'invalid-volume'),
      'downwardAPI.items.fieldRef': by('PodField.of PodField.label PodField.annotation', 'invalid-volume'),
      'downwardAPI.items.mode': by('PodFile.mode', 'decimal-file-mode'),
      'downwardAPI.items.path': by('PodFile.path', 'invalid-volume'),
      'downwardAPI.items.resourceFieldRef': by('PodField.resource', 'invalid-volume'),
      'projected.defaultMode': by('FilesVolumeOptions.defaultMode', 'decimal-file-mode'),
      'projected.sources': by('ProjectedVolumeOptions.sources', 'invalid-volume'),
      'projected.sources.clusterTrustBundle': none(GATED, 'invalid-volume'),
      'projected.sources.configMap': by('ProjectedSource.configMap', 'missing-config-object'),
      'projected.sources.downwardAPI': by('ProjectedSource.downwardApi', 'invalid-volume'),
      'projected.sources.podCertificate': none(GATED, 'unknown-field'),
      'projected.sources.secret': by('ProjectedSource.secret', 'missing-config-object'),
      'projected.sources.serviceAccountToken': by('ProjectedSource.serviceAccountToken PodVolume.serviceAccountToken', 'invalid-volume'),
      'serviceAccountToken.audience': by('ServiceAccountTokenOptions.audience', '', 'any text is an audience'),
      'serviceAccountToken.expirationSeconds': by('ServiceAccountTokenOptions.expiration', 'invalid-volume'),
      'serviceAccountToken.path': by('ServiceAccountTokenOptions.path', 'invalid-volume'),
      'image.pullPolicy': by('ImageVolumeOptions.pullPolicy', 'unknown-value'),
      'image.reference': by('ImageVolumeOptions.reference', 'image-volume-without-version'),
      'csi.driver': by('InlineCsiVolumeOptions.driver', 'invalid-volume'),
      'csi.fsType': by('InlineCsiVolumeOptions.fsType', '', 'for the driver to say'),
      'csi.nodePublishSecretRef': by('InlineCsiVolumeOptions.nodePublishSecret', '', 'who makes the Secret is not known'),
      'csi.readOnly': by('InlineCsiVolumeOptions.readOnly', 'invalid-volume'),
      'csi.volumeAttributes': by('InlineCsiVolumeOptions.volumeAttributes', 'secret-in-manifest'),
      'emptyDir.medium': by('ScratchVolumeProps.medium', 'invalid-volume memory-scratch-exceeds-limit'),
      'emptyDir.sizeLimit': by('ScratchVolumeProps.sizeLimit', 'scratch-without-limit scratch-exceeds-limit mistaken-quantity'),
      'ephemeral.volumeClaimTemplate': by('PodVolume.ephemeral', 'missing-class claim-size-refused'),
      'persistentVolumeClaim.claimName': by('Claim.mountInto', 'missing-claim claim-in-other-namespace'),
      'persistentVolumeClaim.readOnly': by('MountOptions.access', 'unsupported-access-mode', 'by the mount, for each container'),
    },
  },
  {
    title: 'Mounts and devices',
    structs: { VolumeMount: 'volumeMounts.', VolumeDevice: 'volumeDevices.' },
    rows: {
      'volumeMounts.mountPath': by('Claim.mountInto PodVolume.mountInto', 'overlapping-mounts relative-mount-path mount-hides-image-files'),
      'volumeMounts.mountPropagation': by(
        'MountOptions.propagation HostMount.propagation CsiNodePluginProps.stagesVolumes',
        'bidirectional-mount-without-privilege csi-mount-not-shared invalid-mount',
      ),
      'volumeMounts.name': by('PodVolumeOptions.name', 'mount-without-volume volume-never-mounted'),
      'volumeMounts.readOnly': by('MountOptions.access', 'writable-config-mount contested-volume'),
      'volumeMounts.recursiveReadOnly': by('MountOptions.recursiveReadOnly', 'invalid-mount'),
      'volumeMounts.subPath': by('MountOptions.subPath', 'subpath-update-needs-restart invalid-mount'),
      'volumeMounts.subPathExpr': by('MountOptions.subPathExpr', 'invalid-mount'),
      'volumeDevices.devicePath': by('Claim.attachInto ClaimTemplate.attachInto PodVolume.attachInto', 'volume-mode-mismatch'),
      'volumeDevices.name': by('Claim.attachInto', 'mount-without-volume'),
    },
  },
  {
    title: 'Claims',
    structs: { PersistentVolumeClaimSpec: '', VolumeResourceRequirements: 'resources.' },
    rows: {
      accessModes: by('VolumeRequestOptions.accessModes', 'unsupported-access-mode rwx-on-block-storage rwo-shared-by-replicas'),
      dataSource: by('VolumeRequestOptions.dataSource', 'unusable-data-source restore-smaller-than-source'),
      dataSourceRef: none(
        'for populators and sources of other namespaces, which are no part of Kubernetes; the server fills it from dataSource',
        'unusable-data-source',
      ),
      resources: by('VolumeRequestOptions.storage', 'claim-size-refused mistaken-quantity quota-exceeded'),
      selector: by('ClaimProps.selector', 'claim-cannot-bind'),
      storageClassName: by('ClaimProps.storageClass', 'missing-class claim-falls-to-default-class'),
      volumeAttributesClassName: by('VolumeRequestOptions.volumeAttributesClassName', 'class-of-other-driver claim-cannot-bind'),
      volumeMode: by('VolumeRequestOptions.volumeMode', 'volume-mode-mismatch'),
      volumeName: by('ClaimProps.volumeName PersistentVolume.bind PersistentVolume.claim', 'claim-cannot-bind contested-volume'),
      'resources.limits': none('no controller reads it of a claim; a LimitRange limits claims', 'wrong-type'),
      'resources.requests': by('VolumeRequestOptions.storage', 'claim-size-refused mistaken-quantity quota-exceeded'),
    },
  },
  {
    title: 'Access modes',
    structs: { 'PersistentVolumeClaimSpec.accessModes': '' },
    rows: {
      ReadOnlyMany: by('VolumeRequestOptions.accessModes', 'unsupported-access-mode'),
      ReadWriteMany: by(
        'VolumeRequestOptions.accessModes FileStorageClass SharedStorageDeployment NfsSharedStore',
        'rwx-on-block-storage unsupported-access-mode',
      ),
      ReadWriteOnce: by('VolumeRequestOptions.accessModes', 'rwo-shared-by-replicas rwo-with-rolling-update'),
      ReadWriteOncePod: by('VolumeRequestOptions.accessModes', 'unsupported-access-mode rwo-shared-by-replicas'),
    },
  },
  {
    title: 'Volumes that exist',
    structs: { PersistentVolumeSpec: '' },
    rows: {
      accessModes: by('PersistentVolumeProps.accessModes', 'unsupported-access-mode claim-cannot-bind'),
      awsElasticBlockStore: none(IN_TREE, REMOVED),
      azureDisk: none(IN_TREE, REMOVED),
      azureFile: none(IN_TREE, REMOVED),
      capacity: by('PersistentVolumeProps.storage', 'claim-cannot-bind mistaken-quantity'),
      cephfs: none(IN_TREE, REMOVED),
      cinder: none(IN_TREE, REMOVED),
      claimRef: by(
        'PersistentVolumeProps.claimRef PersistentVolume.bind PersistentVolume.claim',
        'claim-ref-without-namespace claim-cannot-bind',
      ),
      csi: by('PersistentVolumeSource.csi', 'shared-volume-handle'),
      fc: none(DISKS, 'invalid-volume'),
      flexVolume: none('deprecated since 1.23, for CSI', 'unknown-field'),
      flocker: none(GONE, 'unknown-field'),
      gcePersistentDisk: none(IN_TREE, REMOVED),
      glusterfs: none(GONE, REMOVED),
      hostPath: by('PersistentVolumeSource.hostPath', 'host-path-volume'),
      iscsi: none(DISKS, 'invalid-volume'),
      local: by('PersistentVolumeSource.local LocalVolumes', 'local-volume-without-affinity'),
      mountOptions: by('PersistentVolumeProps.mountOptions', 'nfs-soft-mount'),
      nfs: by('PersistentVolumeSource.nfs NfsSharedStore', 'shared-nfs-directory nfs-fsgroup nfs-soft-mount'),
      nodeAffinity: by('PersistentVolumeProps.nodeAffinity LocalVolumes', 'local-volume-without-affinity pod-cannot-reach-volume'),
      persistentVolumeReclaimPolicy: by('PersistentVolumeProps.reclaimPolicy', 'delete-reclaim-without-deleter recycle-reclaim-policy'),
      photonPersistentDisk: none(GONE, 'unknown-field'),
      portworxVolume: none(IN_TREE, REMOVED),
      quobyte: none(GONE, REMOVED),
      rbd: none(IN_TREE, REMOVED),
      scaleIO: none(GONE, 'unknown-field'),
      storageClassName: by('PersistentVolumeProps.storageClassName', 'claim-cannot-bind'),
      storageos: none(GONE, REMOVED),
      volumeAttributesClassName: by('PersistentVolumeProps.volumeAttributesClassName', 'claim-cannot-bind'),
      volumeMode: by('PersistentVolumeProps.volumeMode', 'volume-mode-mismatch claim-cannot-bind'),
      vsphereVolume: none(IN_TREE, REMOVED),
    },
  },
  {
    title: 'What their sources say',
    structs: {
      CSIPersistentVolumeSource: 'csi.',
      LocalVolumeSource: 'local.',
      NFSVolumeSource: 'nfs.',
      HostPathVolumeSource: 'hostPath.',
    },
    rows: {
      'csi.controllerExpandSecretRef': none('volumes that a class makes have it from the class; for static ones use a class'),
      'csi.controllerPublishSecretRef': none('volumes that a class makes have it from the class; for static ones use a class'),
      'csi.driver': by('CsiVolumeOptions.driver', 'shared-volume-handle'),
      'csi.fsType': by('CsiVolumeOptions.fsType', '', 'for the driver to say'),
      'csi.nodeExpandSecretRef': none('volumes that a class makes have it from the class; for static ones use a class'),
      'csi.nodePublishSecretRef': by('CsiVolumeOptions.nodePublishSecret', '', 'who makes the Secret is not known'),
      'csi.nodeStageSecretRef': by('CsiVolumeOptions.nodeStageSecret', '', 'who makes the Secret is not known'),
      'csi.readOnly': by('CsiVolumeOptions.readOnly', '', SAFE),
      'csi.volumeAttributes': by('CsiVolumeOptions.volumeAttributes', 'secret-in-manifest'),
      'csi.volumeHandle': by('CsiVolumeOptions.volumeHandle', 'shared-volume-handle'),
      'local.fsType': by('LocalVolumeOptions.fsType LocalDisk.fsType', '', 'for the kubelet to say'),
      'local.path': by('LocalVolumeOptions.path LocalDisk.path', 'invalid-volume'),
      'nfs.path': by('NfsVolumeOptions.path', 'shared-nfs-directory'),
      'nfs.readOnly': by('NfsVolumeOptions.readOnly', '', SAFE),
      'nfs.server': by('NfsVolumeOptions.server', 'nfs-server-not-reached'),
      'hostPath.path': by(
        'HostPathVolumeOptions.path HostMount.path HostBuffer.path CsiNodePluginProps.kubeletRoot',
        'host-path-volume host-path-reveals-node csi-registration-path',
      ),
      'hostPath.type': by('HostPathVolumeOptions.type HostMount.type', 'unknown-value host-path-unchecked'),
    },
  },
  {
    title: 'Classes',
    structs: { StorageClass: '' },
    rows: {
      allowVolumeExpansion: by(
        'ZonalStorageClassProps.allowVolumeExpansion FileStorageClassProps.allowVolumeExpansion',
        'class-cannot-grow',
      ),
      allowedTopologies: by('ZonalStorageClassProps.zones', 'wrong-topology-key'),
      mountOptions: by(
        'ZonalStorageClassProps.mountOptions FileStorageClassProps.mountOptions',
        'nfs-soft-mount world-writable-store embedded-database-on-network-share',
      ),
      parameters: by(
        'StorageDriver.awsEbs StorageDriver.azureDisk StorageDriver.gcePersistentDisk StorageDriver.csi FileDriver.awsEfs FileDriver.azureFilesSmb FileDriver.azureFilesNfs FileDriver.gcpFilestore FileDriver.cephFs FileDriver.awsFsxLustre FileDriver.smb FileDriver.nfs',
        'unknown-class-parameter class-without-secret',
      ),
      provisioner: by('StorageDriver FileDriver LocalVolumes', 'unknown-provisioner removed-in-tree-provisioner'),
      reclaimPolicy: by(
        'ZonalStorageClassProps.reclaimPolicy FileStorageClassProps.reclaimPolicy',
        'delete-reclaim-on-database disk-left-by-each-pod recycle-reclaim-policy',
      ),
      volumeBindingMode: by(
        'ZonalStorageClass FileStorageClassProps.waitForFirstPod',
        'immediate-binding-on-zonal-class',
        'for disks always WaitForFirstConsumer',
      ),
    },
  },
  {
    title: 'Classes of attributes',
    structs: { VolumeAttributesClass: '' },
    rows: {
      driverName: by('VolumeAttributesClassProps.driver', 'class-of-other-driver'),
      parameters: by(
        'VolumeAttributes.awsEbs VolumeAttributes.azureDisk VolumeAttributes.gcePersistentDisk VolumeAttributes.csi',
        'unknown-class-parameter',
      ),
    },
  },
  {
    title: 'Sets',
    structs: { StatefulSetSpec: '', StatefulSetPersistentVolumeClaimRetentionPolicy: 'persistentVolumeClaimRetentionPolicy.' },
    leftOut: ['minReadySeconds', 'revisionHistoryLimit', 'selector', 'template'],
    rows: {
      ordinals: by('StatefulWorkloadProps.firstOrdinal', 'unknown-claim-name', 'claims are named by it'),
      persistentVolumeClaimRetentionPolicy: by(
        'ClaimTemplateOptions.whenDeleted ClaimTemplateOptions.whenScaled StatefulWorkloadProps.whenDeleted',
        'delete-reclaim-on-database',
      ),
      podManagementPolicy: by(
        'StatefulWorkloadProps.podManagementPolicy StatefulDatabaseProps.podManagementPolicy',
        'peers-wait-for-each-other',
      ),
      replicas: by(
        'StatefulWorkloadProps.replicas StatefulDatabaseProps.replicas LocalVolumes.claimTemplate',
        'replicated-plain-database majority-not-kept quota-exceeded',
      ),
      serviceName: by('StatefulWorkloadProps.headlessServiceName StatefulDatabase', 'statefulset-without-headless-service'),
      updateStrategy: by('StatefulWorkloadProps.strategy', 'unknown-value'),
      volumeClaimTemplates: by(
        'ClaimTemplate StatefulWorkloadProps.disks LocalVolumes.claimTemplate',
        'versioned-claim-template missing-class',
      ),
      'persistentVolumeClaimRetentionPolicy.whenDeleted': by('ClaimTemplateOptions.whenDeleted', 'unknown-value'),
      'persistentVolumeClaimRetentionPolicy.whenScaled': by('ClaimTemplateOptions.whenScaled', 'unknown-value'),
    },
  },
  {
    title: 'Owners of files',
    structs: { PodSecurityContext: 'securityContext.' },
    leftOut: ['appArmorProfile', 'runAsNonRoot', 'seccompProfile', 'sysctls', 'windowsOptions'],
    rows: {
      'securityContext.fsGroup': by('PodOptions.group', 'non-root-without-group nfs-fsgroup'),
      'securityContext.fsGroupChangePolicy': by('PodHardening.fsGroupChangePolicy', 'recursive-ownership-change'),
      'securityContext.runAsGroup': by('PodOptions.group', '', SAFE),
      'securityContext.runAsUser': by('PodOptions.user', 'non-root-without-group chown-without-root'),
      'securityContext.seLinuxChangePolicy': by('PodHardening.seLinuxChangePolicy', 'unknown-field selinux-labels-differ'),
      'securityContext.seLinuxOptions': by('PodHardening.seLinuxOptions', 'selinux-labels-differ'),
      'securityContext.supplementalGroups': by(
        'NfsSharedStoreProps.group NodeAgentProps.supplementalGroups',
        'nfs-fsgroup host-path-out-of-reach',
      ),
      'securityContext.supplementalGroupsPolicy': none('by the means of the workload', 'unknown-value'),
    },
  },
  {
    title: 'Quotas and limits',
    structs: { ResourceQuotaSpec: 'ResourceQuota ', LimitRangeItem: 'LimitRange ' },
    rows: {
      'ResourceQuota hard': by('StorageQuota', 'quota-exceeded mistaken-quantity'),
      'ResourceQuota scopeSelector': none(
        'scopes are about Pods by priority and, for claims, about VolumeAttributesClasses; a quota of storage counts all',
      ),
      'ResourceQuota scopes': none('as scopeSelector', 'unknown-value'),
      'LimitRange default': by('EphemeralQuota.defaultLimit', 'quota-exceeded'),
      'LimitRange defaultRequest': by('EphemeralQuota.defaultRequest', 'quota-exceeded'),
      'LimitRange max': by('ClaimSizes.max', 'quota-exceeded'),
      'LimitRange maxLimitRequestRatio': none('a ratio of requests and limits says nothing of storage'),
      'LimitRange min': by('ClaimSizes.min', 'quota-exceeded'),
      'LimitRange type': by('StorageQuota', 'unknown-value'),
    },
  },
  {
    title: 'Snapshots',
    structs: {
      VolumeSnapshotSpec: 'VolumeSnapshot ',
      VolumeSnapshotSource: 'VolumeSnapshot source.',
      VolumeSnapshotClass: 'VolumeSnapshotClass ',
      VolumeSnapshotContentSpec: 'VolumeSnapshotContent ',
    },
    rows: {
      'VolumeSnapshot source': by('SnapshotProps.claim', 'unusable-data-source'),
      'VolumeSnapshot source.persistentVolumeClaimName': by('SnapshotProps.claim', 'class-of-other-driver missing-claim'),
      'VolumeSnapshot source.volumeSnapshotContentName': none(
        'for snapshots that were taken outside of the cluster: written by who brings them in',
      ),
      'VolumeSnapshot volumeSnapshotClassName': by('SnapshotProps.snapshotClass', 'class-of-other-driver'),
      'VolumeSnapshotClass deletionPolicy': by('SnapshotClassProps.deletionPolicy', 'unknown-value'),
      'VolumeSnapshotClass driver': by('SnapshotClassProps.driver', 'class-of-other-driver'),
      'VolumeSnapshotClass parameters': by('SnapshotClassProps.parameters', '', 'each driver has its own'),
      'VolumeSnapshotContent deletionPolicy': none('the snapshot controller makes contents', 'unknown-value'),
      'VolumeSnapshotContent driver': none('the snapshot controller makes contents', 'unknown-field'),
      'VolumeSnapshotContent source': none('the snapshot controller makes contents', 'unknown-field'),
      'VolumeSnapshotContent sourceVolumeMode': none('the snapshot controller makes contents', 'unknown-field'),
      'VolumeSnapshotContent volumeSnapshotClassName': none('the snapshot controller makes contents', 'unknown-field'),
      'VolumeSnapshotContent volumeSnapshotRef': none('the snapshot controller makes contents', 'unknown-field'),
    },
  },
  {
    title: 'Drivers',
    structs: { CSIDriverSpec: 'CSIDriver ' },
    rows: {
      ...Object.fromEntries(
        ['fsGroupPolicy', 'seLinuxMount', 'storageCapacity'].map((field) => [
          `CSIDriver ${field}`,
          by(`CsiDriverOptions.${field}`, '', DRIVER),
        ]),
      ),
      ...Object.fromEntries(
        [
          'attachRequired',
          'podInfoOnMount',
          'requiresRepublish',
          'serviceAccountTokenInSecrets',
          'tokenRequests',
          'volumeLifecycleModes',
        ].map((field) => [`CSIDriver ${field}`, by(`CsiDriverOptions.${field}`, 'csi-driver-contradiction')]),
      ),
      ...Object.fromEntries(
        ['nodeAllocatableUpdatePeriodSeconds', 'preventPodSchedulingIfMissing'].map((field) => [
          `CSIDriver ${field}`,
          none('newer than what most clusters have; the means of cdk8s: `plugin.csiDriver.addJsonPatch()`'),
        ]),
      ),
    },
  },
];
