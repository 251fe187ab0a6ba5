import { Chart, Size } from 'cdk8s';
import { Probe } from 'cdk8s-plus-27';
import { StatefulWorkload, StorageDriver, ZonalStorageClass } from 'cdk8s-storage';
import { Construct } from 'constructs';

/** A program that keeps data, on a disk for each Pod that outlives the Pod, its node and the set. */
export class TemplateServiceChart extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'template-namespace' });

    // Waits for the Pod before it makes a disk, and keeps the disk when the claim is deleted.
    const disks = new ZonalStorageClass(this, 'template-service-disks', {
      driver: StorageDriver.awsEbs(),
      zones: ['template-zone'],
    });

    // Who may connect is said by `allowFrom`; members of one set reach each other where there are several.
    new StatefulWorkload(this, 'Workload', {
      name: 'template-service',
      replicas: 1,
      containers: [
        {
          name: 'server',
          image: 'registry.example.com/template-image:1.0.0',
          ports: [{ name: 'server', number: 6379 }],
          // A program that reads its data anew may take an hour before it answers.
          startup: Probe.fromTcpSocket({ port: 6379, failureThreshold: 360 }),
          readiness: Probe.fromTcpSocket({ port: 6379 }),
          liveness: Probe.fromTcpSocket({ port: 6379, failureThreshold: 6 }),
          writablePaths: ['/tmp'],
        },
      ],
      disks: [{ path: '/data', size: Size.gibibytes(7), storageClass: disks }],
      servicePorts: [{ name: 'server', port: 6379 }],
    });
  }
}
