/**
 * What the API server lets be changed of an object that is there, by kind, field and version: the answer of its own update path, compared
 * after defaulting. Read in its validation and strategies, and held against them by `npm run test:cluster`.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/validation/validation.go
 */

/** The minor versions of Kubernetes 1 whose rules are known. */
export const OLDEST_MINOR = 28;
export const NEWEST_MINOR = 37;

/** Changes of a field that cannot be changed otherwise. */
export type Allowed =
  | 'set' // from nothing to a value
  | 'left-out' // left out, it stays as the server has it
  | 'grow' // a larger amount; a smaller one from 1.32, while it stays above what the volume has
  | 'less' // from nothing to a number, or to a smaller one
  | 'added' // items may be added, none taken away
  | 'removed' // items may be taken away, none added
  | 'true' // from false to true
  | 'any-order' // the same items in another order
  | 'with-parallelism' // completions of an Indexed Job, together with parallelism
  | 'while-suspended'; // some fields of the template of a Job that has not started

/** When a field cannot be changed. */
export type When =
  | 'bound' // the claim is Bound
  | 'pending' // the claim is not Bound yet
  | 'immutable' // the object says immutable: true
  | 'in-cluster' // the Service is of a type that has an address in the cluster, before and after
  | 'balanced'; // the Service is of type LoadBalancer, before and after

/** A field that may not change, with all below it. */
export interface FixedField {
  /** JSON pointer; `*` stands for any key, or any item. */
  readonly at: string;
  /** Fields below that may change all the same: keys and pointers relative to the place. */
  readonly but?: readonly string[];
  /** The first and the last minor version that refuse; all, where nothing is said. */
  readonly since?: number;
  readonly until?: number;
  readonly when?: When;
  readonly allows?: Allowed;
}

export interface UpdateRule {
  /** Kinds with their API group. */
  readonly types: readonly string[];
  readonly fixed: readonly FixedField[];
  /** The way out, as a sentence. */
  readonly remedy: string;
}

const ANEW = 'Delete it and make it anew, or give it another name.';

export const UPDATE_RULES: readonly UpdateRule[] = [
  {
    types: ['apps/StatefulSet'],
    fixed: [
      {
        at: '/spec',
        but: [
          ...['replicas', 'ordinals', 'template', 'updateStrategy', 'persistentVolumeClaimRetentionPolicy', 'minReadySeconds'],
          'revisionHistoryLimit',
        ],
      },
      { at: '/spec/revisionHistoryLimit', until: 32 },
    ],
    remedy:
      'Delete the set alone, kubectl delete statefulset NAME --cascade=orphan, which keeps Pods and claims, and apply it anew; the selector has to fit the Pods.',
  },
  {
    types: ['apps/Deployment', 'apps/DaemonSet', 'apps/ReplicaSet'],
    fixed: [{ at: '/spec/selector' }],
    remedy: 'Delete it and apply it anew: its Pods stop meanwhile, its claims stay. Or keep the selector as it is.',
  },
  {
    types: ['PersistentVolumeClaim'],
    fixed: [
      { at: '/spec/accessModes' },
      { at: '/spec/selector' },
      { at: '/spec/volumeMode' },
      { at: '/spec/dataSource' },
      { at: '/spec/dataSourceRef' },
      { at: '/spec/volumeName', when: 'bound' },
      { at: '/spec/volumeName', when: 'pending', allows: 'set' },
      { at: '/spec/storageClassName', allows: 'set' },
      { at: '/metadata/annotations/volume.beta.kubernetes.io~1storage-class' },
      { at: '/spec/resources', but: ['requests/storage'] },
      { at: '/spec/resources/requests/storage', when: 'bound', allows: 'grow' },
      { at: '/spec/resources/requests/storage', when: 'pending' },
      { at: '/spec/volumeAttributesClassName', since: 34, when: 'pending' },
    ],
    remedy: 'Make a claim with another name, and bring the data over; or, where it holds none yet, delete it and apply it anew.',
  },
  {
    types: ['PersistentVolume'],
    fixed: [
      {
        at: '/spec',
        but: [
          ...['persistentVolumeReclaimPolicy', 'capacity', 'accessModes', 'claimRef', 'storageClassName', 'mountOptions'],
          ...['nodeAffinity', 'volumeMode', 'volumeAttributesClassName', 'csi/controllerExpandSecretRef'],
        ],
      },
      { at: '/spec/csi/controllerExpandSecretRef', allows: 'set' },
      { at: '/spec/volumeMode' },
      { at: '/spec/nodeAffinity', allows: 'set' },
    ],
    remedy: 'Set its reclaim policy to Retain, delete the object, which leaves the data alone, and make it anew.',
  },
  {
    types: ['storage.k8s.io/StorageClass'],
    fixed: [{ at: '/provisioner' }, { at: '/parameters' }, { at: '/reclaimPolicy' }, { at: '/volumeBindingMode' }],
    remedy:
      'Make a class with another name for new claims; or delete this one and make it anew, which changes no volume that is there: a reclaim policy is a field of each volume too.',
  },
  {
    types: ['storage.k8s.io/VolumeAttributesClass'],
    fixed: [{ at: '/driverName' }, { at: '/parameters' }],
    remedy: 'Make one with another name, and name it in the claims.',
  },
  {
    types: ['storage.k8s.io/CSIDriver'],
    fixed: [
      { at: '/spec/attachRequired' },
      { at: '/spec/volumeLifecycleModes' },
      { at: '/spec/fsGroupPolicy', until: 29 },
      { at: '/spec/podInfoOnMount', until: 29 },
    ],
    remedy: 'Delete it and make it anew: the volumes stay, and what mounts meanwhile waits.',
  },
  {
    types: ['snapshot.storage.k8s.io/VolumeSnapshot'],
    fixed: [{ at: '/spec/source' }],
    remedy: ANEW,
  },
  {
    types: ['snapshot.storage.k8s.io/VolumeSnapshotContent'],
    fixed: [{ at: '/spec/source' }, { at: '/spec/sourceVolumeMode' }],
    remedy: 'Set its deletionPolicy to Retain, delete it, and make it anew.',
  },
  {
    types: ['Secret'],
    fixed: [{ at: '/type' }, { at: '/immutable', when: 'immutable', allows: 'true' }, { at: '/data', when: 'immutable' }],
    remedy: 'Give it another name, and name that one where it is used; or delete it and make it anew.',
  },
  {
    types: ['ConfigMap'],
    fixed: [
      { at: '/immutable', when: 'immutable', allows: 'true' },
      { at: '/data', when: 'immutable' },
      { at: '/binaryData', when: 'immutable' },
    ],
    remedy: 'Give it another name, and name that one where it is used; or delete it and make it anew.',
  },
  {
    types: ['Service'],
    fixed: [
      { at: '/spec/clusterIP', when: 'in-cluster', allows: 'left-out' },
      { at: '/spec/loadBalancerClass', when: 'balanced' },
    ],
    remedy: 'Delete the Service and apply it anew, or give it another name: clients do not reach it meanwhile, the data is safe.',
  },
  {
    types: ['batch/Job'],
    fixed: [
      { at: '/spec/selector' },
      { at: '/spec/completionMode' },
      { at: '/spec/podFailurePolicy' },
      { at: '/spec/backoffLimitPerIndex', since: 29 },
      { at: '/spec/successPolicy', since: 31 },
      { at: '/spec/managedBy', since: 32 },
      { at: '/spec/completions', allows: 'with-parallelism' },
      { at: '/spec/template', allows: 'while-suspended' },
    ],
    remedy:
      'Delete the Job and apply it anew, or give it another name: it then runs again. One that has done its work: take it out of the manifests.',
  },
  {
    types: ['Pod'],
    fixed: [
      {
        at: '/spec',
        but: ['containers/*/image', 'initContainers/*/image', 'activeDeadlineSeconds', 'tolerations', 'schedulingGates'],
      },
      { at: '/spec/activeDeadlineSeconds', allows: 'less' },
      { at: '/spec/tolerations', allows: 'added' },
      { at: '/spec/schedulingGates', allows: 'removed' },
    ],
    remedy: 'Delete the Pod and apply it anew, or let a Deployment or StatefulSet do that.',
  },
  {
    types: ['rbac.authorization.k8s.io/RoleBinding', 'rbac.authorization.k8s.io/ClusterRoleBinding'],
    fixed: [{ at: '/roleRef' }],
    remedy: 'Delete the binding and apply it anew.',
  },
  { types: ['ResourceQuota'], fixed: [{ at: '/spec/scopes', allows: 'any-order' }], remedy: ANEW },
  { types: ['scheduling.k8s.io/PriorityClass'], fixed: [{ at: '/value' }, { at: '/preemptionPolicy' }], remedy: ANEW },
  { types: ['node.k8s.io/RuntimeClass'], fixed: [{ at: '/handler' }], remedy: ANEW },
  { types: ['networking.k8s.io/IngressClass'], fixed: [{ at: '/spec/controller' }], remedy: ANEW },
  { types: ['discovery.k8s.io/EndpointSlice'], fixed: [{ at: '/addressType' }], remedy: ANEW },
];

const BY_TYPE: ReadonlyMap<string, UpdateRule> = new Map(UPDATE_RULES.flatMap((rule) => rule.types.map((type) => [type, rule] as const)));

/** The rule of a kind with its API group; undefined where all of it may change, or nothing is known of it. */
export function updateRule(type: string): UpdateRule | undefined {
  return BY_TYPE.get(type);
}

/** Whether a field cannot be changed in a minor version. */
export function isFixedIn({ since = OLDEST_MINOR, until = NEWEST_MINOR }: FixedField, minor: number): boolean {
  return minor >= since && minor <= until;
}
