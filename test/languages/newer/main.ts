import { App, Chart, Size } from 'cdk8s';
import { Deployment, DeploymentStrategy } from 'cdk8s-plus-33';
import * as storage from 'cdk8s-storage';

// A workload of a newer cdk8s-plus is mounted, connected and hardened; then props that are refused.
const app = new App();
const chart = new Chart(app, 'newer', { namespace: 'newer' });
const disks = storage.ZonalStorageClass.fromStorageClassName('fast');
const web = new Deployment(chart, 'web', {
  metadata: { name: 'web' },
  replicas: 1,
  strategy: DeploymentStrategy.recreate(),
  containers: [{ image: 'registry.example.com/web:1.4.2', portNumber: 8080 }],
});
storage.Hardening.apply(web);
new storage.Claim(chart, 'files', { storage: Size.gibibytes(5), storageClass: disks }).mountInto(web, '/files', {
  access: storage.MountAccess.READ_WRITE,
});
const db = new storage.StatefulDatabase(chart, 'db', {
  name: 'web-db',
  engine: storage.DatabaseEngine.mariadb({ version: '11.8' }),
  storage: { size: Size.gibibytes(10), storageClass: disks },
  credentials: storage.DatabaseCredentials.fromSecretName('web-db'),
});
db.connect(web);
app.synth();

try {
  new storage.StatefulDatabase(chart, 'wrong', {
    name: 'Wrong',
    engine: storage.DatabaseEngine.postgres({ version: '18.6' }),
    storage: { size: Size.mebibytes(10), storageClass: disks },
    credentials: storage.DatabaseCredentials.fromSecretName('wrong db'),
  });
} catch (error) {
  process.stdout.write(`${(error as Error).message}\n`);
}
