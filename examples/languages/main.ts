import { App, Chart, Cron, Duration, Size } from 'cdk8s';
import { Cpu, Deployment, DeploymentStrategy, Namespaces, PersistentVolumeAccessMode, Probe } from 'cdk8s-plus-27';
import { NodeTaintQuery, Service, StatefulSet } from 'cdk8s-plus-27';
import * as storage from 'cdk8s-storage';

// A market with all that this library makes, once: main.py, Main.java and main.go beside this file make the same, byte for byte.
const app = new App();
const chart = new Chart(app, 'market', { namespace: 'market' });
const ingress = Namespaces.select(chart, 'ingress', { names: ['ingress-nginx'] });

// Disks, and a database with a verified backup.
const disks = new storage.ZonalStorageClass(chart, 'disks', {
  driver: storage.StorageDriver.awsEbs({ type: storage.AwsEbsVolumeType.GP3, iops: 4000 }),
  zones: ['eu-central-1a', 'eu-central-1b'],
});
const db = new storage.StatefulDatabase(chart, 'db', {
  name: 'orders-db',
  engine: storage.DatabaseEngine.postgres({ version: '18.6' }),
  storage: { size: Size.gibibytes(50), storageClass: disks },
  credentials: storage.DatabaseCredentials.fromSecretName('orders-db'),
  database: 'orders',
  configuration: { 'postgresql.conf': storage.DatabaseFile.fromText('max_connections = 100\n') },
});
const backup = new storage.DatabaseBackup(chart, 'backup', {
  database: db,
  schedule: Cron.schedule({ hour: '3', minute: '17' }),
  timeZone: 'Europe/Berlin',
  keep: 14,
  storage: storage.BackupStorage.newClaim({ size: Size.gibibytes(100), storageClass: disks }),
});
new storage.DatabaseRestore(chart, 'restore', {
  database: db,
  source: storage.BackupSource.fromBackup(backup),
  overwrite: 'overwrite existing data',
});

// What it was before, which is only read: applied once, with everything that writes to it stopped.
const old = new storage.StatefulDatabase(chart, 'old-db', {
  name: 'orders-db-16',
  engine: storage.DatabaseEngine.postgres({ version: '16.10' }),
  storage: { size: Size.gibibytes(50), storageClass: disks },
  database: 'orders',
});
new storage.DatabaseUpgrade(chart, 'upgrade', { source: old, target: db, storage: storage.BackupStorage.existingClaim(backup.claim) });

// A program that is connected to it, with a disk, room to work in and what a vault asks for.
const orders = new Deployment(chart, 'orders', {
  metadata: { name: 'orders' },
  replicas: 1,
  strategy: DeploymentStrategy.recreate(),
  securityContext: { fsGroup: 10050 },
  containers: [
    {
      image: 'registry.example.com/orders:2026.11.3',
      portNumber: 8080,
      readiness: Probe.fromHttpGet('/ready', { port: 8080 }),
      liveness: Probe.fromTcpSocket({ port: 8080 }),
      resources: {
        cpu: { request: Cpu.millis(100), limit: Cpu.units(1) },
        memory: { request: Size.mebibytes(256), limit: Size.mebibytes(512) },
      },
    },
  ],
});
storage.Hardening.apply(orders, { user: 10050, group: 10050 });
new storage.PodIsolation(chart, 'isolation', { workload: orders, allowFrom: [ingress] });
db.connect(orders, { prefix: 'ORDERS' });
const invoices = disks.claim(chart, 'invoices', { storage: Size.gibibytes(20), labels: { part: 'invoices' } });
invoices.mountInto(orders, '/invoices', { access: storage.MountAccess.READ_WRITE });
new storage.ScratchVolume(chart, 'scratch', { sizeLimit: Size.mebibytes(512) }).mountInto(orders, '/tmp', {
  access: storage.MountAccess.READ_WRITE,
});
storage.PodVolume.serviceAccountToken({
  name: 'identity',
  audience: 'https://vault.example.com',
  expiration: Duration.minutes(20),
}).mountInto(orders, '/run/identity');

// Its disk is saved as files, and as snapshots.
const invoicesBackup = new storage.VolumeBackup(chart, 'invoices-backup', {
  claim: invoices,
  workload: orders,
  schedule: Cron.schedule({ hour: '2', minute: '40' }),
  image: 'busybox:1.37.0',
  storage: storage.BackupStorage.newClaim({ size: Size.gibibytes(60), storageClass: disks }),
});
new storage.VolumeRestore(chart, 'invoices-restore', {
  claim: disks.claim(chart, 'invoices-restored', { storage: Size.gibibytes(20) }),
  backup: invoicesBackup,
  image: 'busybox:1.37.0',
});
const nightly = new storage.SnapshotClass(chart, 'nightly', {
  driver: disks.provisioner,
  deletionPolicy: storage.SnapshotDeletionPolicy.DELETE,
});
new storage.SnapshotSchedule(chart, 'invoices-snapshots', {
  source: storage.SnapshotSource.claims([invoices], nightly),
  schedule: Cron.schedule({ hour: '1', minute: '10' }),
  image: 'alpine/kubectl:1.36.1',
});
const kept = new storage.SnapshotClass(chart, 'kept', { driver: disks.provisioner });
const before = new storage.Snapshot(chart, 'before-upgrade', { claim: invoices, snapshotClass: kept });
disks.claim(chart, 'invoices-before', { storage: Size.gibibytes(20), dataSource: storage.ClaimSource.fromSnapshot(before) });

// What mounts the files of a driver on each node.
new storage.CsiNodePlugin(chart, 'invoice-files', {
  driverName: 'invoices.csi.example.com',
  csiDriver: {
    attachRequired: false,
    fsGroupPolicy: storage.FsGroupPolicy.NONE,
    requiresRepublish: true,
  },
  driver: { name: 'driver', image: 'registry.example.com/invoices-csi:1.0.2', args: ['--endpoint=$(CSI_ENDPOINT)'] },
  acknowledgePrivileged: 'It mounts files for other Pods.',
  registrarImage: 'registry.k8s.io/sig-storage/csi-node-driver-registrar:v2.15.0',
  livenessImage: 'registry.k8s.io/sig-storage/livenessprobe:v2.17.0',
  stagesVolumes: false,
  apiAccess: [{ resources: ['nodes'], verbs: ['get'] }],
});

// A class of files, for claims that many nodes share.
const shared = new storage.FileStorageClass(chart, 'shared', {
  driver: storage.FileDriver.awsEfs({ fileSystemId: 'fs-0123456789abcdef0', basePath: '/market' }),
});
const uploads = shared.claim(chart, 'uploads', { storage: Size.gibibytes(5) });
new storage.SharedStorageDeployment(chart, 'portal', {
  containers: [
    {
      name: 'portal',
      image: 'registry.example.com/portal:2.4.0',
      ports: [{ number: 8080 }],
      readiness: Probe.fromHttpGet('/healthz', { port: 8080 }),
      // Asks the same, and waits twice as long.
      liveness: Probe.fromHttpGet('/healthz', { port: 8080, failureThreshold: 6 }),
    },
  ],
  storage: { path: '/uploads', claim: uploads },
  servicePorts: [{ port: 80, targetPort: 8080 }],
});

// Files of many, a web server that follows its configuration, and two containers that share what they work on.
const pictures = new storage.NfsSharedStore(chart, 'pictures', {
  driver: storage.NfsDriver.csi({ server: 'nfs.example.com', share: '/exports/pictures' }),
  capacity: Size.gibibytes(500),
});
pictures.mountInto(orders, '/pictures');
new storage.ConfigReloadingDeployment(chart, 'web', {
  configs: [
    {
      name: 'site',
      source: storage.ConfigSource.fromData({ 'site.conf': 'server { listen 8081; root /usr/share/nginx/html; }\n' }),
      mountPath: '/etc/nginx/conf.d',
    },
  ],
  reload: storage.ReloadStrategy.live(storage.ReloadCall.signal(storage.ReloadSignal.HUP)),
  containers: [
    {
      name: 'nginx',
      image: 'nginxinc/nginx-unprivileged:1.29.1-alpine',
      ports: [{ name: 'http', number: 8081 }],
      readiness: Probe.fromHttpGet('/healthz', { port: 8081 }),
      liveness: Probe.fromTcpSocket({ port: 8081 }),
      writablePaths: ['/tmp'],
    },
  ],
  servicePorts: [{ port: 80, targetPort: 8081 }],
  allowFrom: [ingress],
});
new storage.SharedScratchPod(chart, 'thumbnails', {
  sizeLimit: Size.gibibytes(1),
  containers: [
    { name: 'maker', image: 'registry.example.com/thumbnails:4.1', access: storage.MountAccess.READ_WRITE },
    { name: 'uploader', image: 'registry.example.com/uploader:2.0', mountPath: '/work' },
  ],
});

// Any program that keeps data.
new storage.StatefulWorkload(chart, 'sessions', {
  name: 'sessions',
  containers: [
    {
      name: 'valkey',
      image: 'valkey/valkey:8.1.4',
      args: ['--appendonly', 'yes', '--maxmemory', '750mb', '--maxmemory-policy', 'noeviction'],
      ports: [{ name: 'valkey', number: 6379 }],
      startup: Probe.fromTcpSocket({ port: 6379, failureThreshold: 360 }),
      readiness: Probe.fromCommand(['sh', '-c', 'test "$(valkey-cli ping)" = PONG']),
      liveness: Probe.fromTcpSocket({ port: 6379, failureThreshold: 6 }),
      resources: { memory: { request: Size.gibibytes(2), limit: Size.gibibytes(2) } },
    },
  ],
  disks: [{ path: '/data', size: Size.gibibytes(10), storageClass: disks }],
  servicePorts: [{ name: 'valkey', port: 6379 }],
});

// A program on each node, which reads the journal and keeps on the node what it has not sent.
new storage.NodeAgent(chart, 'journal-agent', {
  containers: [
    {
      name: 'agent',
      image: 'registry.example.com/journal-agent:3.2',
      declineReadiness: 'It serves nobody.',
      declineLiveness: 'It ends when it hangs.',
    },
  ],
  hostMounts: [{ name: 'journal', path: '/run/log/journal', type: storage.HostPathType.DIRECTORY }],
  buffer: { path: '/var/lib/journal-agent', prepareImage: 'busybox:1.37.0' },
  tolerations: [NodeTaintQuery.any()],
});

// A database that stays up without one of its nodes, by CloudNativePG.
new storage.ReplicatedDatabase(chart, 'ledger', {
  name: 'ledger',
  engine: storage.DatabaseEngine.postgres({ version: '18.4' }),
  storage: { size: Size.gibibytes(20), storageClass: disks },
  commits: storage.CommitGuarantee.losingNothing(),
  backup: { store: storage.BackupStore.s3({ path: 's3://market-backups/postgres', secretName: 'backup-store' }) },
});

// Disks of the nodes for a search engine, a volume that exists, and what the namespace may have.
const nvme = new storage.LocalVolumes(chart, 'nvme', {
  disks: ['node-1', 'node-2'].map((node) => ({ node, path: '/mnt/nvme/0', storage: Size.gibibytes(800) })),
});
const search = new StatefulSet(chart, 'search', {
  metadata: { name: 'search' },
  service: new Service(chart, 'search-service', { metadata: { name: 'search' }, clusterIP: 'None', ports: [{ port: 9300 }] }),
  replicas: 2,
  containers: [{ image: 'registry.example.com/search:9.1.0', portNumber: 9300 }],
});
storage.Hardening.apply(search);
nvme.claimTemplate(search, 'index', { storage: Size.gibibytes(800) }).mountInto(search, '/index', {
  access: storage.MountAccess.READ_WRITE,
});
new storage.PersistentVolume(chart, 'market-archive', {
  source: storage.PersistentVolumeSource.csi({ driver: 'ebs.csi.aws.com', volumeHandle: 'vol-0a1b2c3d4e5f67890', fsType: 'ext4' }),
  storage: Size.gibibytes(200),
  accessModes: [PersistentVolumeAccessMode.READ_WRITE_ONCE],
  nodeAffinity: { 'topology.kubernetes.io/zone': ['eu-central-1a'] },
}).claim(chart, 'archive-data');
new storage.StorageQuota(chart, 'quota', {
  storage: Size.tebibytes(4),
  claims: 20,
  classes: [{ storageClass: nvme, claims: 2 }],
});
new storage.VolumeAttributesClass(chart, 'fast', { driver: storage.VolumeAttributes.awsEbs({ iops: 8000 }) });

// What Prometheus tells of all that.
new storage.StorageAlarms(chart, 'alarms', {
  thresholds: { spaceLeft: 15, lasts: Duration.days(3) },
  severities: { StorageBackupSuspended: 'info' },
  without: [storage.StorageAlarm.POD_EVICTED],
  labels: { release: 'kube-prometheus-stack' },
});

app.synth();
