import { deepEqual, equal, match, ok } from 'assert/strict';
import { Chart, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Hardening, MountAccess, PodField, PodVolume, ProjectedSource } from '../../../src';
import { NODE_NAME } from '../node/node';
import { assertHardened } from '../hardened';
import { appManifests, exampleManifests } from '../manifests';
import { containerOf, Stage } from '../stage';
import { Experiment } from './experiment';

/** The half of examples/volumes about storage that exists: local disks that are claimed by a set, below a quota. */
export const volumesExample: Experiment = {
  name: 'volumes: the example, storage that exists',
  example: 'volumes',
  isSmall: true,
  cpu: 1000,
  images: ['search'],
  namespaces: ['existing'],
  async run(stage) {
    const all = exampleManifests('volumes');
    const half = all.filter(
      ({ kind, metadata }) => metadata.namespace === 'existing' || ['PersistentVolume', 'StorageClass'].includes(kind),
    );
    await stage.node.inside.run(['mkdir', '-p', '/mnt/nvme/0']);
    await stage.apply(half, ['search']);
    const pod = await stage.ready('existing', 'search-0');
    equal(await assertHardened(stage, pod), 1);
    await stage.until('the search has written to its disk', async () =>
      stage.node.inside.run(['cat', '/mnt/nvme/0/index']).then(({ stdout }) => stdout !== ''),
    );
    const claim = async (name: string) =>
      stage.api.get({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name, namespace: 'existing' } });
    equal((await claim('data-search-0')).spec.volumeName, `nvme-${NODE_NAME}-mnt-nvme-0`);
    // The volume and its claim name one another, and nobody has to mount it for that.
    await stage.until('the archive is bound', async () => (await claim('archive-data')).status.phase === 'Bound');
    const quota = await stage.until('the quota counts', async () => {
      const stored = await stage.api.get({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'storage', namespace: 'existing' } });
      return stored.status?.used?.persistentvolumeclaims === '2' && stored;
    });
    equal(quota.status.used['requests.storage'], '1000Gi');
  },
};

const NAMESPACE = 'given';

/** What a Pod can be given without a claim of its own: files of the API, of itself, a token, a disk that goes with it, an image. */
export const podVolumes: Experiment = {
  name: 'volumes: what a Pod is given',
  cpu: 200,
  images: ['busybox', 'site-content'],
  namespaces: [NAMESPACE],
  async run(stage) {
    const withImage = await mountsImages(stage);
    await stage.secret(NAMESPACE, 'tls', { 'tls.crt': 'certificate', 'tls.key': 'key' });
    const disk = await stage.volume({ name: 'given-cache', storageClass: 'fast-delete', size: '50Gi' });
    await stage.apply(appManifests(NAMESPACE, (chart) => build(chart, withImage)));
    const [pod] = await stage.rolledOut('Deployment', NAMESPACE, 'server');
    equal(await assertHardened(stage, pod), 1);
    const main = containerOf(pod, 'server');
    const run = async (...command: string[]) => (await stage.node.execute(main, command)).stdout.trim();
    equal(await run('cat', '/settings/batch.ini'), 'size = 32');
    equal(await run('cat', '/settings/tls/tls.key'), 'key');
    equal(await run('stat', '-L', '-c', '%a', '/settings/tls/tls.key'), '440');
    equal(await run('cat', '/settings/pod/name'), pod.metadata.name);
    match(await run('cat', '/settings/pod/labels'), /cdk8s\.io\/metadata\.addr="/);
    equal(await run('cat', '/settings/pod/memory-mib'), '32');
    const [, payload] = (await run('cat', '/run/identity/token')).split('.');
    const token = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { aud: string[]; exp: number; iat: number };
    deepEqual({ audience: token.aud, lasts: token.exp - token.iat }, { audience: ['https://vault.example.com'], lasts: 600 });
    equal(await run('sh', '-c', 'ls /var/run/secrets/kubernetes.io 2>/dev/null | wc -l'), '0');
    match(await run('sh', '-c', 'touch /settings/own 2>&1; echo'), /Read-only file system/);
    await run('sh', '-c', 'echo cached >/cache/file');
    equal((await stage.node.inside.run(['cat', `${disk}/file`])).stdout, 'cached\n');
    if (withImage) match(await run('cat', '/models/content/html/index.html'), /seeded/);

    // What the claim is of goes with the Pod, and so does the claim.
    const name = `${pod.metadata.name}-cache`;
    const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name, namespace: NAMESPACE } };
    ok((await stage.api.get(claim)) !== undefined);
    await stage.api.delete({ apiVersion: 'v1', kind: 'Pod', metadata: pod.metadata });
    await stage.until('the claim went with its Pod', async () => (await stage.api.get(claim)) === undefined);
  },
};

/** Whether the runtime mounts images; says where it does not. */
async function mountsImages(stage: Stage): Promise<boolean> {
  const { status } = await stage.api.get({ apiVersion: 'v1', kind: 'Node', metadata: { name: NODE_NAME } });
  const runtime: string = status.nodeInfo.containerRuntimeVersion;
  const [major, minor] = runtime
    .replace(/^.*:\/\/v?/, '')
    .split('.')
    .map(Number);
  if (major > 2 || (major === 2 && minor >= 1)) return true;
  stage.say(`volumes of images were not mounted: ${runtime} cannot, containerd 2.1 can`);
  return false;
}

function build(chart: Chart, withImage: boolean): void {
  const settings = new kplus.ConfigMap(chart, 'settings', { metadata: { name: 'settings' }, data: { 'batch.ini': 'size = 32\n' } });
  const server = new kplus.Deployment(chart, 'server', {
    metadata: { name: 'server' },
    replicas: 1,
    securityContext: { fsGroup: 10001 },
    containers: [
      {
        name: 'server',
        image: 'busybox:1.37.0',
        command: ['sh', '-c', 'trap exit TERM; sleep infinity & wait'],
        resources: {
          cpu: { request: kplus.Cpu.millis(10), limit: kplus.Cpu.millis(500) },
          memory: { request: Size.mebibytes(16), limit: Size.mebibytes(32) },
          ephemeralStorage: { request: Size.mebibytes(16), limit: Size.mebibytes(64) },
        },
        securityContext: { user: 10001, group: 10001 },
      },
    ],
  });
  Hardening.apply(server);
  PodVolume.projected({
    name: 'settings',
    sources: [
      ProjectedSource.configMap(settings),
      ProjectedSource.secret(kplus.Secret.fromSecretName(chart, 'tls', 'tls'), {
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
  PodVolume.serviceAccountToken({ name: 'identity', audience: 'https://vault.example.com', expiration: Duration.minutes(10) }).mountInto(
    server,
    '/run/identity',
  );
  PodVolume.ephemeral({ name: 'cache', storage: Size.gibibytes(50), storageClass: { storageClassName: 'fast-delete' } }).mountInto(
    server,
    '/cache',
    { access: MountAccess.READ_WRITE },
  );
  if (withImage) PodVolume.image({ name: 'model', reference: 'registry.example.com/site-content:1' }).mountInto(server, '/models');
}
