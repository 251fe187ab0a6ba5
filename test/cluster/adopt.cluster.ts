import { execFileSync } from 'child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Size } from 'cdk8s';
import { DatabaseCredentials, DatabaseEngine, ExistingData, StatefulDatabase } from '../../src';
import { readValues } from '../../src/checks';
import { findAdoptions } from '../../src/runbooks/adopt/find';
import { adoptionRunbook } from '../../src/runbooks/adopt/runbook';
import { runbookScript } from '../../src/runbooks/script';
import { isFull } from '../full';
import { ApiClient, Manifest } from './client';
import { letPodsGo, runKilled, runScript } from './killed-runbook';
import { claim, makeNode, makeReady, newNamespace, pod, synthesize, until } from './scenery';
import { connect, count, describeThrowaway } from './session';

/*
 * Databases of others, taken over by the runbook, which is killed after every call of kubectl and run again: the Pod of the new database
 * has the old volume.
 */

let api: ApiClient;
let area: string;

beforeAll(() => {
  api = connect();
  area = mkdtempSync(join(tmpdir(), 'adopt-'));
});
afterAll(() => {
  api.close();
  rmSync(area, { recursive: true, force: true });
});
afterEach(() => count('databases taken over', 1));

const CLASS = { storageClassName: 'adopted' };

const kubectl = (...args: readonly string[]): string =>
  execFileSync(process.env.CLUSTER_KUBECTL!, ['--kubeconfig', process.env.CLUSTER_KUBECONFIG!, ...args], { encoding: 'utf8' });

const run = (script: string, killAt: number, ...args: readonly string[]) => runScript(area, script, killAt, ...args);

const LABELS = { app: 'old' };

/** What somebody else's database is made of, with a volume whose policy is Delete. */
async function makeOld(namespace: string, name: string, template: string): Promise<string> {
  const volume = `${namespace}-disk`;
  const claimName = `${template}-${name}-0`;
  await api.apply({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: CLASS.storageClassName },
    provisioner: 'csi.example.com',
  });
  await api.apply({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: volume },
    spec: {
      capacity: { storage: '10Gi' },
      accessModes: ['ReadWriteOnce'],
      persistentVolumeReclaimPolicy: 'Delete',
      ...CLASS,
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: claimName, namespace },
      csi: { driver: 'csi.example.com', volumeHandle: volume },
    },
  });
  const env = [
    { name: 'PGDATA', value: '/var/lib/postgresql/data/pgdata' },
    { name: 'POSTGRES_PASSWORD', valueFrom: { secretKeyRef: { name: 'old-secret', key: 'pass' } } },
    { name: 'POSTGRES_DB', value: 'shop' },
  ];
  const restricted = {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
  };
  const server = {
    name: 'server',
    image: 'postgres:16.4',
    env,
    securityContext: restricted,
    volumeMounts: [{ name: template, mountPath: '/var/lib/postgresql/data' }],
  };
  await api.applyAll([
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'old-secret', namespace }, stringData: { pass: 'not-to-be-seen' } },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace },
      spec: { clusterIP: 'None', selector: LABELS, ports: [{ port: 5432 }] },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name, namespace },
      spec: {
        serviceName: name,
        replicas: 1,
        selector: { matchLabels: LABELS },
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Delete' },
        template: { metadata: { labels: LABELS }, spec: { containers: [server], terminationGracePeriodSeconds: 0 } },
        volumeClaimTemplates: [
          {
            metadata: { name: template },
            spec: { accessModes: ['ReadWriteOnce'], ...CLASS, resources: { requests: { storage: '10Gi' } } },
          },
        ],
      },
    },
  ]);
  await until(api, claim(namespace, claimName), 'is bound', ({ status }) => status.phase === 'Bound');
  await until(api, pod(namespace, `${name}-0`), 'is there', () => true);
  return volume;
}

/** The script for what the cluster has, as kubectl prints it. */
function scriptFor(namespace: string, options: { readonly name?: string; readonly moveClaims: boolean }): string {
  const text = kubectl('get', 'statefulset,deployment,pvc,svc', '-n', namespace, '-o', 'json');
  const volumes = kubectl('get', 'pv', '-o', 'json');
  const objects = [text, volumes].flatMap((each) => (JSON.parse(each) as { items: Manifest[] }).items);
  const { found, left } = findAdoptions(readValues(objects).manifests, { namespace, ...options });
  expect(left).toEqual([]);
  expect(found).toHaveLength(1);
  const script = runbookScript(adoptionRunbook(found[0]));
  expect(script).not.toContain('not-to-be-seen');
  const file = join(mkdtempSync(join(area, 'script-')), 'take-over.sh');
  writeFileSync(file, script);
  return file;
}

describeThrowaway('a database of others', () => {
  const ways = [
    { title: 'under its own names', old: 'orders', template: 'data', name: 'orders', move: false },
    { title: 'under a claim that is mounted as it is', old: 'pg', template: 'storage', name: 'orders', move: false },
    { title: 'under a claim that gets a new name', old: 'pg', template: 'storage', name: 'orders', move: true },
  ];

  // The one between does the same steps as the first.
  test.each(isFull ? ways : ways.filter((_, index) => index !== 1))(
    '$title: its volume comes to the new Pod, however often the runbook is killed',
    async ({ old, template, name, move }) => {
      const namespace = await newNamespace(api, 'adopt');
      await makeNode(api, `${namespace}-node`, {});
      const volume = await makeOld(namespace, old, template);
      const uid = (await api.get({ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: volume } })).metadata.uid;
      const script = scriptFor(namespace, { name, moveClaims: move });
      const before = kubectl('get', 'statefulset,pvc,svc,secret', '-n', namespace, '-o', 'json');

      const dry = await run(script, 0);
      expect(dry).toMatchObject({ status: 0, output: expect.stringContaining('Nothing was changed. To do it:') });
      expect(kubectl('get', 'statefulset,pvc,svc,secret', '-n', namespace, '-o', 'json')).toBe(before);

      const stopReleasing = letPodsGo(api, namespace);
      try {
        const { status, output, kills } = await runKilled(area, script);
        // What waits for the new manifests has done all that can be done before.
        expect({ status, output }).toEqual({ status: 4, output: expect.stringContaining('put the construct into your app') });
        expect(kills).toBeGreaterThanOrEqual(4);
      } finally {
        stopReleasing();
      }
      expect(kubectl('get', 'secret', `${name}-credentials`, '-n', namespace, '-o', 'jsonpath={.data.username} {.data.password}')).toBe(
        `${Buffer.from('postgres').toString('base64')} ${Buffer.from('not-to-be-seen').toString('base64')}`,
      );

      const claimName = template === 'data' || move ? `data-${name}-0` : `${template}-${old}-0`;
      const plain = claimName === `data-${name}-0` ? undefined : claimName;
      await api.applyAll(
        synthesize(namespace, (chart) => {
          new StatefulDatabase(chart, name, {
            name,
            engine: DatabaseEngine.postgres({ version: '16.4' }),
            storage: {
              ...(plain === undefined && { size: Size.gibibytes(10), storageClass: CLASS }),
              existing: ExistingData.officialPostgres({ claimName: plain, directory: 'pgdata' }),
            },
            credentials: DatabaseCredentials.fromSecretName(`${name}-credentials`),
            database: 'shop',
          });
        }),
      );
      const made = await until(
        api,
        pod(namespace, `${name}-0`),
        'has a node',
        ({ spec, metadata }) => spec.nodeName && !metadata.deletionTimestamp,
      );
      await makeReady(api, made);
      const end = await run(script, 0, '--apply');
      expect({ status: end.status, last: end.output.trim().split('\n').at(-1) }).toEqual({ status: 0, last: 'All is done.' });

      const used = made.spec.volumes.flatMap(({ persistentVolumeClaim }: Manifest) => persistentVolumeClaim?.claimName ?? []);
      expect(used).toEqual([claimName]);
      const bound = await api.get(claim(namespace, claimName));
      const kept = await api.get({ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: volume } });
      expect(bound).toMatchObject({ spec: { volumeName: volume }, status: { phase: 'Bound' } });
      expect(kept).toMatchObject({ metadata: { uid }, spec: { persistentVolumeReclaimPolicy: 'Retain' }, status: { phase: 'Bound' } });
      // The policy comes back where that is asked for, and not before.
      expect(await run(script, 0, '--apply', '--with=policy-back')).toMatchObject({ status: 0 });
      expect(
        (await api.get({ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: volume } })).spec.persistentVolumeReclaimPolicy,
      ).toBe('Delete');
      expect(await run(script, 0, '--apply')).toMatchObject({ status: 0 });
    },
    // Every run is dozens of calls of kubectl.
    10 * 60_000,
  );
});
