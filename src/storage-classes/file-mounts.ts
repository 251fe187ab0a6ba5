import { mountOptionProblems } from '../facts/nfs/mount-options';
import { nameOfOption, NODE_LOCKS, saysOwner } from '../facts/smb/mount-options';
import { checkTexts } from '../props/check';
import { Problems } from '../props/problems';
import { Unchecked } from '../util/unchecked';
import { DriverPlan } from './driver-plan';
import { checkNfsReasons, checkNfsRisks, NfsReasons, reasonAnnotations, withOwn } from './nfs-mount';

/** How the volumes of a class are mounted, apart from what its user says. */
export type FileMount =
  | {
      readonly protocol: 'nfs';
      readonly base: readonly string[];
      /** Whether mount.nfs reads the options, and nothing in front of it. */
      readonly isPlain: boolean;
      /** The option by which everybody may write. */
      readonly open?: { readonly prop: string; readonly value: unknown };
    }
  | {
      readonly protocol: 'smb';
      readonly base: readonly string[];
      /** Whom files belong to and who may write; undefined where the user has to say it among the mount options. */
      readonly owner?: readonly string[];
    }
  | { readonly protocol?: undefined };

/** What a driver of files contributes to a class. */
export interface FileDriverPlan extends DriverPlan {
  readonly mount: FileMount;
  /** Whether a volume is best made where its first Pod is. */
  readonly waits?: boolean;
}

export interface FileMountPlan {
  readonly options: readonly string[];
  readonly annotations: Readonly<Record<string, string>>;
}

/** The mount options of a class of files, and the reasons for risky ones. */
export function planFileMount(
  problems: Problems,
  mount: FileMount | undefined,
  props: Unchecked<{ readonly mountOptions: unknown; readonly acknowledge: unknown }>,
): FileMountPlan {
  const before = problems.count;
  // What is no list of texts is reported with the other props of a class.
  const own = checkTexts(new Problems('', ''), '', props.mountOptions) ?? [];
  const reasons = checkNfsReasons(problems, props.acknowledge) ?? {};
  if (mount?.protocol === 'smb') return { options: smbOptions(problems, mount, own, reasons), annotations: {} };
  if (mount?.protocol === undefined) {
    if (mount !== undefined) refuseReasons(problems, reasons);
    return { options: own, annotations: {} };
  }
  if (mount.isPlain) {
    for (const { index, problem } of mountOptionProblems(own)) problems.add(`mountOptions[${index}]`, own[index], problem);
  }
  refuseReadOnly(problems, own);
  if (problems.count > before) return { options: [], annotations: {} };
  const options = withOwn(mount.base, own);
  checkNfsRisks(problems, options, reasons, { open: mount.open });
  return { options, annotations: reasonAnnotations(reasons) };
}

function refuseReasons(problems: Problems, reasons: NfsReasons): void {
  for (const [risk, reason] of Object.entries(reasons)) {
    problems.add(`acknowledge.${risk}`, reason, 'It is for NFS, which this driver does not speak. Leave it out.');
  }
}

function refuseReadOnly(problems: Problems, own: readonly string[]): void {
  own.forEach((option, index) => {
    if (option !== 'ro' && option !== 'rw') return;
    problems.add(`mountOptions[${index}]`, option, 'Who may write is said by the mounts into Pods. Leave it out.');
  });
}

function smbOptions(
  problems: Problems,
  { base, owner }: Extract<FileMount, { protocol: 'smb' }>,
  own: readonly string[],
  reasons: NfsReasons,
): readonly string[] {
  refuseReasons(problems, reasons);
  refuseReadOnly(problems, own);
  own.forEach((option, index) => {
    const prop = `mountOptions[${index}]`;
    if (own.slice(0, index).some((before) => nameOfOption(before) === nameOfOption(option))) {
      problems.add(prop, option, 'It is there twice. Keep one.');
    } else if (owner !== undefined && saysOwner(option)) {
      problems.add(prop, option, 'It follows from the options of the driver: user, group, directoryMode and fileMode. Leave it out.');
    } else if (owner !== undefined && option === NODE_LOCKS) {
      problems.add(
        prop,
        option,
        'Locks of parts of files then hold among the Pods of one node only. Say locksHoldOnOneNodeOnly: true in the options of the driver.',
      );
    }
  });
  if (owner === undefined) {
    const missing = ['uid', 'gid', 'dir_mode', 'file_mode'].filter((name) => own.every((option) => nameOfOption(option) !== name));
    if (missing.length > 0) {
      problems.add(
        'mountOptions',
        own,
        `Files on SMB belong to whom the mount says, which is root, and everybody may write: no Pod can change that. Add ${missing.map((name) => `${name}=`).join(', ')}, or use FileDriver.smb or FileDriver.azureFilesSmb.`,
      );
    }
  }
  const left = base.filter((option) => own.every((other) => nameOfOption(other) !== nameOfOption(option)));
  return [...left, ...(owner ?? []), ...own];
}
