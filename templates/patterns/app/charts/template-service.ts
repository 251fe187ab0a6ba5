import { join } from 'node:path';
import { Chart, Size } from 'cdk8s';
import { Namespaces, Probe } from 'cdk8s-plus-27';
import { BackupStorage, DatabaseBackup, DatabaseEngine, StatefulDatabase } from 'cdk8s-storage';
import { ConfigReloadingDeployment, ConfigSource, MountAccess, ScratchVolume, StorageDriver, ZonalStorageClass } from 'cdk8s-storage';
import { Construct } from 'constructs';

/** A service with configuration, a cache and a database that is backed up. */
export class TemplateServiceChart extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'template-namespace' });

    // Waits for the Pod before it makes a disk, and keeps the disk when the claim is deleted.
    const disks = new ZonalStorageClass(this, 'template-service-disks', {
      driver: StorageDriver.awsEbs(),
      zones: ['template-zone'],
    });

    // User and password are in the Secret template-service-db.
    const database = new StatefulDatabase(this, 'Database', {
      name: 'template-service-db',
      engine: DatabaseEngine.postgres({ version: '18.6' }),
      storage: { size: Size.gibibytes(7), storageClass: disks },
    });

    new DatabaseBackup(this, 'Backup', {
      // Each night, at a minute that follows from the name; `schedule` says another.
      database,
      keep: 14,
      // Room for fifteen dumps, which are compressed; watch how they grow.
      storage: BackupStorage.newClaim({ size: Size.gibibytes(7), storageClass: disks }),
    });

    // A change in config/template-service replaces the Pods, one after the other.
    const service = new ConfigReloadingDeployment(this, 'Service', {
      name: 'template-service',
      configs: [
        {
          name: 'site',
          source: ConfigSource.fromDirectory(join(__dirname, '..', 'config', 'template-service')),
          mountPath: '/etc/nginx/conf.d',
        },
      ],
      containers: [
        {
          name: 'server',
          image: 'registry.example.com/template-image:1.0.0',
          ports: [{ name: 'http', number: 8080 }],
          readiness: Probe.fromHttpGet('/healthz', { port: 8080 }),
          liveness: Probe.fromTcpSocket({ port: 8080 }),
          writablePaths: ['/tmp'],
        },
      ],
      servicePorts: [{ port: 80, targetPort: 8080 }],
      allowFrom: [Namespaces.select(this, 'Ingress', { names: ['ingress-nginx'] })],
    });
    const cache = new ScratchVolume(this, 'Cache', { name: 'cache', sizeLimit: Size.gibibytes(1) });
    cache.mountInto(service.deployment, '/var/cache/template-service', { access: MountAccess.READ_WRITE });
    database.connect(service.deployment);
  }
}
