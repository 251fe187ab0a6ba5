import { Chart, Cron, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { MountAccess, SharedScratchPod } from '../../src';
import { ConfigReloadingDeployment } from '../../src/patterns/config-reload/config-reloading-deployment';
import { ConfigSource } from '../../src/config/config-source';
import { ReloadStrategy } from '../../src/patterns/config-reload/reload-strategy';
import { DatabaseBackup } from '../../src/patterns/database/database-backup';
import { BackupStorage } from '../../src/volumes/backup-storage';
import { DatabaseCredentials } from '../../src/config/database-credentials';
import { DatabaseEngine } from '../../src/patterns/database/engine';
import { NfsDriver } from '../../src/patterns/nfs/nfs-driver';
import { NfsSharedStore } from '../../src/patterns/nfs/nfs-shared-store';
import { StatefulDatabase } from '../../src/patterns/database/stateful-database';
import { ClaimRetention, ClaimTemplate } from '../../src/volumes/claim-template';
import { ApiClient, Manifest, poll } from './client';
import { claim, makeReady, newNamespace, pod, synthesize, until } from './scenery';
import { connect, count, describeThrowaway } from './session';

/*
 * What controllers make of our workloads.
 */

let api: ApiClient;

beforeAll(() => {
  api = connect();
});
afterAll(() => api.close());
afterEach(() => count('behaviours', 1));

const FAST = { storageClassName: 'fast' };

function addDatabase(scope: Construct, id = 'db', retention?: ClaimRetention): StatefulDatabase {
  return new StatefulDatabase(scope, id, {
    name: 'orders',
    engine: DatabaseEngine.postgres({ version: '18' }),
    storage: { size: Size.gibibytes(20), storageClass: FAST, retention },
    credentials: DatabaseCredentials.fromSecretName('orders'),
  });
}

const statefulSet = (namespace: string, name: string): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name, namespace },
});

const namesIn = async (path: string): Promise<string[]> => (await api.list(path)).map(({ metadata }) => metadata.name).sort();

describeThrowaway('a StatefulDatabase', () => {
  test('gets the Pod and the claim that it says it has', async () => {
    const namespace = await newNamespace(api, 'database');
    let database: StatefulDatabase | undefined;
    await api.applyAll(
      synthesize(namespace, (chart) => {
        database = addDatabase(chart);
      }),
    );

    await until(api, pod(namespace, 'orders-0'), 'is made', Boolean);

    expect(await namesIn(`/api/v1/namespaces/${namespace}/persistentvolumeclaims`)).toEqual([database!.claimName(0)]);
    expect((await api.get(claim(namespace, database!.claimName(0)))).spec).toMatchObject({
      storageClassName: 'fast',
      resources: { requests: { storage: '20Gi' } },
    });
  });

  test('lets its only Pod be evicted, ready or not, so that nodes can be drained', async () => {
    const namespace = await newNamespace(api, 'drain');
    await api.applyAll(synthesize(namespace, (chart) => void addDatabase(chart)));
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'orders-0', namespace } };
    const evict = () => api.request('POST', `/api/v1/namespaces/${namespace}/pods/orders-0/eviction`, eviction);
    const first = await until(api, pod(namespace, 'orders-0'), 'is made', Boolean);
    await makeReady(api, first);
    await poll('the budget has counted the Pod', 60, async () => {
      const [budget] = await api.list(`/apis/policy/v1/namespaces/${namespace}/poddisruptionbudgets`);
      return budget.status.observedGeneration === budget.metadata.generation && budget.status.currentHealthy === 1;
    });

    expect((await evict()).status).toBe(201);

    // The next one never becomes ready, as a database does not that waits for its disk.
    const second = await until(api, pod(namespace, 'orders-0'), 'is made again', ({ metadata }) => metadata.uid !== first.metadata.uid);
    await api.patch({ ...second, apiVersion: 'v1', kind: 'Pod' }, { status: { phase: 'Running' } }, 'status');
    const answer = await poll('the Pod that is not ready is evicted', 60, async () => {
      const { status, body } = await evict();
      // Until the budget has seen that the first is gone, the server asks to come again.
      return status === 201 || (status !== 429 && JSON.stringify(body));
    });
    expect(answer).toBe(true);
  });

  test.each([
    [ClaimRetention.RETAIN, ['data-orders-0']],
    [ClaimRetention.DELETE, []],
  ])('whose retention is %s is deleted and leaves %j', async (retention, left) => {
    const namespace = await newNamespace(api, 'retention');
    await api.applyAll(synthesize(namespace, (chart) => void addDatabase(chart, 'db', retention)));
    await until(api, pod(namespace, 'orders-0'), 'is made', Boolean);
    const before = await namesIn(`/api/v1/namespaces/${namespace}/persistentvolumeclaims`);
    // The claim is marked for what becomes of it after the set.
    await until(api, claim(namespace, 'data-orders-0'), 'is owned as the policy says', ({ metadata }) => {
      const owners: Manifest[] = metadata.ownerReferences ?? [];
      return owners.some(({ kind }) => kind === 'StatefulSet') === (retention === ClaimRetention.DELETE);
    });

    await api.delete(statefulSet(namespace, 'orders'));

    await poll('the Pod is gone', 60, async () => (await api.get(pod(namespace, 'orders-0'))) === undefined);
    expect(before).toEqual(['data-orders-0']);
    await poll(`${left.length} claims are left`, 60, async () => {
      // Nobody is there to unmount, so the claim's protection ends with the Pod.
      const claims = await namesIn(`/api/v1/namespaces/${namespace}/persistentvolumeclaims`);
      return claims.length === left.length;
    });
  });
});

describeThrowaway('a set with a ClaimTemplate', () => {
  test('that is scaled down keeps its claims, and finds them again', async () => {
    const namespace = await newNamespace(api, 'scale');
    const build = (replicas: number) =>
      synthesize(namespace, (chart) => {
        const service = new kplus.Service(chart, 'service', { metadata: { name: 'cache' }, clusterIP: 'None', ports: [{ port: 80 }] });
        const set = new kplus.StatefulSet(chart, 'set', {
          metadata: { name: 'cache' },
          service,
          replicas,
          podManagementPolicy: kplus.PodManagementPolicy.PARALLEL,
          containers: [{ name: 'main', image: 'busybox:1.37.0', securityContext: { user: 10001 } }],
        });
        const template = new ClaimTemplate(set, 'data', { storage: Size.gibibytes(1), storageClass: FAST });
        template.mountInto(set, '/data', { access: MountAccess.READ_WRITE });
      });
    // Not ours, so not hardened: "restricted" would keep its Pods out.
    await api.patch({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, { metadata: { labels: null } });
    const claims = () => api.list(`/api/v1/namespaces/${namespace}/persistentvolumeclaims`);
    const uids = async () => (await claims()).map(({ metadata }) => metadata.uid as string).sort();
    await api.applyAll(build(3));
    await poll('three claims are made', 60, async () => (await claims()).length === 3);
    const before = await uids();

    await api.applyAll(build(1));
    await poll('one Pod is left', 60, async () => (await api.list(`/api/v1/namespaces/${namespace}/pods`)).length === 1);
    const scaledDown = await uids();
    await api.applyAll(build(3));
    await poll('three Pods are back', 60, async () => (await api.list(`/api/v1/namespaces/${namespace}/pods`)).length === 3);

    expect(scaledDown).toEqual(before);
    expect(await uids()).toEqual(before);
  });
});

describeThrowaway('a ConfigReloadingDeployment', () => {
  const build = (namespace: string, text: string, reload?: ReloadStrategy) =>
    synthesize(namespace, (chart) => {
      new ConfigReloadingDeployment(chart, 'web', {
        reload,
        configs: [{ name: 'pages', source: ConfigSource.fromData({ 'index.html': text }), mountPath: '/pages' }],
        containers: [
          {
            name: 'web',
            image: 'nginxinc/nginx-unprivileged:1.29.1',
            readiness: kplus.Probe.fromTcpSocket({ port: 8080 }),
            liveness: kplus.Probe.fromTcpSocket({ port: 8080 }),
          },
        ],
      });
    });
  const deployment = (namespace: string): Manifest => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace } });
  const revisions = (namespace: string) => api.list(`/apis/apps/v1/namespaces/${namespace}/replicasets`);
  const observed = (namespace: string) =>
    until(api, deployment(namespace), 'is observed', ({ metadata, status }) => status.observedGeneration === metadata.generation);

  test.each([
    ['rollout', ReloadStrategy.rollout()],
    ['immutable', ReloadStrategy.immutable()],
  ])('under %s makes no new revision where nothing has changed, and one where the content has', async (_, reload) => {
    const namespace = await newNamespace(api, 'config');
    await api.applyAll(build(namespace, 'one', reload));
    await poll('the first revision is made', 60, async () => (await revisions(namespace)).length === 1);

    await api.applyAll(build(namespace, 'one', reload));
    const same = await observed(namespace);
    expect(same.metadata.generation).toBe(1);

    await api.applyAll(build(namespace, 'two', reload));
    expect((await observed(namespace)).metadata.generation).toBe(2);
    await poll('the second revision is made', 60, async () => (await revisions(namespace)).length === 2);
  });

  test('under immutable keeps the old content for a rollback', async () => {
    const namespace = await newNamespace(api, 'rollback');
    for (const text of ['one', 'two']) await api.applyAll(build(namespace, text, ReloadStrategy.immutable()));
    const sets = await poll('there are two revisions', 60, async () => {
      const found = await revisions(namespace);
      return found.length === 2 && found;
    });

    const mounted = sets.map(({ spec }) => spec.template.spec.volumes.find(({ configMap }: Manifest) => configMap).configMap.name);
    const maps = await api.list(`/api/v1/namespaces/${namespace}/configmaps`);
    const texts = mounted.map((map) => maps.find(({ metadata }) => metadata.name === map).data['index.html']);

    expect(texts.sort()).toEqual(['one', 'two']);
  });
});

describeThrowaway('code that moves', () => {
  /** Everything that has a name of its own, in a scope. */
  const addAll = (scope: Construct) => {
    const database = addDatabase(scope);
    new DatabaseBackup(scope, 'backup', {
      database,
      schedule: Cron.schedule({ hour: '3', minute: '17' }),
      storage: BackupStorage.newClaim({ size: Size.gibibytes(50), storageClass: FAST }),
    });
    new NfsSharedStore(scope, 'pictures', {
      driver: NfsDriver.inTree({ server: 'nfs.example.com', path: '/' }),
      capacity: Size.gibibytes(5),
    });
    new SharedScratchPod(scope, 'site', {
      sizeLimit: Size.mebibytes(64),
      containers: [{ name: 'web', image: 'nginx:1.29.1', access: MountAccess.READ_WRITE }],
    });
    new ConfigReloadingDeployment(scope, 'web', {
      configs: [{ name: 'pages', source: ConfigSource.fromData({ 'index.html': 'hello' }), mountPath: '/pages' }],
      containers: [{ name: 'web', image: 'nginx:1.29.1', declineReadiness: 'It serves nobody.', declineLiveness: 'It ends.' }],
    });
  };

  const title = ({ kind, metadata }: Manifest) => `${kind} ${metadata.name}`;

  test('renames, reselects and changes nothing in the cluster', async () => {
    const namespace = await newNamespace(api, 'moved');
    const before = synthesize(namespace, addAll);
    const after = synthesize(namespace, (chart: Chart) => addAll(new Construct(new Construct(chart, 'backend'), 'storage')));
    await api.applyAll(before);
    const generations = async () =>
      Promise.all(before.map(async (manifest) => `${title(manifest)}: ${(await api.get(manifest)).metadata.generation}`));
    const stored = await generations();
    const pods = await poll('the Pods are made', 60, async () => {
      const found = await namesIn(`/api/v1/namespaces/${namespace}/pods`);
      return found.length === 4 && found;
    });

    await api.applyAll(after);

    const inOrder = (manifests: Manifest[]) => [...manifests].sort((one, other) => title(one).localeCompare(title(other)));
    expect(inOrder(after)).toEqual(inOrder(before));
    expect(await generations()).toEqual(stored);
    expect(await namesIn(`/api/v1/namespaces/${namespace}/pods`)).toEqual(pods);
  });
});
