import { mariadbBackups, postgresBackups } from './backups';
import { configExample } from './config-example';
import { configLive } from './config-live';
import { csiExample } from './csi-example';
import { databaseReboot, mariadbFull, postgresFull } from './database-crashes';
import { mariadbInit, postgresInit } from './database-init';
import { drain } from './drain';
import { existingMariadb, existingPostgres } from './existing-data';
import { Experiment } from './experiment';
import { hello } from './hello';
import { nfsExample } from './nfs-example';
import { nodeAgentExample } from './node-agent-example';
import { pgUpgrade } from './pg-upgrade';
import { postgresExample } from './postgres-example';
import { postgresStops } from './postgres-stops';
import { postgresUpgrade } from './postgres-upgrade';
import { replicatedExample } from './replicated-example';
import { quickstartExample } from './quickstart-example';
import { scratchExample } from './scratch-example';
import { scratchLimits, scratchReboot } from './scratch-limits';
import { seedKilled } from './scratch-seed';
import { sharedStorageExample } from './shared-storage-example';
import { snapshotsExample } from './snapshots-example';
import { uploads } from './uploads';
import { valkeyExample } from './valkey-example';
import { volumeBackupExample } from './volume-backup-example';
import { podVolumes, volumesExample } from './volumes-example';
import { zonalExample } from './zonal-example';

/** All experiments, in the order in which they are begun: the longest first, that all cores are busy to the end. */
export const EXPERIMENTS: readonly Experiment[] = [
  hello,
  postgresExample,
  replicatedExample,
  configExample,
  scratchExample,
  nodeAgentExample,
  postgresStops,
  postgresBackups,
  mariadbBackups,
  postgresInit,
  mariadbInit,
  configLive,
  volumeBackupExample,
  quickstartExample,
  existingPostgres,
  existingMariadb,
  postgresUpgrade,
  pgUpgrade,
  uploads,
  valkeyExample,
  csiExample,
  sharedStorageExample,
  volumesExample,
  podVolumes,
  zonalExample,
  nfsExample,
  snapshotsExample,
  seedKilled,
  scratchLimits,
  postgresFull,
  mariadbFull,
  drain,
  scratchReboot,
  databaseReboot,
];
