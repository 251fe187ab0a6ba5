import { App, Chart, Size } from 'cdk8s';
import { Deployment } from 'cdk8s-plus-27';
import { BackupStorage, DatabaseBackup, DatabaseEngine, Hardening, PodIsolation } from 'cdk8s-storage';
import { StatefulDatabase, StorageDriver, ZonalStorageClass } from 'cdk8s-storage';

const app = new App();

const chart = new Chart(app, 'store', { namespace: 'store' });
const catalog = new Deployment(chart, 'catalog', { containers: [{ image: 'registry.example.com/catalog:2026.11.3', portNumber: 8080 }] });
Hardening.apply(catalog);
new PodIsolation(chart, 'catalog-isolation', { workload: catalog });

// User and password are in the Secret catalog-db, which you have made; what is sized, and what loses data, is said.
const ssd = new ZonalStorageClass(chart, 'store-ssd', { driver: StorageDriver.awsEbs() });
const db = new StatefulDatabase(chart, 'db', {
  name: 'catalog-db',
  engine: DatabaseEngine.postgres({ version: '18.6' }),
  storage: { size: Size.gibibytes(50), storageClass: ssd },
});
new DatabaseBackup(chart, 'backup', { database: db, storage: BackupStorage.newClaim({ size: Size.gibibytes(100), storageClass: ssd }) });
db.connect(catalog);

app.synth();
