import { EVENTS } from '../../src/report/survival';
import { claimOn, classOf, modelOf, podWith, volumeOf } from './support';

const CLAIM = 'persistentVolumeClaim: { claimName: data }';

/** What becomes of it: container restarts, Pod is replaced, node reboots, node is lost, zone is lost. */
const fates = (yaml: string) => {
  const { survives } = volumeOf(yaml);
  return EVENTS.map((event) => survives[event].fate).join(' ');
};

describe('what survives', () => {
  const onClass = (provisioner: string, parameters = '') =>
    podWith(CLAIM, claimOn('storageClassName: fast,') + classOf(provisioner, parameters));
  const onVolume = (source: string) =>
    podWith(
      CLAIM,
      `${claimOn('storageClassName: "", volumeName: pv,')}---\napiVersion: v1\nkind: PersistentVolume\nmetadata: { name: pv }\nspec: { ${source} }\n`,
    );

  test.each([
    ['scratch on disk', 'scratch-disk', podWith('emptyDir: {}'), 'kept lost depends lost lost'],
    ['scratch in memory', 'scratch-memory', podWith('emptyDir: { medium: Memory }'), 'kept lost lost lost lost'],
    [
      'a generic ephemeral volume',
      'ephemeral-claim',
      podWith('ephemeral: { volumeClaimTemplate: { spec: { storageClassName: fast } } }', classOf('ebs.csi.aws.com').slice(4)),
      'kept lost kept lost lost',
    ],
    ['a hostPath', 'host-path', podWith('hostPath: { path: /srv }'), 'kept depends kept lost lost'],
    ['a hostPath volume', 'host-path', onVolume('hostPath: { path: /srv }'), 'kept depends kept lost lost'],
    ['a local volume', 'local-disk', onVolume('local: { path: /srv }'), 'kept kept kept lost lost'],
    ['a class of local volumes', 'local-disk', onClass('rancher.io/local-path'), 'kept kept kept lost lost'],
    ['a block disk', 'zonal-disk', onClass('ebs.csi.aws.com'), 'kept kept kept kept depends'],
    ['an in-tree block disk', 'zonal-disk', onClass('kubernetes.io/aws-ebs'), 'kept kept kept kept depends'],
    [
      'a regional disk of GCE',
      'regional-disk',
      onClass('pd.csi.storage.gke.io', 'parameters: { replication-type: regional-pd }'),
      'kept kept kept kept kept',
    ],
    [
      'a hyperdisk in two zones',
      'regional-disk',
      onClass('pd.csi.storage.gke.io', 'parameters: { type: hyperdisk-balanced-high-availability }'),
      'kept kept kept kept kept',
    ],
    [
      'a zone-redundant disk of Azure',
      'regional-disk',
      onClass('disk.csi.azure.com', 'parameters: { skuName: Premium_ZRS }'),
      'kept kept kept kept kept',
    ],
    [
      'its older name',
      'regional-disk',
      onClass('disk.csi.azure.com', 'parameters: { storageAccountType: StandardSSD_ZRS }'),
      'kept kept kept kept kept',
    ],
    [
      'a local disk of Azure',
      'zonal-disk',
      onClass('disk.csi.azure.com', 'parameters: { skuName: Premium_LRS }'),
      'kept kept kept kept depends',
    ],
    ['EFS', 'network-files', onClass('efs.csi.aws.com'), 'kept kept kept kept depends'],
    ['an NFS volume', 'network-files', onVolume('nfs: { server: nfs.example.com, path: /srv }'), 'kept kept kept kept depends'],
    ['NFS written into the Pod', 'network-files', podWith('nfs: { server: nfs.example.com, path: /srv }'), 'kept kept kept kept depends'],
    ['a driver that nobody knows', 'unknown-storage', onClass('disk.example.com'), 'kept kept kept unknown unknown'],
    ['a class that is not there', 'unknown-storage', podWith(CLAIM, claimOn('storageClassName: fast,')), 'kept kept kept unknown unknown'],
    ['a claim that is not there', 'unknown-storage', podWith(CLAIM), 'kept kept kept unknown unknown'],
    ['a disk of another age', 'unknown-storage', podWith('awsElasticBlockStore: { volumeID: vol-1 }'), 'kept kept kept unknown unknown'],
    ['a ConfigMap', 'configuration', podWith('configMap: { name: web }'), 'rebuilt rebuilt rebuilt rebuilt rebuilt'],
    ['a Secret', 'configuration', podWith('secret: { secretName: web }'), 'rebuilt rebuilt rebuilt rebuilt rebuilt'],
    ['a projected volume', 'configuration', podWith('projected: { sources: [] }'), 'rebuilt rebuilt rebuilt rebuilt rebuilt'],
    ['an image', 'image', podWith('image: { reference: "example.com/data:1" }'), 'kept rebuilt rebuilt rebuilt rebuilt'],
    [
      'what a driver makes for the Pod',
      'inline-csi',
      podWith('csi: { driver: secrets-store.csi.k8s.io }'),
      'kept rebuilt depends rebuilt rebuilt',
    ],
  ])('%s', (_, kind, yaml, expected) => {
    expect(volumeOf(yaml).kind).toBe(kind);
    expect(fates(yaml)).toBe(expected);
  });

  test('a file of a ConfigMap that is mounted on its own changes only with its container', () => {
    const { survives } = volumeOf(podWith('configMap: { name: web }', '', '{ name: data, mountPath: /etc/web.conf, subPath: web.conf }'));
    expect(survives.containerRestart).toEqual({ fate: 'rebuilt', note: 'changes only then' });
  });

  test('a mount of no volume stops the Pod', () => {
    const [volume] = modelOf(
      'apiVersion: v1\nkind: Pod\nmetadata: { name: x }\nspec: { containers: [{ name: a, image: "x:1", volumeMounts: [{ name: gone, mountPath: /x }, {}] }] }',
    ).workloads[0].volumes;
    expect(volume).toMatchObject({ name: 'gone', kind: 'missing', details: ['the Pod does not start'] });
  });
});

test('details say what one looks for first', () => {
  expect(volumeOf(podWith('emptyDir: { sizeLimit: 1Gi }')).details).toEqual(['at most 1Gi']);
  expect(volumeOf(podWith('emptyDir: {}')).details).toEqual(['no size limit']);
  expect(volumeOf(podWith('nfs: { server: nfs.example.com, path: /srv }')).details).toEqual(['nfs.example.com:/srv']);
  expect(volumeOf(podWith('nfs: {}')).details).toEqual(['?:?']);
  expect(volumeOf(podWith('hostPath: {}')).details).toEqual([]);
  expect(volumeOf(podWith('configMap: { name: web }')).details).toEqual(['ConfigMap web']);
  expect(volumeOf(podWith('secret: { secretName: web }')).details).toEqual(['Secret web']);
  expect(volumeOf(podWith('downwardAPI: { items: [] }')).details).toEqual(['downwardAPI']);
  expect(volumeOf(podWith('image: { reference: "example.com/data:1" }')).details).toEqual(['example.com/data:1']);
});

describe('claims', () => {
  test('with their class, its reclaim policy and binding mode, as the API server fills them in', () => {
    expect(volumeOf(podWith(CLAIM, claimOn('storageClassName: fast,') + classOf('ebs.csi.aws.com')))).toMatchObject({
      claim: { name: 'data', namespace: 'shop', origin: 'object', accessModes: ['ReadWriteOnce'], size: '5Gi' },
      driver: 'ebs.csi.aws.com',
      storageClass: { name: 'fast', provisioner: 'ebs.csi.aws.com', bindingMode: 'Immediate', known: true, kind: 'zonal-disk' },
      reclaim: 'Delete',
    });
    const retaining = classOf('ebs.csi.aws.com', 'reclaimPolicy: Retain\nvolumeBindingMode: WaitForFirstConsumer');
    expect(volumeOf(podWith(CLAIM, claimOn('storageClassName: fast,') + retaining))).toMatchObject({
      reclaim: 'Retain',
      storageClass: { bindingMode: 'WaitForFirstConsumer' },
    });
  });

  test('of a volume made by hand, which is kept unless it says otherwise', () => {
    const volume = (policy: string) =>
      `---\napiVersion: v1\nkind: PersistentVolume\nmetadata: { name: pv }\nspec: { ${policy} nfs: { server: a, path: /b } }\n`;
    const claim = claimOn('volumeName: pv,');
    expect(volumeOf(podWith(CLAIM, claim + volume('')))).toMatchObject({ volume: 'pv', reclaim: 'Retain', driver: 'nfs' });
    expect(volumeOf(podWith(CLAIM, claim + volume(''))).storageClass).toBeUndefined();
    expect(volumeOf(podWith(CLAIM, claim + volume('persistentVolumeReclaimPolicy: Delete,')))).toMatchObject({ reclaim: 'Delete' });
  });

  test('whose class is elsewhere, or the default of the cluster', () => {
    expect(volumeOf(podWith(CLAIM, claimOn('storageClassName: fast,'))).storageClass).toEqual({ name: 'fast', known: false });
    expect(volumeOf(podWith(CLAIM, claimOn(''))).storageClass).toEqual({ known: false });
    expect(volumeOf(podWith(CLAIM)).claim).toEqual({ name: 'data', namespace: 'shop', origin: 'elsewhere', accessModes: [] });
  });
});

const SET = `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: orders, namespace: shop }
spec:
  replicas: 2
  persistentVolumeClaimRetentionPolicy: { whenDeleted: Delete, whenScaled: Delete }
  template:
    spec:
      containers:
        - name: postgres
          image: postgres:17.6
          volumeMounts: [{ name: data, mountPath: /var/lib/postgresql/data }]
  volumeClaimTemplates: [{ metadata: { name: data }, spec: { resources: { requests: { storage: 5 } } } }]
`;

test('a claim template says that each Pod has its own, when it is deleted, and whose data it holds', () => {
  const [{ replicas, volumes }] = modelOf(SET).workloads;
  expect(replicas).toBe(2);
  expect(volumes[0]).toMatchObject({
    claim: { origin: 'template', size: '5' },
    retention: 'claims are deleted when the set is deleted and when it is scaled down',
    database: 'PostgreSQL',
    backups: [],
  });
});

test('a database that keeps its data on no volume is shown, with its directory', () => {
  const [{ volumes }] = modelOf(SET.replace('volumeMounts: [{ name: data, mountPath: /var/lib/postgresql/data }]', '')).workloads;
  expect(volumes[1]).toMatchObject({
    kind: 'container-layer',
    database: 'PostgreSQL',
    mounts: [{ container: 'postgres', path: '/var/lib/postgresql/data', access: 'read-write' }],
  });
});

const job = (name: string, command: string, volumes = '[]') => `---
apiVersion: batch/v1
kind: CronJob
metadata: { name: ${name}, namespace: shop }
spec: { jobTemplate: { spec: { template: { spec: { containers: [{ name: run, image: "example.com/x:1", command: ${command}, volumeMounts: ${volumes === '[]' ? '[]' : '[{ name: d, mountPath: /b }]'} }], volumes: ${volumes} } } } } }
`;

/** A claim that a job writes to. */
const STORE = '[{ name: d, persistentVolumeClaim: { claimName: store } }]';

describe('backups', () => {
  const backupsOf = (more: string) => modelOf(SET + more).workloads.find(({ name }) => name === 'orders')!.volumes[0].backups;

  test.each([
    ['a dump of it', job('dump', '[pg_dump, -h, orders]', STORE), ['CronJob shop/dump']],
    ['a dump to standard output', job('dump', '[pg_dump, -h, orders]'), []],
    ['a dump that may be of another', job('dump', '[pg_dump, -h, other]', STORE), ['perhaps CronJob shop/dump']],
    ['a job of something else', job('tidy', '[rm, -rf, /tmp/x]'), []],
    [
      'a snapshot of the first claim',
      '---\napiVersion: snapshot.storage.k8s.io/v1\nkind: VolumeSnapshot\nmetadata: { name: snap, namespace: shop }\nspec: { source: { persistentVolumeClaimName: data-orders-0 } }\n',
      ['VolumeSnapshot shop/snap'],
    ],
    [
      'Velero',
      '---\napiVersion: velero.io/v1\nkind: Schedule\nmetadata: { name: all, namespace: velero }\nspec: { template: {} }\n',
      ['Schedule velero/all'],
    ],
    [
      'Velero elsewhere',
      '---\napiVersion: velero.io/v1\nkind: Schedule\nmetadata: { name: all, namespace: velero }\nspec: { template: { includedNamespaces: [x] } }\n',
      [],
    ],
    [
      'K8up in the namespace',
      '---\napiVersion: k8up.io/v1\nkind: Schedule\nmetadata: { name: nightly, namespace: shop }\nspec: { backup: {} }\n',
      ['Schedule shop/nightly'],
    ],
  ])('%s', (_, more, expected) => {
    expect(backupsOf(more)).toEqual(expected);
  });

  test('what a backup job writes to holds backups, and wants none itself', () => {
    const writes = job('dump', '[pg_dump, -h, orders]', STORE);
    const { workloads, summary } = modelOf(SET + writes);
    expect(workloads.find(({ name }) => name === 'dump')!.volumes[0]).toMatchObject({ holdsBackups: true, backups: [] });
    expect(summary.withoutBackup).toBe(0);
    expect(modelOf(SET + writes.replace('pg_dump', 'ls').replace('name: dump', 'name: list')).summary.withoutBackup).toBe(2);
  });

  test('a dump of a database backs up no files beside it', () => {
    expect(volumeOf(podWith(CLAIM, claimOn('') + job('dump', '[pg_dump, -h, orders]'))).backups).toEqual([]);
    expect(
      volumeOf(
        podWith(CLAIM, claimOn('') + job('copy', '[restic, backup, /b]', '[{ name: d, persistentVolumeClaim: { claimName: data } }]')),
      ).backups,
    ).toEqual(['CronJob shop/copy']);
  });
});

test('a claim that two workloads mount lacks one backup', () => {
  const twice = podWith(CLAIM, podWith(CLAIM, claimOn('')).replace('name: web,', 'name: other,'));
  expect(modelOf(twice).summary).toMatchObject({ volumes: 2, withoutBackup: 1 });
});

describe('who else mounts it', () => {
  const other = (volume: string, readOnly = false) =>
    `---\napiVersion: apps/v1\nkind: DaemonSet\nmetadata: { name: other, namespace: shop }\nspec: { template: { spec: { containers: [{ name: a, image: "x:1", volumeMounts: [{ name: v, mountPath: /v, readOnly: ${readOnly} }] }], volumes: [{ name: v, ${volume} }] } } }\n`;

  test.each([
    ['the same claim', CLAIM, claimOn('') + other(CLAIM, true), [{ workload: 'DaemonSet shop/other', access: 'read-only' }]],
    ['the same claim that is elsewhere', CLAIM, other(CLAIM).slice(4), [{ workload: 'DaemonSet shop/other', access: 'read-write' }]],
    [
      'the same export',
      'nfs: { server: a, path: /b }',
      other('nfs: { server: a, path: /b }').slice(4),
      [{ workload: 'DaemonSet shop/other', access: 'read-write' }],
    ],
    ['another export', 'nfs: { server: a, path: /b }', other('nfs: { server: a, path: /c }').slice(4), []],
    [
      'the same ConfigMap',
      'configMap: { name: web }',
      other('configMap: { name: web }').slice(4),
      [{ workload: 'DaemonSet shop/other', access: 'read-only' }],
    ],
    [
      'the same Secret',
      'secret: { secretName: web }',
      other('secret: { secretName: web }').slice(4),
      [{ workload: 'DaemonSet shop/other', access: 'read-only' }],
    ],
    ['scratch of its own', 'emptyDir: {}', other('emptyDir: {}').slice(4), []],
  ])('%s', (_, volume, more, expected) => {
    expect(volumeOf(podWith(volume, more)).sharedWith).toEqual(expected);
  });

  test('a workload that mounts it twice is named once, with the most that it may do', () => {
    const twice = other(CLAIM).replace('volumes: [', `volumes: [{ name: w, ${CLAIM} }, `);
    expect(volumeOf(podWith(CLAIM, claimOn('') + twice)).sharedWith).toEqual([{ workload: 'DaemonSet shop/other', access: 'read-write' }]);
  });
});

test('the summary counts what is lost, not what is rebuilt, and what has no backup', () => {
  const { summary } = modelOf(
    [
      podWith('emptyDir: {}'),
      podWith('configMap: { name: web }').replace('name: web,', 'name: b,'),
      podWith(CLAIM, claimOn('')).replace('name: web,', 'name: c,'),
    ].join('---\n'),
  );
  expect(summary).toEqual({
    workloads: 3,
    volumes: 3,
    lost: { containerRestart: 0, podReplaced: 1, nodeReboot: 0, nodeLost: 1, zoneLost: 1 },
    withoutBackup: 1,
    unused: { objects: 0, bytes: 0 },
  });
});

test('workloads come by namespace and name, each with where it is written', () => {
  const pod = (namespace: string, name: string, kind = 'Pod') =>
    `apiVersion: v1\nkind: ${kind}\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: {}\n`;
  const yaml = [pod('b', 'one'), pod('a', 'three'), pod('a', 'one', 'ReplicationController'), pod('a', 'one')].join('---\n');
  expect(modelOf(yaml, 'pods.yaml').workloads.map(({ namespace, kind, name, file, line }) => [namespace, kind, name, file, line])).toEqual([
    ['a', 'Pod', 'one', 'pods.yaml', 16],
    ['a', 'ReplicationController', 'one', 'pods.yaml', 11],
    ['a', 'Pod', 'three', 'pods.yaml', 6],
    ['b', 'Pod', 'one', 'pods.yaml', 1],
  ]);
  expect(modelOf('apiVersion: apps/v1\nkind: DaemonSet\nmetadata: { name: agent }').workloads[0].replicas).toBeUndefined();
});
