import { mariadbBackups, postgresBackups } from './backups';
import { configExample } from './config-example';
import { configLive } from './config-live';
import { databaseReboot, mariadbFull, postgresFull } from './database-crashes';
import { mariadbInit, postgresInit } from './database-init';
import { Experiment } from './experiment';
import { hello } from './hello';
import { postgresExample } from './postgres-example';
import { scratchExample } from './scratch-example';
import { scratchLimits, scratchReboot } from './scratch-limits';
import { seedKilled } from './scratch-seed';

/** All experiments, in the order in which they are begun: the longest first, that all cores are busy to the end. */
export const EXPERIMENTS: readonly Experiment[] = [
  hello,
  postgresExample,
  configExample,
  scratchExample,
  postgresBackups,
  mariadbBackups,
  postgresInit,
  mariadbInit,
  configLive,
  seedKilled,
  scratchLimits,
  postgresFull,
  mariadbFull,
  scratchReboot,
  databaseReboot,
];
