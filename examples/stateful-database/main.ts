import { App, Chart, Cron, Size } from 'cdk8s';
import { Deployment, k8s, Namespaces, PersistentVolumeReclaimPolicy, Probe } from 'cdk8s-plus-27';
import { BackupStorage, DatabaseBackup, DatabaseCredentials, DatabaseEngine, DatabaseFile } from 'cdk8s-storage';
import { Hardening, PodIsolation, StatefulDatabase, StorageDriver, ZonalStorageClass } from 'cdk8s-storage';

const app = new App();
const chart = new Chart(app, 'shop', { namespace: 'shop' });
const ssd = new ZonalStorageClass(chart, 'shop-ssd', { driver: StorageDriver.awsEbs() });
const reclaimPolicy = PersistentVolumeReclaimPolicy.DELETE;
const scratch = new ZonalStorageClass(chart, 'shop-scratch', { driver: StorageDriver.awsEbs(), reclaimPolicy });

const db = new StatefulDatabase(chart, 'db', {
  name: 'orders-db',
  engine: DatabaseEngine.postgres({ version: '18.6' }),
  storage: { size: Size.gibibytes(50), storageClass: ssd },
  credentials: DatabaseCredentials.fromSecretName('orders-db'),
  database: 'orders',
  configuration: { 'postgresql.conf': DatabaseFile.fromText("max_connections = 100\nlog_min_duration_statement = '1s'\n") },
});

new DatabaseBackup(chart, 'backup', {
  database: db,
  schedule: Cron.schedule({ hour: '3', minute: '17' }),
  timeZone: 'Europe/Berlin',
  keep: 14,
  storage: BackupStorage.newClaim({ size: Size.gibibytes(100), storageClass: ssd }),
  rehearsal: {
    size: Size.gibibytes(60),
    storageClass: scratch,
    questions: [{ statement: 'SELECT count(*) > 0 FROM orders', answer: 't' }],
  },
});

const orders = new Deployment(chart, 'orders', {
  metadata: { name: 'orders' },
  replicas: 2,
  securityContext: { fsGroup: 10001 },
  containers: [
    {
      image: 'registry.example.com/orders:2026.11.3',
      ports: [{ name: 'http', number: 8080 }],
      readiness: Probe.fromHttpGet('/ready', { port: 8080 }),
      liveness: Probe.fromTcpSocket({ port: 8080 }),
    },
  ],
});
Hardening.apply(orders);
new PodIsolation(chart, 'isolation', { workload: orders, allowFrom: [Namespaces.select(chart, 'ingress', { names: ['ingress-nginx'] })] });
new k8s.KubePodDisruptionBudget(chart, 'budget', {
  metadata: { name: 'orders' },
  spec: { maxUnavailable: k8s.IntOrString.fromNumber(1), selector: { matchLabels: orders.matchLabels } },
});
db.connect(orders);

app.synth();
