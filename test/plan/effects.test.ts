import { CHANGE_KINDS, ChangeKind } from '../../src/facts/data-changes';
import { Deployer } from '../../src/facts/deployers';
import { RULES } from '../../src/checks/rules';
import { planBetween } from '../../src/plan';
import { Body, claim, config, deployment, dump, manifests, object, service, statefulSet, storageClass, volume } from './objects';

/*
 * What becomes of data, by the kind of change: each with what has to be told, and all that is loud and more than that.
 */

interface Case {
  readonly title: string;
  readonly old: readonly Body[];
  readonly next: readonly Body[];
  /** `EFFECT KIND/NAME`; those that are loud, or new-only, and no others. */
  readonly told: readonly string[];
  readonly with?: Deployer;
  readonly minor?: number;
}

const QUIET = ['disruptive', 'safe'];

function tell({ old, next, with: deployer, minor }: Case): string[] {
  const { changes } = planBetween(manifests(old), manifests(next), { deployer, minor });
  return changes
    .filter(({ effect }) => !QUIET.includes(effect))
    .map(({ effect, object: { kind, name } }) => `${effect} ${kind}/${name}`)
    .sort();
}

const env = (values: Readonly<Record<string, string>>): Body => ({ env: Object.entries(values).map(([name, value]) => ({ name, value })) });
const retention = (whenDeleted: string, whenScaled: string): Body => ({
  persistentVolumeClaimRetentionPolicy: { whenDeleted, whenScaled },
});
const secretEnv = (name: string, key: string): Body => ({
  env: [{ name: 'POSTGRES_PASSWORD', valueFrom: { secretKeyRef: { name, key } } }],
});

/** A database in a directory of its volume that an expression names. */
const inPart = (subPathExpr: string, part: string): Body => statefulSet({ mount: { subPathExpr }, container: env({ PART: part }) });

/** A workload with another container beside its own. */
function inContainers(body: Body, container: Body): Body {
  const copy = structuredClone(body) as { spec: { template: { spec: { containers: Body[] } } } };
  copy.spec.template.spec.containers.unshift(container);
  return copy;
}

/** A CronJob whose volume is another one. */
function withVolume(body: Body, source: Body): Body {
  const copy = structuredClone(body) as { spec: { jobTemplate: { spec: { template: { spec: { volumes: Body[] } } } } } };
  copy.spec.jobTemplate.spec.template.spec.volumes = [{ name: 'backup', ...source }];
  return copy;
}

/** A file that the server is told to read. */
const tuned = (text: string): Body => object('v1', 'ConfigMap', 'tuning', { data: { 'postgresql.conf': text } });
const TUNED = {
  container: {
    args: ['-c', 'config_file=/etc/tuning/postgresql.conf'],
    volumeMounts: [
      { name: 'data', mountPath: '/var/lib/postgresql/data' },
      { name: 'tuning', mountPath: '/etc/tuning' },
    ],
  },
  pod: { volumes: [{ name: 'tuning', configMap: { name: 'tuning' } }] },
};

/** A hook of Helm, with the label that charts give their version by. */
const hook = (body: Body, event: string, version: string): Body => ({
  ...body,
  metadata: {
    ...(body.metadata as Body),
    annotations: { 'helm.sh/hook': event },
    labels: { 'helm.sh/chart': `app-${version}` },
  },
});
const job = (version: string): Body => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'migrate', namespace: 'shop' },
  spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: `registry.example.com/app:${version}` }] } } },
});
const unnamed = (version: string): Body => ({ ...job(version), metadata: { generateName: 'migrate-', namespace: 'shop' } });
const hooks = (event: string): Pick<Case, 'old' | 'next'> => ({
  old: [hook(job('1'), event, '1')],
  next: [hook(job('2'), event, '2')],
});

const DETACHED: readonly Case[] = [
  {
    title: 'a set that moves to another namespace',
    old: [statefulSet()],
    next: [{ ...statefulSet(), metadata: { name: 'pg', namespace: 'db' } }],
    told: ['detached StatefulSet/pg'],
    with: 'helm',
  },
  {
    title: 'a namespace that is left out is no move',
    old: [statefulSet()],
    next: [{ ...statefulSet(), metadata: { name: 'pg' } }],
    told: [],
  },
  {
    title: 'a template that is renamed',
    old: [statefulSet()],
    next: [statefulSet({ template: 'pgdata' })],
    told: ['detached StatefulSet/pg', 'refused StatefulSet/pg'],
  },
  {
    title: 'another claim',
    old: [deployment(), claim()],
    next: [deployment({ volume: { persistentVolumeClaim: { claimName: 'files-2' } } }), claim(), claim('files-2')],
    told: ['detached Deployment/app'],
  },
  {
    title: 'an emptyDir instead of a claim',
    old: [deployment(), claim()],
    next: [deployment({ volume: { emptyDir: {} } }), claim()],
    told: ['detached Deployment/app'],
  },
  {
    title: 'no volume at all',
    old: [deployment(), claim()],
    next: [deployment({ container: { volumeMounts: [] }, pod: { volumes: [] } }), claim()],
    told: ['detached Deployment/app'],
  },
  {
    title: 'an ephemeral volume instead of a claim',
    old: [deployment()],
    next: [deployment({ volume: { ephemeral: { volumeClaimTemplate: { spec: {} } } } })],
    told: ['detached Deployment/app'],
  },
  { title: 'another path', old: [deployment()], next: [deployment({ path: '/var/data' })], told: ['detached Deployment/app'] },
  {
    title: 'another path, which the program is told',
    old: [deployment()],
    next: [deployment({ path: '/var/data', container: env({ DATA: '/var/data' }) })],
    told: [],
  },
  {
    title: 'another subPath',
    old: [deployment({ mount: { subPath: 'a' } })],
    next: [deployment({ mount: { subPath: 'b' } })],
    told: ['detached Deployment/app'],
  },
  {
    title: 'a directory that is named by a variable',
    old: [inPart('$(PART)', 'one')],
    next: [inPart('$(PART)', 'two')],
    told: ['detached StatefulSet/pg'],
  },
  { title: 'the same directory by a variable', old: [inPart('one', 'x')], next: [inPart('$(PART)', 'one')], told: [] },
  { title: 'the same directory by another variable', old: [inPart('a/$(PART)', 'b')], next: [inPart('$(PART)', 'a/b')], told: [] },
  {
    title: 'a subPath where there was none',
    old: [deployment()],
    next: [deployment({ mount: { subPath: 'a' } })],
    told: ['detached Deployment/app'],
  },
  {
    title: 'another PGDATA',
    old: [statefulSet({ container: env({ PGDATA: '/var/lib/postgresql/data/a' }) })],
    next: [statefulSet({ container: env({ PGDATA: '/var/lib/postgresql/data/b' }) })],
    told: ['detached StatefulSet/pg'],
  },
  {
    title: 'PGDATA set to what it was',
    old: [statefulSet()],
    next: [statefulSet({ container: env({ PGDATA: '/var/lib/postgresql/data' }) })],
    told: [],
  },
  {
    title: 'PGDATA below where nothing was said',
    old: [statefulSet()],
    next: [statefulSet({ container: env({ PGDATA: '/var/lib/postgresql/data/pgdata' }) })],
    told: ['detached StatefulSet/pg'],
  },
  {
    title: 'the same place by another mount and variable',
    old: [statefulSet({ container: env({ PGDATA: '/var/lib/postgresql/data/pg' }) })],
    next: [statefulSet({ path: '/pgdata', container: env({ PGDATA: '/pgdata/pg' }) })],
    told: [],
  },
  {
    title: 'the data directory of MySQL',
    old: [statefulSet({ image: 'mysql:8.4.7', path: '/var/lib/mysql' })],
    next: [statefulSet({ image: 'mysql:8.4.7', path: '/var/lib/mysql', container: { args: ['--datadir=/var/lib/mysql/new'] } })],
    told: ['detached StatefulSet/pg'],
  },
  {
    title: 'the mount of a database moved away from its data',
    old: [statefulSet({ image: 'mongo:7.0.5', path: '/data/db' })],
    next: [statefulSet({ image: 'mongo:7.0.5', path: '/data' })],
    told: ['detached StatefulSet/pg'],
  },
  {
    title: 'Postgres 18, whose data directory moved',
    old: [statefulSet({ image: 'postgres:17.6' })],
    next: [statefulSet({ image: 'postgres:18.1' })],
    told: ['at-risk StatefulSet/pg', 'detached StatefulSet/pg'],
  },
  {
    title: 'Postgres 18 at the new mount',
    old: [statefulSet({ image: 'postgres:17.6' })],
    next: [statefulSet({ image: 'postgres:18.1', path: '/var/lib/postgresql' })],
    told: ['at-risk StatefulSet/pg', 'detached StatefulSet/pg'],
  },
  {
    title: 'Postgres 18 where PGDATA is pinned',
    old: [statefulSet({ image: 'postgres:17.6', container: env({ PGDATA: '/var/lib/postgresql/data/pg' }) })],
    next: [statefulSet({ image: 'postgres:18.1', container: env({ PGDATA: '/var/lib/postgresql/data/pg' }) })],
    told: ['at-risk StatefulSet/pg'],
  },
  {
    title: 'another builder of the image, with another directory',
    old: [statefulSet()],
    next: [statefulSet({ image: 'bitnami/postgresql:16.4.0' })],
    told: ['at-risk StatefulSet/pg', 'detached StatefulSet/pg'],
  },
  {
    title: 'other ordinals',
    old: [statefulSet({ spec: { replicas: 3 } })],
    next: [statefulSet({ spec: { replicas: 3, ordinals: { start: 1 } } })],
    told: ['detached StatefulSet/pg'],
  },
  {
    title: 'a claimRef that points elsewhere',
    old: [volume()],
    next: [volume({ claimRef: { name: 'other', namespace: 'shop' } })],
    told: ['detached PersistentVolume/pv-1'],
  },
  {
    title: 'a claimRef without its uid, to bind again',
    old: [volume({ claimRef: { name: 'files', namespace: 'shop', uid: 'a' } })],
    next: [volume()],
    told: [],
  },
  {
    title: 'a Deployment that becomes a set',
    old: [deployment(), claim()],
    next: [statefulSet({ name: 'app', image: 'registry.example.com/app:1', path: '/data' }), claim()],
    told: ['detached StatefulSet/app'],
    with: 'helm',
  },
  {
    title: 'a set that becomes a Deployment',
    old: [statefulSet({ name: 'app', image: 'registry.example.com/app:1', path: '/data' })],
    next: [deployment(), claim()],
    told: ['detached Deployment/app'],
    with: 'helm',
  },
  {
    title: 'a set that becomes a Deployment of its claim',
    old: [statefulSet({ name: 'app', image: 'registry.example.com/app:1', path: '/data' })],
    next: [deployment({ volume: { persistentVolumeClaim: { claimName: 'data-app-0' } } })],
    told: [],
    with: 'helm',
  },
  {
    title: 'a Deployment that is renamed keeps its claim',
    old: [deployment(), claim()],
    next: [deployment({ name: 'app-2' }), claim()],
    told: [],
    with: 'helm',
  },
  {
    title: 'a Deployment that is renamed, and stays',
    old: [deployment(), claim()],
    next: [deployment({ name: 'app-2' }), claim()],
    told: ['at-risk Deployment/app-2'],
  },
  {
    title: 'another share of NFS',
    old: [deployment({ volume: { nfs: { server: 'a', path: '/x' } } })],
    next: [deployment({ volume: { nfs: { server: 'b', path: '/x' } } })],
    told: ['detached Deployment/app'],
  },
  {
    title: 'another directory of the node',
    old: [deployment({ volume: { hostPath: { path: '/srv/a' } } })],
    next: [deployment({ volume: { hostPath: { path: '/srv/b' } } })],
    told: ['detached Deployment/app'],
  },
  {
    title: 'another name of the volume in the Pod',
    old: [deployment()],
    next: [deployment({ mount: { name: 'store' }, pod: { volumes: [{ name: 'store', persistentVolumeClaim: { claimName: 'files' } }] } })],
    told: [],
  },
  {
    title: 'another claim of the same volume',
    old: [deployment(), claim('files', { volumeName: 'pv-1' }), volume()],
    next: [
      deployment({ volume: { persistentVolumeClaim: { claimName: 'files-2' } } }),
      claim('files-2', { volumeName: 'pv-1' }),
      claim('files', { volumeName: 'pv-1' }),
      volume(),
    ],
    told: [],
  },
  {
    title: 'a volume that is only read',
    old: [deployment({ mount: { readOnly: true } })],
    next: [deployment({ mount: { readOnly: true }, volume: { persistentVolumeClaim: { claimName: 'other' } } })],
    told: [],
  },
];

const DESTROYED: readonly Case[] = [
  { title: 'a claim that has gone, under Helm', old: [claim()], next: [], told: ['destroyed PersistentVolumeClaim/files'], with: 'helm' },
  { title: 'the same under Argo CD', old: [claim()], next: [], told: ['destroyed PersistentVolumeClaim/files'], with: 'argocd' },
  { title: 'the same under Flux', old: [claim()], next: [], told: ['destroyed PersistentVolumeClaim/files'], with: 'flux' },
  { title: 'the same under kapp', old: [claim()], next: [], told: ['destroyed PersistentVolumeClaim/files'], with: 'kapp' },
  { title: 'the same under kubectl', old: [claim()], next: [], told: [], with: 'kubectl' },
  ...(
    [
      ['helm', 'helm.sh/resource-policy', 'keep'],
      ['argocd', 'argocd.argoproj.io/sync-options', 'Prune=false'],
      ['flux', 'kustomize.toolkit.fluxcd.io/prune', 'disabled'],
      ['kapp', 'kapp.k14s.io/delete-strategy', 'orphan'],
    ] as const
  ).map(([tool, key, value]) => ({
    title: `a claim that ${tool} is told to keep`,
    old: [{ ...claim(), metadata: { name: 'files', namespace: 'shop', annotations: { [key]: value } } }],
    next: [],
    told: [],
    with: tool,
  })),
  {
    title: 'a claim of a class with Retain',
    old: [claim(), storageClass({ reclaimPolicy: 'Retain' })],
    next: [storageClass({ reclaimPolicy: 'Retain' })],
    told: ['detached PersistentVolumeClaim/files'],
    with: 'helm',
  },
  {
    title: 'a claim whose volume says Retain',
    old: [claim(), volume()],
    next: [volume()],
    told: ['detached PersistentVolumeClaim/files'],
    with: 'helm',
  },
  { title: 'a class that has gone', old: [storageClass()], next: [], told: [], with: 'helm' },
  {
    title: 'a volume with Delete that has gone',
    old: [volume({ persistentVolumeReclaimPolicy: 'Delete' })],
    next: [],
    told: ['destroyed PersistentVolume/pv-1'],
    with: 'helm',
  },
  { title: 'a static volume that has gone', old: [volume()], next: [], told: ['detached PersistentVolume/pv-1'], with: 'helm' },
  {
    title: 'a set that goes, and takes its claims along',
    old: [statefulSet({ spec: retention('Delete', 'Retain') })],
    next: [],
    told: ['destroyed StatefulSet/pg'],
    with: 'helm',
  },
  { title: 'a set that goes, and leaves its claims', old: [statefulSet()], next: [], told: [], with: 'helm' },
  {
    title: 'a set that goes with claims of a class with Retain',
    old: [statefulSet({ spec: retention('Delete', 'Retain') }), storageClass({ reclaimPolicy: 'Retain' })],
    next: [storageClass({ reclaimPolicy: 'Retain' })],
    told: ['detached StatefulSet/pg'],
    with: 'helm',
  },
  {
    title: 'a set that is scaled down with whenScaled Delete',
    old: [statefulSet({ spec: { replicas: 3, ...retention('Retain', 'Delete') } })],
    next: [statefulSet({ spec: { replicas: 1, ...retention('Retain', 'Delete') } })],
    told: ['destroyed StatefulSet/pg'],
  },
  {
    title: 'policy and scale-down in one change',
    old: [statefulSet({ spec: { replicas: 3 } })],
    next: [statefulSet({ spec: { replicas: 1, ...retention('Retain', 'Delete') } })],
    told: ['at-risk StatefulSet/pg', 'destroyed StatefulSet/pg'],
  },
  {
    title: 'a scale-down with Retain',
    old: [statefulSet({ spec: { replicas: 3 } })],
    next: [statefulSet({ spec: { replicas: 1 } })],
    told: [],
  },
  {
    title: 'a namespace that goes',
    old: [object('v1', 'Namespace', 'shop', {}, undefined), claim()],
    next: [],
    told: ['destroyed Namespace/shop', 'destroyed PersistentVolumeClaim/files'],
    with: 'argocd',
  },
  {
    title: 'the content of a snapshot',
    old: [object('snapshot.storage.k8s.io/v1', 'VolumeSnapshotContent', 'c', { spec: { deletionPolicy: 'Delete' } }, undefined)],
    next: [],
    told: ['destroyed VolumeSnapshotContent/c'],
    with: 'helm',
  },
  {
    title: 'the content of a snapshot with Retain',
    old: [object('snapshot.storage.k8s.io/v1', 'VolumeSnapshotContent', 'c', { spec: { deletionPolicy: 'Retain' } }, undefined)],
    next: [],
    told: [],
    with: 'helm',
  },
  {
    title: 'a generic ephemeral volume with its Pod',
    old: [deployment({ volume: { ephemeral: { volumeClaimTemplate: { spec: {} } } } })],
    next: [deployment({ image: 'registry.example.com/app:2', volume: { ephemeral: { volumeClaimTemplate: { spec: {} } } } })],
    told: ['destroyed Deployment/app'],
  },
  {
    title: 'a cluster of CloudNativePG',
    old: [object('postgresql.cnpg.io/v1', 'Cluster', 'db', { spec: { instances: 1, storage: { size: '1Gi' } } })],
    next: [],
    told: ['destroyed Cluster/db'],
    with: 'helm',
  },
  {
    title: 'a claim of a Deployment that a set makes anew under the same name',
    old: [deployment({ name: 'x', volume: { persistentVolumeClaim: { claimName: 'data-x-0' } } }), claim('data-x-0')],
    next: [statefulSet({ name: 'x', image: 'registry.example.com/app:1', path: '/data' })],
    told: ['destroyed PersistentVolumeClaim/data-x-0'],
    with: 'helm',
  },
  {
    title: 'the same under kubectl, where two Pods share it',
    old: [deployment({ name: 'x', volume: { persistentVolumeClaim: { claimName: 'data-x-0' } } }), claim('data-x-0')],
    next: [statefulSet({ name: 'x', image: 'registry.example.com/app:1', path: '/data' })],
    told: ['at-risk StatefulSet/x'],
  },
  {
    title: 'a claim that Argo CD replaces by force',
    old: [claim()],
    next: [
      {
        ...claim('files', { storageClassName: 'slow' }),
        metadata: { name: 'files', namespace: 'shop', annotations: { 'argocd.argoproj.io/sync-options': 'Replace=true,Force=true' } },
      },
    ],
    told: ['destroyed PersistentVolumeClaim/files'],
    with: 'argocd',
  },
  {
    title: 'a claim that is a hook of Helm, which each upgrade makes anew',
    old: [hook(claim(), 'pre-upgrade', '1')],
    next: [hook(claim(), 'pre-upgrade', '2')],
    told: ['destroyed PersistentVolumeClaim/files'],
    with: 'helm',
  },
  {
    title: 'a refused set hides what is destroyed',
    old: [statefulSet(), claim()],
    next: [statefulSet({ size: '20Gi' })],
    told: ['destroyed PersistentVolumeClaim/files', 'new-only StatefulSet/pg', 'refused StatefulSet/pg'],
    with: 'helm',
  },
];

const AT_RISK: readonly Case[] = [
  {
    title: 'a volume from Retain to Delete',
    old: [volume()],
    next: [volume({ persistentVolumeReclaimPolicy: 'Delete' })],
    told: ['at-risk PersistentVolume/pv-1'],
  },
  { title: 'a volume from Delete to Retain', old: [volume({ persistentVolumeReclaimPolicy: 'Delete' })], next: [volume()], told: [] },
  {
    title: 'a volume for more writers',
    old: [volume()],
    next: [volume({ accessModes: ['ReadWriteOnce', 'ReadWriteMany'] })],
    told: ['at-risk PersistentVolume/pv-1'],
  },
  {
    title: 'whenDeleted from Retain to Delete',
    old: [statefulSet()],
    next: [statefulSet({ spec: retention('Delete', 'Retain') })],
    told: ['at-risk StatefulSet/pg'],
  },
  {
    title: 'more replicas of a plain database',
    old: [statefulSet()],
    next: [statefulSet({ spec: { replicas: 3 } })],
    told: ['at-risk StatefulSet/pg'],
  },
  {
    title: 'an older major version',
    old: [statefulSet()],
    next: [statefulSet({ image: 'postgres:15.8' })],
    told: ['at-risk StatefulSet/pg'],
  },
  { title: 'a newer minor version', old: [statefulSet()], next: [statefulSet({ image: 'postgres:16.6' })], told: [] },
  {
    title: 'an older series of MySQL',
    old: [statefulSet({ image: 'mysql:8.4.7', path: '/var/lib/mysql' })],
    next: [statefulSet({ image: 'mysql:8.0.40', path: '/var/lib/mysql' })],
    told: ['at-risk StatefulSet/pg'],
  },
  {
    title: 'Alpine instead of Debian',
    old: [statefulSet()],
    next: [statefulSet({ image: 'postgres:16.4-alpine' })],
    told: ['at-risk StatefulSet/pg'],
  },
  {
    title: 'the same image from another registry',
    old: [statefulSet()],
    next: [statefulSet({ image: 'mirror.example.com/library/postgres:16.4' })],
    told: [],
  },
  {
    title: 'another user',
    old: [statefulSet({ pod: { securityContext: { runAsUser: 999 } } })],
    next: [statefulSet({ pod: { securityContext: { runAsUser: 1000 } } })],
    told: ['at-risk StatefulSet/pg'],
  },
  {
    title: 'another group',
    old: [statefulSet({ pod: { securityContext: { fsGroup: 999 } } })],
    next: [statefulSet({ pod: { securityContext: { fsGroup: 1000 } } })],
    told: ['at-risk StatefulSet/pg'],
  },
  {
    title: 'the mode of every file set at each start',
    old: [statefulSet({ pod: { securityContext: { fsGroup: 999, fsGroupChangePolicy: 'OnRootMismatch' } } })],
    next: [statefulSet({ pod: { securityContext: { fsGroup: 999, fsGroupChangePolicy: 'Always' } } })],
    told: ['at-risk StatefulSet/pg'],
  },
  {
    title: 'less time to end',
    old: [statefulSet({ pod: { terminationGracePeriodSeconds: 120 } })],
    next: [statefulSet({ pod: { terminationGracePeriodSeconds: 10 } })],
    told: ['at-risk StatefulSet/pg'],
  },
  {
    title: 'the default time written out',
    old: [statefulSet()],
    next: [statefulSet({ pod: { terminationGracePeriodSeconds: 30 } })],
    told: [],
  },
  { title: 'a backup that has gone', old: [statefulSet(), dump()], next: [statefulSet()], told: ['at-risk CronJob/dump'], with: 'helm' },
  {
    title: 'a backup that rests',
    old: [statefulSet(), dump()],
    next: [statefulSet(), dump({ suspend: true })],
    told: ['at-risk CronJob/dump'],
  },
  {
    title: 'a backup that is rarer',
    old: [statefulSet(), dump()],
    next: [statefulSet(), dump({ schedule: '0 3 * * 0' })],
    told: ['at-risk CronJob/dump'],
  },
  {
    title: 'a backup that is more often',
    old: [statefulSet(), dump()],
    next: [statefulSet(), dump({ schedule: '0 */6 * * *' })],
    told: [],
  },
  {
    title: 'fewer copies',
    old: [dump({}, [{ name: 'KEEP', value: '14' }])],
    next: [dump({}, [{ name: 'KEEP', value: '2' }])],
    told: ['at-risk CronJob/dump'],
  },
  {
    title: 'copies that go with their Pod',
    old: [dump()],
    next: [withVolume(dump(), { emptyDir: {} })],
    told: ['at-risk CronJob/dump'],
  },
  {
    title: 'copies on another claim',
    old: [dump()],
    next: [dump({}, [], 'other')],
    told: [],
  },
  {
    title: 'a Redis that saves nothing any more',
    old: [statefulSet({ image: 'redis:7.4', path: '/data', container: { args: ['--appendonly', 'yes'] } })],
    next: [statefulSet({ image: 'redis:7.4', path: '/data', container: { args: ['--appendonly', 'no', '--save', ''] } })],
    told: ['at-risk StatefulSet/pg'],
  },
  {
    title: 'an option with which a crash costs data',
    old: [statefulSet()],
    next: [statefulSet({ container: { args: ['-c', 'fsync=off', '-c', 'synchronous_commit=off'] } })],
    told: ['at-risk StatefulSet/pg', 'at-risk StatefulSet/pg'],
  },
  {
    title: 'the same in the file that the server reads',
    old: [tuned('max_connections = 200\n'), statefulSet(TUNED)],
    next: [tuned('max_connections = 200\nfull_page_writes = off\n'), statefulSet(TUNED)],
    told: ['at-risk ConfigMap/tuning'],
  },
  {
    title: 'one that was there, and one that goes',
    old: [statefulSet({ container: { args: ['-F', '--full-page-writes=off'] } })],
    next: [statefulSet({ container: { args: ['-c', 'fsync=no'] } })],
    told: [],
  },
  {
    title: 'a major version of a container that is called otherwise, beside a new one',
    old: [statefulSet()],
    next: [
      inContainers(statefulSet({ image: 'postgres:17.1', container: { name: 'postgres' } }), { name: 'exporter', image: 'exporter:1' }),
    ],
    told: ['at-risk StatefulSet/pg'],
  },
  {
    title: 'the same without another version',
    old: [statefulSet()],
    next: [inContainers(statefulSet({ container: { name: 'postgres' } }), { name: 'exporter', image: 'exporter:1' })],
    told: [],
  },
  {
    title: 'copies beside the data',
    old: [statefulSet(), dump()],
    next: [statefulSet(), dump({}, [], 'data-pg-0')],
    told: ['at-risk CronJob/dump'],
  },
  {
    title: 'a Schedule of Velero that keeps less',
    old: [object('velero.io/v1', 'Schedule', 's', { spec: { schedule: '0 1 * * *', template: { ttl: '720h0m0s' } } })],
    next: [object('velero.io/v1', 'Schedule', 's', { spec: { schedule: '0 1 * * *', template: { ttl: '24h0m0s' } } })],
    told: ['at-risk Schedule/s'],
  },
  {
    title: 'a ScheduledBackup that rests',
    old: [object('postgresql.cnpg.io/v1', 'ScheduledBackup', 's', { spec: { schedule: '0 0 1 * * *', cluster: { name: 'db' } } })],
    next: [
      object('postgresql.cnpg.io/v1', 'ScheduledBackup', 's', {
        spec: { schedule: '0 0 1 * * *', suspend: true, cluster: { name: 'db' } },
      }),
    ],
    told: ['at-risk ScheduledBackup/s'],
  },
  {
    title: 'the password of a database',
    old: [statefulSet({ container: secretEnv('pg', 'p') }), config('Secret', 'pg', { p: 'one' })],
    next: [statefulSet({ container: secretEnv('pg', 'p') }), config('Secret', 'pg', { p: 'two' })],
    told: ['at-risk Secret/pg'],
  },
  {
    title: 'the same password from another Secret',
    old: [statefulSet({ container: secretEnv('pg', 'p') }), config('Secret', 'pg', { p: 'one' })],
    next: [statefulSet({ container: secretEnv('pg-2', 'q') }), config('Secret', 'pg-2', { q: 'one' })],
    told: [],
  },
  {
    title: 'a password by envFrom',
    old: [
      statefulSet({ container: { envFrom: [{ secretRef: { name: 'pg' } }] } }),
      config('Secret', 'pg', { POSTGRES_PASSWORD: 'one', OTHER: 'a' }),
    ],
    next: [
      statefulSet({ container: { envFrom: [{ secretRef: { name: 'pg' } }] } }),
      config('Secret', 'pg', { POSTGRES_PASSWORD: 'two', OTHER: 'b' }),
    ],
    told: ['at-risk Secret/pg'],
  },
  {
    title: 'another key of the Secret',
    old: [statefulSet({ container: secretEnv('pg', 'p') }), config('Secret', 'pg', { p: 'one', q: 'a' })],
    next: [statefulSet({ container: secretEnv('pg', 'p') }), config('Secret', 'pg', { p: 'one', q: 'b' })],
    told: [],
  },
];

const NEW_ONLY: readonly Case[] = [
  {
    title: 'mount options of a class',
    old: [storageClass()],
    next: [storageClass({ mountOptions: ['noatime'] })],
    told: ['new-only StorageClass/fast'],
  },
  {
    title: 'the size of a template',
    old: [statefulSet()],
    next: [statefulSet({ size: '20Gi' })],
    told: ['new-only StatefulSet/pg', 'refused StatefulSet/pg'],
  },
  {
    title: 'a class that can no longer grow',
    old: [storageClass({ allowVolumeExpansion: true })],
    next: [storageClass({ allowVolumeExpansion: false })],
    told: ['new-only StorageClass/fast'],
  },
];

const REFUSED: readonly Case[] = [
  { title: 'a Job of another image', old: [job('1')], next: [job('2')], told: ['refused Job/migrate'], with: 'helm' },
  { title: 'not one that the server names anew each time', old: [unnamed('1')], next: [unnamed('2')], told: [], with: 'helm' },
  { title: 'nor one of them that is left out', old: [unnamed('1'), claim()], next: [claim()], told: [], with: 'helm' },
  { title: 'not one that Helm makes anew at each upgrade', ...hooks('pre-upgrade'), told: [], with: 'helm' },
  { title: 'not one that Helm made once, as it installed', ...hooks('post-install'), told: [], with: 'helm' },
  { title: 'not one that Argo CD makes anew, as it does with hooks of Helm', ...hooks('pre-upgrade'), told: [], with: 'argocd' },
  { title: 'a hook that kubectl applies like any other object', ...hooks('pre-upgrade'), told: ['refused Job/migrate'], with: 'kubectl' },
  {
    title: 'the selector of a Deployment',
    old: [deployment()],
    next: [deployment({ spec: { selector: { matchLabels: { app: 'app', tier: 'a' } } } })],
    told: ['refused Deployment/app'],
  },
  {
    title: 'the serviceName of a set',
    old: [statefulSet()],
    next: [statefulSet({ spec: { serviceName: 'other' } })],
    told: ['refused StatefulSet/pg'],
  },
  {
    title: 'revisionHistoryLimit up to 1.32',
    old: [statefulSet()],
    next: [statefulSet({ spec: { revisionHistoryLimit: 3 } })],
    told: ['refused StatefulSet/pg'],
    minor: 32,
  },
  {
    title: 'revisionHistoryLimit from 1.33',
    old: [statefulSet()],
    next: [statefulSet({ spec: { revisionHistoryLimit: 3 } })],
    told: [],
    minor: 33,
  },
  {
    title: 'a template with the same size in another unit',
    old: [statefulSet({ size: '1Gi' })],
    next: [statefulSet({ size: '1024Mi' })],
    told: [],
  },
  {
    title: 'a template with a size of another base',
    old: [statefulSet({ size: '1Gi' })],
    next: [statefulSet({ size: '1G' })],
    told: ['new-only StatefulSet/pg', 'refused StatefulSet/pg'],
  },
  {
    title: 'a smaller claim',
    old: [claim()],
    next: [claim('files', { resources: { requests: { storage: '5Gi' } } })],
    told: ['refused PersistentVolumeClaim/files'],
  },
  {
    title: 'a larger claim of a class that can grow',
    old: [claim(), storageClass({ allowVolumeExpansion: true })],
    next: [claim('files', { resources: { requests: { storage: '20Gi' } } }), storageClass({ allowVolumeExpansion: true })],
    told: [],
  },
  {
    title: 'a larger claim of a class that cannot grow',
    old: [claim(), storageClass()],
    next: [claim('files', { resources: { requests: { storage: '20Gi' } } }), storageClass()],
    told: ['refused PersistentVolumeClaim/files'],
  },
  {
    title: 'a larger claim of a class that may grow from now on',
    old: [claim(), storageClass()],
    next: [claim('files', { resources: { requests: { storage: '20Gi' } } }), storageClass({ allowVolumeExpansion: true })],
    told: [],
  },
  {
    title: 'a larger claim without a class',
    old: [claim('files', { storageClassName: '' })],
    next: [claim('files', { storageClassName: '', resources: { requests: { storage: '20Gi' } } })],
    told: ['refused PersistentVolumeClaim/files'],
  },
  {
    title: 'a larger claim that is not bound yet',
    old: [claim('files', {}, { status: { phase: 'Pending' } })],
    next: [claim('files', { resources: { requests: { storage: '20Gi' } } })],
    told: ['refused PersistentVolumeClaim/files'],
  },
  {
    title: 'a growth that failed is taken back',
    old: [claim('files', { resources: { requests: { storage: '30Gi' } } }, { status: { phase: 'Bound', capacity: { storage: '10Gi' } } })],
    next: [claim('files', { resources: { requests: { storage: '20Gi' } } })],
    told: [],
    minor: 32,
  },
  {
    title: 'the same before 1.32',
    old: [claim('files', { resources: { requests: { storage: '30Gi' } } }, { status: { phase: 'Bound', capacity: { storage: '10Gi' } } })],
    next: [claim('files', { resources: { requests: { storage: '20Gi' } } })],
    told: ['refused PersistentVolumeClaim/files'],
    minor: 31,
  },
  {
    title: 'another class of a claim',
    old: [claim()],
    next: [claim('files', { storageClassName: 'slow' })],
    told: ['refused PersistentVolumeClaim/files'],
  },
  {
    title: 'the class of a claim left out',
    old: [claim()],
    next: [claim('files', { storageClassName: undefined })],
    told: ['refused PersistentVolumeClaim/files'],
  },
  { title: 'a class where there was none', old: [claim('files', { storageClassName: undefined })], next: [claim()], told: [] },
  {
    title: 'an empty class written, whatever else changes',
    old: [claim('files', { storageClassName: null })],
    next: [claim('files', { storageClassName: null, volumeMode: 'Filesystem' })],
    told: ['refused PersistentVolumeClaim/files'],
  },
  {
    title: 'a source left out, which stays',
    old: [claim('files', { dataSourceRef: { kind: 'PersistentVolumeClaim', name: 'a' } })],
    next: [claim()],
    told: [],
  },
  {
    title: 'another source',
    old: [claim('files', { dataSourceRef: { kind: 'PersistentVolumeClaim', name: 'a' } })],
    next: [claim('files', { dataSourceRef: { kind: 'PersistentVolumeClaim', name: 'b' } })],
    told: ['refused PersistentVolumeClaim/files'],
  },
  {
    title: 'the handle of a volume',
    old: [volume()],
    next: [volume({ csi: { driver: 'disk.csi.example.com', volumeHandle: 'vol-2' } })],
    told: ['refused PersistentVolume/pv-1'],
  },
  {
    title: 'the parameters of a class',
    old: [storageClass()],
    next: [storageClass({ parameters: { type: 'ssd' } })],
    told: ['refused StorageClass/fast'],
  },
  {
    title: 'a class with its defaults written out',
    old: [storageClass()],
    next: [storageClass({ reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate', allowVolumeExpansion: false })],
    told: [],
  },
  {
    title: 'an immutable ConfigMap',
    old: [config('ConfigMap', 'c', { a: '1' }, { immutable: true })],
    next: [config('ConfigMap', 'c', { a: '2' }, { immutable: true })],
    told: ['refused ConfigMap/c'],
  },
  {
    title: 'the type of a Secret',
    old: [config('Secret', 's', { a: '1' })],
    next: [config('Secret', 's', { a: '1' }, { type: 'example.com/keys' })],
    told: ['refused Secret/s'],
  },
  { title: 'a Service that becomes headless', old: [service()], next: [service({ clusterIP: 'None' })], told: ['refused Service/pg'] },
  { title: 'a headless Service that says it no longer', old: [service({ clusterIP: 'None' })], next: [service()], told: [] },
  {
    title: 'a headless Service that wants an address',
    old: [service({ clusterIP: 'None' })],
    next: [service({ clusterIP: '10.0.0.7' })],
    told: ['refused Service/pg'],
  },
  {
    title: 'the roleRef of a binding',
    old: [object('rbac.authorization.k8s.io/v1', 'RoleBinding', 'b', { roleRef: { kind: 'Role', name: 'a' } })],
    next: [object('rbac.authorization.k8s.io/v1', 'RoleBinding', 'b', { roleRef: { kind: 'Role', name: 'c' } })],
    told: ['refused RoleBinding/b'],
  },
  {
    title: 'the schedule of a CronJob is free',
    old: [object('batch/v1', 'CronJob', 'c', { spec: { schedule: '0 1 * * *' } })],
    next: [object('batch/v1', 'CronJob', 'c', { spec: { schedule: '0 2 * * *' } })],
    told: [],
  },
];

describe.each([
  ['detached', DETACHED],
  ['destroyed', DESTROYED],
  ['at risk', AT_RISK],
  ['new only', NEW_ONLY],
  ['refused', REFUSED],
])('%s', (_name, cases) => {
  test.each(cases.map((one) => [one.title, one] as const))('%s', (_title, one) => {
    expect(tell(one)).toEqual([...one.told].sort());
  });
});

describe('a reason that the checks know of a state is one for the change that leads to it', () => {
  const covered: ReadonlyArray<readonly [rule: string, told: string]> = Object.values(CHANGE_KINDS).flatMap((kind: ChangeKind) => {
    const { rule } = kind;
    return rule === undefined ? [] : [[rule, kind.summary]];
  });

  test.each(covered)('%s', (rule, summary) => {
    const [id] = Object.entries(CHANGE_KINDS).find(([, kind]) => kind.summary === summary)!;
    expect(RULES.map((each) => each.id)).toContain(rule);
    const found = AT_RISK.map(({ old, next }) => [old, next] as const).filter(([old, next]) =>
      planBetween(manifests(old), manifests(next)).changes.some((change) => change.id === id),
    );
    expect(found.length).toBeGreaterThan(0);
    for (const [old, next] of found) {
      const plan = (because: string) => {
        const key = `cdk8s-storage/acknowledge.${because}`;
        const reasoned = next.map((body) => ({
          ...body,
          metadata: { ...(body.metadata as Body), annotations: { [key]: 'It is a cache.' } },
        }));
        return planBetween(manifests(old), manifests(reasoned));
      };
      const [accepted, other] = [plan(rule), plan('literal-credential')];
      expect(accepted.changes.map((change) => change.id)).not.toContain(id);
      expect(accepted.acknowledged.map((change) => [change.id, change.reason])).toContainEqual([id, 'It is a cache.']);
      expect(other.changes.map((change) => change.id)).toContain(id);
    }
  });
});
