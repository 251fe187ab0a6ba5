import { Chart, Cron, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import {
  BackupStorage,
  Claim,
  ClaimTemplate,
  ConfigReloadingDeployment,
  ConfigSource,
  DatabaseBackup,
  DatabaseCredentials,
  DatabaseEngine,
  MountAccess,
  NfsDriver,
  NfsSharedStore,
  PersistentVolume,
  PersistentVolumeSource,
  ScratchMedium,
  SharedScratchPod,
  StatefulDatabase,
  StatefulDatabaseProps,
  StorageDriver,
  ZonalStorageClass,
} from '../../src';
import { Manifest } from '../support';

/*
 * Each kind of construct under a name, and what it is registered by.
 */

export const storageClass = { storageClassName: 'fast' };

export const database = (scope: Construct, name: string, id = name, more: Partial<StatefulDatabaseProps> = {}) =>
  new StatefulDatabase(scope, id, {
    ...more,
    name,
    engine: DatabaseEngine.postgres({ version: '18' }),
    storage: { size: Size.gibibytes(20), storageClass },
    credentials: DatabaseCredentials.fromSecretName('orders-db'),
  });

export const deployment = (scope: Construct, name: string, id = name, configs = ['pages']) =>
  new ConfigReloadingDeployment(scope, id, {
    name,
    configs: configs.map((config) => ({ name: config, source: ConfigSource.fromData({ a: 'b' }), mountPath: `/etc/${config}` })),
    containers: [
      { name: 'web', image: 'nginx:1.29.1', declineReadiness: 'none', declineLiveness: 'none', ports: [{ name: 'http', number: 8080 }] },
    ],
    servicePorts: [{ port: 80, targetPort: 8080 }],
  });

export const backup = (scope: Construct, of: StatefulDatabase, name: string, id = `${name}-backup`) =>
  new DatabaseBackup(scope, id, {
    name,
    database: of,
    schedule: Cron.schedule({ hour: '3', minute: '17' }),
    storage: BackupStorage.newClaim({ size: Size.gibibytes(50), storageClass }),
  });

export const claim = (scope: Construct, name: string, id = `claim-${name}`) =>
  new Claim(scope, id, { name, storage: Size.gibibytes(1), storageClass });

export const store = (scope: Construct, name: string, id = name, namespace?: string) =>
  new NfsSharedStore(scope, id, {
    name,
    namespace,
    driver: NfsDriver.inTree({ server: 'nfs.example.com', path: `/${id}` }),
    capacity: Size.gibibytes(5),
  });

export const pod = (scope: Construct, name: string, id = name) =>
  new SharedScratchPod(scope, id, {
    name,
    sizeLimit: Size.mebibytes(64),
    medium: ScratchMedium.volumeOf(storageClass),
    containers: [{ name: 'web', image: 'nginx:1.29.1', access: MountAccess.READ_WRITE }],
  });

export const zonal = (scope: Construct, name: string, id = name) =>
  new ZonalStorageClass(scope, id, { name, driver: StorageDriver.awsEbs() });

export const volume = (scope: Construct, name: string, id = name) =>
  new PersistentVolume(scope, id, {
    name,
    source: PersistentVolumeSource.nfs({ server: 'nfs.example.com', path: `/${name}` }),
    storage: Size.gibibytes(1),
    accessModes: [kplus.PersistentVolumeAccessMode.READ_WRITE_MANY],
  });

export const statefulSet = (chart: Chart, name: string, id = `set-${name}`) =>
  new kplus.StatefulSet(chart, id, {
    metadata: { name },
    service: new kplus.Service(chart, `${id}-service`, { metadata: { name: `${id}-service` }, ports: [{ port: 80 }], clusterIP: 'None' }),
    containers: [{ image: 'nginx:1.29.1' }],
  });

export const template = (set: kplus.StatefulSet, name: string) =>
  new ClaimTemplate(set, name, { storage: Size.gibibytes(1), storageClass });

/** The keys that an object and what the cluster makes of it should be registered by, found from its manifest alone. */
export function expectedKeys({ kind, metadata, spec }: Manifest, chart: Chart): string[] {
  const isGlobal = ['PersistentVolume', 'CSIDriver'].includes(kind as string) || /^ClusterRole|Class$/.test(kind as string);
  const place = isGlobal ? '' : ((metadata.namespace as string | undefined) ?? `(${chart.node.path})`);
  const templates = (spec?.volumeClaimTemplates ?? []) as Manifest[];
  return [
    `${kind} ${place} ${metadata.name}`,
    ...templates.map((item) => `PersistentVolumeClaim ${place} ${item.metadata.name}-${metadata.name}-#`),
    ...(kind === 'StatefulSet' ? [`Pod ${place} ${metadata.name}-#`] : []),
  ];
}
