import { App, Chart, Cron, Size } from 'cdk8s';
import { Deployment, DeploymentStrategy, Namespaces, Probe } from 'cdk8s-plus-27';
import {
  BackupStorage,
  Hardening,
  MountAccess,
  PodIsolation,
  StorageDriver,
  VolumeBackup,
  VolumeRestore,
  ZonalStorageClass,
} from 'cdk8s-storage';

const app = new App();
const chart = new Chart(app, 'wiki', { namespace: 'team-wiki' });
const disks = new ZonalStorageClass(chart, 'wiki-files', { driver: StorageDriver.awsEbs() });
const pages = disks.claim(chart, 'pages', { storage: Size.gibibytes(40) });

const wiki = new Deployment(chart, 'wiki', {
  metadata: { name: 'wiki' },
  replicas: 1,
  strategy: DeploymentStrategy.recreate(),
  securityContext: { fsGroup: 10001 },
  containers: [
    {
      image: 'registry.example.com/wiki:2026.11.3',
      ports: [{ name: 'http', number: 8080 }],
      readiness: Probe.fromHttpGet('/ready', { port: 8080 }),
      liveness: Probe.fromTcpSocket({ port: 8080 }),
    },
  ],
});
Hardening.apply(wiki);
new PodIsolation(chart, 'isolation', { workload: wiki, allowFrom: [Namespaces.select(chart, 'ingress', { names: ['ingress-nginx'] })] });
pages.mountInto(wiki, '/var/lib/wiki', { access: MountAccess.READ_WRITE });

const backup = new VolumeBackup(chart, 'backup', {
  claim: pages,
  workload: wiki, // the disk is on its node
  schedule: Cron.schedule({ hour: '2', minute: '40' }),
  timeZone: 'Europe/Berlin',
  keep: 14,
  exclude: ['cache'],
  acceptChanges: true, // people edit at night, too
  image: 'busybox:1.37.0',
  storage: BackupStorage.newClaim({ size: Size.gibibytes(200), storageClass: disks }),
});

// Applied by hand, once: the files of a night come back beside the wiki, into a claim of their own.
const rescue = new Chart(app, 'rescue', { namespace: 'team-wiki' });
new VolumeRestore(rescue, 'restore', {
  claim: disks.claim(rescue, 'pages-restored', { storage: Size.gibibytes(40) }),
  backup,
  file: 'pages-20261120T014000Z.tar.gz',
  image: 'busybox:1.37.0',
});

app.synth();
