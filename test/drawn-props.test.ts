import * as fc from 'fast-check';
import { ENTRIES } from '../src/props/known-props.generated';
import { propsOf, Shape, StructName } from '../src/props/struct-table';
import { GENERATORS } from './cluster/generators';
import { PARTS } from './cluster/generators/parts';

/*
 * Generated cases draw every prop of what they make, so that no prop is forgotten that is added later. What they leave out is listed.
 */

/** What a generator makes beside the props that it draws. */
const MADE: Readonly<Record<string, string>> = {
  ClaimTemplateProps: 'storageClass',
  ConfigReloadingDeploymentProps: 'reload servicePorts',
  DatabaseBackupProps: 'database',
  DatabaseRestoreProps: 'database file source',
  DatabaseUpgradeProps: 'method source target',
  FileStorageClassProps: 'driver',
  NfsSharedStoreProps: 'driver namespace',
  PersistentVolumeProps: 'source',
  SharedStorage: 'claim ownership',
  ReplicatedBackup: 'store',
  ReplicatedDatabaseProps: 'monitoring origin',
  SnapshotScheduleProps: 'source',
  StatefulDatabaseProps: 'engine',
  StorageAlarmsProps: 'watched',
  VolumeAttributesClassProps: 'driver',
  VolumeBackupProps: 'claim workload',
  VolumeRestoreProps: 'backup backupName backups claim file',
  ZonalStorageClassProps: 'driver zones',
};

/** What other tests are there for: it has to fit something else, which a generator seldom would. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  AzureDiskOptions: 'diskAccessId diskEncryptionSetId maxShares',
  BoundClaimOptions: 'namespace',
  ConfiguredContainer: 'configEnv configEnvFrom',
  MariadbOptions: 'image',
  MysqlOptions: 'image',
  NfsAcknowledgements: 'version3LocksNeedStatd',
  NfsTestServerProps: 'data',
  PostgresOptions: 'image',
  StatefulWorkloadProps: 'notDurable',
  StorageQuotaProps: 'namespace',
  VSphereOptions: 'datastoreUrl',
};

const entries = ENTRIES as Readonly<Record<string, StructName>>;

/** Notes the props that are given in a struct, and in the structs inside. */
function note(value: unknown, { struct, within }: Shape, drawn: Map<StructName, Set<string>>): void {
  if (struct === undefined || typeof value !== 'object' || value === null) return;
  if (within !== undefined) {
    for (const item of Object.values(value)) note(item, { struct }, drawn);
    return;
  }
  const props = drawn.get(struct) ?? new Set();
  drawn.set(struct, props);
  for (const [name, item] of Object.entries(value)) {
    const shape = propsOf(struct).get(name);
    if (shape === undefined || item === undefined) continue;
    props.add(name);
    note(item, shape, drawn);
  }
}

test('generators draw every prop, but for those that are listed', () => {
  const drawn = new Map<StructName, Set<string>>();
  for (const generator of GENERATORS) {
    // Not the seed of the run: what is rare is there, or is not, for good.
    for (const recipe of fc.sample(generator.recipes(1036), { seed: 1, numRuns: 600 })) {
      for (const [part, entry] of Object.entries(PARTS[generator.construct](recipe))) {
        const value = part.split('.').reduce<unknown>((within, key) => (within as Record<string, unknown> | undefined)?.[key], recipe);
        note(value, { struct: entries[entry] }, drawn);
      }
    }
  }
  const missing = [...drawn].map(
    ([struct, props]) => [struct, [...propsOf(struct).keys()].filter((name) => !props.has(name)).sort()] as const,
  );
  const found = Object.fromEntries(missing.filter(([, props]) => props.length > 0).map(([struct, props]) => [struct, props.join(' ')]));
  expect(found).toEqual({ ...MADE, ...LEFT_OUT });
});
