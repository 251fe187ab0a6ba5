import { App, Chart, Cron, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import * as lib from '../../src';
import { ENTRIES } from '../../src/props/known-props.generated';
import { propsOf, StructName } from '../../src/props/struct-table';
import { POSTGRES } from '../patterns/database/support';
import { LEAST as REPLICATED } from '../operators/cloudnative-pg/support';
import { newChart } from '../support';

/*
 * Every constructor and method that takes a struct, called with one that may be anything.
 */

/** How a struct is handed over. */
interface Call {
  /** The path that problems give it; empty for the props of a construct. */
  readonly at: string;
  readonly call: (value: never, chart: Chart) => unknown;
}

const CLASS = { storageClassName: 'fast' };
const SIZE = Size.gibibytes(1);

const deploymentIn = (chart: Chart): kplus.Deployment =>
  new kplus.Deployment(chart, 'workload', { containers: [{ name: 'main', image: 'nginx:1.29.1' }] });

const setIn = (chart: Chart): kplus.StatefulSet =>
  new kplus.StatefulSet(chart, 'set', {
    metadata: { name: 'orders' },
    service: new kplus.Service(chart, 'service', { ports: [{ port: 80 }], clusterIP: 'None' }),
    containers: [{ image: 'nginx:1.29.1' }],
  });

const claimIn = (chart: Chart, volumeMode?: kplus.PersistentVolumeMode): lib.Claim =>
  new lib.Claim(chart, 'claim', { storage: SIZE, storageClass: CLASS, volumeMode });

const templateIn = (chart: Chart, volumeMode?: kplus.PersistentVolumeMode): lib.ClaimTemplate =>
  new lib.ClaimTemplate(setIn(chart), 'data', { storage: SIZE, storageClass: CLASS, volumeMode });

const storeIn = (chart: Chart): lib.NfsSharedStore =>
  new lib.NfsSharedStore(chart, 'store', { driver: lib.NfsDriver.inTree({ server: 'nfs.example.com', path: '/' }), capacity: SIZE });

const scratchIn = (chart: Chart): lib.ScratchVolume => new lib.ScratchVolume(chart, 'scratch', { sizeLimit: SIZE });

const newStore = (chart: Chart, driver: lib.NfsDriver) => new lib.NfsSharedStore(chart, 'store', { driver, capacity: SIZE });

const newClass = (chart: Chart, driver: lib.StorageDriver) => new lib.ZonalStorageClass(chart, 'fast', { driver });

const PROBED = { name: 'web', image: 'registry.example.com/web:1.0.0', declineReadiness: 'none', declineLiveness: 'none' };

const newFiles = (chart: Chart, driver: lib.FileDriver) => new lib.FileStorageClass(chart, 'files', { driver });

const newDatabase = (chart: Chart, more: Partial<lib.StatefulDatabaseProps>) =>
  new lib.StatefulDatabase(chart, 'db', { ...POSTGRES, ...more });

const newExisting = (chart: Chart, engine: lib.DatabaseEngine, existing: lib.ExistingData) =>
  newDatabase(chart, { engine, storage: { size: SIZE, storageClass: CLASS, existing } });

const newReplicated = (chart: Chart, more: Partial<lib.ReplicatedDatabaseProps>) =>
  new lib.ReplicatedDatabase(chart, 'db', { ...REPLICATED, ...more });

const withStore = (chart: Chart, store: lib.BackupStore) => newReplicated(chart, { backup: { store } });

const newLocalVolumes = (chart: Chart) =>
  new lib.LocalVolumes(chart, 'local', { disks: [{ node: 'node-1', path: '/mnt/a', storage: SIZE }] });

const newAttributes = (chart: Chart, driver: lib.VolumeAttributes) => new lib.VolumeAttributesClass(chart, 'gold', { driver });

const newVolume = (chart: Chart, source: lib.PersistentVolumeSource) =>
  new lib.PersistentVolume(chart, 'volume', { source, storage: SIZE, accessModes: [kplus.PersistentVolumeAccessMode.READ_WRITE_ONCE] });

const deploymentWith = (chart: Chart, more: Partial<lib.ConfigReloadingDeploymentProps>) =>
  new lib.ConfigReloadingDeployment(chart, 'web', {
    containers: [{ name: 'main', image: 'nginx:1.29.1', declineReadiness: 'a test', declineLiveness: 'a test' }],
    configs: [{ name: 'pages', source: lib.ConfigSource.fromData({ 'index.html': 'x' }), mountPath: '/pages' }],
    ...more,
  });

const withSource = (chart: Chart, source: lib.ConfigSource) =>
  deploymentWith(chart, { configs: [{ name: 'pages', source, mountPath: '/pages' }] });

const withPart = (source: lib.ProjectedSource) => lib.PodVolume.projected({ name: 'parts', sources: [source] });

const agentWith = (chart: Chart, updateStrategy: lib.DaemonSetUpdateStrategy) =>
  new lib.NodeAgent(chart, 'agent', {
    containers: [{ name: 'main', image: 'agent:1', declineReadiness: 'a test', declineLiveness: 'a test' }],
    hostMounts: [{ name: 'journal', path: '/run/log/journal', type: lib.HostPathType.DIRECTORY }],
    updateStrategy,
  });

export const CALLS: { readonly [Name in keyof typeof ENTRIES]: Call } = {
  'BackupStorage.newClaim': {
    at: 'storage',
    call: (value, chart) =>
      new lib.DatabaseBackup(chart, 'backup', {
        database: newDatabase(chart, {}),
        schedule: Cron.schedule({ minute: '17', hour: '3' }),
        storage: lib.BackupStorage.newClaim(value),
      }),
  },
  'BackupStore.azure': { at: 'backup.store', call: (value, chart) => withStore(chart, lib.BackupStore.azure(value)) },
  'BackupStore.google': { at: 'backup.store', call: (value, chart) => withStore(chart, lib.BackupStore.google(value)) },
  'BackupStore.s3': { at: 'backup.store', call: (value, chart) => withStore(chart, lib.BackupStore.s3(value)) },
  'Claim.attachInto': {
    at: 'options',
    call: (value, chart) => claimIn(chart, kplus.PersistentVolumeMode.BLOCK).attachInto(deploymentIn(chart), '/dev/data', value),
  },
  'Claim.mountInto': { at: 'options', call: (value, chart) => claimIn(chart).mountInto(deploymentIn(chart), '/data', value) },
  'ClaimTemplate.attachInto': {
    at: 'options',
    call: (value, chart) => templateIn(chart, kplus.PersistentVolumeMode.BLOCK).attachInto(chart.node.findChild('set'), '/dev/data', value),
  },
  'ClaimTemplate.mountInto': {
    at: 'options',
    call: (value, chart) => templateIn(chart).mountInto(chart.node.findChild('set'), '/data', value),
  },
  'ConfigReloadingDeployment.addConfig': { at: 'config', call: (value, chart) => deploymentWith(chart, {}).addConfig(value) },
  'ConfigSource.fromConfigMap': {
    at: 'configs[0].source',
    call: (value, chart) => withSource(chart, lib.ConfigSource.fromConfigMap({ name: 'pages' } as kplus.IConfigMap, value)),
  },
  'ConfigSource.fromDirectory': {
    at: 'configs[0].source',
    call: (value, chart) => withSource(chart, lib.ConfigSource.fromDirectory('examples', value)),
  },
  'ConfigSource.fromSecret': {
    at: 'configs[0].source',
    call: (value, chart) => withSource(chart, lib.ConfigSource.fromSecret({ name: 'pages' } as kplus.ISecret, value)),
  },
  'DatabaseCredentials.fromSecret': {
    at: 'credentials.keys',
    call: (value, chart) =>
      newDatabase(chart, { credentials: lib.DatabaseCredentials.fromSecret({ name: 'orders' } as kplus.ISecret, value) }),
  },
  'DatabaseCredentials.fromSecretName': {
    at: 'credentials.keys',
    call: (value, chart) => newDatabase(chart, { credentials: lib.DatabaseCredentials.fromSecretName('orders', value) }),
  },
  'DatabaseEngine.custom': { at: 'engine', call: (value, chart) => newDatabase(chart, { engine: lib.DatabaseEngine.custom(value) }) },
  'DatabaseEngine.mariadb': { at: 'engine', call: (value, chart) => newDatabase(chart, { engine: lib.DatabaseEngine.mariadb(value) }) },
  'DatabaseEngine.mysql': { at: 'engine', call: (value, chart) => newDatabase(chart, { engine: lib.DatabaseEngine.mysql(value) }) },
  'DatabaseEngine.postgres': { at: 'engine', call: (value, chart) => newDatabase(chart, { engine: lib.DatabaseEngine.postgres(value) }) },
  'DatabaseOrigin.backupOf': {
    at: 'origin',
    call: (value, chart) => newReplicated(chart, { origin: lib.DatabaseOrigin.backupOf(value) }),
  },
  'DatabaseOrigin.importFrom': {
    at: 'origin',
    call: (value, chart) => newReplicated(chart, { origin: lib.DatabaseOrigin.importFrom(value) }),
  },
  'DatabaseOrigin.importOf': {
    at: 'origin',
    call: (value, chart) =>
      newReplicated(chart, { origin: lib.DatabaseOrigin.importOf(newDatabase(chart, { name: 'old' }), value), name: 'new' }),
  },
  'Hardening.apply': {
    at: 'options',
    call: (value, chart) => {
      lib.Hardening.apply(deploymentIn(chart), value);
    },
  },
  'DaemonSetUpdateStrategy.rollingUpdate': {
    at: 'updateStrategy',
    call: (value, chart) => agentWith(chart, lib.DaemonSetUpdateStrategy.rollingUpdate(value)),
  },
  'ExistingData.bitnamiMariadb': {
    at: 'storage.existing',
    call: (value, chart) => newExisting(chart, lib.DatabaseEngine.mariadb({ version: '11.8' }), lib.ExistingData.bitnamiMariadb(value)),
  },
  'ExistingData.bitnamiMysql': {
    at: 'storage.existing',
    call: (value, chart) => newExisting(chart, lib.DatabaseEngine.mysql({ version: '8.4' }), lib.ExistingData.bitnamiMysql(value)),
  },
  'ExistingData.bitnamiPostgresql': {
    at: 'storage.existing',
    call: (value, chart) => newExisting(chart, lib.DatabaseEngine.postgres({ version: '18' }), lib.ExistingData.bitnamiPostgresql(value)),
  },
  'ExistingData.ofLayout': {
    at: 'storage.existing',
    call: (value, chart) => newExisting(chart, lib.DatabaseEngine.postgres({ version: '18' }), lib.ExistingData.ofLayout(value)),
  },
  'ExistingData.officialMariadb': {
    at: 'storage.existing',
    call: (value, chart) => newExisting(chart, lib.DatabaseEngine.mariadb({ version: '11.8' }), lib.ExistingData.officialMariadb(value)),
  },
  'ExistingData.officialMysql': {
    at: 'storage.existing',
    call: (value, chart) => newExisting(chart, lib.DatabaseEngine.mysql({ version: '8.4' }), lib.ExistingData.officialMysql(value)),
  },
  'ExistingData.officialPostgres': {
    at: 'storage.existing',
    call: (value, chart) => newExisting(chart, lib.DatabaseEngine.postgres({ version: '18' }), lib.ExistingData.officialPostgres(value)),
  },
  'FileDriver.awsEfs': { at: 'driver', call: (value, chart) => newFiles(chart, lib.FileDriver.awsEfs(value)) },
  'FileDriver.awsFsxLustre': { at: 'driver', call: (value, chart) => newFiles(chart, lib.FileDriver.awsFsxLustre(value)) },
  'FileDriver.azureFilesNfs': { at: 'driver', call: (value, chart) => newFiles(chart, lib.FileDriver.azureFilesNfs(value)) },
  'FileDriver.azureFilesSmb': { at: 'driver', call: (value, chart) => newFiles(chart, lib.FileDriver.azureFilesSmb(value)) },
  'FileDriver.cephFs': { at: 'driver', call: (value, chart) => newFiles(chart, lib.FileDriver.cephFs(value)) },
  'FileDriver.csi': { at: 'driver', call: (value, chart) => newFiles(chart, lib.FileDriver.csi('x.example.com', value)) },
  'FileDriver.gcpFilestore': { at: 'driver', call: (value, chart) => newFiles(chart, lib.FileDriver.gcpFilestore(value)) },
  'FileDriver.nfs': { at: 'driver', call: (value, chart) => newFiles(chart, lib.FileDriver.nfs(value)) },
  'FileDriver.smb': { at: 'driver', call: (value, chart) => newFiles(chart, lib.FileDriver.smb(value)) },
  'FileStorageClass.claim': {
    at: '',
    call: (value, chart) => newFiles(chart, lib.FileDriver.azureFilesNfs()).claim(chart, 'claim', value),
  },
  'LocalVolumes.claim': { at: '', call: (value, chart) => newLocalVolumes(chart).claim(chart, 'claim', value) },
  'LocalVolumes.claimTemplate': { at: '', call: (value, chart) => newLocalVolumes(chart).claimTemplate(setIn(chart), 'data', value) },
  'NfsDriver.csi': { at: 'driver', call: (value, chart) => newStore(chart, lib.NfsDriver.csi(value)) },
  'NfsDriver.csiDynamic': { at: 'driver', call: (value, chart) => newStore(chart, lib.NfsDriver.csiDynamic(value)) },
  'NfsDriver.inTree': { at: 'driver', call: (value, chart) => newStore(chart, lib.NfsDriver.inTree(value)) },
  'NfsSharedStore.mountInto': { at: 'options', call: (value, chart) => storeIn(chart).mountInto(deploymentIn(chart), '/data', value) },
  'PersistentVolume.claim': {
    at: '',
    call: (value, chart) =>
      newVolume(chart, lib.PersistentVolumeSource.nfs({ server: 'nfs.example.com', path: '/' })).claim(chart, 'claim', value),
  },
  'PersistentVolumeSource.csi': { at: 'source', call: (value, chart) => newVolume(chart, lib.PersistentVolumeSource.csi(value)) },
  'PersistentVolumeSource.hostPath': { at: 'source', call: (value, chart) => newVolume(chart, lib.PersistentVolumeSource.hostPath(value)) },
  'PersistentVolumeSource.local': { at: 'source', call: (value, chart) => newVolume(chart, lib.PersistentVolumeSource.local(value)) },
  'PersistentVolumeSource.nfs': { at: 'source', call: (value, chart) => newVolume(chart, lib.PersistentVolumeSource.nfs(value)) },
  'PodVolume.attachInto': {
    at: 'options',
    call: (value, chart) =>
      lib.PodVolume.ephemeral({
        name: 'raw',
        storage: SIZE,
        storageClass: CLASS,
        volumeMode: kplus.PersistentVolumeMode.BLOCK,
      }).attachInto(deploymentIn(chart), '/dev/raw', value),
  },
  'PodVolume.configMap': { at: '', call: (value) => lib.PodVolume.configMap(value) },
  'PodVolume.downwardApi': { at: '', call: (value) => lib.PodVolume.downwardApi(value) },
  'PodVolume.ephemeral': { at: '', call: (value) => lib.PodVolume.ephemeral(value) },
  'PodVolume.image': { at: '', call: (value) => lib.PodVolume.image(value) },
  'PodVolume.inlineCsi': { at: '', call: (value) => lib.PodVolume.inlineCsi(value) },
  'PodVolume.mountInto': {
    at: 'options',
    call: (value, chart) => lib.PodVolume.image({ name: 'model', reference: 'model:1.0' }).mountInto(deploymentIn(chart), '/model', value),
  },
  'PodVolume.projected': { at: '', call: (value) => lib.PodVolume.projected(value) },
  'PodVolume.secret': { at: '', call: (value) => lib.PodVolume.secret(value) },
  'PodVolume.serviceAccountToken': { at: '', call: (value) => lib.PodVolume.serviceAccountToken(value) },
  'ProjectedSource.configMap': {
    at: 'sources[0]',
    call: (value) => withPart(lib.ProjectedSource.configMap({ name: 'settings' } as kplus.IConfigMap, value)),
  },
  'ProjectedSource.downwardApi': { at: 'sources[0]', call: (value) => withPart(lib.ProjectedSource.downwardApi(value)) },
  'ProjectedSource.secret': {
    at: 'sources[0]',
    call: (value) => withPart(lib.ProjectedSource.secret({ name: 'keys' } as kplus.ISecret, value)),
  },
  'ProjectedSource.serviceAccountToken': { at: 'sources[0]', call: (value) => withPart(lib.ProjectedSource.serviceAccountToken(value)) },
  'ReloadStrategy.live': {
    at: 'reload',
    call: (value, chart) => deploymentWith(chart, { reload: lib.ReloadStrategy.live(lib.ReloadCall.httpPost(8080, '/'), value) }),
  },
  'ScratchVolume.mountInto': { at: 'options', call: (value, chart) => scratchIn(chart).mountInto(deploymentIn(chart), '/data', value) },
  'ScratchVolume.seedFrom': { at: 'seed', call: (value, chart) => scratchIn(chart).seedFrom(deploymentIn(chart), value) },
  'ReplicatedDatabase.connect': { at: 'options', call: (value, chart) => newReplicated(chart, {}).connect(deploymentIn(chart), value) },
  'StatefulDatabase.connect': { at: 'options', call: (value, chart) => newDatabase(chart, {}).connect(deploymentIn(chart), value) },
  'StorageChecks.acknowledged': { at: '', call: (value, chart) => lib.StorageChecks.of(chart).acknowledged(value) },
  'StorageChecks.enforce': { at: '', call: (value, chart) => lib.StorageChecks.of(chart).enforce(value) },
  'StoragePlan.between': { at: '', call: (value) => lib.StoragePlan.between([], [], value) },
  'StorageChecks.findings': { at: '', call: (value, chart) => lib.StorageChecks.of(chart).findings(value) },
  'StorageDriver.awsEbs': { at: 'driver', call: (value, chart) => newClass(chart, lib.StorageDriver.awsEbs(value)) },
  'StorageDriver.azureDisk': { at: 'driver', call: (value, chart) => newClass(chart, lib.StorageDriver.azureDisk(value)) },
  'StorageDriver.csi': { at: 'driver', call: (value, chart) => newClass(chart, lib.StorageDriver.csi('x.example.com', value)) },
  'StorageDriver.gcePersistentDisk': { at: 'driver', call: (value, chart) => newClass(chart, lib.StorageDriver.gcePersistentDisk(value)) },
  'StorageDriver.openStackCinder': { at: 'driver', call: (value, chart) => newClass(chart, lib.StorageDriver.openStackCinder(value)) },
  'StorageDriver.vSphere': { at: 'driver', call: (value, chart) => newClass(chart, lib.StorageDriver.vSphere(value)) },
  'StorageNames.lock': { at: '', call: (value, chart) => lib.StorageNames.lock(chart.node.root as App, 'storage.names.json', value) },
  'VolumeAttributes.awsEbs': { at: 'driver', call: (value, chart) => newAttributes(chart, lib.VolumeAttributes.awsEbs(value)) },
  'VolumeAttributes.azureDisk': { at: 'driver', call: (value, chart) => newAttributes(chart, lib.VolumeAttributes.azureDisk(value)) },
  'VolumeAttributes.gcePersistentDisk': {
    at: 'driver',
    call: (value, chart) => newAttributes(chart, lib.VolumeAttributes.gcePersistentDisk(value)),
  },
  'VolumeOwnership.givenByRootOnce': {
    at: 'storage.ownership',
    call: (value, chart) =>
      new lib.SharedStorageDeployment(chart, 'web', {
        containers: [PROBED],
        storage: {
          path: '/files',
          size: SIZE,
          storageClass: lib.ZonalStorageClass.fromStorageClassName('files'),
          ownership: lib.VolumeOwnership.givenByRootOnce(value),
        },
      }),
  },
  'UpgradeMethod.pgUpgrade': {
    at: 'method',
    call: (value, chart) => {
      const of = (name: string, version: string) =>
        new lib.StatefulDatabase(chart, name, { ...POSTGRES, name, engine: lib.DatabaseEngine.postgres({ version }) });
      const [source, target] = [of('old', '16'), of('new', '18')];
      return new lib.DatabaseUpgrade(chart, 'upgrade', { source, target, method: lib.UpgradeMethod.pgUpgrade(value) });
    },
  },
  'ZonalStorageClass.claim': { at: '', call: (value, chart) => newClass(chart, lib.StorageDriver.awsEbs()).claim(chart, 'claim', value) },
  'ZonalStorageClass.fromInTree': { at: '', call: (value, chart) => lib.ZonalStorageClass.fromInTree(chart, 'fast', value) },
  Claim: { at: '', call: (value, chart) => new lib.Claim(chart, 'claim', value) },
  ClaimTemplate: { at: '', call: (value, chart) => new lib.ClaimTemplate(setIn(chart), 'data', value) },
  ConfigReloadingDeployment: { at: '', call: (value, chart) => new lib.ConfigReloadingDeployment(chart, 'web', value) },
  DatabaseBackup: { at: '', call: (value, chart) => new lib.DatabaseBackup(chart, 'backup', value) },
  DatabaseRestore: { at: '', call: (value, chart) => new lib.DatabaseRestore(chart, 'restore', value) },
  DatabaseUpgrade: { at: '', call: (value, chart) => new lib.DatabaseUpgrade(chart, 'upgrade', value) },
  FileStorageClass: { at: '', call: (value, chart) => new lib.FileStorageClass(chart, 'files', value) },
  FleetApp: { at: '', call: (value) => new lib.FleetApp(value) },
  LocalVolumes: { at: '', call: (value, chart) => new lib.LocalVolumes(chart, 'local', value) },
  CsiNodePlugin: { at: '', call: (value, chart) => new lib.CsiNodePlugin(chart, 'plugin', value) },
  NodeAgent: { at: '', call: (value, chart) => new lib.NodeAgent(chart, 'agent', value) },
  NfsSharedStore: { at: '', call: (value, chart) => new lib.NfsSharedStore(chart, 'store', value) },
  NfsTestServer: { at: '', call: (value, chart) => new lib.NfsTestServer(chart, 'nfs', value) },
  PodIsolation: { at: '', call: (value, chart) => new lib.PodIsolation(chart, 'isolation', value) },
  PersistentVolume: { at: '', call: (value, chart) => new lib.PersistentVolume(chart, 'volume', value) },
  ScratchVolume: { at: '', call: (value, chart) => new lib.ScratchVolume(chart, 'scratch', value) },
  SharedScratchPod: { at: '', call: (value, chart) => new lib.SharedScratchPod(chart, 'pod', value) },
  SharedStorageDeployment: { at: '', call: (value, chart) => new lib.SharedStorageDeployment(chart, 'web', value) },
  Snapshot: { at: '', call: (value, chart) => new lib.Snapshot(chart, 'snapshot', value) },
  SnapshotClass: { at: '', call: (value, chart) => new lib.SnapshotClass(chart, 'snapshots', value) },
  SnapshotGroup: { at: '', call: (value, chart) => new lib.SnapshotGroup(chart, 'group', value) },
  SnapshotGroupClass: { at: '', call: (value, chart) => new lib.SnapshotGroupClass(chart, 'groups', value) },
  SnapshotSchedule: { at: '', call: (value, chart) => new lib.SnapshotSchedule(chart, 'nightly', value) },
  ReplicatedDatabase: { at: '', call: (value, chart) => new lib.ReplicatedDatabase(chart, 'db', value) },
  StatefulDatabase: { at: '', call: (value, chart) => new lib.StatefulDatabase(chart, 'db', value) },
  StatefulWorkload: { at: '', call: (value, chart) => new lib.StatefulWorkload(chart, 'broker', value) },
  StorageAlarms: { at: '', call: (value, chart) => new lib.StorageAlarms(chart, 'alarms', value) },
  StorageQuota: { at: '', call: (value, chart) => new lib.StorageQuota(chart, 'quota', value) },
  StorageValidation: { at: '', call: (value) => new lib.StorageValidation(value) },
  VolumeAttributesClass: { at: '', call: (value, chart) => new lib.VolumeAttributesClass(chart, 'gold', value) },
  VolumeBackup: { at: '', call: (value, chart) => new lib.VolumeBackup(chart, 'backup', value) },
  VolumeRestore: { at: '', call: (value, chart) => new lib.VolumeRestore(chart, 'restore', value) },
  ZonalStorageClass: { at: '', call: (value, chart) => new lib.ZonalStorageClass(chart, 'fast', value) },
};

export type EntryName = keyof typeof ENTRIES;

export const ENTRY_NAMES = Object.keys(ENTRIES) as EntryName[];

/** Hands a value over. */
export function hand(entry: EntryName, value: unknown): unknown {
  return CALLS[entry].call(value as never, newChart());
}

/** A struct somewhere in what an entry takes. */
export interface Spot {
  readonly struct: StructName;
  /** Where problems find it. */
  readonly at: string;
  /** What is handed over for it to be this. */
  readonly around: (value: unknown) => unknown;
}

/** All structs in what an entry takes. */
export function spotsOf(entry: EntryName): Spot[] {
  return spotsIn({ struct: ENTRIES[entry] as StructName, at: CALLS[entry].at, around: (value) => value });
}

function spotsIn(spot: Spot): Spot[] {
  const inner = [...propsOf(spot.struct)].flatMap(([name, { struct, within }]) => {
    if (struct === undefined) return [];
    const at = spot.at === '' ? name : `${spot.at}.${name}`;
    const around = (value: unknown) => spot.around({ [name]: within === 'list' ? [value] : within === 'map' ? { A: value } : value });
    return spotsIn({ struct, at: at + (within === 'list' ? '[0]' : within === 'map' ? '["A"]' : ''), around });
  });
  return [spot, ...inner];
}
