import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { Namespaces, Probe } from 'cdk8s-plus-27';
import { ConfigReloadingDeployment, ConfigSource } from 'cdk8s-storage';
import { Construct } from 'constructs';

/** A service whose Pods are replaced, one after the other, when a file in config/template-service changes. */
export class TemplateServiceChart extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'template-namespace' });

    new ConfigReloadingDeployment(this, 'Service', {
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
  }
}
