import { join } from 'node:path';
import { Chart, Size } from 'cdk8s';
import { Namespaces, Probe } from 'cdk8s-plus-27';
import { ConfigReloadingDeployment, ConfigSource, MountAccess, ScratchVolume } from 'cdk8s-storage';
import { Construct } from 'constructs';

/** A server and a helper that makes what it serves, on scratch space of their Pod: gone with the Pod, and made anew by the next. */
export class TemplateServiceChart extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'template-namespace' });

    const service = new ConfigReloadingDeployment(this, 'Service', {
      name: 'template-service',
      configs: [
        {
          name: 'site',
          source: ConfigSource.fromDirectory(join(__dirname, '..', 'config', 'template-service')),
          mountPath: '/etc/nginx/conf.d',
          containers: ['server'],
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
        {
          name: 'content',
          image: 'busybox:1.37.0',
          // Renamed when it is whole, so that nobody is served half a page.
          command: ['sh', '-c', 'while date >/scratch/.next && mv /scratch/.next /scratch/index.html; do sleep 10; done'],
          // Nobody is sent to a Pod that has nothing to serve yet, and a helper that hangs is started again.
          readiness: Probe.fromCommand(['test', '-f', '/scratch/index.html']),
          liveness: Probe.fromCommand(['sh', '-c', 'test -n "$(find /scratch/index.html -mmin -2)"']),
        },
      ],
      servicePorts: [{ port: 80, targetPort: 8080 }],
      allowFrom: [Namespaces.select(this, 'Ingress', { names: ['ingress-nginx'] })],
    });

    // Survives a restart of the containers, not the Pod. What it may take is part of what the helper requests.
    const scratch = new ScratchVolume(this, 'Scratch', { name: 'scratch', sizeLimit: Size.gibibytes(7) });
    scratch.mountInto(service.deployment, '/scratch', { access: MountAccess.READ_WRITE, containers: ['content'] });
    scratch.mountInto(service.deployment, '/scratch', { containers: ['server'] });
  }
}
