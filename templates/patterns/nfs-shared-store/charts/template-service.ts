import { join } from 'node:path';
import { Chart, Size } from 'cdk8s';
import { Namespaces, Probe } from 'cdk8s-plus-27';
import { ConfigReloadingDeployment, ConfigSource, MountAccess, NfsDriver, NfsSharedStore } from 'cdk8s-storage';
import { Construct } from 'constructs';

/** A service whose Pods, on any node, read and write one directory of an NFS server. */
export class TemplateServiceChart extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'template-namespace' });

    // On the server, the directory belongs to the group 10001 with the setgid bit: chgrp 10001, chmod 2770.
    const store = new NfsSharedStore(this, 'template-service-files', {
      driver: NfsDriver.inTree({ server: 'template-server.example.com', path: '/template/export' }),
      capacity: Size.gibibytes(7),
    });

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
    store.mountInto(service.deployment, '/files', { access: MountAccess.READ_WRITE });
  }
}
