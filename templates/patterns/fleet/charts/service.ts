import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { DeploymentStrategy, Namespaces, Probe } from 'cdk8s-plus-27';
import { Claim, ConfigReloadingDeployment, ConfigSource, MountAccess, ScratchVolume } from 'cdk8s-storage';
import { Construct } from 'constructs';
import type { Service } from '../services';
import { DISKS } from './storage';

/** One service of the fleet, in a file of its own. */
export class ServiceChart extends Chart {
  constructor(scope: Construct, id: string, { name, namespace, image, replicas, cache, data }: Service) {
    super(scope, id, { namespace });

    const disk = data && new Claim(this, 'Data', { name: `${name}-data`, storage: data, storageClass: DISKS });
    const service = new ConfigReloadingDeployment(this, 'Service', {
      name,
      replicas: replicas ?? (disk ? 1 : 2),
      // One disk, one writer: the old Pod goes before the new one comes.
      strategy: disk && DeploymentStrategy.recreate(),
      // The same for all. A change in config/site replaces the Pods of every service, one after the other.
      configs: [
        {
          name: 'site',
          source: ConfigSource.fromDirectory(join(__dirname, '..', 'config', 'site')),
          mountPath: '/etc/nginx/conf.d',
        },
      ],
      containers: [
        {
          name: 'server',
          image,
          ports: [{ name: 'http', number: 8080 }],
          readiness: Probe.fromHttpGet('/healthz', { port: 8080 }),
          liveness: Probe.fromTcpSocket({ port: 8080 }),
          volumeMounts: disk && [{ path: '/data', volume: disk.asVolume() }],
          writablePaths: ['/tmp'],
        },
      ],
      servicePorts: [{ port: 80, targetPort: 8080 }],
      allowFrom: [Namespaces.select(this, 'Ingress', { names: ['ingress-nginx'] })],
    });
    if (cache) {
      new ScratchVolume(this, 'Cache', { name: 'cache', sizeLimit: cache }).mountInto(service.deployment, '/cache', {
        access: MountAccess.READ_WRITE,
      });
    }
  }
}
