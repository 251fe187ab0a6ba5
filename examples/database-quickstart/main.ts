import { App, Chart, Size } from 'cdk8s';
import { Deployment } from 'cdk8s-plus-27';
import { BackupStorage, DatabaseBackup, DatabaseEngine, Hardening, PodIsolation } from 'cdk8s-storage';
import { StatefulDatabase, StorageDriver, ZonalStorageClass } from 'cdk8s-storage';

const app = new App();

const chart = new Chart(app, 'shop', { namespace: 'shop' });
const orders = new Deployment(chart, 'orders', { containers: [{ image: 'registry.example.com/orders:2026.11.3', portNumber: 8080 }] });
Hardening.apply(orders);
new PodIsolation(chart, 'orders-isolation', { workload: orders });

// User and password are in the Secret orders-db, which you have made; what is sized, and what loses data, is said.
const ssd = new ZonalStorageClass(chart, 'shop-ssd', { driver: StorageDriver.awsEbs() });
const db = new StatefulDatabase(chart, 'db', {
  name: 'orders-db',
  engine: DatabaseEngine.postgres({ version: '18.6' }),
  storage: { size: Size.gibibytes(50), storageClass: ssd },
});
new DatabaseBackup(chart, 'backup', { database: db, storage: BackupStorage.newClaim({ size: Size.gibibytes(100), storageClass: ssd }) });
db.connect(orders);

app.synth();
