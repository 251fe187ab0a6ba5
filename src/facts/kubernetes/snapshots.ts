/**
 * Snapshots of volumes: custom resources, which the external-snapshotter brings along with the controller that acts on them. No server has
 * them of itself.
 *
 * @see https://kubernetes.io/docs/concepts/storage/volume-snapshots/
 */

export const SNAPSHOT_GROUP = 'snapshot.storage.k8s.io';
export const GROUP_SNAPSHOT_GROUP = 'groupsnapshot.storage.k8s.io';

/** The versions that are stable; of groups with external-snapshotter 8.7, for Kubernetes 1.36. */
export const SNAPSHOT_API = `${SNAPSHOT_GROUP}/v1`;
export const GROUP_SNAPSHOT_API = `${GROUP_SNAPSHOT_GROUP}/v1`;

/** What makes a class the one of snapshots that name none, by the kind of the class. */
export const DEFAULT_SNAPSHOT_CLASS: Readonly<Record<SnapshotClassKind, string>> = {
  VolumeSnapshotClass: 'snapshot.storage.kubernetes.io/is-default-class',
  VolumeGroupSnapshotClass: 'groupsnapshot.storage.kubernetes.io/is-default-class',
};

export type SnapshotClassKind = 'VolumeSnapshotClass' | 'VolumeGroupSnapshotClass';

/** Versions that no definition serves any more, and the release of the external-snapshotter that stopped. */
const GONE: Readonly<Record<string, string>> = {
  [`${SNAPSHOT_GROUP}/v1alpha1`]: '2.0',
  [`${SNAPSHOT_GROUP}/v1beta1`]: '6.0',
  [`${GROUP_SNAPSHOT_GROUP}/v1alpha1`]: '8.2',
};

/** Versions that are served, and answered with a warning. */
const DEPRECATED: readonly string[] = [`${GROUP_SNAPSHOT_GROUP}/v1beta1`];

/** What has become of a version of the snapshot kinds; undefined where it is current, or of other kinds. */
export function supersededVersion(apiVersion: string): { readonly servedUntil?: string; readonly now: string } | undefined {
  const now = `${apiVersion.slice(0, apiVersion.indexOf('/'))}/v1`;
  if (Object.hasOwn(GONE, apiVersion)) return { servedUntil: GONE[apiVersion], now };
  return DEPRECATED.includes(apiVersion) ? { now } : undefined;
}
