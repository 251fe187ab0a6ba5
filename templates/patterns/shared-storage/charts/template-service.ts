import { Chart, Size } from 'cdk8s';
import { Probe } from 'cdk8s-plus-27';
import { FileDriver, FileStorageClass, SharedStorageDeployment } from 'cdk8s-storage';
import { Construct } from 'constructs';

/** A service whose Pods all read and write the same files. */
export class TemplateServiceChart extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'template-namespace' });

    // A directory of the export for each claim, which stays when the claim is deleted.
    const files = new FileStorageClass(this, 'template-service-files', {
      driver: FileDriver.nfs({ server: 'template-server.example.com', share: '/template/export', directoryPermissions: '2770' }),
    });

    // Who may connect is said by `allowFrom`.
    new SharedStorageDeployment(this, 'Service', {
      name: 'template-service',
      replicas: 2,
      containers: [
        {
          name: 'server',
          image: 'registry.example.com/template-image:1.0.0',
          ports: [{ name: 'server', number: 8080 }],
          readiness: Probe.fromTcpSocket({ port: 8080 }),
          liveness: Probe.fromTcpSocket({ port: 8080, failureThreshold: 6 }),
          writablePaths: ['/tmp'],
        },
      ],
      storage: { path: '/files', size: Size.gibibytes(7), storageClass: files },
      servicePorts: [{ port: 80, targetPort: 8080 }],
    });
  }
}
