import { Chart, Size } from 'cdk8s';
import { BackupStorage, DatabaseBackup, DatabaseEngine, StatefulDatabase } from 'cdk8s-storage';
import { StorageDriver, ZonalStorageClass } from 'cdk8s-storage';
import { Construct } from 'constructs';

/** A database that outlives its Pod, its node and its claims, and is backed up each night. */
export class TemplateServiceChart extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'template-namespace' });

    // Waits for the Pod before it makes a disk, and keeps the disk when the claim is deleted.
    const disks = new ZonalStorageClass(this, 'template-service-disks', {
      driver: StorageDriver.awsEbs(),
      zones: ['template-zone'],
    });

    // User and password are in the Secret template-service. Clients are let in by database.connect(workload), or by database.allowFrom(peer).
    const database = new StatefulDatabase(this, 'Database', {
      name: 'template-service',
      engine: DatabaseEngine.postgres({ version: '18.6' }),
      storage: { size: Size.gibibytes(7), storageClass: disks },
    });

    new DatabaseBackup(this, 'Backup', {
      // Each night, at a minute that follows from the name; `schedule` says another.
      database,
      keep: 14,
      // Room for fifteen dumps, which are compressed; watch how they grow.
      storage: BackupStorage.newClaim({ size: Size.gibibytes(7), storageClass: disks }),
    });
  }
}
