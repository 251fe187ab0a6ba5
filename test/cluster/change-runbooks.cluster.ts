import { execFileSync } from 'child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { readValues } from '../../src/checks';
import { PlanContext, planIn } from '../../src/plan';
import { changeRunbooks } from '../../src/runbooks/changes/find';
import { runbookScript } from '../../src/runbooks/script';
import { isFull } from '../full';
import { ApiClient, Manifest } from './client';
import { letPodsGo, runKilled, runScript } from './killed-runbook';
import { claim, makeNode, makeReady, newNamespace, until } from './scenery';
import { connect, count, describeThrowaway, isOlder, serverVersion } from './session';

/*
 * What a plan calls refused or detached, done all the same by its runbook, which is killed before and after every change of the cluster and
 * run again: the volume with the data is bound afterwards, to the claim that the new Pods mount.
 */

let api: ApiClient;
let area: string;
let minor: number;

beforeAll(async () => {
  api = connect();
  area = mkdtempSync(join(tmpdir(), 'runbooks-'));
  minor = (await serverVersion(api)) % 1000;
});
afterAll(() => {
  api.close();
  rmSync(area, { recursive: true, force: true });
});
afterEach(() => count('runbooks of changes', 1));

type Body = Record<string, unknown>;

const volumeNamed = (name: string): Manifest => ({ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name } });

const className = (namespace: string, name: string) => `${namespace}-${name}`;

const storageClass = (name: string): Manifest => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name },
  provisioner: 'csi.example.com',
  allowVolumeExpansion: true,
});

const podSpec = (volumeName: string): Body => ({
  terminationGracePeriodSeconds: 0,
  securityContext: { runAsNonRoot: true, runAsUser: 10001, fsGroup: 10001, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [
    {
      name: 'main',
      image: 'example.com/main:1',
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      volumeMounts: [{ name: volumeName, mountPath: '/data' }],
    },
  ],
});

interface SetOptions {
  readonly template?: string;
  readonly size?: string;
  readonly storageClassName?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly more?: Body;
}

function set(namespace: string, name: string, options: SetOptions = {}): Manifest {
  const { template = 'data', size = '1Gi', storageClassName = className(namespace, 'a'), labels, more } = options;
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name, namespace },
    spec: {
      serviceName: name,
      replicas: 1,
      podManagementPolicy: 'Parallel',
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: podSpec(template) },
      volumeClaimTemplates: [
        {
          metadata: { name: template, labels },
          spec: { accessModes: ['ReadWriteOnce'], storageClassName, resources: { requests: { storage: size } } },
        },
      ],
      ...more,
    },
  };
}

const fileClaim = (namespace: string, name: string, storageClassName = className(namespace, 'a')): Manifest => ({
  ...claim(namespace, name),
  spec: { accessModes: ['ReadWriteOnce'], storageClassName, resources: { requests: { storage: '1Gi' } } },
});

const deployment = (namespace: string, name: string, claimName: string): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace },
  spec: {
    replicas: 1,
    strategy: { type: 'Recreate' },
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { ...podSpec('data'), volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }] },
    },
  },
});

/** What drivers and kubelets do, and nobody else here: volumes for claims, growth, Pods that run or have ended. */
function actForOthers(namespaces: readonly string[]): () => void {
  const ends = namespaces.map((namespace) => letPodsGo(api, namespace));
  const act = async (namespace: string) => {
    for (const one of await api.list(`/api/v1/namespaces/${namespace}/persistentvolumeclaims`)) {
      const object = { ...one, apiVersion: 'v1', kind: 'PersistentVolumeClaim' };
      const asked = one.spec.resources.requests.storage;
      if (one.spec.volumeName === undefined) await provision(object);
      else if (one.status.phase === 'Bound' && one.status.capacity?.storage !== asked) {
        await api.patch(volumeNamed(one.spec.volumeName), { spec: { capacity: { storage: asked } } });
        await api.patch(object, { status: { capacity: { storage: asked } } }, 'status');
      }
    }
    for (const pod of await api.list(`/api/v1/namespaces/${namespace}/pods`)) {
      const { metadata, spec, status } = pod;
      if (spec.nodeName === undefined || metadata.deletionTimestamp !== undefined || status.phase !== 'Pending') continue;
      const isTask = metadata.ownerReferences?.some(({ kind }: Manifest) => kind === 'Job') === true;
      if (isTask) await api.patch({ ...pod, apiVersion: 'v1', kind: 'Pod' }, { status: { phase: 'Succeeded' } }, 'status');
      else await makeReady(api, pod);
    }
  };
  let isOver = false;
  const loop = async () => {
    while (!isOver) {
      for (const namespace of namespaces) await act(namespace).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  };
  void loop();
  return () => {
    isOver = true;
    for (const end of ends) end();
  };
}

async function provision({ metadata, spec }: Manifest): Promise<void> {
  await api.apply({
    ...volumeNamed(`pvc-${metadata.uid}`),
    spec: {
      capacity: { storage: spec.resources.requests.storage },
      accessModes: spec.accessModes,
      storageClassName: spec.storageClassName,
      persistentVolumeReclaimPolicy: 'Delete',
      csi: { driver: 'csi.example.com', volumeHandle: metadata.uid },
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: metadata.name, namespace: metadata.namespace, uid: metadata.uid },
    },
  });
}

interface Case {
  readonly title: string;
  readonly old: (namespace: string) => readonly Manifest[];
  readonly next: (namespace: string, other: string) => readonly Manifest[];
  /** The claims that have data, and those that have their volumes afterwards. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly verb: string;
  /** It goes to another namespace. */
  readonly away?: boolean;
  /** The data is copied: another volume is bound afterwards, and the old one is kept. */
  readonly copied?: boolean;
  /** Nothing of it has to be applied by hand. */
  readonly whole?: boolean;
}

const CLAIMS = ['data-db-0'];
const TWO = { replicas: 2 };

const CASES: readonly Case[] = [
  {
    title: 'a set whose disks grow',
    old: (namespace) => [set(namespace, 'db', { more: TWO })],
    next: (namespace) => [set(namespace, 'db', { size: '2Gi', more: TWO })],
    from: ['data-db-0', 'data-db-1'],
    to: ['data-db-0', 'data-db-1'],
    verb: 'grow',
  },
  {
    title: 'a set with another name, whose policies delete',
    old: (namespace) => [
      set(namespace, 'db', { more: { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Delete' } } }),
    ],
    next: (namespace) => [set(namespace, 'orders')],
    from: CLAIMS,
    to: ['data-orders-0'],
    verb: 'move',
  },
  {
    title: 'a set in another namespace',
    old: (namespace) => [set(namespace, 'db')],
    next: (namespace, other) => [set(other, 'db', { storageClassName: className(namespace, 'a') })],
    from: CLAIMS,
    to: CLAIMS,
    verb: 'move',
    away: true,
  },
  {
    title: 'a set with another template',
    old: (namespace) => [set(namespace, 'db')],
    next: (namespace) => [set(namespace, 'db', { template: 'storage' })],
    from: CLAIMS,
    to: ['storage-db-0'],
    verb: 'move',
  },
  {
    title: 'a Deployment that becomes a set',
    old: (namespace) => [fileClaim(namespace, 'files'), deployment(namespace, 'db', 'files')],
    next: (namespace) => [set(namespace, 'db')],
    from: ['files'],
    to: ['data-db-0'],
    verb: 'move',
  },
  {
    title: 'a set with another selector, Service and label in its template',
    old: (namespace) => [set(namespace, 'db')],
    next: (namespace) => [
      set(namespace, 'db', {
        labels: { 'helm.sh/chart': 'db-2' },
        more: {
          serviceName: 'other',
          selector: { matchLabels: { app: 'new' } },
          template: { metadata: { labels: { app: 'new' } }, spec: podSpec('data') },
        },
      }),
    ],
    from: CLAIMS,
    to: CLAIMS,
    verb: 'recreate',
  },
  {
    title: 'a set whose claims move to another class',
    old: (namespace) => [set(namespace, 'db')],
    next: (namespace) => [set(namespace, 'db', { storageClassName: className(namespace, 'b') })],
    from: CLAIMS,
    to: CLAIMS,
    verb: 'copy',
    copied: true,
  },
  {
    title: 'a claim that moves to another class',
    old: (namespace) => [fileClaim(namespace, 'files'), deployment(namespace, 'db', 'files')],
    next: (namespace) => [fileClaim(namespace, 'files', className(namespace, 'b')), deployment(namespace, 'db', 'files')],
    from: ['files'],
    to: ['files'],
    verb: 'copy',
    copied: true,
    whole: true,
  },
];

const dump = (namespace: string): Manifest[] =>
  [
    ['statefulset,deployment,pvc', '-n', namespace],
    ['pv,storageclass', '--all-namespaces=true'],
  ].flatMap(
    ([kinds, ...args]) =>
      (
        JSON.parse(
          execFileSync(
            process.env.CLUSTER_KUBECTL!,
            ['--kubeconfig', process.env.CLUSTER_KUBECONFIG!, 'get', kinds, ...args, '-o', 'json'],
            {
              encoding: 'utf8',
              maxBuffer: 1 << 26,
            },
          ),
        ) as { items: Manifest[] }
      ).items,
  );

describeThrowaway('a change that is refused or detached', () => {
  const drawn = CASES.flatMap((one) => [true, false].map((isLive) => ({ ...one, isLive })));
  // In a quick run one of each kind, and on older servers one at all.
  const kinds = CASES.filter((one, index) => CASES.findIndex(({ verb }) => verb === one.verb) === index);
  const quick = kinds.map((one, index) => ({ ...one, isLive: index % 2 === 0 }));
  const chosen = isFull ? drawn : quick.slice(0, isOlder ? 1 : undefined);

  test.each(chosen)(
    '$title, read from the cluster: $isLive',
    async ({ old, next, from, to, verb, away, copied, whole, isLive }) => {
      const namespace = await newNamespace(api, 'runbook');
      const other = away === true ? await newNamespace(api, 'away') : namespace;
      await makeNode(api, `${namespace}-node`, {});
      for (const name of ['a', 'b']) await api.apply(storageClass(className(namespace, name)));
      const stopActing = actForOthers([namespace, other]);
      try {
        await api.applyAll(old(namespace));
        const volumes: Manifest[] = [];
        for (const name of from) {
          const { spec } = await until(api, claim(namespace, name), 'is bound', ({ status }) => status.phase === 'Bound');
          volumes.push(await api.get(volumeNamed(spec.volumeName)));
        }
        const wanted = next(namespace, other);
        const read = (objects: readonly Manifest[]) => readValues([...objects]).manifests;
        const context = new PlanContext(read(isLive ? dump(namespace) : old(namespace)), read(wanted), minor, 'kubectl');
        const [book, ...more] = changeRunbooks(context, planIn(context), { deployer: 'kubectl', namespace: 'default' });
        expect([book?.name, more]).toEqual([
          `${verb}-${wanted.at(-1)!.metadata.namespace}-${copied && whole ? 'files' : wanted.at(-1)!.metadata.name}`,
          [],
        ]);
        const script = join(mkdtempSync(join(area, 'script-')), 'book.sh');
        writeFileSync(script, runbookScript(book.runbook));

        expect(await runScript(area, script, 0)).toMatchObject({ status: 0, output: expect.stringContaining('Nothing was changed.') });
        let end = await runKilled(area, script);
        let { kills } = end;
        if (whole !== true) {
          expect(end).toMatchObject({ status: 4, output: expect.stringContaining('kubectl apply -f') });
          for (const object of wanted) await api.apply(object, { force: true });
          end = await runKilled(area, script);
          kills += end.kills;
        }
        expect({ status: end.status, last: end.output.trim().split('\n').at(-1) }).toEqual({ status: 0, last: 'All is done.' });
        expect(kills).toBeGreaterThanOrEqual(verb === 'recreate' ? 1 : 3);

        for (const [index, name] of to.entries()) {
          const bound = await api.get(claim(other, name));
          const volume = await api.get(volumeNamed(bound.spec.volumeName));
          const before = await api.get(volumeNamed(volumes[index].metadata.name));
          expect(bound.status.phase).toBe('Bound');
          expect(volume.spec.claimRef.uid).toBe(bound.metadata.uid);
          expect(volume.metadata.annotations?.['cdk8s-storage/runbook']).toBeUndefined();
          // What has the data is there, whatever was done.
          expect(before.metadata.uid).toBe(volumes[index].metadata.uid);
          if (copied === true) {
            expect(volume.metadata.name).not.toBe(before.metadata.name);
            expect(volume.spec.storageClassName).toBe(className(namespace, 'b'));
            expect(before).toMatchObject({ spec: { persistentVolumeReclaimPolicy: 'Retain' }, status: { phase: 'Released' } });
          } else {
            expect(volume.metadata.uid).toBe(before.metadata.uid);
          }
          if (verb === 'grow') expect(bound.status.capacity.storage).toBe('2Gi');
        }
        expect(await runScript(area, script, 0, '--apply')).toMatchObject({ status: 0, output: expect.stringContaining('All is done.') });
        expect(await runScript(area, script, 0, '--undo')).toMatchObject({ status: 0 });
      } finally {
        stopActing();
      }
    },
    // Every run is dozens of calls of kubectl.
    10 * 60_000,
  );
});
