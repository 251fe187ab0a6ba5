import { isNetworkFileSystem } from '../drivers';

/*
 * Labels of SELinux on volumes. The files of a volume have one label at a time: of the label of a process they get user and level, and the type is the policy's, so that role and type of two
 * processes may differ. Without a level one is drawn for each container. Read in the kubelet and in go-selinux.
 */

/** The label of a process, as a securityContext says it. */
export interface ProcessLabel {
  readonly user?: string;
  readonly role?: string;
  readonly type?: string;
  readonly level?: string;
}

/** Whoever mounts a volume. */
export interface LabelledUser {
  /** Of its container, or else of its Pod; undefined where neither says one. */
  readonly label?: ProcessLabel;
  /** seLinuxChangePolicy of its Pod. */
  readonly policy?: string;
  readonly isPrivileged: boolean;
}

/**
 * What two that mount one volume disagree about: a `level` or `user` that both say; a level that one alone has, so that for the other one is `drawn`; whether the volume is mounted
 * with the label (`policy`); or that it is, and one is `unconfined`, who needs none.
 */
export interface LabelConflict {
  readonly about: 'level' | 'user' | 'drawn' | 'policy' | 'unconfined';
  /** What the one says and the other; empty for nothing. */
  readonly values: readonly [string, string];
}

/** How the files of a volume get a label, by seLinuxChangePolicy. */
export const BY_MOUNT = 'MountOption';
export const BY_FILE = 'Recursive';

/** Processes that nothing confines read files of any label. */
const UNCONFINED = 'spc_t';

const isUnconfined = ({ label, isPrivileged }: LabelledUser) => isPrivileged || label?.type === UNCONFINED;

/** Kinds of volumes, and drivers, whose files are given no label: those of the node, of images, and of servers that know none. */
const UNLABELLED = ['hostPath', 'image', 'nfs'];

/** Whether the files of a kind of volume get a label from the kubelet or the runtime. */
export const takesLabel = (type: string): boolean => !UNLABELLED.includes(type);

/** The same of the volumes of a driver, or of a source that no driver serves. Files of most servers have the label that their mount has, which is the node's. */
export const keepsLabels = (driver: string | undefined): boolean =>
  driver === undefined || (takesLabel(driver) && (!isNetworkFileSystem(driver) || driver.includes('cephfs')));

/** Whether claims of these access modes are for one Pod alone. */
export const isOfOnePod = (accessModes: readonly string[]): boolean => accessModes.length === 1 && accessModes[0] === 'ReadWriteOncePod';

/** What two Pods that mount one volume, one beside the other, disagree about. */
export function conflictOfPods(one: LabelledUser, other: LabelledUser): LabelConflict | undefined {
  const byMount = [one, other].some(({ policy }) => policy === BY_MOUNT);
  const isFree = isUnconfined(one) || isUnconfined(other);
  if (isFree && !byMount) return undefined;
  const [first, second] = [one.label ?? {}, other.label ?? {}];
  // Nobody has said anything of labels.
  if (first.level === undefined && second.level === undefined) return undefined;
  const conflict = differing(first, second);
  if (conflict !== undefined) return isFree ? { ...conflict, about: 'unconfined' } : conflict;
  const isMixed = byMount && [one, other].some(({ policy }) => policy === BY_FILE);
  return isMixed ? { about: 'policy', values: [one.policy ?? 'none', other.policy ?? 'none'] } : undefined;
}

/**
 * What two containers of one Pod that mount one volume disagree about. `isForOne` is for a claim that is ReadWriteOncePod and nothing else: the kubelet wants one label for all containers then, whatever
 * they run as, how the files get it, and whichever driver it is.
 */
export function conflictInPod(one: LabelledUser, other: LabelledUser, isForOne: boolean): LabelConflict | undefined {
  if (one.label === undefined || other.label === undefined) return undefined;
  if (!isForOne && (isUnconfined(one) || isUnconfined(other))) return undefined;
  const conflict = differing(one.label, other.label);
  if (conflict !== undefined) return conflict.about === 'drawn' && !isForOne ? undefined : conflict;
  const isDrawn = isForOne && one.label.level === undefined && Object.keys(one.label).length > 0;
  return isDrawn ? { about: 'drawn', values: ['', ''] } : undefined;
}

function differing(one: ProcessLabel, other: ProcessLabel): LabelConflict | undefined {
  const levels = [one.level ?? '', other.level ?? ''] as const;
  if (levels[0] !== levels[1]) return { about: levels.includes('') ? 'drawn' : 'level', values: levels };
  const users = [one.user ?? '', other.user ?? ''] as const;
  // The policy's own may be the one that the other says.
  return users[0] === users[1] || users.includes('') ? undefined : { about: 'user', values: users };
}

/** What comes of it where two Pods disagree. */
export function outcomeOfPods(policies: ReadonlyArray<string | undefined>): string {
  const waits = 'on one node, the later waits in ContainerCreating until the other is gone';
  if (policies.includes(BY_MOUNT)) return waits;
  const takes = 'the files have one label, and the later takes them away from the other';
  return policies.every((policy) => policy === BY_FILE) ? takes : `${takes}; with the feature gate SELinuxMount, ${waits}`;
}

/** What comes of it where two containers of a Pod disagree about a volume: a claim that is ReadWriteOncePod alone, another claim, or no claim. */
export function outcomeInPod(volume: 'of one Pod' | 'claim' | 'other'): string {
  if (volume === 'of one Pod') return 'for a claim of one Pod alone the kubelet wants one label, and does not start the Pod';
  const outcome = 'the files have one label, and one of the containers does not get at them';
  return volume === 'claim' ? `${outcome}; with the feature gate SELinuxMount, the Pod does not start` : outcome;
}

/** What the two say, as in "they mount it with …". */
export function conflictInWords({ about, values: [one, other] }: LabelConflict): string {
  if (about === 'policy') return `seLinuxChangePolicy ${one} and ${other}`;
  if (about === 'unconfined') return 'the label of the mount, and one of them is confined by no label';
  if (about !== 'drawn') return `SELinux labels of different ${about} (${one} and ${other})`;
  if (one === '' && other === '') return 'SELinux labels without a level, so that each has one drawn';
  return `SELinux labels of which only the ${one === '' ? 'second' : 'first'} has a level (${one || other}), so that for the other one is drawn`;
}

/** What to do, for `both` or for `both containers`. */
export function remedyOfConflict({ about, values: [one, other] }: LabelConflict, who: string): string {
  if (about === 'policy') return `Say the same seLinuxChangePolicy in ${who}.`;
  if (about === 'unconfined') return `Say seLinuxChangePolicy: Recursive in ${who}.`;
  if (about === 'user') return `Give ${who} the same user.`;
  return one === '' && other === ''
    ? 'Give the Pod a level, such as s0:c123,c456.'
    : `Give ${who} the same level, such as ${one || other}.`;
}
