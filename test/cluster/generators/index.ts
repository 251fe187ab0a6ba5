import { Generator } from '../property';
import { configReloadingDeployment } from './config-reloading-deployment';
import { nfsSharedStore, nfsTestServer } from './nfs';
import { scratchVolume } from './scratch-volume';
import { sharedScratchPod } from './shared-scratch-pod';
import { databaseBackup, databaseRestore, statefulDatabase } from './stateful-database';
import { claimTemplate, persistentVolume } from './volumes';
import { inTreeStorageClass, zonalStorageClass } from './zonal-storage-class';

/** One for each construct that makes manifests. */
export const GENERATORS: readonly Generator[] = [
  sharedScratchPod,
  scratchVolume,
  zonalStorageClass,
  inTreeStorageClass,
  persistentVolume,
  claimTemplate,
  nfsSharedStore,
  nfsTestServer,
  configReloadingDeployment,
  statefulDatabase,
  databaseBackup,
  databaseRestore,
];
