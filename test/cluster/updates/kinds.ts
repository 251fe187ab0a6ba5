/*
 * Objects of each kind with a rule for updates, and values that fields of them may have: from these, pairs are drawn. What is drawn is valid by
 * itself, most of the time; the server says where it is not.
 */

export type Json = Record<string, unknown>;

export interface Kind {
  readonly base: Json;
  /** Values by place, as keys with dots; undefined leaves the field out. */
  readonly fields: Readonly<Record<string, readonly unknown[]>>;
}

const container = { name: 'main', image: 'example.com/main:1' };

const POD_FIELDS = (at: string): Readonly<Record<string, readonly unknown[]>> => ({
  [`${at}.terminationGracePeriodSeconds`]: [undefined, 30, 60, 0],
  [`${at}.dnsPolicy`]: [undefined, 'ClusterFirst', 'Default'],
  [`${at}.schedulerName`]: [undefined, 'default-scheduler', 'other'],
  [`${at}.hostNetwork`]: [undefined, false],
  [`${at}.securityContext`]: [undefined, {}, { fsGroup: 1 }, { runAsUser: 0 }],
  [`${at}.nodeSelector`]: [undefined, {}, { disk: 'ssd' }, { disk: '' }],
  [`${at}.tolerations`]: [
    undefined,
    [],
    [{ key: 'a', operator: 'Exists' }],
    [
      { key: 'a', operator: 'Exists' },
      { key: 'b', operator: 'Exists' },
    ],
    [{ key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 10 }],
    [{ key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 20 }],
  ],
  [`${at}.volumes`]: [
    undefined,
    [],
    [{ name: 'v', emptyDir: {} }],
    [{ name: 'v', emptyDir: { sizeLimit: '1Gi' } }],
    [{ name: 'v', emptyDir: { sizeLimit: '1024Mi' } }],
    [{ name: 'v', configMap: { name: 'c' } }],
    [{ name: 'v', configMap: { name: 'c', defaultMode: 0o644 } }],
    [{ name: 'v', configMap: { name: 'c', defaultMode: 0 } }],
    [{ name: 'v', hostPath: { path: '/a' } }],
    [{ name: 'v', hostPath: { path: '/a', type: '' } }],
    [{ name: 'v', secret: { secretName: 's', optional: false } }],
  ],
  [`${at}.containers.0.image`]: ['example.com/main:1', 'example.com/main:2', 'example.com/main:latest'],
  [`${at}.containers.0.imagePullPolicy`]: [undefined, 'IfNotPresent'],
  [`${at}.containers.0.env`]: [undefined, [], [{ name: 'A', value: '1' }], [{ name: 'A', value: '' }], [{ name: 'A' }]],
  [`${at}.containers.0.ports`]: [undefined, [{ containerPort: 80 }], [{ containerPort: 80, protocol: 'TCP' }]],
  [`${at}.containers.0.resources`]: [
    undefined,
    {},
    { requests: { cpu: '1' } },
    { requests: { cpu: '1000m' } },
    { limits: { cpu: '1' } },
    { limits: { cpu: '1' }, requests: { cpu: '1' } },
    { limits: { cpu: '2' }, requests: { cpu: '1' } },
  ],
  [`${at}.containers.0.livenessProbe`]: [
    undefined,
    { tcpSocket: { port: 80 } },
    { tcpSocket: { port: 80 }, periodSeconds: 10, timeoutSeconds: 1, successThreshold: 1, failureThreshold: 3 },
    { httpGet: { port: 80 } },
    { httpGet: { port: 80, path: '/', scheme: 'HTTP' } },
  ],
  [`${at}.containers.0.terminationMessagePath`]: [undefined, '/dev/termination-log', '/dev/other'],
});

const workload = (kind: string, spec: Json, template: Json = {}): Json => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name: 'x', namespace: 'default' },
  spec: {
    selector: { matchLabels: { app: 'x' } },
    template: { metadata: { labels: { app: 'x', tier: 'a', env: 'b' } }, spec: { containers: [container], ...template } },
    ...spec,
  },
});

const SELECTORS = [
  { matchLabels: { app: 'x' } },
  { matchLabels: { app: 'x', tier: 'a' } },
  { matchLabels: { app: 'x' }, matchExpressions: [] },
  { matchLabels: { app: 'x' }, matchExpressions: [{ key: 'env', operator: 'Exists' }] },
];

const claimTemplate = (metadata: Json, spec: Json, more: Json = {}): Json => ({
  metadata: { name: 'data', ...metadata },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
  ...more,
});

const TEMPLATES = [
  undefined,
  [],
  [claimTemplate({}, {})],
  [claimTemplate({}, { volumeMode: 'Filesystem' })],
  [claimTemplate({}, {}, { apiVersion: 'v1', kind: 'PersistentVolumeClaim' })],
  [claimTemplate({}, {}, { status: { phase: 'Pending' } })],
  [claimTemplate({ labels: {} }, {})],
  [claimTemplate({ labels: { chart: 'a-1' } }, {})],
  [claimTemplate({ annotations: { a: '' } }, {})],
  [claimTemplate({}, { storageClassName: 'fast' })],
  [claimTemplate({}, { storageClassName: '' })],
  [claimTemplate({}, { resources: { requests: { storage: '1024Mi' } } })],
  [claimTemplate({}, { resources: { requests: { storage: '1G' } } })],
  [claimTemplate({}, { selector: { matchLabels: { a: 'b' } } })],
  [claimTemplate({}, {}), claimTemplate({ name: 'wal' }, {})],
  [claimTemplate({ name: 'wal' }, {}), claimTemplate({}, {})],
];

const CLAIM: Json = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'x', namespace: 'default' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '2Gi' } } },
};

const CLAIM_FIELDS = {
  'spec.accessModes': [['ReadWriteOnce'], ['ReadWriteMany'], ['ReadWriteOnce', 'ReadWriteMany']],
  'spec.storageClassName': [undefined, '', 'fast', 'slow'],
  'spec.volumeMode': [undefined, 'Filesystem', 'Block'],
  'spec.selector': [undefined, {}, { matchLabels: { a: 'b' } }],
  'spec.resources.limits': [undefined, {}, { storage: '8Gi' }],
  'spec.resources.requests.storage': ['1Gi', '2Gi', '2048Mi', '3Gi', '1536Mi'],
  'spec.dataSourceRef': [
    undefined,
    { kind: 'PersistentVolumeClaim', name: 'a' },
    { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 'a' },
  ],
  'metadata.labels': [undefined, {}, { a: 'b' }],
  'metadata.annotations': [undefined, { a: 'b' }],
};

/** The node affinity of a volume. */
const affinity = (zone: string): Json => ({
  required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'In', values: [zone] }] }] },
});

const JOB_TEMPLATE = 'spec.template.spec';

export const KINDS: Readonly<Record<string, Kind>> = {
  StatefulSet: {
    base: workload('StatefulSet', { serviceName: 'x' }),
    fields: {
      'spec.serviceName': ['x', 'y'],
      'spec.podManagementPolicy': [undefined, 'OrderedReady', 'Parallel'],
      'spec.revisionHistoryLimit': [undefined, 10, 3],
      'spec.replicas': [undefined, 1, 3],
      'spec.minReadySeconds': [undefined, 0, 5],
      'spec.ordinals': [undefined, { start: 2 }],
      'spec.updateStrategy': [
        undefined,
        {},
        { type: 'RollingUpdate' },
        { type: 'OnDelete' },
        { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
      ],
      'spec.persistentVolumeClaimRetentionPolicy': [
        undefined,
        { whenDeleted: 'Retain', whenScaled: 'Retain' },
        { whenDeleted: 'Delete', whenScaled: 'Retain' },
      ],
      'spec.selector': SELECTORS,
      'spec.volumeClaimTemplates': TEMPLATES,
      ...POD_FIELDS('spec.template.spec'),
    },
  },
  ...Object.fromEntries(
    ['Deployment', 'DaemonSet', 'ReplicaSet'].map((kind) => [
      kind,
      {
        base: workload(kind, {}),
        fields: {
          'spec.selector': SELECTORS,
          'spec.minReadySeconds': [undefined, 0, 5],
          ...(kind === 'DaemonSet' ? {} : { 'spec.replicas': [undefined, 1, 3] }),
          ...POD_FIELDS('spec.template.spec'),
        },
      },
    ]),
  ),
  'PersistentVolumeClaim, Bound': {
    base: { ...CLAIM, spec: { ...(CLAIM.spec as Json), volumeName: 'v' }, status: { phase: 'Bound', capacity: { storage: '1Gi' } } },
    fields: { ...CLAIM_FIELDS, 'spec.volumeName': ['v', 'w'] },
  },
  'PersistentVolumeClaim, Pending': {
    base: { ...CLAIM, status: { phase: 'Pending' } },
    fields: { ...CLAIM_FIELDS, 'spec.volumeName': [undefined, '', 'v', 'w'] },
  },
  PersistentVolume: {
    base: {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'x' },
      spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], csi: { driver: 'd.example.com', volumeHandle: 'a' } },
    },
    fields: {
      'spec.capacity.storage': ['1Gi', '2Gi'],
      'spec.accessModes': [['ReadWriteOnce'], ['ReadWriteMany']],
      'spec.persistentVolumeReclaimPolicy': [undefined, 'Retain', 'Delete'],
      'spec.storageClassName': [undefined, '', 'fast'],
      'spec.mountOptions': [undefined, [], ['noatime']],
      'spec.volumeMode': [undefined, 'Filesystem', 'Block'],
      'spec.nodeAffinity': [undefined, affinity('a'), affinity('b')],
      'spec.claimRef': [undefined, { namespace: 'default', name: 'c' }, { namespace: 'default', name: 'd' }],
      'spec.csi': [
        { driver: 'd.example.com', volumeHandle: 'a' },
        { driver: 'd.example.com', volumeHandle: 'b' },
        { driver: 'd.example.com', volumeHandle: 'a', fsType: 'xfs' },
        { driver: 'd.example.com', volumeHandle: 'a', fsType: '' },
        { driver: 'd.example.com', volumeHandle: 'a', readOnly: false },
        { driver: 'd.example.com', volumeHandle: 'a', volumeAttributes: {} },
        { driver: 'd.example.com', volumeHandle: 'a', volumeAttributes: { a: '' } },
        { driver: 'd.example.com', volumeHandle: 'a', controllerExpandSecretRef: { name: 's', namespace: 'n' } },
        { driver: 'd.example.com', volumeHandle: 'a', controllerExpandSecretRef: { name: 't', namespace: 'n' } },
      ],
    },
  },
  'PersistentVolume of NFS': {
    base: {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'x' },
      spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], nfs: { server: 'a', path: '/' } },
    },
    fields: {
      'spec.nfs': [
        { server: 'a', path: '/' },
        { server: 'b', path: '/' },
        { server: 'a', path: '/', readOnly: true },
        { server: 'a', path: '/', readOnly: false },
      ],
      'spec.persistentVolumeReclaimPolicy': [undefined, 'Retain', 'Delete'],
    },
  },
  'PersistentVolume of the node': {
    base: {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'x' },
      spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/a' } },
    },
    fields: { 'spec.hostPath': [{ path: '/a' }, { path: '/a', type: '' }, { path: '/a', type: 'Directory' }, { path: '/b' }] },
  },
  StorageClass: {
    base: { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'x' }, provisioner: 'd.example.com' },
    fields: {
      provisioner: ['d.example.com', 'e.example.com'],
      // Older versions tell an empty map from none, if it is written anew; nobody does.
      parameters: [undefined, { type: 'a' }, { type: 'b' }, { type: '' }],
      reclaimPolicy: [undefined, 'Delete', 'Retain'],
      volumeBindingMode: [undefined, 'Immediate', 'WaitForFirstConsumer'],
      allowVolumeExpansion: [undefined, false, true],
      mountOptions: [undefined, [], ['noatime']],
      allowedTopologies: [undefined, [{ matchLabelExpressions: [{ key: 'zone', values: ['a'] }] }]],
    },
  },
  CSIDriver: {
    base: { apiVersion: 'storage.k8s.io/v1', kind: 'CSIDriver', metadata: { name: 'd.example.com' }, spec: {} },
    fields: {
      'spec.attachRequired': [undefined, true, false],
      'spec.podInfoOnMount': [undefined, true, false],
      'spec.fsGroupPolicy': [undefined, 'ReadWriteOnceWithFSType', 'File', 'None'],
      'spec.volumeLifecycleModes': [undefined, ['Persistent'], ['Ephemeral'], ['Persistent', 'Ephemeral']],
      'spec.storageCapacity': [undefined, false, true],
      'spec.requiresRepublish': [undefined, false, true],
    },
  },
  Secret: {
    base: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x', namespace: 'default' } },
    fields: {
      type: [undefined, 'Opaque', 'example.com/other'],
      immutable: [undefined, false, true],
      data: [undefined, { a: 'YQ==' }, { a: 'Yg==' }],
      stringData: [undefined, { a: 'a' }, { b: '' }],
    },
  },
  ConfigMap: {
    base: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', namespace: 'default' } },
    fields: {
      immutable: [undefined, false, true],
      data: [undefined, { a: 'a' }, { a: '' }],
      binaryData: [undefined, { b: 'YQ==' }],
    },
  },
  ...Object.fromEntries(
    ['running', 'suspended'].map((state) => [
      `Job, ${state}`,
      {
        base: {
          apiVersion: 'batch/v1',
          kind: 'Job',
          metadata: { name: 'x', namespace: 'default' },
          spec: {
            ...(state === 'suspended' ? { suspend: true } : {}),
            template: { metadata: { labels: { app: 'x' } }, spec: { restartPolicy: 'Never', containers: [container] } },
          },
        },
        fields: {
          'spec.parallelism': [undefined, 1, 2, 3],
          'spec.completions': [undefined, 1, 2, 3],
          'spec.completionMode': [undefined, 'NonIndexed', 'Indexed'],
          'spec.backoffLimit': [undefined, 6, 2],
          'spec.activeDeadlineSeconds': [undefined, 60],
          'spec.ttlSecondsAfterFinished': [undefined, 0, 60],
          'spec.suspend': [state === 'suspended' ? true : undefined, state === 'suspended'],
          'spec.podFailurePolicy': [
            undefined,
            { rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }] },
            { rules: [{ action: 'FailJob', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }] },
          ],
          'spec.template.metadata.annotations': [undefined, {}, { a: 'b' }],
          'spec.template.metadata.labels': [{ app: 'x' }, { app: 'x', tier: 'a' }],
          ...POD_FIELDS(JOB_TEMPLATE),
        },
      },
    ]),
  ),
  Pod: {
    base: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x', namespace: 'default' }, spec: { containers: [container] } },
    fields: { 'spec.activeDeadlineSeconds': [undefined, 60, 30], ...POD_FIELDS('spec') },
  },
  ...Object.fromEntries(
    ['RoleBinding', 'ClusterRoleBinding'].map((kind) => [
      kind,
      {
        base: {
          apiVersion: 'rbac.authorization.k8s.io/v1',
          kind,
          metadata: kind === 'RoleBinding' ? { name: 'x', namespace: 'default' } : { name: 'x' },
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'a' },
        },
        fields: {
          roleRef: ['a', 'b'].map((name) => ({ apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name })),
          subjects: [undefined, [], [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'u' }]],
        },
      },
    ]),
  ),
  ResourceQuota: {
    base: { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'x', namespace: 'default' }, spec: {} },
    fields: {
      'spec.hard': [undefined, { pods: '1' }, { pods: '2' }],
      'spec.scopes': [undefined, [], ['NotTerminating'], ['NotTerminating', 'NotBestEffort'], ['NotBestEffort', 'NotTerminating']],
    },
  },
  PriorityClass: {
    base: { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'x' }, value: 1 },
    fields: { value: [1, 2, 0], preemptionPolicy: [undefined, 'PreemptLowerPriority', 'Never'], description: [undefined, 'a'] },
  },
  RuntimeClass: {
    base: { apiVersion: 'node.k8s.io/v1', kind: 'RuntimeClass', metadata: { name: 'x' }, handler: 'a' },
    fields: { handler: ['a', 'b'] },
  },
  IngressClass: {
    base: { apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass', metadata: { name: 'x' }, spec: { controller: 'example.com/a' } },
    fields: { 'spec.controller': ['example.com/a', 'example.com/b'], 'metadata.labels': [undefined, { a: 'b' }] },
  },
};
