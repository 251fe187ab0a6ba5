/**
 * Objects that have data backed up, and how they name it. Places are written as those of claims in custom resources; what has more to
 * decide (Velero, Kasten, Kanister, Longhorn) is read where it is looked up.
 */
export interface BackupFacts {
  readonly type: string;
  /** The name of a claim. */
  readonly claim?: string;
  /** Kind and name of a workload or a claim, and a namespace where it is another one. */
  readonly ref?: string;
  /** Selectors of claims by their labels. */
  readonly selectors?: string;
  /** What has to be there for all claims of the namespace to be meant, where nothing is selected. */
  readonly all?: string;
  /** What, where it is true, lets it rest. */
  readonly rests?: string;
}

export const BACKUP_OBJECTS: readonly BackupFacts[] = [
  { type: 'snapshot.storage.k8s.io/VolumeSnapshot', claim: 'spec.source.persistentVolumeClaimName' },
  { type: 'volsync.backube/ReplicationSource', claim: 'spec.sourcePVC', rests: 'spec.paused' },
  { type: 'gemini.fairwinds.com/SnapshotGroup', claim: 'spec.persistentVolumeClaim.claimName' },
  { type: 'stash.appscode.com/BackupConfiguration', ref: 'spec.target.ref', rests: 'spec.paused' },
  { type: 'core.kubestash.com/BackupConfiguration', ref: 'spec.target', rests: 'spec.paused' },
  { type: 'groupsnapshot.storage.k8s.io/VolumeGroupSnapshot', selectors: 'spec.source.selector' },
  { type: 'snapscheduler.backube/SnapshotSchedule', selectors: 'spec.claimSelector', all: 'spec', rests: 'spec.disabled' },
  { type: 'k8up.io/Schedule', selectors: 'spec.backup.labelSelectors.*', all: 'spec.backup', rests: 'spec.suspend' },
  { type: 'k8up.io/Backup', selectors: 'spec.labelSelectors.*', all: 'spec', rests: 'spec.suspend' },
];
