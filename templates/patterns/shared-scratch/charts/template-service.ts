import { Chart, Size } from 'cdk8s';
import { Namespaces, Probe } from 'cdk8s-plus-27';
import { MountAccess, SharedScratchPod } from 'cdk8s-storage';
import { Construct } from 'constructs';

/** A server and a helper that makes what it serves, on one scratch volume: gone with the Pod, never larger than its limit. */
export class TemplateServiceChart extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'template-namespace' });

    // A bare Pod: nothing brings it back when its node goes away. Where that matters, mount a ScratchVolume into a Deployment.
    new SharedScratchPod(this, 'template-service', {
      sizeLimit: Size.gibibytes(7),
      containers: [
        {
          name: 'server',
          image: 'registry.example.com/template-image:1.0.0',
          mountPath: '/usr/share/nginx/html',
          ports: [{ name: 'http', number: 8080 }],
          readiness: Probe.fromHttpGet('/', { port: 8080 }),
          liveness: Probe.fromTcpSocket({ port: 8080 }),
          writablePaths: ['/tmp'],
        },
        {
          name: 'content',
          image: 'busybox:1.37.0',
          access: MountAccess.READ_WRITE,
          // Renamed when it is whole, so that nobody is served half a page.
          command: ['sh', '-c', 'while date >/scratch/.next && mv /scratch/.next /scratch/index.html; do sleep 10; done'],
        },
      ],
      allowFrom: [Namespaces.select(this, 'Ingress', { names: ['ingress-nginx'] })],
    });
  }
}
