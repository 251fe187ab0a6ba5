import { isEfsServer } from '../../facts/nfs/servers';
import { checkOneOf } from '../../props/check';
import { Problems } from '../../props/problems';
import {
  checkNfsReasons,
  checkNfsRisks,
  checkOwnOptions,
  NfsMountProfile,
  PROFILES,
  reasonAnnotations,
  withOwn,
} from '../../storage-classes/nfs-mount';
import { NfsPlan } from './nfs-driver';

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
  const own = checkOwnOptions(problems, props.mountOptions);
  checkReadWrite(problems, own);
  const reasons = checkNfsReasons(problems, props.acknowledge);
  if (problems.count > before || reasons === undefined) return nothing;
  const options = withOwn(PROFILES[profile!], own);
  const isOpen = driver?.kind === 'dynamic' && driver.worldWritable;
  checkNfsRisks(problems, options, reasons, {
    ...(isOpen && { open: { prop: 'driver.mountPermissions', value: driver.parameters.mountPermissions } }),
    isKnown: driver !== undefined,
  });
  return { options, annotations: reasonAnnotations(reasons) };
}

function checkReadWrite(problems: Problems, own: readonly string[]): void {
  own.forEach((option, index) => {
    if (option !== 'ro' && option !== 'rw') return;
    const remedy = option === 'ro' ? 'Use accessMode READ_ONLY_MANY instead' : 'Leave it out';
    problems.add(`mountOptions[${index}]`, option, `It follows from the access mode. ${remedy}.`);
  });
}
