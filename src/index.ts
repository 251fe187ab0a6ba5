export type { ContainerOptions } from './hardening/container-options';
export { Hardening } from './hardening/hardening';
export { type ContainerHardening, type PodHardening, SeccompProfile, SELinuxChangePolicy } from './hardening/pod-hardening';
export type { PodOptions } from './hardening/pod-options';
export { ConfigReloadingDeployment } from './patterns/config-reload/config-reloading-deployment';
export type { ConfigReloadingDeploymentProps } from './patterns/config-reload/props';
export type { ConfigOptions } from './patterns/config-reload/config-object';
export { type ConfigDirectoryOptions, ConfigSource, type ExistingConfigOptions } from './config/config-source';
export type { ConfigEnvironment, ConfigKey, ConfiguredContainer } from './patterns/config-reload/configured-container';
export { ReloadCall, ReloadSignal } from './patterns/config-reload/reload-call';
export { type LiveReloadOptions, ReloadStrategy } from './patterns/config-reload/reload-strategy';
export { DatabaseBackup } from './patterns/database/database-backup';
export type { DatabaseBackupProps } from './patterns/database/backup-props';
export { DatabaseRestore } from './patterns/database/database-restore';
export { type DatabaseRestoreProps, RestoredOwners } from './patterns/database/restore-props';
export { BackupSource } from './patterns/database/backup-source';
export { type BackupClaimOptions, BackupStorage } from './patterns/database/backup-storage';
export { DatabaseFile } from './patterns/database/configuration';
export type { DatabaseConnectionOptions } from './patterns/database/connection';
export { type CredentialKeys, DatabaseCredentials } from './patterns/database/credentials';
export type { CustomDumpOptions, CustomEngineOptions } from './patterns/database/custom';
export { DatabaseEngine } from './patterns/database/engine';
export type { MariadbOptions } from './patterns/database/mariadb';
export type { MysqlOptions } from './patterns/database/mysql';
export type { PostgresOptions } from './patterns/database/postgres';
export type { DatabaseStorage, WalStorage } from './patterns/database/storage';
export { NfsSharedStore } from './patterns/nfs/nfs-shared-store';
export type { NfsSharedStoreProps } from './patterns/nfs/props';
export { NfsTestServer } from './patterns/nfs/nfs-test-server';
export type { NfsTestServerProps } from './patterns/nfs/test-server-props';
export { type CsiNfsOptions, type DynamicCsiNfsOptions, type InTreeNfsOptions, NfsDriver, NfsOnDelete } from './patterns/nfs/nfs-driver';
export { type NfsAcknowledgements, NfsMountProfile } from './patterns/nfs/nfs-mount';
export { SharedScratchPod } from './patterns/shared-scratch/shared-scratch-pod';
export type { ScratchContainer, SharedScratchPodProps } from './patterns/shared-scratch/props';
export { StatefulDatabase } from './patterns/database/stateful-database';
export type { StatefulDatabaseProps } from './patterns/database/props';
export { StorageReport } from './validation/storage-report';
export { type AwsEbsOptions, AwsEbsVolumeType } from './storage-classes/aws-ebs';
export { AzureDiskCaching, AzureDiskNetworkAccess, type AzureDiskOptions, AzureDiskSku } from './storage-classes/azure-disk';
export type { CsiOptions } from './storage-classes/csi';
export { FileSystem } from './storage-classes/file-system';
export { GceDiskType, type GcePersistentDiskOptions } from './storage-classes/gce-persistent-disk';
export type { InTreeStorageClassProps } from './storage-classes/in-tree';
export type { OpenStackCinderOptions } from './storage-classes/openstack-cinder';
export { StorageDriver } from './storage-classes/storage-driver';
export type { VSphereOptions } from './storage-classes/vsphere';
export { ZonalStorageClass, type ZonalStorageClassProps } from './storage-classes/zonal-storage-class';
export { FleetApp } from './synth/fleet-app';
export { RuleLevel, type StorageCheckOptions, type StorageEnforceOptions } from './validation/check-options';
export { StorageChecks } from './validation/storage-checks';
export { type AcknowledgedStorageFinding, FindingLevel, type StorageFinding } from './validation/storage-finding';
export { StorageValidation } from './validation/storage-validation';
export { Claim, type ClaimOptions, type ClaimProps, ClaimSource } from './volumes/claim';
export { ClaimRetention, ClaimTemplate, type ClaimTemplateProps } from './volumes/claim-template';
export { type AttachOptions, MountAccess, type MountOptions, MountPropagation, RecursiveReadOnly } from './workloads/mount-options';
export { Workload } from './workloads/workload';
export { type ClaimReference, PersistentVolume, type PersistentVolumeProps } from './volumes/persistent-volume';
export {
  type CsiVolumeOptions,
  type LocalVolumeOptions,
  type NfsVolumeOptions,
  PersistentVolumeSource,
  type SecretLocation,
} from './volumes/persistent-volume-source';
export { type ImageVolumeOptions, ImageVolumePullPolicy, PodVolume } from './volumes/pod-volume';
export { ScratchMedium } from './volumes/scratch-medium';
export type { ScratchSeed } from './volumes/scratch-seed';
export { ScratchVolume, type ScratchVolumeProps } from './volumes/scratch-volume';
export type { IStorageClass } from './volumes/storage-class';
