import { isEfsServer } from '../../facts/nfs/servers';
import {
  EFS_MOUNT_OPTIONS,
  mergeMountOptions,
  mountOptionProblems,
  MOUNT_RISKS,
  MountRisk,
  mountRisks,
  NFS_MOUNT_OPTIONS,
} from '../../facts/nfs/mount-options';
import { checkOneOf, checkReason, checkTexts } from '../../props/check';
import { checkMountSecrets } from '../../props/environment';
import { Problems } from '../../props/problems';
import { NfsPlan } from './nfs-driver';
import { isObject, Unchecked } from '../../util/unchecked';

/** Which mount options a store starts from. */
export enum NfsMountProfile {
  /** `hard`, `nfsvers=4.1`, `timeo=600`, `retrans=2`. */
  STANDARD = 'STANDARD',
  /** What Amazon EFS recommends: the standard ones with `rsize=1048576`, `wsize=1048576` and `noresvport`. */
  EFS = 'EFS',
}

/**
 * Reasons for what a store does not do unless told why: each is written as an annotation on the volume or class, for whoever finds it.
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

type Risk = MountRisk | 'directoriesAreWorldWritable';
export interface MountProps {
  readonly mountProfile?: unknown;
  readonly mountOptions?: unknown;
  readonly acknowledge?: unknown;
}

export interface MountPlan {
  readonly options: readonly string[];
  /** The reasons given, as annotations. */
  readonly annotations: Readonly<Record<string, string>>;
}

/** The mount options of a store and the reasons for risky ones. */
export function planNfsMount(problems: Problems, driver: NfsPlan | undefined, props: MountProps): MountPlan {
  const nothing = { options: [], annotations: {} };
  if (driver?.kind === 'claim') {
    for (const prop of ['mountProfile', 'mountOptions', 'acknowledge'] as const) {
      if (props[prop] === undefined) continue;
      problems.add(
        prop,
        props[prop],
        'The class decides how its volumes are mounted. Leave it out, or make a class with NfsDriver.csiDynamic.',
      );
    }
    return nothing;
  }
  const before = problems.count;
  const fallback = driver !== undefined && isEfsServer(driver.server) ? NfsMountProfile.EFS : NfsMountProfile.STANDARD;
  const profile = checkOneOf(problems, 'mountProfile', props.mountProfile ?? fallback, Object.values(NfsMountProfile));
  const own = checkTexts(problems, 'mountOptions', props.mountOptions) ?? [];
  checkMountSecrets(problems, 'mountOptions', own);
  for (const { index, problem } of mountOptionProblems(own)) problems.add(`mountOptions[${index}]`, own[index], problem);
  checkReadWrite(problems, own);
  const reasons = checkReasons(problems, props.acknowledge);
  if (problems.count > before || reasons === undefined) return nothing;
  const options = mergeMountOptions(profile === NfsMountProfile.EFS ? EFS_MOUNT_OPTIONS : NFS_MOUNT_OPTIONS, own);
  const risks = new Map<Risk, readonly [prop: string, value: string, why: string]>(
    [...mountRisks(options)].map(([risk, option]) => [risk, ['mountOptions', option, MOUNT_RISKS[risk]] as const]),
  );
  if (driver?.kind === 'dynamic' && driver.worldWritable) {
    const why = 'Everybody who mounts a directory could write there, whatever their group. Use "2770"';
    risks.set('directoriesAreWorldWritable', ['driver.mountPermissions', driver.parameters.mountPermissions, why]);
  }
  for (const [risk, [prop, value, why]] of risks) {
    if (reasons[risk] === undefined) problems.add(prop, value, `${why}, or say in acknowledge.${risk} why it is right here.`);
  }
  // What cannot be known without the driver is not called unneeded.
  for (const risk of Object.keys(reasons) as Risk[]) {
    if (driver === undefined || risks.has(risk)) continue;
    problems.add(`acknowledge.${risk}`, reasons[risk], 'The store takes no such risk. Leave it out.');
  }
  return { options, annotations: Object.fromEntries(Object.entries(reasons).map(([risk, reason]) => [annotationOf(risk), reason])) };
}

function checkReadWrite(problems: Problems, own: readonly string[]): void {
  own.forEach((option, index) => {
    if (option !== 'ro' && option !== 'rw') return;
    const remedy = option === 'ro' ? 'Use accessMode READ_ONLY_MANY instead' : 'Leave it out';
    problems.add(`mountOptions[${index}]`, option, `It follows from the access mode. ${remedy}.`);
  });
}

const RISKS: readonly Risk[] = [
  'softMountMayCorruptData',
  'version3LocksNeedStatd',
  'locksHoldOnOneNodeOnly',
  'directoriesAreWorldWritable',
];

function checkReasons(problems: Problems, given: unknown): { readonly [Name in Risk]?: string } | undefined {
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

/** `softMountMayCorruptData` becomes `cdk8s-storage/soft-mount-may-corrupt-data`. */
function annotationOf(risk: string): string {
  return `cdk8s-storage/${risk.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
