import { App, Chart, Duration, Size } from 'cdk8s';
import {
  Hardening,
  LocalVolumes,
  MountAccess,
  PersistentVolume,
  PersistentVolumeSource,
  PodField,
  PodVolume,
  ProjectedSource,
  StorageQuota,
  ZonalStorageClass,
} from 'cdk8s-storage';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';

/** An inference server, and all that a Pod can be given without a claim of its own. */
class Inference extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    const settings = new kplus.ConfigMap(this, 'settings', {
      metadata: { name: 'inference' },
      data: { 'batch.ini': 'size = 32\n' },
    });

    const server = new kplus.Deployment(this, 'server', {
      metadata: { name: 'inference' },
      replicas: 2,
      containers: [
        {
          name: 'server',
          image: 'registry.example.com/inference:4.2.1',
          portNumber: 8080,
          resources: {
            cpu: { request: kplus.Cpu.millis(500), limit: kplus.Cpu.units(2) },
            memory: { request: Size.gibibytes(2), limit: Size.gibibytes(4) },
            ephemeralStorage: { request: Size.mebibytes(256), limit: Size.gibibytes(1) },
          },
          securityContext: { user: 10001, group: 10001 },
        },
      ],
      securityContext: { fsGroup: 10001 },
    });
    Hardening.apply(server);

    // The model comes as an image of its own, read-only: it is pulled once for each node, and nothing copies it.
    PodVolume.image({ name: 'model', reference: 'registry.example.com/models/mnist:2026.11' }).mountInto(server, '/models');

    // Settings, the certificate of the caller and the name of the Pod, in one directory.
    PodVolume.projected({
      name: 'settings',
      sources: [
        ProjectedSource.configMap(settings),
        ProjectedSource.secret(kplus.Secret.fromSecretName(this, 'tls', 'inference-tls'), {
          items: [
            { key: 'tls.crt', path: 'tls/tls.crt' },
            { key: 'tls.key', path: 'tls/tls.key', mode: 0o440 },
          ],
        }),
        ProjectedSource.downwardApi({
          items: [
            { path: 'pod/name', field: PodField.NAME },
            { path: 'pod/labels', field: PodField.LABELS },
            { path: 'pod/memory-mib', field: PodField.resource(kplus.ResourceFieldPaths.MEMORY_LIMIT, 'server', '1Mi') },
          ],
        }),
      ],
    }).mountInto(server, '/settings');

    // Who the Pod is, for a vault outside of the cluster. The token for the API server stays away.
    PodVolume.serviceAccountToken({ name: 'identity', audience: 'https://vault.example.com', expiration: Duration.minutes(10) }).mountInto(
      server,
      '/run/identity',
    );

    // Keys that the vault's driver writes for this Pod alone.
    PodVolume.inlineCsi({
      name: 'keys',
      driver: 'secrets-store.csi.k8s.io',
      volumeAttributes: { secretProviderClass: 'inference' },
    }).mountInto(server, '/run/keys');

    // Room for each Pod on a disk that goes with it: more than a node has to spare.
    PodVolume.ephemeral({
      name: 'cache',
      storage: Size.gibibytes(50),
      storageClass: ZonalStorageClass.fromStorageClassName('fast-delete'),
    }).mountInto(server, '/var/cache/inference', { access: MountAccess.READ_WRITE });

    // Blocks that the server manages itself, without a file system. The runtime hands the device to its user where the node says so: device_ownership_from_security_context.
    PodVolume.ephemeral({
      name: 'pages',
      storage: Size.gibibytes(20),
      storageClass: ZonalStorageClass.fromStorageClassName('fast-delete'),
      volumeMode: kplus.PersistentVolumeMode.BLOCK,
    }).attachInto(server, '/dev/pages');
  }
}

/** Storage that exists already: a disk of the cloud, and the disks of three nodes for a program that replicates its data. */
class Existing extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'existing' });

    // The disk of an earlier cluster. The volume and its claim name one another, so nothing else gets either.
    const archive = new PersistentVolume(this, 'archive', {
      source: PersistentVolumeSource.csi({ driver: 'ebs.csi.aws.com', volumeHandle: 'vol-0a1b2c3d4e5f67890', fsType: 'ext4' }),
      storage: Size.gibibytes(200),
      accessModes: [kplus.PersistentVolumeAccessMode.READ_WRITE_ONCE],
      nodeAffinity: { 'topology.kubernetes.io/zone': ['eu-central-1a'] },
    });
    archive.claim(this, 'archive-data');

    const nvme = new LocalVolumes(this, 'nvme', {
      disks: ['node-1', 'node-2', 'node-3'].map((node) => ({ node, path: '/mnt/nvme/0', storage: Size.gibibytes(800) })),
    });
    const service = new kplus.Service(this, 'service', {
      metadata: { name: 'search' },
      clusterIP: 'None',
      ports: [{ port: 9300 }],
    });
    const search = new kplus.StatefulSet(this, 'search', {
      metadata: { name: 'search' },
      service,
      replicas: 3,
      containers: [
        {
          name: 'search',
          image: 'registry.example.com/search:9.1.0',
          resources: {
            cpu: { request: kplus.Cpu.units(1), limit: kplus.Cpu.units(2) },
            memory: { request: Size.gibibytes(4), limit: Size.gibibytes(4) },
            ephemeralStorage: { request: Size.gibibytes(1), limit: Size.gibibytes(1) },
          },
          securityContext: { user: 10001, group: 10001 },
        },
      ],
      securityContext: { fsGroup: 10001 },
    });
    nvme.claimTemplate(search, 'data', { storage: Size.gibibytes(800) }).mountInto(search, '/data', { access: MountAccess.READ_WRITE });
    Hardening.apply(search);

    // What the namespace may have; the claims above are added up when the app is synthesized.
    new StorageQuota(this, 'storage', {
      storage: Size.tebibytes(4),
      claims: 6,
      classes: [{ storageClass: nvme, claims: 3 }],
      claimSizes: { min: Size.gibibytes(1), max: Size.tebibytes(1) },
      ephemeral: {
        requests: Size.gibibytes(10),
        limits: Size.gibibytes(20),
        defaultRequest: Size.mebibytes(256),
        defaultLimit: Size.gibibytes(1),
      },
    });
  }
}

const app = new App();
new Inference(app, 'inference');
new Existing(app, 'existing');
app.synth();
