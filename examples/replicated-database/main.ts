import { App, Chart, Cron, Size } from 'cdk8s';
import { Cpu, Deployment, Namespaces, Probe } from 'cdk8s-plus-27';
import { BackupStore, CommitGuarantee, DatabaseCredentials, DatabaseEndpoint, DatabaseEngine, Hardening } from 'cdk8s-storage';
import { PodIsolation, ReplicatedDatabase, StorageDriver, ZonalStorageClass } from 'cdk8s-storage';

const app = new App();
const chart = new Chart(app, 'shop', { namespace: 'shop' });
const ssd = new ZonalStorageClass(chart, 'shop-ssd', { driver: StorageDriver.awsEbs() });

const db = new ReplicatedDatabase(chart, 'db', {
  name: 'orders-pg',
  engine: DatabaseEngine.postgres({ version: '18.4' }),
  storage: { size: Size.gibibytes(50), storageClass: ssd, wal: { size: Size.gibibytes(20) } },
  commits: CommitGuarantee.losingNothing(),
  backup: {
    store: BackupStore.s3({ path: 's3://shop-backups/postgres', secretName: 'backup-store' }),
    schedule: Cron.schedule({ hour: '3', minute: '17' }),
    keep: '30d',
  },
  credentials: DatabaseCredentials.fromSecretName('orders-db'),
  database: 'orders',
  resources: { cpu: { request: Cpu.units(2), limit: Cpu.units(2) }, memory: { limit: Size.gibibytes(8) } },
  parameters: { max_connections: '200', log_min_duration_statement: '1s' },
  pooler: { parameters: { max_client_conn: '1000' } },
  databases: [{ name: 'reports', extensions: ['pg_trgm'] }],
  monitoring: { allowFrom: [Namespaces.select(chart, 'monitoring', { names: ['monitoring'] })], labels: { release: 'prometheus' } },
});

/** A program that is told where the database is by its environment. */
const client = (name: string) => {
  const deployment = new Deployment(chart, name, {
    metadata: { name },
    replicas: 2,
    securityContext: { fsGroup: 10001 },
    containers: [
      {
        image: `registry.example.com/${name}:2026.11.3`,
        ports: [{ name: 'http', number: 8080 }],
        readiness: Probe.fromHttpGet('/ready', { port: 8080 }),
        liveness: Probe.fromTcpSocket({ port: 8080 }),
      },
    ],
  });
  Hardening.apply(deployment);
  new PodIsolation(chart, `${name}-isolation`, { workload: deployment });
  return deployment;
};

db.connect(client('orders'), { endpoint: DatabaseEndpoint.POOLER });
db.connect(client('reports'), { endpoint: DatabaseEndpoint.REPLICAS });

app.synth();
