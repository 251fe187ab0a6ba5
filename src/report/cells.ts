import type { MountReport, UnusedReport, VolumeReport } from './model';
import { KINDS } from './survival';

/*
 * What the cells of the tables say.
 */

export function accessOf({ access, role }: MountReport): string {
  const how = access === 'read-write' ? 'writes' : 'reads';
  return role === 'main' ? how : `${role}, ${how}`;
}

/** Where a volume is mounted that no container here mounts. */
export function unmountedText({ claim }: VolumeReport): string {
  return claim?.origin === 'custom' ? 'where its operator does' : 'nowhere';
}

export function storageText({ kind, details, claim, volume, database }: VolumeReport): string {
  const parts = [
    KINDS[kind].title,
    ...(claim === undefined ? [] : [claimText(claim)]),
    ...details,
    ...(volume === undefined ? [] : [`volume ${volume}`]),
    ...(database === undefined ? [] : [`holds the data of ${database}`]),
  ];
  return parts.join(', ');
}

function claimText({ name, origin, size, accessModes }: NonNullable<VolumeReport['claim']>): string {
  const what =
    origin === 'template' ? `claim ${name} for each Pod` : origin === 'ephemeral' ? 'a claim that goes with its Pod' : `claim ${name}`;
  const more = [size, ...accessModes].filter((part) => part !== undefined);
  return more.length === 0 ? what : `${what} (${more.join(', ')})`;
}

/** Of those that share a volume, so many are named in a cell; the JSON has all. */
const MOST_SHARERS = 6;

export function sharedText({ sharedWith, claim, kind }: VolumeReport): string {
  if (sharedWith.length > 0) {
    const named = sharedWith
      .slice(0, MOST_SHARERS)
      .map(({ workload, access }) => `${workload} (${access === 'read-write' ? 'writes' : 'reads'})`);
    const others = sharedWith.length - named.length;
    return [...named, ...(others > 0 ? [`${others} more`] : [])].join(', ');
  }
  if (claim?.origin === 'elsewhere') return 'not known';
  const canBeShared = claim === undefined ? ['network-files', 'host-path', 'configuration'].includes(kind) : claim.origin === 'object';
  return canBeShared ? 'nobody' : NOT_APPLICABLE;
}

export function classText({ storageClass, reclaim, retention, claim, volume }: VolumeReport): string {
  if (claim === undefined) return NOT_APPLICABLE;
  if (claim.origin === 'elsewhere') return 'not known';
  const parts = [
    storageClass === undefined ? 'no class' : (storageClass.name ?? 'the cluster’s default'),
    ...(storageClass?.known === false ? [volume === undefined ? 'not among the manifests' : 'which is only a name'] : []),
    ...(reclaim === undefined ? [] : [reclaimText(reclaim)]),
    ...(retention === undefined ? [] : [retention]),
  ];
  return parts.join(', ');
}

function reclaimText(reclaim: string, goes = 'goes with the claim', stays = 'outlives the claim'): string {
  if (reclaim === 'Delete') return `Delete: the data ${goes}`;
  return reclaim === 'Retain' ? `Retain: the data ${stays}` : reclaim;
}

export function backupText(volume: VolumeReport): string {
  if (volume.backups.length > 0) return volume.backups.join(', ');
  if (volume.holdsBackups) return 'holds backups itself';
  return wantsBackup(volume) ? 'none in these manifests' : NOT_APPLICABLE;
}

/** Whether it keeps what cannot be made again. */
export function wantsBackup({ survives, holdsBackups }: Pick<VolumeReport, 'survives' | 'holdsBackups'>): boolean {
  return survives.podReplaced.fate === 'kept' && !holdsBackups;
}

export const NO_VOLUMES = 'No volumes: what it writes is lost when its container restarts.';

export const UNUSED_CAPTION =
  'Claims that no workload in these manifests mounts, and volumes whose claims are gone. Look before you delete: it may be the last copy.';

export const UNUSED_HEADS = ['Claim or volume', 'Size', 'Why', 'Class and driver', 'When it is deleted'] as const;

/** The cells of a claim or volume that nobody uses, below those heads. */
export function unusedCells({ kind, namespace, name, size, why, storageClass, driver, reclaim }: UnusedReport): string[] {
  const what = `${kind === 'PersistentVolume' ? 'volume' : 'claim'} ${namespace === undefined ? name : `${namespace}/${name}`}`;
  const kept = [storageClass, driver].filter((part) => part !== undefined);
  return [
    what,
    size ?? 'not known',
    why,
    kept.length === 0 ? 'not known' : kept.join(', '),
    reclaim === undefined ? 'not known' : reclaimText(reclaim, 'goes with it', 'stays'),
  ];
}

const SIZE_UNITS = ['B', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/** An amount of bytes in the unit that people would write. */
export function sizeText(bytes: number): string {
  const unit = Math.min(SIZE_UNITS.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10));
  const amount = bytes / 1024 ** unit;
  return `${Number.isInteger(amount) || amount >= 100 ? Math.round(amount) : amount.toFixed(1)}${SIZE_UNITS[unit]}`;
}

/** What the question makes no sense for. */
export const NOT_APPLICABLE = '–';
