import { Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { isDnsSubdomain, LONGEST_LABEL } from '../../facts/kubernetes/names';
import { checkIdentity, fullName, Identity } from '../../hardening/identity';
import { checkPodOptions, podObjects } from '../../hardening/pod-options';
import { ARCHIVE_SUFFIX } from '../../jobs/archiving';
import { checkDuration, checkImage, checkInteger } from '../../props/check';
import { isA } from '../../props/kinds';
import { checkKnownProps } from '../../props/known-props';
import { Problems } from '../../props/problems';
import { checkSourceClaim } from '../../volumes/source-claim';
import { Unchecked } from '../../util/unchecked';
import { checkObjects, FreeObjects } from '../../workloads/objects';
import { checkResources } from '../../workloads/resources';
import { VolumeBackup } from './volume-backup';
import { VolumeRestoreProps } from './restore-props';

export const COMPONENT = 'restore';
const OVERWRITE = 'overwrite existing data';

export interface RestorePlan {
  readonly identity: Identity;
  readonly objects: FreeObjects;
  /** The claim with the backups, and what the names of their files begin with. */
  readonly backups: string;
  readonly backupName: string;
}

/** Checks the props of a VolumeRestore; the identity of its objects follows from them. */
export function planVolumeRestore(scope: Construct, id: string, given: VolumeRestoreProps): RestorePlan {
  const problems = Problems.ofNew('VolumeRestore', scope, id);
  const props: Unchecked<VolumeRestoreProps> = given ?? {};
  checkKnownProps(problems, '', props, 'VolumeRestoreProps');
  const { namespace } = Chart.of(scope);
  const claim = checkSourceClaim(problems, 'claim', props.claim, namespace);
  if (claim?.volumeMode === kplus.PersistentVolumeMode.BLOCK) {
    problems.add('claim', claim.name, 'It is a raw device, which has no files. Restore it from a snapshot: ClaimSource.fromSnapshot().');
  }
  const source = checkSource(problems, props, claim?.name, namespace);
  checkFile(problems, props.file, source?.backupName);
  if (props.overwrite !== undefined && props.overwrite !== OVERWRITE) {
    problems.add(
      'overwrite',
      props.overwrite,
      `Where what the volume holds may be lost, say so in these words: ${JSON.stringify(OVERWRITE)}.`,
    );
  }
  checkImage(problems, 'image', props.image);
  const identity = { name: (props.name ?? nameOf(claim?.name ?? id, props)) as string, component: COMPONENT };
  const name = checkIdentity(problems, identity, LONGEST_LABEL, 'it is made of the claim and the backup unless given');
  checkPodOptions(problems, given ?? {}).check();
  if (props.deadline !== undefined) checkDuration(problems, 'deadline', props.deadline, 1);
  if (props.retries !== undefined) checkInteger(problems, 'retries', props.retries, { min: 0, max: 100 });
  checkResources(problems, 'resources', props.resources);
  const objects = checkObjects(problems, scope, name, () => [
    { kind: 'Job', name: fullName(identity) },
    ...podObjects(identity, given ?? {}),
  ]);
  problems.throwIfAny();
  return { identity, objects, ...source! };
}

/**
 * A name that says what is restored, and nothing about how: a Job of another name is another Job, and a new version of this library must
 * not make one that restores again.
 */
function nameOf(claim: string, { file, overwrite }: Unchecked<VolumeRestoreProps>): string {
  const time = typeof file === 'string' ? (/[0-9]{8}T[0-9]{6}Z/.exec(file)?.[0].toLowerCase() ?? 'file') : 'latest';
  return [claim, time, ...(overwrite === undefined ? [] : ['overwrite'])].join('-');
}

function checkSource(
  problems: Problems,
  { backup, backups, backupName }: Unchecked<VolumeRestoreProps>,
  target: string | undefined,
  namespace: string | undefined,
): Pick<RestorePlan, 'backups' | 'backupName'> | undefined {
  if (backup !== undefined) {
    for (const [prop, value] of Object.entries({ backups, backupName })) {
      if (value !== undefined) problems.add(prop, value, 'The backup says it. Leave one of them out.');
    }
    if (isA(backup, VolumeBackup)) return apart(problems, 'backup', { backups: backup.claim, backupName: backup.name }, target, namespace);
    problems.add('backup', backup, 'Give the VolumeBackup, or backups and backupName for files of one that is not part of this app.');
    return undefined;
  }
  if (backups === undefined && backupName === undefined) {
    problems.add('backup', undefined, 'Give the VolumeBackup, or backups and backupName for files of one that is not part of this app.');
    return undefined;
  }
  const isNamed = typeof backupName === 'string' && isDnsSubdomain(backupName);
  if (!isNamed) problems.add('backupName', backupName, 'Give what the names of the backup files begin with: the name of the VolumeBackup.');
  const found = apart(problems, 'backups', { backups, backupName: backupName as string }, target, namespace);
  return isNamed ? found : undefined;
}

/** Backups lie on another claim than what they restore. */
function apart(
  problems: Problems,
  prop: string,
  { backups, backupName }: { readonly backups: unknown; readonly backupName: string },
  target: string | undefined,
  namespace: string | undefined,
): Pick<RestorePlan, 'backups' | 'backupName'> | undefined {
  const claim = checkSourceClaim(problems, prop, backups, namespace);
  if (claim === undefined) return undefined;
  if (claim.name === target) {
    problems.add(prop, claim.name, 'That is the claim that gets the files. Name the one that holds the backups.');
    return undefined;
  }
  return { backups: claim.name, backupName };
}

function checkFile(problems: Problems, file: unknown, backupName: string | undefined): void {
  if (file === undefined) return;
  const fits = typeof file === 'string' && /^[a-z0-9][A-Za-z0-9._-]*$/.test(file) && file.endsWith(ARCHIVE_SUFFIX);
  if (fits && (backupName === undefined || file.startsWith(`${backupName}-`))) return;
  const example = `${backupName ?? 'pages'}-20261120T024000Z${ARCHIVE_SUFFIX}`;
  problems.add('file', file, `Give the name of a file as it lies with the backups, without a directory, such as ${example}.`);
}
