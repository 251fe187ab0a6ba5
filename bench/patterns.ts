import { Cron, Size } from 'cdk8s';
import { Probe } from 'cdk8s-plus-27';
import type * as library from 'cdk8s-storage';
import { Construct } from 'constructs';

export interface PatternCase {
  readonly name: string;
  build(lib: typeof library, scope: Construct, id: string): unknown;
}

/** Each pattern as people use it: one entry for each, in the order of the README. */
export const PATTERNS: readonly PatternCase[] = [
  {
    name: 'SharedScratchPod',
    build: (lib, scope, id) =>
      new lib.SharedScratchPod(scope, id, {
        sizeLimit: Size.gibibytes(1),
        containers: [
          { name: 'web', image: 'nginx:1.29.1', access: lib.MountAccess.READ_WRITE, ports: [{ name: 'http', number: 8080 }] },
          { name: 'log-shipper', image: 'timberio/vector:0.50.0-alpine', mountPath: '/logs' },
        ],
      }),
  },
  {
    name: 'ZonalStorageClass',
    build: (lib, scope, id) =>
      new lib.ZonalStorageClass(scope, id, {
        driver: lib.StorageDriver.awsEbs({ type: lib.AwsEbsVolumeType.GP3 }),
        zones: ['eu-central-1a'],
      }),
  },
  {
    name: 'NfsSharedStore',
    build: (lib, scope, id) =>
      new lib.NfsSharedStore(scope, id, {
        driver: lib.NfsDriver.inTree({ server: 'nfs.example.com', path: `/exports/${id}` }),
        capacity: Size.gibibytes(500),
      }),
  },
  {
    name: 'NfsTestServer',
    build: (lib, scope, id) => new lib.NfsTestServer(scope, id, { acknowledgeForTestsOnly: true, nodeNetworks: ['10.0.0.0/16'] }),
  },
  { name: 'StatefulDatabase and its class', build: (lib, scope, id) => newDatabase(lib, scope, id, newClass(lib, scope, id)) },
  {
    name: 'the same with a DatabaseBackup and a DatabaseRestore',
    build: (lib, scope, id) => {
      const storageClass = newClass(lib, scope, id);
      const database = newDatabase(lib, scope, id, storageClass);
      const backup = new lib.DatabaseBackup(scope, `${id}-backup`, {
        database,
        schedule: Cron.schedule({ hour: '3', minute: '17' }),
        storage: lib.BackupStorage.newClaim({ size: Size.gibibytes(100), storageClass }),
      });
      new lib.DatabaseRestore(scope, `${id}-restore`, {
        database,
        source: lib.BackupSource.fromBackup(backup),
        file: `${id}-20261120T230500Z.dump`,
        overwrite: 'overwrite existing data',
      });
    },
  },
  {
    name: 'ConfigReloadingDeployment',
    build: (lib, scope, id) =>
      new lib.ConfigReloadingDeployment(scope, id, {
        containers: [
          {
            name: 'nginx',
            image: 'nginxinc/nginx-unprivileged:1.29.1-alpine',
            ports: [{ name: 'http', number: 8080 }],
            readiness: Probe.fromHttpGet('/healthz', { port: 8080 }),
            liveness: Probe.fromTcpSocket({ port: 8080 }),
          },
        ],
        configs: [
          { name: 'pages', source: lib.ConfigSource.fromData({ 'index.html': '<h1>Hello</h1>' }), mountPath: '/usr/share/nginx/html' },
        ],
      }),
  },
];

function newClass(lib: typeof library, scope: Construct, id: string): library.IStorageClass {
  return new lib.ZonalStorageClass(scope, `${id}-ssd`, { driver: lib.StorageDriver.awsEbs() });
}

function newDatabase(lib: typeof library, scope: Construct, id: string, storageClass: library.IStorageClass): library.StatefulDatabase {
  return new lib.StatefulDatabase(scope, id, {
    name: id,
    engine: lib.DatabaseEngine.postgres({ version: '18.6' }),
    storage: { size: Size.gibibytes(50), storageClass },
    credentials: lib.DatabaseCredentials.fromSecretName('orders-db'),
  });
}
