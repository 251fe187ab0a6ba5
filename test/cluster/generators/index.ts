import { Generator } from '../property';
import { configReloadingDeployment } from './config-reloading-deployment';
import { csiNodePlugin } from './csi-node-plugin';
import { nodeAgent } from './node-agent';
import { nfsSharedStore, nfsTestServer } from './nfs';
import { podVolume } from './pod-volume';
import { replicatedDatabase } from './replicated-database';
import { scratchVolume } from './scratch-volume';
import { sharedScratchPod } from './shared-scratch-pod';
import { databaseBackup, databaseRestore, databaseUpgrade, statefulDatabase } from './stateful-database';
import { sharedStorageDeployment } from './shared-storage';
import { storageAlarms } from './storage-alarms';
import { statefulWorkload } from './stateful-workload';
import { snapshot, snapshotClass, snapshotGroup, snapshotSchedule } from './snapshots';
import { volumeBackup, volumeRestore } from './volume-backup';
import { claimTemplate, localVolumes, persistentVolume, storageQuota } from './volumes';
import { volumeAttributesClass } from './volume-attributes-class';
import { fileStorageClass } from './file-storage-class';
import { inTreeStorageClass, zonalStorageClass } from './zonal-storage-class';

/** One for each construct that makes manifests. */
export const GENERATORS: readonly Generator[] = [
  sharedScratchPod,
  scratchVolume,
  podVolume,
  zonalStorageClass,
  fileStorageClass,
  volumeAttributesClass,
  inTreeStorageClass,
  persistentVolume,
  claimTemplate,
  localVolumes,
  storageQuota,
  nfsSharedStore,
  nfsTestServer,
  configReloadingDeployment,
  csiNodePlugin,
  nodeAgent,
  statefulWorkload,
  sharedStorageDeployment,
  statefulDatabase,
  databaseBackup,
  databaseRestore,
  databaseUpgrade,
  replicatedDatabase,
  snapshotClass,
  snapshot,
  snapshotGroup,
  snapshotSchedule,
  volumeBackup,
  volumeRestore,
  storageAlarms,
];
