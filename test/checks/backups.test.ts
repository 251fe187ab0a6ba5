import { App, Chart, Cron, Testing, Yaml } from 'cdk8s';
import { PersistentVolumeClaim } from 'cdk8s-plus-27';
import { SnapshotSchedule, SnapshotSource } from '../../src';
import { ManifestSet, readYaml } from '../../src/checks';
import { Backups } from '../../src/checks/lookup/backups';
import { databasesOf } from '../../src/checks/lookup/databases';

/* What backs up the data of one database, and what only looks as if it did. */

const DATABASE = `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: orders-data, namespace: shop, labels: { app: orders, tier: data } }
spec: { accessModes: [ReadWriteOnce], storageClassName: fast, resources: { requests: { storage: 20Gi } } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: orders, namespace: shop, labels: { app: orders } }
spec:
  strategy: { type: Recreate }
  selector: { matchLabels: { app: orders } }
  template:
    metadata: { labels: { app: orders }, annotations: { note: x } }
    spec:
      containers:
        - { name: pg, image: "postgres:17.6", volumeMounts: [{ name: data, mountPath: /var/lib/postgresql/data }] }
      volumes:
        - { name: data, persistentVolumeClaim: { claimName: orders-data } }
---
`;

function backupsOf(more: string, database = DATABASE): string[] {
  const { manifests, problems } = readYaml(database + more, 'x.yaml');
  expect(problems).toEqual([]);
  const set = new ManifestSet(manifests);
  const [{ pod, mount, facts }] = databasesOf(set);
  const volume = mount!.volume!;
  const data = { pod, volume, claim: set.claim(pod, volume)!, dumpedBy: facts.backupPrograms };
  return new Backups(set).covering(data).map(({ title, sure }) => (sure ? title : `perhaps ${title}`));
}

const velero = (template: string, spec = '') =>
  `apiVersion: velero.io/v1\nkind: Schedule\nmetadata: { name: nightly, namespace: velero }\nspec: { schedule: "0 2 * * *", ${spec} template: { ${template} } }\n`;

describe('Velero', () => {
  test.each([
    ['everything', ''],
    ['the namespace', 'includedNamespaces: [shop]'],
    ['a pattern', 'includedNamespaces: ["sh*"]'],
    ['other namespaces excluded', 'excludedNamespaces: [blog]'],
    ['the labels of the claim', 'labelSelector: { matchLabels: { tier: data } }'],
    ['the labels of the Pod', 'labelSelector: { matchLabels: { app: orders } }'],
    ['one of several selectors', 'orLabelSelectors: [{ matchLabels: { app: blog } }, { matchLabels: { tier: data } }]'],
    ['claims and volumes', 'includedResources: [persistentvolumeclaims, persistentvolumes]'],
    ['claims by their short name', 'includedResources: [pvc, pv]'],
    ['other resources excluded', 'excludedResources: [secrets, events.events.k8s.io]'],
    ['files of all volumes', 'defaultVolumesToFsBackup: true, snapshotVolumes: false'],
  ])('reaches it: %s', (_, template) => {
    expect(backupsOf(velero(template))).toEqual(['Schedule velero/nightly']);
  });

  test.each([
    ['another namespace', 'includedNamespaces: [blog]'],
    ['its namespace excluded', 'excludedNamespaces: [shop]'],
    ['claims excluded', 'excludedResources: [persistentvolumeclaims, persistentvolumes]'],
    ['volumes excluded', 'excludedResources: [persistentvolumes]'],
    ['claims excluded, in the newer way', 'excludedNamespaceScopedResources: [persistentvolumeclaims]'],
    ['volumes excluded, in the newer way', 'excludedClusterScopedResources: [persistentvolumes]'],
    ['other resources alone', 'includedResources: [configmaps, secrets]'],
    ['nothing of the cluster', 'includeClusterResources: false'],
    ['other labels', 'labelSelector: { matchLabels: { app: other } }'],
    ['others of several selectors', 'orLabelSelectors: [{ matchLabels: { app: blog } }]'],
    ['no snapshots', 'snapshotVolumes: false'],
  ])('does not reach it: %s', (_, template) => {
    expect(backupsOf(velero(template))).toEqual([]);
  });

  test('a schedule that is paused makes nothing', () => {
    expect(backupsOf(velero('', 'paused: true,'))).toEqual([]);
  });

  const annotated = (text: string) => DATABASE.replace('note: x', text);

  test('Pods ask for their volumes, and opt out of them', () => {
    const files = velero('snapshotVolumes: false');
    expect(backupsOf(files, annotated('backup.velero.io/backup-volumes: "cache, data"'))).toEqual(['Schedule velero/nightly']);
    expect(backupsOf(files, annotated('backup.velero.io/backup-volumes: cache'))).toEqual([]);
    const all = velero('defaultVolumesToFsBackup: true');
    expect(backupsOf(all, annotated('backup.velero.io/backup-volumes-excludes: data'))).toEqual([]);
    expect(backupsOf(velero(''), DATABASE.replace('tier: data', 'velero.io/exclude-from-backup: "true"'))).toEqual([]);
    // Without a schedule among the manifests it may be elsewhere.
    expect(backupsOf('', annotated('backup.velero.io/backup-volumes: data'))).toEqual([
      'perhaps annotation or label of Deployment shop/orders',
    ]);
  });

  test('directories of a node have no snapshots', () => {
    const local = 'apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: { name: fast }\nprovisioner: rancher.io/local-path\n---\n';
    expect(backupsOf(local + velero(''))).toEqual([]);
    expect(backupsOf(local + velero('defaultVolumesToFsBackup: true'))).toEqual(['Schedule velero/nightly']);
  });

  const policy = (text: string) =>
    `---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: policies, namespace: velero }\ndata:\n  policy: |\n    version: v1\n    volumePolicies:\n${text}`;
  const skip = (conditions: string) => policy(`      - conditions: { ${conditions} }\n        action: { type: skip }\n`);
  const withPolicy = velero('resourcePolicy: { kind: configmap, name: policies }');

  test.each([
    ['skips its class', skip('storageClass: [fast]'), []],
    ['skips other classes', skip('storageClass: [slow]'), ['Schedule velero/nightly']],
    ['skips small volumes', skip('capacity: "0,10Gi"'), ['Schedule velero/nightly']],
    ['skips large volumes', skip('capacity: "10Gi,"'), []],
    ['skips its labels', skip('pvcLabels: { tier: data }'), []],
    ['skips what nobody knows here', skip('volumeTypes: [secret]'), ['perhaps Schedule velero/nightly']],
    ['is no YAML', policy('{[').replace('volumePolicies:\n', 'volumePolicies: '), []],
    ['is not there', '', ['perhaps Schedule velero/nightly']],
  ])('a policy that %s', (_, more, expected) => {
    expect(backupsOf(withPolicy + more)).toEqual(expected);
  });
});

interface JobParts {
  readonly name?: string;
  readonly image?: string;
  readonly command?: string;
  readonly claims?: Readonly<Record<string, string>>;
  readonly readOnly?: boolean;
  readonly spec?: string;
}

function job({
  name = 'nightly',
  image = 'registry.example.com/tools:1',
  command,
  claims = {},
  readOnly = false,
  spec = '',
}: JobParts): string {
  const mounts = Object.keys(claims).map((key) => `{ name: ${key}, mountPath: /${key}, readOnly: ${readOnly && key === 'data'} }`);
  const volumes = Object.entries(claims).map(([key, claim]) =>
    claim === '' ? `{ name: ${key}, emptyDir: {} }` : `{ name: ${key}, persistentVolumeClaim: { claimName: ${claim} } }`,
  );
  const told = command === undefined ? '' : `command: [sh, -c, ${JSON.stringify(command)}],`;
  return `apiVersion: batch/v1
kind: CronJob
metadata: { name: ${name}, namespace: shop }
spec:
  schedule: "0 3 * * *"
  ${spec}
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers: [{ name: run, image: "${image}", ${told} volumeMounts: [${mounts.join(', ')}] }]
          volumes: [${volumes.join(', ')}]
`;
}

describe('jobs', () => {
  test.each<[string, JobParts, string[]]>([
    ['a dump to another claim', { command: 'pg_dump -h orders > /out/x', claims: { out: 'dumps' } }, ['CronJob shop/nightly']],
    ['a dump to a bucket', { command: 'pg_dump -h orders | aws s3 cp - s3://dumps/x' }, ['CronJob shop/nightly']],
    ['a dump of who knows what', { command: 'pg_dump "$URL" > /out/x', claims: { out: 'dumps' } }, ['perhaps CronJob shop/nightly']],
    [
      'a name that only begins alike',
      { command: 'pg_dump -h orders2 > /out/x', claims: { out: 'dumps' } },
      ['perhaps CronJob shop/nightly'],
    ],
    ['a dump to the same claim', { command: 'pg_dump -h orders > /data/x', claims: { data: 'orders-data' } }, []],
    ['a dump to an emptyDir', { command: 'pg_dump -h orders > /out/x', claims: { out: '' } }, []],
    ['a dump to standard output', { command: 'pg_dump -h orders' }, []],
    ['a dump of another engine', { command: 'mysqldump -h orders > /out/x', claims: { out: 'dumps' } }, []],
    ['a dump that is suspended', { command: 'pg_dump -h orders > /out/x', claims: { out: 'dumps' }, spec: 'suspend: true' }, []],
    ['a copy by restic', { command: 'restic backup /data', claims: { data: 'orders-data' }, readOnly: true }, ['CronJob shop/nightly']],
    ['a restore by restic', { command: 'restic restore latest --target /data', claims: { data: 'orders-data' } }, []],
    [
      'a copy to a bucket',
      { command: 'rclone sync /data remote:orders', claims: { data: 'orders-data' }, readOnly: true },
      ['CronJob shop/nightly'],
    ],
    ['a copy from a bucket', { command: 'rclone sync remote:orders /data', claims: { data: 'orders-data' } }, []],
    ['a seed', { command: 'aws s3 cp s3://seeds/orders /data --recursive', claims: { data: 'orders-data' } }, []],
    ['a restore job', { name: 'restore-backup', command: 'cp -r /in/x /data', claims: { data: 'orders-data', in: 'dumps' } }, []],
    ['a job that tidies up', { command: 'rm -rf /data/tmp', claims: { data: 'orders-data' } }, []],
    ['a check of the store', { command: 'restic check', claims: { data: 'orders-data' } }, []],
    [
      'a script that copies to another claim',
      { command: '/scripts/backup.sh', claims: { data: 'orders-data', out: 'store' }, readOnly: true },
      ['CronJob shop/nightly'],
    ],
    ['a script beside the data', { command: 'tar czf /data/backup.tgz /data/db', claims: { data: 'orders-data' } }, []],
    ['an image that says only what it is', { image: 'example.com/postgres-backup-s3:17' }, ['perhaps CronJob shop/nightly']],
  ])('%s', (_, parts, expected) => {
    expect(backupsOf(job(parts))).toEqual(expected);
  });

  test('the claim that dumps go to is not backed up by the dump', () => {
    const onDumps = DATABASE.replace(/orders-data/g, 'dumps');
    const writes = job({ command: '/scripts/backup.sh', claims: { data: 'orders', backups: 'dumps' } });
    expect(backupsOf(writes, onDumps)).toEqual([]);
  });
});

const beside = (container: string) => DATABASE.replace('      volumes:\n', `        - ${container}\n      volumes:\n`);

test.each([
  ['an archiver', '{ name: archive, image: "example.com/wal-g:3" }', ['container archive']],
  [
    'a dump into the same volume',
    '{ name: dump, image: "postgres:17.6", command: [sh, -c, "pg_dump > /d/x"], volumeMounts: [{ name: data, mountPath: /d }] }',
    [],
  ],
  [
    'a copy that sees the volume',
    '{ name: copy, image: "restic/restic:0.18", args: [backup, /d], volumeMounts: [{ name: data, mountPath: /d }] }',
    ['container copy'],
  ],
  ['a setting that has the word in it', '{ name: app, image: "example.com/app:1", env: [{ name: BACKUP_ENABLED, value: "false" }] }', []],
])('beside it in the Pod: %s', (_, container, expected) => {
  expect(backupsOf('', beside(container))).toEqual(expected);
});

const object = (apiVersion: string, kind: string, spec: string) =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: x, namespace: shop }\nspec: { ${spec} }\n`;

test.each([
  [
    'a snapshot',
    object('snapshot.storage.k8s.io/v1', 'VolumeSnapshot', 'source: { persistentVolumeClaimName: orders-data }'),
    ['VolumeSnapshot shop/x'],
  ],
  [
    'a group of snapshots',
    object('groupsnapshot.storage.k8s.io/v1', 'VolumeGroupSnapshot', 'source: { selector: { matchLabels: { tier: data } } }'),
    ['VolumeGroupSnapshot shop/x'],
  ],
  [
    'a group of others',
    object('groupsnapshot.storage.k8s.io/v1', 'VolumeGroupSnapshot', 'source: { selector: { matchLabels: { tier: web } } }'),
    [],
  ],
  ['VolSync', object('volsync.backube/v1alpha1', 'ReplicationSource', 'sourcePVC: orders-data'), ['ReplicationSource shop/x']],
  ['VolSync, paused', object('volsync.backube/v1alpha1', 'ReplicationSource', 'sourcePVC: orders-data, paused: true'), []],
  [
    'snapshots by schedule',
    object('snapscheduler.backube/v1', 'SnapshotSchedule', 'claimSelector: { matchLabels: { tier: data } }'),
    ['SnapshotSchedule shop/x'],
  ],
  [
    'snapshots by schedule, of others',
    object('snapscheduler.backube/v1', 'SnapshotSchedule', 'claimSelector: { matchLabels: { tier: web } }'),
    [],
  ],
  ['snapshots by schedule, disabled', object('snapscheduler.backube/v1', 'SnapshotSchedule', 'disabled: true'), []],
  ['K8up', object('k8up.io/v1', 'Schedule', 'backup: { schedule: "0 1 * * *" }'), ['Schedule shop/x']],
  ['K8up that only tidies up', object('k8up.io/v1', 'Schedule', 'prune: { schedule: "0 1 * * *" }'), []],
  [
    'Stash',
    object('stash.appscode.com/v1beta1', 'BackupConfiguration', 'target: { ref: { kind: Deployment, name: orders } }'),
    ['BackupConfiguration shop/x'],
  ],
  ['Stash of another', object('stash.appscode.com/v1beta1', 'BackupConfiguration', 'target: { ref: { kind: Deployment, name: web } }'), []],
  [
    'Stash, paused',
    object('stash.appscode.com/v1beta1', 'BackupConfiguration', 'paused: true, target: { ref: { kind: Deployment, name: orders } }'),
    [],
  ],
  [
    'Kasten',
    object(
      'config.kio.kasten.io/v1alpha1',
      'Policy',
      'actions: [{ action: backup }], selector: { matchExpressions: [{ key: k10.kasten.io/appNamespace, operator: In, values: [shop] }] }',
    ),
    ['Policy shop/x'],
  ],
  [
    'Kasten of another namespace',
    object(
      'config.kio.kasten.io/v1alpha1',
      'Policy',
      'actions: [{ action: backup }], selector: { matchLabels: { k10.kasten.io/appNamespace: blog } }',
    ),
    [],
  ],
  [
    'Kanister',
    object('cr.kanister.io/v1alpha1', 'ActionSet', 'actions: [{ name: backup, object: { kind: Deployment, name: orders } }]'),
    ['ActionSet shop/x'],
  ],
  [
    'Kanister that restores',
    object('cr.kanister.io/v1alpha1', 'ActionSet', 'actions: [{ name: restore, object: { kind: Deployment, name: orders } }]'),
    [],
  ],
  ['a recipe of Kanister', object('cr.kanister.io/v1alpha1', 'Blueprint', ''), []],
])('%s', (_, more, expected) => {
  expect(backupsOf(more)).toEqual(expected);
});

describe('recurring jobs of Longhorn', () => {
  const labelled = DATABASE.replace('tier: data', 'recurring-job.longhorn.io/nightly: enabled');
  const recurring = (task: string, groups = '[]', name = 'nightly') =>
    `apiVersion: longhorn.io/v1beta2\nkind: RecurringJob\nmetadata: { name: ${name}, namespace: longhorn-system }\nspec: { cron: "0 1 * * *", task: ${task}, groups: ${groups} }\n`;
  const ours = '---\napiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: { name: fast }\nprovisioner: driver.longhorn.io\n';

  const selecting = (list: string) => `${ours}parameters: { recurringJobSelector: '${list}' }\n`;

  test.each([
    ['a backup that the claim names', recurring('backup'), labelled, ['RecurringJob longhorn-system/nightly']],
    ['a snapshot, which stays on the same disks', recurring('snapshot'), labelled, []],
    ['a job that is elsewhere', '', labelled, ['perhaps recurring job nightly of Longhorn']],
    ['the default of all volumes', recurring('backup', '[default]') + ours, DATABASE, ['RecurringJob longhorn-system/nightly']],
    [
      'a job that the class names',
      recurring('backup') + selecting('[{"name":"nightly","isGroup":false}]'),
      DATABASE,
      ['RecurringJob longhorn-system/nightly'],
    ],
    [
      'a group that the class names',
      recurring('backup', '[apps]') + selecting('[{"name":"apps","isGroup":true}]'),
      DATABASE,
      ['RecurringJob longhorn-system/nightly'],
    ],
    [
      'another job that the class names, and so not the default',
      recurring('backup', '[default]') + selecting('[{"name":"x"}]'),
      DATABASE,
      [],
    ],
    ['a list of a class that is none', recurring('backup') + selecting('[{nightly}]'), DATABASE, []],
    ['the default of volumes of Longhorn alone', recurring('backup', '[default]'), DATABASE, []],
  ])('%s', (_, more, database, expected) => {
    expect(backupsOf(more, database)).toEqual(expected);
  });
});

test.each([
  ['k8up.io/backup: "true"', ['perhaps annotation or label of Deployment shop/orders']],
  ['k8up.io/backup: "false"', []],
  ['backup-policy: none', []],
  ['example.com/exclude-from-backup: "true"', []],
])('the annotation %s', (text, expected) => {
  expect(backupsOf('', DATABASE.replace('note: x', text))).toEqual(expected);
});

test('Pods of CloudNativePG are backed up by the schedule of their cluster', () => {
  const pods = DATABASE.replace('labels: { app: orders }, annotations', 'labels: { app: orders, cnpg.io/cluster: main }, annotations');
  const schedule = object('postgresql.cnpg.io/v1', 'ScheduledBackup', 'schedule: "0 0 3 * * *", cluster: { name: main }');
  expect(backupsOf(schedule, pods)).toEqual(['ScheduledBackup shop/x']);
  expect(backupsOf(schedule.replace('cluster:', 'suspend: true, cluster:'), pods)).toEqual([]);
});

test('claims of a set are called by its ordinals, which need not start at 0', () => {
  const database = `
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: orders, namespace: shop }
spec:
  replicas: 2
  serviceName: orders
  ordinals: { start: 3 }
  selector: { matchLabels: { app: orders } }
  template:
    metadata: { labels: { app: orders } }
    spec:
      containers:
        - { name: pg, image: "postgres:17.6", volumeMounts: [{ name: data, mountPath: /var/lib/postgresql/data }] }
  volumeClaimTemplates:
    - { metadata: { name: data }, spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 20Gi } } } }
---
`;
  const snapshot = (claim: string) =>
    object('snapshot.storage.k8s.io/v1', 'VolumeSnapshot', `source: { persistentVolumeClaimName: ${claim} }`);
  expect(backupsOf(snapshot('data-orders-4'), database)).toEqual(['VolumeSnapshot shop/x']);
  expect(backupsOf(snapshot('data-orders-1'), database)).toEqual([]);
});

describe('jobs that take snapshots', () => {
  const cron = (spec: string, more = '') => `
apiVersion: batch/v1
kind: CronJob
metadata: { name: nightly, namespace: shop }
spec:
  schedule: "0 2 * * *"
  ${more}
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: take
              image: alpine/kubectl:1.36.1
${spec}
`;
  const script = (text: string) => `              command: [sh, -c, ${JSON.stringify(text)}]`;
  const manifest = (claim: string) =>
    `echo '{"apiVersion":"snapshot.storage.k8s.io/v1","kind":"VolumeSnapshot","spec":{"source":{"persistentVolumeClaimName":"${claim}"}}}' | kubectl create -f -`;
  const chart = (source: (chart: Chart) => SnapshotSource): string => {
    const shop = new Chart(new App(), 'shop', { namespace: 'shop' });
    new SnapshotSchedule(shop, 'nightly', {
      name: 'nightly',
      source: source(shop),
      schedule: Cron.schedule({ minute: '10', hour: '2' }),
      image: 'alpine/kubectl:1.36.1',
    });
    return Yaml.stringify(...Testing.synth(shop));
  };
  const named = (name: string) =>
    chart((shop) => SnapshotSource.claims([PersistentVolumeClaim.fromClaimName(shop, 'claim', name)], { snapshotClassName: 'weekly' }));
  const group = (labels: Record<string, string>) => chart(() => SnapshotSource.group(labels, { snapshotGroupClassName: 'groups' }));

  test.each([
    ['a manifest in a script', cron(script(manifest('orders-data')))],
    ['a name in a variable', cron(`${script(manifest('$CLAIM'))}\n              env: [{ name: CLAIM, value: orders-data }]`)],
  ])('%s names the claim', (_, more) => {
    expect(backupsOf(more)).toEqual(['CronJob shop/nightly']);
  });

  test('a SnapshotSchedule reaches what it names, or selects by labels', () => {
    expect(backupsOf(named('orders-data'))).toEqual(['CronJob shop/nightly-snapshots']);
    expect(backupsOf(group({ app: 'orders', tier: 'data' }))).toEqual(['CronJob shop/nightly-snapshots']);
  });

  test.each([
    ['another claim', cron(script(manifest('blog-data')))],
    ['a claim whose name begins alike', cron(script(manifest('orders-data-old')))],
    ['snapshots that are listed', cron(script('kubectl get VolumeSnapshot; echo orders-data'))],
    ['a job that is suspended', cron(script(manifest('orders-data')), 'suspend: true')],
    ['another claim of a SnapshotSchedule', named('blog-data')],
    ['other labels', group({ app: 'orders', tier: 'log' })],
  ])('%s is no backup', (_, more) => {
    expect(backupsOf(more)).toEqual([]);
  });

  test('what has no snapshots is not reached', () => {
    const local = `apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: { name: fast }\nprovisioner: rancher.io/local-path\n---\n`;
    expect(backupsOf(named('orders-data'), local + DATABASE)).toEqual([]);
  });
});

test('who acknowledges that there is no backup has none', () => {
  const note = "cdk8s-storage/acknowledge.database-without-backup: 'Its own copies go to an object store.'";
  expect(backupsOf('', DATABASE.replace('note: x', note))).toEqual([]);
});
