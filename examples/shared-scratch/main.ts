import { App, Chart, Size } from 'cdk8s';
import { EnvValue, Namespaces, Probe } from 'cdk8s-plus-27';
import { MountAccess, SharedScratchPod } from 'cdk8s-storage';

const app = new App();
const chart = new Chart(app, 'shared-scratch', { namespace: 'web' });

// The web server writes its access log to the scratch volume and serves the seeded pages; the shipper only reads.
const site = new SharedScratchPod(chart, 'site', {
  sizeLimit: Size.gibibytes(1),
  seed: { image: 'registry.example.com/site-content:2026.11.3', path: '/content', directory: 'pages' },
  allowFrom: [Namespaces.select(chart, 'ingress', { names: ['ingress-nginx'] })],
  containers: [
    {
      name: 'web',
      image: 'nginxinc/nginx-unprivileged:1.29.1-alpine',
      access: MountAccess.READ_WRITE,
      command: ['sh', '-c', 'mkdir -p /scratch/log && exec nginx -g "daemon off; error_log stderr;" -c /scratch/pages/current/nginx.conf'],
      ports: [{ name: 'http', number: 8080 }],
      readiness: Probe.fromHttpGet('/healthz', { port: 8080 }),
      liveness: Probe.fromTcpSocket({ port: 8080 }),
      writablePaths: ['/tmp'],
    },
    {
      name: 'log-shipper',
      image: 'timberio/vector:0.50.0-alpine',
      args: ['--config', '/logs/pages/current/vector.yaml'],
      env: { VECTOR_DATA_DIR: EnvValue.fromValue('/var/lib/vector') },
      mountPath: '/logs',
      writablePaths: ['/var/lib/vector'],
    },
  ],
});
site.allowTo(Namespaces.select(chart, 'logging', { names: ['logging'] }));

app.synth();
