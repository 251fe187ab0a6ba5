import { App, Chart, Size } from 'cdk8s';
import { BackupStorage, DatabaseBackup, DatabaseEngine, DatabaseUpgrade } from 'cdk8s-storage';
import { StatefulDatabase, StorageDriver, ZonalStorageClass } from 'cdk8s-storage';

const app = new App();
const chart = new Chart(app, 'billing', { namespace: 'billing' });
const ssd = new ZonalStorageClass(chart, 'billing-ssd', { driver: StorageDriver.awsEbs() });
const storage = { size: Size.gibibytes(50), storageClass: ssd };

// As it was: it is only read, and stays until its code is taken out.
const old = new StatefulDatabase(chart, 'db', { name: 'invoices-db', engine: DatabaseEngine.postgres({ version: '16.10' }), storage });
const backup = new DatabaseBackup(chart, 'backup', {
  database: old,
  storage: BackupStorage.newClaim({ size: Size.gibibytes(100), storageClass: ssd }),
});

// Beside it, with a Secret and a disk of its own.
const next = new StatefulDatabase(chart, 'db-18', {
  name: 'invoices-db-18',
  engine: DatabaseEngine.postgres({ version: '18.1' }),
  storage,
});
new DatabaseBackup(chart, 'backup-18', { database: next, storage: BackupStorage.existingClaim(backup.claim) });

// Apply it with the applications stopped; then connect them to the new one.
new DatabaseUpgrade(chart, 'upgrade', { source: old, target: next, storage: BackupStorage.existingClaim(backup.claim) });

app.synth();
