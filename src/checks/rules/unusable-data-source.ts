import { SNAPSHOT_GROUP } from '../../facts/kubernetes/snapshots';
import { Claim } from '../claim';
import { DataSource, dataSourceOf, driverOfOrigin, isClaimSource, isSnapshotSource, Origin, originOf } from '../lookup/data-sources';
import { driverOfClass } from '../lookup/storage';
import { ManifestSet } from '../manifest-set';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const claim of set.everyClaim) {
    const source = dataSourceOf(claim);
    if (source === undefined || claim.isBound) continue;
    const origin = originOf(set, claim, source);
    const found =
      typeProblem(claim, source) ??
      otherNamespace(set, claim, source) ??
      elsewhere(set, claim, source, origin) ??
      ofExisting(claim, source) ??
      (origin && originProblem(set, claim, source, origin));
    if (found !== undefined) yield found;
  }
}

/** What the API server drops without a word from dataSource, and refuses in dataSourceRef. */
function typeProblem(claim: Claim, source: DataSource): Discovery | undefined {
  const { at, field, group, kind } = source;
  if (isClaimSource(source) || isSnapshotSource(source)) return undefined;
  const isCore = group === '' || group === 'v1';
  const isSnapshot = kind === 'VolumeSnapshot' && (isCore || group.startsWith(`${SNAPSHOT_GROUP}/`));
  const isClaim = kind === 'PersistentVolumeClaim' && isCore;
  // Other kinds are filled by programs that watch for them, which only dataSourceRef reaches.
  if (field === 'dataSourceRef' && !isSnapshot && !isClaim && !(group === '' && kind !== undefined)) return undefined;
  const known = `${kind ?? 'no kind'} of ${group === '' ? 'no apiGroup' : `apiGroup ${group}`}`;
  return {
    at: at.at('apiGroup').exists ? at.at('apiGroup') : at,
    cause:
      field === 'dataSource'
        ? `${claim.heading} is to begin with a ${known}, and the API server knows no such source and drops it: the claim gets an empty volume.`
        : `${claim.heading} is to begin with a ${known}, and the API server refuses that.`,
    remedy: isSnapshot
      ? `Write apiGroup: ${SNAPSHOT_GROUP}.`
      : isClaim
        ? 'Leave apiGroup out: claims are of the core group.'
        : 'Name a PersistentVolumeClaim, or a VolumeSnapshot with its apiGroup; other kinds go into dataSourceRef.',
  };
}

function otherNamespace(set: ManifestSet, claim: Claim, { at, namespace, kind, name, group }: DataSource): Discovery | undefined {
  if (namespace === undefined || namespace === claim.namespace) return undefined;
  const granted = set.all('gateway.networking.k8s.io/ReferenceGrant').some((grant) => {
    if (grant.namespace !== namespace) return false;
    const allows = (list: string, wanted: ReadonlyArray<readonly [string, string | undefined]>) =>
      grant.root.at('spec', list).items.some((item) => wanted.every(([key, value]) => (item.at(key).text ?? value) === value));
    return (
      allows('from', [
        ['kind', 'PersistentVolumeClaim'],
        ['namespace', claim.namespace],
      ]) &&
      allows('to', [
        ['kind', kind],
        ['group', group],
        ['name', name],
      ])
    );
  });
  if (granted) return undefined;
  return {
    level: 'warning',
    at: at.at('namespace'),
    cause: `${claim.heading} is to begin with ${kind ?? 'what'} ${name ?? ''} of namespace ${namespace}: that wants the feature gate CrossNamespaceVolumeDataSource, without which the API server drops the source and the claim gets an empty volume, and a ReferenceGrant in ${namespace}, which is not here.`,
    remedy: `Restore in namespace ${namespace}, or make a VolumeSnapshotContent with the snapshot's handle for ${claim.namespace ?? 'this namespace'}; where the gate is on, add the ReferenceGrant.`,
  };
}

/** A source is looked for in the claim's own namespace. */
function elsewhere(set: ManifestSet, claim: Claim, source: DataSource, origin: Origin | undefined): Discovery | undefined {
  const { at, kind, name, namespace } = source;
  if (origin !== undefined || namespace !== undefined || name === undefined || claim.namespace === undefined) return undefined;
  const type = isSnapshotSource(source) ? `${SNAPSHOT_GROUP}/VolumeSnapshot` : 'PersistentVolumeClaim';
  const other = set.findAll(type, name).find((manifest) => manifest.namespace !== undefined);
  if (other === undefined) return undefined;
  return {
    at: at.at('name'),
    cause: `${claim.heading} is in namespace ${claim.namespace}, and ${kind!} ${name} is in namespace ${other.namespace!}; a claim begins with what is in its own namespace, so it stays Pending.`,
    remedy: 'Make the claim in the namespace of its source.',
  };
}

function ofExisting(claim: Claim, { at, name }: DataSource): Discovery | undefined {
  const how =
    claim.volumeName !== undefined ? `names volume ${claim.volumeName}` : claim.spec.at('selector').exists ? 'selects its volume' : '';
  if (how === '') return undefined;
  return {
    level: 'warning',
    at,
    cause: `${claim.heading} ${how}, which keeps the data that it has: nothing of ${name ?? 'the source'} comes into it.`,
    remedy: 'Leave the source out, or let the class make a volume.',
  };
}

function originProblem(set: ManifestSet, claim: Claim, { at }: DataSource, origin: Origin): Discovery | undefined {
  const { claim: copied, snapshot } = origin;
  const from = snapshot === undefined ? `claim ${copied!.name}` : `snapshot ${snapshot.name}`;
  const storageClass = set.storageClass(claim);
  const own = storageClass && driverOfClass(storageClass);
  const other = driverOfOrigin(set, origin);
  if (own !== undefined && other !== undefined && own !== other) {
    return {
      at,
      cause: `${claim.heading} is of class ${storageClass!.name}, whose driver ${own} cannot read ${from}, which ${other} holds: the claim stays Pending.`,
      remedy: `Use a class of ${other}; to move data between drivers, copy the files.`,
    };
  }
  if (copied === undefined || copied.volumeMode === claim.volumeMode) return undefined;
  const allowed = snapshot !== undefined;
  return {
    level: allowed ? 'warning' : undefined,
    at: claim.spec.at('volumeMode').exists ? claim.spec.at('volumeMode') : at,
    cause: `${claim.heading} is ${claim.volumeMode}, and ${from} is of a volume that is ${copied.volumeMode}: ${allowed ? 'the provisioner refuses to change that unless the snapshot says that it may' : 'the provisioner refuses that'}, and the claim stays Pending.`,
    remedy: allowed
      ? `Write volumeMode: ${copied.volumeMode}, or annotate the VolumeSnapshotContent with snapshot.storage.kubernetes.io/allow-volume-mode-change.`
      : `Write volumeMode: ${copied.volumeMode}.`,
  };
}

export const unusableDataSource: Rule = {
  id: 'unusable-data-source',
  level: 'error',
  otherLevels: ['warning'],
  summary: 'a snapshot or claim that a claim is to begin with, and cannot',
  explanation: {
    why: [
      'dataSource takes a PersistentVolumeClaim, or a VolumeSnapshot with apiGroup: snapshot.storage.k8s.io. Anything else the API server drops without a word, a VolumeSnapshot without its apiGroup too, and the claim gets an empty volume: it looks restored until somebody looks for the data.',
      'The source has to be in the namespace of the claim. dataSourceRef can name another one where the feature gate CrossNamespaceVolumeDataSource is on and a ReferenceGrant there allows it; without the gate it is dropped just so. And the driver of the claim has to be the one that holds the data.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: wiki-restored
        namespace: wiki
      spec:
        storageClassName: disks
        accessModes: [ReadWriteOnce]
        dataSource: { kind: VolumeSnapshot, name: wiki-monday }
        resources: { requests: { storage: 40Gi } }
    `,
    right: yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: wiki-restored
        namespace: wiki
      spec:
        storageClassName: disks
        accessModes: [ReadWriteOnce]
        dataSource: { apiGroup: snapshot.storage.k8s.io, kind: VolumeSnapshot, name: wiki-monday }
        resources: { requests: { storage: 40Gi } }
    `,
    see: [
      'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#volume-populators-and-data-sources',
      'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#cross-namespace-data-sources',
    ],
  },
  check,
};
