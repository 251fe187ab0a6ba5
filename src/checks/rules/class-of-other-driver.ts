import { hasNoSnapshots, titleOfDriver } from '../../facts/drivers';
import { GROUP_SNAPSHOT_GROUP, SNAPSHOT_GROUP } from '../../facts/kubernetes/snapshots';
import { Claim } from '../claim';
import { Cursor } from '../cursor';
import { claimOfSnapshot } from '../lookup/data-sources';
import { driverOfClaim, driverOfClass, isPlainSource } from '../lookup/storage';
import { labelsOf } from '../lookup/velero';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';
import { Discovery, Rule, RuleContext } from '../rule';
import { selects } from '../selector';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  yield* checkSnapshots(set);
  yield* checkAttributes(set);
}

function* checkSnapshots(set: ManifestSet): Generator<Discovery> {
  for (const snapshot of set.all(`${SNAPSHOT_GROUP}/VolumeSnapshot`)) {
    const claim = claimOfSnapshot(set, snapshot);
    const classAt = snapshot.root.at('spec', 'volumeSnapshotClassName');
    const snapshotClass = set.findGlobal(`${SNAPSHOT_GROUP}/VolumeSnapshotClass`, classAt.text);
    const claimAt = snapshot.root.at('spec', 'source', 'persistentVolumeClaimName');
    if (claim !== undefined) yield* checkDriver(set, { snapshot, claim, snapshotClass, classAt, claimAt });
  }
  const groups = set.all(`${GROUP_SNAPSHOT_GROUP}/VolumeGroupSnapshot`);
  if (groups.length === 0) return;
  for (const snapshot of groups) {
    const classAt = snapshot.root.at('spec', 'volumeGroupSnapshotClassName');
    const snapshotClass = set.findGlobal(`${GROUP_SNAPSHOT_GROUP}/VolumeGroupSnapshotClass`, classAt.text);
    const claimAt = snapshot.root.at('spec', 'source', 'selector');
    const selected = set.everyClaim.filter((claim) => claim.namespace === snapshot.namespace && selects(claimAt, labelsOf(claim)) === true);
    // One claim of another driver is enough, and is told.
    for (const claim of selected) {
      const found = [...checkDriver(set, { snapshot, claim, snapshotClass, classAt, claimAt })];
      if (found.length === 0) continue;
      yield* found;
      break;
    }
  }
}

interface Taken {
  readonly snapshot: Manifest;
  readonly claim: Claim;
  readonly snapshotClass: Manifest | undefined;
  readonly classAt: Cursor;
  readonly claimAt: Cursor;
}

function* checkDriver(set: ManifestSet, { snapshot, claim, snapshotClass, classAt, claimAt }: Taken): Generator<Discovery> {
  const driver = driverOfClaim(set, claim);
  if (driver === undefined) return;
  const title = snapshot.kind === 'VolumeSnapshot' ? 'Snapshot' : 'Group';
  const other = snapshotClass?.root.at('driver').text;
  if (hasNoSnapshots(driver)) {
    const what = isPlainSource(driver)
      ? `whose volume is ${driver} without a CSI driver, and only CSI drivers take snapshots`
      : `whose volume is of ${titleOfDriver(driver)} (${driver}), of which nobody takes snapshots`;
    yield {
      at: claimAt,
      cause: `${title} ${snapshot.name} is of ${claim.title}, ${what}: it is never ready.`,
      remedy: 'Back the files up by a program, such as restic, or move them to a volume of a driver that takes snapshots.',
    };
  } else if (other !== undefined && other !== driver) {
    yield {
      at: classAt,
      cause: `${title} ${snapshot.name} is of class ${snapshotClass!.name}, which is of driver ${other}, and ${claim.title} is on ${driver}: the snapshot is never ready.`,
      remedy: `Name a ${snapshotClass!.kind} of ${driver}.`,
    };
  }
}

function* checkAttributes(set: ManifestSet): Generator<Discovery> {
  if (set.all('storage.k8s.io/VolumeAttributesClass').length === 0) return;
  for (const claim of set.everyClaim) {
    const at = claim.spec.at('volumeAttributesClassName');
    const attributes = set.findGlobal('storage.k8s.io/VolumeAttributesClass', at.text);
    const other = attributes?.root.at('driverName').text;
    const storageClass = set.storageClass(claim);
    const driver = storageClass === undefined ? driverOfClaim(set, claim) : driverOfClass(storageClass);
    if (other === undefined || driver === undefined || other === driver) continue;
    yield {
      at,
      cause: `${claim.heading} is on ${driver}, and its VolumeAttributesClass ${attributes!.name} is of driver ${other}: ${claim.isBound ? 'nothing changes' : 'the claim stays Pending'}.`,
      remedy: `Name a VolumeAttributesClass whose driverName is ${driver}.`,
    };
  }
}

export const classOfOtherDriver: Rule = {
  id: 'class-of-other-driver',
  level: 'error',
  summary: 'a snapshot class or volume attributes class of another driver than the claim',
  explanation: {
    why: [
      'A VolumeSnapshotClass says which driver takes the snapshots, and it has to be the one that has the volume. With another one the snapshot controller reports an error in an event, readyToUse stays false, and whoever counts on the snapshot has no backup. So it is with a VolumeGroupSnapshot, of which all claims have to be of the driver, with a VolumeAttributesClass, and with snapshots of volumes that no CSI driver has (in-tree NFS, local, hostPath) or whose driver takes none, such as that of EFS.',
    ],
    wrong: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: disks
      provisioner: disk.csi.azure.com
      volumeBindingMode: WaitForFirstConsumer
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: wiki
      spec:
        storageClassName: disks
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 40Gi } }
      ---
      apiVersion: snapshot.storage.k8s.io/v1
      kind: VolumeSnapshotClass
      metadata:
        name: weekly
      driver: file.csi.azure.com
      deletionPolicy: Retain
      ---
      apiVersion: snapshot.storage.k8s.io/v1
      kind: VolumeSnapshot
      metadata:
        name: wiki-monday
      spec:
        volumeSnapshotClassName: weekly
        source: { persistentVolumeClaimName: wiki }
    `,
    right: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: disks
      provisioner: disk.csi.azure.com
      volumeBindingMode: WaitForFirstConsumer
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: wiki
      spec:
        storageClassName: disks
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 40Gi } }
      ---
      apiVersion: snapshot.storage.k8s.io/v1
      kind: VolumeSnapshotClass
      metadata:
        name: weekly
      driver: disk.csi.azure.com
      deletionPolicy: Retain
      ---
      apiVersion: snapshot.storage.k8s.io/v1
      kind: VolumeSnapshot
      metadata:
        name: wiki-monday
      spec:
        volumeSnapshotClassName: weekly
        source: { persistentVolumeClaimName: wiki }
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/volume-snapshot-classes/#driver'],
  },
  check,
};
