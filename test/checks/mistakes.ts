/** One mistake in a manifest that is otherwise right: what is replaced, and where it has to be found. */
export interface Mistake {
  readonly rule: string;
  /** The rule's own level, unless given. */
  readonly level?: string;
  readonly manifest: 'shop' | 'reports';
  readonly changes: ReadonlyArray<readonly [from: string, to: string]>;
  /** Text of the line on which the finding has to be, once changed. */
  readonly line: string;
  readonly complete?: boolean;
  /** Other rules that the same mistake concerns. */
  readonly also?: readonly string[];
}

const SHOP = '# A shop: a web server, its database and the dump of it, as a chart renders them. Nothing is wrong with it.\n';

/** An object beside those of the shop. */
function beside(lines: readonly string[]): Pick<Mistake, 'manifest' | 'changes'> {
  return { manifest: 'shop', changes: [[SHOP, `${SHOP}${lines.join('\n')}\n---\n`]] };
}

const THUMBNAILS = 'name: thumbnails\n  namespace: shop';

export const MISTAKES: readonly Mistake[] = [
  // Wiring
  {
    rule: 'mount-without-volume',
    manifest: 'shop',
    changes: [['- name: cache\n              mountPath', '- name: cahce\n              mountPath']],
    line: '- name: cahce',
    also: ['volume-never-mounted'],
  },
  {
    rule: 'volume-mode-mismatch',
    manifest: 'shop',
    changes: [['      storage: 100Gi\n---\napiVersion: batch/v1', '      storage: 100Gi\n  volumeMode: Block\n---\napiVersion: batch/v1']],
    line: '- name: dumps',
  },
  {
    rule: 'volume-never-mounted',
    manifest: 'shop',
    changes: [['            - name: frames\n              mountPath: /frames\n', '']],
    line: '- name: frames',
  },
  { rule: 'overlapping-mounts', manifest: 'shop', changes: [['mountPath: /frames', 'mountPath: /config//']], line: 'mountPath: /config//' },
  {
    rule: 'mount-hides-image-files',
    manifest: 'shop',
    changes: [['mountPath: /var/cache/nginx', 'mountPath: /home']],
    line: 'mountPath: /home',
  },
  { rule: 'missing-claim', manifest: 'shop', changes: [['claimName: dumps', 'claimName: dump']], line: 'claimName: dump', complete: true },
  {
    rule: 'missing-class',
    manifest: 'shop',
    changes: [
      [
        'name: dumps\n  namespace: shop\nspec:\n  storageClassName: database',
        'name: dumps\n  namespace: shop\nspec:\n  storageClassName: databases',
      ],
    ],
    line: 'storageClassName: databases',
    complete: true,
  },
  {
    rule: 'missing-config-object',
    manifest: 'shop',
    changes: [['configMap:\n            name: web', 'configMap:\n            name: wbe']],
    line: 'name: wbe',
    complete: true,
  },
  {
    rule: 'claim-in-other-namespace',
    manifest: 'shop',
    changes: [['name: dumps\n  namespace: shop', 'name: dumps\n  namespace: backups']],
    line: 'claimName: dumps',
  },
  {
    rule: 'duplicate-object',
    manifest: 'shop',
    changes: [['name: thumbnails\n  namespace: shop', 'name: dumps\n  namespace: shop']],
    line: 'name: dumps',
  },
  {
    rule: 'invalid-name',
    manifest: 'shop',
    changes: [["app.kubernetes.io/version: '2.10'", 'app.kubernetes.io/version: 2.10']],
    line: 'app.kubernetes.io/version: 2.10',
  },
  { rule: 'unknown-field', manifest: 'shop', changes: [['claimName: dumps', 'claimname: dumps']], line: 'claimname: dumps' },
  {
    rule: 'wrong-type',
    manifest: 'shop',
    changes: [['LOG_LEVEL: info', 'LOG_LEVEL: on']],
    line: 'LOG_LEVEL: on',
  },
  {
    rule: 'unknown-value',
    manifest: 'shop',
    changes: [['volumeBindingMode: WaitForFirstConsumer', 'volumeBindingMode: WaitForFirstconsumer']],
    line: 'volumeBindingMode: WaitForFirstconsumer',
  },
  {
    rule: 'invalid-volume',
    manifest: 'shop',
    changes: [['configMap:\n            name: web', 'configMap: {}']],
    line: 'configMap: {}',
  },
  {
    rule: 'invalid-mount',
    manifest: 'shop',
    changes: [['mountPath: /frames', 'mountPath: /frames\n              recursiveReadOnly: Enabled']],
    line: 'recursiveReadOnly: Enabled',
  },
  {
    rule: 'decimal-file-mode',
    manifest: 'shop',
    changes: [['defaultMode: 0440\n        - name: cache', 'defaultMode: 440\n        - name: cache']],
    line: 'defaultMode: 440',
  },
  {
    rule: 'key-file-mode',
    manifest: 'shop',
    changes: [
      [
        '              volumeMounts:\n                - name: dumps',
        '              env: [{ name: PGPASSFILE, value: /run/secrets/database/pgpass }]\n              volumeMounts:\n                - name: dumps',
      ],
    ],
    line: 'defaultMode: 0440',
  },
  {
    rule: 'missing-config-key',
    manifest: 'shop',
    changes: [
      [
        'configMap:\n            name: web',
        'configMap:\n            name: web\n            items:\n              - { key: nginx.cnf, path: nginx.conf }',
      ],
    ],
    line: '- { key: nginx.cnf, path: nginx.conf }',
  },
  {
    rule: 'directory-at-file-path',
    manifest: 'shop',
    changes: [
      ['mountPath: /config\n', 'mountPath: /etc/nginx/nginx.conf\n'],
      ['/config/nginx.conf]', '/etc/nginx/other.conf]'],
    ],
    line: 'mountPath: /etc/nginx/nginx.conf',
  },
  { rule: 'relative-mount-path', manifest: 'shop', changes: [['mountPath: /frames', 'mountPath: frames']], line: 'mountPath: frames' },

  // Lifetime and data loss
  {
    rule: 'database-on-ephemeral-volume',
    manifest: 'shop',
    changes: [
      ['            - name: PGDATA\n              value: /pgdata/data\n', ''],
      ['mountPath: /pgdata', 'mountPath: /var/lib/postgresql'],
    ],
    line: 'mountPath: /var/lib/postgresql',
  },
  {
    rule: 'stateful-data-in-container-layer',
    level: 'error',
    manifest: 'shop',
    changes: [['image: postgres:17.6\n          env', 'image: registry:3.0.0\n          env']],
    line: 'mountPath: /pgdata',
  },
  {
    rule: 'delete-reclaim-on-database',
    manifest: 'shop',
    changes: [['whenDeleted: Retain', 'whenDeleted: Delete']],
    line: 'whenDeleted: Delete',
  },
  {
    rule: 'delete-reclaim-without-deleter',
    manifest: 'reports',
    changes: [
      [
        'Retain\n  storageClassName: nfs-static\n  mountOptions: [hard, nfsvers=4.1]',
        'Delete\n  storageClassName: nfs-static\n  mountOptions: [hard, nfsvers=4.1]',
      ],
    ],
    line: 'persistentVolumeReclaimPolicy: Delete',
  },
  {
    rule: 'recycle-reclaim-policy',
    manifest: 'reports',
    changes: [
      [
        'persistentVolumeReclaimPolicy: Retain\n  storageClassName: local-nvme',
        'persistentVolumeReclaimPolicy: Recycle\n  storageClassName: local-nvme',
      ],
    ],
    line: 'persistentVolumeReclaimPolicy: Recycle',
  },
  {
    rule: 'unguarded-seed',
    manifest: 'shop',
    changes: [
      ['              if [ ! -d /data/defaults ]; then\n', ''],
      [
        '                mv /data/defaults.tmp /data/defaults\n              fi\n',
        '                mv /data/defaults.tmp /data/defaults\n',
      ],
    ],
    line: 'command:',
  },
  {
    rule: 'database-without-backup',
    manifest: 'shop',
    changes: [
      ['kind: CronJob', 'kind: CronTab'],
      ['apiVersion: batch/v1', 'apiVersion: example.com/v1'],
    ],
    line: '- metadata:',
  },
  {
    rule: 'storage-without-alarm',
    ...beside([
      ...['apiVersion: monitoring.coreos.com/v1', 'kind: PrometheusRule', 'metadata: { name: shop, namespace: shop }', 'spec:'],
      ...['  groups:', '    - name: shop', '      rules:', '        - alert: VolumeAlmostFull'],
      '          expr: kubelet_volume_stats_available_bytes{namespace="shop"} < 1e9',
    ]),
    line: "schedule: '17 2 * * *'",
  },
  {
    rule: 'alarm-names-missing-claim',
    ...beside([
      ...['apiVersion: monitoring.coreos.com/v1', 'kind: PrometheusRule', 'metadata: { name: shop, namespace: shop }', 'spec:'],
      ...['  groups:', '    - name: shop', '      rules:', '        - alert: VolumeAlmostFull'],
      '          expr: kubelet_volume_stats_available_bytes{namespace="shop",persistentvolumeclaim=~"dumb|data-.*"} < 1e9',
      ...['        - alert: BackupTooOld', '          expr: time() - kube_cronjob_status_last_successful_time > 90000'],
    ]),
    line: 'expr: kubelet_volume_stats_available_bytes{namespace="shop",persistentvolumeclaim=~"dumb|data-.*"} < 1e9',
  },
  {
    rule: 'refused-dump-option',
    manifest: 'shop',
    changes: [['pg_dump -Fc -h orders', 'pg_dump -Fc -W -h orders']],
    line: 'command:',
  },
  {
    rule: 'dump-older-than-server',
    manifest: 'shop',
    changes: [['image: postgres:17.6\n              command', 'image: postgres:16.10\n              command']],
    line: 'image: postgres:16.10',
  },
  { rule: 'fragile-dump', manifest: 'shop', changes: [['  concurrencyPolicy: Forbid\n', '']], line: "schedule: '17 2 * * *'" },
  {
    rule: 'proxy-keeps-job-alive',
    manifest: 'shop',
    changes: [
      [
        '            - name: dump\n',
        '            - name: proxy\n              image: envoyproxy/envoy:v1.35.0\n            - name: dump\n',
      ],
    ],
    line: '- name: proxy',
  },
  {
    rule: 'replicated-plain-database',
    manifest: 'shop',
    changes: [['replicas: 1\n  serviceName', 'replicas: 3\n  serviceName']],
    line: 'replicas: 3',
  },
  {
    rule: 'rwo-shared-by-replicas',
    manifest: 'shop',
    changes: [['replicas: 1\n  strategy', 'replicas: 4\n  strategy']],
    line: 'claimName: thumbnails',
  },
  { rule: 'rwo-with-rolling-update', manifest: 'shop', changes: [['type: Recreate', 'type: RollingUpdate']], line: 'type: RollingUpdate' },
  {
    rule: 'rwx-on-block-storage',
    manifest: 'shop',
    changes: [
      [
        'accessModes:\n    - ReadWriteOnce\n  resources:\n    requests:\n      storage: 20Gi',
        'accessModes: # shared\n    - ReadWriteMany\n  resources:\n    requests:\n      storage: 20Gi',
      ],
    ],
    line: 'accessModes: # shared',
  },
  {
    rule: 'unsupported-access-mode',
    manifest: 'shop',
    changes: [
      [
        'accessModes:\n    - ReadWriteOnce\n  resources:\n    requests:\n      storage: 20Gi',
        'accessModes: # read\n    - ReadOnlyMany\n  resources:\n    requests:\n      storage: 20Gi',
      ],
    ],
    line: 'accessModes: # read',
  },

  {
    rule: 'claim-as-hook',
    manifest: 'shop',
    changes: [[THUMBNAILS, `${THUMBNAILS}\n  annotations: { helm.sh/hook: 'pre-install,pre-upgrade' }`]],
    line: "annotations: { helm.sh/hook: 'pre-install,pre-upgrade' }",
  },
  {
    rule: 'deleted-with-its-release',
    manifest: 'reports',
    changes: [
      [
        'name: import\n  namespace: reports\nspec:\n  storageClassName',
        'name: import\n  namespace: reports\n  labels: { heritage: Helm }\nspec:\n  storageClassName',
      ],
    ],
    line: 'metadata:',
  },
  {
    rule: 'archive-never-made',
    ...beside([
      ...['apiVersion: storage.k8s.io/v1', 'kind: StorageClass', 'metadata: { name: directories }'],
      ...['provisioner: cluster.local/nfs-subdir-external-provisioner', 'parameters:', "  pathPattern: 'shop/${.PVC.name}'"],
    ]),
    line: "pathPattern: 'shop/${.PVC.name}'",
  },

  // Binding and provisioning
  {
    rule: 'claim-cannot-bind',
    manifest: 'reports',
    changes: [
      ['      storage: 500Gi\n---', '      storage: 5Ti\n---'],
      ['  selector:\n    matchLabels:\n      content: archive', '  selector: # of the claim\n    matchLabels:\n      content: archive'],
    ],
    line: 'selector: # of the claim',
  },
  {
    rule: 'contested-volume',
    level: 'warning',
    manifest: 'reports',
    changes: [
      [
        '---\napiVersion: batch/v1\nkind: Job',
        '---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: import-again\n  namespace: reports\nspec: # again\n  storageClassName: local-nvme\n  accessModes: [ReadWriteOnce]\n  resources: { requests: { storage: 100Gi } }\n---\napiVersion: batch/v1\nkind: Job',
      ],
    ],
    line: 'spec: # again',
  },
  {
    rule: 'claim-falls-to-default-class',
    manifest: 'reports',
    changes: [['spec:\n  storageClassName: nfs-static\n  volumeName: reports', 'spec: # of the claim\n  volumeName: reports']],
    line: 'spec: # of the claim',
  },
  {
    rule: 'claim-ref-without-namespace',
    manifest: 'reports',
    changes: [['    namespace: reports\n    name: reports\n', '    name: reports\n']],
    line: 'claimRef:',
  },
  { rule: 'claim-size-refused', manifest: 'shop', changes: [['type: gp3', 'type: st1']], line: 'storage: 20Gi' },
  {
    rule: 'restore-smaller-than-source',
    manifest: 'shop',
    changes: [
      [
        '      storage: 100Gi\n---\napiVersion: batch/v1',
        '      storage: 10Gi\n  dataSource: { kind: PersistentVolumeClaim, name: thumbnails }\n---\napiVersion: batch/v1',
      ],
    ],
    line: 'storage: 10Gi',
  },
  {
    rule: 'unusable-data-source',
    manifest: 'shop',
    changes: [
      [
        '      storage: 100Gi\n---\napiVersion: batch/v1',
        '      storage: 100Gi\n  dataSource: { kind: VolumeSnapshot, name: thumbnails }\n---\napiVersion: batch/v1',
      ],
    ],
    line: 'dataSource: { kind: VolumeSnapshot, name: thumbnails }',
  },
  {
    rule: 'class-of-other-driver',
    manifest: 'shop',
    changes: [
      [
        '---\napiVersion: batch/v1',
        '---\napiVersion: snapshot.storage.k8s.io/v1\nkind: VolumeSnapshotClass\nmetadata:\n  name: weekly\ndriver: efs.csi.aws.com\ndeletionPolicy: Retain\n---\napiVersion: snapshot.storage.k8s.io/v1\nkind: VolumeSnapshot\nmetadata:\n  name: dumps\n  namespace: shop\nspec:\n  volumeSnapshotClassName: weekly\n  source: { persistentVolumeClaimName: dumps }\n---\napiVersion: batch/v1',
      ],
    ],
    line: 'volumeSnapshotClassName: weekly',
  },
  {
    rule: 'old-snapshot-version',
    ...beside([
      'apiVersion: snapshot.storage.k8s.io/v1beta1',
      'kind: VolumeSnapshot',
      'metadata:',
      '  name: dumps',
      '  namespace: shop',
      'spec:',
      '  volumeSnapshotClassName: weekly',
      '  source: { persistentVolumeClaimName: dumps }',
    ]),
    line: 'apiVersion: snapshot.storage.k8s.io/v1beta1',
  },
  {
    rule: 'immediate-binding-on-zonal-class',
    manifest: 'shop',
    changes: [['volumeBindingMode: WaitForFirstConsumer', 'volumeBindingMode: Immediate']],
    line: 'volumeBindingMode: Immediate',
  },
  {
    rule: 'removed-in-tree-provisioner',
    manifest: 'reports',
    changes: [['  local:\n    path: /mnt/disks/nvme-1', '  awsElasticBlockStore:\n    volumeID: vol-0a1b2c3d4e5f60718']],
    line: 'awsElasticBlockStore:',
  },
  {
    rule: 'unknown-provisioner',
    manifest: 'shop',
    changes: [['provisioner: ebs.csi.aws.com', 'provisioner: kubernetes.io/ebs']],
    line: 'provisioner: kubernetes.io/ebs',
  },
  { rule: 'unknown-class-parameter', manifest: 'shop', changes: [['type: gp3', 'type: gp9']], line: 'type: gp9' },
  {
    rule: 'wrong-topology-key',
    manifest: 'shop',
    changes: [['key: topology.kubernetes.io/zone', 'key: topology.gke.io/zone']],
    line: '- key: topology.gke.io/zone',
  },
  {
    rule: 'two-default-classes',
    manifest: 'reports',
    changes: [["is-default-class: 'false'", "is-default-class: 'true'"]],
    line: 'annotations:',
  },
  {
    rule: 'local-volume-without-affinity',
    manifest: 'reports',
    changes: [
      [
        '  nodeAffinity:\n    required:\n      nodeSelectorTerms:\n        - matchExpressions:\n            - key: kubernetes.io/hostname\n              operator: In\n              values: [worker-1]\n',
        '',
      ],
    ],
    line: 'local:',
  },
  {
    rule: 'pod-cannot-reach-volume',
    level: 'warning',
    manifest: 'reports',
    changes: [['nodeSelector:\n        kubernetes.io/hostname: worker-1', 'nodeSelector:\n        kubernetes.io/hostname: worker-2']],
    line: 'nodeSelector:',
  },
  {
    rule: 'node-name-with-delayed-binding',
    manifest: 'reports',
    changes: [['nodeSelector:\n        kubernetes.io/hostname: worker-1', 'nodeName: worker-1']],
    line: 'nodeName: worker-1',
  },
  { rule: 'budget-blocks-drain', manifest: 'shop', changes: [['maxUnavailable: 1', 'minAvailable: 1']], line: 'minAvailable: 1' },
  {
    rule: 'statefulset-without-headless-service',
    level: 'warning',
    manifest: 'shop',
    changes: [['  clusterIP: None\n', '']],
    line: 'serviceName: orders',
  },
  { rule: 'nfs-soft-mount', manifest: 'reports', changes: [['  - hard\n', '  - soft\n']], line: '- soft' },
  {
    rule: 'nfs-inline-volume',
    manifest: 'reports',
    changes: [
      [
        '          persistentVolumeClaim:\n            claimName: archive\n            readOnly: true',
        '          nfs:\n            server: nfs.example.com\n            path: /archive\n            readOnly: true',
      ],
    ],
    line: 'nfs:',
  },
  {
    rule: 'nfs-server-not-reached',
    level: 'warning',
    manifest: 'reports',
    changes: [['  nfs:\n    server: nfs.example.com', '  nfs:\n    server: localhost']],
    line: 'server: localhost',
  },
  {
    rule: 'nfs-fsgroup',
    manifest: 'reports',
    changes: [['supplementalGroups: [2000]', 'supplementalGroups: [2000]\n        fsGroup: 2000']],
    line: 'fsGroup: 2000',
  },
  {
    rule: 'shared-nfs-directory',
    manifest: 'reports',
    changes: [['  share: /exports\nmountOptions', '  share: /exports\n  subDir: team\nmountOptions']],
    line: 'subDir: team',
  },
  {
    rule: 'shared-volume-handle',
    manifest: 'reports',
    changes: [
      [
        '  nfs:\n    server: nfs.example.com\n    path: /archive',
        '  csi:\n    driver: nfs.csi.k8s.io\n    volumeHandle: "nfs.example.com#reports#"',
      ],
    ],
    line: 'volumeHandle: "nfs.example.com#reports#"',
  },
  {
    rule: 'class-cannot-grow',
    manifest: 'shop',
    changes: [['allowVolumeExpansion: true', 'allowVolumeExpansion: false']],
    line: 'allowVolumeExpansion: false',
  },

  // Custom resources, releases
  {
    rule: 'operator-data-on-scratch',
    ...beside(['apiVersion: monitoring.coreos.com/v1', 'kind: Prometheus', 'metadata: { name: shop }', 'spec:', '  replicas: 1']),
    line: 'spec:',
  },
  {
    rule: 'operator-deletes-claims',
    ...beside([
      ...['apiVersion: kafka.strimzi.io/v1', 'kind: KafkaNodePool', 'metadata: { name: shop }', 'spec:', '  storage:'],
      ...['    type: persistent-claim', '    size: 10Gi', '    class: database', '    deleteClaim: true'],
    ]),
    line: 'deleteClaim: true',
  },
  {
    rule: 'claims-go-with-resource',
    ...beside([
      ...['apiVersion: rabbitmq.com/v1beta1', 'kind: RabbitmqCluster', 'metadata: { name: shop }', 'spec:', '  replicas: 3'],
      '  persistence: { storage: 10Gi, storageClassName: others }',
    ]),
    line: 'metadata: { name: shop }',
  },
  {
    rule: 'backup-method-not-set-up',
    ...beside([
      ...['apiVersion: postgresql.cnpg.io/v1', 'kind: Cluster', 'metadata: { name: shop }', 'spec:', '  instances: 3'],
      ...['  storage: { size: 10Gi, storageClass: database }', '  plugins:', '    - name: barman-cloud.cloudnative-pg.io'],
      ...['---', 'apiVersion: postgresql.cnpg.io/v1', 'kind: ScheduledBackup', 'metadata: { name: shop }', 'spec:'],
      ...["  schedule: '0 0 3 * * *'", '  method: volumeSnapshot', '  cluster: { name: shop }'],
    ]),
    line: 'method: volumeSnapshot',
  },
  {
    rule: 'in-tree-archiver',
    ...beside([
      ...['apiVersion: postgresql.cnpg.io/v1', 'kind: Cluster', 'metadata: { name: shop }', 'spec:', '  instances: 3'],
      ...['  storage: { size: 10Gi, storageClass: database }', '  backup:', '    barmanObjectStore:'],
      '      destinationPath: s3://backups',
      ...['---', 'apiVersion: postgresql.cnpg.io/v1', 'kind: ScheduledBackup', 'metadata: { name: shop }', 'spec:'],
      ...["  schedule: '0 0 3 * * *'", '  cluster: { name: shop }'],
    ]),
    line: 'barmanObjectStore:',
  },
  {
    rule: 'recovery-left-in-place',
    also: ['database-without-backup'],
    ...beside([
      ...['apiVersion: postgresql.cnpg.io/v1', 'kind: Cluster', 'metadata: { name: shop }', 'spec:', '  instances: 3'],
      ...['  storage: { size: 10Gi, storageClass: database }', '  bootstrap:', '    recovery:', '      source: old'],
    ]),
    line: 'recovery:',
  },
  {
    rule: 'log-fills-its-disk',
    also: ['database-without-backup'],
    ...beside([
      ...['apiVersion: postgresql.cnpg.io/v1', 'kind: Cluster', 'metadata: { name: shop }', 'spec:', '  instances: 3'],
      ...['  storage: { size: 10Gi, storageClass: database }', '  walStorage: { size: 2Gi, storageClass: database }'],
      ...['  postgresql:', '    parameters:', '      max_wal_size: 2GB'],
    ]),
    line: 'max_wal_size: 2GB',
  },
  {
    rule: 'commits-not-on-disk',
    also: ['database-without-backup'],
    ...beside([
      ...['apiVersion: postgresql.cnpg.io/v1', 'kind: Cluster', 'metadata: { name: shop }', 'spec:', '  instances: 3'],
      ...['  storage: { size: 10Gi, storageClass: database }', '  postgresql:', '    parameters:', "      fsync: 'off'"],
    ]),
    line: "fsync: 'off'",
  },
  {
    rule: 'single-copy-pool',
    ...beside(['apiVersion: ceph.rook.io/v1', 'kind: CephBlockPool', 'metadata: { name: shop }', 'spec:', '  replicated:', '    size: 1']),
    line: 'size: 1',
  },
  {
    rule: 'unknown-claim-name',
    ...beside([
      ...['apiVersion: elasticsearch.k8s.elastic.co/v1', 'kind: Elasticsearch', 'metadata: { name: shop }', 'spec:', '  nodeSets:'],
      ...['    - name: default', '      volumeClaimTemplates:', '        - metadata:', '            name: data', '          spec:'],
      ...['            storageClassName: database', '            accessModes: [ReadWriteOnce]'],
      '            resources: { requests: { storage: 10Gi } }',
    ]),
    line: 'name: data',
    also: ['database-without-backup'],
  },
  {
    rule: 'retention-fills-volume',
    ...beside([
      ...['apiVersion: monitoring.coreos.com/v1', 'kind: Prometheus', 'metadata: { name: shop }', 'spec:', '  retentionSize: 10GB'],
      ...['  storage:', '    volumeClaimTemplate:', '      spec:', '        storageClassName: database'],
      ...['        accessModes: [ReadWriteOnce]', '        resources: { requests: { storage: 10Gi } }'],
    ]),
    line: 'retentionSize: 10GB',
  },
  {
    rule: 'misread-schedule',
    ...beside([
      ...['apiVersion: postgresql.cnpg.io/v1', 'kind: ScheduledBackup', 'metadata: { name: shop }', 'spec:', "  schedule: '0 3 * * *'"],
      '  cluster: { name: shop }',
    ]),
    line: "schedule: '0 3 * * *'",
  },
  {
    rule: 'class-without-secret',
    ...beside([
      ...['apiVersion: storage.k8s.io/v1', 'kind: StorageClass', 'metadata: { name: ceph }', 'provisioner: rook-ceph.cephfs.csi.ceph.com'],
      ...['allowVolumeExpansion: true', 'parameters:', '  clusterID: rook-ceph', '  fsName: shop'],
      ...['provisioner', 'node-stage'].flatMap((operation) => [
        `  csi.storage.k8s.io/${operation}-secret-name: rook-csi`,
        `  csi.storage.k8s.io/${operation}-secret-namespace: rook-ceph`,
      ]),
    ]),
    line: 'allowVolumeExpansion: true',
  },
  {
    rule: 'missing-driver-annotation',
    ...beside([
      ...['apiVersion: v1', 'kind: PersistentVolume', 'metadata: { name: frames }', 'spec:', '  capacity: { storage: 1Gi }'],
      ...['  accessModes: [ReadOnlyMany]', '  storageClassName: buckets', '  persistentVolumeReclaimPolicy: Retain'],
      ...['  csi: { driver: gcsfuse.csi.storage.gke.io, volumeHandle: frames }', '---'],
      ...['apiVersion: v1', 'kind: PersistentVolumeClaim', 'metadata: { name: frames }', 'spec:', '  volumeName: frames'],
      ...['  accessModes: [ReadOnlyMany]', '  storageClassName: buckets', '  resources: { requests: { storage: 1Gi } }', '---'],
      ...['apiVersion: v1', 'kind: Pod', 'metadata: { name: frames }', 'spec:', '  containers:', '    - name: show'],
      ...['      image: registry.example.com/show:1.2', '      volumeMounts: [{ name: frames, mountPath: /frames, readOnly: true }]'],
      ...['  volumes:', '    - name: frames', '      persistentVolumeClaim: { claimName: frames, readOnly: true }'],
    ]),
    line: '- name: frames',
  },
  {
    rule: 'several-claims-in-task',
    ...beside([
      ...['apiVersion: tekton.dev/v1', 'kind: PipelineRun', 'metadata: { name: shop }', 'spec:', '  pipelineSpec:'],
      ...['    workspaces: [{ name: a }, { name: b }]', '    tasks:'],
      ...['      - name: compile', '        workspaces: [{ name: a }, { name: b }] # both', '  workspaces:'],
      ...['a', 'b'].map((name) => `    - { name: ${name}, persistentVolumeClaim: { claimName: ${name} } }`),
    ]),
    line: 'workspaces: [{ name: a }, { name: b }] # both',
  },
  {
    rule: 'scratch-between-tasks',
    ...beside([
      ...['apiVersion: tekton.dev/v1', 'kind: PipelineRun', 'metadata: { name: shop }', 'spec:', '  pipelineSpec:'],
      ...['    workspaces: [{ name: a }]', '    tasks:'],
      ...['one', 'two'].map((name) => `      - { name: ${name}, workspaces: [{ name: a }] }`),
      ...['  workspaces:', '    - { name: a, emptyDir: {} }'],
    ]),
    line: '- { name: a, emptyDir: {} }',
  },
  {
    rule: 'workspace-without-binding',
    ...beside([
      ...['apiVersion: tekton.dev/v1', 'kind: PipelineRun', 'metadata: { name: shop }', 'spec:', '  pipelineSpec:'],
      ...['    workspaces: [{ name: a }]', '    tasks: []', '  workspaces: [{ name: b, emptyDir: {} }]'],
    ]),
    line: 'workspaces: [{ name: b, emptyDir: {} }]',
  },
  {
    rule: 'claims-left-after-run',
    ...beside([
      ...['apiVersion: argoproj.io/v1alpha1', 'kind: WorkflowTemplate', 'metadata: { name: frames }', 'spec:'],
      ...['  volumeClaimTemplates:', '    - metadata: { name: work }', '      spec:', '        storageClassName: database'],
      ...['        accessModes: [ReadWriteOnce]', '        resources: { requests: { storage: 2Gi } }'],
    ]),
    line: 'volumeClaimTemplates:',
    also: ['disk-left-by-each-pod'],
  },
  {
    rule: 'disk-left-by-each-pod',
    ...beside([
      ...[
        'apiVersion: v1',
        'kind: Pod',
        `metadata: { ${THUMBNAILS.replace('\n ', ',')} }`,
        'spec:',
        '  containers: [{ name: main, image: "x.example/y:1", volumeMounts: [{ name: work, mountPath: /work }] }]',
      ],
      ...['  volumes:', '    - name: work', '      ephemeral:', '        volumeClaimTemplate:', '          spec:'],
      ...[
        '            storageClassName: database',
        '            accessModes: [ReadWriteOncePod]',
        '            resources: { requests: { storage: 9Gi } }',
      ],
    ]),
    line: 'storageClassName: database',
  },
  {
    rule: 'invalid-spark-volume',
    ...beside([
      ...['apiVersion: sparkoperator.k8s.io/v1beta2', 'kind: SparkApplication', 'metadata: { name: sales }', 'spec:', '  sparkConf:'],
      '    spark.kubernetes.driver.volumes.emptyDir.work.options.sizeLimit: 2Gi',
    ]),
    line: 'spark.kubernetes.driver.volumes.emptyDir.work.options.sizeLimit: 2Gi',
  },
  {
    rule: 'recurring-job-without-volumes',
    ...beside([
      ...['apiVersion: longhorn.io/v1beta2', 'kind: RecurringJob', 'metadata: { name: nightly }'],
      'spec: { cron: 0 2 * * *, task: backup, retain: 7 }',
    ]),
    line: 'spec: { cron: 0 2 * * *, task: backup, retain: 7 }',
  },
  {
    rule: 'sync-order-deadlock',
    manifest: 'shop',
    changes: [[THUMBNAILS, `${THUMBNAILS}\n  annotations: { argocd.argoproj.io/sync-wave: '-1' }`]],
    line: "annotations: { argocd.argoproj.io/sync-wave: '-1' }",
  },
  {
    rule: 'versioned-claim-template',
    manifest: 'shop',
    changes: [['- metadata:\n        name: data', '- metadata:\n        labels: { helm.sh/chart: orders-1.2.3 }\n        name: data']],
    line: 'labels: { helm.sh/chart: orders-1.2.3 }',
  },

  // Capacity
  {
    rule: 'scratch-without-limit',
    manifest: 'shop',
    changes: [
      [
        '            medium: Memory\n            sizeLimit: 256Mi\n        - name: database',
        '            medium: Memory\n        - name: database',
      ],
    ],
    line: 'emptyDir:',
  },
  {
    rule: 'memory-scratch-exceeds-limit',
    manifest: 'shop',
    changes: [['sizeLimit: 256Mi\n        - name: database', 'sizeLimit: 2Gi\n        - name: database']],
    line: 'sizeLimit: 2Gi',
  },
  {
    rule: 'scratch-exceeds-limit',
    manifest: 'shop',
    changes: [
      ['- name: logs\n          emptyDir:\n            sizeLimit: 256Mi', '- name: logs\n          emptyDir:\n            sizeLimit: 3Gi'],
    ],
    line: 'sizeLimit: 3Gi',
  },
  {
    rule: 'missing-ephemeral-storage-limit',
    manifest: 'shop',
    changes: [
      ['{ cpu: 200m, memory: 256Mi, ephemeral-storage: 256Mi }', '{ cpu: 200m, memory: 256Mi }'],
      ['limits: { memory: 512Mi, ephemeral-storage: 512Mi }', 'limits: { memory: 512Mi }'],
      [
        '          resources:\n            requests: { cpu: 200m, memory: 256Mi }',
        '          resources: # without disk\n            requests: { cpu: 200m, memory: 256Mi }',
      ],
    ],
    line: 'resources: # without disk',
  },
  {
    rule: 'config-object-too-large',
    manifest: 'shop',
    changes: [
      ['  password: to-be-replaced', `  password: ${'x'.repeat(1_100_000)}`],
      ['stringData:', 'stringData: # large'],
    ],
    line: 'stringData: # large',
  },
  {
    rule: 'config-object-too-large',
    level: 'warning',
    manifest: 'shop',
    changes: [['data:\n  nginx.conf', `data: # large\n  words: ${'word '.repeat(60_000).trimEnd()}\n  nginx.conf`]],
    line: 'data: # large',
  },
  { rule: 'mistaken-quantity', level: 'warning', manifest: 'shop', changes: [['storage: 100Gi', 'storage: 100m']], line: 'storage: 100m' },
  {
    rule: 'quota-exceeded',
    ...beside([
      'apiVersion: v1',
      'kind: ResourceQuota',
      'metadata:',
      '  name: storage',
      '  namespace: shop',
      'spec:',
      '  hard:',
      '    requests.storage: 10Gi',
    ]),
    line: 'requests.storage: 10Gi',
  },

  // Configuration and secrets
  {
    rule: 'config-change-not-rolled-out',
    manifest: 'shop',
    changes: [
      ['        checksum/config: 8d2a0f8a0b1d4c2f9e7b6a5d4c3b2a190807f6e5d4c3b2a1908070605040302\n', '        example.com/owner: shop\n'],
      [
        '            - configMapRef:\n                name: web\n',
        '            - configMapRef:\n                name: web # of the environment\n',
      ],
    ],
    line: 'name: web # of the environment',
  },
  {
    rule: 'subpath-update-needs-restart',
    manifest: 'shop',
    changes: [
      ['        checksum/config: 8d2a0f8a0b1d4c2f9e7b6a5d4c3b2a190807f6e5d4c3b2a1908070605040302\n', '        example.com/owner: shop\n'],
      ['            - configMapRef:\n                name: web\n', '            - configMapRef:\n                name: elsewhere\n'],
      ['mountPath: /config\n', 'mountPath: /config/nginx.conf\n              subPath: nginx.conf\n'],
    ],
    line: 'subPath: nginx.conf',
    also: ['config-change-not-rolled-out'],
  },
  {
    rule: 'literal-credential',
    manifest: 'shop',
    changes: [['- name: DB_HOST\n              value: orders', '- name: DB_PASSWORD\n              value: hunter2']],
    line: 'value: hunter2',
  },
  {
    rule: 'secret-in-environment',
    manifest: 'shop',
    changes: [
      [
        '- name: DB_HOST\n              value: orders',
        '- name: DB_PASSWORD\n              valueFrom:\n                secretKeyRef: { name: external, key: password }',
      ],
    ],
    line: 'secretKeyRef: { name: external, key: password }',
  },
  {
    rule: 'secret-in-manifest',
    manifest: 'shop',
    changes: [['password: to-be-replaced', 'password: hunter22']],
    line: 'password: hunter22',
  },
  {
    rule: 'writable-config-mount',
    manifest: 'shop',
    changes: [['mountPath: /config\n              readOnly: true', 'mountPath: /config']],
    line: '- name: config',
  },
  {
    rule: 'synced-secret-without-mount',
    ...beside([
      ...['apiVersion: secrets-store.csi.x-k8s.io/v1', 'kind: SecretProviderClass', 'metadata: { name: vault, namespace: shop }'],
      ...['spec:', '  secretObjects: [{ secretName: signing }]', '---'],
      ...['apiVersion: v1', 'kind: Pod', 'metadata: { name: sign, namespace: shop }', 'spec:', '  containers:', '    - name: sign'],
      ...['      image: registry.example.com/sign:1.2', '      volumeMounts: [{ name: key, mountPath: /key, readOnly: true }]'],
      ...['  volumes:', '    - name: key', '      secret:', '        secretName: signing', '        defaultMode: 0440'],
    ]),
    line: 'secretName: signing',
  },

  // Security
  {
    rule: 'host-path-volume',
    level: 'error',
    manifest: 'reports',
    changes: [['HostToContainer\n              readOnly: true', 'HostToContainer']],
    line: 'path: /',
  },
  {
    rule: 'host-path-reveals-node',
    manifest: 'reports',
    changes: [['runAsUser: 65534\n        runAsGroup: 65534', 'runAsUser: 65534\n        runAsGroup: 0']],
    line: 'path: /',
  },
  {
    rule: 'host-path-unchecked',
    manifest: 'reports',
    changes: [['            path: /\n            type: Directory', '            path: /etc/machine-id']],
    line: 'path: /etc/machine-id',
  },
  {
    rule: 'host-path-out-of-reach',
    manifest: 'reports',
    changes: [['            path: /\n            type: Directory', '            path: /var/log/pods\n            type: Directory']],
    line: '- name: root',
  },
  {
    rule: 'bidirectional-mount-without-privilege',
    manifest: 'reports',
    changes: [['mountPropagation: HostToContainer', 'mountPropagation: Bidirectional']],
    line: 'mountPropagation: Bidirectional',
  },
  {
    rule: 'csi-registration-path',
    manifest: 'reports',
    changes: [
      [
        'registration-path=/var/lib/kubelet/plugins/scans.csi.example.com/csi.sock',
        'registration-path=/var/lib/kubelet/plugins/scans/csi.sock',
      ],
    ],
    line: '- --kubelet-registration-path=/var/lib/kubelet/plugins/scans/csi.sock',
  },
  {
    rule: 'csi-mount-not-shared',
    manifest: 'reports',
    changes: [['mountPropagation: Bidirectional', 'mountPropagation: None']],
    line: 'mountPropagation: None',
  },
  {
    rule: 'csi-plugin-with-surge',
    manifest: 'reports',
    changes: [['maxSurge: 0', 'maxSurge: 1']],
    line: 'maxSurge: 1',
  },
  {
    rule: 'csi-driver-contradiction',
    manifest: 'reports',
    changes: [
      ['volumeLifecycleModes: [Persistent, Ephemeral]', 'volumeLifecycleModes: [Ephemeral]'],
      ['  attachRequired: false\n  podInfoOnMount', '  attachRequired: true\n  podInfoOnMount'],
    ],
    line: 'attachRequired: true',
  },
  {
    rule: 'selinux-labels-differ',
    ...beside([
      'apiVersion: v1',
      'kind: Pod',
      'metadata: { name: renderer, namespace: shop }',
      'spec:',
      '  containers:',
      '    - name: renderer',
      '      image: registry.example.com/renderer:1.4.0',
      '      resources: { limits: { ephemeral-storage: 2Gi } }',
      '      securityContext: { seLinuxOptions: { level: "s0:c1,c2" } }',
      '      volumeMounts:',
      '        - { name: frames, mountPath: /frames }',
      '    - name: encoder',
      '      image: registry.example.com/encoder:1.4.0',
      '      resources: { limits: { ephemeral-storage: 2Gi } }',
      '      securityContext:',
      '        seLinuxOptions: { level: "s0:c3,c4" }',
      '      volumeMounts:',
      '        - { name: frames, mountPath: /frames, readOnly: true }',
      '  volumes:',
      '    - { name: frames, emptyDir: { sizeLimit: 1Gi } }',
    ]),
    line: 'seLinuxOptions: { level: "s0:c3,c4" }',
  },
  {
    rule: 'non-root-without-group',
    manifest: 'reports',
    changes: [['        supplementalGroups: [2000]\n', '']],
    line: '- name: reports',
  },
  {
    rule: 'chown-without-root',
    manifest: 'shop',
    changes: [['                  pg_dump -Fc', '                  chown 999 /dumps\n                  pg_dump -Fc']],
    line: 'command:',
  },
  {
    rule: 'recursive-ownership-change',
    manifest: 'shop',
    changes: [['fsGroup: 999\n        fsGroupChangePolicy: OnRootMismatch', 'fsGroup: 999\n        fsGroupChangePolicy: Always']],
    line: 'fsGroupChangePolicy: Always',
  },
  {
    rule: 'world-writable-store',
    manifest: 'reports',
    changes: [['share: /exports', 'share: /exports\n  mountPermissions: "0777"']],
    line: 'mountPermissions: "0777"',
  },
  {
    rule: 'shared-writer',
    manifest: 'shop',
    changes: [['mountPath: /logs\n              readOnly: true', 'mountPath: /logs']],
    line: '- name: logs',
  },

  // Programs
  {
    rule: 'image-volume-without-version',
    ...beside([
      'apiVersion: v1',
      'kind: Pod',
      'metadata:',
      '  name: recommender',
      '  namespace: shop',
      'spec:',
      '  containers:',
      '    - name: recommender',
      '      image: registry.example.com/recommender:1.4.0',
      '      volumeMounts:',
      '        - { name: model, mountPath: /model, readOnly: true }',
      '  volumes:',
      '    - name: model',
      '      image: { reference: registry.example.com/models/taste }',
    ]),
    line: 'image: { reference: registry.example.com/models/taste }',
  },
  {
    rule: 'database-image-without-version',
    manifest: 'shop',
    changes: [['image: postgres:17.6\n          env', 'image: postgres:alpine\n          env']],
    line: 'image: postgres:alpine',
  },
  {
    rule: 'data-directory-not-empty',
    manifest: 'shop',
    changes: [
      ['csi.storage.k8s.io/fstype: xfs', 'csi.storage.k8s.io/fstype: ext4'],
      ['value: /pgdata/data', 'value: /pgdata'],
    ],
    line: 'mountPath: /pgdata',
  },
  {
    rule: 'data-directory-shared',
    manifest: 'reports',
    changes: [
      [
        'image: registry.example.com/reports/renderer:5.2.1',
        'image: jenkins/jenkins:2.516.2-lts\n          env: [{ name: JENKINS_HOME, value: /reports }]',
      ],
    ],
    line: 'replicas: 3',
  },
  {
    rule: 'embedded-database-on-network-share',
    manifest: 'reports',
    changes: [
      ['replicas: 3', 'replicas: 1'],
      [
        'image: registry.example.com/reports/renderer:5.2.1',
        'image: vaultwarden/server:1.34.3\n          env: [{ name: DATA_FOLDER, value: /reports }]',
      ],
    ],
    line: '- name: reports',
  },
  {
    rule: 'owner-change-on-network-share',
    manifest: 'reports',
    changes: [
      ['replicas: 3', 'replicas: 1\n  strategy: { type: Recreate }'],
      ['        runAsNonRoot: true\n        runAsUser: 10001\n', ''],
      ['image: registry.example.com/reports/renderer:5.2.1', 'image: mysql:8.4.7'],
      ['mountPath: /reports', 'mountPath: /var/lib/mysql'],
    ],
    line: '- name: reports',
    also: ['database-without-backup'],
  },
  {
    rule: 'appends-to-bucket',
    manifest: 'reports',
    changes: [
      ['replicas: 3', 'replicas: 1'],
      ['    driver: nfs.csi.k8s.io\n', '    driver: s3.csi.aws.com\n'],
      ['  mountOptions: [hard, nfsvers=4.1, timeo=600, retrans=2]\n', ''],
      [
        'image: registry.example.com/reports/renderer:5.2.1',
        'image: vaultwarden/server:1.34.3\n          env: [{ name: DATA_FOLDER, value: /reports }]',
      ],
    ],
    line: '- name: reports',
  },
  {
    rule: 'majority-not-kept',
    manifest: 'shop',
    changes: [
      ['replicas: 1\n  serviceName: orders', 'replicas: 2\n  serviceName: orders'],
      [
        'image: postgres:17.6\n          env',
        'image: nats:2.12.1\n          args: [-js, --store_dir, /pgdata, --routes, "nats://orders-0.orders:6222"]\n          env',
      ],
    ],
    line: 'replicas: 2',
  },
  {
    rule: 'peers-wait-for-each-other',
    manifest: 'shop',
    changes: [
      ['replicas: 1\n  serviceName: orders', 'replicas: 3\n  serviceName: orders'],
      [
        'image: postgres:17.6\n          env',
        'image: nats:2.12.1\n          args: [-js, --store_dir, /pgdata, --routes, "nats://orders-0.orders:6222"]\n          readinessProbe: { httpGet: { path: /healthz, port: 8222 } }\n          env',
      ],
    ],
    line: 'spec:',
  },
  {
    rule: 'program-saves-nothing',
    manifest: 'shop',
    changes: [['image: postgres:17.6\n          env', 'image: memcached:1.6.39\n          env']],
    line: '- name: data',
  },
  {
    rule: 'state-named-after-pod',
    manifest: 'shop',
    changes: [
      [
        'image: registry.example.com/shop/thumbnailer:1.3.0\n          volumeMounts:\n            - name: data\n              mountPath: /data\n      volumes',
        'image: rabbitmq:4.1.4\n          volumeMounts:\n            - name: data\n              mountPath: /var/lib/rabbitmq\n      volumes',
      ],
    ],
    line: 'kind: Deployment',
  },
  {
    rule: 'read-only-root-without-room',
    manifest: 'shop',
    changes: [["          args: [nginx, -g, 'daemon off;', -c, /config/nginx.conf]\n", '']],
    line: 'readOnlyRootFilesystem: true',
  },
];
