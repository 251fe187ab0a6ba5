import { Chart } from 'cdk8s';
import { IStorageClass, StorageDriver, ZonalStorageClass } from 'cdk8s-storage';
import { Construct } from 'constructs';

/** The class of the services' disks. They know it by its name alone, so that their charts stay independent of each other. */
export const DISKS: IStorageClass = ZonalStorageClass.fromStorageClassName('template-service-disks');

/** What all services of the fleet need: applied before them. */
export class StorageChart extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    // Waits for the Pod before it makes a disk, and keeps the disk when the claim is deleted.
    new ZonalStorageClass(this, DISKS.storageClassName, {
      driver: StorageDriver.awsEbs(),
      zones: ['template-zone'],
    });
  }
}
