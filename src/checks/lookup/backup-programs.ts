import { BackupActions, backupActions } from '../../facts/backup-programs';
import { Container, PodTemplate } from '../pod-template';
import { toldTo, wordsOf } from './scripts';
import { isPersistent } from './storage';

/** What a container that backs up does, as far as its words tell. */
export interface BackupProgram extends BackupActions {
  /** All that it is told, to look for names in. */
  readonly told: string;
  /** Names of volumes that outlive the Pod, and that it may write to. */
  readonly writes: readonly string[];
  /** The same of those that it mounts in any way. */
  readonly reads: readonly string[];
}

/** What a container backs up; undefined where it backs up nothing. */
export function backupProgram(container: Container, { workload, isTask }: PodTemplate): BackupProgram | undefined {
  const { image = '', name, mounts } = container;
  const told = `${image}\n${toldTo(container)}`;
  const named = `${image}\n${name}${isTask ? `\n${workload.name}` : ''}`;
  const actions = backupActions({ image, named, words: wordsOf(container).join('\n'), told, isTask });
  if (actions === undefined) return undefined;
  const kept = mounts.flatMap(({ volume, writable }) =>
    volume !== undefined && isPersistent(volume) ? [{ name: volume.name, writable }] : [],
  );
  return {
    ...actions,
    told,
    writes: kept.filter(({ writable }) => writable).map((mount) => mount.name),
    reads: kept.map((mount) => mount.name),
  };
}
