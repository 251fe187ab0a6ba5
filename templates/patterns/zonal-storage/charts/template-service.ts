import { join } from 'node:path';
import { Chart, Size } from 'cdk8s';
import { DeploymentStrategy, Namespaces, Probe } from 'cdk8s-plus-27';
import { ConfigReloadingDeployment, ConfigSource, StorageDriver, ZonalStorageClass } from 'cdk8s-storage';
import { Construct } from 'constructs';

/** A service with a disk: the class that makes it, the claim that keeps it, and the one Pod that writes to it. */
export class TemplateServiceChart extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'template-namespace' });

    // Waits for the Pod before it makes the disk, and keeps the disk when the claim is deleted.
    const disks = new ZonalStorageClass(this, 'template-service-disks', {
      driver: StorageDriver.awsEbs(),
      zones: ['template-zone'],
    });
    const data = disks.claim(this, 'template-service-data', { storage: Size.gibibytes(7) });

    new ConfigReloadingDeployment(this, 'Service', {
      name: 'template-service',
      // One disk, one writer: the old Pod goes before the new one comes.
      replicas: 1,
      strategy: DeploymentStrategy.recreate(),
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
          volumeMounts: [{ path: '/data', volume: data.asVolume() }],
          writablePaths: ['/tmp'],
        },
      ],
      servicePorts: [{ port: 80, targetPort: 8080 }],
      allowFrom: [Namespaces.select(this, 'Ingress', { names: ['ingress-nginx'] })],
    });
  }
}
