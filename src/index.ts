export type { ContainerOptions } from './hardening/container-options';
export { Hardening, type HardeningOptions } from './hardening/hardening';
export {
  type ContainerHardening,
  type PodHardening,
  SeccompProfile,
  SELinuxChangePolicy,
  type SELinuxOptions,
} from './hardening/pod-hardening';
export type { ProbedContainer } from './hardening/probed-container';
export type { StopDelay } from './hardening/stop-delay';
export { PodIsolation, type PodIsolationProps } from './hardening/pod-isolation';
export type { PodOptions } from './hardening/pod-options';
export { AlarmFormat, StorageAlarm, type StorageAlarmsProps, type VolumeThresholds } from './alarms/props';
export { StorageAlarms } from './alarms/storage-alarms';
export { type AzureStoreOptions, BackupStore, type GoogleStoreOptions, type S3StoreOptions } from './operators/cloudnative-pg/backup-store';
export { CommitGuarantee } from './operators/cloudnative-pg/commit-guarantee';
export {
  DatabaseOrigin,
  type ImportedServerOptions,
  type ImportOptions,
  type RecoveredBackupOptions,
} from './operators/cloudnative-pg/database-origin';
export {
  type AdditionalDatabase,
  PoolMode,
  type ReplicatedBackup,
  type ReplicatedMonitoring,
  type ReplicatedPooler,
  type ReplicatedStorage,
  type ReplicatedWalStorage,
} from './operators/cloudnative-pg/parts-props';
export { DatabaseEndpoint, type ReplicatedConnectionOptions, type ReplicatedDatabaseProps } from './operators/cloudnative-pg/props';
export { ReplicatedDatabase } from './operators/cloudnative-pg/replicated-database';
export { ConfigReloadingDeployment } from './patterns/config-reload/config-reloading-deployment';
export type { ConfigReloadingDeploymentProps } from './patterns/config-reload/props';
export type { ConfigOptions } from './patterns/config-reload/config-object';
export { type ConfigDirectoryOptions, ConfigSource, type ExistingConfigOptions } from './config/config-source';
export type { ConfigEnvironment, ConfigKey, ConfiguredContainer } from './patterns/config-reload/configured-container';
export { ReloadCall, ReloadSignal } from './patterns/config-reload/reload-call';
export { type LiveReloadOptions, ReloadStrategy } from './patterns/config-reload/reload-strategy';
export { DatabaseBackup } from './patterns/database/database-backup';
export type { DatabaseBackupProps } from './patterns/database/backup-props';
export type { RestoreRehearsal } from './jobs/rehearsal-options';
export type { DatabaseRehearsal, RehearsalQuestion } from './patterns/database/rehearsal-props';
export { DatabaseRestore } from './patterns/database/database-restore';
export { DatabaseUpgrade } from './patterns/database/database-upgrade';
export { type PgUpgradeOptions, UpgradeMethod } from './patterns/database/upgrade-method';
export { type DatabaseUpgradeProps } from './patterns/database/upgrade-props';
export { type DatabaseRestoreProps, RestoredOwners } from './patterns/database/restore-props';
export { BackupSource } from './patterns/database/backup-source';
export { type BackupClaimOptions, BackupStorage } from './volumes/backup-storage';
export { DatabaseFile } from './patterns/database/configuration';
export type { DatabaseConnectionOptions } from './config/database-connection';
export { type CredentialKeys, DatabaseCredentials } from './config/database-credentials';
export type { CustomDumpOptions, CustomEngineOptions } from './patterns/database/custom';
export { DatabaseEngine } from './patterns/database/engine';
export {
  type ExistingClaimOptions,
  ExistingData,
  type ExistingDataOptions,
  type ExistingLayoutOptions,
} from './patterns/database/existing-data';
export type { MariadbOptions } from './patterns/database/mariadb';
export type { MysqlOptions } from './patterns/database/mysql';
export type { PostgresOptions } from './patterns/database/postgres';
export type { DatabaseStorage, WalStorage } from './patterns/database/storage';
export { type CsiDriverOptions, CsiLifecycleMode, type CsiTokenRequest, FsGroupPolicy } from './patterns/csi-node-plugin/csi-driver';
export { CsiNodePlugin } from './patterns/csi-node-plugin/csi-node-plugin';
export type { CsiApiAccess, CsiNodePluginProps } from './patterns/csi-node-plugin/props';
export { NodeAgent } from './patterns/node-agent/node-agent';
export type { HostBuffer, NodeAgentProps } from './patterns/node-agent/props';
export { NfsSharedStore } from './patterns/nfs/nfs-shared-store';
export type { NfsSharedStoreProps } from './patterns/nfs/props';
export { NfsTestServer } from './patterns/nfs/nfs-test-server';
export type { NfsTestServerProps } from './patterns/nfs/test-server-props';
export { type CsiNfsOptions, type DynamicCsiNfsOptions, type InTreeNfsOptions, NfsDriver } from './patterns/nfs/nfs-driver';

export { SharedScratchPod } from './patterns/shared-scratch/shared-scratch-pod';
export type { ScratchContainer, SharedScratchPodProps } from './patterns/shared-scratch/props';
export { SharedStorageDeployment } from './patterns/shared-storage/shared-storage-deployment';
export type { SharedStorage, SharedStorageDeploymentProps } from './patterns/shared-storage/props';
export { SnapshotSchedule } from './patterns/snapshots/snapshot-schedule';
export type { SnapshotScheduleProps } from './patterns/snapshots/props';
export { SnapshotSource } from './patterns/snapshots/snapshot-source';
export { StatefulDatabase } from './patterns/database/stateful-database';
export type { StatefulDatabaseProps } from './patterns/database/props';
export { AllowedDisruptions } from './patterns/stateful-workload/allowed-disruptions';
export type { StatefulDisk, StatefulWorkloadProps } from './patterns/stateful-workload/props';
export { StatefulWorkload } from './patterns/stateful-workload/stateful-workload';
export { type MovedStorageName, type RetiredStorageName, StorageNames, type StorageNamesOptions } from './validation/storage-names';
export type { VolumeBackupProps } from './patterns/volume-backup/props';
export { VolumeBackup } from './patterns/volume-backup/volume-backup';
export type { VolumeRestoreProps } from './patterns/volume-backup/restore-props';
export { VolumeRestore } from './patterns/volume-backup/volume-restore';
export { StorageReport } from './validation/storage-report';
export { type AwsEfsOptions } from './storage-classes/aws-efs';
export { type AwsFsxLustreOptions, FsxLustreDeployment, FsxLustreStorage } from './storage-classes/aws-fsx-lustre';
export {
  type AzureFilesNfsOptions,
  type AzureFilesOptions,
  AzureFilesSku,
  type AzureFilesSmbOptions,
  AzureRootSquash,
} from './storage-classes/azure-files';
export { CephFsMounter, type CephFsOptions } from './storage-classes/cephfs';
export { FileDriver } from './storage-classes/file-driver';
export { FileStorageClass, type FileStorageClassProps } from './storage-classes/file-storage-class';
export { FilestoreProtocol, FilestoreTier, type GcpFilestoreOptions } from './storage-classes/gcp-filestore';
export { NfsOnDelete, type NfsOptions } from './storage-classes/nfs-csi';
export { type NfsAcknowledgements, NfsMountProfile } from './storage-classes/nfs-mount';
export { SmbOnDelete, type SmbOptions } from './storage-classes/smb';
export type { SmbOwnership } from './storage-classes/smb-options';
export { type AwsEbsOptions, AwsEbsVolumeType } from './storage-classes/aws-ebs';
export { AzureDiskCaching, AzureDiskNetworkAccess, type AzureDiskOptions, AzureDiskSku } from './storage-classes/azure-disk';
export type { CsiOptions } from './storage-classes/csi';
export { FileSystem } from './storage-classes/file-system';
export { GceDiskType, type GcePersistentDiskOptions } from './storage-classes/gce-persistent-disk';
export type { InTreeStorageClassProps } from './storage-classes/in-tree';
export { type LocalDisk, LocalVolumes, type LocalVolumesProps } from './storage-classes/local-volumes';
export type { OpenStackCinderOptions } from './storage-classes/openstack-cinder';
export { SnapshotClass, type SnapshotClassProps, SnapshotDeletionPolicy, SnapshotGroupClass } from './storage-classes/snapshot-class';
export { StorageDriver } from './storage-classes/storage-driver';
export {
  type AwsEbsAttributes,
  type AzureDiskAttributes,
  type GceDiskAttributes,
  VolumeAttributes,
  VolumeAttributesClass,
  type VolumeAttributesClassProps,
} from './storage-classes/volume-attributes-class';
export type { VSphereOptions } from './storage-classes/vsphere';
export { ZonalStorageClass, type ZonalStorageClassProps } from './storage-classes/zonal-storage-class';
export { DaemonSetUpdateStrategy, type RollingNodeUpdateOptions } from './sets/daemon-set';
export { FleetApp } from './synth/fleet-app';
export { RuleLevel, type StorageCheckOptions, type StorageEnforceOptions } from './validation/check-options';
export { StorageChecks } from './validation/storage-checks';
export { type AcknowledgedStorageFinding, FindingLevel, type StorageFinding } from './validation/storage-finding';
export { DataEffect, type StorageChange } from './validation/storage-change';
export { ManifestDeployer, type StoragePlanOptions } from './validation/plan-options';
export { StoragePlan } from './validation/storage-plan';
export { StorageValidation } from './validation/storage-validation';
export { Claim, type ClaimOptions, type ClaimProps, type VolumeRequestOptions } from './volumes/claim';
export { ClaimSource } from './volumes/claim-source';
export { ClaimRetention, ClaimTemplate, type ClaimTemplateOptions, type ClaimTemplateProps } from './volumes/claim-template';
export { type AttachOptions, MountAccess, type MountOptions, MountPropagation, RecursiveReadOnly } from './workloads/mount-options';
export { Workload } from './workloads/workload';
export { type BoundClaimOptions, type ClaimReference, PersistentVolume, type PersistentVolumeProps } from './volumes/persistent-volume';
export {
  type CsiVolumeOptions,
  type HostPathVolumeOptions,
  type LocalVolumeOptions,
  type NfsVolumeOptions,
  PersistentVolumeSource,
  type SecretLocation,
} from './volumes/persistent-volume-source';
export { HostPathType } from './volumes/host-path-type';
export type { HostMount } from './volumes/host-mount';
export { PodField } from './volumes/pod-field';
export { PodVolume } from './volumes/pod-volume';
export {
  type ConfigMapVolumeOptions,
  type DownwardApiVolumeOptions,
  type EphemeralVolumeOptions,
  type FilesVolumeOptions,
  type ImageVolumeOptions,
  ImageVolumePullPolicy,
  type InlineCsiVolumeOptions,
  type ObjectVolumeOptions,
  type PodVolumeOptions,
  type ProjectedVolumeOptions,
  type SecretVolumeOptions,
  type ServiceAccountTokenVolumeOptions,
} from './volumes/pod-volume-options';
export {
  type ProjectedObjectOptions,
  type ProjectedPodOptions,
  ProjectedSource,
  type ServiceAccountTokenOptions,
} from './volumes/projected-source';
export type { PodFile, VolumeFile } from './volumes/volume-files';
export { ScratchMedium } from './volumes/scratch-medium';
export type { ScratchSeed } from './volumes/scratch-seed';
export { ScratchVolume, type ScratchVolumeProps } from './volumes/scratch-volume';
export { Snapshot, type SnapshotProps } from './volumes/snapshot';
export type { ISnapshotClass, ISnapshotGroupClass } from './volumes/snapshot-class';
export { SnapshotGroup, type SnapshotGroupProps } from './volumes/snapshot-group';
export type { IStorageClass } from './volumes/storage-class';
export { type OwnedByRootOnceOptions, VolumeOwnership } from './volumes/volume-ownership';
export { type ClaimSizes, type ClassQuota, type EphemeralQuota, StorageQuota, type StorageQuotaProps } from './volumes/storage-quota';
