import { Chart, Size } from 'cdk8s';
import { BackupStore, CommitGuarantee, DatabaseEngine, ReplicatedDatabase } from 'cdk8s-storage';
import { StorageDriver, ZonalStorageClass } from 'cdk8s-storage';
import { Construct } from 'constructs';

/** A database of three servers, on nodes of their own, that archives its log as it is written and is backed up each night. */
export class TemplateServiceChart extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'template-namespace' });

    // Waits for each Pod before it makes a disk, and keeps the disk when the claim is deleted.
    const disks = new ZonalStorageClass(this, 'template-service-disks', {
      driver: StorageDriver.awsEbs(),
      zones: ['template-zone'],
    });

    // User and password are in the Secret template-service. Clients are let in by its connect(workload), or by allowFrom(peer).
    new ReplicatedDatabase(this, 'Database', {
      name: 'template-service',
      engine: DatabaseEngine.postgres({ version: '18.6' }),
      storage: { size: Size.gibibytes(7), storageClass: disks },
      // Stops writing while no replica is there; stayingUp() goes on, and may lose the last of what was committed in a failover.
      commits: CommitGuarantee.losingNothing(),
      // Thirty days, each night at a minute that follows from the name; `schedule` says another, in UTC.
      backup: { store: BackupStore.s3({ path: 's3://template-bucket', secretName: 'template-service-store' }) },
    });
  }
}
