import * as fc from 'fast-check';
import { Manifest as ReadManifest } from '../../src/checks';
import { typeOf } from '../../src/facts/kubernetes/types';
import { planBetween } from '../../src/plan';
import { refusalsOf } from '../../src/plan/refused';
import { isFull } from '../full';
import { ApiClient, Manifest, poll, Refused } from './client';
import { newNamespace, remove, until } from './scenery';
import { connect, count, describeThrowaway, SEED, serverVersion } from './session';
import { Json } from './updates/kinds';
import { PAIRS } from './updates/pairs';
import { askStrategies, strategiesOf } from './updates/strategies';

/*
 * What `plan` says of an update, and what the server and its controllers do: by the strategies of the server's registry, for generated pairs;
 * by the running server, where the strategies alone mislead; and by what becomes of claims.
 */

let api: ApiClient;
let minor: number;

beforeAll(async () => {
  api = connect();
  minor = (await serverVersion(api)) % 1000;
});
afterAll(() => api.close());

const PAIRS_DRAWN = Number(process.env.CASES || (isFull ? 10_000 : 2000));

test(
  'of generated pairs the same ones are refused',
  async () => {
    const chain = strategiesOf(minor);
    if (chain === undefined) return;
    const pairs = fc.sample(PAIRS, { numRuns: PAIRS_DRAWN, seed: SEED });
    const answers = await askStrategies(chain, pairs);
    const valid = pairs.flatMap((pair, index) => (answers[index].invalid === undefined ? [{ ...pair, answer: answers[index] }] : []));
    const differing = valid.flatMap(({ kind, old, next, answer }) => {
      const ours = refusalsOf(typeOf(String(old.apiVersion), String(old.kind)), old, next, { minor, stored: true });
      const isSame = ours.length > 0 === (answer.refused !== undefined);
      return isSame ? [] : [{ kind, old, next, theirs: answer.refused ?? 'accepted', ours: ours.map(({ field }) => field.at) }];
    });
    expect(differing.slice(0, 5)).toEqual([]);
    // Most of what is drawn is valid, and enough of it is refused: else nothing would be compared.
    expect(valid.length).toBeGreaterThan(pairs.length * 0.95);
    expect(valid.filter(({ answer }) => answer.refused !== undefined).length).toBeGreaterThan(pairs.length * 0.1);
    count('updates judged', valid.length);
  },
  30 * 60_000,
);

const isRefused = (old: Json, next: Json) =>
  planBetween([new ReadManifest(old)], [new ReadManifest(next)], { minor }).changes.some(({ effect }) => effect === 'refused');

/** Whether the server refuses an object in place of another one. */
async function refuses(old: Json, next: Json): Promise<boolean> {
  await api.apply(old);
  try {
    await api.apply(next);
    return false;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    // 422 where a strategy, 403 where an admission refuses.
    expect([403, 422]).toContain(error.answer.status);
    return true;
  } finally {
    await remove(api, old);
  }
}

describe('the running server', () => {
  let namespace: string;
  beforeEach(async () => {
    namespace = await newNamespace(api, 'updates');
  });

  const service = (spec: Json): Json => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'db', namespace },
    spec: { selector: { app: 'db' }, ports: [{ port: 5432 }], ...spec },
  });

  const SPECS: readonly Json[] = [
    {},
    { clusterIP: 'None' },
    { type: 'NodePort' },
    { type: 'ExternalName', externalName: 'db.example.com' },
  ];
  test.each(SPECS.flatMap((was) => SPECS.map((becomes) => [JSON.stringify(was), JSON.stringify(becomes), was, becomes] as const)))(
    'a Service with %s takes %s as we say',
    async (_was, _becomes, was, becomes) => {
      // What is left out of one that becomes an ExternalName has to be taken away by name, which apply does not do.
      expect([becomes, await refuses(service(was), service(becomes))]).toEqual([becomes, isRefused(service(was), service(becomes))]);
      count('updates of the running server', 1);
    },
  );

  const claim = (spec: Json): Json => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data', namespace },
    spec: { accessModes: ['ReadWriteOnce'], storageClassName: `${namespace}-a`, resources: { requests: { storage: '1Gi' } }, ...spec },
  });

  test('a source that is left out stays, and another one is refused', async () => {
    const of = (name: string) => claim({ dataSourceRef: { kind: 'PersistentVolumeClaim', name } });
    expect(await refuses(of('a'), claim({}))).toBe(isRefused(of('a'), claim({})));
    expect(isRefused(of('a'), claim({}))).toBe(false);
    expect(await refuses(of('a'), of('b'))).toBe(isRefused(of('a'), of('b')));
    expect(isRefused(of('a'), of('b'))).toBe(true);
  });
});

describeThrowaway('growth', () => {
  test.each([
    ['a class that allows it', true],
    ['a class that does not', false],
    ['no class', undefined],
  ])('of a claim of %s', async (_title, allowVolumeExpansion) => {
    const namespace = await newNamespace(api, 'growth');
    const name = `${namespace}-class`;
    const objects = (storage: string): Json[] => [
      ...(allowVolumeExpansion === undefined
        ? []
        : [
            {
              apiVersion: 'storage.k8s.io/v1',
              kind: 'StorageClass',
              metadata: { name },
              provisioner: 'csi.example.com',
              allowVolumeExpansion,
            },
          ]),
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'data', namespace },
        spec: {
          accessModes: ['ReadWriteOnce'],
          storageClassName: allowVolumeExpansion === undefined ? '' : name,
          resources: { requests: { storage } },
        },
      },
    ];
    const small = objects('1Gi');
    for (const object of small) await api.apply(object);
    const claim = small.at(-1)!;
    const volumeName = `${namespace}-volume`;
    await api.apply({
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: volumeName },
      spec: {
        capacity: { storage: '1Gi' },
        accessModes: ['ReadWriteOnce'],
        storageClassName: allowVolumeExpansion === undefined ? '' : name,
        csi: { driver: 'csi.example.com', volumeHandle: volumeName },
        claimRef: { name: 'data', namespace },
      },
    });
    await until(api, claim, 'is bound', ({ status }: Manifest) => status.phase === 'Bound');
    const large = objects('2Gi');
    let isRefusedByServer = false;
    try {
      await api.apply(large.at(-1)!);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      isRefusedByServer = true;
    }
    const read = (list: readonly Json[]) => list.map((one) => new ReadManifest(one));
    const ours = planBetween(read(small), read(large), { minor }).changes.some(({ effect }) => effect === 'refused');
    expect(isRefusedByServer).toBe(ours);
    expect(ours).toBe(allowVolumeExpansion !== true);
    // The same of what the cluster has: with a status, and with what it has filled in.
    const live = [await api.get(claim), ...(allowVolumeExpansion === undefined ? [] : [await api.get(small[0])])] as Json[];
    expect(
      planBetween(read(live), read(allowVolumeExpansion === true ? large : small), { minor }).changes.filter(
        ({ effect }) => effect !== 'safe',
      ),
    ).toEqual([]);
    count('updates of the running server', 1);
  });
});

describeThrowaway('what becomes of claims', () => {
  let namespace: string;
  beforeEach(async () => {
    namespace = await newNamespace(api, 'plan');
  });

  const set = (name: string, spec: Json = {}): Json => ({
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name, namespace },
    spec: {
      serviceName: name,
      replicas: 2,
      podManagementPolicy: 'Parallel',
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [
            {
              name: 'main',
              image: 'example.com/main:1',
              securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
              volumeMounts: [{ name: 'data', mountPath: '/data' }],
            },
          ],
        },
      },
      volumeClaimTemplates: [
        {
          metadata: { name: 'data' },
          spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'none', resources: { requests: { storage: '1Gi' } } },
        },
      ],
      ...spec,
    },
  });
  const deleting = { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Delete' } };

  const claims = async () =>
    (await api.list(`/api/v1/namespaces/${namespace}/persistentvolumeclaims`))
      .filter(({ metadata }: Manifest) => metadata.deletionTimestamp === undefined)
      .map(({ metadata }: Manifest) => String(metadata.name))
      .sort();
  const untilClaims = (...names: string[]) =>
    poll(
      `there are claims ${names.join(', ')} alone`,
      60,
      async () => JSON.stringify(await claims()) === JSON.stringify([...names].sort()),
    );
  const told = (old: Json, next: readonly Json[], deployer: 'helm' | 'kubectl' = 'kubectl') =>
    planBetween(
      [new ReadManifest(old)],
      next.map((one) => new ReadManifest(one)),
      { minor, deployer },
    ).changes;

  test('a renamed set makes new ones, and leaves the old ones', async () => {
    const [change] = told(set('db'), [set('orders')], 'helm');
    expect(change.effect).toBe('detached');
    expect(change.cause).toContain('claims data-orders-0 to data-orders-1 instead of claims data-db-0 to data-db-1');
    await api.apply(set('db'));
    await untilClaims('data-db-0', 'data-db-1');
    await api.delete(set('db'));
    await api.apply(set('orders'));
    await untilClaims('data-db-0', 'data-db-1', 'data-orders-0', 'data-orders-1');
  });

  test('the old retention policy decides of a renamed set', async () => {
    const [change] = told(set('db', deleting), [set('orders')], 'helm');
    expect(change.effect).toBe('destroyed');
    expect(change.cause).toContain('data-db-0 and data-db-1');
    await api.apply(set('db', deleting));
    await untilClaims('data-db-0', 'data-db-1');
    await api.delete(set('db'));
    await api.apply(set('orders'));
    await untilClaims('data-orders-0', 'data-orders-1');
  });

  test('policy and scale-down in one change delete the claims of the Pods that go', async () => {
    const next = set('db', { ...deleting, replicas: 1 });
    const [change] = told(set('db'), [next]);
    expect(change.effect).toBe('destroyed');
    expect(change.cause).toContain('data-db-1');
    expect(change.cause).not.toContain('data-db-0');
    await api.apply(set('db'));
    await untilClaims('data-db-0', 'data-db-1');
    await api.apply(next);
    await untilClaims('data-db-0');
  });

  test('other ordinals are other claims', async () => {
    const next = set('db', { ordinals: { start: 1 } });
    const change = told(set('db'), [next]).find(({ effect }) => effect === 'detached')!;
    expect(change.cause).toContain('data-db-2 is made or found, and data-db-0 stays behind');
    await api.apply(set('db'));
    await untilClaims('data-db-0', 'data-db-1');
    await api.apply(next);
    await untilClaims('data-db-0', 'data-db-1', 'data-db-2');
  });
});
