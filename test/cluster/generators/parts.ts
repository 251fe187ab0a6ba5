/** The entry of the API that each part of a recipe is handed to, by the dotted path of the part. */
type Parts = Readonly<Record<string, string>>;

/** Which structs a recipe has where, by the construct of its generator. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- recipes are as different as constructs
export const PARTS: Readonly<Record<string, (recipe: any) => Parts>> = {
  SharedScratchPod: () => ({ props: 'SharedScratchPod' }),
  ScratchVolume: () => ({ volume: 'ScratchVolume', mount: 'ScratchVolume.mountInto', seed: 'ScratchVolume.seedFrom' }),
  ZonalStorageClass: ({ driver }) => ({
    'driver.options': `StorageDriver.${driver.kind}`,
    props: 'ZonalStorageClass',
    claim: 'ZonalStorageClass.claim',
  }),
  FileStorageClass: ({ driver }) => ({
    'driver.options': `FileDriver.${driver.kind}`,
    props: 'FileStorageClass',
    claim: 'FileStorageClass.claim',
  }),
  'ZonalStorageClass.fromInTree': () => ({ props: 'ZonalStorageClass.fromInTree' }),
  PersistentVolume: ({ source }) => ({
    'source.options': `PersistentVolumeSource.${source.kind}`,
    props: 'PersistentVolume',
    claim: 'Claim',
    bound: 'PersistentVolume.claim',
  }),
  VolumeAttributesClass: ({ driver }) => ({ 'driver.options': `VolumeAttributes.${driver.kind}`, props: 'VolumeAttributesClass' }),
  StorageQuota: () => ({ props: 'StorageQuota' }),
  LocalVolumes: () => ({ props: 'LocalVolumes', claim: 'LocalVolumes.claim' }),
  PodVolume: ({ volume }) => ({ 'volume.options': `PodVolume.${volume.kind}`, mount: 'PodVolume.mountInto' }),
  ClaimTemplate: () => ({ template: 'ClaimTemplate', mount: 'ClaimTemplate.mountInto' }),
  NfsSharedStore: ({ driver }) => ({
    'driver.options': `NfsDriver.${driver.kind}`,
    props: 'NfsSharedStore',
    static: 'NfsSharedStore',
    mount: 'NfsSharedStore.mountInto',
  }),
  NfsTestServer: () => ({ props: 'NfsTestServer' }),
  ConfigReloadingDeployment: () => ({ live: 'ReloadStrategy.live', props: 'ConfigReloadingDeployment' }),
  CsiNodePlugin: () => ({ props: 'CsiNodePlugin' }),
  NodeAgent: () => ({ props: 'NodeAgent' }),
  StorageAlarms: () => ({ props: 'StorageAlarms' }),
  StatefulDatabase: ({ engine, props }) => ({
    'engine.options': `DatabaseEngine.${engine.kind}`,
    props: 'StatefulDatabase',
    ...(props.storage.existing && { 'props.storage.existing.options': `ExistingData.${props.storage.existing.layout}` }),
  }),
  DatabaseBackup: () => ({ props: 'DatabaseBackup' }),
  DatabaseRestore: () => ({ props: 'DatabaseRestore' }),
  DatabaseUpgrade: ({ method }) => ({ props: 'DatabaseUpgrade', ...(method && { method: 'UpgradeMethod.pgUpgrade' }) }),
  ReplicatedDatabase: ({ store, origin }) => ({
    props: 'ReplicatedDatabase',
    'store.options': `BackupStore.${store.kind}`,
    ...(origin?.importOf && { 'origin.options': 'DatabaseOrigin.importOf' }),
    ...(origin?.importFrom && { 'origin.importFrom': 'DatabaseOrigin.importFrom' }),
    ...(origin?.backupOf && { 'origin.backupOf': 'DatabaseOrigin.backupOf' }),
  }),
  SnapshotClass: ({ ofGroups }) => ({ props: ofGroups ? 'SnapshotGroupClass' : 'SnapshotClass' }),
  Snapshot: () => ({ props: 'Snapshot' }),
  SnapshotGroup: () => ({ props: 'SnapshotGroup' }),
  SnapshotSchedule: () => ({ props: 'SnapshotSchedule' }),
  SharedStorageDeployment: ({ ownership }) => ({
    props: 'SharedStorageDeployment',
    ...(ownership?.kind === 'root' && { 'ownership.options': 'VolumeOwnership.givenByRootOnce' }),
  }),
  StatefulWorkload: () => ({ props: 'StatefulWorkload' }),
  VolumeBackup: () => ({ props: 'VolumeBackup' }),
  VolumeRestore: () => ({ props: 'VolumeRestore' }),
};
