import { App, Chart, Duration, Size } from 'cdk8s';
import { FileDriver, FileStorageClass, MountAccess, SharedStorageDeployment, VolumeOwnership } from 'cdk8s-storage';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';

/** A gallery whose servers take pictures in, and readers that show them: all on the same files. */
class Gallery extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'portfolio' });
    const ingress = kplus.Namespaces.select(this, 'ingress', { names: ['ingress-nginx'] });
    const files = new FileStorageClass(this, 'portfolio-files', { driver: FileDriver.awsEfs({ fileSystemId: 'fs-0123456789abcdef0' }) });

    const gallery = new SharedStorageDeployment(this, 'gallery', {
      name: 'gallery',
      replicas: 3,
      containers: [
        {
          name: 'gallery',
          image: 'registry.example.com/gallery:2.4.0',
          ports: [{ number: 8080 }],
          readiness: kplus.Probe.fromHttpGet('/healthz', { port: 8080 }),
          liveness: kplus.Probe.fromHttpGet('/healthz', { port: 8080, failureThreshold: 6 }),
          writablePaths: ['/tmp'],
          // Whoever has not heard yet that the Pod goes is still answered.
          stopDelay: { time: Duration.seconds(5) },
        },
      ],
      storage: { path: '/pictures', claimName: 'pictures', size: Size.gibibytes(5), storageClass: files },
      servicePorts: [{ port: 80, targetPort: 8080 }],
      allowFrom: [ingress],
    });

    // The same claim again, which these cannot change.
    new SharedStorageDeployment(this, 'thumbnails', {
      name: 'thumbnails',
      containers: [
        {
          name: 'nginx',
          image: 'nginxinc/nginx-unprivileged:1.29.1',
          ports: [{ number: 8080 }],
          readiness: kplus.Probe.fromHttpGet('/', { port: 8080 }),
          liveness: kplus.Probe.fromTcpSocket({ port: 8080 }),
          writablePaths: ['/tmp'],
        },
      ],
      storage: {
        path: '/usr/share/nginx/html/thumbnails',
        subPath: 'thumbnails',
        claim: gallery.claim,
        access: MountAccess.READ_ONLY,
      },
      servicePorts: [{ port: 80, targetPort: 8080 }],
      allowFrom: [ingress],
    });
  }
}

/** Files that the driver leaves to root: they are given away once, by an init container that meets no standard but the privileged one. */
class Simulation extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'simulation' });
    const files = new FileStorageClass(this, 'lustre', {
      driver: FileDriver.awsFsxLustre({ subnetId: 'subnet-0123456789abcdef0', securityGroupIds: ['sg-0123456789abcdef0'] }),
    });
    new SharedStorageDeployment(this, 'solver', {
      name: 'solver',
      replicas: 4,
      containers: [
        {
          name: 'solver',
          image: 'registry.example.com/solver:5.0.2',
          declineReadiness: 'It serves nobody: it takes work from a queue.',
          liveness: kplus.Probe.fromCommand(['solver', 'alive']),
        },
      ],
      storage: {
        path: '/scratch',
        size: Size.gibibytes(1200),
        storageClass: files,
        ownership: VolumeOwnership.givenByRootOnce({ image: 'busybox:1.37.0' }),
      },
    });
  }
}

const app = new App();
new Gallery(app, 'portfolio');
new Simulation(app, 'simulation');
app.synth();
