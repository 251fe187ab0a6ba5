import { Chart, Cron, Size } from 'cdk8s';
import * as kplus27 from 'cdk8s-plus-27';
import * as storage from 'cdk8s-storage';
import * as things from './things';

/*
 * The least that takes each of our structs, and each method that takes something of cdk8s-plus: where a value of a test is put.
 */

const IMAGE = 'registry.example.com/app:1';
const size = Size.gibibytes(20);
const { storageClass } = things;
const credentials = storage.DatabaseCredentials.fromSecretName('orders-db');
const probe = () => kplus27.Probe.fromTcpSocket({ port: 7000 });
const engine = storage.DatabaseEngine.postgres({ version: '18' });
const snapshotClass = storage.SnapshotClass.fromSnapshotClassName('nightly');
const deployment = (chart: Chart) => new kplus27.Deployment(chart, 'web', { containers: [{ image: IMAGE }] });
const mounted = (chart: Chart, volume: storage.PodVolume) => volume.mountInto(deployment(chart), '/mounted');
const isolation = (chart: Chart) => new storage.PodIsolation(chart, 'isolation', { workload: deployment(chart) });

/** A struct with a part of it given, as a test gives it. */
type Part<Struct> = Partial<Struct>;

export const structs = {
  BackupClaimOptions: (chart: Chart, part: Part<storage.BackupClaimOptions>) =>
    structs.DatabaseBackupProps(chart, { storage: storage.BackupStorage.newClaim({ size, storageClass, ...part }) }),

  ClaimOptions: (chart: Chart, part: Part<storage.ClaimOptions>) =>
    new storage.ZonalStorageClass(chart, 'class', { driver: storage.StorageDriver.awsEbs() }).claim(chart, 'data', {
      storage: size,
      ...part,
    }),

  ClaimProps: (chart: Chart, part: Part<storage.ClaimProps>) => new storage.Claim(chart, 'data', { storage: size, storageClass, ...part }),

  ClaimTemplateOptions: (chart: Chart, part: Part<storage.ClaimTemplateOptions>) =>
    new storage.LocalVolumes(chart, 'disks', { disks: [{ node: 'node-1', path: '/mnt/disk-1', storage: size }] }).claimTemplate(
      things.database(chart).statefulSet,
      'more',
      { storage: size, ...part },
    ),

  ClaimTemplateProps: (chart: Chart, part: Part<storage.ClaimTemplateProps>) =>
    new storage.ClaimTemplate(things.database(chart).statefulSet, 'more', { storage: size, storageClass, ...part }),

  ConfigMapVolumeOptions: (chart: Chart, part: Part<storage.ConfigMapVolumeOptions>) =>
    mounted(
      chart,
      storage.PodVolume.configMap({
        name: 'settings',
        configMap: kplus27.ConfigMap.fromConfigMapName(chart, 'config', 'settings'),
        ...part,
      }),
    ),

  ConfigReloadingDeploymentProps: (chart: Chart, part: Part<storage.ConfigReloadingDeploymentProps>) =>
    new storage.ConfigReloadingDeployment(chart, 'proxy', {
      configs: [{ name: 'settings', source: storage.ConfigSource.fromData({ 'proxy.conf': 'listen 8080;\n' }), mountPath: '/etc/proxy' }],
      containers: [things.configuredContainer],
      ...part,
    }),

  ConfiguredContainer: (chart: Chart, part: Part<storage.ConfiguredContainer>) =>
    structs.ConfigReloadingDeploymentProps(chart, { containers: [{ ...things.configuredContainer, ...declined(part), ...part }] }),

  ContainerHardening: (chart: Chart, part: Part<storage.ContainerHardening>) =>
    structs.SharedScratchPodProps(chart, { containers: [{ ...things.scratchContainer, hardening: part }] }),

  ContainerOptions: (chart: Chart, part: Part<storage.ContainerOptions>) =>
    structs.DatabaseBackupProps(chart, {
      uploads: [{ name: 'upload', image: IMAGE, ...part }],
      allowTo: [kplus27.NetworkPolicyIpBlock.ipv4(chart, 'store', '192.0.2.10/32')],
    }),

  CustomEngineOptions: (chart: Chart, part: Part<storage.CustomEngineOptions>) =>
    structs.StatefulDatabaseProps(chart, {
      engine: storage.DatabaseEngine.custom({
        title: 'Example',
        image: IMAGE,
        port: 7000,
        dataDirectory: '/state',
        startup: probe(),
        liveness: probe(),
        readiness: probe(),
        ...part,
      }),
    }),

  DatabaseBackupProps: (chart: Chart, part: Part<storage.DatabaseBackupProps>) =>
    new storage.DatabaseBackup(chart, 'backup', {
      database: things.database(chart),
      schedule: Cron.daily(),
      storage: storage.BackupStorage.newClaim({ size, storageClass }),
      ...part,
    }),

  DatabaseRehearsal: (chart: Chart, part: Part<storage.DatabaseRehearsal>) =>
    structs.DatabaseBackupProps(chart, { rehearsal: { size, ...part } }),

  RestoreRehearsal: (chart: Chart, part: Part<storage.RestoreRehearsal>) =>
    structs.VolumeBackupProps(chart, { rehearsal: { size, ...part } }),

  DatabaseRestoreProps: (chart: Chart, part: Part<storage.DatabaseRestoreProps>) => {
    const backup = things.backup(chart);
    return new storage.DatabaseRestore(chart, 'restore', {
      database: backup.database,
      source: storage.BackupSource.fromBackup(backup),
      ...part,
    });
  },

  DatabaseUpgradeProps: (chart: Chart, part: Part<storage.DatabaseUpgradeProps>) => {
    const database = (name: string, version: string) =>
      new storage.StatefulDatabase(chart, name, {
        name,
        engine: storage.DatabaseEngine.postgres({ version }),
        storage: { size, storageClass },
      });
    return new storage.DatabaseUpgrade(chart, 'upgrade', {
      source: database('old-db', '17'),
      target: database('new-db', '18'),
      storage: storage.BackupStorage.newClaim({ size, storageClass }),
      ...part,
    });
  },

  DatabaseStorage: (chart: Chart, part: Part<storage.DatabaseStorage>) =>
    structs.StatefulDatabaseProps(chart, { storage: { size, storageClass, ...part } }),

  DynamicCsiNfsOptions: (chart: Chart, part: Part<storage.DynamicCsiNfsOptions>) =>
    structs.NfsSharedStoreProps(chart, {
      driver: storage.NfsDriver.csiDynamic({ server: 'nfs.example.com', share: '/exports', ...part }),
    }),

  EphemeralVolumeOptions: (chart: Chart, part: Part<storage.EphemeralVolumeOptions>) =>
    mounted(chart, storage.PodVolume.ephemeral({ name: 'work', storage: size, storageClass, ...part })),

  FileStorageClassProps: (chart: Chart, part: Part<storage.FileStorageClassProps>) =>
    new storage.FileStorageClass(chart, 'files', { driver: storage.FileDriver.azureFilesSmb(), ...part }),

  HardeningOptions: (chart: Chart, part: Part<storage.HardeningOptions>) => storage.Hardening.apply(deployment(chart), part),

  InTreeStorageClassProps: (chart: Chart, part: Part<storage.InTreeStorageClassProps>) =>
    storage.ZonalStorageClass.fromInTree(chart, 'class', { provisioner: 'kubernetes.io/aws-ebs', ...part }),

  InlineCsiVolumeOptions: (chart: Chart, part: Part<storage.InlineCsiVolumeOptions>) =>
    mounted(chart, storage.PodVolume.inlineCsi({ name: 'secrets', driver: 'csi.example.com', ...part })),

  LiveReloadOptions: (chart: Chart, part: Part<storage.LiveReloadOptions>) =>
    structs.ConfigReloadingDeploymentProps(chart, {
      reload: storage.ReloadStrategy.live(storage.ReloadCall.httpPost(8080, '/-/reload'), part),
    }),

  LocalDisk: (chart: Chart, part: Part<storage.LocalDisk>) =>
    new storage.LocalVolumes(chart, 'disks', { disks: [{ node: 'node-1', path: '/mnt/disk-1', storage: size, ...part }] }),

  CsiNodePluginProps: (chart: Chart, part: Part<storage.CsiNodePluginProps>) =>
    new storage.CsiNodePlugin(chart, 'plugin', {
      driverName: 'files.csi.example.com',
      csiDriver: { attachRequired: false },
      driver: { ...things.configuredContainer, ...declined({}) },
      acknowledgePrivileged: 'It mounts shares for other Pods.',
      registrarImage: 'registry.k8s.io/sig-storage/csi-node-driver-registrar:v2.15.0',
      stagesVolumes: false,
      ...part,
    }),

  CsiTokenRequest: (chart: Chart, part: Part<storage.CsiTokenRequest>) =>
    structs.CsiNodePluginProps(chart, {
      csiDriver: { attachRequired: false, requiresRepublish: true, tokenRequests: [{ audience: 'vault', ...part }] },
    }),

  NodeAgentProps: (chart: Chart, part: Part<storage.NodeAgentProps>) =>
    new storage.NodeAgent(chart, 'agent', {
      containers: [{ ...things.configuredContainer, ...declined({}) }],
      hostMounts: [{ name: 'journal', path: '/run/log/journal', type: storage.HostPathType.DIRECTORY }],
      ...part,
    }),

  NfsSharedStoreProps: (chart: Chart, part: Part<storage.NfsSharedStoreProps>) =>
    new storage.NfsSharedStore(chart, 'store', {
      driver: storage.NfsDriver.inTree({ server: 'nfs.example.com', path: '/exports' }),
      capacity: size,
      ...part,
    }),

  NfsTestServerProps: (chart: Chart, part: Part<storage.NfsTestServerProps>) =>
    new storage.NfsTestServer(chart, 'server', { acknowledgeForTestsOnly: true, nodeNetworks: ['192.0.2.0/24'], ...part }),

  PersistentVolumeProps: (chart: Chart, part: Part<storage.PersistentVolumeProps>) =>
    new storage.PersistentVolume(chart, 'volume', {
      source: storage.PersistentVolumeSource.csi({ driver: 'csi.example.com', volumeHandle: 'volume-1' }),
      storage: size,
      accessModes: [kplus27.PersistentVolumeAccessMode.READ_WRITE_ONCE],
      ...part,
    }),

  PodHardening: (chart: Chart, part: Part<storage.PodHardening>) => structs.SharedScratchPodProps(chart, { hardening: part }),

  PodIsolationProps: (chart: Chart, part: Part<storage.PodIsolationProps>) =>
    new storage.PodIsolation(chart, 'isolation', { workload: deployment(chart), ...part }),

  ProbedContainer: (chart: Chart, part: Part<storage.ProbedContainer>) =>
    structs.StatefulWorkloadProps(chart, { containers: [{ ...things.configuredContainer, ...declined(part), ...part }] }),

  RollingNodeUpdateOptions: (chart: Chart, part: Part<storage.RollingNodeUpdateOptions>) =>
    structs.NodeAgentProps(chart, { updateStrategy: storage.DaemonSetUpdateStrategy.rollingUpdate(part) }),

  ScratchContainer: (chart: Chart, part: Part<storage.ScratchContainer>) =>
    structs.SharedScratchPodProps(chart, { containers: [{ ...things.scratchContainer, ...part }] }),

  ScratchSeed: (chart: Chart, part: Part<storage.ScratchSeed>) =>
    structs.SharedScratchPodProps(chart, { seed: { image: IMAGE, path: '/content', ...part } }),

  SecretVolumeOptions: (chart: Chart, part: Part<storage.SecretVolumeOptions>) =>
    mounted(
      chart,
      storage.PodVolume.secret({ name: 'settings', secret: kplus27.Secret.fromSecretName(chart, 'secret', 'settings'), ...part }),
    ),

  SharedScratchPodProps: (chart: Chart, part: Part<storage.SharedScratchPodProps>) =>
    new storage.SharedScratchPod(chart, 'cache', { sizeLimit: Size.mebibytes(64), containers: [things.scratchContainer], ...part }),

  SnapshotProps: (chart: Chart, part: Part<storage.SnapshotProps>) =>
    new storage.Snapshot(chart, 'snapshot', { claim: things.claim(chart), snapshotClass, ...part }),

  SharedStorage: (chart: Chart, part: Part<storage.SharedStorage>) =>
    structs.SharedStorageDeploymentProps(chart, {
      storage: { path: '/files', ...(part.claim === undefined && { size, storageClass }), ...part },
    }),

  SharedStorageDeploymentProps: (chart: Chart, part: Part<storage.SharedStorageDeploymentProps>) =>
    new storage.SharedStorageDeployment(chart, 'site', {
      containers: [things.configuredContainer],
      storage: { path: '/files', size, storageClass },
      ...part,
    }),

  SnapshotScheduleProps: (chart: Chart, part: Part<storage.SnapshotScheduleProps>) =>
    new storage.SnapshotSchedule(chart, 'nightly', {
      source: storage.SnapshotSource.claims([things.claim(chart)], snapshotClass),
      schedule: Cron.daily(),
      image: IMAGE,
      ...part,
    }),

  ReplicatedBackup: (chart: Chart, part: Part<storage.ReplicatedBackup>) =>
    structs.ReplicatedDatabaseProps(chart, { backup: { ...things.replicatedBackup, ...part } }),

  // It takes no memory that is not requested whole.
  ReplicatedDatabaseProps: (chart: Chart, { resources, ...part }: Part<storage.ReplicatedDatabaseProps>) =>
    things.replicated(chart, {
      ...part,
      ...(resources && { resources: { ...resources, memory: { ...resources.memory, request: resources.memory?.limit } } }),
    }),

  ReplicatedMonitoring: (chart: Chart, part: Part<storage.ReplicatedMonitoring>) =>
    structs.ReplicatedDatabaseProps(chart, { monitoring: { allowFrom: [deployment(chart)], ...part } }),

  ReplicatedStorage: (chart: Chart, part: Part<storage.ReplicatedStorage>) =>
    structs.ReplicatedDatabaseProps(chart, { storage: { size, storageClass, ...part } }),

  StatefulDatabaseProps: (chart: Chart, part: Part<storage.StatefulDatabaseProps>) =>
    new storage.StatefulDatabase(chart, 'orders-db', {
      name: 'orders-db',
      engine,
      storage: { size, storageClass },
      credentials,
      ...part,
    }),

  StatefulDisk: (chart: Chart, part: Part<storage.StatefulDisk>) =>
    structs.StatefulWorkloadProps(chart, { disks: [{ size, storageClass, path: '/var/lib/app', ...part }] }),

  StatefulWorkloadProps: (chart: Chart, part: Part<storage.StatefulWorkloadProps>) =>
    new storage.StatefulWorkload(chart, 'broker', {
      name: 'broker',
      containers: [things.configuredContainer],
      disks: [{ size, storageClass, path: '/var/lib/app' }],
      ...part,
    }),

  VolumeBackupProps: (chart: Chart, part: Part<storage.VolumeBackupProps>) =>
    new storage.VolumeBackup(chart, 'backup', {
      claim: things.claim(chart),
      schedule: Cron.daily(),
      image: IMAGE,
      storage: storage.BackupStorage.newClaim({ size, storageClass }),
      onAnyNode: true,
      ...part,
    }),

  VolumeRestoreProps: (chart: Chart, part: Part<storage.VolumeRestoreProps>) =>
    new storage.VolumeRestore(chart, 'restore', {
      claim: things.claim(chart),
      backups: things.claim(chart, 'backups'),
      backupName: 'pages',
      image: IMAGE,
      ...part,
    }),

  ZonalStorageClassProps: (chart: Chart, part: Part<storage.ZonalStorageClassProps>) =>
    new storage.ZonalStorageClass(chart, 'class', { driver: storage.StorageDriver.awsEbs(), ...part }),
};

/** A container that has a probe cannot decline it. */
function declined(part: Part<storage.ConfiguredContainer>): Part<storage.ConfiguredContainer> {
  return {
    ...(part.readiness !== undefined && { declineReadiness: undefined }),
    ...(part.liveness !== undefined && { declineLiveness: undefined }),
  };
}

/** What a method takes at the place of a parameter; the first one where nothing else is said. */
type Taken<Method, Index extends number = 0> = Method extends (...args: infer Parameters) => unknown
  ? NonNullable<Parameters[Index]>
  : never;

export const methods = {
  'BackupSource.fromClaim(claim)': (chart: Chart, claim: Taken<typeof storage.BackupSource.fromClaim>) =>
    structs.DatabaseRestoreProps(chart, { source: storage.BackupSource.fromClaim(claim, 'orders-db') }),

  'BackupStorage.existingClaim(claim)': (chart: Chart, claim: Taken<typeof storage.BackupStorage.existingClaim>) =>
    structs.DatabaseBackupProps(chart, { storage: storage.BackupStorage.existingClaim(claim) }),

  'ClaimSource.fromClaim(claim)': (chart: Chart, claim: Taken<typeof storage.ClaimSource.fromClaim>) =>
    structs.ClaimProps(chart, { dataSource: storage.ClaimSource.fromClaim(claim) }),

  'ConfigSource.fromConfigMap(configMap)': (chart: Chart, configMap: Taken<typeof storage.ConfigSource.fromConfigMap>) =>
    config(chart, storage.ConfigSource.fromConfigMap(configMap, { version: '1' })),

  'ConfigSource.fromSecret(secret)': (chart: Chart, secret: Taken<typeof storage.ConfigSource.fromSecret>) =>
    config(chart, storage.ConfigSource.fromSecret(secret, { version: '1' })),

  'DatabaseCredentials.fromSecret(secret)': (chart: Chart, secret: Taken<typeof storage.DatabaseCredentials.fromSecret>) =>
    structs.StatefulDatabaseProps(chart, { credentials: storage.DatabaseCredentials.fromSecret(secret) }),

  'ConfigReloadingDeployment.allowFrom(peer)': (chart: Chart, peer: Taken<storage.ConfigReloadingDeployment['allowFrom']>) =>
    things.configured(chart).allowFrom(peer),
  'ConfigReloadingDeployment.allowFrom(ports)': (chart: Chart, ports: Taken<storage.ConfigReloadingDeployment['allowFrom'], 1>) =>
    things.configured(chart).allowFrom(things.database(chart), ports),
  'ConfigReloadingDeployment.allowTo(peer)': (chart: Chart, peer: Taken<storage.ConfigReloadingDeployment['allowTo']>) =>
    things.configured(chart).allowTo(peer),
  'ConfigReloadingDeployment.allowTo(ports)': (chart: Chart, ports: Taken<storage.ConfigReloadingDeployment['allowTo'], 1>) =>
    things.configured(chart).allowTo(things.database(chart), ports),

  'DatabaseBackup.allowTo(peer)': (chart: Chart, peer: Taken<storage.DatabaseBackup['allowTo']>) => things.backup(chart).allowTo(peer),
  'DatabaseBackup.allowTo(ports)': (chart: Chart, ports: Taken<storage.DatabaseBackup['allowTo'], 1>) =>
    things.backup(chart).allowTo(things.configured(chart), ports),

  'PodIsolation.allowFrom(peer)': (chart: Chart, peer: Taken<storage.PodIsolation['allowFrom']>) => isolation(chart).allowFrom(peer),
  'PodIsolation.allowFrom(ports)': (chart: Chart, ports: Taken<storage.PodIsolation['allowFrom'], 1>) =>
    isolation(chart).allowFrom(things.database(chart), ports),
  'PodIsolation.allowTo(peer)': (chart: Chart, peer: Taken<storage.PodIsolation['allowTo']>) => isolation(chart).allowTo(peer),
  'PodIsolation.allowTo(ports)': (chart: Chart, ports: Taken<storage.PodIsolation['allowTo'], 1>) =>
    isolation(chart).allowTo(things.database(chart), ports),

  'ProjectedSource.configMap(configMap)': (chart: Chart, configMap: Taken<typeof storage.ProjectedSource.configMap>) =>
    mounted(chart, storage.PodVolume.projected({ name: 'all', sources: [storage.ProjectedSource.configMap(configMap)] })),
  'ProjectedSource.secret(secret)': (chart: Chart, secret: Taken<typeof storage.ProjectedSource.secret>) =>
    mounted(chart, storage.PodVolume.projected({ name: 'all', sources: [storage.ProjectedSource.secret(secret)] })),

  'ReplicatedDatabase.allowFrom(peer)': (chart: Chart, peer: Taken<storage.ReplicatedDatabase['allowFrom']>) =>
    things.replicated(chart).allowFrom(peer),
  'ReplicatedDatabase.allowTo(peer)': (chart: Chart, peer: Taken<storage.ReplicatedDatabase['allowTo']>) =>
    things.replicated(chart).allowTo(peer),
  'ReplicatedDatabase.allowTo(ports)': (chart: Chart, ports: Taken<storage.ReplicatedDatabase['allowTo'], 1>) =>
    things.replicated(chart).allowTo(things.configured(chart), ports),

  'SharedScratchPod.allowFrom(peer)': (chart: Chart, peer: Taken<storage.SharedScratchPod['allowFrom']>) =>
    things.scratchPod(chart).allowFrom(peer),
  'SharedScratchPod.allowFrom(ports)': (chart: Chart, ports: Taken<storage.SharedScratchPod['allowFrom'], 1>) =>
    things.scratchPod(chart).allowFrom(things.database(chart), ports),
  'SharedScratchPod.allowTo(peer)': (chart: Chart, peer: Taken<storage.SharedScratchPod['allowTo']>) =>
    things.scratchPod(chart).allowTo(peer),
  'SharedScratchPod.allowTo(ports)': (chart: Chart, ports: Taken<storage.SharedScratchPod['allowTo'], 1>) =>
    things.scratchPod(chart).allowTo(things.database(chart), ports),

  'SharedStorageDeployment.allowFrom(peer)': (chart: Chart, peer: Taken<storage.SharedStorageDeployment['allowFrom']>) =>
    things.site(chart).allowFrom(peer),
  'SharedStorageDeployment.allowFrom(ports)': (chart: Chart, ports: Taken<storage.SharedStorageDeployment['allowFrom'], 1>) =>
    things.site(chart).allowFrom(things.database(chart), ports),
  'SharedStorageDeployment.allowTo(peer)': (chart: Chart, peer: Taken<storage.SharedStorageDeployment['allowTo']>) =>
    things.site(chart).allowTo(peer),
  'SharedStorageDeployment.allowTo(ports)': (chart: Chart, ports: Taken<storage.SharedStorageDeployment['allowTo'], 1>) =>
    things.site(chart).allowTo(things.database(chart), ports),

  'SnapshotSource.claims(claims)': (chart: Chart, claims: Taken<typeof storage.SnapshotSource.claims>) =>
    structs.SnapshotScheduleProps(chart, { source: storage.SnapshotSource.claims(claims, snapshotClass) }),

  'CsiNodePlugin.allowFrom(peer)': (chart: Chart, peer: Taken<storage.CsiNodePlugin['allowFrom']>) =>
    structs.CsiNodePluginProps(chart, {}).allowFrom(peer),
  'CsiNodePlugin.allowFrom(ports)': (chart: Chart, ports: Taken<storage.CsiNodePlugin['allowFrom'], 1>) =>
    structs.CsiNodePluginProps(chart, {}).allowFrom(things.database(chart), ports),
  'CsiNodePlugin.allowTo(peer)': (chart: Chart, peer: Taken<storage.CsiNodePlugin['allowTo']>) =>
    structs.CsiNodePluginProps(chart, {}).allowTo(peer),
  'CsiNodePlugin.allowTo(ports)': (chart: Chart, ports: Taken<storage.CsiNodePlugin['allowTo'], 1>) =>
    structs.CsiNodePluginProps(chart, {}).allowTo(things.database(chart), ports),
  'NodeAgent.allowFrom(peer)': (chart: Chart, peer: Taken<storage.NodeAgent['allowFrom']>) =>
    structs.NodeAgentProps(chart, {}).allowFrom(peer),
  'NodeAgent.allowFrom(ports)': (chart: Chart, ports: Taken<storage.NodeAgent['allowFrom'], 1>) =>
    structs.NodeAgentProps(chart, {}).allowFrom(things.database(chart), ports),
  'NodeAgent.allowTo(peer)': (chart: Chart, peer: Taken<storage.NodeAgent['allowTo']>) => structs.NodeAgentProps(chart, {}).allowTo(peer),
  'NodeAgent.allowTo(ports)': (chart: Chart, ports: Taken<storage.NodeAgent['allowTo'], 1>) =>
    structs.NodeAgentProps(chart, {}).allowTo(things.database(chart), ports),
  'StatefulWorkload.allowFrom(peer)': (chart: Chart, peer: Taken<storage.StatefulWorkload['allowFrom']>) =>
    things.workload(chart).allowFrom(peer),
  'StatefulWorkload.allowFrom(ports)': (chart: Chart, ports: Taken<storage.StatefulWorkload['allowFrom'], 1>) =>
    things.workload(chart).allowFrom(things.database(chart), ports),
  'StatefulWorkload.allowTo(peer)': (chart: Chart, peer: Taken<storage.StatefulWorkload['allowTo']>) =>
    things.workload(chart).allowTo(peer),
  'StatefulWorkload.allowTo(ports)': (chart: Chart, ports: Taken<storage.StatefulWorkload['allowTo'], 1>) =>
    things.workload(chart).allowTo(things.database(chart), ports),

  'StatefulDatabase.allowFrom(peer)': (chart: Chart, peer: Taken<storage.StatefulDatabase['allowFrom']>) =>
    things.database(chart).allowFrom(peer),
  'StatefulDatabase.allowTo(peer)': (chart: Chart, peer: Taken<storage.StatefulDatabase['allowTo']>) =>
    things.database(chart).allowTo(peer),
  'StatefulDatabase.allowTo(ports)': (chart: Chart, ports: Taken<storage.StatefulDatabase['allowTo'], 1>) =>
    things.database(chart).allowTo(things.configured(chart), ports),
};

const config = (chart: Chart, source: storage.ConfigSource) =>
  structs.ConfigReloadingDeploymentProps(chart, { configs: [{ name: 'settings', source, mountPath: '/etc/proxy' }] });
