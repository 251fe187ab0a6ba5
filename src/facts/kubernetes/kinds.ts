import { isClusterWide } from './built-in-kinds';
import { GROUP_SNAPSHOT_GROUP, SNAPSHOT_GROUP } from './snapshots';

/**
 * The kinds of objects that this library makes, or that Kubernetes makes for it: what keeps them apart, and what comes of two that are one.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
 */

export interface KindFacts {
  /** The API group, as cdk8s calls it: `core` for the one that has no name. */
  readonly group: string;
  /** Whether a StatefulSet makes one for each of its Pods, whose name ends in the ordinal. */
  readonly perPod?: boolean;
  /** What comes of two objects of one name: the end of a sentence. */
  readonly harm: string;
  /** What to do, beside giving one of them another name. */
  readonly instead?: string;
}

const REPLACED = 'the later replaces the earlier';

export const KINDS = {
  CSIDriver: {
    group: 'storage.k8s.io',
    harm: 'drivers belong to no namespace, so the later replaces the earlier or is refused, and two plugins register under one name',
  },
  Cluster: { group: 'postgresql.cnpg.io', harm: `${REPLACED}, whose servers then are others, or is refused` },
  ClusterRole: { group: 'rbac.authorization.k8s.io', harm: `${REPLACED}, whose accounts then may do something else` },
  ClusterRoleBinding: { group: 'rbac.authorization.k8s.io', harm: `${REPLACED}, whose account then may do nothing` },
  ConfigMap: { group: 'core', harm: `${REPLACED}, whose Pods then read the wrong files` },
  CronJob: { group: 'batch', harm: `${REPLACED}, whose Jobs no longer run` },
  DaemonSet: { group: 'apps', harm: `${REPLACED}, whose Pods go away from all nodes, or is refused` },
  Database: { group: 'postgresql.cnpg.io', harm: `${REPLACED}, whose database nobody looks after any more` },
  Deployment: { group: 'apps', harm: `${REPLACED}, whose Pods go away, or is refused` },
  Job: { group: 'batch', harm: 'the later is refused and never runs' },
  LimitRange: { group: 'core', harm: `${REPLACED}, whose limits are gone` },
  NetworkPolicy: { group: 'networking.k8s.io', harm: `${REPLACED}, whose Pods are then open to all` },
  ObjectStore: { group: 'barmancloud.cnpg.io', harm: `${REPLACED}, whose backups then go elsewhere` },
  PersistentVolume: {
    group: 'core',
    harm: 'volumes belong to no namespace, so the later is refused, or Pods get the wrong data',
  },
  PersistentVolumeClaim: { group: 'core', perPod: true, harm: 'both get one disk, or the later is refused', instead: 'mount that claim' },
  Pod: { group: 'core', perPod: true, harm: 'the later is refused and never starts' },
  PodDisruptionBudget: { group: 'policy', harm: `${REPLACED}, whose Pods a drain then takes all at once` },
  PrometheusRule: { group: 'monitoring.coreos.com', harm: `${REPLACED}, whose alarms are gone` },
  PodMonitor: { group: 'monitoring.coreos.com', harm: `${REPLACED}, whose Pods are no longer watched` },
  Pooler: { group: 'postgresql.cnpg.io', harm: `${REPLACED}, whose clients then reach another database` },
  Role: { group: 'rbac.authorization.k8s.io', harm: `${REPLACED}, whose account then may do something else` },
  RoleBinding: { group: 'rbac.authorization.k8s.io', harm: `${REPLACED}, whose account then may do nothing` },
  ResourceQuota: { group: 'core', harm: `${REPLACED}, whose limits are gone` },
  ScheduledBackup: { group: 'postgresql.cnpg.io', harm: `${REPLACED}, whose database is no longer backed up` },
  Service: { group: 'core', harm: `${REPLACED}, whose clients then reach the wrong Pods` },
  ServiceAccount: { group: 'core', harm: `${REPLACED}, and deleting one takes the account of both` },
  StatefulSet: { group: 'apps', harm: `${REPLACED}, whose Pods go away, or is refused` },
  StorageClass: {
    group: 'storage.k8s.io',
    harm: 'classes belong to no namespace, so the later is refused, and its claims get disks of the earlier',
    instead: 'use that class, which ZonalStorageClass.fromStorageClassName() makes of its name',
  },
  VolumeGroupSnapshot: { group: GROUP_SNAPSHOT_GROUP, harm: 'the later is refused, or no group is taken for it' },
  VolumeGroupSnapshotClass: {
    group: GROUP_SNAPSHOT_GROUP,
    harm: 'classes belong to no namespace, so the later is refused',
    instead: 'use that class, which SnapshotGroupClass.fromSnapshotGroupClassName() makes of its name',
  },
  VolumeSnapshot: { group: SNAPSHOT_GROUP, harm: 'the later is refused, or no snapshot is taken for it' },
  VolumeSnapshotClass: {
    group: SNAPSHOT_GROUP,
    harm: 'classes belong to no namespace, so the later replaces the earlier, whose snapshots then fail or are kept in another way',
    instead: 'use that class, which SnapshotClass.fromSnapshotClassName() makes of its name',
  },
  VolumeAttributesClass: {
    group: 'storage.k8s.io',
    harm: 'classes belong to no namespace and cannot be changed, so the later is refused, and its claims get what the earlier says',
    instead: 'use that class by its name',
  },
} satisfies Readonly<Record<string, KindFacts>>;

export type KnownKind = keyof typeof KINDS;

/** Whether objects of a kind belong to no namespace, so that a name is there once in a cluster. */
export function isClusterScoped(kind: string, { group }: KindFacts): boolean {
  return isClusterWide(group === 'core' ? kind : `${group}/${kind}`);
}

/** What is known of a kind of an API group; undefined for kinds that nothing here makes. */
export function kindFacts(group: string, kind: string): KindFacts | undefined {
  if (!Object.hasOwn(KINDS, kind)) return undefined;
  const facts = KINDS[kind as KnownKind];
  return facts.group === group ? facts : undefined;
}
