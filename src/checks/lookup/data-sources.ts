import { parseQuantity } from '../../facts/kubernetes/quantities';
import { SNAPSHOT_GROUP } from '../../facts/kubernetes/snapshots';
import { Claim } from '../claim';
import { Cursor } from '../cursor';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';
import { claimNamed } from './claims';
import { driverOfClaim } from './storage';

/** What a claim is to begin with. */
export interface DataSource {
  /** `dataSourceRef`, or `dataSource`. */
  readonly at: Cursor;
  readonly field: 'dataSource' | 'dataSourceRef';
  /** Empty for the core group. */
  readonly group: string;
  readonly kind: string | undefined;
  readonly name: string | undefined;
  /** Undefined for the claim's own. */
  readonly namespace: string | undefined;
}

/** What a claim begins with; undefined for an empty one. */
export function dataSourceOf({ spec }: Claim): DataSource | undefined {
  // The API server copies the one to the other, and refuses two that differ.
  const field = spec.at('dataSourceRef').exists ? 'dataSourceRef' : 'dataSource';
  const at = spec.at(field);
  if (at.map === undefined) return undefined;
  const [group = '', kind, name] = ['apiGroup', 'kind', 'name'].map((key) => at.at(key).text);
  return { at, field, group, kind, name, namespace: field === 'dataSourceRef' ? at.at('namespace').text || undefined : undefined };
}

export function isClaimSource({ group, kind }: DataSource): boolean {
  return group === '' && kind === 'PersistentVolumeClaim';
}

export function isSnapshotSource({ group, kind }: DataSource): boolean {
  return group === SNAPSHOT_GROUP && kind === 'VolumeSnapshot';
}

/** What is known of the data behind a source. */
export interface Origin {
  /** The claim that is copied, or that the snapshot was taken of; undefined where it is not in the set. */
  readonly claim: Claim | undefined;
  /** The snapshot between. */
  readonly snapshot: Manifest | undefined;
}

/** Follows a claim's source to the claim that the data came from; undefined where the source is not in the set. */
export function originOf(set: ManifestSet, claim: Claim, source: DataSource): Origin | undefined {
  const namespace = source.namespace ?? claim.namespace;
  if (isClaimSource(source)) {
    const found = claimNamed(set, namespace, source.name);
    return found && { claim: found, snapshot: undefined };
  }
  if (!isSnapshotSource(source)) return undefined;
  const snapshot = set.find(`${SNAPSHOT_GROUP}/VolumeSnapshot`, namespace, source.name);
  return snapshot && { claim: claimOfSnapshot(set, snapshot), snapshot };
}

/** The claim that a snapshot is taken of; undefined where it is not in the set, or the snapshot was made elsewhere. */
export function claimOfSnapshot(set: ManifestSet, snapshot: Manifest): Claim | undefined {
  return claimNamed(set, snapshot.namespace, snapshot.root.at('spec', 'source', 'persistentVolumeClaimName').text);
}

/** Bytes that a copy needs at least, and the place that says so. */
export function leastSizeOf({ claim, snapshot }: Origin): { readonly bytes: number; readonly at: Cursor } | undefined {
  const places = [
    ...(snapshot === undefined ? [] : [snapshot.root.at('status', 'restoreSize')]),
    ...(claim === undefined ? [] : [claim.spec.at('resources', 'requests', 'storage')]),
  ];
  for (const at of places) {
    const bytes = parseQuantity(at.value);
    if (bytes !== undefined) return { bytes, at };
  }
  return undefined;
}

/** The driver that holds the data: of the snapshot's class, or of the claim. */
export function driverOfOrigin(set: ManifestSet, { claim, snapshot }: Origin): string | undefined {
  const className = snapshot?.root.at('spec', 'volumeSnapshotClassName').text;
  const snapshotClass = set.findGlobal(`${SNAPSHOT_GROUP}/VolumeSnapshotClass`, className);
  return snapshotClass?.root.at('driver').text ?? (claim && driverOfClaim(set, claim));
}
