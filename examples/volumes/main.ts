import { App, Chart, Duration, Size } from 'cdk8s';
import { Hardening, MountAccess, PodField, PodVolume, ProjectedSource, ZonalStorageClass } from 'cdk8s-storage';
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
  }
}

const app = new App();
new Inference(app, 'inference');
app.synth();
