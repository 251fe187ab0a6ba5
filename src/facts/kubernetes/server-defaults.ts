/**
 * What the API server writes into fields that were left out: two manifests of which one spells it out are the same object.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/v1/defaults.go
 */

/** Values by the place that they are written to where it is empty and its parent is there; `*` stands for each item. */
type Defaults = Readonly<Record<string, unknown>>;

const FIELD_REF = 'v1';

/** How long a Pod may take to end that says nothing of it. */
export const DEFAULT_GRACE_SECONDS = 30;

const PROBE: Defaults = {
  timeoutSeconds: 1,
  periodSeconds: 10,
  successThreshold: 1,
  failureThreshold: 3,
  'httpGet/scheme': 'HTTP',
  'httpGet/path': '/',
};

const probes = Object.fromEntries(
  ['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((probe) =>
    Object.entries(PROBE).map(([key, value]) => [`${probe}/${key}`, value] as const),
  ),
);

const hooks = Object.fromEntries(
  ['postStart', 'preStop'].flatMap((hook) =>
    ['scheme:HTTP', 'path:/'].map((pair) => {
      const [key, value] = pair.split(':');
      return [`lifecycle/${hook}/httpGet/${key}`, value] as const;
    }),
  ),
);

const CONTAINER: Defaults = {
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
  'ports/*/protocol': 'TCP',
  'env/*/valueFrom/fieldRef/apiVersion': FIELD_REF,
  ...probes,
  ...hooks,
};

const CLAIM_SPEC: Defaults = { volumeMode: 'Filesystem' };

const VOLUME: Defaults = {
  'secret/defaultMode': 0o644,
  'configMap/defaultMode': 0o644,
  'downwardAPI/defaultMode': 0o644,
  'downwardAPI/items/*/fieldRef/apiVersion': FIELD_REF,
  'projected/defaultMode': 0o644,
  'projected/sources/*/serviceAccountToken/expirationSeconds': 3600,
  'projected/sources/*/downwardAPI/items/*/fieldRef/apiVersion': FIELD_REF,
  'hostPath/type': '',
  'ephemeral/volumeClaimTemplate/spec/volumeMode': 'Filesystem',
  'iscsi/iscsiInterface': 'default',
  'rbd/pool': 'rbd',
  'rbd/user': 'admin',
  'rbd/keyring': '/etc/ceph/keyring',
  'azureDisk/cachingMode': 'ReadWrite',
  'azureDisk/fsType': 'ext4',
  'azureDisk/readOnly': false,
  'azureDisk/kind': 'Shared',
  'scaleIO/storageMode': 'ThinProvisioned',
  'scaleIO/fsType': 'xfs',
};

const PREFIXED = (prefix: string, defaults: Defaults): Defaults =>
  Object.fromEntries(Object.entries(defaults).map(([key, value]) => [`${prefix}/${key}`, value]));

const POD_SPEC: Defaults = {
  dnsPolicy: 'ClusterFirst',
  restartPolicy: 'Always',
  terminationGracePeriodSeconds: DEFAULT_GRACE_SECONDS,
  schedulerName: 'default-scheduler',
  securityContext: {},
  ...PREFIXED('containers/*', CONTAINER),
  ...PREFIXED('initContainers/*', CONTAINER),
  ...PREFIXED('volumes/*', VOLUME),
};

const TEMPLATE = PREFIXED('spec/template/spec', POD_SPEC);

/** By kind with API group. */
const DEFAULTS: Readonly<Record<string, Defaults>> = {
  'apps/StatefulSet': {
    'spec/replicas': 1,
    'spec/podManagementPolicy': 'OrderedReady',
    'spec/revisionHistoryLimit': 10,
    'spec/updateStrategy': {},
    'spec/updateStrategy/type': 'RollingUpdate',
    'spec/persistentVolumeClaimRetentionPolicy': {},
    'spec/persistentVolumeClaimRetentionPolicy/whenDeleted': 'Retain',
    'spec/persistentVolumeClaimRetentionPolicy/whenScaled': 'Retain',
    ...PREFIXED('spec/volumeClaimTemplates/*/spec', CLAIM_SPEC),
    ...TEMPLATE,
  },
  'apps/Deployment': {
    'spec/replicas': 1,
    'spec/revisionHistoryLimit': 10,
    'spec/progressDeadlineSeconds': 600,
    'spec/strategy': {},
    'spec/strategy/type': 'RollingUpdate',
    ...TEMPLATE,
  },
  'apps/DaemonSet': {
    'spec/revisionHistoryLimit': 10,
    'spec/updateStrategy': {},
    'spec/updateStrategy/type': 'RollingUpdate',
    ...TEMPLATE,
  },
  'apps/ReplicaSet': { 'spec/replicas': 1, ...TEMPLATE },
  ReplicationController: { 'spec/replicas': 1, ...TEMPLATE },
  'batch/Job': {
    'spec/parallelism': 1,
    'spec/backoffLimit': 6,
    'spec/completionMode': 'NonIndexed',
    'spec/suspend': false,
    ...TEMPLATE,
  },
  'batch/CronJob': {
    'spec/concurrencyPolicy': 'Allow',
    'spec/suspend': false,
    'spec/successfulJobsHistoryLimit': 3,
    'spec/failedJobsHistoryLimit': 1,
    ...PREFIXED('spec/jobTemplate', TEMPLATE),
  },
  Pod: PREFIXED('spec', POD_SPEC),
  PersistentVolumeClaim: PREFIXED('spec', CLAIM_SPEC),
  PersistentVolume: {
    'spec/volumeMode': 'Filesystem',
    'spec/persistentVolumeReclaimPolicy': 'Retain',
    ...PREFIXED(
      'spec',
      Object.fromEntries(Object.entries(VOLUME).filter(([key]) => /^(hostPath|iscsi|rbd|azureDisk|scaleIO)\//.test(key))),
    ),
  },
  'storage.k8s.io/StorageClass': { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' },
  'storage.k8s.io/CSIDriver': {
    'spec/attachRequired': true,
    'spec/podInfoOnMount': false,
    'spec/storageCapacity': false,
    'spec/requiresRepublish': false,
    'spec/seLinuxMount': false,
    'spec/fsGroupPolicy': 'ReadWriteOnceWithFSType',
    'spec/volumeLifecycleModes': ['Persistent'],
  },
  Secret: { type: 'Opaque' },
  Service: { 'spec/type': 'ClusterIP', 'spec/sessionAffinity': 'None', 'spec/ports/*/protocol': 'TCP' },
  'scheduling.k8s.io/PriorityClass': { value: 0, preemptionPolicy: 'PreemptLowerPriority' },
};

type Step = readonly [keys: readonly string[], value: unknown];

const STEPS: ReadonlyMap<string, readonly Step[]> = new Map(
  Object.entries(DEFAULTS).map(([type, defaults]) => [
    type,
    // The shorter first: a default may stand in what another one makes.
    Object.entries(defaults)
      .map(([path, value]): Step => [path.split('/'), value])
      .sort(([one], [other]) => one.length - other.length),
  ]),
);

/** What the server writes where it is left out, by kind with API group; the places as lists of keys, `*` for each item. */
export function serverDefaults(type: string): readonly Step[] {
  return STEPS.get(type) ?? [];
}

/** The pull policy that the server writes: by the tag. */
export function defaultPullPolicy(image: string): string {
  const name = image.slice(image.lastIndexOf('/') + 1);
  if (name.includes('@')) return 'IfNotPresent';
  const tag = name.includes(':') ? name.slice(name.indexOf(':') + 1) : 'latest';
  return tag === 'latest' ? 'Always' : 'IfNotPresent';
}

/** Fields that hold an object of which an empty one is not the same as none, by their last key; elsewhere Kubernetes takes both alike. */
const EMPTY_COUNTS = new Set([
  ...[
    'selector',
    'namespaceSelector',
    'podSelector',
    'labelSelector',
    'emptyDir',
    'securityContext',
    'affinity',
    'nodeAffinity',
    'podAffinity',
  ],
  ...['podAntiAffinity', 'podFailurePolicy', 'successPolicy', 'hostPath', 'csi', 'nfs', 'configMap', 'secret', 'projected', 'downwardAPI'],
  ...['rollingUpdate', 'ordinals', 'lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe', 'capabilities', 'required'],
]);

export function emptyCounts(key: string | number | undefined): boolean {
  return typeof key === 'string' && EMPTY_COUNTS.has(key);
}
