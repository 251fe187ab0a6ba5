import {
  EFS_MOUNT_OPTIONS,
  mergeMountOptions,
  mountOptionProblems,
  MOUNT_RISKS,
  MountRisk,
  mountRisks,
  NFS_MOUNT_OPTIONS,
} from '../facts/nfs/mount-options';
import { checkReason, checkTexts } from '../props/check';
import { checkMountSecrets } from '../props/environment';
import { Problems } from '../props/problems';
import { isObject, Unchecked } from '../util/unchecked';

/** Which mount options a store starts from. */
export enum NfsMountProfile {
  /** `hard`, `nfsvers=4.1`, `timeo=600`, `retrans=2`. */
  STANDARD = 'STANDARD',
  /** What Amazon EFS recommends: the standard ones with `rsize=1048576`, `wsize=1048576` and `noresvport`. */
  EFS = 'EFS',
}

/**
 * Reasons for what a store, or a class of NFS, does not do unless told why: each is written as an annotation on the volume or class, for whoever finds it.
 */
export interface NfsAcknowledgements {
  /**
   * Why `soft` or `softerr` is right here. When the server is away for some minutes, writes fail that programs believe to be done.
   *
   * @default - such options are refused
   */
  readonly softMountMayCorruptData?: string;

  /**
   * Why `nfsvers=3` is right here. Its locks need rpc.statd and rpcbind wherever volumes are mounted.
   *
   * @default - version 3 is refused
   */
  readonly version3LocksNeedStatd?: string;

  /**
   * Why `nolock` or `local_lock` is right here. Locks then hold among the Pods of one node only.
   *
   * @default - such options are refused
   */
  readonly locksHoldOnOneNodeOnly?: string;

  /**
   * Why `mountPermissions` may let everybody write, whatever their group.
   *
   * @default - such permissions are refused
   */
  readonly directoriesAreWorldWritable?: string;
}

/** What has to be said to be done. */
export type NfsRisk = MountRisk | 'directoriesAreWorldWritable';

export type NfsReasons = { readonly [Name in NfsRisk]?: string };

export const PROFILES: Readonly<Record<NfsMountProfile, readonly string[]>> = {
  [NfsMountProfile.STANDARD]: NFS_MOUNT_OPTIONS,
  [NfsMountProfile.EFS]: EFS_MOUNT_OPTIONS,
};

/** The mount options that a user gives, each by itself and all with one another. */
export function checkOwnOptions(problems: Problems, given: unknown): readonly string[] {
  const own = checkTexts(problems, 'mountOptions', given) ?? [];
  checkMountSecrets(problems, 'mountOptions', own);
  for (const { index, problem } of mountOptionProblems(own)) problems.add(`mountOptions[${index}]`, own[index], problem);
  return own;
}

/** Reports options and permissions that need a reason and have none, and reasons that nothing needs; answers the options of all. */
export function checkNfsRisks(
  problems: Problems,
  options: readonly string[],
  reasons: NfsReasons,
  { open, isKnown = true }: { readonly open?: { readonly prop: string; readonly value: unknown }; readonly isKnown?: boolean } = {},
): void {
  const risks = new Map<NfsRisk, readonly [prop: string, value: unknown, why: string]>(
    [...mountRisks(options)].map(([risk, option]) => [risk, ['mountOptions', option, MOUNT_RISKS[risk]] as const]),
  );
  if (open !== undefined) {
    const why = 'Everybody who mounts a directory could write there, whatever their group. Use "2770"';
    risks.set('directoriesAreWorldWritable', [open.prop, open.value, why]);
  }
  for (const [risk, [prop, value, why]] of risks) {
    if (reasons[risk] === undefined) problems.add(prop, value, `${why}, or say in acknowledge.${risk} why it is right here.`);
  }
  // What cannot be known without the driver is not called unneeded.
  for (const risk of Object.keys(reasons) as NfsRisk[]) {
    if (!isKnown || risks.has(risk)) continue;
    problems.add(`acknowledge.${risk}`, reasons[risk], 'The store takes no such risk. Leave it out.');
  }
}

/** The options of the base, and those of the user in their places or after them. */
export const withOwn = mergeMountOptions;

const RISKS: readonly NfsRisk[] = [
  'softMountMayCorruptData',
  'version3LocksNeedStatd',
  'locksHoldOnOneNodeOnly',
  'directoriesAreWorldWritable',
];

/** The reasons that are given; undefined where they are none. */
export function checkNfsReasons(problems: Problems, given: unknown): NfsReasons | undefined {
  if (given === undefined) return {};
  if (!isObject(given)) {
    problems.add('acknowledge', given, `Give an object with a reason for each risk: ${RISKS.join(', ')}.`);
    return undefined;
  }
  const reasons = given as Unchecked<NfsAcknowledgements>;
  const entries = RISKS.filter((risk) => reasons[risk] !== undefined).map((risk) => [risk, reasons[risk]] as const);
  for (const [risk, reason] of entries) checkReason(problems, `acknowledge.${risk}`, reason, 'Say why it is right here, in a sentence.');
  return Object.fromEntries(entries);
}

/** The reasons as annotations: `softMountMayCorruptData` becomes `cdk8s-storage/soft-mount-may-corrupt-data`. */
export function reasonAnnotations(reasons: NfsReasons): Record<string, string> {
  const keyOf = (risk: string) => `cdk8s-storage/${risk.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return Object.fromEntries(Object.entries(reasons).map(([risk, reason]) => [keyOf(risk), reason]));
}
