import { Chart, Cron, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import {
  BackupStorage,
  BackupStore,
  Claim,
  CommitGuarantee,
  ConfigReloadingDeployment,
  type ConfiguredContainer,
  ConfigSource,
  DatabaseBackup,
  DatabaseCredentials,
  DatabaseEngine,
  MountAccess,
  NfsDriver,
  NfsSharedStore,
  ReplicatedDatabase,
  type ReplicatedDatabaseProps,
  type ScratchContainer,
  ScratchMedium,
  ScratchVolume,
  SharedScratchPod,
  StatefulDatabase,
  SharedStorageDeployment,
  StatefulWorkload,
  ZonalStorageClass,
} from 'cdk8s-storage';

/*
 * What is mounted, connected and allowed in the cells, each with as little as it takes.
 */

export const storageClass = ZonalStorageClass.fromStorageClassName('fast');
export const memory = ScratchMedium.MEMORY;

export const block = kplus.PersistentVolumeMode.BLOCK;

const storage = Size.gibibytes(1);
const everywhere = [kplus.PersistentVolumeAccessMode.READ_WRITE_MANY];

/** A claim that Pods on any number of nodes may mount. */
export const claim = (chart: Chart, id = 'data') => new Claim(chart, id, { storage, storageClass, accessModes: everywhere });

/** A claim of a disk, which one node may mount. */
export const disk = (chart: Chart) => new Claim(chart, 'data', { storage, storageClass });

export const device = (chart: Chart) =>
  new Claim(chart, 'device', { storage, storageClass, accessModes: everywhere, volumeMode: kplus.PersistentVolumeMode.BLOCK });

export const scratch = (chart: Chart, medium = ScratchMedium.DISK, name = 'scratch') =>
  new ScratchVolume(chart, 'scratch', { name, sizeLimit: Size.mebibytes(64), medium });

export const store = (chart: Chart) =>
  new NfsSharedStore(chart, 'pictures', {
    driver: NfsDriver.inTree({ server: 'nfs.example.com', path: '/exports/gallery' }),
    capacity: Size.gibibytes(10),
  });

export const database = (chart: Chart, name = 'orders-db') =>
  new StatefulDatabase(chart, name, {
    name,
    engine: DatabaseEngine.postgres({ version: '18' }),
    storage: { size: Size.gibibytes(20), storageClass },
    credentials: DatabaseCredentials.fromSecretName('orders-db'),
  });

export const replicatedBackup = { store: BackupStore.s3({ path: 's3://backups/shop', secretName: 'store' }) };

export const replicated = (chart: Chart, more: Partial<ReplicatedDatabaseProps> = {}) =>
  new ReplicatedDatabase(chart, 'orders-pg', {
    name: 'orders-pg',
    engine: DatabaseEngine.postgres({ version: '18' }),
    storage: { size: Size.gibibytes(20), storageClass },
    commits: CommitGuarantee.losingNothing(),
    backup: replicatedBackup,
    ...more,
  });

export const workload = (chart: Chart) =>
  new StatefulWorkload(chart, 'broker', {
    name: 'broker',
    containers: [configuredContainer],
    disks: [{ size: Size.gibibytes(20), storageClass, path: '/var/lib/app' }],
  });

export const site = (chart: Chart) =>
  new SharedStorageDeployment(chart, 'site', {
    containers: [configuredContainer],
    storage: { path: '/files', size: Size.gibibytes(20), storageClass },
  });

export const backup = (chart: Chart) =>
  new DatabaseBackup(chart, 'backup', {
    database: database(chart),
    schedule: Cron.daily(),
    storage: BackupStorage.newClaim({ size: Size.gibibytes(20), storageClass }),
  });

export const configuredContainer: ConfiguredContainer = {
  name: 'proxy',
  image: 'registry.example.com/proxy:1',
  ports: [{ number: 8081 }],
  declineReadiness: 'It serves nobody.',
  declineLiveness: 'It ends.',
};

export const configured = (chart: Chart) =>
  new ConfigReloadingDeployment(chart, 'proxy', {
    configs: [{ name: 'settings', source: ConfigSource.fromData({ 'proxy.conf': 'listen 8081;\n' }), mountPath: '/etc/proxy' }],
    containers: [configuredContainer],
  });

export const scratchContainer: ScratchContainer = {
  name: 'cache',
  image: 'registry.example.com/cache:1',
  access: MountAccess.READ_WRITE,
  ports: [{ number: 8082 }],
};

export const scratchPod = (chart: Chart) =>
  new SharedScratchPod(chart, 'scratch-pod', { name: 'cache', sizeLimit: Size.mebibytes(64), containers: [scratchContainer] });
